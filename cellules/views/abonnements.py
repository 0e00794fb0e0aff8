"""The calendar of a pole in one's own program: its address, and what it answers."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cellules.ics import calendar_of
from cellules.models import Abonnement, Reunion
from cellules.services.abonnements import abonner, desabonner, find
from cellules.views.communs import current_pole
from pole.calendrier import annee_scolaire
from pole.enums import FONCTIONS_BUREAU, FONCTIONS_ECOLE


@require_http_methods(["GET", "HEAD", "POST"])
def abonnement(request):
    """Make one's address, which this page shows once."""
    pole = current_pole(request)
    address = ""
    if request.method == "POST":
        path = reverse("cellules:flux", args=[abonner(pole, by=request.user)])
        address = settings.ADRESSE_PUBLIQUE.rstrip("/") + path
    held = Abonnement.objects.visible_to(request.user).filter(pole=pole).first()
    return render(request, "cellules/abonnement.html", {"pole": pole, "abonnement": held, "adresse": address})


@require_POST
def arreter(request):
    """Stop one's address."""
    desabonner(current_pole(request), by=request.user)
    messages.success(request, "L’adresse est arrêtée : votre agenda ne recevra plus rien.")
    return redirect("cellules:abonnement")


@login_not_required
@require_safe
def flux(request, jeton):
    """The calendar itself, to whoever holds the address: no session, no name inside."""
    held = find(jeton)
    if held is None:
        raise Http404
    pole, portee = held.pole, held.personne.portee.in_pole(held.pole_id)
    year = annee_scolaire(pole.today())
    reunions = Reunion.objects.visible_to(held.personne).publiees().filter(pole=pole, annee__gte=year)
    limites = any(portee.having(*FONCTIONS_ECOLE, *FONCTIONS_BUREAU))
    response = HttpResponse(
        calendar_of(pole, reunions, limites=limites), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'inline; filename="reunions.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
