"""« Demander l’accès »: the page of whoever asks, and the page of whoever answers."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from saisines.demandes_lues import demande_lue, demandes_lues
from saisines.forms.demandes_acces import AccepterForm, DemandeAccesForm, RefuserForm
from saisines.models import DemandeAcces
from saisines.services import demandes_acces
from saisines.views.gestes import attempt
from saisines.workflow import TransitionRefusedError

page_et_envoi = require_http_methods(["GET", "HEAD", "POST"])
PARTIE = "Votre demande est partie. La coordination ou l’IEN vous répond ici."


@page_et_envoi
def demander(request):
    """The same answer whether the case exists or not."""
    if not demandes_acces.may_ask(request.user, request.pole):
        raise PermissionDenied
    form = DemandeAccesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = demandes_acces.demander
        if attempt(form, lambda: act(request.pole, by=request.user, **form.cleaned_data)):
            messages.success(request, PARTIE)
            return redirect("saisines:demander_acces")
    rows = DemandeAcces.objects.visible_to(request.user).filter(personne=request.user, pole=request.pole)
    context = {"form": form, "demandes": demandes_lues(rows, request.pole)}
    return render(request, "saisines/demander_acces.html", context)


@page_et_envoi
def demande(request, demande):
    """What is asked, and the two answers; whoever asked reads what became of it."""
    row = get_object_or_404(
        DemandeAcces.objects.visible_to(request.user).select_related("pole", "personne", "saisine"),
        pk=demande,
    )
    answers = row.is_attente and row.personne_id != request.user.pk
    if request.method == "POST" and not answers:
        raise PermissionDenied
    until = row.pole.today() + timedelta(days=demandes_acces.JOURS)
    no = request.POST.get("reponse") == "non"
    yes_form = AccepterForm(None if no else request.POST or None, initial={"jusqu_au": until})
    no_form = RefuserForm(request.POST if no else None)
    if request.method == "POST" and _answer(row, request.user, no_form if no else yes_form, no=no):
        messages.success(request, "C’est fait. La personne est prévenue.")
        return redirect("accueil")
    context = {"demande": demande_lue(row), "repond": answers, "oui": yes_form, "non": no_form}
    context["est_moi"] = row.personne_id == request.user.pk
    return render(request, "saisines/demande_acces.html", context)


def _answer(row, user, form, *, no: bool) -> bool:
    act = demandes_acces.refuser if no else demandes_acces.accepter
    return form.is_valid() and attempt(form, lambda: act(row, by=user, **form.cleaned_data))


@require_POST
def refermer(request, demande):
    """The case that was opened closes at the next request."""
    row = get_object_or_404(DemandeAcces.objects.visible_to(request.user), pk=demande)
    try:
        demandes_acces.refermer(row, by=request.user)
        messages.success(request, "C’est fait\u00a0: le dossier est refermé.")
    except TransitionRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("saisines:demande_acces", demande)
