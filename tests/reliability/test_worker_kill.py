"""The worker killed without warning, and the mail server that goes away.

The worker is a real process on a real database file (or the temporary PostgreSQL); `kill -9` does not show a
power cut, and does not pretend to.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import connection, transaction
from django.utils import timezone

from pole.journal import record
from pole.models import Acte, Entree, Envoi, EtatEnvoi
from pole.services.envois import enqueue
from pole.services.journal import verify_chain
from tests.factories.pole import PersonneFactory, PoleFactory
from tests.reliability.puits_smtp import Puits
from tests.source import ROOT

pytestmark = [
    pytest.mark.lent,
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,  # the tests of SQLite stay in memory
]

MAILS = 120
SETTINGS = (
    "import os\n"
    "from pole.conf.settings.test import *\n"
    "DATABASES['default']['NAME'] = os.environ['BASE_ESSAI']\n"
    "EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'\n"
    "EMAIL_HOST, EMAIL_PORT = '127.0.0.1', int(os.environ['PORT_ESSAI'])\n"
    "EMAIL_USE_TLS, EMAIL_TIMEOUT = False, 5\n"
)


@pytest.fixture
def start(tmp_path):
    """Start workers of the test; none outlives it."""
    (tmp_path / "reglages_essai.py").write_text(SETTINGS)
    running = []

    def start(port):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "reglages_essai",
            "PYTHONPATH": f"{tmp_path}:{ROOT}",
            "BASE_ESSAI": connection.settings_dict["NAME"],
            "PORT_ESSAI": str(port),
        }
        worker = subprocess.Popen(
            [sys.executable, "-u", "manage.py", "worker"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        running.append(worker)
        return worker

    yield start
    for worker in running:
        worker.kill()
        worker.wait()
        worker.stdout.close()


def stop(*workers):
    """Ask workers to end, once each has said that it listens to signals. Returns their exit codes."""
    for worker in workers:
        assert b"est pr" in worker.stdout.readline()
        worker.terminate()
    return [worker.wait(20) for worker in workers]


def write_mails(count=MAILS):
    """Mails and lines of the journal, as acts write them."""
    pole, reader = PoleFactory(), PersonneFactory()
    for number in range(count):
        with transaction.atomic():
            enqueue(
                "saisines/rappel",
                pole=pole,
                destinataire=reader,
                contexte={"missions": 1, "chemin": "/"},
                cle=f"essai {number}",
            )
        record(Acte.LECTURE, by=reader, fonction="membre", pole=pole)


def wait_until(condition, seconds=60):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "nothing more happens"
        time.sleep(0.1)


def left():
    return Envoi.objects.filter(etat=EtatEnvoi.A_ENVOYER).count()


def release_leases():
    """As if two minutes had passed: the mail that a killed worker held may leave again."""
    Envoi.objects.filter(etat=EtatEnvoi.A_ENVOYER, bail__isnull=False).update(bail=timezone.now())


def test_worker_killed_at_random_loses_nothing_and_repeats_one_mail_at_most(start):
    write_mails()
    kills = 0
    with Puits() as puits:
        while left() and kills < 8:
            worker = start(puits.port)
            before = len(puits.received)
            wait_until(lambda before=before: len(puits.received) > before or not left())
            time.sleep(random.uniform(0, 0.3))  # noqa: S311 (any moment will do)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            kills += 1
            release_leases()
        last = start(puits.port)
        wait_until(lambda: not left() and not Entree.objects.filter(sceau="").exists())
        assert stop(last) == [0]

    copies = Counter(puits.received)
    assert set(copies) == set(Envoi.objects.values_list("message_id", flat=True))
    assert len(copies) == MAILS
    # A kill falls between the sending and the mark of one mail at most.
    assert sum(copies.values()) - MAILS <= kills
    assert list(verify_chain()) == []
    assert Entree.objects.count() == MAILS


def test_mail_server_that_goes_away_and_comes_back_loses_and_repeats_nothing(start):
    write_mails(30)
    puits = Puits()
    puits.start()
    port = puits.port
    puits.stop()
    worker = start(port)
    time.sleep(4)
    assert left() == 30

    puits.start()
    try:
        wait_until(lambda: not left())
    finally:
        puits.stop()

    assert stop(worker) == [0]
    assert sorted(puits.received) == sorted(Envoi.objects.values_list("message_id", flat=True))


def test_two_workers_share_the_mails_and_seal_one_chain(start):
    write_mails(60)
    with Puits() as puits:
        workers = [start(puits.port), start(puits.port)]
        wait_until(lambda: not left() and not Entree.objects.filter(sceau="").exists())
        assert stop(*workers) == [0, 0]

    assert len(puits.received) == len(set(puits.received)) == 60
    assert list(verify_chain()) == []
