"""The census of the site: every address that the resolver knows, and how to fill it in."""

import uuid
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.securite.matrice import AILLEURS_DE, Ligne
from tests.securite.monde import Monde


def census(urlconf: str | None = None) -> dict[str, URLPattern]:
    """Every pattern by its full name. A pattern without a name is counted by its route."""
    return dict(_walk(get_resolver(urlconf), ""))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern, prefix + namespace)
        else:
            yield f"{prefix}{pattern.name or pattern.pattern}", pattern


def address(nom: str, ligne: Ligne, monde: Monde, *, which: str = "ici") -> str:
    """The address for the rows of the world: those « ici », those « ailleurs », or « inconnu »."""
    kwargs = {part: _identifier(monde, word, which) for part, word in ligne.objets.items() if part}
    mots = {part: _word(monde, word) for part, word in ligne.mots.items()}
    return reverse(nom, kwargs=kwargs | mots)


def body(ligne: Ligne, monde: Monde, *, which: str = "ici") -> dict[str, str]:
    """What is posted: the data of the line, and the row that it names in its body (`objets[""]`)."""
    named = {"pole": _identifier(monde, ligne.objets[""], which)} if "" in ligne.objets else {}
    return ligne.data | {name: str(value) for name, value in named.items()}


def _identifier(monde: Monde, word: str, which: str):
    if which == "inconnu":
        return uuid.uuid4()
    return monde[AILLEURS_DE[word] if which == "ailleurs" else word].pk


def _word(monde: Monde, word: str) -> str:
    return monde["invitation"].jeton if word == "jeton" else word
