"""Scheduled jobs: once per pole and slot, in school hours, never caught up twice."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from pole.models import Execution
from pole.services import planification
from pole.services.calendrier import load_national_calendar
from pole.services.envois import enqueue
from pole.services.planification import previous_run, prune, run_due, slot_of
from tests.factories.pole import PoleFactory

pytestmark = pytest.mark.django_db

JOUR = timedelta(days=1)
# A Thursday of class in zone A, at 10:00 in Paris.
JEUDI = datetime(2026, 10, 8, 8, 0, tzinfo=UTC)
VACANCES = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def taches(monkeypatch):
    """Only the jobs of the test, on the shipped calendar."""
    monkeypatch.setattr(planification, "_taches", {})
    load_national_calendar()


@pytest.fixture
def calls():
    return []


@pytest.fixture
def pole():
    return PoleFactory(zone="A")


def declare(calls, **fields):
    fields = {"toutes_les": JOUR} | fields
    planification.register("essai", lambda pole, creneau: calls.append((pole, creneau)), **fields)


def test_job_runs_once_per_pole_and_slot(pole, calls):
    other = PoleFactory(zone="B")
    declare(calls)

    assert [run_due(JEUDI), run_due(JEUDI + timedelta(hours=3))] == [2, 0]
    assert {found for found, _ in calls} == {pole, other}
    assert run_due(JEUDI + JOUR) == 2


@pytest.mark.parametrize(
    ("instant", "runs"),
    [
        (JEUDI, 1),
        (JEUDI.replace(hour=3), 0),
        (JEUDI.replace(hour=20), 0),
        (JEUDI + 2 * JOUR, 0),
        (VACANCES, 0),
        (datetime(2026, 11, 11, 9, 0, tzinfo=UTC), 0),
    ],
    ids=["class", "night", "evening", "saturday", "holidays", "11 november"],
)
def test_job_waits_for_school_hours(pole, calls, instant, runs):
    declare(calls)

    assert run_due(instant) == runs


def test_job_without_school_hours_runs_at_night_and_in_holidays(pole, calls):
    declare(calls, heures_ecole=False)

    assert run_due(VACANCES.replace(hour=2)) == 1


def test_school_hours_are_those_of_the_pole(calls):
    """10:00 in Paris is noon in La Réunion and night in Martinique."""
    reunion = PoleFactory(zone="Réunion", fuseau="Indian/Reunion")
    PoleFactory(zone="Martinique", fuseau="America/Martinique")
    declare(calls)

    run_due(datetime(2026, 9, 10, 8, 0, tzinfo=UTC))

    assert [pole for pole, _ in calls] == [reunion]


def test_year_without_calendar_keeps_weekdays_and_hours(calls):
    PoleFactory(zone="inconnue")
    declare(calls)

    assert [run_due(JEUDI.replace(hour=3)), run_due(JEUDI)] == [0, 1]


def test_job_of_the_installation_runs_once_with_no_pole(pole, calls):
    PoleFactory()
    declare(calls, par_pole=False, heures_ecole=False)

    assert [run_due(JEUDI), run_due(JEUDI)] == [1, 0]
    assert calls[0][0] is None


@pytest.mark.parametrize(
    ("fuseau", "instant", "start"),
    [
        ("Europe/Paris", "2026-10-08T08:00", "2026-10-07T22:00"),
        # The day that loses and the day that gains an hour begin at local midnight all the same.
        ("Europe/Paris", "2026-10-25T23:30", "2026-10-25T23:00"),
        ("Europe/Paris", "2027-03-28T21:59", "2027-03-27T23:00"),
        ("Pacific/Noumea", "2026-10-08T22:00", "2026-10-08T13:00"),
    ],
)
def test_daily_slot_begins_at_local_midnight(fuseau, instant, start):
    pole = PoleFactory.build(fuseau=fuseau)

    assert slot_of(pole, datetime.fromisoformat(f"{instant}Z"), JOUR) == datetime.fromisoformat(f"{start}Z")


def test_shorter_slots_follow_one_another():
    pole = PoleFactory.build()
    half_hour = timedelta(minutes=30)

    assert slot_of(pole, JEUDI + timedelta(minutes=29), half_hour) == JEUDI
    assert slot_of(pole, JEUDI + timedelta(minutes=30), half_hour) == JEUDI + half_hour


def test_longer_slots_hold_whole_days():
    pole = PoleFactory.build()
    starts = {slot_of(pole, JEUDI + number * JOUR, 7 * JOUR) for number in range(14)}

    assert len(starts) in {2, 3}
    assert len({slot_of(pole, start + timedelta(hours=1), 7 * JOUR) for start in starts}) == len(starts)


def test_failing_job_leaves_nothing_stops_no_other_and_is_tried_again(pole, calls, caplog):
    def failing(pole, creneau):
        enqueue("pole/x", pole=pole, cle="perdu", adresse="a@exemple.test")
        raise ValueError("Zyglobax")

    planification.register("cassee", failing, toutes_les=JOUR)
    declare(calls)
    with time_machine.travel(JEUDI, tick=False):
        assert run_due() == 1

    row = Execution.objects.get(tache="cassee")
    assert (row.finie_le, row.erreur, pole.envois.count()) == (None, "ValueError", 0)
    with time_machine.travel(JEUDI + timedelta(minutes=20), tick=False):
        planification.register("cassee", lambda pole, creneau: calls.append("réparée"), toutes_les=JOUR)
        assert run_due() == 1
    row.refresh_from_db()
    assert (calls[-1], row.erreur) == ("réparée", "")


def test_slot_under_way_elsewhere_is_left_alone_until_its_worker_is_dead(pole, calls):
    declare(calls)
    with time_machine.travel(JEUDI, tick=False):
        Execution.objects.create(
            tache="essai", pole=pole, creneau=slot_of(pole, JEUDI, JOUR), commencee_le=timezone.now()
        )
        assert run_due() == 0

    with time_machine.travel(JEUDI + timedelta(minutes=20), tick=False):
        assert run_due() == 1


def test_run_that_was_taken_over_undoes_what_it_wrote(pole):
    def slow(pole, creneau):
        enqueue("pole/x", pole=pole, cle="double", adresse="a@exemple.test")
        # Meanwhile another worker, which believed this one dead, has begun again.
        Execution.objects.update(commencee_le=timezone.now())

    planification.register("lente", slow, toutes_les=JOUR)
    with time_machine.travel(JEUDI):
        assert run_due() == 0

    assert pole.envois.count() == 0


def test_previous_run_is_the_last_finished_slot_or_a_day_before(pole, calls):
    declare(calls)
    creneau = slot_of(pole, JEUDI, JOUR)
    assert previous_run("essai", pole, creneau) == creneau - JOUR

    run_due(JEUDI - 7 * JOUR)

    assert previous_run("essai", pole, creneau) == slot_of(pole, JEUDI - 7 * JOUR, JOUR)


def test_old_runs_are_forgotten(pole, calls):
    declare(calls)
    run_due(JEUDI)

    prune(None, JEUDI + 80 * JOUR)
    assert Execution.objects.count() == 1
    prune(None, JEUDI + 100 * JOUR)
    assert Execution.objects.count() == 0


def test_stop_is_heard_between_two_poles(pole, calls):
    PoleFactory()
    declare(calls)

    run_due(JEUDI, should_stop=lambda: bool(calls))

    assert len(calls) == 1
