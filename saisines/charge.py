"""How full a meeting is: cases already enrolled, in minutes (S2-18; R03: a hundred fiches in one session)."""

from dataclasses import dataclass
from uuid import UUID

from pole.models import Pole
from saisines.enums import Etat
from saisines.models import Saisine


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Cases of a meeting against its length. `a_discuter`: those of the triage that go there by default."""

    nombre: int
    minutes: int
    duree: int
    a_discuter: int = 0
    minutes_avec: int = 0

    @property
    def depassee(self) -> bool:
        return max(self.minutes, self.minutes_avec) > self.duree

    @property
    def phrase(self) -> str:
        """« 3 situations inscrites, 45 minutes sur 120. Avec les 2 à discuter : 75 minutes. »"""
        words = f"{_enrolled(self.nombre)}, {self._minutes}"
        if self.a_discuter:
            several = f"les {self.a_discuter}" if self.a_discuter > 1 else "celle qui reste"
            words += f". Avec {several} à discuter : {self.minutes_avec} minutes"
        return f"{words}. C’est plus que la durée de la réunion." if self.depassee else f"{words}."

    @property
    def _minutes(self) -> str:
        return f"{self.minutes} minutes sur {self.duree}" if self.nombre else f"{self.duree} minutes libres"


def _enrolled(number: int) -> str:
    if not number:
        return "Aucune situation inscrite"
    several = "s" if number > 1 else ""
    return f"{number} situation{several} inscrite{several}"


def charge(pole: Pole, nombre: int, a_discuter: int = 0) -> Charge:
    """The load of so many cases, with the minutes that the pole gives to each."""
    each = pole.minutes_par_situation
    return Charge(
        nombre=nombre,
        minutes=nombre * each,
        duree=pole.duree_reunion_minutes,
        a_discuter=a_discuter,
        minutes_avec=(nombre + a_discuter) * each if a_discuter else 0,
    )


def charge_of(pole: Pole, reunion: UUID | None) -> Charge | None:
    """The load of a meeting. One query; none without a meeting."""
    if reunion is None:
        return None
    return charge(pole, Saisine.objects.filter(pole=pole, etat=Etat.INSCRITE, reunion_visee=reunion).count())
