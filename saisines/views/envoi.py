"""The last screens: re-read, send, and the receipt."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from pole.echeances import prochaine_echeance
from pole.journal import record
from pole.models import Acte
from saisines.accords import concerns
from saisines.alertes import last_alert
from saisines.enums import Droit, Etat
from saisines.forms.envoi import DeclarationForm
from saisines.pieces_lues import pieces_lues
from saisines.projection import projection
from saisines.relations import droits_of
from saisines.services.brouillon import IncompleteDraftError, send_draft, urgency_columns
from saisines.services.coauteurs import coauteurs
from saisines.services.completude import already_open, missing, parents_a_faire
from saisines.services.conservation import erase_draft
from saisines.services.workflow import apply_transition, fonction_of
from saisines.views.communs import visible_case
from saisines.views.outils import Redaction, closed_page, coordination
from saisines.vigilance.relecture import a_verifier
from saisines.workflow import TransitionRefusedError


@require_safe
def relire(request, pk):
    """Everything that was written, what is still needed, and the button that sends."""
    redaction = Redaction(request, pk)
    if not redaction.saisine.is_prive:
        return closed_page(request, redaction.saisine)
    return _relire(request, redaction, DeclarationForm(saisine=redaction.saisine))


def _relire(request, redaction: Redaction, form: DeclarationForm):
    saisine, user = redaction.saisine, request.user
    record(
        Acte.LECTURE,
        by=user,
        fonction=fonction_of(user, saisine, redaction.relations),
        pole=saisine.pole_id,
        objet=saisine,
        identite=True,
    )
    context = {
        "saisine": saisine,
        "description": redaction.description,
        "form": form,
        "sections": projection(saisine, redaction.relations, recit=redaction.recit),
        "manques": missing(redaction.recit),
        "a_faire": parents_a_faire(redaction.recit),
        "feuille_parents": concerns(saisine),
        "a_verifier": a_verifier(
            redaction.recit, redaction.relations, user=user, today=redaction.pole.today()
        ),
        "deja_ouvertes": already_open(saisine, user),
        "pieces": pieces_lues(saisine, redaction.recit.pieces),
        "peut_transmettre": redaction.may(Droit.TRANSMETTRE),
        "peut_partager": redaction.may(Droit.PARTAGER) and not saisine.is_confidentielle,
        "peut_effacer": redaction.may(Droit.EFFACER) and saisine.etat == Etat.BROUILLON,
        "mot": _word_of_direction(redaction),
        "deja_proposee": saisine.etat == Etat.A_RELIRE and not redaction.may(Droit.TRANSMETTRE),
        "echeance": None if saisine.is_confidentielle else prochaine_echeance(saisine.pole),
        "lecteurs": _readers(saisine),
        "urgence": redaction.urgence(),
        "reception": saisine.reception,
    }
    return render(request, "saisines/saisie/relire.html", context)


def _word_of_direction(redaction: Redaction) -> str:
    """What the direction told whoever writes for it: as it invited them, or as it sent the draft back."""
    saisine = redaction.saisine
    if saisine.etat != Etat.BROUILLON or saisine.is_confidentielle or redaction.may(Droit.PARTAGER):
        return ""
    said = Q(nom="renvoyer") | Q(nom="inviter", personne=redaction.user)
    last = saisine.evenements.filter(said).order_by("le", "pk").last()
    return last.texte if last else ""


def _readers(saisine) -> list:
    """Of a confidential request: those who will read it, by name."""
    if not saisine.is_confidentielle:
        return []
    return [row.personne for row in saisine.lecteurs.actuels().select_related("personne")]


@require_http_methods(["GET", "HEAD", "POST"])
def transmettre(request, pk):
    """Send to the pole, or propose to the direction: the rights of the person decide which.

    The address alone, reloaded or kept, leads back to the re-reading.
    """
    saisine = visible_case(request.user, pk)
    if not saisine.is_prive:
        # The second click of a double click finds it sent.
        if saisine.transmise_par_id == request.user.pk:
            return redirect("saisines:transmise", saisine.pk)
        return closed_page(request, saisine)
    redaction = Redaction(request, pk)
    if request.method != "POST":
        return redirect("saisines:relire", saisine.pk)
    form = DeclarationForm(request.POST, saisine=redaction.saisine)
    if not form.is_valid():
        return _relire(request, redaction, form)
    try:
        if redaction.may(Droit.TRANSMETTRE):
            send_draft(redaction.saisine, by=request.user)
        elif redaction.saisine.etat == Etat.BROUILLON:
            # A step that was never saved speaks by its default here too.
            columns = urgency_columns(redaction.recit)
            apply_transition(redaction.saisine, "soumettre", by=request.user, **columns)
    except IncompleteDraftError as incomplete:
        messages.error(request, _not_sent(len(incomplete.manques)))
        return redirect("saisines:relire", saisine.pk)
    except TransitionRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("saisines:relire", saisine.pk)
    return redirect("saisines:transmise", saisine.pk)


def _not_sent(number: int) -> str:
    answers = "une réponse" if number == 1 else f"{number} réponses"
    return f"Rien n’est encore parti : il manque {answers}."


@require_http_methods(["GET", "HEAD", "POST"])
def effacer(request, pk):
    """Erase a draft for good, after a page that asks once."""
    redaction = Redaction(request, pk)
    saisine = redaction.saisine
    if saisine.etat != Etat.BROUILLON:
        return closed_page(request, saisine)
    if not redaction.may(Droit.EFFACER):
        raise PermissionDenied
    if request.method != "POST":
        context = {"saisine": saisine, "ecrivent": coauteurs(saisine)}
        return render(request, "saisines/saisie/effacer.html", context)
    erase_draft(saisine, by=request.user)
    messages.success(request, "Le brouillon est effacé. Il n’en reste rien.")
    return redirect("accueil")


@require_safe
def transmise(request, pk):
    """The receipt: the reference, the dates, who has it now."""
    saisine = visible_case(request.user, pk)
    if saisine.is_recue and not saisine.is_prive:
        return redirect(saisine)  # the same: the coordination is already at work on it
    if Droit.REDIGER not in droits_of(saisine.relations_to(request.user)):
        raise PermissionDenied
    if saisine.etat == Etat.BROUILLON:
        return redirect("saisines:relire", saisine.pk)
    if saisine.is_confidentielle:
        return redirect(saisine)  # its page says all that a receipt would
    # Once sent, its own deadline finds its own meeting; a meeting that has moved promises no date of answer.
    jour = None if saisine.is_prive else saisine.date_limite
    echeance = prochaine_echeance(saisine.pole, jour) if saisine.is_prive or jour else None
    reunion = echeance.date_reunion if echeance and saisine.is_prive else saisine.date_reunion
    context = {
        "saisine": saisine,
        "proposee": saisine.etat == Etat.A_RELIRE,
        "date_limite": echeance.date_limite if echeance and saisine.is_prive else saisine.date_limite,
        "date_reunion": reunion,
        "reponse_avant": echeance.reponse_avant if echeance and echeance.date_reunion == reunion else None,
        "coordination": coordination(saisine.pole, request.user),
        "urgente": saisine.is_urgente,
        "alerte": None if saisine.is_prive else last_alert(saisine),
    }
    return render(request, "saisines/saisie/transmise.html", context)
