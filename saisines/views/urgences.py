"""The urgent path: taking it in charge, and closing it with what was learned."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from saisines.dates import hour_of
from saisines.enums import Droit
from saisines.forms.gestes import RetourForm
from saisines.services import retours, urgences
from saisines.views.communs import reach
from saisines.views.gestes import attempt, closing_words, page, page_et_envoi
from saisines.workflow import TransitionRefusedError


@require_POST
def prendre(request, pk):
    """One tap, from the case or from the banner of any page."""
    saisine, _ = reach(request, pk, droit=Droit.PRENDRE_URGENCE)
    try:
        alerte = urgences.prendre(saisine, by=request.user)
    except TransitionRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect(saisine)
    hour = hour_of(alerte.prise_le, saisine.pole.tz)
    if alerte.prise_par_id == request.user.pk:
        who = "Son auteur" if saisine.is_confidentielle else "L’école"
        messages.success(request, f"Vous l’avez prise en charge à {hour}. {who} le voit. Appelez maintenant.")
    else:
        messages.info(request, f"{alerte.prise_par} l’a déjà prise en charge, à {hour}.")
    return redirect(saisine)


@page_et_envoi
def clore(request, pk):
    """Close an urgent case: the school reads why, the pole reads what it learned."""
    saisine, relations = reach(request, pk, droit=Droit.PILOTER)
    said = closing_words(request, saisine, relations)
    form = RetourForm(request.POST if request.method == "POST" else None, initial=said.pop("initial", None))
    if form.is_valid() and attempt(
        form, lambda: retours.clore_urgence(saisine, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "C’est fait : la saisine a été close.")
        return redirect(saisine)
    return page(request, saisine, form, "Clore", "Clore", **said)
