"""Members of the pole as one chooses among them: métier, and how many missions they already carry."""

from collections.abc import Iterable, Sequence, Set
from uuid import UUID

from django.db.models import Count

from pole.models import Affectation
from saisines.accords import MANQUE, missing_for
from saisines.models import Saisine, Sollicitation
from saisines.personnes import words_of
from saisines.services.suites import interlocuteurs, sollicitables


def membres_of(
    saisine: Saisine, *, charge: bool = True, metiers: Set[str] = frozenset()
) -> list[tuple[str, str]]:
    """(identifier, « Camille Petit – psychologue – 2 missions en cours ») of each person. Two queries.

    Those of `metiers` (codes) come first.
    """
    roles = sorted(sollicitables(saisine), key=lambda role: not (role.metier and role.metier.code in metiers))
    load = load_of(saisine) if charge else {}
    without = sans_accord(saisine, roles) if charge else set()
    found: dict[UUID, str] = {}
    for role in roles:
        if role.personne_id in found or not role.personne.is_active:
            continue
        words = [str(role.personne), words_of(role)]
        if charge:
            words.append(missions_in_words(load.get(role.personne_id, 0)))
            if role.personne_id in without:
                words.append(MANQUE.lower())
        found[role.personne_id] = " – ".join(words)
    return [(str(pk), label) for pk, label in found.items()]


def interlocuteurs_of(saisine: Saisine) -> list[tuple[str, str]]:
    """(identifier, « Camille Petit – psychologue ») of those whom an answer may name. One query."""
    roles = {role.personne_id: role for role in interlocuteurs(saisine) if role.personne.is_active}
    return [(str(pk), f"{role.personne} – {words_of(role)}") for pk, role in roles.items()]


def sans_accord(saisine: Saisine, roles: Iterable[Affectation]) -> set[UUID]:
    """People among these roles whose work needs an agreement that the parents have not given. One query."""
    metiers: dict[UUID, set[str]] = {}
    for role in roles:
        if role.metier:
            metiers.setdefault(role.personne_id, set()).add(role.metier.code)
    given = saisine.accords.all()
    return {pk for pk, codes in metiers.items() if missing_for(saisine, codes, given)}


def lacks_agreement(saisine: Saisine, personnes: Sequence[str]) -> bool:
    """True if one of these people (identifiers) needs an agreement that is missing. Two queries."""
    return bool({str(pk) for pk in sans_accord(saisine, sollicitables(saisine))} & set(personnes))


def missions_in_words(number: int) -> str:
    """« 2 missions en cours »"""
    return {0: "aucune mission en cours", 1: "1 mission en cours"}.get(number, f"{number} missions en cours")


def load_of(saisine: Saisine) -> dict[UUID, int]:
    """Missions under way in the pole of a case, by person. One query."""
    rows = Sollicitation.objects.en_cours().filter(saisine__pole=saisine.pole_id).values_list("personne")
    return dict(rows.annotate(nombre=Count("pk")).order_by())
