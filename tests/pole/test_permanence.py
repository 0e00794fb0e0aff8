"""Who is there today: absences, part-time weeks, stand-ins, the change of hour, nobody at all."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from pole.enums import Fonction, Titre
from pole.models import Absence, Affectation, Entree
from pole.services.absences import note_absence, withdraw_absence
from pole.services.permanence import next_rung, on_duty
from tests.clients import page, signed_in
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    PersonneFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    fresh,
    inspectrice,
    membre,
    secretaire,
)

pytestmark = pytest.mark.django_db

# Thursday 8 October 2026, 10:00 in Paris.
JEUDI = datetime(2026, 10, 8, 8, tzinfo=UTC)
OCTOBRE = (date(2026, 10, 5), date(2026, 10, 16))


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(JEUDI, tick=False):
        yield


@pytest.fixture
def pole():
    return PoleFactory()


def there(pole):
    return [role.personne for role in on_duty(pole)]


def test_chain_is_coordination_then_ien_then_secretariat(pole):
    secretary, ien, coordination = secretaire(pole), inspectrice(pole), coordinatrice(pole)
    membre(pole)
    directrice(EcoleFactory(pole=pole))
    coordinatrice(PoleFactory())

    assert there(pole) == [coordination, ien, secretary]


def test_pole_without_coordination_still_has_its_ien(pole):
    ien = inspectrice(pole)

    assert there(pole) == [ien]


def test_pole_where_nobody_works_has_nobody(pole):
    membre(pole)

    assert there(pole) == []


def test_whoever_is_away_is_left_out_and_whoever_stands_in_comes_after_the_ien(pole):
    coordination, ien, psy = coordinatrice(pole), inspectrice(pole), membre(pole)
    secretary = secretaire(pole)

    note_absence(coordination, pole=pole, du=OCTOBRE[0], au=OCTOBRE[1], suppleant=psy, by=fresh(coordination))

    assert there(pole) == [ien, psy, secretary]
    assert fresh(psy).portee.is_coordonnateur


def test_absence_without_anybody_to_stand_in_leaves_a_hole(pole):
    coordination, ien = coordinatrice(pole), inspectrice(pole)

    note_absence(coordination, pole=pole, du=OCTOBRE[0], au=OCTOBRE[1], by=fresh(ien))

    assert there(pole) == [ien]


def test_whoever_stands_in_and_is_away_too_is_not_called(pole):
    coordination, ien, psy = coordinatrice(pole), inspectrice(pole), membre(pole)
    note_absence(coordination, pole=pole, du=OCTOBRE[0], au=OCTOBRE[1], suppleant=psy, by=fresh(coordination))
    Absence.objects.create(pole=pole, personne=psy, debut=JEUDI, fin=datetime(2026, 10, 9, 22, tzinfo=UTC))

    assert there(pole) == [ien]


@pytest.mark.parametrize(("jours", "present"), [("4", False), ("5", True), ("345", False)])
def test_part_time_week_counts_on_its_days_only(pole, jours, present):
    coordination = coordinatrice(pole)

    note_absence(
        coordination, pole=pole, du=OCTOBRE[0], au=date(2027, 7, 7), jours=jours, by=fresh(coordination)
    )

    assert (coordination in there(pole)) is present


@pytest.mark.parametrize(
    ("instant", "present"),
    [
        # 25 October 2026 has 25 hours in Paris: it is still that day at 22:30 UTC, and no more at 23:30.
        (datetime(2026, 10, 24, 21, 30, tzinfo=UTC), True),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), True),
    ],
)
def test_day_of_absence_is_a_local_day_even_when_the_hour_changes(pole, instant, present):
    coordination = coordinatrice(pole)
    jour = date(2026, 10, 25)
    note_absence(coordination, pole=pole, du=jour, au=jour, by=fresh(coordination))

    with time_machine.travel(instant, tick=False):
        assert (coordination in there(pole)) is present


def test_part_time_day_is_that_of_the_pole_not_of_utc(pole):
    """Thursday 22:30 UTC is already Friday in La Réunion."""
    island = PoleFactory(fuseau="Indian/Reunion")
    people = [coordinatrice(place) for place in (pole, island)]
    for person, place in zip(people, (pole, island), strict=True):
        note_absence(person, pole=place, du=OCTOBRE[0], au=OCTOBRE[1], jours="5", by=fresh(person))

    with time_machine.travel(datetime(2026, 10, 8, 21, 30, tzinfo=UTC), tick=False):
        assert (there(pole), there(island)) == ([people[0]], [])


def test_role_that_has_ended_and_closed_account_are_not_called(pole):
    AffectationFactory(pole=pole, fonction=Fonction.IEN, terminee=True)
    gone = coordinatrice(pole)
    gone.is_active = False
    gone.save()

    assert there(pole) == []


def test_next_step_of_the_chain_leaves_out_who_was_told(pole):
    coordination, ien, secretary = coordinatrice(pole), inspectrice(pole), secretaire(pole)
    roles = on_duty(pole)

    steps, told = [], set()
    while rung := next_rung(roles, told):
        steps.append([role.personne for role in rung])
        told |= {role.personne_id for role in rung}

    assert steps == [[coordination], [ien], [secretary]]


def test_duty_costs_one_query_whatever_the_people(pole, django_assert_num_queries):
    for _ in range(3):
        person = coordinatrice(pole)
        note_absence(person, pole=pole, du=OCTOBRE[0], au=OCTOBRE[1], jours="1", by=fresh(person))

    with django_assert_num_queries(1):
        assert len(on_duty(pole)) == 3


def test_absence_withdrawn_gives_the_function_back_at_once_and_both_are_journaled(pole):
    coordination, psy = coordinatrice(pole), membre(pole)
    by = fresh(coordination)
    absence = note_absence(coordination, pole=pole, du=OCTOBRE[0], au=OCTOBRE[1], suppleant=psy, by=by)

    with time_machine.travel(JEUDI.replace(hour=12), tick=False):
        withdraw_absence(absence, by=by)

        assert there(pole) == [coordination]
        assert not fresh(psy).portee.is_coordonnateur
    assert Entree.objects.filter(objet="pole.absence").count() == 2


def test_absence_to_come_withdrawn_leaves_no_stand_in(pole):
    coordination, psy = coordinatrice(pole), membre(pole)
    by = fresh(coordination)
    absence = note_absence(
        coordination, pole=pole, du=date(2026, 11, 3), au=date(2026, 11, 5), suppleant=psy, by=by
    )

    withdraw_absence(absence, by=by)

    assert not Affectation.objects.filter(titre=Titre.SUPPLEANCE).exists()


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        ((date(2026, 10, 9), date(2026, 10, 8)), "vient avant"),
        ((date(2026, 9, 1), date(2026, 10, 7)), "est passée"),
    ],
)
def test_absence_that_makes_no_sense_is_refused_in_french(pole, dates, message):
    coordination = coordinatrice(pole)

    with pytest.raises(ValidationError, match=message):
        note_absence(coordination, pole=pole, du=dates[0], au=dates[1], by=fresh(coordination))

    assert not Absence.objects.exists()


def test_absence_is_noted_by_oneself_or_by_who_pilots_and_by_nobody_else(pole):
    coordination, secretary, psy = coordinatrice(pole), secretaire(pole), membre(pole)
    elsewhere = inspectrice(PoleFactory())

    note_absence(secretary, pole=pole, du=OCTOBRE[0], au=OCTOBRE[1], by=fresh(secretary))
    for stranger in (secretary, psy, elsewhere):
        with pytest.raises(PermissionDenied):
            note_absence(coordination, pole=pole, du=OCTOBRE[0], au=OCTOBRE[1], by=fresh(stranger))

    assert [absence.personne for absence in Absence.objects.all()] == [secretary]


def test_secretariat_lends_no_right_and_a_stranger_receives_none(pole):
    secretary, ien = secretaire(pole), inspectrice(pole)
    dates = {"pole": pole, "du": OCTOBRE[0], "au": OCTOBRE[1]}

    with pytest.raises(PermissionDenied):
        note_absence(secretary, suppleant=membre(pole), by=fresh(secretary), **dates)
    with pytest.raises(ValidationError, match="personne du pôle"):
        note_absence(ien, suppleant=PersonneFactory(), by=fresh(ien), **dates)
    assert not Affectation.objects.filter(titre=Titre.SUPPLEANCE).exists()


def test_stand_in_does_not_prolong_their_own_rights(pole):
    """Lent for a few days, the function is not lent again by who holds it for these days."""
    coordination, psy, ien = coordinatrice(pole), membre(pole), inspectrice(pole)
    first, last = OCTOBRE
    note_absence(coordination, pole=pole, du=first, au=last, suppleant=psy, by=fresh(coordination))
    later = {"pole": pole, "du": date(2026, 11, 3), "au": date(2027, 6, 30), "suppleant": psy}

    with pytest.raises(ValidationError, match="une autre personne"):
        note_absence(coordination, by=fresh(psy), **later)
    assert Affectation.objects.filter(personne=psy, titre=Titre.SUPPLEANCE).count() == 1
    note_absence(coordination, by=fresh(ien), **later)


def test_page_notes_an_absence_and_says_who_is_there(pole):
    ien, coordination, psy = inspectrice(pole), coordinatrice(pole), membre(pole)
    client = signed_in(coordination)
    data = {
        "personne": coordination.pk,
        "du": "2026-10-05",
        "au": "2026-10-16",
        "jours": ["4"],
        "suppleant": psy.pk,
    }

    assert client.post("/pole/absences/", data).status_code == 302

    html = page(client.get("/pole/absences/"))
    assert Absence.objects.get().jours == "4"
    assert there(pole) == [ien, psy]
    assert "le jeudi seulement" in html
    assert str(psy) in html


def test_page_says_loudly_when_nobody_is_there(pole):
    ien = inspectrice(pole)
    note_absence(ien, pole=pole, du=OCTOBRE[0], au=OCTOBRE[1], by=fresh(ien))

    html = page(signed_in(ien).get("/pole/absences/"))

    assert "Personne ne serait prévenu aujourd’hui" in html


def test_secretariat_notes_its_own_absence_and_is_offered_no_stand_in(pole):
    inspectrice(pole)
    secretary = secretaire(pole)
    client = signed_in(secretary)

    html = page(client.get("/pole/absences/"))
    client.post("/pole/absences/", {"personne": secretary.pk, "du": "2026-10-05", "au": "2026-10-16"})

    assert "Qui supplée" not in html
    assert Absence.objects.get().personne == secretary


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_whatever_it_lists(pole, django_assert_num_queries, count):
    ien, psy = inspectrice(pole), membre(pole)
    for number in range(count):
        day = date(2026, 11, 2 + number)
        note_absence(ien, pole=pole, du=day, au=day, suppleant=psy, by=fresh(ien))
    client = signed_in(ien)

    # session, user, roles; who is there; absences, their roles; people offered (read twice by a required
    # list without an empty choice), stand-ins offered
    with django_assert_num_queries(9):
        client.get("/pole/absences/")


def test_pilot_withdraws_an_absence_of_their_pole_and_not_of_another(pole):
    ien, other = inspectrice(pole), inspectrice(PoleFactory())
    absence = note_absence(ien, pole=pole, du=OCTOBRE[0], au=OCTOBRE[1], by=fresh(ien))
    address = f"/pole/absences/{absence.pk}/retirer/"

    assert signed_in(other).post(address).status_code == 404
    assert signed_in(ien).post(address).status_code == 302
    assert not Absence.objects.exists()
