"""Reminders of the convocations: counted from the sending, on school days, to the silent only."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from cellules import taches
from cellules.services import convocations
from cellules.services.reponses import repondre
from pole.models import Affectation, Envoi
from pole.services import planification
from pole.services.calendrier import load_national_calendar
from pole.services.envois import send_pending
from tests.cellules.scene import Scene
from tests.factories.pole import fresh

pytestmark = pytest.mark.django_db

JOUR = timedelta(days=1)
# The autumn holidays of 2026 last from Saturday 17 October to Sunday 1 November.
ENVOI = datetime(2026, 9, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def sent(monkeypatch):
    """Convened on Wednesday 23 September for Tuesday 13 October."""
    load_national_calendar()
    monkeypatch.setattr(planification, "_taches", {taches.RELANCES: planification._taches[taches.RELANCES]})
    with time_machine.travel(ENVOI, tick=False):
        scene = Scene()
        scene.convene(scene.psy, scene.premiere)
        scene.convene(scene.medecin, scene.premiere)
        scene.send()
        send_pending()
    assert scene.reunion.date == date(2026, 10, 13)
    return scene


def run_days(first, last, hour=8):
    """The worker every day: (day, person) of each reminder written."""
    found = []
    for number in range((last - first).days + 1):
        day = first + number * JOUR
        before = set(Envoi.objects.values_list("pk", flat=True))
        with time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), tick=False):
            planification.run_due()
        new = Envoi.objects.filter(gabarit="cellules/relance").exclude(pk__in=before)
        found += [((day.day, day.month), row.destinataire) for row in new.order_by("created_at")]
    return found


def answer(scene, personne, day):
    with time_machine.travel(day, tick=False):
        repondre(scene.letter(personne), by=fresh(personne), reponse="present")


def test_silent_person_is_asked_again_five_school_days_after_the_sending_and_before_the_meeting(sent):
    answer(sent, sent.medecin, datetime(2026, 9, 25, 8, 0, tzinfo=UTC))

    found = run_days(date(2026, 9, 24), date(2026, 10, 14))

    days = [day for day, person in found if person == sent.psy]
    assert len(days) == 2
    assert days == sorted(days, key=lambda one: one[::-1])
    # Five school days after Wednesday 23: Wednesdays are school days of the calendar, weekends are not.
    assert days == [(30, 9), (9, 10)]
    assert not [day for day, person in found if person == sent.medecin]


def test_reminder_that_falls_in_holidays_waits_for_their_end(sent):
    """Sent on Wednesday 14 October for Monday 9 November: nothing from 17 October to 1 November."""
    with time_machine.travel(datetime(2026, 10, 14, 8, 0, tzinfo=UTC), tick=False):
        scene = Scene()
        scene.reunion.date = date(2026, 11, 9)
        scene.reunion.save()
        scene.convene(scene.psy, scene.premiere)
        scene.send()

    found = run_days(date(2026, 10, 15), date(2026, 11, 9))

    assert [day for day, person in found if person == scene.psy] == [(4, 11), (6, 11)]


def test_whoever_was_withdrawn_or_has_left_is_not_asked(sent):
    with time_machine.travel(ENVOI + JOUR, tick=False):
        convocations.withdraw(sent.letter(sent.psy).convies.values_list("pk", flat=True))
        Affectation.objects.filter(personne=sent.medecin).update(fin=ENVOI)
    found = run_days(date(2026, 9, 25), date(2026, 10, 12))
    send_pending()

    assert sent.psy not in [person for _, person in found]
    left = Envoi.objects.filter(destinataire=sent.medecin, gabarit="cellules/relance")
    assert set(left.values_list("etat", flat=True)) <= {"annule"}


def test_whoever_received_the_letter_the_day_before_is_left_in_peace(sent):
    with time_machine.travel(datetime(2026, 10, 8, 8, 0, tzinfo=UTC), tick=False):
        sent.convene(sent.pilote, sent.seconde)
        sent.send()

    found = run_days(date(2026, 10, 9), date(2026, 10, 13))

    assert sent.pilote not in [person for _, person in found]


def test_one_reminder_a_day_whatever_runs_twice(sent):
    run_days(date(2026, 9, 29), date(2026, 9, 30))
    with time_machine.travel(datetime(2026, 9, 30, 9, 0, tzinfo=UTC), tick=False):
        taches.remind(sent.pole, planification.slot_of(sent.pole, datetime.now(UTC), JOUR))

    assert sent.mails(sent.psy).count("relance") == 1


def test_delays_are_those_of_the_pole(sent):
    pole = sent.pole
    pole.relance_apres_jours, pole.relance_avant_jours = 2, 5
    pole.save()

    days = [day for day, person in run_days(date(2026, 9, 24), date(2026, 10, 14)) if person == sent.psy]

    # Five days before Tuesday 13 is Thursday 8.
    assert days == [(25, 9), (8, 10)]
