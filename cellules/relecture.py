"""What is reread before the sending: one line per person, and the words that they receive."""

from dataclasses import dataclass, field

from cellules.models import Convocation, Reunion, TitreConvocation
from cellules.notifications import gabarit_of, words_of
from cellules.services.envoi_convocations import Postier, prepared
from pole.courriels import render, words
from pole.models import Envoi, Personne


@dataclass(slots=True)
class Destinataire:
    """One person and their cases; `raison` says why nothing leaves to them."""

    personne: Personne
    references: list[str] = field(default_factory=list)
    raison: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettre:
    """The mail of one kind of letter, as its first reader gets it."""

    titre: str
    texte: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relecture:
    partent: list[Destinataire]
    retenues: list[Destinataire]
    lettres: list[Lettre]


def relecture_of(reunion: Reunion) -> Relecture:
    """What the next sending does. Five queries."""
    rows = list(prepared(reunion))
    postier = Postier(reunion, rows)
    found: dict = {}
    models: dict[str, Convocation] = {}
    for row in rows:
        reason = postier.refusal(row)
        line = found.setdefault((row.convocation_id, reason), Destinataire(row.convocation.personne))
        line.raison = reason
        line.references.append(row.inscription.saisine.reference)
        if not reason:
            row.convocation.reunion = reunion
            models.setdefault(gabarit_of(row.convocation), row.convocation)
    return Relecture(
        partent=[one for one in found.values() if not one.raison],
        retenues=[one for one in found.values() if one.raison],
        lettres=[_letter(gabarit, letter) for gabarit, letter in models.items()],
    )


def _letter(gabarit: str, letter: Convocation) -> Lettre:
    pole = letter.reunion.pole
    envoi = Envoi(
        pole=pole,
        destinataire=letter.personne,
        gabarit=gabarit,
        contexte=words(words_of(letter.reunion), pole),
    )
    staff = letter.titre == TitreConvocation.CONVOQUE
    titre = "Aux personnes du pôle" if staff else "Aux écoles et aux partenaires"
    return Lettre(titre=titre, texte=render(envoi, letter).texte)
