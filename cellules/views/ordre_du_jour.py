"""The agenda of a meeting: read by those who prepare it, set by those who conduct it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cellules.agenda import duree_of, parties_of, points_of, shown, whole_agenda
from cellules.creneaux import Deroule
from cellules.forms.ordre_du_jour import DureesForm, PointForm, SituationForm
from cellules.horaires import glissements
from cellules.models import CONDUIRE, PLANIFIER, Inscription, Point
from cellules.services.annee import ReunionRefusee
from cellules.services.ordre_du_jour import (
    ajouter_point,
    ajouter_situation,
    deplacer_ligne,
    is_late,
    regler,
    retirer_point,
)
from cellules.situations import situations_en_attente
from cellules.views.communs import reach_meeting
from saisines.enums import Issue
from saisines.issues import lettre_of
from saisines.relations import reads_levels
from saisines.workflow import TransitionRefusedError


@require_http_methods(["GET", "HEAD", "POST"])
def ordre_du_jour(request, pk):
    """The agenda in its order, with the slots; its minutes and its order are set here."""
    sent = request.method == "POST"
    reunion = reach_meeting(request, pk, droit=CONDUIRE if sent else PLANIFIER)
    rows = list(_cases(request.user, reunion).select_related("saisine", "saisine__ecole"))
    form = DureesForm(request.POST if sent else None, inscriptions=[row for row in rows if row.is_prevue])
    if sent and form.is_valid():
        return _settle(request, reunion, form)
    return _page(request, reunion, rows, form)


def _cases(user, reunion):
    """The cases that one conducts; those that one sees, for the secretariat, which only reads the agenda."""
    conducts = user.has_perm(CONDUIRE, reunion)
    rows = Inscription.objects.conduites(user) if conducts else Inscription.objects.visible_to(user)
    return rows.filter(reunion=reunion).a_l_ordre_du_jour()


def _settle(request, reunion, form):
    """Keep the minutes, then move the line whose arrow was pressed."""
    try:
        regler(reunion, by=request.user, minutes=form.minutes, sans_debat=form.sans_debat)
        for name, up in (("monter", True), ("descendre", False)):
            moved = request.POST.get(name)
            if row := next((row for row in form.rows if str(row.pk) == moved), None):
                deplacer_ligne(row, by=request.user, vers_le_haut=up)
    except ReunionRefusee as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "L’ordre du jour est enregistré.")
    return redirect("cellules:ordre_du_jour", pk=reunion.pk)


def _lines(part, form, *, niveau):
    """Each slot, the fields that set it (points and cases that were studied have none), what it is about."""
    for one in part.passages:
        sujet = one.inscription.saisine.sujet_lu(niveau=niveau) if one.inscription else ""
        yield one, _fields(one, form), sujet


def _fields(passage, form):
    settable = form and passage.inscription and passage.inscription.is_prevue
    return form.fields_of(passage.inscription.pk) if settable else None


def _page(request, reunion, rows, form):
    whole = parties_of(reunion, whole_agenda(reunion, rows), points_of(reunion, request.user))
    parties = shown(whole, rows)
    a_venir = reunion.date >= reunion.pole.today() and not (reunion.is_annulee or reunion.is_proposee)
    conduit = request.user.has_perm(CONDUIRE, reunion) and a_venir
    niveau = reads_levels(request.user.portee.in_pole(reunion.pole_id))
    context = {
        "reunion": reunion,
        "glissements": _slipped(reunion, whole, rows) if conduit else [],
        "parties": [
            (part.titre, list(_lines(part, form if conduit else None, niveau=niveau))) for part in parties
        ],
        "duree": duree_of(reunion, whole, seen=parties),
        "form": form,
        "conduit": conduit,
        "lit_les_points": request.user.has_perm(CONDUIRE, reunion),
        "a_venir": a_venir,
        "aujourdhui": reunion.date == reunion.pole.today(),
    }
    return render(request, "cellules/ordre_du_jour.html", context)


def _slipped(reunion, whole, rows):
    return glissements(reunion, Deroule(reunion, whole), seen={row.pk for row in rows})


@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_un_point(request, pk):
    """Add an item without a case."""
    reunion = reach_meeting(request, pk)
    form = PointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if _attempt(form, lambda: ajouter_point(reunion, by=request.user, **data)):
            messages.success(request, "Le point est à l’ordre du jour.")
            return redirect("cellules:ordre_du_jour", pk=reunion.pk)
    return _addition(request, reunion, form, "Ajouter un point", "Ajouter ce point")


@require_POST
def retirer_un_point(request, pk, point):
    """Take an item off the agenda."""
    reunion = reach_meeting(request, pk)
    row = get_object_or_404(Point.objects.visible_to(request.user).filter(reunion=reunion), pk=point)
    try:
        retirer_point(row, by=request.user)
    except ReunionRefusee as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Le point est retiré.")
    return redirect("cellules:ordre_du_jour", pk=reunion.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_une_situation(request, pk):
    """Put a case of the triage on this very agenda; after the deadline, with a reason."""
    reunion = reach_meeting(request, pk)
    if reunion.is_pleniere:
        raise Http404
    waiting = situations_en_attente(request.user, reunion)
    form = SituationForm(
        request.POST or None,
        situations=[(str(saisine.pk), words) for saisine, words in waiting],
        tardives={str(saisine.pk) for saisine, _ in waiting if is_late(reunion, saisine)},
        initial={"lettre": lettre_of(Issue.CELLULE, waiting[0][0], reunion.date) if waiting else ""},
    )
    if request.method == "POST" and form.is_valid():
        saisine = next(one for one, _ in waiting if str(one.pk) == form.cleaned_data["saisine"])
        words = {name: form.cleaned_data.get(name, "") for name in ("lettre", "raison")}
        if _attempt(form, lambda: ajouter_situation(reunion, saisine, by=request.user, **words)):
            messages.success(request, "La situation est à l’ordre du jour. Son école est prévenue.")
            return redirect("cellules:ordre_du_jour", pk=reunion.pk)
    title, button = "Ajouter une situation", "Inscrire cette situation"
    return _addition(request, reunion, form if waiting else None, title, button)


def _attempt(form, act) -> bool:
    """Do it, or put the refusal where it is read: nothing typed is lost."""
    try:
        act()
    except (ReunionRefusee, TransitionRefusedError) as refusal:
        form.add_error(getattr(refusal, "champ", None), str(refusal))
        return False
    return True


def _addition(request, reunion, form, titre, bouton):
    context = {"reunion": reunion, "form": form, "titre": titre, "bouton": bouton}
    return render(request, "cellules/ordre_du_jour_ajout.html", context)
