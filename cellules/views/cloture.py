"""The closing of a séance: what is missing, one button, then what follows."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cellules.cloture_lue import read_closing, report_mail
from cellules.services import cloture as services
from cellules.services.reports import prevenir_les_ecoles
from cellules.services.seances import SeanceRefusee
from cellules.views.seance import reach_seance, to_screen


@require_http_methods(["GET", "HEAD", "POST"])
def cloture(request, pk):
    """What each case still lacks; the act that closes; once closed, who follows what, and when."""
    reunion, ouverte = reach_seance(request, pk)
    if ouverte is None:
        messages.info(request, "Ouvrez d’abord la séance : elle se clôt ensuite.")
        return to_screen(request, reunion)
    if request.method == "POST":
        _close(request, reunion)
        return redirect("cellules:cloture", pk=reunion.pk)
    lue = read_closing(reunion, user=request.user)
    mail = report_mail(lue.a_prevenir[0], reunion) if lue.a_prevenir else ""
    context = {"reunion": reunion, "seance": ouverte, "lue": lue, "courriel": mail}
    return render(request, "cellules/cloture.html", context)


@require_POST
def prevenir_reports(request, pk):
    """Tell the schools whose case was carried over."""
    reunion, _ = reach_seance(request, pk)
    if prevenir_les_ecoles(reunion, by=request.user):
        messages.success(request, "Les écoles sont prévenues du report.")
    else:
        messages.info(request, "Il n’y avait personne d’autre à prévenir.")
    return redirect("cellules:cloture", pk=reunion.pk)


def _close(request, reunion):
    try:
        done = services.clore(reunion, by=request.user)
    except SeanceRefusee as refusal:
        messages.error(request, str(refusal))
        return
    if done.etudiees or done.reportees:
        messages.success(request, "La séance est close. Rien n’est parti : la suite se lit ici.")
    else:
        messages.info(request, "La séance est close.")
