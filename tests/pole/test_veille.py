"""Warning before a session ends: the pages that carry it, and the answer that keeps the session."""

import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.clients import signed_in
from tests.factories.pole import EcoleFactory, directrice

pytestmark = pytest.mark.django_db

SCRIPT = {"X-Requested-With": "fetch"}


def address_in(html) -> str:
    return re.search(r'data-adresse="([^"]+)"', html)[1]


def test_every_page_of_a_person_carries_the_limit_and_the_address_that_keeps_the_session(settings):
    settings.SESSION_INACTIVITE_MINUTES = 20
    client = signed_in(directrice(EcoleFactory()))

    for path in ("/", "/pole/qui-fait-quoi/", "/accessibilite/", "/compte/second-facteur/"):
        html = client.get(path).content.decode()

        assert 'data-inactivite="1200"' in html
        assert 'src="/static/js/veille.js"' in html


def test_page_of_nobody_has_nothing_to_keep():
    html = Client().get("/").content.decode()

    assert "veille" not in html


def test_staying_costs_no_content_and_puts_the_end_off():
    client = signed_in(directrice(EcoleFactory()))
    stay = address_in(client.get("/").content.decode())
    now = timezone.now()

    with time_machine.travel(now + timezone.timedelta(minutes=29), tick=False):
        kept = client.head(stay, headers=SCRIPT)
    with time_machine.travel(now + timezone.timedelta(minutes=58), tick=False):
        later = client.get("/pole/qui-fait-quoi/")

    assert (kept.status_code, kept.content) == (200, b"")
    assert later.status_code == 200


def test_staying_too_late_is_answered_401():
    client = signed_in(directrice(EcoleFactory()))
    stay = address_in(client.get("/").content.decode())

    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=31), tick=False):
        answer = client.head(stay, headers=SCRIPT)

    assert answer.status_code == 401
