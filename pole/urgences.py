"""The urgent path of a pole: one table of its reasons, with the delay after which the next person is told.

Delays run at any hour, nights, week-ends and holidays included: an urgent alert waits for nobody.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError

from pole.enums import RaisonUrgence, Urgence

MINUTES_MIN, MINUTES_MAX = 5, 2880


@dataclass(frozen=True, slots=True)
class Regle:
    """What a reason means where the pole has chosen nothing else: its level, and its delay in minutes."""

    urgence: Urgence
    minutes: int


# Minutes for a death, hours for the others (domaine 3.3; S2-17).
REGLES: dict[str, Regle] = {
    RaisonUrgence.DECES: Regle(Urgence.IMMEDIATE, 15),
    RaisonUrgence.DANGER: Regle(Urgence.IMMEDIATE, 60),
    RaisonUrgence.EVENEMENT: Regle(Urgence.HAUTE, 60),
    RaisonUrgence.RUPTURE: Regle(Urgence.HAUTE, 240),
    # The level is the one that the pole gave to its motive.
    RaisonUrgence.MOTIF: Regle(Urgence.NORMALE, 240),
    RaisonUrgence.ECHEANCE: Regle(Urgence.ECHEANCE, 1440),
}


def read_delai(stored: object, raison: str) -> timedelta:
    """Delay of a reason in a pole; a stored value that makes no sense leaves the default: alerts go on."""
    minutes = stored.get(raison) if isinstance(stored, dict) else None
    if not _is_delay(minutes):
        minutes = REGLES[raison].minutes
    return timedelta(minutes=minutes)


def validate_delais(stored: object) -> None:
    """Refuse to store what could not be read back."""
    if not isinstance(stored, dict) or not all(
        raison in REGLES and _is_delay(minutes) for raison, minutes in stored.items()
    ):
        raise ValidationError(f"Un délai d’alerte va de {MINUTES_MIN} à {MINUTES_MAX} minutes.")


def _is_delay(minutes: object) -> bool:
    # True is an int for Python.
    return type(minutes) is int and MINUTES_MIN <= minutes <= MINUTES_MAX
