"""What the pages of a meeting share: reaching it, and saying why an act was refused."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from cellules.models import CONDUIRE, Convocation, Reunion
from pole.models import Pole


def visible_meeting(request, pk, avec=()) -> Reunion:
    """A meeting of one's own pole, whatever one does there; 404 otherwise. `avec`: what comes with it."""
    return get_object_or_404(Reunion.objects.visible_to(request.user).select_related("pole", *avec), pk=pk)


def reach_meeting(request, pk, droit=CONDUIRE, avec=()) -> Reunion:
    """The same for an act; 403 without the right."""
    reunion = visible_meeting(request, pk, avec)
    if not request.user.has_perm(droit, reunion):
        raise PermissionDenied
    return reunion


def reach_letter(request, pk) -> Convocation:
    """One's own letter once sent; all of them for the office, which writes them."""
    rows = Convocation.objects.visible_to(request.user).select_related(
        "reunion__pole", "reunion__seance", "personne", "representant", "envoyee_par"
    )
    return get_object_or_404(rows, pk=pk)


def attempt(request, act, refused, success="") -> bool:
    """Do it and say so, or say why not."""
    try:
        act()
    except refused as refusal:
        messages.error(request, str(refusal))
        return False
    if success:
        messages.success(request, success)
    return True


def current_pole(request) -> Pole:
    """The pole one is in; 404 without any."""
    if request.pole is None:
        raise Http404
    return request.pole


def reach_pole(request) -> Pole:
    """The current pole, to those who pilot it; 403 to the others."""
    pole = current_pole(request)
    if not request.portee.is_pilote:
        raise PermissionDenied
    return pole


def posted(request):
    """What was posted, even with nothing ticked; None when the page is only read."""
    return request.POST if request.method == "POST" else None
