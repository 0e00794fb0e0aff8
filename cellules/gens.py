"""People of a pole as a séance names them: one line each, proposed while one types."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from cellules.equipe import by_name, once
from pole.enums import FONCTIONS_EQUIPE
from pole.models import Affectation, Pole
from saisines.personnes import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Gens:
    """`equipe`: (identifier, « Camille Petit, psychologue ») of the staff in office; `fonctions`: of each."""

    equipe: list[tuple[UUID, str]]
    fonctions: dict[UUID, str]

    def choices(self, *, away: Set[UUID] = frozenset()) -> list[tuple[str, str]]:
        """Who may be named for a case: those kept away from it are not there."""
        return [(str(pk), label) for pk, label in self.equipe if pk not in away]

    def porteur(self, qui: str, *, away: Set[UUID] = frozenset()) -> str | None:
        """Whom a typed line designates: exactly one person of the list, else nobody."""
        found = [pk for pk, label in self.choices(away=away) if label == qui]
        return found[0] if len(found) == 1 else None


def gens_of(pole: Pole, besides: Iterable[UUID] = ()) -> Gens:
    """The staff of a pole, and what other people (identifiers) do there. One query."""
    staff = Q(fonction__in=FONCTIONS_EQUIPE)
    roles = Affectation.objects.filter(staff | Q(personne__in=list(besides)), pole=pole)
    roles = list(roles.filter(personne__is_active=True).en_cours().for_list())
    team = by_name(once(role for role in roles if role.fonction in FONCTIONS_EQUIPE))
    fonctions: dict[UUID, str] = {}
    for role in roles:
        fonctions.setdefault(role.personne_id, words_of(role))
    return Gens(
        equipe=[(role.personne_id, f"{role.personne}, {words_of(role)}") for role in team],
        fonctions=fonctions,
    )
