"""The next deadline of a pole, asked downwards: meetings live in an upper app, which registers here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pole.models import Pole


@dataclass(frozen=True, slots=True, kw_only=True)
class Echeance:
    """What a school reads as soon as it opens the form: dates, not delays."""

    reunion: UUID
    nom: str
    date_limite: date
    date_reunion: date
    reponse_avant: date


Provider = Callable[[Pole, date], Echeance | None]
_providers: list[Provider] = []


def register_provider(provider: Provider) -> None:
    """Called once by the app that knows the meetings, from its `AppConfig.ready`."""
    if provider not in _providers:
        _providers.append(provider)


def hold_dates(pole_id: UUID) -> None:
    """Keep the dates of a pole as they are until the end of the transaction.

    Whoever writes a case with its next deadline takes it, and whoever changes the meetings: a case sent while
    the year is being published gets its date, from one or from the other. Always before any case or meeting,
    so that two of them never wait for each other. SQLite has one writer at a time: nothing to hold there.
    """
    rows = Pole.objects.select_for_update(of=("self",), no_key=True).filter(pk=pole_id)
    list(rows.order_by().values_list("pk"))


def prochaine_echeance(pole: Pole, jour: date | None = None) -> Echeance | None:
    """The meeting whose deadline has not passed on that local day (today by default), that day included.

    None when no meeting is published: the page then says that the coordinator will tell the date.
    """
    jour = jour or pole.today()
    found = [echeance for provider in _providers if (echeance := provider(pole, jour))]
    return min(found, key=lambda echeance: echeance.date_limite, default=None)
