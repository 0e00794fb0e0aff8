"""One's own account, and the ways in and out that surround those of allauth."""

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pole.connexion import second_factor_is_required
from pole.models import Affectation
from pole.services.adresses import confirmer_adresse, proposed
from pole.services.comptes import (
    demonstration_accounts,
    end_other_sessions,
    find_demonstration_account,
)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
def connexion(request):
    """allauth's page; in the demonstration, with its accounts one click away."""
    response = account.login(request)
    if settings.DEMO and getattr(response, "context_data", None) is not None:
        response.context_data["groupes_demo"] = demonstration_accounts()
    return response


@login_not_required
@require_safe
def inscription(request):
    """Nobody signs up alone; allauth wants the address to exist. The sign-in page says how one is invited."""
    return redirect("account_login")


@login_not_required
@require_POST
def connexion_demonstration(request):
    """Enter as somebody who does not exist. The address is there in the demonstration only."""
    if not settings.DEMO:
        raise Http404
    personne = find_demonstration_account(request.POST.get("compte", ""))
    if personne is None:
        raise Http404
    login(request, personne, backend=BACKEND)
    several = len(personne.portee.poles_by_id) > 1
    return redirect("pole:choisir" if several else "accueil")


@login_not_required
def deconnexion(request):
    """allauth's page; leaving also empties what the browser kept of the pages (ASVS 14.3.1)."""
    response = account.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def mon_compte(request):
    roles = Affectation.objects.visible_to(request.user).filter(personne=request.user)
    return render(
        request,
        "pole/mon_compte.html",
        {
            "roles": roles.a_venir_ou_en_cours().for_list(),
            "second_facteur_demande": second_factor_is_required(request.user.portee),
            "a_mot_de_passe": request.user.has_usable_password(),
        },
    )


@require_POST
def fermer_sessions(request):
    """End one's other sessions: a shared computer, a lost phone."""
    end_other_sessions(request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, "Vos autres sessions sont fermées. Celle-ci continue.")
    return redirect("mon_compte")


@require_http_methods(["GET", "HEAD", "POST"])
def confirmer(request, jeton):
    """Make a new address one's own, by a button: opening the link changes nothing."""
    nouvelle = proposed(jeton, request.user)
    if not nouvelle:
        raise Http404
    if request.method == "POST":
        return reauthentication_required(_confirm)(request, jeton)
    return render(request, "pole/adresse_confirmer.html", {"nouvelle": nouvelle})


def _confirm(request, jeton):
    try:
        confirmer_adresse(jeton, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Votre adresse est changée : les courriels partent désormais à celle-ci.")
    return redirect("mon_compte")
