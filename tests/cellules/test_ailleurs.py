"""What the year says of a date to those who prepare it: expected elsewhere, schools closed."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cellules.ailleurs import expected_elsewhere
from cellules.models import EtatReunion, Habitue
from pole.services.calendrier import load_national_calendar
from tests.clients import page, signed_in
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    membre,
    partenaire,
    secretaire,
)

pytestmark = pytest.mark.django_db

JOUR = date(2026, 12, 10)


@pytest.fixture
def pole():
    load_national_calendar()
    with time_machine.travel("2026-09-21T08:00:00Z", tick=False):
        yield PoleFactory()


def shared(pole, other, *, role=membre):
    """Somebody who serves both poles."""
    person = role(pole)
    role(other, personne=person)
    return person


def year(person):
    return page(signed_in(person).get(reverse("cellules:annee"), {"annee": "2026"}))


def test_date_says_who_is_expected_elsewhere_and_neither_where_nor_what_for(pole):
    other = PoleFactory(nom="Belval", mot_reunion="commission")
    doctor, clinic = shared(pole, other), shared(pole, other, role=partenaire)
    ReunionFactory(pole=other, date=JOUR, lieu="Mairie de Belval", date_limite=None)
    ReunionFactory(pole=pole, date=JOUR, date_limite=None, etat=EtatReunion.PROPOSEE)

    for person in (coordinatrice(pole), secretaire(pole)):
        text = year(person)
        assert "2\u00a0personnes du pôle ont une réunion ailleurs ce jour-là" in text
        assert (str(doctor) in text, str(clinic) in text) == (True, True)
        assert "Belval" not in text


def test_person_expected_twice_elsewhere_counts_once(pole):
    person = membre(pole)
    for other in (PoleFactory(), PoleFactory()):
        membre(other, personne=person)
        ReunionFactory(pole=other, date=JOUR, date_limite=None)

    assert expected_elsewhere(pole, [JOUR]) == {JOUR: [str(person)]}


@pytest.mark.parametrize("etat", [EtatReunion.PROPOSEE, EtatReunion.ANNULEE])
def test_date_that_another_pole_did_not_publish_is_its_own_business(pole, etat):
    other = PoleFactory()
    shared(pole, other)
    ReunionFactory(pole=other, date=JOUR, etat=etat, date_limite=None)

    assert expected_elsewhere(pole, [JOUR]) == {}


def test_whoever_left_one_of_the_two_poles_is_not_counted(pole):
    other = PoleFactory()
    person = membre(pole)
    membre(other, personne=person, fin="2026-09-20T00:00:00Z")
    ReunionFactory(pole=other, date=JOUR, date_limite=None)

    assert expected_elsewhere(pole, [JOUR]) == {}


def test_members_and_schools_do_not_read_who_is_expected_elsewhere(pole):
    other = PoleFactory()
    doctor = shared(pole, other)
    ReunionFactory(pole=other, date=JOUR, date_limite=None)
    ReunionFactory(pole=pole, date=JOUR, date_limite=None)

    for person in (doctor, membre(pole), directrice(EcoleFactory(pole=pole))):
        assert "ailleurs ce jour-là" not in year(person)


@pytest.mark.parametrize(
    ("jour", "words"),
    [
        (date(2026, 10, 20), "Les écoles sont fermées"),
        (date(2026, 11, 11), "jour férié"),
        (date(2027, 5, 7), "jour de pont"),
    ],
)
def test_meeting_on_a_closed_day_says_so_to_those_who_prepare_the_year(pole, jour, words):
    """S1-20: a date that the calendar closes after it was chosen is seen before the day."""
    ReunionFactory(pole=pole, date=jour, date_limite=None)

    assert words in year(coordinatrice(pole))
    assert words not in year(membre(pole)).replace("Écoles fermées", "")


@pytest.mark.parametrize("number", [1, 3])
def test_year_to_publish_costs_the_same(pole, number, django_assert_num_queries):
    for rank in range(number):
        other = PoleFactory()
        shared(pole, other)
        Habitue.objects.create(pole=pole, personne=membre(pole))
        for one, etat in ((other, EtatReunion.PUBLIEE), (pole, EtatReunion.PROPOSEE)):
            ReunionFactory(pole=one, date=date(2026, 12, 10 + rank), etat=etat, date_limite=None)
    client = signed_in(coordinatrice(pole))
    client.get(reverse("cellules:annee"))

    # The shell, meetings, school calendar; who is expected elsewhere, who will be told.
    with django_assert_num_queries(7):
        client.get(reverse("cellules:annee"))
