"""What stands at the top of every page until somebody acts: told by the apps, read with the roles.

The shell of a page has no query to spare (decision 19): an app gives an expression that is computed on each
live role by the one query that reads them, and the words that its value becomes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Bandeau:
    """One banner. Its words never name a pupil. `action` is a button of one tap, sent to `action_url`."""

    titre: str
    texte: str
    lien: str
    url: str
    action: str = ""
    action_url: str = ""


@dataclass(frozen=True)
class Source:
    make: Callable[[], Any]
    lire: Callable[[Any, Any], Bandeau | None]

    @cached_property
    def expression(self) -> Any:
        """Made once: what is annotated is a copy."""
        return self.make()


_sources: dict[str, Source] = {}


def register(nom: str, expression: Callable[[], Any], lire: Callable[[Any, Any], Bandeau | None]) -> None:
    """Add a source, from `AppConfig.ready`.

    `expression()` annotates a queryset of Affectation; `lire(role, value)` gives its words.
    """
    _sources[nom] = Source(expression, lire)


def annotations() -> dict[str, Any]:
    """What the query of the roles computes besides."""
    return {f"bandeau_{nom}": source.expression for nom, source in _sources.items()}


def bandeaux_of(roles: Iterable) -> list[Bandeau]:
    """Banners of a person, one for each thing that waits, whatever the functions by which it waits."""
    found: dict[str, Bandeau] = {}
    for nom, source in _sources.items():
        for role in roles:
            value = getattr(role, f"bandeau_{nom}", None)
            bandeau = source.lire(role, value) if value else None
            if bandeau is not None:
                # Of two functions, the one that may act speaks.
                known = found.get(bandeau.url)
                if known is None or (bandeau.action and not known.action):
                    found[bandeau.url] = bandeau
    return list(found.values())
