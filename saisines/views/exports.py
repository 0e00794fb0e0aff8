"""Lists to keep, as the page shows them. The journal is written first.

A list with names asks again for a proof that it is them: an open screen is not enough to take it away.
"""

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.decorators.http import require_safe

from pole.journal import record
from pole.models import Acte
from pole.tableur import CSV, ODS, table_response
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
    record(
        Acte.EXPORT,
        by=request.user,
        fonction=function_of(request),
        pole=request.pole,
        identite=export.nominatif,
    )
    nom = f"saisines-{request.pole.today():%Y-%m-%d}"
    return table_response(export.titres, export.lignes, format=format, nom=nom)
