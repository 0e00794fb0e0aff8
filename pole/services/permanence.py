"""Who is there today: whom an urgent alert reaches first, and who comes next."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from pole.enums import FONCTIONS_BUREAU, Fonction, Titre
from pole.models import Absence, Affectation, Personne, Pole

# Coordination, IEN, those who stand in for them, secretariat.
_RANGS = {Fonction.COORDONNATEUR: 0, Fonction.IEN: 1, Fonction.SECRETARIAT: 3}
_RANG_SUPPLEANCE = 2


def on_duty(pole: Pole) -> list[Affectation]:
    """Roles of the office of a pole held by somebody who works today, in the order of the chain. One query.

    A person who is away, or whom somebody stands in for today, is left out; so is a closed account. It may be
    empty: whoever asks must then say so, with the phone numbers.
    """
    away = Absence.objects.du_jour(pole).filter(personne=OuterRef("personne"))
    rows = Affectation.objects.filter(
        pole=pole, fonction__in=FONCTIONS_BUREAU, personne__is_active=True
    ).en_cours()
    rows = rows.annotate(est_absent=Exists(away)).select_related("personne", "metier")
    roles = []
    for role in rows.order_by("debut", "pk"):
        role.pole = pole
        if role.is_live_today():
            roles.append(role)
    replaced = {role.supplee_id for role in roles if role.supplee_id}
    there = [role for role in roles if not role.est_absent and role.pk not in replaced]
    return sorted(there, key=rank)


def reachable(pole: Pole, user: Personne) -> list[Affectation]:
    """Who may answer a school today without any meeting: coordination, then the team by its métiers.

    Those who come from outside, or only when needed, are reached through the coordination. One role a person,
    one query in all.
    """
    away = Absence.objects.du_jour(pole).filter(personne=OuterRef("personne"))
    team = Q(fonction=Fonction.MEMBRE, metier__actif=True, metier__exterieur=False, metier__au_besoin=False)
    rows = Affectation.objects.visible_to(user).filter(pole=pole, personne__is_active=True)
    rows = rows.filter(team | Q(fonction=Fonction.COORDONNATEUR)).exclude(Exists(away))
    rows = rows.select_related("personne", "metier").order_by("metier__rang", "debut", "pk")
    found: dict = {}
    for role in sorted(rows.en_exercice(), key=lambda role: role.fonction != Fonction.COORDONNATEUR):
        found.setdefault(role.personne_id, role)
    return list(found.values())


def rank(role: Affectation) -> int:
    """Place of a role in the chain."""
    if role.titre == Titre.SUPPLEANCE and role.fonction != Fonction.SECRETARIAT:
        return _RANG_SUPPLEANCE
    return _RANGS[Fonction(role.fonction)]


def next_rung(roles: Iterable[Affectation], told: set) -> list[Affectation]:
    """The first step of the chain where somebody was not told yet; empty when everybody was."""
    untold = [role for role in roles if role.personne_id not in told]
    first = min(map(rank, untold), default=None)
    return [role for role in untold if rank(role) == first]
