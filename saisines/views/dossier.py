"""The page of one case, and the click that shows the pupil's name."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from saisines.dialogue import Dialogue
from saisines.enums import Audience, Droit, TypeIntervention
from saisines.fiche import PILOTES
from saisines.gestes import gestes_of
from saisines.identite import show_identity
from saisines.natures import description
from saisines.partage import partage_of
from saisines.relations import IDENTITE_AVEC_CLIC, may_write
from saisines.views.communs import open_fiche, reach
from saisines.workflow import is_open


@require_safe
def detail(request, pk):
    """Where the case stands, what is being done, what may be done; then everything that was said."""
    saisine, relations = reach(request, pk)
    fiche = open_fiche(request, saisine, relations)
    watched = fiche.est_ecole or bool(relations & PILOTES)
    gestes = gestes_of(saisine, relations)
    context = {
        "saisine": saisine,
        "fiche": fiche,
        "gestes": gestes,
        "autres_gestes": any(geste.discret for geste in gestes),
        "partage": partage_of(fiche),
        "dialogue": Dialogue(fiche),
        "fiche_url": reverse("saisines:pdf", args=[pk]),
        "documents_url": reverse("saisines:documents", args=[pk]),
        "reponse_url": reverse("saisines:reponse_pdf", args=[pk]),
        "modifier_url": reverse("saisines:modifier", args=[pk, description(saisine.nature).premiere]),
        "peut_ecrire": Droit.REDIGER in fiche.droits and may_write(saisine.etat),
        "prendre_url": _take_url(fiche, gestes),
        "pour_enseignant": saisine.is_confidentielle,
        "intervention": _intervention(fiche),
        "lecteurs_url": _lecteurs_url(fiche),
        "acces_url": "" if saisine.is_prive else reverse("saisines:acces", args=[pk]),
        "montre_acces": watched and not saisine.is_prive,
    }
    return render(request, "saisines/dossier.html", context)


def _lecteurs_url(fiche):
    """Where the author of a confidential request changes who reads it, while it lives."""
    alive = fiche.saisine.is_confidentielle and is_open(fiche.saisine.etat)
    return reverse("saisines:lecteurs", args=[fiche.saisine.pk]) if alive and fiche.choisit else ""


def _take_url(fiche, gestes):
    """Where to take an urgent case in charge, unless the main button of the page already does it."""
    if Droit.PRENDRE_URGENCE not in fiche.droits or any(geste.nom == "prendre_en_charge" for geste in gestes):
        return ""
    return reverse("saisines:urgence_prendre", args=[fiche.saisine.pk])


def _intervention(fiche):
    """Choices of the one-tap form, for those who may record what they did."""
    if Droit.INTERVENIR not in fiche.droits or fiche.saisine.is_prive or not fiche.lit:
        return None
    return {"types": TypeIntervention.choices, "audiences": Audience.choices}


@require_POST
def afficher_identite(request, pk):
    """Show the name for half an hour on this case: a logged act of the person who was called upon."""
    saisine, relations = reach(request, pk)
    if not relations & IDENTITE_AVEC_CLIC:
        raise PermissionDenied
    show_identity(request.session, saisine, by=request.user, relations=relations)
    messages.info(request, "Le nom est affiché pendant trente minutes. Cette consultation est notée.")
    return redirect(saisine)
