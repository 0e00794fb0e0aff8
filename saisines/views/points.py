"""What the school says of an answer: once when it receives it, then at its date."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from saisines.enums import Accueil, Droit, EffetDuPoint
from saisines.forms.reponses import AccueilForm, PointForm
from saisines.propositions import date_de_point
from saisines.reponses_lues import awaits_check, derniere
from saisines.services import accueil, points
from saisines.views.communs import open_fiche, reach
from saisines.views.gestes import attempt, page_et_envoi

_ACCUEILLIE = {
    Accueil.SAISIT: "C’est noté, merci. À la date prévue, vous direz ici ce qui a changé.",
    Accueil.ADAPTE: "C’est noté, merci. À la date prévue, vous direz ici ce qui a changé.",
    Accueil.PARLE: "C’est noté : le pôle est prévenu et vous appelle pour en parler.",
}


@page_et_envoi
def accueillir(request, pk):
    """The school says once what it does with the answer."""
    saisine, relations = reach(request, pk, droit=Droit.ACCUEILLIR)
    fiche = open_fiche(request, saisine, relations)
    row = derniere(saisine)
    if row is None:
        raise Http404
    if request.method != "POST" and row.accueil in {Accueil.SAISIT, Accueil.ADAPTE}:
        messages.info(request, accueil.DEJA_DIT)
        return redirect(saisine)
    form = AccueilForm(request.POST or None, pistes=row.pistes.all(), initial={"mot": row.accueil_mot})
    if request.method == "POST" and form.is_valid():
        words = {"accueil": form.cleaned_data["accueil"], "mot": form.cleaned_data["mot"]}
        if attempt(form, lambda: accueil.accueillir(row, by=request.user, par_piste=form.par_piste, **words)):
            messages.success(request, _ACCUEILLIE[Accueil(words["accueil"])])
            return redirect(saisine)
    context = {"saisine": saisine, "form": form, "reponse": fiche.reponses[0]}
    return render(request, "saisines/accueillir.html", context)


_ENSUITE = {
    EffetDuPoint.OUI: "Merci. Le pôle vous lit, et proposera de clore avec vos mots.",
    EffetDuPoint.EN_PARTIE: "Merci. Le pôle vous lit, et vous appelle s’il reste quelque chose à faire.",
    EffetDuPoint.NON: "Merci de l’avoir dit. La situation revient devant le pôle, avant les nouvelles.",
    EffetDuPoint.TROP_TOT: "C’est noté : le point est repoussé à la date choisie.",
}


def _read_the_date_again(form, row) -> None:
    """What was typed stays; sent again, it is said knowingly for the date that is now agreed."""
    row.refresh_from_db(fields=["point_le"])
    form.data = form.data.copy()
    form.data["prevu_le"] = row.point_le.isoformat() if row.point_le else ""


@page_et_envoi
def faire_le_point(request, pk):
    """At the date: what the answer changed, in two minutes."""
    saisine, relations = reach(request, pk, droit=Droit.FAIRE_LE_POINT)
    fiche = open_fiche(request, saisine, relations)
    # What was typed on a page opened before somebody else made the check is answered in words.
    row = awaits_check(saisine) or (derniere(saisine) if request.method == "POST" else None)
    if row is None:
        messages.info(request, "Le point est déjà fait, ou n’est pas encore à faire : merci.")
        return redirect(saisine)
    initial = {"prevu_le": row.point_le, "prochain_le": date_de_point(saisine)}
    form = PointForm(request.POST or None, today=fiche.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        if attempt(form, lambda: points.faire_le_point(row, by=request.user, **words)):
            messages.success(request, _ENSUITE[EffetDuPoint(words["effet"])])
            return redirect(saisine)
        _read_the_date_again(form, row)
    context = {"saisine": saisine, "form": form, "reponse": fiche.reponses[0]}
    return render(request, "saisines/faire_le_point.html", context)
