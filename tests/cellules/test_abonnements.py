"""The calendar to subscribe to: what it holds, read by another library, and who may read it."""

from datetime import UTC, date, datetime, time, timedelta

import ics
import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from cellules.ics import uid_of
from cellules.models import Abonnement, EtatReunion
from cellules.services import annee
from cellules.services.abonnements import abonner, desabonner, find
from pole.calendrier import annee_scolaire
from pole.models import Affectation
from pole.services.calendrier import load_national_calendar
from tests.clients import page, signed_in
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    EcoleFactory,
    PersonneFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    fresh,
    membre,
)

pytestmark = pytest.mark.django_db

OCTOBRE = "2026-09-10T08:00:00Z"


@pytest.fixture
def pole():
    with time_machine.travel(OCTOBRE, tick=False):
        yield PoleFactory(label="pôle ressource", duree_reunion_minutes=90)


def feed(client, jeton):
    return client.get(reverse("cellules:flux", args=[jeton]))


def events(client, jeton):
    """Events of the feed, as another library reads them, by their title."""
    text = feed(client, jeton).content.decode()
    return {event.name: event for event in ics.Calendar(text).events}


def lines(client, jeton):
    """Lines of the feed, put together again where the format cuts them."""
    return feed(client, jeton).content.decode().replace("\r\n ", "").split("\r\n")


def test_member_reads_the_meetings_at_the_hour_of_the_pole(pole, client):
    reunion = ReunionFactory(pole=pole, heure=time(13, 30), lieu="Salle B")

    (found,) = events(client, abonner(pole, by=membre(pole))).values()

    assert found.name == reunion.intitule
    assert found.begin.datetime == datetime(2026, 10, 8, 11, 30, tzinfo=UTC)
    assert found.duration == timedelta(minutes=90)
    assert (found.location, found.uid, found.status) == ("Salle B", uid_of(reunion), "CONFIRMED")


@pytest.mark.parametrize(
    ("fuseau", "jour", "hour_utc"),
    [
        ("Europe/Paris", date(2026, 10, 22), 7),
        ("Europe/Paris", date(2026, 10, 26), 8),
        ("Europe/Paris", date(2027, 3, 26), 8),
        ("Europe/Paris", date(2027, 3, 29), 7),
        ("Indian/Reunion", date(2026, 10, 26), 5),
        ("America/Martinique", date(2026, 10, 26), 13),
    ],
)
def test_hour_stays_that_of_the_wall_through_the_changes_of_time(pole, client, fuseau, jour, hour_utc):
    pole.fuseau = fuseau
    pole.save()
    ReunionFactory(pole=pole, date=jour, date_limite=None, heure=time(9, 0))

    jeton = abonner(pole, by=membre(pole))
    (found,) = events(client, jeton).values()

    assert found.begin.datetime.astimezone(UTC).hour == hour_utc
    assert f"TZID:{fuseau}" in lines(client, jeton)


def test_school_reads_the_deadlines_too_and_a_member_does_not(pole, client):
    ReunionFactory(pole=pole)
    limite = "Date limite pour saisir le pôle ressource"

    school = events(client, abonner(pole, by=directrice(EcoleFactory(pole=pole))))

    assert limite in school
    assert school[limite].all_day
    assert school[limite].begin.date() == date(2026, 10, 2)
    assert limite not in events(client, abonner(pole, by=membre(pole)))


def test_meeting_that_moves_keeps_its_identifier_and_counts_its_changes(pole, client):
    load_national_calendar()
    reunion = ReunionFactory(pole=pole)
    jeton = abonner(pole, by=membre(pole))
    before = events(client, jeton)[reunion.intitule]

    annee.deplacer(reunion, date(2026, 10, 13), by=coordinatrice(pole))
    after = events(client, jeton)[reunion.intitule]

    assert after.uid == before.uid
    assert after.begin.date() == date(2026, 10, 13)
    assert "SEQUENCE:1" in lines(client, jeton)


