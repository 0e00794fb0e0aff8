"""The closing of a séance: what is missing, one button, then what follows."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cellules.cloture_lue import read_closing
from cellules.services import cloture as services
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
    context = {"reunion": reunion, "seance": ouverte, "lue": read_closing(reunion, user=request.user)}
    return render(request, "cellules/cloture.html", context)


def _close(request, reunion):
    try:
        done = services.clore(reunion, by=request.user)
    except SeanceRefusee as refusal:
        messages.error(request, str(refusal))
        return
    if done.etudiees or done.reportees:
        messages.success(request, "La séance est close. Rien n’est parti : relisez les réponses aux écoles.")
    else:
        messages.info(request, "La séance est close.")
