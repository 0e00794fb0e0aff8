"""Who sees a case, until when and why; and who is kept away from it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saisines.acces_lus import kept_away_in_words, readers_by_function
from saisines.enums import Droit
from saisines.fiche import PILOTES
from saisines.forms.deports import DeportForm
from saisines.lectures import lectures_of
from saisines.models import Deport
from saisines.services import deports
from saisines.views.communs import open_fiche, reach
from saisines.views.gestes import attempt
from saisines.workflow import TransitionRefusedError


@require_http_methods(["GET", "HEAD", "POST"])
def acces(request, pk):
    """What each reader may know of the others; POST keeps somebody away."""
    saisine, relations = reach(request, pk)
    fiche = open_fiche(request, saisine, relations, nomme=False)
    form = _form(request, fiche)
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form and request.method == "POST" and form.is_valid():
        who, raison = form.choisie, form.cleaned_data["raison"]
        if attempt(form, lambda: deports.deporter(saisine, by=request.user, personne=who, raison=raison)):
            messages.success(request, f"C’est fait, dès maintenant. {form.suite}")
            return redirect("saisines:mes_deports") if form.est_moi else redirect("saisines:acces", pk)
    pilote = Droit.DEPORTER in fiche.droits
    watched = (fiche.est_ecole or bool(relations & PILOTES)) and not saisine.is_prive
    context = {"saisine": saisine, "fiche": fiche, "form": form, "pilote": pilote, "montre_acces": watched}
    context["ecartes"] = kept_away_in_words(fiche) if pilote else []
    context["par_fonction"] = readers_by_function(fiche) if watched else []
    context["lectures"] = lectures_of(saisine) if watched else []
    return render(request, "saisines/acces.html", context)


def _form(request, fiche):
    """Nobody of a school keeps anybody away: what they are to their school is not touched."""
    saisine = fiche.saisine
    if saisine.is_prive or not fiche.relations & deports.DU_POLE:
        return None
    roles = deports.ecartables(saisine) if Droit.DEPORTER in fiche.droits else ()
    return DeportForm(request.POST or None, moi=request.user, roles=roles)


@require_POST
def lever(request, pk, deport):
    """The coordination or the IEN lets somebody read again."""
    saisine, _ = reach(request, pk, droit=Droit.DEPORTER)
    row = get_object_or_404(Deport.objects.visible_to(request.user), pk=deport, saisine=saisine)
    _lift(request, row)
    return redirect("saisines:acces", pk)


@require_safe
def mes_deports(request):
    """Cases that one asked not to read: their reference, and nothing else."""
    rows = Deport.objects.visible_to(request.user).en_cours().filter(personne=request.user)
    return render(request, "saisines/mes_deports.html", {"deports": rows.select_related("saisine__pole")})


@require_POST
def lever_le_mien(request, deport):
    rows = Deport.objects.visible_to(request.user).filter(personne=request.user)
    _lift(request, get_object_or_404(rows, pk=deport))
    return redirect("saisines:mes_deports")


def _lift(request, row):
    try:
        deports.lever(row, by=request.user)
        messages.success(request, "C’est fait : le dossier est de nouveau ouvert, selon les fonctions.")
    except TransitionRefusedError as refusal:
        messages.error(request, str(refusal))
