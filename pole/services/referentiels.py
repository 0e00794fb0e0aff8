"""Reference lists of a pole, seeded from the shipped tables: its own words, mapped to shared codes.

Sources: the five documents (S0 to S4) for the motives and the professions; the model of a demonstration
pole keeps the words of its own document (S1-08..12, S2-07..13, S3-02, S3-11).
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from pole.enums import Urgence
from pole.models import Metier, Motif, Pole

DONNEES = Path(__file__).resolve().parent.parent / "data"
COMMUN = "commun"


@dataclass(frozen=True, slots=True)
class LigneMetier:
    """A profession as shipped; `source` names the facts it comes from."""

    modele: str
    code: str
    nom: str
    mission: str
    solliciter_quand: str
    exterieur: bool
    au_besoin: bool
    source: str


@dataclass(frozen=True, slots=True)
class LigneMotif:
    """A motive as shipped: the kinds of saisine it is offered for, its default urgency, its source."""

    modele: str
    code: str
    nom: str
    natures: str
    urgence: Urgence
    source: str


@dataclass(frozen=True, slots=True)
class ReferencesAjoutees:
    """How many lines a seeding added."""

    metiers: int
    motifs: int


@lru_cache(maxsize=1)
def read_metiers() -> tuple[LigneMetier, ...]:
    """All shipped professions, of all models."""
    return tuple(
        LigneMetier(**row | {"exterieur": bool(row["exterieur"]), "au_besoin": bool(row["au_besoin"])})
        for row in _rows("metiers.csv")
    )


@lru_cache(maxsize=1)
def read_motifs() -> tuple[LigneMotif, ...]:
    """All shipped motives, of all models."""
    return tuple(LigneMotif(**row | {"urgence": Urgence(row["urgence"])}) for row in _rows("motifs.csv"))


def metiers_of(modele: str) -> list[LigneMetier]:
    """The common professions, under the names that this model gives to some of them.

    S0-06: the list is open, a pole adds its own. Raises ValueError for an unknown model.
    """
    _check(modele)
    own = {row.code: row for row in read_metiers() if row.modele == modele}
    return [_renamed(row, own.get(row.code)) for row in read_metiers() if row.modele == COMMUN]


def motifs_of(modele: str) -> list[LigneMotif]:
    """The motives of a model: a document's own list is not mixed with the words of another.

    « Autre » is in each (S2-06). Raises ValueError for an unknown model.
    """
    _check(modele)
    return [row for row in read_motifs() if row.modele == modele]


@transaction.atomic
def seed_references(pole: Pole, *, modele: str = COMMUN) -> ReferencesAjoutees:
    """Give a pole the professions and motives of a model; what it already has, by code, is left as it is.

    A second call adds nothing and undoes no rewording. Raises ValueError for an unknown model.
    """
    metiers = [
        Metier(
            pole=pole,
            code=row.code,
            nom=row.nom,
            rang=rang,
            mission=row.mission,
            solliciter_quand=row.solliciter_quand,
            exterieur=row.exterieur,
            au_besoin=row.au_besoin,
        )
        for rang, row in _missing(Metier, pole, metiers_of(modele))
    ]
    motifs = [
        Motif(pole=pole, code=row.code, nom=row.nom, rang=rang, natures=row.natures, urgence=row.urgence)
        for rang, row in _missing(Motif, pole, motifs_of(modele))
    ]
    Metier.objects.bulk_create(metiers)
    Motif.objects.bulk_create(motifs)
    return ReferencesAjoutees(len(metiers), len(motifs))


def _rows(name: str) -> Iterable[dict[str, str]]:
    with (DONNEES / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter=";")


def _check(modele: str) -> None:
    if modele not in {row.modele for row in read_motifs()}:
        raise ValueError(f"Modèle inconnu : {modele}.")


def _renamed(row: LigneMetier, own: LigneMetier | None) -> LigneMetier:
    if own is None:
        return row
    return LigneMetier(
        modele=own.modele,
        code=row.code,
        nom=own.nom,
        mission=own.mission or row.mission,
        solliciter_quand=own.solliciter_quand or row.solliciter_quand,
        exterieur=row.exterieur,
        au_besoin=row.au_besoin,
        source=own.source,
    )


def _missing(
    model: type[Metier] | type[Motif], pole: Pole, rows: Iterable[LigneMetier | LigneMotif]
) -> list[tuple[int, LigneMetier | LigneMotif]]:
    """Rows whose code the pole has not, with their rank: « autre » stays the last."""
    known = set(model.objects.filter(pole=pole).values_list("code", flat=True))
    return [
        (900 if row.code == "autre" else 10 * rang, row)
        for rang, row in enumerate(rows, start=1)
        if row.code not in known
    ]
