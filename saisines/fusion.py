"""Two people wrote the same step: what each of them changed, told from what both had opened.

A page carries a short print of each answer as it was shown (`base`). With it, what one did not touch is
left to the other, what only one changed is kept, and what both changed is a conflict that a person settles:
nothing is overwritten, and nobody chooses between a text and its own older self.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.crypto import salted_hmac

from saisines.natures import Champ, Table, TypeChamp

_EMPREINTE = re.compile(r"([a-z0-9_]{1,40}):([0-9a-f]{16})")
BASE_MAX = 5_000


class Fusion(NamedTuple):
    """Codes of the answers that are to be written, and of those that both people changed."""

    miennes: list[str]
    conflits: list[str]


def shown(item: Champ | Table, valeur: Any) -> Any:
    """A value as the page shows it: a choice that has a default is never empty, ticks have no order."""
    if isinstance(item, Table):
        return valeur
    return sorted(valeur) if isinstance(valeur, list) else valeur or item.defaut


def empreinte(saisine: UUID, item: Champ | Table, valeur: Any) -> str:
    """Print of an answer. Keyed, and of this case: two pages never tell that two pupils answer alike."""
    text = json.dumps([str(saisine), item.code, shown(item, valeur)], ensure_ascii=False, sort_keys=True)
    return salted_hmac("saisines.fusion", text, algorithm="sha256").hexdigest()[:16]


def base_of(saisine: UUID, items: Iterable[Champ | Table], valeurs: Mapping[str, Any]) -> dict[str, str]:
    """Prints of all the answers of a page that was just read."""
    return {item.code: empreinte(saisine, item, valeurs[item.code]) for item in items}


def written(base: Mapping[str, str]) -> str:
    """Prints as a page carries them."""
    return " ".join(f"{code}:{print_}" for code, print_ in base.items())


def read(text: str) -> dict[str, str]:
    """Prints that came back with a page; what is not one is ignored: all that differs is then a conflict."""
    return dict(_EMPREINTE.findall(text[:BASE_MAX]))


def compare(
    saisine: UUID,
    items: Iterable[Champ | Table],
    *,
    base: Mapping[str, str],
    enregistre: Mapping[str, Any],
    propose: Mapping[str, Any],
) -> Fusion:
    """Who changed what, answer by answer."""
    found = Fusion([], [])
    for item in items:
        mine, stored = propose[item.code], enregistre[item.code]
        if mine == stored:
            continue
        opened, here, there = base.get(item.code), *(empreinte(saisine, item, one) for one in (mine, stored))
        if opened == here != there:
            continue  # untouched here: the other person's answer stays
        (found.miennes if there in {opened, here} else found.conflits).append(item.code)
    return found


def rebase(
    saisine: UUID,
    items: Iterable[Champ | Table],
    *,
    base: Mapping[str, str],
    enregistre: Mapping[str, Any],
    propose: Mapping[str, Any],
) -> dict[str, str]:
    """Prints of a page after its saving: what it shows where that is what is stored, else what it opened."""
    after = dict(base)
    for item in items:
        if item.code in propose and propose[item.code] == enregistre[item.code]:
            after[item.code] = empreinte(saisine, item, propose[item.code])
    return after


def both(item: Champ | Table, enregistre: Any, propose: Any) -> Any:
    """Both answers together, or None where only one can be kept (a single choice, too many lines)."""
    if not enregistre or not propose:
        return None
    if isinstance(item, Table):
        lines = [*enregistre, *(line for line in propose if line not in enregistre)]
        return lines if len(lines) <= item.max_lignes else None
    if isinstance(propose, list):
        return list(dict.fromkeys([*enregistre, *propose]))
    return f"{enregistre}\n\n{propose}" if item.type == TypeChamp.TEXTE_LONG else None
