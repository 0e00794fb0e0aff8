"""The documents of a case: joined, taken back, read. Judged first, sealed at rest, under a drawn name."""

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from pole import antivirus
from pole.crypto import current_key_id, open_bytes, seal_bytes
from pole.models import Personne
from saisines.enums import Droit, EtatPiece
from saisines.models import PIECES_MAX, PieceJointe, Saisine
from saisines.natures import description
from saisines.natures.pieces import label_of, voie_of
from saisines.relations import droits_of, may_attach
from saisines.services.brouillon import DraftClosedError
from saisines.services.examen import (
    Examen,
    PieceRefusedError,
    check_size,
    claimed_format,
    clean_name,
    examine,
)
from saisines.services.workflow import A_DIRE, add_event, is_unrecognised, locked, mark_changed

LABEL = "piece.contenu"
DOSSIER = "pieces"
# Bytes of the documents of one case: a meeting reads them on a screen, a school sends them by a slow line.
OCTETS_MAX = 15 * 1024 * 1024

TROP = f"Cette saisine a déjà {PIECES_MAX} documents : retirez-en un, ou réunissez-en plusieurs en un PDF."
TROP_LOURD = "Les documents de cette saisine dépasseraient 15 Mo ensemble : gardez les pages utiles."
TYPE = "Choisissez un type de document dans la liste."
PAS_RANGE = (
    "Ce document n’a pas pu être rangé : la place manque sur le serveur. Votre texte, lui, est gardé. "
    "Réessayez plus tard, ou transmettez sans ce document."
)


def attach(saisine: Saisine, fichier, *, type: str, by: Personne) -> PieceJointe:
    """Join a document to a draft, or to a case that nobody has studied. Nothing is left if any part fails.

    Held until the antivirus has seen it, where there is one. Raises PieceRefusedError, DraftClosedError and
    PermissionDenied.
    """
    _check_type(saisine, type)
    claimed, format = claimed_format(str(fichier.name))
    check_size(fichier.size, claimed)
    # Who may not join does not make the site work; the locked row is asked again below.
    _rights(saisine, by)
    found = examine(fichier.read(), claimed)
    piece = PieceJointe(
        saisine=saisine,
        type=type,
        format=format,
        nom=clean_name(str(fichier.name)),
        cle=current_key_id(),
        etat=EtatPiece.A_VERIFIER if antivirus.is_configured() else EtatPiece.SANS_CONTROLE,
        taille=len(found.content),
        pages=found.pages,
        deposee_par=by,
    )
    # The name given by the school may hold a pupil's name: it is sealed, and never used on disk.
    piece.chemin = f"{DOSSIER}/{piece.pk.hex[:2]}/{piece.pk.hex}"
    try:
        _store(piece, found, by)
    except Exception as error:
        _forget(piece.chemin)
        if isinstance(error, OSError):
            raise PieceRefusedError("stockage", PAS_RANGE) from error
        if isinstance(error, IntegrityError):
            raise PieceRefusedError("occupe") from error
        raise
    return piece


def _check_type(saisine: Saisine, type: str) -> None:
    if voie := voie_of(type):
        raise PieceRefusedError("autre_voie", voie)
    if type not in description(saisine.nature).pieces:
        raise PieceRefusedError("type", TYPE)


@transaction.atomic
def _store(piece: PieceJointe, found: Examen, by: Personne) -> None:
    current = locked(piece.saisine, writer=by)
    droits = _rights(current, by)
    others = list(current.pieces.values_list("rang", "taille"))
    ranks = {rang for rang, _ in others}
    if len(ranks) >= PIECES_MAX:
        raise PieceRefusedError("trop_de_pieces", TROP)
    if sum(taille for _, taille in others) + piece.taille > OCTETS_MAX:
        raise PieceRefusedError("trop_lourd", TROP_LOURD)
    piece.rang = min(set(range(1, PIECES_MAX + 1)) - ranks)
    piece.par_le_pole = Droit.PILOTER in droits
    piece.save(force_insert=True)
    _tell(current, "joindre", piece, by)
    default_storage.save(piece.chemin, ContentFile(seal_bytes(found.content, label=LABEL, row=piece.pk)))


def _rights(saisine: Saisine, by: Personne) -> frozenset[str]:
    """Rights of this person on a case whose documents may still change; raises otherwise. No query.

    No named access lets join: what one is by role is enough.
    """
    droits = droits_of(saisine.relations_by_role(by))
    if not by.is_active or Droit.JOINDRE not in droits:
        raise PermissionDenied
    if Droit.PILOTER not in droits and is_unrecognised(saisine):
        raise DraftClosedError(A_DIRE)
    if not may_attach(saisine.etat):
        raise DraftClosedError(
            f"Cette saisine est « {saisine.etat_label} » : ses documents ne changent plus."
        )
    return droits


def _tell(saisine: Saisine, act: str, piece: PieceJointe, by: Personne) -> None:
    """The age of a draft starts again; the history of a case that was sent says what came or went."""
    mark_changed(saisine)
    if not saisine.is_prive:
        add_event(saisine, act, by=by, texte=label_of(piece.type))


@transaction.atomic
def detach(piece: PieceJointe, *, by: Personne) -> None:
    """Take a document back, its file included; the school, those that it joined.

    Raises DraftClosedError and PermissionDenied. Taken back twice, it goes once.
    """
    current = locked(piece.saisine, writer=by)
    droits = _rights(current, by)
    if piece.par_le_pole and Droit.PILOTER not in droits:
        raise PermissionDenied
    chemin = piece.chemin
    gone, _ = PieceJointe.objects.filter(pk=piece.pk).delete()
    if not gone:
        return
    _tell(current, "retirer_piece", piece, by)
    if chemin:
        transaction.on_commit(lambda: default_storage.delete(chemin))


def _forget(chemin: str) -> None:
    """Remove what was written of a file. A disk that refuses this too leaves it to `verifier`."""
    try:
        default_storage.delete(chemin)
    except OSError:
        return


def read(piece: PieceJointe) -> bytes:
    """Content of an attachment. Raises DecryptionError, or FileNotFoundError if the storage lost it."""
    with default_storage.open(piece.chemin, "rb") as stored:
        return open_bytes(stored.read(), label=LABEL, row=piece.pk)
