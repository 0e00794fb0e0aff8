"""Which pole one is in, and the page of the pole."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from pole.enums import DroitPole
from pole.models import Pole


def current_pole(request, droit: DroitPole | None = None) -> Pole:
    """The current pole, where this person may do that. 404 without a role; 403 without the right."""
    if request.pole is None:
        raise Http404
    if droit is not None and not request.user.has_perm(droit, request.pole):
        raise PermissionDenied
    return request.pole


@require_safe
def pole_detail(request):
    """Where everything about the organisation starts."""
    pole = current_pole(request)
    return render(
        request,
        "pole/pole_detail.html",
        {
            "pole": pole,
            "portee": request.portee,
            "may_administer": request.user.has_perm(DroitPole.ADMINISTRER, pole),
            "may_keep_calendar": request.user.has_perm(DroitPole.CALENDRIER, pole),
        },
    )


@require_safe
def pole_choisir(request):
    """A person who has roles in several poles says which one they come for."""
    poles = request.user.portee.poles_by_id.values()
    cards = [(pole, [r.intitule for r in request.user.portee.in_pole(pole.pk).roles]) for pole in poles]
    return render(request, "pole/pole_choisir.html", {"cards": cards})


@require_POST
def pole_changer(request):
    """Enter another pole: lists, counts and « Ma page » are then its own."""
    # A forged or malformed identifier is the same as the pole of somebody else.
    known = {str(pk) for pk in request.user.portee.poles_by_id}
    if (chosen := request.POST.get("pole", "")) not in known:
        raise Http404
    pole = get_object_or_404(Pole.objects.visible_to(request.user), pk=chosen)
    request.session["pole"] = str(pole.pk)
    messages.success(request, f"Vous êtes maintenant dans le pôle « {pole.nom} ».")
    return redirect("accueil")
