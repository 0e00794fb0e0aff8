"""Members of the pole as one chooses among them: métier, and how many missions they already carry."""

from uuid import UUID

from django.db.models import Count

from saisines.models import Saisine, Sollicitation
from saisines.personnes import words_of
from saisines.services.suites import sollicitables


def membres_of(saisine: Saisine, *, charge: bool = True) -> list[tuple[str, str]]:
    """(identifier, « Camille Petit – psychologue – 2 missions en cours ») of each person. Two queries."""
    roles = sollicitables(saisine)
    load = _load(saisine) if charge else {}
    found: dict[UUID, str] = {}
    for role in roles:
        if role.personne_id in found or not role.personne.is_active:
            continue
        words = [str(role.personne), words_of(role)]
        if charge:
            words.append(_missions(load.get(role.personne_id, 0)))
        found[role.personne_id] = " – ".join(words)
    return [(str(pk), label) for pk, label in found.items()]


def _missions(number: int) -> str:
    return {0: "aucune mission en cours", 1: "1 mission en cours"}.get(number, f"{number} missions en cours")


def _load(saisine: Saisine) -> dict[UUID, int]:
    rows = Sollicitation.objects.en_cours().filter(saisine__pole=saisine.pole_id).values_list("personne")
    return dict(rows.annotate(nombre=Count("pk")).order_by())
