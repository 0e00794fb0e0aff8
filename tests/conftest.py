"""A hostile ground for every test: no network, no state left by the test before, one browser for all.

Fixtures of one area stand in `tests/<app>/conftest.py`.
"""

import gc
import ipaddress
import os
import shutil
import socket

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone, translation
from hypothesis import settings

from saisines.services.acces import view_permission_id
from tests.courriels import Refusing

# The same lives at each run: a change is judged by what it breaks. HASARD=1 draws others, to find more.
settings.register_profile("hasard", derandomize=False)
settings.register_profile("toujours", derandomize=True, database=None)
settings.load_profile("hasard" if os.environ.get("HASARD") else "toujours")

# Playwright keeps an event loop in the thread of the test: Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Our own pages only: root has no sandbox, and nothing must be fetched behind our back.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# What a test asks for when it reads or writes the database; without it, pytest-django refuses any query.
BASE = {"db", "transactional_db", "live_server", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what cannot depend on the database: the second one has nothing to say about it (.ci/tester)."""
    for item in items:
        if item.get_closest_marker("django_db") is None and BASE.isdisjoint(item.fixturenames):
            item.add_marker("sans_base")


def pytest_collection_finish():
    """What was imported stays until the end: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class NetworkForbiddenError(AssertionError):
    """A test tried to leave the machine.

    Not an OSError: code that forgives a network failure must not hide it.
    """


def is_local(host: str | bytes | None) -> bool:
    host = host.decode() if isinstance(host, bytes) else host
    if host in {None, "", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Refuse to connect to, or to look up, anything but this machine."""
    patch = pytest.MonkeyPatch()

    def guard(connect):
        def guarded(sock, address):
            if sock.family != socket.AF_UNIX and not is_local(address[0]):
                raise NetworkForbiddenError(f"Network access during a test: {address}")
            return connect(sock, address)

        return guarded

    def getaddrinfo(host, *args, **kwargs):
        if not is_local(host):
            raise NetworkForbiddenError(f"Name look-up during a test: {host}")
        return look_up(host, *args, **kwargs)

    look_up = socket.getaddrinfo
    patch.setattr(socket.socket, "connect", guard(socket.socket.connect))
    patch.setattr(socket.socket, "connect_ex", guard(socket.socket.connect_ex))
    patch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def clean_process():
    """The time zone, language and caches of one test are not those of the next."""
    # A test that commits empties every table at its end: the rows of Django itself come back renumbered.
    view_permission_id.cache_clear()
    yield
    timezone.deactivate()
    translation.activate("fr")
    cache.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """SQLite in the file that BASE_ESSAI names: a second writer waits there, and is refused in memory."""
    if fichier := os.environ.get("BASE_ESSAI"):
        connection.settings_dict["TEST"]["NAME"] = fichier


@pytest.fixture(scope="session")
def base_url():
    """Journeys write the whole address from `live_server.url`; the plugin's own fixture warns on pytest 9."""
    return


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, or the one of CHROMIUM; without either, the browser that Playwright installed."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    executable = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **executable, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A person in France, on a small laptop."""
    return {
        **browser_context_args,
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        "viewport": {"width": 1280, "height": 800},
    }


@pytest.fixture
def console_errors(page):
    """Errors of the console so far, to be asserted empty: a broken CSP or a missing file shows there."""
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors


@pytest.fixture
def refusing(settings):
    """A mail server that knows none of the addresses; `answer` changes what it says."""
    settings.EMAIL_BACKEND = "tests.courriels.Refusing"
    Refusing.answer = (550, b"5.1.1 inconnu")
    return Refusing
