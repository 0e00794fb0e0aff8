"""The main navigation: apps register their entries, the shell shows those that the person may use.

An app calls `register` in its `AppConfig.ready`, so that `pole` names no other app. An entry is shown or
not from the roles already loaded (`user.portee`): building the navigation costs no query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the navigation; `match` is the start of the addresses that belong to it."""

    label: str
    url_name: str
    visible: Callable[[Any], bool]
    order: int
    match: str


@dataclass(frozen=True, slots=True)
class Link:
    """An entry ready to be shown on one page."""

    label: str
    url: str
    current: bool


_entries: dict[str, Entry] = {}


def register(
    label: str,
    url_name: str,
    *,
    visible: Callable[[Any], bool] = lambda portee: True,
    order: int = 100,
    match: str = "",
) -> None:
    """Add an entry to the navigation, or replace the one with the same `url_name`.

    `visible` receives the roles of the person; `order` sorts from left to right; `match` is the prefix of
    the addresses where the entry is the current one (its own address when empty).
    """
    _entries[url_name] = Entry(label=label, url_name=url_name, visible=visible, order=order, match=match)


@cache
def address_of(url_name: str) -> str:
    """The same on every page: found once per process."""
    return reverse(url_name)


def links_for(portee: Any, path: str) -> list[Link]:
    """Entries that a person with these roles may use, the one that holds `path` marked as current."""
    if portee is None:
        return []
    shown = []
    for entry in sorted(_entries.values(), key=lambda one: (one.order, one.label)):
        if not entry.visible(portee):
            continue
        try:
            url = address_of(entry.url_name)
        except NoReverseMatch:
            continue  # an app is switched off: its entry must not break every page
        shown.append((entry, url))
    # « /saisines/ » and « /saisines/nouvelle/ » may both hold the page: the longest is the right one.
    held = [entry.match or url for entry, url in shown if path.startswith(entry.match or url)]
    best = max(held, key=len, default=None)
    return [Link(entry.label, url, (entry.match or url) == best) for entry, url in shown]
