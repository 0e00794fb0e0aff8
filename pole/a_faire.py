"""What each person has to do, told by the apps that know: *Ma page* asks them all and sorts by date.

An app registers one function in its `AppConfig.ready`. A function costs a fixed number of queries and gives
no more than `PAR_SOURCE` things: a page of tasks that never ends helps nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from pole.models import Personne, Pole

PAR_SOURCE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Chose:
    """One thing to do. Its words never name a pupil: the page may stand on a screen that others see.

    `ordre` ranks things of the same day: the lower, the sooner.
    """

    titre: str
    url: str
    detail: str = ""
    jour: date | None = None
    urgente: bool = False
    ordre: int = 50


Source = Callable[[Personne, Pole], Iterable[Chose]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source once, from `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def choses_a_faire(user: Personne, pole: Pole) -> list[Chose]:
    """Everything this person has to do in this pole: urgent first, then by date, then what has no date."""
    found = [chose for source in _sources for chose in source(user, pole)]
    return sorted(
        found, key=lambda one: (not one.urgente, one.jour is None, one.jour or date.max, one.ordre, one.titre)
    )
