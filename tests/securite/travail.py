"""What a request makes the server do. A clock is no proof on a busy machine: equal work is one."""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from unittest import mock

from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from pole import crypto
from tests.securite.hashers import CountingHasher

# Values of a statement: texts, numbers, names of cursors; then how many stand in a list.
VALUES = re.compile(
    r"'(?:[^']|'')*'(?:::\w+)?|\b_django_curs_\w+|\b\d+\b|\bNULL\b|\bTRUE\b|\bFALSE\b", re.IGNORECASE
)
CACHE = ("get", "set", "add", "delete", "touch", "incr")
CRYPTO = ("seal_bytes", "open_bytes", "_blind_index")


@dataclass(frozen=True)
class Travail:
    """`requetes`: statements without their values, savepoints included. The rest: calls, in their order."""

    statut: int
    requetes: tuple[str, ...]
    hachages: int
    cache: tuple[str, ...]
    cles: tuple[str, ...]

    @property
    def courriels(self) -> int:
        return sum('INTO "pole_envoi"' in requete for requete in self.requetes)


def work_of(act: Callable, *args) -> Travail:
    """What the request that `act` makes with these arguments costs; `act` returns its response."""
    return watched(act, *args)[1]


def watched(act: Callable, *args) -> tuple[HttpResponse, Travail]:
    """The response to that request, and what it cost.

    Hashes are counted by `tests.securite.hashers.CountingHasher`, which the test puts in the settings.
    """
    hashed = CountingHasher.calls
    with (
        calls(type(cache._connections[cache._alias]), CACHE) as cached,
        calls(crypto, CRYPTO) as sealed,
        CaptureQueriesContext(connection) as captured,
    ):
        response = act(*args)
    return response, Travail(
        statut=response.status_code,
        requetes=tuple(without_values(query["sql"]) for query in captured),
        hachages=CountingHasher.calls - hashed,
        cache=tuple(cached),
        cles=tuple(sealed),
    )


def without_values(sql: str) -> str:
    if "SAVEPOINT" in sql:
        return sql.split('"')[0].split(" s")[0]
    return re.sub(r"\?(?:, \?)+", "?", VALUES.sub("?", sql))


@contextlib.contextmanager
def calls(place, names) -> Iterator[list[str]]:
    """Names of these functions, each time one is called."""
    log: list[str] = []
    with contextlib.ExitStack() as stack:
        for name in names:
            stack.enter_context(mock.patch.object(place, name, _logged(getattr(place, name), name, log)))
        yield log


def _logged(function: Callable, name: str, log: list[str]) -> Callable:
    def wrapper(*args, **kwargs):
        log.append(name)
        return function(*args, **kwargs)

    return wrapper
