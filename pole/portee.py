"""The live roles of a person, loaded once per request: what every access rule starts from."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from pole.enums import FONCTIONS_ECOLE, FONCTIONS_PILOTAGE, FONCTIONS_POLE, Fonction

if TYPE_CHECKING:
    from pole.models import Affectation, Pole


@dataclass(frozen=True)
class Portee:
    """Roles live now. Every question is answered from memory."""

    roles: tuple["Affectation", ...]

    def having(self, *fonctions: Fonction) -> Iterable["Affectation"]:
        return (role for role in self.roles if role.fonction in fonctions)

    def poles(self, *fonctions: Fonction) -> set[UUID]:
        """Poles where one of these functions is held (any function if none is given)."""
        return {role.pole_id for role in self.roles if not fonctions or role.fonction in fonctions}

    def ecoles(self, *fonctions: Fonction) -> set[UUID]:
        """Schools where one of these functions is held (director or teacher if none is given)."""
        return {role.ecole_id for role in self.having(*(fonctions or FONCTIONS_ECOLE)) if role.ecole_id}

    @cached_property
    def poles_by_id(self) -> dict[UUID, "Pole"]:
        return {role.pole_id: role.pole for role in self.roles}

    @cached_property
    def pilotage(self) -> set[UUID]:
        """Poles that this person pilots: IEN, coordinator, or whoever stands in for them today."""
        return self.poles(*FONCTIONS_PILOTAGE)

    @cached_property
    def direction(self) -> set[UUID]:
        """Schools that this person directs today."""
        return self.ecoles(Fonction.DIRECTEUR)

    def holds(self, pole: UUID, *fonctions: Fonction) -> bool:
        return any(role.pole_id == pole for role in self.having(*fonctions))

    def in_pole(self, pole: UUID | None) -> "Portee":
        """The same person, seen from one pole: what the navigation of the current pole shows."""
        return Portee(tuple(role for role in self.roles if role.pole_id == pole))

    @property
    def is_coordonnateur(self) -> bool:
        return bool(self.poles(Fonction.COORDONNATEUR))

    @property
    def is_pilote(self) -> bool:
        return bool(self.pilotage)

    @property
    def is_secretariat(self) -> bool:
        return bool(self.poles(Fonction.SECRETARIAT))

    @property
    def is_directeur(self) -> bool:
        return bool(self.direction)

    @property
    def is_enseignant(self) -> bool:
        return bool(self.ecoles(Fonction.ENSEIGNANT))

    @property
    def is_membre(self) -> bool:
        return bool(self.poles(Fonction.MEMBRE))

    @property
    def is_partenaire(self) -> bool:
        return bool(self.poles(Fonction.PARTENAIRE))

    @property
    def is_du_pole(self) -> bool:
        """Staff of the pole: not a school, not an outside partner."""
        return bool(self.poles(*FONCTIONS_POLE))
