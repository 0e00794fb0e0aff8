"""The checked table of zones A, B and C that is shipped, and how it was made. No database, no network.

Corsica and the overseas territories are not in it: their official export is imported.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from pathlib import Path

from vacances_scolaires_france import SchoolHolidayDates

from pole.calendrier import ETE, PONT, RENTREE, UN_JOUR, CoupureScolaire, jours_feries

FICHIER = Path(__file__).parent / "data" / "vacances.csv"
ANNEES_LIVREES = (2025, 2026, 2027)
ZONES_LIVREES = ("A", "B", "C")

NOMS = {
    RENTREE: "Rentrée des élèves",
    "toussaint": "Vacances de la Toussaint",
    "noel": "Vacances de Noël",
    "hiver": "Vacances d’hiver",
    "printemps": "Vacances de printemps",
    PONT: "Pont de l’Ascension",
    ETE: "Vacances d’été",
}
_CODES_DU_PAQUET = {
    "Vacances de la Toussaint": "toussaint",
    "Vacances de Noël": "noel",
    "Vacances d'hiver": "hiver",
    "Vacances de printemps": "printemps",
    "Pont de l'Ascension": PONT,
    "Vacances d'été": ETE,
}


@dataclass(frozen=True, slots=True)
class LigneCalendrier:
    """One date of a school year in a zone: a row of the table of holidays."""

    zone: str
    annee: int
    code: str
    nom: str
    debut: date
    reprise: date | None

    def coupure(self) -> CoupureScolaire:
        return CoupureScolaire(self.code, self.nom, self.debut, self.reprise)


def read_national_calendar(fichier: Path = FICHIER) -> tuple[LigneCalendrier, ...]:
    """Rows of the shipped table: 2025-26 to 2027-28, zones A, B and C."""
    with fichier.open(encoding="utf-8", newline="") as stream:
        return tuple(_read(row) for row in csv.DictReader(stream))


def _read(row: dict[str, str]) -> LigneCalendrier:
    reprise = date.fromisoformat(row["reprise"]) if row["reprise"] else None
    return LigneCalendrier(
        row["zone"], int(row["annee"]), row["code"], row["nom"], date.fromisoformat(row["debut"]), reprise
    )


def write_national_calendar(lignes: Iterable[LigneCalendrier], fichier: Path = FICHIER) -> None:
    """Write the table again, for the year when the package brings new dates."""
    with fichier.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(field.name for field in fields(LigneCalendrier))
        writer.writerows(astuple(ligne) for ligne in lignes)


def build_national_calendar(annees: Iterable[int] = ANNEES_LIVREES) -> tuple[LigneCalendrier, ...]:
    """Rows of these school years, from the package vacances-scolaires-france."""
    source = SchoolHolidayDates()
    return tuple(ligne for annee in annees for zone in ZONES_LIVREES for ligne in _annee(source, zone, annee))


def _annee(source: SchoolHolidayDates, zone: str, annee: int) -> Iterator[LigneCalendrier]:
    spells = _spells(source, zone, date(annee, 6, 1), date(annee + 1, 8, 1))
    for code, debut, reprise in spells:
        if code == ETE and debut.year == annee:
            yield LigneCalendrier(zone, annee, RENTREE, NOMS[RENTREE], reprise, reprise)
        elif code == ETE:
            yield LigneCalendrier(zone, annee, ETE, NOMS[ETE], debut, None)
        elif code == PONT:
            yield LigneCalendrier(zone, annee, PONT, NOMS[PONT], *_pont(debut, reprise, annee))
        else:
            yield LigneCalendrier(zone, annee, code, NOMS[code], debut, reprise)


def _spells(
    source: SchoolHolidayDates, zone: str, start: date, end: date
) -> Iterator[tuple[str, date, date]]:
    """Runs of days with the same holiday name that begin in [start, end): name, first day, day after."""
    running, debut = None, start
    jour = start
    while running or jour < end:
        row = source.data.get(jour) if source.is_holiday_for_zone(jour, zone) else None
        name = row["nom_vacances"] if row else None
        if name != running:
            if running:
                yield _CODES_DU_PAQUET[running], debut, jour
            running, debut = name, jour
            if jour >= end:
                return
        jour += UN_JOUR


def _pont(debut: date, reprise: date, annee: int) -> tuple[date, date]:
    """The package counts Ascension itself and stops on Sunday: keep the bridge, classes resume on Monday."""
    while debut in jours_feries(annee):
        debut += UN_JOUR
    return debut, reprise + timedelta(days=(7 - reprise.weekday()) % 7)
