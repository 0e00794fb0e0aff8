"""The one way to an attachment: checked, journaled, and never opened by the site itself."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from pole.crypto import DecryptionError
from pole.journal import record
from pole.models import Acte
from saisines.enums import Droit
from saisines.identite import is_revealed
from saisines.projection import shows_identity
from saisines.relations import droits_of
from saisines.services.pieces import read
from saisines.services.workflow import fonction_of
from saisines.views.communs import visible_case

logger = logging.getLogger(__name__)


@require_safe
def piece(request, pk, piece):
    """Send the PDF as a file to save, under a name that says nothing.

    A document may name the pupil: whoever reads the case without the name first makes the logged click.
    """
    saisine = visible_case(request.user, pk)
    relations = saisine.relations_to(request.user)
    found = get_object_or_404(saisine.pieces.all(), pk=piece)
    if Droit.LIRE not in droits_of(relations) or not shows_identity(
        relations, identite=is_revealed(request.session, saisine)
    ):
        raise PermissionDenied
    try:
        content = read(found)
    except (DecryptionError, OSError) as error:
        logger.error("Attachment %s cannot be read: %s", found.pk, type(error).__name__)
        messages.error(
            request,
            "Ce document ne peut pas être lu : demandez à qui l’a joint de l’envoyer à nouveau.",
        )
        return redirect(saisine)
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
