"""The crossed readings of a case at a meeting: write one's own, read those that one may read."""

from django.contrib import messages
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cellules.forms.regards import RegardForm
from cellules.models import CONDUIRE, Inscription, Regard
from cellules.regards_lus import a_ecrire, regards_of
from cellules.services import regards as services
from cellules.views.communs import posted
from saisines.services.coffre import local_vault
from saisines.views.communs import open_fiche


def _reach(request, pk) -> Inscription:
    """A case at a meeting for those who take part in it; 404 for the others, the school included."""
    rows = services.taking_part(request.user)
    row = get_object_or_404(rows.select_related("reunion__pole", "reunion__seance", "saisine"), pk=pk)
    row.saisine.pole = row.reunion.pole
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def regards(request, pk):
    """One's own reading in a form while it may be written, the others beside, by métier."""
    inscription = _reach(request, pk)
    saisine = inscription.saisine
    fiche = open_fiche(request, saisine, saisine.relations_to(request.user))
    found, stored = a_ecrire(inscription, fiche), None
    form = found and RegardForm(posted(request), a_ecrire=found)
    if request.method == "POST":
        saved, stored = _save(request, inscription, form)
        if saved:
            return redirect("cellules:regards", inscription.pk)
    return _page(request, inscription, fiche, form, stored)


@require_safe
def coffre(request, pk):
    """Key that keeps a reading being written in this browser, and a fresh anti-forgery token (JSON)."""
    inscription = _reach(request, pk)
    vault = local_vault(request.user, inscription.saisine)
    nom = f"{vault.nom}.{inscription.pk.hex}"
    return JsonResponse({"cle": vault.cle, "nom": nom, "jeton": get_token(request)})


def _page(request, inscription, fiche, form, stored):
    lus = regards_of(inscription, fiche)
    context = {
        "inscription": inscription,
        "reunion": inscription.reunion,
        "saisine": inscription.saisine,
        "form": form,
        "conduit": request.user.has_perm(CONDUIRE, inscription.reunion),
        "enregistre": stored,
        "secret": services.keeps_secret(services.role_of(inscription, request.user)),
        "partages": [one for one in lus if not one.reserve],
        "reserves": [one for one in lus if one.reserve],
    }
    return render(request, "cellules/regards.html", context)


def _save(request, inscription, form) -> tuple[bool, Regard | None]:
    """Whether there is nothing more to ask, and what stands there when another screen wrote first."""
    if form is None:
        messages.error(request, services.FERME)
        return True, None
    if not form.is_valid():
        return False, None
    try:
        services.ecrire_regard(inscription, by=request.user, **form.cleaned_data)
    except services.RegardPerime as conflict:
        form.add_error(None, str(conflict))
        form.rebase(conflict.regard)
        return False, conflict.regard
    except services.RegardRefuse as refusal:
        form.add_error(None, str(refusal))
        return False, None
    messages.success(request, "Votre regard est enregistré. Vous pouvez y revenir jusqu’à la réunion.")
    return True, None
