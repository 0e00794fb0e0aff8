"""Home page, legal pages, health and error pages: what must see every app."""

from dataclasses import asdict

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pole.conf.ma_page import build
from pole.panne import typed_texts
from pole.services.controles import read_sante


@login_not_required
@require_safe
def accueil(request):
    """Signed in: what I have to do, by date. Otherwise: what the pôle is, and how to sign in."""
    if not request.user.is_authenticated:
        return render(request, "conf/accueil.html")
    if request.pole is None:
        return render(request, "conf/sans_role.html")
    page = build(request.user, request.pole, request.portee)
    return render(request, "conf/ma_page.html", {"ma_page": page, "pole": request.pole})


def _exploitant():
    """Who is responsible for this installation, as its operator wrote it."""
    return {
        "exploitant": settings.EXPLOITANT,
        "contact": settings.EXPLOITANT_CONTACT,
        "hebergeur": settings.HEBERGEUR,
        "dpd": settings.DPD_CONTACT,
    }


@login_not_required
@require_safe
def accessibilite(request):
    """The statement of accessibility: « non conforme » until an audit says otherwise."""
    return render(request, "conf/accessibilite.html", _exploitant())


@login_not_required
@require_safe
def mentions_legales(request):
    return render(request, "conf/mentions_legales.html", _exploitant())


@login_not_required
@require_safe
def donnees_personnelles(request):
    """What is kept, why, who reads it, how long."""
    return render(request, "conf/donnees_personnelles.html", _exploitant())


@login_not_required
@require_safe
def sante(request):
    """For a monitor: flags, no data. 503 when something is wrong."""
    state = read_sante()
    return JsonResponse(asdict(state) | {"ok": state.ok}, status=200 if state.ok else 503)


@login_not_required
def csrf_failure(request, reason=""):
    """A form that stayed open too long, or came from elsewhere: nothing was done, say what to do."""
    return render(request, "403_csrf.html", {"textes": typed_texts(request)}, status=403)
