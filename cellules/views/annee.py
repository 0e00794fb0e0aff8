"""Pages of the meetings: the year, one meeting, and what the office of the pole does to them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cellules.annuel import compte_a_rebours, jours_avant, read_year, regle_du_pole
from cellules.convocations_lues import my_letter
from cellules.forms.reunions import ReunionForm
from cellules.models import CONDUIRE, PLANIFIER, TypeReunion
from cellules.services.annee import (
    ReunionRefusee,
    ajouter,
    annuler,
    modifier,
    proposer_annee,
    publier,
    suivante,
)
from cellules.services.avertissements import avertissements
from cellules.services.changements import rendez_vous
from cellules.services.dates_retenues import told_of_dates
from cellules.services.seances import has_to_hold
from cellules.views.communs import current_pole, reach_meeting, visible_meeting
from pole.calendrier import CalendrierInconnu, annee_scolaire, nom_annee
from pole.enums import FONCTIONS_BUREAU

PREMIERE, DERNIERE = 2000, 2100


def _year(request, pole):
    """The year asked for, or the one of today. 404 for what is not a year."""
    text = request.POST.get("annee") or request.GET.get("annee") or str(annee_scolaire(pole.today()))
    if not (text.isascii() and text.isdigit() and PREMIERE <= int(text) <= DERNIERE):
        raise Http404
    return int(text)


def _prepares(request, pole):
    return request.portee.holds(pole.pk, *FONCTIONS_BUREAU)


def _to_year(annee):
    response = redirect("cellules:annee")
    response["Location"] += f"?annee={annee}"
    return response


@require_safe
def annee(request):
    """The year of the current pole: periods, meetings, deadlines, holidays."""
    pole = current_pole(request)
    page = read_year(pole, _year(request, pole), user=request.user)
    prepare = _prepares(request, pole)
    context = {
        "page": page,
        "pole": pole,
        "prepare": prepare,
        "pilote": request.portee.is_pilote,
        "prevenus": told_of_dates(pole) if prepare and page.propositions else [],
        "regle": regle_du_pole(pole),
        "autres_annees": [(annee, nom_annee(annee)) for annee in page.autres_annees],
    }
    return render(request, "cellules/annee.html", context)


@require_POST
def proposer(request):
    """Create the proposals of a year."""
    pole = current_pole(request)
    annee = _year(request, pole)
    try:
        proposed = proposer_annee(pole, annee, by=request.user)
    except CalendrierInconnu:
        messages.error(request, "Le calendrier scolaire de cette année n’est pas encore connu ici.")
        return _to_year(annee)
    if proposed:
        same = "Leur heure et leur lieu sont ceux de vos dernières réunions."
        timed = any(one.heure for one in proposed)
        said = ("Les dates sont proposées.", same if timed else "", "Ajustez-les, puis publiez-les.")
        messages.success(request, " ".join(filter(None, said)))
    else:
        messages.info(request, "Aucune autre date à proposer : ajoutez une réunion le jour de votre choix.")
    return _to_year(annee)


@require_POST
def publier_annee(request):
    """Show the proposals of a year to everybody in the pole."""
    pole = current_pole(request)
    annee = _year(request, pole)
    if publier(pole, annee, by=request.user):
        messages.success(request, _published_words(len(told_of_dates(pole))))
    else:
        messages.info(request, "Il n’y a pas de date à publier.")
    return _to_year(annee)


def _published_words(told):
    words = "Les dates sont publiées : les écoles les voient."
    if not told:
        return words
    who = "Une personne reçoit" if told == 1 else f"{told} personnes reçoivent"
    return f"{words} {who} « retenez la date »."


@require_safe
def detail(request, pk):
    """One meeting."""
    reunion = visible_meeting(request, pk)
    today = reunion.pole.today()
    prepare = request.user.has_perm(PLANIFIER, reunion)
    a_venir = reunion.date >= today and not reunion.is_annulee
    context = {
        "reunion": reunion,
        "a_venir": a_venir,
        "lettre": my_letter(reunion, request.user),
        "compte": compte_a_rebours(reunion.date, today),
        "compte_limite": compte_a_rebours(reunion.date_limite, today) if reunion.date_limite else "",
        "jours_avant": jours_avant(reunion),
        "prepare": prepare and a_venir,
        "conduit": request.user.has_perm(CONDUIRE, reunion),
        "tient": has_to_hold(reunion, request.user),
        "suivante": suivante(reunion) if prepare and a_venir else None,
        "annee_nom": nom_annee(reunion.annee),
    }
    return render(request, "cellules/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_reunion(request):
    """Add a meeting to the year."""
    pole = current_pole(request)
    if not _prepares(request, pole):
        raise PermissionDenied

    def save(data):
        return ajouter(
            pole,
            by=request.user,
            type=TypeReunion(data["type"]),
            jour=data["date"],
            heure=data["heure"],
            lieu=data["lieu"],
            limite=data["date_limite"],
        )

    form = ReunionForm(request.POST or None, pole=pole)
    return _entry(request, form, pole, None, save)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier_reunion(request, pk):
    """Change the day, the time, the place or the deadline of a meeting."""
    reunion = reach_meeting(request, pk, droit=PLANIFIER)

    def save(data):
        return modifier(
            reunion,
            by=request.user,
            jour=data["date"],
            heure=data["heure"],
            lieu=data["lieu"],
            limite=data.get("date_limite"),
        )

    initial = {name: getattr(reunion, name) for name in ("date", "heure", "lieu", "date_limite")}
    form = ReunionForm(request.POST or None, initial=initial, pole=reunion.pole, reunion=reunion)
    return _entry(request, form, reunion.pole, reunion, save)


def _entry(request, form, pole, reunion, save):
    """Check the day, warn once, save; the page again when something is to be read or corrected."""
    warnings = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            warnings = _warnings(form, pole, reunion)
            if not warnings:
                saved = save(data)
                messages.success(request, _saved_words(reunion, saved))
                return redirect(saved)
        except (ReunionRefusee, CalendrierInconnu) as refusal:
            form.add_error("date", str(refusal))
    context = {"form": form, "reunion": reunion, "pole": pole, "avertissements": warnings}
    if warnings:
        context["confirme"] = form.cleaned_data["date"].isoformat()
    return render(request, "cellules/formulaire.html", context)


def _saved_words(before, saved):
    """What was kept, and who learns of it."""
    if before is None or saved.is_proposee or rendez_vous(before) == rendez_vous(saved):
        return "La réunion est enregistrée."
    return "La réunion est enregistrée. Les personnes qui en avaient reçu la date sont prévenues."


def _warnings(form, pole, reunion):
    data = form.cleaned_data
    unmoved = reunion is not None and data["date"] == reunion.date
    if unmoved or form.is_confirmed or data["date"] < pole.today():
        return []
    pleniere = reunion.is_pleniere if reunion else data["type"] == TypeReunion.PLENIERE
    return avertissements(pole, data["date"], reunion=reunion, limite=not pleniere)


@require_POST
def annuler_reunion(request, pk):
    """Cancel a meeting; a proposal is removed."""
    reunion = reach_meeting(request, pk, droit=PLANIFIER)
    try:
        annuler(reunion, by=request.user)
    except ReunionRefusee:
        messages.error(request, "Cette réunion ne peut plus être annulée.")
        return redirect(reunion)
    told = "La réunion est annulée. Les personnes qui en avaient reçu la date sont prévenues."
    messages.success(request, "La proposition est retirée." if reunion.is_proposee else told)
    return _to_year(reunion.annee)
