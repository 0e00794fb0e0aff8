"""One case with its ways out, and the rule said again as plainly as possible: the oracle of random lives."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from saisines.dates import first_contact_by
from saisines.enums import ETATS_FINAUX, Etat, Issue
from saisines.models import Orientation, Saisine, Sollicitation


@dataclass
class Suite:
    """One way out, as the rule has it. `mission` is its place among the missions."""

    issue: Issue
    pour_le: date | None = None
    mission: int | None = None
    ouverte: bool = True


@dataclass
class Vie:
    """The case, and the rule said again as plainly as possible: the oracle of the test."""

    saisine: Saisine
    coordination: object
    direction: object
    rased: object
    clock: object
    suites: list[Suite] = field(default_factory=list)
    missions: list[tuple[Sollicitation, date]] = field(default_factory=list)
    finies: set[int] = field(default_factory=set)
    question: date | None = None
    point: date | None = None
    # A case that leaves the agenda is told to the school too.
    retirees: int = 0

    @property
    def etat(self) -> str:
        return Saisine.objects.values_list("etat", flat=True).get(pk=self.saisine.pk)

    @property
    def is_finie(self) -> bool:
        return self.etat in ETATS_FINAUX

    def day(self, number: int) -> date:
        return self.saisine.pole.today() + timedelta(days=number)

    def rows(self) -> list[Orientation]:
        return list(self.saisine.orientations.order_by("created_at", "pk"))

    def end(self, *issues: Issue) -> None:
        """These ways out are over; all of them if none is named."""
        for suite in self.suites:
            if not issues or suite.issue in issues:
                suite.ouverte = False

    def leave(self, etat: str) -> None:
        """What ends with a state."""
        if etat == Etat.INSCRITE:
            self.end(Issue.CELLULE)
        if etat == Etat.COMPLEMENT_DEMANDE:
            self.end(Issue.COMPLEMENT)

    def end_mission(self, place: int) -> None:
        self.finies.add(place)
        for suite in self.suites:
            if suite.mission == place:
                suite.ouverte = False

    def next_date(self) -> date | None:
        """The nearest day at which somebody owes something."""
        if self.is_finie:
            return None
        found = [day for place, (_, day) in enumerate(self.missions) if place not in self.finies]
        found += [
            suite.pour_le
            for suite in self.suites
            if suite.ouverte and suite.pour_le and suite.mission is None and suite.issue != Issue.CELLULE
        ]
        case = Saisine.objects.get(pk=self.saisine.pk)
        if case.etat == Etat.TRANSMISE:
            found.append(first_contact_by(case))
        if case.etat == Etat.COMPLEMENT_DEMANDE:
            found.append(self.question)
        if case.etat == Etat.INSCRITE:
            found.append(case.date_reunion)
        if case.etat in {Etat.REPONDUE, Etat.EN_SUIVI} and self.point:
            found.append(self.point)
        return min(found, default=None)
