"""Days and hours of the demonstration, counted from today in school days so that it always looks alive."""

import random
import re
from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from pole.calendrier import CalendrierInconnu, annee_scolaire, est_jour_ecole
from pole.models import Pole
from pole.services.calendrier import jours_du_pole

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
# {-12}: the day twelve school days before the sending; {m-2}: the month two months before it.
REPERE = re.compile(r"\{(m?)(-?\d+)\}")
SEMAINES = 80
VENDREDI = 4


class Horloge:
    """School days of a pole around today. Day 0 is today; 1 is the last school day before it; -1 the next."""

    def __init__(self, pole: Pole, aujourdhui: date | None = None):
        self.pole = pole
        self.aujourdhui = aujourdhui or pole.today()
        self.annee = annee_scolaire(self.aujourdhui)
        self._calendriers = {}
        span = timedelta(weeks=SEMAINES)
        first = self.aujourdhui - span
        days = [first + timedelta(days=n) for n in range(2 * span.days)]
        self._jours = [day for day in days if self._is_school_day(day)]

    def _is_school_day(self, day: date) -> bool:
        """By the official calendar; a year that nobody has published yet has ordinary weeks."""
        annee = annee_scolaire(day)
        if annee not in self._calendriers:
            try:
                self._calendriers[annee] = jours_du_pole(self.pole, annee)
            except CalendrierInconnu:
                self._calendriers[annee] = None
        jours = self._calendriers[annee]
        if jours is None:
            return day.weekday() <= VENDREDI and day.month not in {7, 8}
        return est_jour_ecole(day, jours.coupures, jours.feries)

    def jour(self, n: int) -> date:
        """The day `n` school days ago (after today if negative)."""
        if n == 0:
            return self.aujourdhui
        if n > 0:
            return self._jours[bisect_left(self._jours, self.aujourdhui) - n]
        return self._jours[bisect_right(self._jours, self.aujourdhui) - n - 1]

    def rang(self, jour: date) -> int:
        """How many school days ago that school day was: `jour` the other way round."""
        return bisect_left(self._jours, self.aujourdhui) - bisect_left(self._jours, jour)

    def instant(self, n: int, cle: str, rang: int) -> datetime:
        """An hour of that day when a school works: the same for the same key, later for a later rank."""
        minutes = random.Random(cle).randrange(240) + 35 * rang  # noqa: S311 (a plausible hour)
        local = datetime.combine(self.jour(n), time(8, 10), self.pole.tz) + timedelta(minutes=minutes)
        return local.astimezone(UTC)

    def instants(self, cle: str, jours: list[int]) -> list[datetime]:
        """Hours of the acts of one story, each after the one before."""
        rangs = [0]
        for before, after in pairwise(jours):
            rangs.append(rangs[-1] + 1 if after == before else 0)
        return [self.instant(n, cle, rang) for n, rang in zip(jours, rangs, strict=True)]

    def dire(self, texte: str, n: int) -> str:
        """Replace the day and month marks of a text written `n` school days ago."""

        def words(match: re.Match) -> str:
            month, shift = match.groups()
            if month:
                return MOIS[(self.jour(n).month - 1 + int(shift)) % 12]
            # A fact is never told before it happens.
            day = self.jour(max(1, n - int(shift)))
            return f"{'1er' if day.day == 1 else day.day} {MOIS[day.month - 1]}"

        return REPERE.sub(words, texte)
