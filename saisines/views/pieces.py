"""The documents of a case: joined and taken back after the sending, and the one way to open one."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pole.crypto import DecryptionError
from pole.journal import record
from pole.models import Acte
from saisines.enums import Droit, FormatPiece
from saisines.forms.pieces import PieceForm
from saisines.identite import is_revealed
from saisines.models import PIECES_MAX
from saisines.natures import description
from saisines.pieces_lues import MOTS
from saisines.projection import shows_identity
from saisines.relations import may_attach
from saisines.services.brouillon import DraftClosedError
from saisines.services.examen import PieceRefusedError
from saisines.services.pieces import attach, detach, read
from saisines.services.workflow import fonction_of
from saisines.views.communs import open_fiche, reach

logger = logging.getLogger(__name__)

# Format -> media type and name of the file to save, which says nothing.
FICHIERS = {
    FormatPiece.PDF: ("application/pdf", "piece-jointe.pdf"),
    FormatPiece.JPEG: ("image/jpeg", "piece-jointe.jpg"),
    FormatPiece.DOCX: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "piece-jointe.docx",
    ),
    FormatPiece.ODT: ("application/vnd.oasis.opendocument.text", "piece-jointe.odt"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def pieces(request, pk):
    """The documents of a case that was sent, and the form to join one. A draft has them in its step."""
    saisine, relations = reach(request, pk, droit=Droit.JOINDRE)
    types = description(saisine.nature).pieces
    if not types:
        raise Http404
    if saisine.is_prive:
        return redirect("saisines:modifier", pk, "pieces")
    form = PieceForm(request.POST or None, request.FILES or None, types=types, exige=True)
    if request.method == "POST" and form.is_valid() and _join(saisine, form, request.user):
        messages.success(request, "Le document est joint. L’école et le pôle le voient dans le dossier.")
        return redirect("saisines:pieces", pk)
    context = {"saisine": saisine, "form": form, "pieces_max": PIECES_MAX, "ouvert": may_attach(saisine.etat)}
    context["fiche"] = open_fiche(request, saisine, relations)
    return render(request, "saisines/pieces.html", context)


def _join(saisine, form, user) -> bool:
    """Join it, or say why not beside the file."""
    try:
        attach(saisine, form.cleaned_data["fichier"], type=form.cleaned_data["type"], by=user)
    except (PieceRefusedError, DraftClosedError) as refusal:
        form.add_error("fichier", str(refusal))
        return False
    return True


@require_POST
def retirer(request, pk, piece):
    saisine, _ = reach(request, pk, droit=Droit.JOINDRE)
    found = get_object_or_404(saisine.pieces.all(), pk=piece)
    try:
        detach(found, by=request.user)
        messages.success(request, "Le document est retiré : le fichier est effacé.")
    except DraftClosedError as closed:
        messages.error(request, str(closed))
    return redirect("saisines:pieces", pk)


@require_safe
def piece(request, pk, piece):
    """Send the document as a file to save, under a name that says nothing.

    A document may name the pupil: whoever reads the case without the name first makes the logged click.
    """
    saisine, relations = reach(request, pk, droit=Droit.LIRE)
    found = get_object_or_404(saisine.pieces.all(), pk=piece)
    if not shows_identity(relations, identite=is_revealed(request.session, saisine)):
        raise PermissionDenied
    if not found.is_lisible:
        messages.info(request, MOTS[found.etat])
        return redirect(saisine)
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
    return _to_save(content, found.format)


def _to_save(content: bytes, format: str) -> HttpResponse:
    media, name = FICHIERS[FormatPiece(format)]
    return HttpResponse(
        content,
        content_type=media,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            # Should a browser open it anyway: no script, no form, no origin.
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
