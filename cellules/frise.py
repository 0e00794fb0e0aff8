"""The picture of a school year: a ribbon of periods and a wall calendar. Geometry only, no database.

Numbers are given as text with a point: a French template would print a comma, which SVG does not read.
"""

import calendar
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from cellules.models import Reunion
from pole.calendrier import ETE, RENTREE, UN_JOUR, CoupureScolaire, Periode

LARGEUR = 1000
CASE = 22
HAUT_DES_JOURS = 20
VENDREDI = 4
NOMS_COURTS = {
    "toussaint": "Toussaint",
    "noel": "Noël",
    "hiver": "Hiver",
    "printemps": "Printemps",
}
MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
MOIS_COURTS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil."),
    *("août", "sept.", "oct.", "nov.", "déc."),
)
LIMITE = "limite"


@dataclass(frozen=True, slots=True)
class Marque:
    """A sign on a day: `forme` is cellule, pleniere or limite; `etat` the state of its meeting."""

    jour: date
    forme: str
    etat: str
    nom: str
    x: str = ""
    y: str = ""


@dataclass(frozen=True, slots=True)
class Trait:
    """Something with a place on the ribbon."""

    x: str
    largeur: str
    milieu: str
    texte: str
    ici: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Jour:
    """A day of the wall calendar. `genre` is ecole, repos (week-end) or ferme (holidays)."""

    numero: int
    x: str
    y: str
    case_x: str
    case_y: str
    genre: str
    aujourdhui: bool


