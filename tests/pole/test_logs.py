"""Logs say what happened, never to whom nor by which link."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from pole.logs import ScrubFilter

pytestmark = pytest.mark.django_db

JETON = "aZ9_-" * 8 + "bcd"


@pytest.fixture
def lines():
    """Messages of Django's logger as the console writes them."""
    found = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(record.getMessage())
    handler.addFilter(ScrubFilter())
    logger = logging.getLogger("django")
    logger.addHandler(handler)
    yield found
    logger.removeHandler(handler)


@pytest.mark.parametrize("method", ["put", "post", "get"])
def test_link_of_an_invitation_never_reaches_the_logs(method, lines):
    """A method refused, a form without its token, a link that is closed: Django logs their path."""
    client = Client(enforce_csrf_checks=True)

    getattr(client, method)(reverse("pole:invitation", args=[JETON]))

    assert "/invitation/…/" in " ".join(lines)
    assert JETON not in " ".join(lines)


@pytest.mark.parametrize("method", ["put", "post", "get"])
def test_address_of_a_calendar_never_reaches_the_logs(method, lines):
    getattr(Client(), method)(reverse("cellules:flux", args=[JETON]))

    assert "/calendrier/….ics" in " ".join(lines)
    assert JETON not in " ".join(lines)


def test_other_paths_are_logged_as_they_are(lines):
    Client().put("/saisines/")

    assert lines == ["Method Not Allowed: /saisines/"]
