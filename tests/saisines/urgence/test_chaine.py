"""The alert is passed on while nobody answers, each reason after its delay; faults included."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from pole.enums import RaisonUrgence
from pole.models import Envoi
from pole.services.envois import MailServerDownError, send_pending
from pole.travail import Travailleur
from saisines.models import Alerte
from saisines.services import urgences
from tests.factories.pole import (
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    inspectrice,
    secretaire,
)
from tests.saisines.urgence.scene import JEUDI, MINUTE, alert_mails, read, sent, staff, told, worker

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("raison", "minutes"),
    [
        (RaisonUrgence.DECES, 15),
        (RaisonUrgence.DANGER, 60),
        (RaisonUrgence.EVENEMENT, 60),
        (RaisonUrgence.RUPTURE, 240),
        (RaisonUrgence.MOTIF, 240),
        (RaisonUrgence.ECHEANCE, 1440),
    ],
)
def test_each_reason_has_its_delay_before_the_next_is_told(ecole, pole, direction, raison, minutes):
    """The mailbox of the pole comes after the people who are there."""
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)

    sent(ecole, direction, raison=raison)

    assert worker(JEUDI + minutes * MINUTE - timedelta(seconds=1)) == [ien]
    assert worker(JEUDI + minutes * MINUTE) == [ien, None]
    assert Envoi.objects.filter(gabarit="saisines/urgence", adresse="circo@exemple.test").count() == 1


def test_delay_is_that_of_the_pole_at_the_time_it_fires(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)
    sent(ecole, direction)

    pole.delais_urgence = {"deces": 5}
    pole.save()

    assert worker(JEUDI + 5 * MINUTE) == [ien, None]


def test_delay_counts_real_minutes_the_night_the_hour_changes(ecole, pole, direction):
    """25 October 2026: 02:30 comes twice in Paris; an hour is an hour."""
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    sent(ecole, direction, raison=RaisonUrgence.DANGER, instant=before)

    assert worker(before + 59 * MINUTE) == [ien]
    assert worker(before + 60 * MINUTE) == [ien, None]


def test_each_step_is_told_once_and_the_chain_stops_by_itself(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    people = staff(pole, coordinatrice, inspectrice, secretaire)
    saisine = sent(ecole, direction)

    for number in range(1, 200):
        worker(JEUDI + 5 * number * MINUTE)

    assert told() == [*people, None]
    assert alert_mails().count() == 4
    names = [event.nom for event in saisine.evenements.all()]
    # The first two are of the same instant here.
    assert (set(names[:2]), names[2:]) == ({"transmettre", "alerter"}, ["relancer", "sans_reponse"])


def test_two_workers_that_see_the_same_alert_pass_it_on_once(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    staff(pole, inspectrice)
    sent(ecole, direction)
    first, second = (Alerte.objects.select_related("saisine__pole").get() for _ in range(2))

    with time_machine.travel(JEUDI + timedelta(hours=1), tick=False):
        assert [urgences.pass_on(first), urgences.pass_on(second)] == [True, False]

    assert alert_mails().count() == 2


def test_worker_killed_in_the_middle_of_a_step_leaves_nothing_half_done(ecole, pole, direction, monkeypatch):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)
    saisine = sent(ecole, direction)
    real = urgences.add_event

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(urgences, "add_event", killed)
    with pytest.raises(KeyboardInterrupt):
        worker(JEUDI + timedelta(hours=1))
    assert (told(), alert_mails().count(), saisine.alertes.get().echelon) == ([ien], 1, 0)

    monkeypatch.setattr(urgences, "add_event", real)
    assert worker(JEUDI + timedelta(hours=1)) == [ien, None]


def test_one_alert_that_fails_does_not_stop_the_others(ecole, pole, direction, monkeypatch, caplog):
    staff(pole, inspectrice)
    broken = sent(ecole, direction)
    other_school = EcoleFactory(pole=PoleFactory(boite_fonctionnelle="b@exemple.test"))
    with time_machine.travel(JEUDI - timedelta(days=3)):
        author = directrice(other_school)
        inspectrice(other_school.pole)
    sent(other_school, author)
    real = urgences.pass_on

    def fragile(alerte):
        if alerte.saisine_id == broken.pk:
            raise ValueError("Zyglobax")
        return real(alerte)

    monkeypatch.setattr(urgences, "pass_on", fragile)
    worker(JEUDI + timedelta(hours=1))

    assert None in told()


def test_worker_does_it_without_being_told_when(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)
    sent(ecole, direction)

    with time_machine.travel(JEUDI + timedelta(hours=1), tick=False):
        Travailleur().run_once()

    assert told() == [ien, None]
    assert sorted(message.to[0] for message in mail.outbox if "urgente" in message.subject) == sorted(
        [ien.email, "circo@exemple.test"]
    )


def test_pole_where_nobody_is_there_tells_its_mailbox_and_the_page_says_it_loudly(ecole, pole, direction):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()

    saisine = sent(ecole, direction)

    assert told() == [None]
    assert "Personne n’a pu être prévenu" in read(saisine, JEUDI).silence


def test_pole_with_nobody_and_no_mailbox_says_it_loudly_until_somebody_comes(ecole, pole, direction):
    saisine = sent(ecole, direction)
    assert "Personne n’a pu être prévenu" in read(saisine, JEUDI).silence
    assert "appelez" in saisine.evenements.get(nom="alerter").texte

    with time_machine.travel(JEUDI + MINUTE):
        ien = inspectrice(pole)
        ien.affectations.update(debut=JEUDI)

    # Nobody waits for a delay that began when nobody was there.
    assert worker(JEUDI + 2 * MINUTE) == [ien]
    assert read(saisine, JEUDI + 2 * MINUTE).silence == ""


def test_mail_server_that_is_down_changes_nothing_to_the_chain_and_the_page_doubts(
    ecole, pole, direction, settings
):
    pole.boite_fonctionnelle = "circo@exemple.test"
    pole.save()
    (ien,) = staff(pole, inspectrice)
    saisine = sent(ecole, direction)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1

    with time_machine.travel(JEUDI + MINUTE, tick=False), pytest.raises(MailServerDownError):
        send_pending()
    assert worker(JEUDI + 20 * MINUTE) == [ien, None]
    assert read(saisine, JEUDI + 4 * MINUTE).silence == ""
    assert "pas parti" in read(saisine, JEUDI + 20 * MINUTE).silence

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(JEUDI + 21 * MINUTE, tick=False):
        send_pending()
    worker(JEUDI + 22 * MINUTE)
    assert "pas parti" not in read(saisine, JEUDI + 22 * MINUTE).silence


def test_page_doubts_too_when_no_worker_runs(ecole, pole, direction):
    staff(pole, inspectrice)
    saisine = sent(ecole, direction)

    assert "pas parti" in read(saisine, JEUDI + 6 * MINUTE).silence


def test_verifier_says_when_an_alert_was_not_passed_on(ecole, pole, direction):
    staff(pole, coordinatrice)
    saisine = sent(ecole, direction)

    with time_machine.travel(JEUDI + 20 * MINUTE, tick=False):
        assert list(urgences.check_alerts()) == []
    with time_machine.travel(JEUDI + 30 * MINUTE, tick=False):
        assert [saisine.reference in line for line in urgences.check_alerts()] == [True]
    worker(JEUDI + 30 * MINUTE)
    with time_machine.travel(JEUDI + 60 * MINUTE, tick=False):
        assert list(urgences.check_alerts()) == []
