"""The paper bridge: the coordination enters what it received, the direction confirms it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from pole.enums import Fonction
from pole.models import Ecole
from saisines.enums import Confirmation, Droit
from saisines.forms.reception import (
    ConfirmationForm,
    EcoleForm,
    NouvelleReceptionForm,
    ReceptionForm,
    initial_of,
)
from saisines.natures import description
from saisines.services import reception as service
from saisines.views.communs import open_fiche, reach, visible_case
from saisines.views.gestes import attempt, page
from saisines.workflow import TRANSITIONS, TransitionRefusedError

page_et_envoi = require_http_methods(["GET", "HEAD", "POST"])
_DITES = {
    Confirmation.CONFIRMEE: "Merci. Le pôle sait que cette demande est bien la vôtre.",
    Confirmation.CORRIGEE: "Merci. Le pôle lit votre correction.",
}


def may_enter(request) -> bool:
    """Those who coordinate the current pole today."""
    return request.pole is not None and request.portee.holds(request.pole.pk, Fonction.COORDONNATEUR)


@page_et_envoi
def recue(request):
    """First the school, then who asked, how and when; POST starts the entry."""
    if not may_enter(request):
        raise PermissionDenied
    choix = _choice(request)
    if not choix.is_valid():
        return _first(request, choix)
    ecole, personnes = _school(request, choix)
    form = NouvelleReceptionForm(request.POST or None, personnes=personnes, today=request.pole.today())
    if request.method == "POST" and form.is_valid():
        try:
            saisine = _start(request, form, ecole)
            return redirect("saisines:modifier", saisine.pk, description(saisine.nature).premiere)
        except TransitionRefusedError as refusal:
            form.add_error(None, str(refusal))
    return _render(request, form, ecole, personnes, "Commencer la saisie")


@page_et_envoi
def corriger(request, pk):
    """Change the school, the author, the channel or the day, while no school has it."""
    saisine, _ = reach(request, pk)
    here = request.pole is not None and saisine.pole_id == request.pole.pk
    if not here or not service.is_corrigible(saisine) or not may_enter(request):
        raise PermissionDenied
    choix = _choice(request, {"ecole": str(saisine.ecole_id)} if saisine.ecole_id else None)
    if not choix.is_valid():
        return _first(request, choix)
    ecole, personnes = _school(request, choix)
    initial = initial_of(saisine.reception, personnes)
    form = ReceptionForm(
        request.POST or None, personnes=personnes, today=saisine.pole.today(), initial=initial
    )
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: service.corriger(saisine, by=request.user, ecole=ecole, **form.faits)):
        return redirect("saisines:relire", pk) if saisine.is_prive else redirect(saisine)
    return _render(request, form, ecole, personnes, "Enregistrer")


def _choice(request, noted: dict | None = None) -> EcoleForm:
    """The school asked in the address, else the one already noted."""
    ecoles = list(Ecole.objects.visible_to(request.user).ouvertes().filter(pole=request.pole))
    if "changer" in request.GET:
        noted = None
    asked = request.POST if request.method == "POST" else request.GET
    return EcoleForm(asked if "ecole" in asked else noted, ecoles=ecoles)


def _school(request, choix: EcoleForm):
    ecole = Ecole.objects.visible_to(request.user).get(pk=choix.cleaned_data["ecole"])
    return ecole, service.personnes_de(ecole)


def _start(request, form, ecole):
    data = form.cleaned_data
    return service.saisir(
        by=request.user,
        pole=request.pole,
        ecole=ecole,
        jeton=data["jeton"],
        nature=data["nature"],
        **form.faits,
    )


def _first(request, choix: EcoleForm):
    return render(request, "saisines/saisie/recue_ecole.html", {"form": choix})


def _render(request, form, ecole, personnes, bouton):
    directed = any(role.fonction == Fonction.DIRECTEUR for role in personnes)
    context = {"form": form, "ecole": ecole, "dirigee": directed, "bouton": bouton}
    return render(request, "saisines/saisie/recue.html", context)


@page_et_envoi
def confirmer(request, pk):
    """The direction reads the case, then says whether it is theirs."""
    saisine, relations = reach(request, pk, droit=Droit.CONFIRMER)
    fiche = open_fiche(request, saisine, relations)
    if (
        fiche.reception is None
        or not fiche.reception.attendue
        or saisine.etat not in TRANSITIONS["retirer"].sources
    ):
        messages.info(request, "Il n’y a rien à confirmer sur cette saisine.")
        return redirect(saisine)
    form = ConfirmationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(
            form,
            lambda: service.repondre(saisine, by=request.user, reponse=data["reponse"], mot=data["mot"]),
        ):
            return _answered(request, pk, data["reponse"])
    venue = fiche.reception.venue
    return page(request, saisine, form, "Est-ce bien votre demande ?", "Répondre au pôle", chapeau=venue)


def _answered(request, pk, reponse):
    if reponse == Confirmation.RECUSEE:
        messages.success(request, "C’est dit. Cette demande n’est plus visible par votre école.")
        return redirect("accueil")
    messages.success(request, _DITES[reponse])
    return redirect(visible_case(request.user, pk))
