"""To whom a person may write on a case, by name, and who is proposed first.

Narrow by default: the school on one side, the person in charge on the other. Whoever is called upon for the
case is added one by one; nothing ticks them all. Being listed opens nothing: `Message.visible_to` decides at
each reading.
"""

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from pole.enums import FONCTIONS_NOMMABLES, FONCTIONS_PILOTAGE, Fonction
from pole.models import Affectation, Personne
from saisines.models import Saisine
from saisines.personnes import kept_away, words_of
from saisines.relations import PARTENAIRES


@dataclass(frozen=True, slots=True, kw_only=True)
class Proche:
    """One person to whom one may write. `pilote`: they may withdraw a message."""

    personne: Personne
    fonction: str
    propose: bool
    pilote: bool

    @property
    def phrase(self) -> str:
        """« Camille Petit, psychologue »"""
        return f"{self.personne}, {self.fonction}"


@dataclass(frozen=True, slots=True)
class Cercle:
    """Everybody to whom this person may write on this case, those proposed first."""

    proches: tuple[Proche, ...]

    @property
    def choix(self) -> list[tuple[str, str]]:
        return [(str(one.personne.pk), one.phrase) for one in self.proches]

    @property
    def proposes(self) -> list[str]:
        return [str(one.personne.pk) for one in self.proches if one.propose]

    def sans(self, personnes: Collection[UUID]) -> "Cercle":
        """The others, none of them proposed: readers are added one by one."""
        return Cercle(
            tuple(replace(one, propose=False) for one in self.proches if one.personne.pk not in personnes)
        )

    def among(self, personnes: Collection[UUID]) -> list[Proche]:
        return [one for one in self.proches if one.personne.pk in personnes]


def cercle_of(saisine: Saisine, by: Personne, relations: Set[str]) -> Cercle:
    """Three queries at most: the roles concerned; the named accesses and those who are kept away from the
    case, when the page has not read them.

    An outside partner writes to those who pilot the case, and learns of nobody else.
    """
    confidential = saisine.is_confidentielle
    named, away = _named(saisine), kept_away(saisine)
    roles = _roles(saisine, named, confidential=confidential)
    # Somebody in charge who has left waits for nobody's message: the coordination is proposed instead.
    charge = saisine.responsable_id if any(r.personne_id == saisine.responsable_id for r in roles) else None
    found: dict[UUID, Proche] = {}
    for role in roles:
        who = role.personne
        if who.pk == by.pk or not who.is_active or who.pk in found or (who.pk in away and _is_of_pole(role)):
            continue
        pilote = role.fonction in FONCTIONS_PILOTAGE if not confidential else who.pk in named
        if relations <= PARTENAIRES and not pilote:
            continue
        found[who.pk] = Proche(
            personne=who, fonction=words_of(role), propose=_is_proposed(saisine, role, charge), pilote=pilote
        )
    proches = list(found.values())
    if len(proches) == 1:
        proches = [replace(proches[0], propose=True)]
    return Cercle(tuple(sorted(proches, key=lambda one: (not one.propose, one.personne.nom_tri))))


def _is_of_pole(role: Affectation) -> bool:
    """Kept away, one still takes part by a school: its direction, or the author."""
    return role.ecole_id is None


def _named(saisine: Saisine) -> set[UUID]:
    """People to whom the case is open by name now."""
    now = timezone.now()
    return {row.personne_id for row in saisine.acces_motifs.all() if row.debut <= now < row.fin}


def _roles(saisine: Saisine, named: Iterable[UUID], *, confidential: bool) -> list[Affectation]:
    """Live roles by which somebody takes part in this case, the strongest first for each person."""
    concerned = Q(personne__in=named, fonction__in=FONCTIONS_NOMMABLES) | _of_author(saisine)
    if not confidential and saisine.ecole_id:
        concerned |= Q(personne__in=named, fonction=Fonction.ENSEIGNANT, ecole=saisine.ecole_id)
    if not confidential:
        concerned |= Q(fonction__in=FONCTIONS_PILOTAGE)
        concerned |= Q(fonction=Fonction.DIRECTEUR, ecole=saisine.ecole_id)
    rows = Affectation.objects.filter(concerned, pole=saisine.pole_id)
    live = rows.select_related("personne", "metier").en_exercice()
    return sorted(live, key=lambda role: (_RANGS.get(role.fonction, len(_RANGS)), role.debut, role.pk))


def _of_author(saisine: Saisine) -> Q:
    """The author, while they work where they wrote from."""
    own = Q(personne=saisine.auteur_id)
    return own & Q(ecole=saisine.ecole_id) if saisine.ecole_id else own


# A person who holds two functions is named by the one that matters here.
_RANGS = {
    fonction: rang
    for rang, fonction in enumerate(
        (Fonction.COORDONNATEUR, Fonction.IEN, Fonction.DIRECTEUR, Fonction.ENSEIGNANT, Fonction.MEMBRE)
    )
}


def _is_proposed(saisine: Saisine, role: Affectation, charge: UUID | None) -> bool:
    """The author and the direction; the person in charge, or the coordination while nobody is."""
    if role.personne_id in {saisine.auteur_id, charge}:
        return True
    if role.fonction == Fonction.DIRECTEUR:
        return role.ecole_id is not None and role.ecole_id == saisine.ecole_id
    return role.fonction == Fonction.COORDONNATEUR and charge is None
