"""The acts on a case: each reaches the row, reads its form, calls one service, and goes back to the case."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from saisines.enums import ETATS_DU_POINT, Droit, SansAction
from saisines.forms.gestes import (
    CompteRenduForm,
    InterventionForm,
    MotifForm,
    PrecisionForm,
    ReponsesForm,
    SansActionForm,
    mission_formset,
)
from saisines.lettres import CLOTURE, SANS_ACTION
from saisines.membres import lacks_agreement, membres_of
from saisines.propositions import date_de_retour
from saisines.relations import droits_of
from saisines.reponses_lues import dernier_mot
from saisines.services import precisions, reponses, suites
from saisines.services.missions import confier as confier_a
from saisines.services.workflow import apply_transition
from saisines.views.communs import open_fiche, reach
from saisines.workflow import TRANSITIONS, TransitionRefusedError

ACCORD_MANQUE = (
    "L’accord écrit des parents manque pour une de ces missions. Rien n’est bloqué : l’école le voit et "
    "trouve la feuille à signer dans « Documents »."
)

page_et_envoi = require_http_methods(["GET", "HEAD", "POST"])


def page(request, saisine, formulaire, titre, bouton, **context):
    """One small page for one act; what was typed comes back with its errors."""
    context |= {"saisine": saisine, "form": formulaire, "titre": titre, "bouton": bouton}
    return render(request, "saisines/geste.html", context)


def _sent(request, formulaire) -> bool:
    return request.method == "POST" and formulaire.is_valid()


def attempt(formulaire, act) -> bool:
    """Do it, or put the refusal at the top of the form: nothing typed is lost."""
    try:
        act()
    except TransitionRefusedError as refusal:
        if hasattr(formulaire, "add_error"):
            formulaire.add_error(None, str(refusal))
        else:
            formulaire.non_form_errors().append(str(refusal))
        return False
    return True


@page_et_envoi
def transition(request, pk, nom):
    """A move that needs nothing but a reason, or nothing at all."""
    move = TRANSITIONS.get(nom)
    if move is None or move.par_service:
        raise Http404
    saisine, relations = reach(request, pk, droit=move.droit)
    if not move.needs_motif:
        if request.method != "POST":
            return redirect(saisine)
        return _one_tap(request, saisine, move)
    said = closing_words(request, saisine, relations) if nom == "clore" else {}
    form = MotifForm(request.POST or None, initial=said.pop("initial", None))
    if _sent(request, form):
        motif = form.cleaned_data["motif"]
        if attempt(form, lambda: apply_transition(saisine, nom, by=request.user, motif=motif)):
            messages.success(request, f"C’est fait : la saisine {move.phrase}.")
            return redirect(saisine)
    return page(request, saisine, form, move.label, move.label, **said)


def closing_words(request, saisine, relations) -> dict:
    """What the school said last of the answer, and a reason to close made of it."""
    if saisine.etat not in ETATS_DU_POINT:
        return {}
    fiche = open_fiche(request, saisine, relations)
    said = dernier_mot(saisine)
    if said is None:
        return {}
    return {"initial": {"motif": CLOTURE.get(said.effet, "")}, "point": fiche.reponses[0].points[-1]}


def _one_tap(request, saisine, move):
    fields = {"responsable": request.user} if move.name == "prendre_en_charge" else {}
    try:
        apply_transition(saisine, move.name, by=request.user, **fields)
        messages.success(request, f"C’est fait : la saisine {move.phrase}.")
    except TransitionRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect(saisine)


@page_et_envoi
def demander_precision(request, pk):
    saisine, _ = reach(request, pk, droit=Droit.PILOTER)
    form = PrecisionForm(request.POST or None, initial={"pour_le": date_de_retour(saisine)})
    if _sent(request, form):
        data = form.cleaned_data
        if attempt(
            form,
            lambda: precisions.demander(
                saisine, by=request.user, questions=form.questions, pour_le=data["pour_le"], mot=data["mot"]
            ),
        ):
            messages.success(request, "Vos questions sont parties. L’école est prévenue.")
            return redirect(saisine)
    return page(request, saisine, form, "Demander une précision", "Envoyer à l’école")


@page_et_envoi
def preciser(request, pk):
    saisine, relations = reach(request, pk, droit=Droit.PRECISER)
    open_fiche(request, saisine, relations)
    demande = next((row for row in saisine.demandes.all() if row.is_attendue), None)
    if demande is None:
        messages.info(request, "Le pôle n’attend pas de précision sur cette saisine.")
        return redirect(saisine)
    form = ReponsesForm(request.POST or None, questions=demande.questions.all())
    if _sent(request, form) and attempt(
        form, lambda: precisions.repondre(demande, by=request.user, reponses=form.reponses)
    ):
        messages.success(request, "Vos réponses sont parties. Le pôle est prévenu.")
        return redirect(saisine)
    return page(
        request, saisine, form, "Répondre au pôle", "Envoyer au pôle", mot=demande.mot, limite=demande.pour_le
    )


@page_et_envoi
def confier(request, pk):
    saisine, _ = reach(request, pk, droit=Droit.CONFIER)
    formset = mission_formset(
        request.POST or None, membres=membres_of(saisine), echeance=date_de_retour(saisine)
    )
    if _sent(request, formset):
        missions = [form.cleaned_data for form in formset if form.has_changed()]
        if attempt(formset, lambda: confier_a(saisine, by=request.user, missions=missions)):
            messages.success(request, "Chaque personne est prévenue. Le dossier leur est ouvert.")
            if lacks_agreement(saisine, [mission["personne"] for mission in missions]):
                messages.warning(request, ACCORD_MANQUE)
            return redirect(saisine)
    return page(request, saisine, formset, "Confier à quelqu’un", "Confier", formset=formset)


@page_et_envoi
def intervenir(request, pk):
    saisine, _ = reach(request, pk, droit=Droit.INTERVENIR)
    form = InterventionForm(request.POST or None, initial={"le": saisine.pole.today()})
    if _sent(request, form) and attempt(
        form, lambda: suites.intervenir(saisine, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "C’est noté.")
        return redirect(saisine)
    return page(request, saisine, form, "Noter ce qui a été fait", "Noter")


@require_POST
def acquitter(request, pk, mission):
    saisine, _ = reach(request, pk)
    row = get_object_or_404(saisine.sollicitations, pk=mission)
    suites.acquitter(row, by=request.user)
    messages.success(request, "Merci. L’école et la coordination voient que vous avez la mission.")
    return redirect(saisine)


@page_et_envoi
def terminer(request, pk, mission):
    saisine, relations = reach(request, pk)
    row = get_object_or_404(saisine.sollicitations, pk=mission)
    if row.personne_id != request.user.pk and Droit.PILOTER not in droits_of(relations):
        raise PermissionDenied
    form = CompteRenduForm(request.POST if request.method == "POST" else None)
    if _sent(request, form):
        texte = form.cleaned_data["compte_rendu"]
        if attempt(form, lambda: suites.terminer(row, by=request.user, compte_rendu=texte)):
            messages.success(request, "La mission est terminée. Merci.")
            return redirect(saisine)
    return page(request, saisine, form, "Terminer la mission", "Terminer")


@require_POST
def annuler(request, pk, mission):
    saisine, _ = reach(request, pk, droit=Droit.PILOTER)
    row = get_object_or_404(saisine.sollicitations, pk=mission)
    try:
        suites.annuler(row, by=request.user)
        messages.success(request, "La mission est annulée : ce qu’elle ouvrait est refermé.")
    except TransitionRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect(saisine)


@page_et_envoi
def sans_action(request, pk):
    """First the reason, then its letter, ready to be changed."""
    saisine, _ = reach(request, pk, droit=Droit.PILOTER)
    raison = request.POST.get("raison") or request.GET.get("raison", "")
    if raison not in SansAction.values:
        return render(
            request, "saisines/sans_action.html", {"saisine": saisine, "raisons": SansAction.choices}
        )
    initial = {"raison": raison, "autre_piste": SANS_ACTION[raison]}
    form = SansActionForm(request.POST or None, initial=initial)
    if _sent(request, form) and attempt(
        form, lambda: reponses.sans_action(saisine, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Votre message est parti. L’école peut demander à reprendre.")
        return redirect(saisine)
    titre = SansAction(raison).label
    return page(request, saisine, form, "N’appelle pas d’action du pôle", "Envoyer à l’école", chapeau=titre)
