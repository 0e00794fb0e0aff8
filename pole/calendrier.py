"""The school year: days, periods, deadlines and proposed meetings. Pure rules, no database.

Everywhere `coupures` are the breaks of one or several school years, their first day (`rentree`) and their
summer (`ete`) included, and `feries` the public holidays. School year 2026 is 2026-2027.
Sources: the official holidays for the dates, S1-20, S1-23, S2-16 and S2-18 for the meetings.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

RENTREE = "rentree"
ETE = "ete"
PONT = "pont"
# Neither a bridge nor the ends of the year separate two periods.
SANS_PERIODE = (RENTREE, ETE, PONT)

UN_JOUR = timedelta(days=1)
UNE_SEMAINE = timedelta(days=7)
LUNDI, MARDI, MERCREDI, JEUDI, VENDREDI = range(5)

# Tuesday before Thursday; never Wednesday, when many schools have class.
JOURS_DE_REUNION = (MARDI, JEUDI)
# The last meeting of the year leaves time to answer: before 15 June.
MI_JUIN = (6, 15)
# Month and first day of the plenaries, by their number: October and June (S1-20).
DATES_PLENIERES = {
    0: (),
    1: ((10, 1),),
    2: ((10, 1), (6, 15)),
    3: ((10, 1), (3, 1), (6, 15)),
    4: ((10, 1), (1, 10), (3, 15), (6, 15)),
}
# When a reminder may leave, by weekday, local time. Wednesday: the morning, in the schools that have class.
HEURES_ECOLE = MappingProxyType(
    {
        LUNDI: (time(8), time(18)),
        MARDI: (time(8), time(18)),
        MERCREDI: (time(8), time(12)),
        JEUDI: (time(8), time(18)),
        VENDREDI: (time(8), time(18)),
    }
)

# Departments and territories whose public holidays differ. The library knows the overseas departments by
# number only, Alsace by its region code.
SUBDIVISIONS = MappingProxyType(
    {
        "57": "57",
        "67": "6AE",
        "68": "6AE",
        "971": "971",
        "972": "972",
        "973": "973",
        "974": "974",
        "975": "PM",
        "976": "976",
        "977": "BL",
        "978": "MF",
        "986": "WF",
        "987": "PF",
        "988": "NC",
    }
)


class CalendrierInconnu(Exception):  # noqa: N818 (domain word, shown to people)
    """The dates of a school year are missing or do not fit together. The message is for the reader."""


@dataclass(frozen=True, slots=True)
class CoupureScolaire:
    """A break: first day without class, day classes resume. A `rentree` has both on the first school day,
    a summer has no `reprise`: the next `rentree` says it."""

    code: str
    nom: str
    debut: date
    reprise: date | None = None


@dataclass(frozen=True, slots=True)
class Periode:
    """Time between two holidays, first and last school days included. Numbered from 1."""

    numero: int
    debut: date
    fin: date

    def __contains__(self, jour: date) -> bool:
        return self.debut <= jour <= self.fin


@dataclass(frozen=True, slots=True)
class ReunionProposee:
    """A meeting of the year to come. A plenary studies no saisine: it has no `date_limite`."""

    nature: str
    periode: int
    jour: date
    date_limite: date | None


def annee_scolaire(jour: date) -> int:
    """School year of a day, by its first civil year.

    It turns on 1 August: in August schools are closed, people prepare the year that comes, and La Réunion
    goes back in the middle of the month.
    """
    return jour.year if jour.month >= 8 else jour.year - 1


def fin_de_l_annee_suivante(jour: date) -> date:
    """Last day of the school year after that of `jour`: nothing that people agree on goes further."""
    return date(annee_scolaire(jour) + 2, 7, 31)


def nom_annee(annee: int) -> str:
    """« 2026-2027 »."""
    return f"{annee}-{annee + 1}"


@lru_cache(maxsize=64)
def jours_feries(annee: int, territoire: str = "") -> Mapping[date, str]:
    """Public holidays of the two civil years of a school year, with their French names.

    `territoire` is a department code (« 974 », « 67 »); any other value gives the national holidays.
    """
    feries = holidays.France(
        subdiv=SUBDIVISIONS.get(territoire), years=(annee, annee + 1), language="fr", observed=False
    )
    return MappingProxyType(dict(sorted(feries.items())))


def est_jour_ecole(jour: date, coupures: Iterable[CoupureScolaire], feries: Collection[date]) -> bool:
    """Whether schools may have class that day: Monday to Friday, but holidays, public holidays and bridges.

    A day outside the known school years is closed.
    """
    if jour.weekday() > VENDREDI or jour in feries:
        return False
    last_bound: CoupureScolaire | None = None
    for coupure in coupures:
        if coupure.code in (RENTREE, ETE):
            if coupure.debut <= jour and (last_bound is None or last_bound.debut < coupure.debut):
                last_bound = coupure
        elif coupure.debut <= jour and (coupure.reprise is None or jour < coupure.reprise):
            return False
    return last_bound is not None and last_bound.code == RENTREE


def jour_ecole_suivant(jour: date, coupures: Sequence[CoupureScolaire], feries: Collection[date]) -> date:
    """First school day after this one. Raises CalendrierInconnu beyond the known years."""
    end = max((c.debut for c in coupures if c.code == ETE), default=date.min)
    while (jour := jour + UN_JOUR) < end:
        if est_jour_ecole(jour, coupures, feries):
            return jour
    raise CalendrierInconnu("Le calendrier scolaire s’arrête là : importez celui de l’année suivante.")


def jour_ecole_precedent(jour: date, coupures: Sequence[CoupureScolaire], feries: Collection[date]) -> date:
    """Last school day before this one. Raises CalendrierInconnu before the known years."""
    start = min((c.debut for c in coupures if c.code == RENTREE), default=date.max)
    while (jour := jour - UN_JOUR) >= start:
        if est_jour_ecole(jour, coupures, feries):
            return jour
    raise CalendrierInconnu(
        "Le calendrier scolaire commence plus tard : importez celui de l’année précédente."
    )


def ajouter_jours_ecole(
    jour: date, nombre: int, coupures: Sequence[CoupureScolaire], feries: Collection[date]
) -> date:
    """The day reached after so many school days. Raises CalendrierInconnu beyond the known years."""
    for _ in range(nombre):
        jour = jour_ecole_suivant(jour, coupures, feries)
    return jour


def date_limite(
    reunion: date, jours: int, coupures: Sequence[CoupureScolaire], feries: Collection[date]
) -> date:
    """Last day to send a saisine for a meeting: so many days before, or the school day before that one.

    S2-18: meeting on 16 October 2018, six days, 10 October. Raises CalendrierInconnu when the school day
    before lies outside the known years.
    """
    limite = reunion - timedelta(days=jours)
    if est_jour_ecole(limite, coupures, feries):
        return limite
    return jour_ecole_precedent(limite, coupures, feries)


def periodes(coupures: Iterable[CoupureScolaire], feries: Collection[date]) -> tuple[Periode, ...]:
    """Periods of one school year, from first school day to last school day.

    A bridge does not cut a period. Raises CalendrierInconnu when the first day of the year, its summer or a
    date of return is missing, or when dates overlap.
    """
    breaks = sorted(coupures, key=lambda coupure: coupure.debut)
    rentree = _only(breaks, RENTREE, "la rentrée des élèves")
    ete = _only(breaks, ETE, "les vacances d’été")
    cuts = [coupure for coupure in breaks if coupure.code not in SANS_PERIODE]
    returns = [coupure.reprise for coupure in cuts if coupure.reprise is not None]
    if len(returns) != len(cuts):
        raise CalendrierInconnu("Le calendrier scolaire est incomplet : un jour de reprise manque.")
    starts = [rentree.debut, *returns]
    ends = [*(coupure.debut for coupure in cuts), ete.debut]
    if any(start >= end for start, end in zip(starts, ends, strict=True)):
        raise CalendrierInconnu("Le calendrier scolaire est incohérent : des vacances se chevauchent.")
    return tuple(
        Periode(
            numero,
            jour_ecole_suivant(start - UN_JOUR, breaks, feries),
            jour_ecole_precedent(end, breaks, feries),
        )
        for numero, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    )


def _only(breaks: list[CoupureScolaire], code: str, name: str) -> CoupureScolaire:
    found = [coupure for coupure in breaks if coupure.code == code]
    if len(found) != 1:
        raise CalendrierInconnu(
            f"Le calendrier scolaire est incomplet : il y faut une seule date pour {name}."
        )
    return found[0]


def periode_du(jour: date, toutes: Iterable[Periode]) -> Periode | None:
    """The period of a day, or the one that comes next during holidays; None after the last."""
    return min((periode for periode in toutes if jour <= periode.fin), key=lambda p: p.debut, default=None)


def proposer_reunions(
    toutes: Sequence[Periode],
    par_periode: Sequence[int],
    coupures: Sequence[CoupureScolaire],
    feries: Collection[date],
    *,
    jours_limite: int = 6,
) -> tuple[ReunionProposee, ...]:
    """Cellules of the year: S1-23 is (1, 1, 1, 1, 2), S2-16 is (1, 1, 1, 1, 1).

    One meeting: last but one week of the period. Two: at its third and there. Always before mid-June, on a
    Tuesday or a Thursday with class. A period too short for what is asked gets fewer.
    """
    proposed = []
    for periode, nombre in zip(toutes, par_periode, strict=False):
        taken: set[date] = set()
        for monday in _semaines_visees(periode, nombre):
            jour = _jour_de_reunion(periode, monday, coupures, feries, taken)
            if jour is None:
                continue
            taken.add(jour)
            limite = date_limite(jour, jours_limite, coupures, feries)
            proposed.append(ReunionProposee("cellule", periode.numero, jour, limite))
    return tuple(sorted(proposed, key=lambda reunion: reunion.jour))


def proposer_plenieres(
    toutes: Sequence[Periode],
    nombre: int,
    coupures: Sequence[CoupureScolaire],
    feries: Collection[date],
    *,
    deja_pris: Collection[date] = (),
) -> tuple[ReunionProposee, ...]:
    """Plenaries of the year, two of them in October and June (S1-20): a Tuesday or a Thursday that is free.

    Raises ValueError for more than four.
    """
    if nombre not in DATES_PLENIERES:
        raise ValueError("Choisissez au plus quatre plénières par an.")
    proposed = []
    for month, day in DATES_PLENIERES[nombre]:
        year = toutes[0].debut.year + (month < 8)
        window = (date(year, month, day) + timedelta(days=n) for n in range(28))
        for jour in window:
            periode = next((p for p in toutes if jour in p), None)
            if periode and _convient(jour, coupures, feries) and jour not in deja_pris:
                proposed.append(ReunionProposee("pleniere", periode.numero, jour, None))
                break
    return tuple(proposed)


def _semaines_visees(periode: Periode, nombre: int) -> Iterator[date]:
    """Mondays of the weeks wanted for so many meetings."""
    for rang in range(1, nombre):
        yield _lundi(periode.debut + (periode.fin - periode.debut) * rang / (nombre + 1))
    if nombre:
        yield min(_lundi(periode.fin) - UNE_SEMAINE, _lundi(_dernier_jour_utile(periode)))


def _jour_de_reunion(
    periode: Periode,
    monday: date,
    coupures: Sequence[CoupureScolaire],
    feries: Collection[date],
    taken: Collection[date],
) -> date | None:
    """Nearest fitting day to a week: that week, the one before, the one after, and so on."""
    weeks = (monday + UNE_SEMAINE * step * sign for step in range(15) for sign in ((-1, 1) if step else (1,)))
    last = _dernier_jour_utile(periode)
    for week in weeks:
        for weekday in JOURS_DE_REUNION:
            jour = week + timedelta(days=weekday)
            if periode.debut <= jour <= last and jour not in taken and _convient(jour, coupures, feries):
                return jour
    return None


def _dernier_jour_utile(periode: Periode) -> date:
    mi_juin = date(periode.fin.year, *MI_JUIN)
    return mi_juin - UN_JOUR if periode.debut < mi_juin <= periode.fin else periode.fin


def _convient(jour: date, coupures: Sequence[CoupureScolaire], feries: Collection[date]) -> bool:
    return jour.weekday() in JOURS_DE_REUNION and est_jour_ecole(jour, coupures, feries)


def _lundi(jour: date) -> date:
    return jour - timedelta(days=jour.weekday())


def heures_ecole(instant: datetime, fuseau: str) -> bool:
    """Whether an instant falls in school hours on the local clock, holidays not considered.

    Raises ValueError for an instant without a time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("Un instant porte son fuseau horaire.")
    local = instant.astimezone(ZoneInfo(fuseau))
    start, end = HEURES_ECOLE.get(local.weekday(), (time.max, time.max))
    return start <= local.time() < end


def est_moment_ecole(
    instant: datetime, fuseau: str, coupures: Sequence[CoupureScolaire], feries: Collection[date]
) -> bool:
    """Whether a reminder may leave now: in school hours of a school day."""
    return heures_ecole(instant, fuseau) and est_jour_ecole(
        instant.astimezone(ZoneInfo(fuseau)).date(), coupures, feries
    )
