"""The convocations of a meeting, for those who conduct it: proposed, adjusted, reread, sent."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cellules.convocations_lues import table_of
from cellules.equipe import candidats_of, grouped, staff_and_partners
from cellules.forms.convocations import ConvierForm, FormationForm
from cellules.models import Convie, Convocation, Habitue, Inscription
from cellules.relecture import relecture_of
from cellules.services import convocations as services
from cellules.services.convocations import ConvocationRefusee
from cellules.services.envoi_convocations import envoyer
from cellules.services.formation import regler_formation
from cellules.services.horaires import prevenir_des_horaires
from cellules.services.reponses import confirmer_representant
from cellules.signature import SANS_DELEGATION, lacks_delegation
from cellules.views.communs import attempt, posted, reach_meeting, reach_pole


@require_safe
def convocations(request, pk):
    """Case by case, who is convened and what they answered."""
    reunion = reach_meeting(request, pk)
    table = table_of(reunion, request.user)
    context = {
        "reunion": reunion,
        "table": table,
        "ouverte": reunion.date >= reunion.pole.today() and not reunion.is_annulee,
        "habitues": Habitue.objects.visible_to(request.user).filter(pole=reunion.pole_id).count(),
    }
    return render(request, "cellules/convocations.html", context)


@require_POST
def proposer(request, pk):
    """Propose the formation habituelle for every case, each school for its own."""
    reunion = reach_meeting(request, pk)
    try:
        added = services.proposer(reunion, by=request.user)
    except ConvocationRefusee as refusal:
        messages.error(request, str(refusal))
    else:
        if added:
            messages.success(request, "Les personnes sont proposées. Ajustez, relisez, puis envoyez.")
        else:
            messages.info(request, "Il n’y a personne d’autre à proposer.")
    return redirect("cellules:convocations", pk=reunion.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def convier(request, pk, inscription):
    """Choose who comes for a case, the most useful people first."""
    reunion = reach_meeting(request, pk)
    rows = Inscription.objects.conduites(request.user).prevues().filter(reunion=reunion)
    row = get_object_or_404(rows.select_related("saisine__pole", "saisine__ecole"), pk=inscription)
    row.reunion = reunion
    candidats = candidats_of(row)
    form = ConvierForm(posted(request), candidats=candidats)
    if request.method == "POST" and form.is_valid():
        people = form.cleaned_data["personnes"]
        act = partial(services.convier_plusieurs, row, people, by=request.user)
        if attempt(request, act, ConvocationRefusee, "C’est noté. Rien ne part avant l’envoi."):
            return redirect("cellules:convocations", pk=reunion.pk)
    context = {"reunion": reunion, "inscription": row, "form": form, "groupes": grouped(candidats)}
    return render(request, "cellules/convier.html", context)


@require_POST
def retirer(request, pk, convie):
    """Take somebody off a case."""
    reunion = reach_meeting(request, pk)
    held = Inscription.objects.conduites(request.user).filter(reunion=reunion)
    rows = Convie.objects.visible_to(request.user).filter(inscription__in=held.values("pk"))
    row = get_object_or_404(rows.select_related("convocation__reunion__pole"), pk=convie)
    attempt(
        request,
        lambda: services.retirer(row, by=request.user),
        ConvocationRefusee,
        "C’est noté : cette personne ne voit plus la situation par cette convocation.",
    )
    return redirect("cellules:convocations", pk=reunion.pk)


@require_POST
def representer(request, pk, convocation):
    """Agree to who comes in the place of somebody."""
    reunion = reach_meeting(request, pk)
    rows = Convocation.objects.conduites(request.user).filter(reunion=reunion)
    row = get_object_or_404(rows.select_related("reunion__pole", "representant"), pk=convocation)
    attempt(
        request,
        lambda: confirmer_representant(row, by=request.user),
        ConvocationRefusee,
        "La personne qui représente est prête : sa convocation part au prochain envoi.",
    )
    return redirect("cellules:convocations", pk=reunion.pk)


@require_POST
def prevenir_horaires(request, pk):
    """Tell of their new hour those whose slot slipped."""
    reunion = reach_meeting(request, pk)
    attempt(
        request,
        lambda: prevenir_des_horaires(reunion, by=request.user),
        ConvocationRefusee,
        "Les nouveaux horaires partent. L’agenda de chaque personne suivra.",
    )
    return redirect("cellules:convocations", pk=reunion.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def relire(request, pk):
    """Read once more whom the sending writes to and what they receive, then send."""
    reunion = reach_meeting(request, pk)
    if request.method == "POST":
        _send(request, reunion)
        return redirect("cellules:convocations", pk=reunion.pk)
    context = {
        "reunion": reunion,
        "relecture": relecture_of(reunion, request.user),
        "sans_delegation": SANS_DELEGATION if lacks_delegation(reunion.pole, request.user) else "",
    }
    return render(request, "cellules/convocations_relire.html", context)


def _send(request, reunion):
    try:
        sent = envoyer(reunion, by=request.user)
    except ConvocationRefusee as refusal:
        messages.error(request, str(refusal))
        return
    if sent.lettres:
        messages.success(request, "Les convocations partent. Les situations sont ouvertes aux personnes.")
    else:
        messages.info(request, "Rien n’est parti : il n’y avait rien à envoyer.")
    if sent.retenues:
        messages.warning(request, "Certaines personnes n’ont pas pu être prévenues : voyez pourquoi ici.")


@require_http_methods(["GET", "HEAD", "POST"])
def formation(request):
    """Who usually sits in the current pole."""
    pole = reach_pole(request)
    roles = staff_and_partners(pole)
    usual = Habitue.objects.visible_to(request.user).filter(pole=pole)
    form = FormationForm(
        posted(request),
        roles=roles,
        initial={"personnes": [str(pk) for pk in usual.values_list("personne", flat=True)]},
    )
    if request.method == "POST" and form.is_valid():
        regler_formation(pole, form.cleaned_data["personnes"], by=request.user)
        messages.success(request, "La formation habituelle est enregistrée.")
        return redirect("cellules:formation")
    return render(request, "cellules/formation.html", {"pole": pole, "form": form, "roles": roles})
