"""Ways out of the triage: each is a dated row, told to the school, and calls upon people in the same act."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from pole.echeances import hold_dates, prochaine_echeance
from pole.enums import Urgence
from pole.models import Personne
from saisines.dates import trop_loin
from saisines.enums import ETATS_AU_TRI, ETATS_FINAUX, Droit, Etat, Issue
from saisines.issues import SORTIES
from saisines.models import Evenement, Orientation, Saisine
from saisines.notifications import notify_orientation, notify_retour
from saisines.services.echeances import ReunionCible
from saisines.services.suites import solliciter, terminer
from saisines.services.workflow import add_event, apply_transition, locked, require, update_next_date
from saisines.workflow import TransitionRefusedError, is_open

RETOUR_RASED = "Le RASED rend la saisine au pôle."
# Moves that have their own service: the way out is written with them, whichever page was used.
_PAR_TRANSITION = {
    "demander_precision": Issue.COMPLEMENT,
    "repondre": Issue.REPONSE_DIRECTE,
    "sans_action": Issue.HORS_CHAMP,
}
_COLONNES_DE_LA_REUNION = ("reunion_visee", "date_limite", "date_reunion")
# A way out that ends when the case leaves this state.
_PENDANT = {Etat.COMPLEMENT_DEMANDE: Issue.COMPLEMENT, Etat.INSCRITE: Issue.CELLULE}


@transaction.atomic
def orienter(
    saisine: Saisine,
    *,
    by: Personne,
    issue: Issue,
    lettre: str,
    pour_le: date | None = None,
    personne: Personne | None = None,
    mission: str = "",
) -> Orientation:
    """Give one way out: the school reads the letter and the date; `personne` is called upon in the same act.

    RASED never waits: given at once, it closes nothing. Whoever decides takes the case in charge, if nobody
    has. Raises TransitionRefusedError and PermissionDenied.
    """
    issue = Issue(issue)
    if issue == Issue.CELLULE:
        return inscrire(saisine, by=by, lettre=lettre)
    current = locked(saisine)
    require(by, Droit.CONFIER, current)
    _check(current, issue, lettre, pour_le)
    if current.etat == Etat.TRANSMISE:
        apply_transition(saisine, "prendre_en_charge", by=by, responsable=by)
    sollicitation = None
    if personne is not None:
        sollicitation = solliciter(saisine, by=by, personne=personne, mission=mission, echeance=pour_le)
        # The second click of a double click found the first mission, and its row.
        if twin := Orientation.objects.filter(sollicitation=sollicitation).first():
            return twin
    if issue == Issue.URGENCE:
        _hasten(saisine)
    row = _write(saisine, issue, by=by, lettre=lettre, pour_le=pour_le, sollicitation=sollicitation)
    add_event(saisine, "orienter", by=by)
    update_next_date(saisine)
    notify_orientation(row)
    return row


def _check(saisine: Saisine, issue: Issue, lettre: str, pour_le: date | None) -> None:
    if issue not in SORTIES:
        raise TransitionRefusedError("Cette suite se donne depuis sa propre page.")
    if saisine.is_prive or not is_open(saisine.etat):
        raise TransitionRefusedError(
            f"On n’oriente plus une saisine « {saisine.etat_label} » : rouvrez-la d’abord."
        )
    if not lettre.strip():
        raise TransitionRefusedError("Écrivez à l’école ce qui se passe, et pourquoi.")
    if pour_le is None or pour_le < saisine.pole.today():
        raise TransitionRefusedError("Choisissez une date à venir : l’école la lira.")
    if far := trop_loin(pour_le, saisine.pole.today()):
        raise TransitionRefusedError(far)


def _hasten(saisine: Saisine) -> None:
    calm = Saisine.objects.filter(pk=saisine.pk, urgence__in=(Urgence.NORMALE, Urgence.ECHEANCE))
    calm.update(urgence=Urgence.HAUTE)
    saisine.refresh_from_db()


def _write(saisine: Saisine, issue: Issue, *, by: Personne, **fields) -> Orientation:
    row = Orientation(saisine=saisine, issue=issue, par=by, **fields)
    row.lettre = row.lettre.strip()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise TransitionRefusedError("Cette suite est déjà donnée : l’école l’a lue.") from None
    return row


@transaction.atomic
def inscrire(saisine: Saisine, *, by: Personne, lettre: str, vers: ReunionCible | None = None) -> Orientation:
    """Enrol a case at the meeting `vers`; without it, at the one it awaits, or the next if that day is past.

    Raises TransitionRefusedError (no meeting is published, too late…) and PermissionDenied.
    """
    hold_dates(saisine.pole_id)
    current = locked(saisine)
    if current.is_confidentielle:
        raise PermissionDenied
    if not lettre.strip():
        raise TransitionRefusedError("Écrivez à l’école ce qui se passe, et pourquoi.")
    reunion = vers.columns if vers else reunion_of(current)
    if not reunion["reunion_visee"]:
        raise TransitionRefusedError("Aucune réunion n’est publiée : publiez les dates de l’année d’abord.")
    apply_transition(saisine, "inscrire", by=by, responsable=current.responsable or by, **reunion)
    row = _write(
        saisine,
        Issue.CELLULE,
        by=by,
        lettre=lettre,
        pour_le=reunion["date_reunion"],
        reunion=reunion["reunion_visee"],
    )
    notify_orientation(row)
    return row


@transaction.atomic
def revenir(saisine: Saisine, *, by: Personne, lettre: str) -> Orientation | None:
    """Put a case back on the agenda of the next meeting, first of all, because its answer did not help.

    At the triage while no meeting is published; a confidential request is on no agenda, and goes back to
    those whom its author chose. Raises TransitionRefusedError and PermissionDenied.
    """
    hold_dates(saisine.pole_id)
    current = locked(saisine)
    reunion = dict.fromkeys(_COLONNES_DE_LA_REUNION) if current.is_confidentielle else reunion_of(current)
    if not reunion["reunion_visee"]:
        apply_transition(saisine, "revenir_au_tri", by=by, **reunion)
        return None
    apply_transition(saisine, "revenir", by=by, **reunion)
    meeting = {"pour_le": reunion["date_reunion"], "reunion": reunion["reunion_visee"]}
    row = _write(saisine, Issue.CELLULE, by=by, lettre=lettre, **meeting)
    notify_orientation(row)
    return row


def reunion_of(saisine: Saisine) -> dict:
    """The meeting to come of a case: the one it awaits, else the next of the pole; columns of the case."""
    today = saisine.pole.today()
    if saisine.reunion_visee and saisine.date_reunion and saisine.date_reunion >= today:
        return {name: getattr(saisine, name) for name in _COLONNES_DE_LA_REUNION}
    found = prochaine_echeance(saisine.pole, today)
    return {
        "reunion_visee": found.reunion if found else None,
        "date_limite": found.date_limite if found else None,
        "date_reunion": found.date_reunion if found else None,
    }


@transaction.atomic
def desinscrire(saisine: Saisine, *, by: Personne, motif: str) -> None:
    """Take a case off the agenda, with a reason that the school reads."""
    if not motif.strip():
        raise TransitionRefusedError("Dites pourquoi en quelques mots : l’école lira cette phrase.")
    apply_transition(saisine, "desinscrire", by=by, motif=motif)


@transaction.atomic
def finir(orientation: Orientation, *, by: Personne) -> None:
    """A way out is over. Twice changes nothing; a mission ends by itself, a meeting by its own act."""
    saisine = locked(orientation.saisine)
    require(by, Droit.PILOTER, saisine)
    if orientation.issue in _PENDANT.values() or orientation.sollicitation_id:
        raise TransitionRefusedError("Cette suite se termine avec sa réunion, sa réponse ou sa mission.")
    rows = Orientation.objects.filter(pk=orientation.pk, saisine=saisine).en_cours()
    if rows.update(finie_le=timezone.now()):
        add_event(saisine, "finir_orientation", by=by)
        update_next_date(saisine)
    orientation.refresh_from_db()


@transaction.atomic
def rendre_au_pole(orientation: Orientation, *, by: Personne) -> None:
    """« Le RASED revient vers le pôle »: one tap of the person called upon. Their mission ends with it."""
    mission = orientation.sollicitation
    if orientation.issue != Issue.RASED or mission is None or mission.personne_id != by.pk:
        raise PermissionDenied
    if not is_open(orientation.saisine.etat):
        raise TransitionRefusedError("Cette saisine est terminée.")
    terminer(mission, by=by, compte_rendu=RETOUR_RASED)
    add_event(orientation.saisine, "retour_rased", by=by)
    orientation.refresh_from_db()
    notify_retour(orientation)


def follow_transition(sender, event: Evenement, **kwargs) -> None:
    """Write and end the ways out that a move of the spine carries. Never for a confidential request."""
    saisine = event.saisine
    if saisine.is_confidentielle:
        return
    rows = Orientation.objects.filter(saisine=saisine).en_cours()
    now = timezone.now()
    if (left := _PENDANT.get(event.etat_avant)) and event.etat_apres != event.etat_avant:
        rows.filter(issue=left).update(finie_le=now)
    issue = _PAR_TRANSITION.get(event.nom)
    if issue == Issue.REPONSE_DIRECTE and event.etat_avant not in ETATS_AU_TRI:
        issue = None
    if event.etat_apres in ETATS_FINAUX or event.nom == "rouvrir":
        rows.update(finie_le=now)
    if issue:
        rows.filter(issue=issue).update(finie_le=now)
        over = now if event.etat_apres in ETATS_FINAUX else None
        Orientation.objects.create(saisine=saisine, issue=issue, par=event.auteur, finie_le=over)
