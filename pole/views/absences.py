"""Absences of the office: one page to note them, so that an urgent alert reaches somebody who is there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from pole.enums import FONCTIONS_BUREAU
from pole.forms.absences import AbsenceForm
from pole.models import Absence
from pole.services.absences import note_absence, withdraw_absence
from pole.services.permanence import on_duty
from pole.views.poles import current_pole


@require_http_methods(["GET", "HEAD", "POST"])
def absence_list(request):
    """Who is there today, the absences to come, and the form that notes one."""
    pole = current_pole(request)
    if not request.user.portee.holds(pole.pk, *FONCTIONS_BUREAU):
        raise PermissionDenied
    form = AbsenceForm(request.POST or None, user=request.user, pole=pole)
    if request.method == "POST" and form.is_valid():
        try:
            note_absence(pole=pole, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "L’absence est notée. Les alertes urgentes en tiendront compte.")
            return redirect("pole:absences")
    absences = Absence.objects.visible_to(request.user).filter(pole=pole).a_venir_ou_en_cours().for_list()
    context = {
        "form": form,
        "pole": pole,
        "absences": absences,
        "presents": on_duty(pole),
        "fil": [("Le pôle", reverse("pole:detail"))],
    }
    return render(request, "pole/absences.html", context)


@require_POST
def absence_retirer(request, pk):
    absence = get_object_or_404(Absence.objects.visible_to(request.user).for_list(), pk=pk)
    withdraw_absence(absence, by=request.user)
    messages.success(request, "L’absence est retirée. La suppléance s’arrête.")
    return redirect("pole:absences")
