"""What is reread before the sending: one line per person, and the words that they receive."""

from dataclasses import dataclass, field
from uuid import UUID

from cellules.creneaux import Deroule, deroule_of, hour_of
from cellules.models import Convocation, Reunion, TitreConvocation
from cellules.notifications import gabarit_of, words_of
from cellules.services.envoi_convocations import ADRESSE_REFUSEE, SANS_ADRESSE, Postier, prepared
from pole.courriels import render, words
from pole.models import Envoi, Personne
from pole.templatetags.dsfr_pole import heure


@dataclass(slots=True)
class Destinataire:
    """One person and their cases; `raison` says why nothing leaves to them."""

    convocation: Convocation
    references: list[str] = field(default_factory=list)
    inscriptions: set[UUID] = field(default_factory=set)
    raison: str = ""

    @property
    def personne(self) -> Personne:
        return self.convocation.personne

    @property
    def a_imprimer(self) -> bool:
        """Nothing leaves because no mail would arrive: the letter is to hand over."""
        return self.raison in (SANS_ADRESSE, ADRESSE_REFUSEE)

    @property
    def heure(self) -> str:
        """« 14 h 15 »: when they are asked to come."""
        return heure(hour_of(self.convocation))

    def note_hour(self, deroule: Deroule) -> None:
        """Read the letter as its sending will write it. Saves nothing."""
        letter = self.convocation
        span = deroule.span(letter.titre, self.inscriptions)
        letter.annonce_apres, letter.annonce_jusqua = span or (None, None)


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


def relecture_of(reunion: Reunion, by: Personne) -> Relecture:
    """What the sending by this person does. Seven queries."""
    rows = list(prepared(reunion, by))
    postier, deroule = Postier(reunion, rows), deroule_of(reunion)
    found: dict = {}
    models: dict[str, Destinataire] = {}
    for row in rows:
        reason, letter = postier.refusal(row), row.convocation
        line = found.setdefault((letter.pk, reason), Destinataire(letter))
        line.raison = reason
        line.references.append(row.inscription.saisine.reference)
        line.inscriptions.add(row.inscription_id)
        letter.reunion = reunion
        if not reason:
            models.setdefault(gabarit_of(letter), line)
    for line in found.values():
        line.note_hour(deroule)
    return Relecture(
        partent=[one for one in found.values() if not one.raison],
        retenues=[one for one in found.values() if one.raison],
        lettres=[_letter(gabarit, line.convocation) for gabarit, line in models.items()],
    )


def _letter(gabarit: str, letter: Convocation) -> Lettre:
    pole = letter.reunion.pole
    envoi = Envoi(
        pole=pole,
        destinataire=letter.personne,
        gabarit=gabarit,
        contexte=words(words_of(letter), pole),
    )
    staff = letter.titre == TitreConvocation.CONVOQUE
    titre = "Aux personnes du pôle" if staff else "Aux écoles et aux partenaires"
    return Lettre(titre=titre, texte=render(envoi, letter).texte)
