"""Meetings as a calendar program reads them (RFC 5545): a neutral title, a place, no name of anybody."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event

from cellules.models import Reunion
from pole.models import Pole

PRODID = "-//Pole ressource//calendrier//FR"
# How often a calendar asks again, as it is advised to.
RELECTURE = timedelta(hours=12)


def calendar_of(pole: Pole, reunions: Iterable[Reunion], *, limites: bool) -> bytes:
    """The meetings of a pole to subscribe to; with `limites`, the deadlines of the requests too.

    Cancelled ones stay in it, as cancelled: a program that has them takes them away.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{pole.label}, {pole.nom}")
    calendar.add("refresh-interval", RELECTURE, parameters={"VALUE": "DURATION"})
    for reunion in reunions:
        reunion.pole = pole
        calendar.add_component(_meeting(reunion))
        if limites and reunion.date_limite:
            calendar.add_component(_deadline(reunion))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def uid_of(reunion: Reunion, what: str = "reunion") -> str:
    """The same for ever and everywhere for one meeting; nothing can be guessed from it."""
    return f"{salted_hmac(f'cellules.ics.{what}', str(reunion.pk), algorithm='sha256').hexdigest()[:40]}@pole"


def _meeting(reunion: Reunion) -> Event:
    event = _event(reunion, "reunion", reunion.intitule)
    if reunion.heure is None:
        _all_day(event, reunion.date)
    else:
        start = datetime.combine(reunion.date, reunion.heure, tzinfo=reunion.pole.tz)
        event.add("dtstart", start)
        event.add("duration", timedelta(minutes=reunion.pole.duree_reunion_minutes))
    if reunion.lieu:
        event.add("location", reunion.lieu)
    return event


def _deadline(reunion: Reunion) -> Event:
    event = _event(reunion, "limite", f"Date limite pour saisir le {reunion.pole.label}")
    _all_day(event, reunion.date_limite)
    return event


def _event(reunion: Reunion, what: str, title: str) -> Event:
    event = Event()
    event.add("uid", uid_of(reunion, what))
    event.add("summary", title)
    event.add("status", "CANCELLED" if reunion.is_annulee else "CONFIRMED")
    event.add("sequence", reunion.sequence)
    event.add("dtstamp", reunion.modifiee_le)
    event.add("last-modified", reunion.modifiee_le)
    event.add("url", settings.ADRESSE_PUBLIQUE.rstrip("/") + reunion.get_absolute_url())
    return event


def _all_day(event: Event, day: date) -> None:
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
