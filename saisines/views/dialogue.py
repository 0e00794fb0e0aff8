"""The dialogue of a case: read, write, say that one has read; correct, open and withdraw a message."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from saisines.cercle import cercle_of
from saisines.dialogue import Dialogue
from saisines.enums import Droit
from saisines.forms.dialogue import LecteursForm, LusForm, MessageForm, RetraitForm, TexteForm
from saisines.models import Message
from saisines.relations import droits_of
from saisines.services import dialogue as service
from saisines.services.coffre import local_vault
from saisines.views.communs import open_fiche, reach
from saisines.views.gestes import attempt, page, page_et_envoi

PAR_PAGE = 25


@page_et_envoi
def dialogue(request, pk):
    """Messages of this person on this case, newest first, and the form to write one."""
    saisine, relations = reach(request, pk, droit=Droit.ECHANGER)
    fiche = open_fiche(request, saisine, relations)
    cercle = cercle_of(saisine, request.user, relations) if service.may_write(saisine) else None
    form = MessageForm(request.POST or None, cercle=cercle) if cercle and cercle.proches else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and attempt(form, lambda: _send(request, saisine, form)):
            messages.success(request, "Votre message est parti. Chaque personne choisie est prévenue.")
            return redirect("saisines:dialogue", pk)
    return _show(request, fiche, form)


def _send(request, saisine, form):
    """Whoever answers has read what the page showed."""
    data = form.cleaned_data
    service.envoyer(
        saisine, by=request.user, texte=data["texte"], lecteurs=form.personnes, jeton=data["jeton"]
    )
    _mark_read(request, saisine)


def _mark_read(request, saisine):
    shown = Message.objects.visible_to(request.user).filter(saisine=saisine).values_list("pk", flat=True)
    form = LusForm(request.POST, attendus=list(shown))
    if form.is_valid():
        service.marquer_lus(saisine, by=request.user, messages=form.cleaned_data["messages"])


def _show(request, fiche, form):
    lu = Dialogue(fiche)
    feuille = Paginator(lu.rows, PAR_PAGE).get_page(request.GET.get("page"))
    context = {
        "saisine": fiche.saisine,
        "fiche": fiche,
        "dialogue": lu,
        "page": feuille,
        "messages_lus": lu.read(feuille.object_list),
        "form": form,
        "terminee": not service.may_write(fiche.saisine),
    }
    return render(request, "saisines/dialogue/page.html", context)


@require_POST
def lus(request, pk):
    """« J’ai lu »: the messages that the page showed as new, and no other."""
    saisine, _ = reach(request, pk, droit=Droit.ECHANGER)
    _mark_read(request, saisine)
    return redirect("saisines:dialogue", pk)


@require_safe
def coffre(request, pk):
    """Key that keeps a message being written in this browser, and a fresh anti-forgery token (JSON)."""
    saisine, _ = reach(request, pk, droit=Droit.ECHANGER)
    vault = local_vault(request.user, saisine)
    return JsonResponse({"cle": vault.cle, "nom": f"{vault.nom}.message", "jeton": get_token(request)})


def _reach(request, pk, message):
    """The message first: one that exists and is not for this person costs what an unknown one costs (T5)."""
    mine = Message.objects.visible_to(request.user).filter(saisine=pk)
    row = get_object_or_404(mine, pk=message)
    return *reach(request, pk, droit=Droit.ECHANGER), row


def _own(request, pk, message):
    found = _reach(request, pk, message)
    if found[2].auteur_id != request.user.pk:
        raise PermissionDenied
    return found


@page_et_envoi
def modifier(request, pk, message):
    """Correct one's own message, for a quarter of an hour."""
    saisine, relations, row = _own(request, pk, message)
    open_fiche(request, saisine, relations)
    form = TexteForm(request.POST or None, initial={"texte": row.texte})
    if request.method == "POST" and form.is_valid():
        texte = form.cleaned_data["texte"]
        if attempt(form, lambda: service.modifier(row, by=request.user, texte=texte)):
            messages.success(request, "Votre message est corrigé. Ses lecteurs voient qu’il a été modifié.")
            return redirect("saisines:dialogue", pk)
    return page(request, saisine, form, "Corriger un message", "Corriger")


@page_et_envoi
def ouvrir(request, pk, message):
    """Let somebody else of the case read one's own message."""
    saisine, relations, row = _own(request, pk, message)
    already = set(row.destinataires.values_list("personne", flat=True))
    cercle = cercle_of(saisine, request.user, relations).sans(already)
    form = LecteursForm(request.POST if request.method == "POST" else None, cercle=cercle)
    if form.is_valid() and attempt(
        form, lambda: service.ouvrir(row, by=request.user, lecteurs=form.personnes)
    ):
        messages.success(request, "C’est fait. Chaque personne ajoutée est prévenue.")
        return redirect("saisines:dialogue", pk)
    return page(request, saisine, form, "Ajouter un lecteur", "Ajouter")


@page_et_envoi
def retirer(request, pk, message):
    """Withdraw a message that should not have been written."""
    saisine, relations, row = _reach(request, pk, message)
    if Droit.PILOTER not in droits_of(relations):
        raise PermissionDenied
    form = RetraitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        raison = form.cleaned_data["raison"]
        if attempt(form, lambda: service.retirer(row, by=request.user, raison=raison)):
            messages.success(request, "Le message est retiré : son texte est effacé.")
            return redirect("saisines:dialogue", pk)
    return page(request, saisine, form, "Retirer un message", "Retirer")
