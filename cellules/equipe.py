"""Who may be convened for a case, the most useful first, with why. No write here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from cellules.metiers_utiles import metiers_utiles
from cellules.models import Convie, Habitue, Inscription
from pole.enums import FONCTIONS_EQUIPE, FONCTIONS_NOMMABLES, Fonction
from pole.models import Affectation, Pole
from saisines.accords import MANQUE
from saisines.membres import load_of, missions_in_words, sans_accord
from saisines.models import Saisine
from saisines.personnes import words_of

SUGGEREES, ECOLE, EQUIPE, PARTENAIRES = "Suggérées", "L’école", "Autres membres du pôle", "Partenaires"


@dataclass(slots=True)
class Candidat:
    """Somebody whom one may convene. `raisons` say why they come first, `reserves` what to know before."""

    id: UUID
    nom: str
    groupe: str
    raisons: list[str] = field(default_factory=list)
    reserves: list[str] = field(default_factory=list)

    @property
    def detail(self) -> str:
        """« Métier utile pour ce motif – 2 missions en cours »"""
        words = " – ".join([*self.raisons, *self.reserves])
        return words[:1].upper() + words[1:]


def staff_and_partners(pole: Pole) -> list[Affectation]:
    """Roles of those who may usually sit, one a person, staff first. One query."""
    roles = Affectation.objects.filter(pole=pole, fonction__in=FONCTIONS_NOMMABLES, personne__is_active=True)
    return by_name(once(roles.en_cours().for_list()))


def staff(pole: Pole) -> list[Affectation]:
    """Roles of those who may stand in for a member, one a person. One query."""
    roles = Affectation.objects.filter(pole=pole, fonction__in=FONCTIONS_EQUIPE, personne__is_active=True)
    return by_name(once(roles.en_cours().for_list()))


def function_of(role: Affectation) -> str:
    """A function as those who convene read it: of a partner, also where they work."""
    words = words_of(role)
    if role.fonction == Fonction.PARTENAIRE and role.metier:
        return f"{words}, {role.metier.nom}"
    return words


def by_name(roles: Iterable[Affectation]) -> list[Affectation]:
    return sorted(roles, key=lambda role: role.personne.nom_tri)


def once(roles: Iterable[Affectation]) -> list[Affectation]:
    """One role a person: that of a member rather than that of a partner, staff rather than school."""
    found: dict[UUID, Affectation] = {}
    for role in sorted(roles, key=_rank):
        found.setdefault(role.personne_id, role)
    return list(found.values())


def _rank(role: Affectation) -> int:
    order = (*FONCTIONS_NOMMABLES, Fonction.DIRECTEUR, Fonction.ENSEIGNANT)
    return order.index(role.fonction)


def candidats_of(inscription: Inscription) -> list[Candidat]:
    """Everybody who may be convened for this case and is not yet, suggested people first. Seven queries."""
    saisine = inscription.saisine
    roles = _roles(saisine, besides=_already(inscription))
    usual = set(Habitue.objects.filter(pole=saisine.pole_id).values_list("personne", flat=True))
    useful = metiers_utiles(saisine.motifs.values_list("code", flat=True))
    asked = set(saisine.sollicitations.en_cours().values_list("personne", flat=True))
    load, without = load_of(saisine), sans_accord(saisine, roles)
    found = []
    for role in roles:
        one = Candidat(role.personne_id, f"{role.personne} – {function_of(role)}", _group(role))
        if role.personne_id in usual:
            one.raisons.append("formation habituelle")
        if role.metier and role.metier.code in useful:
            one.raisons.append("métier utile pour ce motif")
        if role.personne_id in asked:
            one.raisons.append("déjà une mission sur cette situation")
        if one.groupe == EQUIPE:
            one.reserves.append(missions_in_words(load.get(role.personne_id, 0)))
        if role.personne_id in without:
            one.reserves.append(MANQUE.lower())
        if one.raisons and one.groupe != ECOLE:
            one.groupe = SUGGEREES
        found.append(one)
    return found


def _already(inscription: Inscription) -> set[UUID]:
    rows = Convie.objects.actuels().filter(inscription=inscription)
    return set(rows.values_list("convocation__personne", flat=True))


def _roles(saisine: Saisine, *, besides: set[UUID]) -> list[Affectation]:
    team = Q(fonction__in=FONCTIONS_NOMMABLES)
    school = Q(ecole=saisine.ecole_id) & (Q(fonction=Fonction.DIRECTEUR) | Q(personne=saisine.auteur_id))
    wanted = team | school if saisine.ecole_id else team
    roles = Affectation.objects.filter(wanted, pole=saisine.pole_id, personne__is_active=True)
    roles = roles.exclude(personne__in=saisine.deports.en_cours().values("personne"))
    return once(role for role in roles.en_cours().for_list() if role.personne_id not in besides)


def _group(role: Affectation) -> str:
    if role.fonction in FONCTIONS_EQUIPE:
        return EQUIPE
    return PARTENAIRES if role.fonction == Fonction.PARTENAIRE else ECOLE


def grouped(candidats: Iterable[Candidat]) -> list[tuple[str, list[Candidat]]]:
    """Suggested people, the school, the others, partners; no empty group."""
    rows = list(candidats)
    groups = [(titre, [one for one in rows if one.groupe == titre]) for titre in _ORDRE]
    return [(titre, members) for titre, members in groups if members]


_ORDRE = (SUGGEREES, ECOLE, EQUIPE, PARTENAIRES)
