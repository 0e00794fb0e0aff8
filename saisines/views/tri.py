"""One screen to triage one case: what matters, the four gestures, and the next one of the list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from saisines.charge import charge_of
from saisines.decisions import decision_of, decisions_of
from saisines.enums import Droit
from saisines.essentiel import essentiel_of
from saisines.filtres import query_of
from saisines.forms.gestes import MotifForm
from saisines.liste_du_tri import parcours_of
from saisines.rapproches import rapproches_of
from saisines.services import orientations, rapprochements
from saisines.views.communs import open_fiche, reach
from saisines.views.gestes import attempt, page, page_et_envoi
from saisines.workflow import TransitionRefusedError


@page_et_envoi
def trier(request, pk):
    """Read what matters, choose, reread the letter, go on to the next one."""
    saisine, relations = reach(request, pk, droit=Droit.CONFIER)
    parcours = parcours_of(request.user, saisine.pole, saisine.pk, request.GET)
    sent = request.method == "POST"
    # Before the form: it reads the agreements of the parents where the page has just put them.
    fiche = None if sent else open_fiche(request, saisine, relations)
    decision = decision_of(saisine, request.POST if sent else request.GET)
    form = decision.form(saisine, request.POST if sent else None, request.GET) if decision else None
    if sent and form and form.is_valid():
        if attempt(form, lambda: decision.act(saisine, form, request.user)):
            return _go_on(request, saisine, parcours)
    elif sent and not form:
        messages.error(request, "Cette action n’est plus possible : la saisine a changé.")
    fiche = fiche or open_fiche(request, saisine, relations)
    return _screen(request, fiche, parcours, decision, form)


def _go_on(request, saisine, parcours):
    """To the next case, or back to this one to add another way out."""
    messages.success(request, "C’est décidé. L’école est prévenue de ce qui la concerne.")
    if request.POST.get("rester"):
        return redirect(reverse("saisines:trier", args=[saisine.pk]) + parcours.query)
    return redirect(parcours.suivante or parcours.liste)


def _screen(request, fiche, parcours, decision, form):
    saisine = fiche.saisine
    choix = {
        titre: [(one, query_of(request.GET, **one.query), one is decision) for one in decisions]
        for titre, decisions in decisions_of(saisine).items()
    }
    context = {
        "saisine": saisine,
        "fiche": fiche,
        "essentiel": essentiel_of(fiche),
        "parcours": parcours,
        "choix": choix,
        "decision": decision,
        "form": form,
        "charge": charge_of(saisine.pole, saisine.reunion_visee),
        "rapproches": rapproches_of(saisine, request.user),
    }
    return render(request, "saisines/trier.html", context)


@page_et_envoi
def desinscrire(request, pk):
    """Take a case off the agenda, with a reason that the school reads."""
    saisine, _ = reach(request, pk, droit=Droit.CONFIER)
    form = MotifForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        motif = form.cleaned_data["motif"]
        if attempt(form, lambda: orientations.desinscrire(saisine, by=request.user, motif=motif)):
            messages.success(request, "C’est fait : l’école est prévenue.")
            return redirect(saisine)
    return page(request, saisine, form, "Retirer de l’ordre du jour", "Retirer de l’ordre du jour")


@require_POST
def finir(request, pk, orientation):
    saisine, _ = reach(request, pk, droit=Droit.PILOTER)
    return _one_tap(request, saisine, orientation, orientations.finir, "Cette suite est terminée.")


@require_POST
def rendre(request, pk, orientation):
    """« Le RASED revient vers le pôle », in one tap."""
    saisine, _ = reach(request, pk, droit=Droit.INTERVENIR)
    done = "C’est fait : la coordination est prévenue, l’école le lit. Merci."
    return _one_tap(request, saisine, orientation, orientations.rendre_au_pole, done)


@require_POST
def delier(request, pk, autre):
    """Read two cases apart again."""
    saisine, _ = reach(request, pk, droit=Droit.CONFIER)
    other, _ = reach(request, autre, droit=Droit.CONFIER)
    rapprochements.delier(saisine, by=request.user, avec=other)
    messages.success(request, "Les deux saisines ne sont plus reliées.")
    return redirect("saisines:trier", pk=pk)


def _one_tap(request, saisine, orientation, act, done):
    row = get_object_or_404(saisine.orientations, pk=orientation)
    row.saisine = saisine
    try:
        act(row, by=request.user)
        messages.success(request, done)
    except TransitionRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect(saisine)
