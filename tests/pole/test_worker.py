"""The worker: three kinds of work in one process, and no fault that ends it."""

import signal
import smtplib

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import OperationalError

from pole.journal import record
from pole.models import Acte, Battement, Entree, Envoi, EtatEnvoi
from pole.services.envois import enqueue
from pole.travail import BATTEMENT, PAUSE_MAX, Travailleur
from tests.factories.pole import PoleFactory

pytestmark = pytest.mark.django_db


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


class Down(EmailBackend):
    def open(self):
        raise smtplib.SMTPConnectError(421, b"plus tard")


def test_one_run_sends_seals_and_shows_a_sign_of_life():
    pole = PoleFactory()
    # A mail whose template is missing is a fault of that mail alone.
    enqueue("pole/absent", pole=pole, cle="un", adresse="a@exemple.test")
    record(Acte.CONNEXION, by=None, fonction="", pole=pole)

    call_command("worker", une_fois=True)

    assert Envoi.objects.get().tentatives == 1
    assert Entree.objects.get().sceau != ""
    assert Battement.objects.count() == 1


def test_mail_server_down_delays_the_mails_and_nothing_else(settings, clock):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    enqueue("pole/absent", pole=None, cle="un", adresse="a@exemple.test")
    travailleur = Travailleur(clock)
    record(Acte.CONNEXION, by=None, fonction="")

    travailleur.turn()

    assert Entree.objects.get().sceau != ""
    assert Envoi.objects.get().etat == EtatEnvoi.A_ENVOYER
    pauses = {etape.nom: etape.pause for etape in travailleur.etapes}
    assert pauses == {"journal": 0, "urgences": 0, "antivirus": 0, "envois": 2, "taches": 0} | {
        "documents de réunion": 0
    }


def test_pauses_grow_to_a_minute_and_end_with_the_fault(clock):
    travailleur = Travailleur(clock)
    etape = travailleur.etapes[0]
    etape.fonction = failing = lambda: (_ for _ in ()).throw(OperationalError("Zyglobax"))
    pauses = []
    for _ in range(8):
        travailleur.attempt(etape)
        pauses.append(etape.pause)

    assert pauses == [2, 4, 8, 16, 32, PAUSE_MAX, PAUSE_MAX, PAUSE_MAX]
    assert failing is etape.fonction
    etape.fonction = lambda: 0
    travailleur.attempt(etape)
    assert etape.pause == 0


def test_unexpected_fault_does_not_end_the_worker(clock, caplog):
    travailleur = Travailleur(clock)
    travailleur.etapes[0].fonction = lambda: 1 / 0
    record(Acte.CONNEXION, by=None, fonction="")

    travailleur.turn()

    assert "unexpected fault" in caplog.text
    assert Battement.objects.count() == 1


def test_sign_of_life_is_written_now_and_then(clock, django_assert_num_queries):
    travailleur = Travailleur(clock)
    travailleur.beat()
    first = Battement.objects.get().le

    clock.now += BATTEMENT - 1
    with django_assert_num_queries(0):
        travailleur.beat()
    clock.now += 2
    travailleur.beat()

    assert Battement.objects.get().le > first


def test_stop_ends_the_loop_after_the_item_under_way(clock):
    travailleur = Travailleur(clock)
    done = []

    def work():
        travailleur.stop(signal.SIGTERM, None)
        done.append(1)
        return 1

    travailleur.etapes = travailleur.etapes[:1]
    travailleur.etapes[0].fonction = work
    travailleur.run()

    assert done == [1]
    assert travailleur.pause_asked()


def test_idle_turn_reads_little_and_writes_nothing(clock, django_assert_num_queries):
    travailleur = Travailleur(clock)
    while travailleur.turn():
        pass
    clock.now += 2

    # Lines to seal; mails to send; documents to prepare.
    with django_assert_num_queries(3) as captured:
        travailleur.turn()

    assert [query["sql"][:6] for query in captured.captured_queries] == ["SELECT"] * 3
