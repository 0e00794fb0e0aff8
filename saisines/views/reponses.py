"""The answer as the pole writes it: kept, reread as the school will read it, sent alone or with others."""

import re
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from pole.models import Personne
from saisines.enums import Droit, Relation
from saisines.forms.reponses import ReponseForm, initial_of
from saisines.membres import interlocuteurs_of
from saisines.models import ProjetDeReponse
from saisines.personnes import Annuaire
from saisines.projets_lus import projets_lus
from saisines.propositions import date_de_point
from saisines.reponses_lues import people_of_draft, projet_lu
from saisines.services import projets
from saisines.services.projets import ProjetDevanceError
from saisines.services.reponses import awaits_ien, may_answer_alone
from saisines.views.communs import open_fiche, reach
from saisines.views.gestes import page_et_envoi
from saisines.workflow import TransitionRefusedError

GARDER = "garder"
EN_PARTIE = "Des réponses sont parties."
DEJA_PARTIE = "Une réponse choisie était déjà partie, ou effacée : rien n’est à refaire."
RESTE = "Ce qui n’est pas parti vient de changer, ou attend encore quelque chose : c’est dit ci-dessous."


@page_et_envoi
def repondre(request, pk):
    """One page, one sending; or kept, to be reread later."""
    saisine, relations = reach(request, pk, droit=Droit.PILOTER)
    projet = ProjetDeReponse.objects.visible_to(request.user).filter(saisine=saisine).first()
    alone = may_answer_alone(saisine, request.user)
    form = _form(request, saisine, projet)
    context = {"saisine": saisine, "form": form, "projet": projet, "seul": alone}
    if projet:
        open_fiche(request, saisine, relations)
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, saisine, form, alone=alone)
        except ProjetDevanceError as crossed:
            context |= _both_texts(request, saisine, relations, form, crossed)
        except TransitionRefusedError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "saisines/repondre.html", context)


def _form(request, saisine, projet):
    """What is not written yet is proposed."""
    initial = {"point_le": date_de_point(saisine), "interlocuteur": saisine.responsable_id}
    if projet:
        initial |= {name: value for name, value in initial_of(projet).items() if value}
    kept = request.POST.get("acte") == GARDER
    membres = interlocuteurs_of(saisine)
    words = {"today": saisine.pole.today(), "membres": membres, "gardee": kept, "initial": initial}
    return ReponseForm(request.POST or None, **words)


def _answer(request, saisine, form, *, alone):
    people = Personne.objects.visible_to(request.user)
    chosen = form.cleaned_data["interlocuteur"]
    who = get_object_or_404(people, pk=chosen) if chosen else None
    act = {"by": request.user, "version": form.version_lue, "interlocuteur": who} | form.contenu
    if request.POST.get("acte") == GARDER:
        projets.garder(saisine, **act)
        messages.success(request, "La réponse est gardée. Rien n’est parti.")
    elif alone:
        projets.repondre(saisine, **act)
        messages.success(request, "La réponse est partie. L’école est prévenue.")
        return redirect(saisine)
    else:
        projets.garder(saisine, relue=True, **act)
        messages.success(request, "La réponse est gardée : l’IEN la trouve dans sa liste, puis elle part.")
    return redirect("saisines:reponses")


def _both_texts(request, saisine, relations, form, crossed):
    """What the other wrote, beside what was typed; sent again, what was typed is knowingly kept."""
    form.data = form.data.copy()
    form.data["version"] = crossed.actuel.version
    form.add_error(None, str(crossed))
    fiche = open_fiche(request, saisine, relations)
    return {"autre": _read(saisine, crossed.actuel, fiche)}


def _read(saisine, projet, fiche):
    return projet_lu(projet, annuaire=Annuaire(saisine, people_of_draft(projet)), dire=fiche.masked)


@page_et_envoi
def reponses(request):
    """The answers that wait for somebody: what each lacks, and one act to send those that are ready."""
    if request.pole is None or request.pole.pk not in request.user.portee.pilotage:
        raise PermissionDenied
    if request.method == "POST":
        _send(request)
        return redirect("saisines:reponses")
    rows = projets_lus(request.user, request.pole)
    context = {"rows": rows, "pretes": [row for row in rows if row.pret], "pole": request.pole}
    return render(request, "saisines/reponses.html", context)


def _send(request):
    """Each leaves by itself: one that cannot says why, and holds back no other."""
    chosen = dict(_designated(key) for key in request.POST.getlist("projet"))
    rows = ProjetDeReponse.objects.visible_to(request.user).select_related("saisine__pole")
    found = list(rows.filter(saisine__pole=request.pole, pk__in=chosen))
    left = [_leaves(projet, chosen[projet.pk], request.user) for projet in found]
    if len(found) < len(chosen):
        messages.info(request, DEJA_PARTIE)
    if not chosen:
        messages.info(request, "Rien n’est parti : choisissez au moins une réponse.")
    elif left and all(left):
        messages.success(request, "C’est parti. Chaque école est prévenue.")
    elif any(left):
        messages.warning(request, f"{EN_PARTIE} {RESTE}")
    elif left:
        messages.error(request, RESTE)


def _leaves(projet, version, user) -> bool:
    try:
        projets.envoyer(projet, by=user, version=version)
    except (TransitionRefusedError, PermissionDenied):
        return False
    return True


def _designated(key) -> tuple[UUID, int]:
    """The draft and the version that were ticked; 404 for what no page of ours posts."""
    pk, _, version = key.partition(":")
    try:
        return UUID(pk), _version(version)
    except ValueError:
        raise Http404 from None


def _version(text: str) -> int:
    """A version as a page of ours posts it. Raises Http404 for anything else."""
    if not re.fullmatch("[0-9]{1,9}", text):
        raise Http404
    return int(text)


_ACTES = {"relire": projets.relire, "relire_ien": projets.relire_ien, "effacer": projets.effacer}
_FAIT = {
    "relire": "C’est relu. Rien n’est encore parti.",
    "relire_ien": "C’est relu. La coordination peut l’envoyer.",
    "effacer": "La réponse commencée est effacée.",
}


@page_et_envoi
def relire(request, pk):
    """One answer as the school will read it, before it leaves."""
    saisine, relations = reach(request, pk, droit=Droit.PILOTER)
    rows = ProjetDeReponse.objects.visible_to(request.user).select_related("saisine__pole")
    projet = get_object_or_404(rows, saisine=saisine)
    if request.method == "POST":
        return _reread(request, projet)
    fiche = open_fiche(request, saisine, relations)
    lue = next(iter(projets_lus(request.user, saisine.pole, seul=projet.pk)), None)
    context = {"saisine": saisine, "projet": projet, "lu": lue, "reponse": _read(saisine, projet, fiche)}
    context["est_ien"] = Relation.IEN in relations and awaits_ien(saisine)
    return render(request, "saisines/reponse_relire.html", context)


def _reread(request, projet):
    act = request.POST.get("acte", "")
    version = _version(request.POST.get("version", ""))
    if act not in _ACTES:
        raise Http404
    try:
        _ACTES[act](projet, by=request.user, version=version)
        messages.success(request, _FAIT[act])
    except TransitionRefusedError as refusal:
        messages.error(request, str(refusal))
        if ProjetDeReponse.objects.visible_to(request.user).filter(pk=projet.pk).exists():
            return redirect("saisines:reponse_relire", projet.saisine_id)
    return redirect("saisines:reponses")
