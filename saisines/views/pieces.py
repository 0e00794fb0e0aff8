"""The one way to an attachment: checked, journaled, and never opened by the site itself."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from pole.journal import record
from pole.models import Acte
from saisines.enums import Droit
from saisines.identite import is_revealed
from saisines.models import Saisine
from saisines.projection import shows_identity
from saisines.relations import DROITS
from saisines.services.pieces import read
from saisines.services.workflow import fonction_of


@require_safe
def piece(request, pk, piece):
    """Send the PDF as a file to save, under a name that says nothing.

    A document may name the pupil: whoever reads the case without the name first makes the logged click.
    """
    saisine = get_object_or_404(Saisine.objects.visible_to(request.user).for_page(), pk=pk)
    relations = saisine.relations_to(request.user)
    found = get_object_or_404(saisine.pieces.all(), pk=piece)
    may_read = any(Droit.LIRE in DROITS.get(relation, ()) for relation in relations)
    if not may_read or not shows_identity(relations, identite=is_revealed(request.session, saisine)):
        raise PermissionDenied
    content = read(found)
    record(
        Acte.PIECE,
        by=request.user,
        fonction=fonction_of(request.user, saisine, relations),
        pole=saisine.pole_id,
        objet=saisine,
        identite=True,
    )
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": 'attachment; filename="piece-jointe.pdf"',
            # Should a browser open it anyway: no script, no form, no origin.
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
