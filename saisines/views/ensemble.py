"""Decide for several cases at once, from the boxes ticked in the list of the triage."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from pole.models import Personne
from saisines.ensemble import SORTIES_COMMUNES, form_of, ticked
from saisines.services.ensemble import orienter_ensemble
from saisines.views.gestes import page_et_envoi


@page_et_envoi
def trier_ensemble(request):
    """Choose one way out for the ticked cases, reread its letter; what is refused stays on the page."""
    if request.pole is None or not request.portee.is_pilote:
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    saisines = ticked(request.user, request.pole, asked.getlist("saisine"))
    if not saisines:
        messages.info(request, "Cochez d’abord une ou plusieurs saisines.")
        return redirect("saisines:tri")
    sortie = SORTIES_COMMUNES.get(asked.get("decision"))
    form = form_of(sortie, saisines, request.POST or None) if sortie else None
    refus = []
    if request.method == "POST" and form and form.is_valid():
        refus = _decide(request.user, saisines, sortie, form)
        if not refus:
            messages.success(request, "C’est décidé pour toutes. Chaque école est prévenue.")
            return redirect("saisines:tri")
    return _page(request, saisines, sortie, form, refus)


def _decide(user, saisines, sortie, form):
    data = form.cleaned_data
    person = data.get("personne")
    return orienter_ensemble(
        saisines,
        by=user,
        issue=sortie.issue,
        lettre=data["lettre"],
        pour_le=data.get("pour_le"),
        personne=get_object_or_404(Personne.objects.visible_to(user), pk=person) if person else None,
        mission=data.get("mission", ""),
    )


def _page(request, saisines, sortie, form, refus):
    left = [saisine for saisine, _ in refus] or saisines
    references = [saisine.reference for saisine in left]
    choix = [(one, _query(references, one.issue), one is sortie) for one in SORTIES_COMMUNES.values()]
    context = {
        "saisines": left,
        "choix": choix,
        "sortie": sortie,
        "form": form,
        "refus": refus,
        "faites": len(saisines) - len(refus) if refus else 0,
    }
    return render(request, "saisines/trier_ensemble.html", context)


def _query(references, issue):
    query = QueryDict(mutable=True)
    query.setlist("saisine", references)
    query["decision"] = issue
    return f"?{query.urlencode()}"
