"""The school calendar of a pole: its zone's dates, corrected by its own, and the rules applied to them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from pole.calendrier import (
    CalendrierInconnu,
    CoupureScolaire,
    Periode,
    ReunionProposee,
    annee_scolaire,
    est_moment_ecole,
    jours_feries,
    nom_annee,
    periodes,
    proposer_plenieres,
    proposer_reunions,
)
from pole.calendrier_national import LigneCalendrier, read_national_calendar
from pole.models import Pole, Vacances
from pole.territoires import TERRITOIRES, Zone


@dataclass(frozen=True, slots=True)
class Modification:
    """A row of the calendar that changes."""

    avant: LigneCalendrier
    apres: LigneCalendrier


@dataclass(frozen=True, slots=True)
class ChangementsCalendrier:
    """What recording these rows does to the stored calendar."""

    nouvelles: tuple[LigneCalendrier, ...]
    modifiees: tuple[Modification, ...]
    inchangees: int


@dataclass(frozen=True, slots=True)
class JoursEcole:
    """What the rules of `pole.calendrier` need: breaks of a year and of its neighbours, public holidays."""

    coupures: tuple[CoupureScolaire, ...]
    feries: Collection[date]


def compare_vacances(lignes: Iterable[LigneCalendrier], *, pole: Pole | None = None) -> ChangementsCalendrier:
    """What `save_vacances` would change."""
    lignes = tuple(lignes)
    stored = {_key(row): _ligne(row) for row in _stored(lignes, pole)}
    nouvelles, modifiees = [], []
    for ligne in lignes:
        before = stored.get(_key(ligne))
        if before is None:
            nouvelles.append(ligne)
        elif before != ligne:
            modifiees.append(Modification(before, ligne))
    return ChangementsCalendrier(
        tuple(nouvelles), tuple(modifiees), len(lignes) - len(nouvelles) - len(modifiees)
    )


@transaction.atomic
def save_vacances(lignes: Iterable[LigneCalendrier], *, pole: Pole | None = None) -> ChangementsCalendrier:
    """Record rows for everybody, or as the corrections of a pole. Rows that are not named stay."""
    lignes = tuple(lignes)
    changements = compare_vacances(lignes, pole=pole)
    rows = {_key(row): row for row in _stored(lignes, pole)}
    changed = []
    for modification in changements.modifiees:
        row = rows[_key(modification.apres)]
        row.nom, row.debut, row.reprise = (
            modification.apres.nom,
            modification.apres.debut,
            modification.apres.reprise,
        )
        changed.append(row)
    Vacances.objects.bulk_create(_row(ligne, pole) for ligne in changements.nouvelles)
    Vacances.objects.bulk_update(changed, ["nom", "debut", "reprise"])
    return changements


@transaction.atomic
def load_national_calendar() -> int:
    """Add the shipped rows that are missing; what was imported or corrected since is kept.

    Returns how many rows were added.
    """
    missing = compare_vacances(read_national_calendar()).nouvelles
    Vacances.objects.bulk_create(_row(ligne, None) for ligne in missing)
    return len(missing)


def zones_connues() -> dict[str, str]:
    """Zones that a pole may choose, with their names: the official ones, then others that were imported."""
    stored = Vacances.objects.filter(pole__isnull=True).order_by("zone").values_list("zone", flat=True)
    return dict(Zone.choices) | {zone: zone for zone in stored.distinct() if zone not in Zone.values}


def calendrier_du_pole(pole: Pole, annee: int) -> tuple[CoupureScolaire, ...]:
    """Breaks of a school year: those of the zone, each replaced by the pole's own where it has one.

    Raises CalendrierInconnu when nothing is known of that year.
    """
    coupures = _coupures(pole, [annee])
    if not coupures:
        raise _unknown(pole, annee)
    return coupures


def periodes_du_pole(pole: Pole, annee: int) -> tuple[Periode, ...]:
    """The five periods of a school year. Raises CalendrierInconnu when dates are missing."""
    return periodes(calendrier_du_pole(pole, annee), jours_feries(annee, territoire_du_pole(pole)))


def jours_du_pole(pole: Pole, annee: int) -> JoursEcole:
    """School days of a year, with the years before and after so that one can count across a summer.

    One query. Raises CalendrierInconnu when nothing is known of that year.
    """
    coupures = _coupures(pole, [annee - 1, annee, annee + 1])
    if annee not in {annee_scolaire(coupure.debut) for coupure in coupures}:
        raise _unknown(pole, annee)
    territoire = territoire_du_pole(pole)
    feries = frozenset((*jours_feries(annee - 1, territoire), *jours_feries(annee + 1, territoire)))
    return JoursEcole(coupures, feries)


def propose_annee(pole: Pole, annee: int) -> tuple[ReunionProposee, ...]:
    """Meetings proposed for a year by the cadence of the pole (S1-20, S1-23, S2-16), in order of date.

    Nothing is written. Raises CalendrierInconnu.
    """
    jours = jours_du_pole(pole, annee)
    toutes = periodes_du_pole(pole, annee)
    cadence = [int(pole.cadence.get(str(periode.numero), 0)) for periode in toutes]
    cellules = proposer_reunions(
        toutes, cadence, jours.coupures, jours.feries, jours_limite=pole.delai_limite_jours
    )
    plenieres = proposer_plenieres(
        toutes,
        pole.plenieres,
        jours.coupures,
        jours.feries,
        deja_pris={reunion.jour for reunion in cellules},
    )
    return tuple(sorted((*cellules, *plenieres), key=lambda reunion: reunion.jour))


def est_moment_ecole_du_pole(pole: Pole, instant: datetime) -> bool:
    """Whether a reminder may leave now for the schools of this pole.

    Raises CalendrierInconnu: whether to write during an unknown year is the caller's choice.
    """
    jours = jours_du_pole(pole, annee_scolaire(instant.astimezone(pole.tz).date()))
    return est_moment_ecole(instant, pole.fuseau, jours.coupures, jours.feries)


def territoire_du_pole(pole: Pole) -> str:
    """Department or territory whose public holidays apply: Alsace and Moselle have two more days."""
    return TERRITOIRES.get(pole.zone, pole.uai[:3].lstrip("0"))


def _coupures(pole: Pole, annees: list[int]) -> tuple[CoupureScolaire, ...]:
    rows = Vacances.objects.filter(
        Q(pole=pole) | Q(pole__isnull=True, zone=pole.zone), annee__in=annees
    ).order_by("annee", "debut")
    # The corrections of the pole come last, so that they replace.
    kept = {(row.annee, row.code): row for row in sorted(rows, key=lambda row: row.pole_id is not None)}
    coupures = (CoupureScolaire(row.code, row.nom, row.debut, row.reprise) for row in kept.values())
    return tuple(sorted(coupures, key=lambda coupure: coupure.debut))


def _unknown(pole: Pole, annee: int) -> CalendrierInconnu:
    return CalendrierInconnu(
        f"Le calendrier scolaire {nom_annee(annee)} de la zone «\u00a0{pole.zone}\u00a0» n’est pas encore "
        "connu ici. Importez l’export officiel, ou saisissez ses dates."
    )


def _stored(lignes: tuple[LigneCalendrier, ...], pole: Pole | None) -> list[Vacances]:
    return list(
        Vacances.objects.filter(
            pole=pole, zone__in={row.zone for row in lignes}, annee__in={row.annee for row in lignes}
        )
    )


def _key(row: Vacances | LigneCalendrier) -> tuple[str, int, str]:
    return row.zone, row.annee, row.code


def _ligne(row: Vacances) -> LigneCalendrier:
    return LigneCalendrier(row.zone, row.annee, row.code, row.nom, row.debut, row.reprise)


def _row(ligne: LigneCalendrier, pole: Pole | None) -> Vacances:
    return Vacances(
        pole=pole,
        zone=ligne.zone,
        annee=ligne.annee,
        code=ligne.code,
        nom=ligne.nom,
        debut=ligne.debut,
        reprise=ligne.reprise,
    )
