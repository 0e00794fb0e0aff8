"""« Qui fait quoi » (S0-13): every school reads who the members are, for what, and how to reach them."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from pole.enums import FONCTIONS_ECOLE, Fonction
from pole.models import Affectation, Metier
from pole.views.poles import current_pole

PILOTAGE = (Fonction.IEN, Fonction.COORDONNATEUR, Fonction.SECRETARIAT)
# Professions that are met elsewhere than in the team: at the top of the page, or in each school.
AILLEURS = (*PILOTAGE, *FONCTIONS_ECOLE)


@require_safe
def qui_fait_quoi(request):
    """Those who pilot first, then the professions of the pole, those without anybody in post included."""
    pole = current_pole(request)
    roles = Affectation.objects.visible_to(request.user).filter(pole=pole).for_list()
    roles = roles.exclude(fonction__in=FONCTIONS_ECOLE).en_exercice()
    metiers = list(Metier.objects.visible_to(request.user).filter(pole=pole).actifs())
    by_metier = {metier.pk: [] for metier in metiers}
    autres = []
    for role in roles:
        if role.fonction in PILOTAGE:
            continue
        by_metier.get(role.metier_id, autres).append(role)
    held = [(metier, by_metier[metier.pk]) for metier in metiers]
    return render(
        request,
        "pole/qui_fait_quoi.html",
        {
            "pole": pole,
            "pilotage": sorted(
                (role for role in roles if role.fonction in PILOTAGE),
                key=lambda role: PILOTAGE.index(role.fonction),
            ),
            "metiers": [pair for pair in held if pair[1]],
            "sans_titulaire": [m for m, people in held if not people and m.code not in AILLEURS],
            "autres": autres,
        },
    )
