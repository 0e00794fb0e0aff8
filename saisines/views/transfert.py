"""The page by which the coordination moves a case to the pupil's new school."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from pole.models import Ecole
from saisines.enums import Droit
from saisines.forms.transfert import TransfertForm
from saisines.gestes import may_move
from saisines.services.transferts import transferer as transferer_a
from saisines.services.transferts import transmissibles
from saisines.views.communs import reach
from saisines.views.gestes import attempt, page, page_et_envoi


@page_et_envoi
def transferer(request, pk):
    saisine, _ = reach(request, pk, droit=Droit.CONFIER)
    if not may_move(saisine):
        raise Http404
    ecoles = Ecole.objects.visible_to(request.user).ouvertes().filter(pole=saisine.pole_id)
    form = TransfertForm(
        request.POST or None,
        ecoles=ecoles.exclude(pk=saisine.ecole_id),
        etapes=transmissibles(saisine),
    )
    if request.method == "POST" and form.is_valid():
        found = []
        data = form.cleaned_data
        if attempt(form, lambda: found.append(transferer_a(saisine, by=request.user, **data))):
            messages.success(request, "C’est fait. Chaque école est prévenue de ce qui la regarde.")
            return redirect(found[0])
    return page(request, saisine, form, "L’élève change d’école", "Transférer")