def test_cancelled_meeting_stays_as_cancelled_and_a_proposal_is_not_there(pole, client):
    reunion = ReunionFactory(pole=pole)
    ReunionFactory(pole=pole, etat=EtatReunion.PROPOSEE, date=date(2026, 11, 12), date_limite=None)
    jeton = abonner(pole, by=coordinatrice(pole))

    annee.annuler(reunion, by=coordinatrice(pole))

    assert {event.status for event in events(client, jeton).values()} == {"CANCELLED"}
    assert events(client, jeton)[reunion.intitule].uid == uid_of(reunion)


def test_nothing_that_is_typed_adds_a_property(pole, client):
    """T22: a place with line breaks stays one place."""
    ReunionFactory(pole=pole, lieu="Salle\r\nATTENDEE:mailto:x@exemple.test\nBEGIN:VALARM; , \\n")

    found = lines(client, abonner(pole, by=membre(pole)))

    assert [line for line in found if line.startswith("BEGIN:VEVENT")] == ["BEGIN:VEVENT"]
    assert not [line for line in found if line.startswith(("ATTENDEE", "BEGIN:VALARM", "ORGANIZER"))]


def test_calendar_names_nobody(pole, client):
    person = membre(pole)
    ReunionFactory(pole=pole)

    text = feed(client, abonner(pole, by=person)).content.decode()

    assert person.nom not in text
    assert person.email not in text


def test_address_is_kept_nowhere_and_shown_once(pole):
    client = signed_in(membre(pole))
    url = reverse("cellules:abonnement")

    first = page(client.post(url))
    jeton = first.split("/cellules/calendrier/")[1].split(".ics")[0]

    assert len(jeton) >= 43
    assert jeton not in str(Abonnement.objects.values().get())
    assert jeton not in page(client.get(url))


def test_new_address_stops_the_former_one(pole, client):
    person = membre(pole)
    first, second = abonner(pole, by=person), abonner(pole, by=person)

    assert (feed(client, first).status_code, feed(client, second).status_code) == (404, 200)


def test_stopped_address_answers_like_an_unknown_one(pole, client):
    person = membre(pole)
    jeton = abonner(pole, by=person)

    for _ in range(2):
        desabonner(pole, by=person)

    stopped, unknown = feed(client, jeton), feed(client, "x" * 43)
    assert (stopped.status_code, stopped.content) == (unknown.status_code, unknown.content)


@pytest.mark.parametrize("end", ["role", "account"])
def test_address_dies_with_the_role_and_the_account(pole, client, end):
    person = membre(pole)
    jeton = abonner(pole, by=person)

    if end == "role":
        Affectation.objects.filter(personne=person).update(fin=timezone.now() - timedelta(minutes=1))
    else:
        type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert find(jeton) is None
    assert feed(client, jeton).status_code == 404


def test_address_of_one_pole_says_nothing_of_another(pole, client):
    elsewhere = PoleFactory()
    person = membre(pole)
    membre(elsewhere, personne=person)
    ReunionFactory(pole=elsewhere, lieu="Ailleurs")

    assert events(client, abonner(pole, by=fresh(person))) == {}


def test_without_a_role_there_is_no_address(pole):
    with pytest.raises(PermissionDenied):
        abonner(pole, by=PersonneFactory())


def test_calendar_starts_with_the_school_year(pole, client):
    ReunionFactory(pole=pole, annee=2025, date=date(2026, 6, 2), date_limite=None)
    assert annee_scolaire(pole.today()) == 2026

    assert events(client, abonner(pole, by=membre(pole))) == {}


def test_calendar_costs_three_queries_whatever_its_length(pole, client, django_assert_num_queries):
    jeton = abonner(pole, by=membre(pole))
    for number in (1, 3):
        for day in range(number):
            ReunionFactory(pole=pole, date=date(2026, 11, number * 5 + day), date_limite=None)
        with django_assert_num_queries(3):
            feed(client, jeton)
