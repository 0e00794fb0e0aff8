"""The world is built once per module; each test plays in a transaction that is rolled back."""

import contextlib
from functools import lru_cache

import pytest
from django.db import transaction

from pole import pdf
from tests.securite.monde import create_world


@contextlib.contextmanager
def rolled_back():
    """What happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextlib.contextmanager
def kept_cookies(client):
    """A request may sign out or renew the session: the browser comes back as it was."""
    before = {name: morsel.value for name, morsel in client.cookies.items()}
    yield
    client.cookies.clear()
    for name, value in before.items():
        client.cookies[name] = value


@pytest.fixture(scope="session", autouse=True)
def printed_once():
    """The same words make the same PDF: it is drawn once, however many requests here end in it."""
    patch = pytest.MonkeyPatch()
    patch.setattr(pdf, "_print", lru_cache(maxsize=256)(pdf._print))
    yield
    patch.undo()


@pytest.fixture(scope="module")
def monde_du_module(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield create_world()


@pytest.fixture
def monde(monde_du_module, db):
    """The world with its browsers as they were: a test may sign one of them out."""
    with contextlib.ExitStack() as stack:
        for client in monde_du_module.navigateurs.values():
            stack.enter_context(kept_cookies(client))
        yield monde_du_module
