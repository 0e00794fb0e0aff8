"""The confidential door (kind E): its first page, and the page where its author changes who reads."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from pole.enums import FONCTIONS_EQUIPE
from saisines.enums import ETATS_FINAUX, Droit
from saisines.forms.confiance import EnConfianceForm, LecteursForm
from saisines.natures import description
from saisines.personnes import words_of
from saisines.services.lecteurs import choisir, choisissables, commencer
from saisines.views.communs import reach
from saisines.views.gestes import attempt

page_et_envoi = require_http_methods(["GET", "HEAD", "POST"])


def may_confide(request) -> bool:
    """Every teacher and director, whoever may send the other kinds; and the staff of the pole."""
    return bool(request.pole) and (
        bool(request.portee.ecoles()) or request.portee.holds(request.pole.pk, *FONCTIONS_EQUIPE)
    )


def _words(roles) -> list[tuple[str, str]]:
    return [(str(role.personne_id), f"{role.personne} – {words_of(role)}") for role in roles]


def _schools(request) -> list:
    roles = request.portee.roles
    found = {role.ecole_id: role.ecole for role in roles if role.ecole_id in request.portee.ecoles()}
    return sorted(found.values(), key=lambda ecole: ecole.nom_tri)


@page_et_envoi
def en_confiance(request):
    """Who will read it, before a word is typed; POST starts the draft."""
    if not may_confide(request):
        raise PermissionDenied
    personnes = _words(choisissables(request.pole, request.user))
    form = EnConfianceForm(request.POST or None, personnes=personnes, ecoles=_schools(request))
    if request.method == "POST" and form.is_valid():
        saisine = commencer(
            by=request.user,
            pole=request.pole,
            ecole=form.school(),
            jeton=form.cleaned_data["jeton"],
            personnes=form.choisies,
        )
        return redirect("saisines:modifier", saisine.pk, description(saisine.nature).premiere)
    return render(request, "saisines/confiance/commencer.html", {"form": form})


@page_et_envoi
def lecteurs(request, pk):
    """The author adds a reader, or takes one away: at once."""
    saisine, _ = reach(request, pk, droit=Droit.CHOISIR)
    if not saisine.is_confidentielle or saisine.etat in ETATS_FINAUX:
        raise Http404
    current = [str(row) for row in saisine.lecteurs.actuels().values_list("personne", flat=True)]
    personnes = _words(choisissables(saisine.pole, request.user))
    form = LecteursForm(request.POST or None, personnes=personnes, initial={"lecteurs": current})
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: choisir(saisine, by=request.user, personnes=form.choisies)):
        messages.success(request, "C’est changé, dès maintenant.")
        return redirect("saisines:relire", pk) if saisine.is_prive else redirect(saisine)
    return render(request, "saisines/confiance/lecteurs.html", {"form": form, "saisine": saisine})
