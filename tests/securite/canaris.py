"""Words that exist nowhere else, one for each text of the world: out of its place, it betrays a leak."""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core import signing
from django.db import models
from pypdf import PdfReader

from tests.imprime import pages_of

PREFIX = "Zqx"
SUFFIX = "Kw"
# Addresses and telephone numbers are checked or short.
SHORT = ("mail", "email", "telephone", "adresse", "boite_fonctionnelle")
PATTERN = re.compile(f"{PREFIX}[a-p]{{4}}{SUFFIX}", re.IGNORECASE)
_LETTERS = "abcdefghijklmnop"


def word(numero: int) -> str:
    """Canary number n: letters only, so that no search form, case or line break changes it."""
    digits = [numero >> shift & 15 for shift in (12, 8, 4, 0)]
    return PREFIX + "".join(_LETTERS[digit] for digit in digits) + SUFFIX


@dataclass(frozen=True)
class Canari:
    """Where it was put: whose it is (« transmise », « voisine »…), which column, who may read it there."""

    lieu: str
    champ: str
    lecteurs: frozenset[str]


@dataclass
class Voliere:
    """All the canaries of a world. `lieu` and `lecteurs` mean what the tests decide."""

    tous: dict[str, Canari] = field(default_factory=dict)
    # What follows each word, where the column takes any text: a polyglot, in the hostile world.
    suite: str = ""

    def pose(self, lieu: str, champ: str, lecteurs: Iterable[str] = ()) -> str:
        canari = word(len(self.tous))
        self.tous[canari.casefold()] = Canari(lieu, champ, frozenset(lecteurs))
        return canari if champ.endswith(SHORT) else canari + self.suite

    def trouves(self, text: str) -> set[str]:
        """Canaries that a text holds, whatever the case of its letters."""
        return {found.casefold() for found in PATTERN.findall(text)} & self.tous.keys()

    def decrits(self, canaris: Iterable[str]) -> list[str]:
        """« place: column » of these canaries, for the message of a failure."""
        return sorted(f"{self.tous[one].lieu}: {self.tous[one].champ}" for one in canaris)

    @property
    def champs(self) -> set[str]:
        return {canari.champ for canari in self.tous.values()}


def label(model: type[models.Model], name: str) -> str:
    return f"{model._meta.label_lower}.{name}"


def everything(response) -> str:
    """What a browser, a proxy or a neighbour may see of an answer: body, headers, cookies."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = "\n".join(f"{name}={_opened(morsel.value)}" for name, morsel in response.cookies.items())
    body = response.getvalue() if response.streaming else response.content
    return "\n".join([headers, cookies, readable(body)])


def readable(body: bytes) -> str:
    """Text of a page as it is; of a document, its words, its properties and its raw bytes."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = [archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()]
        # Word may cut a word between two runs.
        return "\n".join([*archive.namelist(), *parts, re.sub(r"<[^>]*>", "", "".join(parts))])
    if not body.startswith(b"%PDF"):
        return body.decode("utf-8", errors="replace")
    pages = "\n".join(pages_of(body))
    # A long word is cut at the end of a line: the pieces are put together again.
    joined = re.sub(r"[\s\u00ad-]+", "", pages)
    return "\n".join([pages, joined, str(PdfReader(io.BytesIO(body)).metadata), body.decode("latin-1")])


def _opened(value: str) -> str:
    """A signed cookie is readable by its bearer: look inside."""
    try:
        return f"{value} {signing.loads(value)}"
    except signing.BadSignature:
        return value
