"""Meetings as a calendar program reads them (RFC 5545): a neutral title, a place, no name of anybody."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event, vCalAddress

from cellules.creneaux import announced
from cellules.models import Convocation, ReponseConvocation, Reunion
from pole.models import Pole

PRODID = "-//Pole ressource//calendrier//FR"
# How often a calendar asks again, as it is advised to.
RELECTURE = timedelta(hours=12)


def calendar_of(pole: Pole, reunions: Iterable[Reunion], *, limites: bool) -> bytes:
    """The meetings of a pole to subscribe to; with `limites`, the deadlines of the requests too.

    Cancelled ones stay in it, as cancelled: a program that has them takes them away.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", f"{pole.label}, {pole.nom}")
    calendar.add("refresh-interval", RELECTURE, parameters={"VALUE": "DURATION"})
    for reunion in reunions:
        reunion.pole = pole
        calendar.add_component(_meeting(reunion))
        if limites and reunion.date_limite:
            calendar.add_component(_deadline(reunion))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def dates_of(reunions: Iterable[Reunion]) -> bytes:
    """Meetings to put in one's calendar, once: those of the feed, with the same identifiers. Reads `pole`."""
    calendar = _calendar("PUBLISH")
    for reunion in reunions:
        calendar.add_component(_meeting(reunion))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def uid_of(row: Reunion | Convocation, what: str = "reunion") -> str:
    """The same for ever and everywhere for one meeting, or one letter; nothing can be guessed from it."""
    return f"{salted_hmac(f'cellules.ics.{what}', str(row.pk), algorithm='sha256').hexdigest()[:40]}@pole"


def invitation_of(letter: Convocation) -> tuple[str, bytes]:
    """The time for which one person is expected, to put in their calendar: (method, file).

    REQUEST while they are expected, CANCEL once they are not any more (RFC 5546 §3.2). They are its only
    ATTENDEE, without a name, and nothing says for which case. Reads `reunion.pole`, `personne`.
    """
    method = "REQUEST" if letter.is_envoyee else "CANCEL"
    calendar = _calendar(method)
    calendar.add_component(_rendez_vous(letter))
    calendar.add_missing_timezones()
    return method, calendar.to_ical()


def _rendez_vous(letter: Convocation) -> Event:
    reunion, event = letter.reunion, Event()
    address = settings.ADRESSE_PUBLIQUE.rstrip("/") + letter.get_absolute_url()
    event.add("uid", uid_of(letter, "convocation"))
    event.add("summary", reunion.intitule)
    event.add("description", f"{A_REPONDRE}\n{address}")
    event.add("status", "CONFIRMED" if letter.is_envoyee else "CANCELLED")
    event.add("sequence", letter.sequence)
    event.add("dtstamp", timezone.now())
    event.add("url", address)
    event.add("organizer", _organizer(reunion.pole), encode=False)
    event.add("attendee", _attendee(letter), encode=False)
    if times := announced(letter):
        event.add("dtstart", times[0])
        event.add("dtend", times[1])
    else:
        _all_day(event, reunion.date)
    if reunion.lieu:
        event.add("location", reunion.lieu)
    return event


A_REPONDRE = "Ce qui vous concerne se lit sur le site. C’est là aussi que l’on répond :"
_ACCEPTE = {ReponseConvocation.PRESENT, ReponseConvocation.VISIO, ReponseConvocation.TELEPHONE}


def _organizer(pole: Pole) -> vCalAddress:
    """The mailbox of the pole, where somebody reads what a calendar answers; sent by the site in its name."""
    sender = settings.DEFAULT_FROM_EMAIL
    organizer = vCalAddress(f"mailto:{pole.boite_fonctionnelle or sender}")
    organizer.params["cn"] = f"{pole.label}, {pole.nom}"
    if pole.boite_fonctionnelle:
        organizer.params["sent-by"] = f"mailto:{sender}"
    return organizer


def _attendee(letter: Convocation) -> vCalAddress:
    """One answers on the site: the calendar asks for nothing, and keeps what was answered there."""
    attendee = vCalAddress(f"mailto:{letter.personne.email}")
    accepted = letter.reponse in _ACCEPTE
    known = ("ACCEPTED" if accepted else "DECLINED") if letter.reponse else "NEEDS-ACTION"
    attendee.params |= {"cutype": "INDIVIDUAL", "role": "REQ-PARTICIPANT", "partstat": known, "rsvp": "FALSE"}
    return attendee


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


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
