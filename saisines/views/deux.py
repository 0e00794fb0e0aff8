"""Writing by two: the direction invites a teacher of its school to one case, and takes it back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from saisines.enums import Droit
from saisines.forms.deux import InvitationForm
from saisines.services import coauteurs
from saisines.views.communs import reach
from saisines.views.gestes import attempt
from saisines.workflow import is_open


def _reach(request, pk):
    saisine, _ = reach(request, pk, droit=Droit.PARTAGER)
    if not is_open(saisine.etat):
        raise Http404
    return saisine


@require_http_methods(["GET", "HEAD", "POST"])
def ecrire_a_deux(request, pk):
    """Who writes this case with the direction, and whom it may invite."""
    saisine = _reach(request, pk)
    personnes = coauteurs.invitables(saisine)
    form = InvitationForm(request.POST or None, personnes=personnes)
    if request.method == "POST" and form.is_valid():
        mot = form.cleaned_data["mot"]
        if attempt(form, lambda: coauteurs.inviter(saisine, by=request.user, personne=form.choisie, mot=mot)):
            messages.success(request, "C’est fait. Cette personne est prévenue, elle peut écrire.")
            return redirect("saisines:ecrire_a_deux", pk)
    context = {"saisine": saisine, "form": form, "ecrivent": coauteurs.coauteurs(saisine)}
    return render(request, "saisines/deux.html", context | {"invitables": personnes})


@require_POST
def ne_plus_partager(request, pk, personne):
    """Close the case to one of them, at once."""
    saisine = _reach(request, pk)
    coauteurs.ne_plus_partager(saisine, by=request.user, personne=personne)
    messages.success(request, "C’est fait. Cette personne ne voit plus cette saisine ; ses textes restent.")
    return redirect("saisines:ecrire_a_deux", pk)
