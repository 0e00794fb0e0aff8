"""A case in a list: plain values, made into ready words. Its template has nothing to look up."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.urls import reverse
from django.utils.dateformat import format as date_format

from pole.enums import Nature, Urgence
from pole.models import Pole
from pole.templatetags.dsfr_pole import ETATS
from saisines.enums import ETATS_AU_TRI, ETATS_FINAUX, Etat, Niveau
from saisines.models import Saisine
from saisines.noms import Details, Noms, details_of

_ETAT = dict(Etat.choices)
_NATURE = {
    Nature.ELEVE: "Élève",
    Nature.GROUPE: "Classe ou groupe",
    Nature.ENSEIGNANT: "Enseignant ou équipe",
    Nature.RELATION: "Relation avec des parents",
    Nature.CRISE: "Crise",
    Nature.ORIENTATION: "Orientation ou maintien",
    Nature.PROJET: "Projet personnalisé",
}
_NIVEAU = dict(Niveau.choices)
_URGENCES = {
    Urgence.IMMEDIATE: ("Priorité immédiate", "urgent"),
    Urgence.HAUTE: ("Priorité haute", "urgent"),
    Urgence.ECHEANCE: ("Échéance proche", "attention"),
}
PROCHAINE, LIMITE = "Prochaine date", "Date limite"


class Rangee(NamedTuple):
    """What a list reads of a case: its fields are the columns of the query."""

    id: UUID
    reference: str | None
    nature: str
    niveau: str
    etat: str
    redacteur: str
    urgence: str
    date_limite: date | None
    prochaine_date: date | None
    transmise_le: datetime | None
    created_at: datetime
    eleve_id: UUID | None
    auteur_id: UUID
    auteur__prenom: str
    auteur__nom: str
    ecole_id: UUID | None
    ecole__nom: str | None
    ecole__commune: str | None
    responsable__prenom: str | None
    responsable__nom: str | None


_DU_LIEN = {"id", "nature", "etat", "redacteur", "ecole_id", "auteur_id", "eleve_id"}
# `from_db` takes values in the order of the table.
_LUES = [field.attname for field in Saisine._meta.concrete_fields if field.attname in _DU_LIEN]


def as_case(row: Rangee, pole: Pole) -> Saisine:
    """The case as far as it says what a person is to it: its other columns are not loaded.

    Not `Saisine(…)`, which makes up a value for each of them: 25 rows, a fiftieth of the page.
    """
    case = Saisine.from_db(DEFAULT_DB_ALIAS, _LUES, [getattr(row, name) for name in _LUES])
    case.pole = pole
    return case


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonnes:
    """What a list shows. Without `ecole` it says who wrote; `moi` is the reader.

    `echeances`: how pressing a case is, and when somebody owes something on it.
    """

    niveaux: bool = True
    echeances: bool = True
    motifs: bool = False
    ecole: bool = True
    moi: UUID | None = None


TOUTES = Colonnes()


@dataclass(frozen=True, slots=True)
class Ligne:
    """One case in a list, in words."""

    url: str
    titre: str
    nature: str
    reference: str
    ou: str
    etat: str
    ton: str
    icone: str
    urgence: str
    ton_urgence: str
    date: str
    jour_de: str
    depassee: bool
    depuis: str
    responsable: str
    motifs: str

    def __getitem__(self, nom: str) -> str | bool:
        """Where a template looks first; an attribute would cost it an exception each time."""
        return getattr(self, nom)


def mots_of(rows: list[Rangee], *, pole: Pole, colonnes: Colonnes, noms: Noms | None) -> "Mots":
    """What makes these rows into words, with the names that the person reads. Two queries at most."""
    cases = [as_case(row, pole) for row in rows if row.eleve_id] if noms else []
    named = noms.readable(cases) if noms else set()
    return Mots(
        today=pole.today(),
        base=reverse("saisines:list"),
        tz=pole.tz,
        colonnes=colonnes,
        details=details_of((row.id for row in rows), named, motifs=colonnes.motifs),
    )


@dataclass(frozen=True, slots=True)
class Mots:
    """Makes a row into words. Nothing here asks the database."""

    today: date
    base: str
    tz: tzinfo
    colonnes: Colonnes
    details: Details

    @property
    def nominatif(self) -> bool:
        return bool(self.details.eleves)

    def ligne(self, row: Rangee) -> Ligne:
        ton, icone = ETATS[row.etat]
        urgence, ton_urgence = self._priority(row)
        day, jour_de = self.echeance(row)
        nom, nature, niveau = self.details.nom(row.id), self.nature(row), self.niveau(row)
        titre = nom or nature
        return Ligne(
            url=f"{self.base}{row.id}/",
            titre=f"{titre} – {niveau}" if niveau else titre,
            nature=nature if nom and row.nature != Nature.ELEVE else "",
            reference=row.reference or "Brouillon",
            ou=self.ecole(row) if self.colonnes.ecole else self.auteur(row),
            etat=self.etat(row),
            ton=ton,
            icone=icone,
            urgence=urgence,
            ton_urgence=ton_urgence,
            date=short_date(day) if day else "",
            jour_de=jour_de,
            depassee=bool(day and day < self.today),
            depuis=self._since(row),
            responsable=self.responsable(row),
            motifs=self.details.les_motifs(row.id),
        )

    def etat(self, row: Rangee) -> str:
        return _ETAT[row.etat]

    def nature(self, row: Rangee) -> str:
        return _NATURE[row.nature]

    def niveau(self, row: Rangee) -> str:
        return _NIVEAU.get(row.niveau, "") if self.colonnes.niveaux else ""

    def urgence(self, row: Rangee) -> str:
        return self._priority(row)[0]

    def _priority(self, row: Rangee) -> tuple[str, str]:
        return _URGENCES.get(row.urgence, ("", "")) if self.colonnes.echeances else ("", "")

    def ecole(self, row: Rangee) -> str:
        if not row.ecole__nom:
            return "Situation du pôle"
        return f"{row.ecole__nom}, {row.ecole__commune}" if row.ecole__commune else row.ecole__nom

    def auteur(self, row: Rangee) -> str:
        if row.auteur_id == self.colonnes.moi:
            return "Écrite par vous"
        return f"Écrite par {row.auteur__prenom} {row.auteur__nom}"

    def responsable(self, row: Rangee) -> str:
        return f"{row.responsable__prenom} {row.responsable__nom}" if row.responsable__nom else ""

    def echeance(self, row: Rangee) -> tuple[date | None, str]:
        """The one date that matters now, and what it is."""
        if row.etat in ETATS_FINAUX or not self.colonnes.echeances:
            return None, ""
        if row.prochaine_date:
            return row.prochaine_date, PROCHAINE
        return (row.date_limite, LIMITE) if row.date_limite and row.etat in ETATS_AU_TRI else (None, "")

    def commencee(self, row: Rangee) -> date:
        return row.created_at.astimezone(self.tz).date()

    def transmise(self, row: Rangee) -> date | None:
        return row.transmise_le.astimezone(self.tz).date() if row.transmise_le else None

    def _since(self, row: Rangee) -> str:
        if sent := self.transmise(row):
            return f"transmise le {short_date(sent)}"
        return f"commencée le {short_date(self.commencee(row))}"


@lru_cache(maxsize=2048)
def short_date(day: date) -> str:
    """« 16 oct. 2026 »; the same few dates come back on each row."""
    return date_format(day, "1\\e\\r N Y" if day.day == 1 else "j N Y").lower()
