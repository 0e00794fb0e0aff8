"""Answering an invitation, signed in or not. Opening its link changes nothing."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pole.forms.comptes import CodeForm, CompteForm
from pole.limites import INVITATION, TROP_D_ESSAIS, take_try
from pole.services.comptes import CompteEnAttente, ask_for_account, check_code, open_account, send_code
from pole.services.invitations import InvitationCloseError, accepter, find_open, reread_open
from pole.views.comptes import BACKEND

INVITATION_KEY = "invitation"
COMPTE_KEY = "compte_en_attente"


def _closed(request):
    """One page for every link that does not work: nobody learns why."""
    for key in (INVITATION_KEY, COMPTE_KEY):
        request.session.pop(key, None)
    return render(request, "pole/invitation_close.html", status=404)


def _held(request):
    """The invitation that this browser has opened. Raises InvitationCloseError."""
    held = request.session.get(INVITATION_KEY)
    if not held:
        raise InvitationCloseError
    return reread_open(*held)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, jeton):
    """GET shows a button and consumes nothing, however many scanners open it; POST opens it here."""
    try:
        found = find_open(jeton)
    except InvitationCloseError:
        return _closed(request)
    if request.method != "POST":
        return render(request, "pole/invitation.html", {"invitation": found})
    request.session[INVITATION_KEY] = [str(found.pk), found.empreinte]
    return redirect("pole:invitation_compte")


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation_compte(request):
    """Signed in: take the function with this account. Otherwise: one's own account."""
    try:
        held = _held(request)
    except InvitationCloseError:
        return _closed(request)
    if request.user.is_authenticated:
        other = not held.boite_partagee and request.user.email != held.adresse
        return render(request, "pole/invitation_accepter.html", {"invitation": held, "autre_personne": other})
    form = CompteForm(request.POST or None, adresse="" if held.boite_partagee else held.adresse)
    if request.method == "POST" and form.is_valid():
        waiting = ask_for_account(held, **form.cleaned_data)
        request.session[COMPTE_KEY] = waiting.as_session()
        return redirect("pole:invitation_code")
    return render(request, "pole/invitation_compte.html", {"invitation": held, "form": form})


@require_POST
def invitation_accepter(request):
    """Take the function with the account that is signed in. 403 if it is somebody else's."""
    try:
        taken = accepter(_held(request), personne=request.user)
    except InvitationCloseError:
        return _closed(request)
    request.session.pop(INVITATION_KEY, None)
    return _welcome(request, taken)


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation_code(request):
    """The code proves the address; then, and only then, the account exists."""
    try:
        held = _held(request)
        waiting = CompteEnAttente(**request.session[COMPTE_KEY])
    except (InvitationCloseError, KeyError):
        return _closed(request)
    if request.method == "POST" and request.POST.get("action") == "renvoyer":
        return _send_again(request, waiting)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _prove(request, waiting, form.cleaned_data["code"])
            personne = open_account(waiting, held)
        except ValidationError as error:
            form.add_error("code", " ".join(error.messages))
        except InvitationCloseError:
            return _closed(request)
        else:
            return _enter(request, personne, held)
        request.session[COMPTE_KEY] = waiting.as_session()
    return render(request, "pole/invitation_code.html", {"form": form, "adresse": waiting.email})


def _prove(request, waiting, code):
    """Check the code, counted for the invitation too: the tries of the session end with its cookie."""
    essai = take_try(request, INVITATION, waiting.invitation)
    if essai is None:
        raise ValidationError(TROP_D_ESSAIS)
    check_code(waiting, code)
    essai.rollback()


def _send_again(request, waiting):
    try:
        send_code(waiting)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        request.session[COMPTE_KEY] = waiting.as_session()
        messages.success(request, "Un nouveau code est parti. Le précédent ne sert plus.")
    return redirect("pole:invitation_code")


def _enter(request, personne, held):
    for key in (INVITATION_KEY, COMPTE_KEY):
        request.session.pop(key, None)
    login(request, personne, backend=BACKEND)
    held.refresh_from_db()
    return _welcome(request, held)


def _welcome(request, taken):
    if taken.confirmee_le is None:
        return redirect("pole:invitation_attente")
    messages.success(request, "Bienvenue. Votre fonction est ouverte.")
    return redirect("accueil")


@require_safe
def invitation_attente(request):
    """What happens now: the coordinator looks at who answered."""
    return render(request, "pole/invitation_attente.html")