@dataclass(frozen=True, slots=True)
class Mois:
    """A month of the wall calendar, its marks apart from its days, and its text for who cannot see it."""

    nom: str
    periodes: str
    hauteur: str
    jours: tuple[Jour, ...]
    marques: tuple[Marque, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Ruban:
    """The year from left to right."""

    periodes: tuple[Trait, ...]
    vacances: tuple[Trait, ...]
    mois: tuple[Trait, ...]
    marques: tuple[Marque, ...]
    aujourdhui: str


@dataclass(frozen=True)
class Annee:
    """What is drawn: the breaks of one year, its public holidays, its periods, its meetings, and today."""

    coupures: Sequence[CoupureScolaire]
    feries: Collection[date]
    periodes: Sequence[Periode]
    reunions: Iterable[Reunion]
    aujourdhui: date

    @cached_property
    def debut(self) -> date:
        return min([self.periodes[0].debut, *(marque.jour for marque in self.marques)])

    @cached_property
    def fin(self) -> date:
        return max([self.periodes[-1].fin, *(marque.jour for marque in self.marques)])

    @cached_property
    def marques(self) -> tuple[Marque, ...]:
        """Meetings and deadlines, in order; the deadline of a cancelled meeting is no longer one."""
        found = []
        for reunion in self.reunions:
            found.append(Marque(reunion.date, reunion.type, reunion.etat, reunion.intitule))
            if reunion.date_limite and not reunion.is_annulee:
                found.append(Marque(reunion.date_limite, LIMITE, reunion.etat, "date limite"))
        return tuple(sorted(found, key=lambda marque: (marque.jour, marque.forme != LIMITE)))

    def ferme(self, jour: date) -> bool:
        """Whether the schools are closed for holidays, a bridge or a public holiday."""
        if jour in self.feries or not self.periodes[0].debut <= jour <= self.periodes[-1].fin:
            return True
        return any(
            coupure.debut <= jour < (coupure.reprise or coupure.debut + UN_JOUR)
            for coupure in self.coupures
            if coupure.code not in {RENTREE, ETE}
        )


def draw_ribbon(annee: Annee) -> Ruban:
    """The year as a ribbon: periods, holidays between them, months, meetings, today ("" when elsewhere)."""
    start, end = annee.debut.replace(day=1), annee.fin + UN_JOUR
    span = (end - start).days

    def at(jour: date) -> float:
        return (jour - start).days / span * LARGEUR

    def trait(first: date, after: date, texte: str, **more) -> Trait:
        left, right = at(max(first, start)), at(min(after, end))
        return Trait(_n(left), _n(right - left), _n((left + right) / 2), texte, **more)

    inside = start <= annee.aujourdhui < end
    return Ruban(
        periodes=tuple(
            trait(
                periode.debut,
                periode.fin + UN_JOUR,
                f"Période {periode.numero}",
                ici=annee.aujourdhui in periode,
                detail=f"{_semaines(periode)} semaines",
            )
            for periode in annee.periodes
        ),
        vacances=tuple(
            trait(coupure.debut, coupure.reprise, NOMS_COURTS[coupure.code])
            for coupure in annee.coupures
            if coupure.code in NOMS_COURTS and coupure.reprise
        ),
        mois=tuple(
            trait(month, _next_month(month), MOIS_COURTS[month.month - 1])
            for month in _months(start, annee.fin)
        ),
        marques=tuple(
            _placed(marque, at(marque.jour + UN_JOUR) - LARGEUR / span / 2, 0) for marque in annee.marques
        ),
        aujourdhui=_n(at(annee.aujourdhui) + LARGEUR / span / 2) if inside else "",
    )


def draw_months(annee: Annee) -> list[Mois]:
    """The wall calendar: a month is a grid of weeks that begin on Monday."""
    return [_draw_month(annee, month) for month in _months(annee.debut, annee.fin)]


def _draw_month(annee: Annee, month: date) -> Mois:
    last = _next_month(month) - UN_JOUR
    days = [month + timedelta(days=n) for n in range(last.day)]
    marques = [marque for marque in annee.marques if month <= marque.jour <= last]
    numeros = [str(p.numero) for p in annee.periodes if p.debut <= last and p.fin >= month]
    nom = f"{MOIS[month.month - 1]} {month.year}"
    rows = (month.weekday() + last.day + 6) // 7
    return Mois(
        nom=nom.capitalize(),
        periodes=f"Période{'s' if len(numeros) > 1 else ''} {' et '.join(numeros)}" if numeros else "",
        hauteur=_n(HAUT_DES_JOURS + rows * CASE + 2),
        jours=tuple(_draw_day(annee, month, jour) for jour in days),
        marques=tuple(_placed(marque, *_centre(month, marque.jour)) for marque in marques),
        description=_describe(annee, nom, days, marques),
    )


def _draw_day(annee: Annee, month: date, jour: date) -> Jour:
    x, y = _centre(month, jour)
    genre = "repos" if jour.weekday() > VENDREDI else "ecole"
    if annee.ferme(jour):
        genre = "ferme"
    return Jour(jour.day, _n(x), _n(y), _n(x - CASE / 2), _n(y - CASE / 2), genre, jour == annee.aujourdhui)


def _centre(month: date, jour: date) -> tuple[float, float]:
    row = (month.weekday() + jour.day - 1) // 7
    return (jour.weekday() + 0.5) * CASE, HAUT_DES_JOURS + (row + 0.5) * CASE


def _placed(marque: Marque, x: float, y: float) -> Marque:
    return Marque(marque.jour, marque.forme, marque.etat, marque.nom, _n(x), _n(y))


def _describe(annee: Annee, nom: str, days: list[date], marques: list[Marque]) -> str:
    """The month in words: « Octobre 2026 : date limite le 2, cellule de veille le 8 »."""
    words = [f"{_lower(marque.nom)}{_SUFFIXES[marque.etat]} le {marque.jour.day}" for marque in marques]
    for first, end in _runs([jour.day for jour in days if annee.ferme(jour)]):
        words.append(f"écoles fermées le {first}" if first == end else f"écoles fermées du {first} au {end}")
    return f"{nom.capitalize()}\u00a0: {', '.join(words) or 'rien de particulier'}."


_SUFFIXES = {"publiee": "", "proposee": " proposée", "annulee": " annulée"}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive numbers."""
    first = previous = None
    for number in [*numbers, None]:
        if previous is not None and number != previous + 1:
            yield first, previous
            first = number
        first = number if first is None else first
        previous = number


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _next_month(month)


def _next_month(month: date) -> date:
    return month + timedelta(days=calendar.monthrange(month.year, month.month)[1])


def _semaines(periode: Periode) -> int:
    return round(((periode.fin - periode.debut).days + 1) / 7)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
