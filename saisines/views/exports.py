"""Lists to keep, as the page shows them. The journal is written first.

A list with names asks again for a proof that it is them: an open screen is not enough to take it away. An
account takes a bounded number of them an hour.
"""

from datetime import timedelta
from math import ceil

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pole.services.exports import PAR_HEURE, TropDExportsError, note_export
from pole.tableur import CSV, ODS, table_response
from saisines.dates import hour_of
from saisines.exports import export_of
from saisines.views.listes import function_of, selection_of, triage_of

FORMATS = {CSV, ODS}


@require_safe
def mes_saisines(request, format):
    """« Saisines », as filtered and sorted by the same address."""
    if request.pole is None or format not in FORMATS:
        raise Http404
    return _export(request, selection_of(request), format)


@require_safe
def tri(request, format):
    """The triage, as filtered and sorted by the same address."""
    if request.pole is None or not request.portee.is_pilote:
        raise PermissionDenied
    if format not in FORMATS:
        raise Http404
    return _export(request, triage_of(request), format)


def _export(request, selection, format):
    export = export_of(selection)
    send = reauthentication_required(_send) if export.nominatif else _send
    return send(request, export, format)


def _send(request, export, format):
    pole = request.pole
    try:
        note_export(by=request.user, fonction=function_of(request), pole=pole, identite=export.nominatif)
    except TropDExportsError as refusal:
        return wait_page(request, refusal.reprise)
    nom = f"saisines-{pole.today():%Y-%m-%d}"
    return table_response(export.titres, export.lignes, format=format, nom=nom)


def wait_page(request, reprise):
    """When to try again, to the minute that follows."""
    heure = hour_of(reprise + timedelta(minutes=1), request.pole.tz)
    response = render(request, "429.html", {"listes": PAR_HEURE, "heure": heure}, status=429)
    response["Retry-After"] = ceil((reprise - timezone.now()).total_seconds())
    return response
