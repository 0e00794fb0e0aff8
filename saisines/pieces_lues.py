"""The documents of a case in words: what each is, whether it opens, and why not. Never the name of a file."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from uuid import UUID

from pole.dates import day_and_month
from saisines.enums import Droit, EtatPiece
from saisines.models import PieceJointe, Saisine
from saisines.natures.pieces import label_of

MOTS = {
    EtatPiece.A_VERIFIER: "L’antivirus vérifie ce document : il s’ouvrira ensuite, d’habitude en une minute. "
    "Vous n’avez rien à faire.",
    EtatPiece.DETRUITE: "Détruit : l’antivirus y a trouvé un programme dangereux. Faites vérifier "
    "l’ordinateur d’où il vient, retirez cette ligne, puis joignez un autre document.",
}
IDENTITE = "Affichez d’abord l’identité : un document peut nommer l’élève."


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceLue:
    """A document as one person sees it. `mot` says why it does not open."""

    id: UUID
    libelle: str
    detail: str
    format: str
    taille: int
    lisible: bool
    mot: str
    retirable: bool


def pieces_lues(
    saisine: Saisine,
    pieces: Iterable[PieceJointe],
    droits: Set[str] = frozenset(),
    *,
    nominatif: bool = True,
) -> list[PieceLue]:
    """In the order of their arrival. No query when the rows are already read."""
    return [_lue(saisine, piece, droits, nominatif=nominatif) for piece in pieces]


def _lue(saisine: Saisine, piece: PieceJointe, droits: Set[str], *, nominatif: bool) -> PieceLue:
    mot = MOTS.get(EtatPiece(piece.etat), "") or ("" if nominatif else IDENTITE)
    return PieceLue(
        id=piece.pk,
        libelle=label_of(piece.type),
        detail=_detail(saisine, piece),
        format=piece.get_format_display(),
        taille=piece.taille,
        lisible=piece.is_lisible and nominatif,
        mot=mot,
        retirable=not piece.par_le_pole or Droit.PILOTER in droits,
    )


def _detail(saisine: Saisine, piece: PieceJointe) -> str:
    """« 2 pages, joint le 3 octobre par le pôle »"""
    day = day_and_month(piece.created_at.astimezone(saisine.pole.tz))
    joined = f"joint le {day}{' par le pôle' if piece.par_le_pole else ''}"
    if not piece.pages:
        return joined.capitalize()
    return f"{piece.pages} page{'s' if piece.pages > 1 else ''}, {joined}"
