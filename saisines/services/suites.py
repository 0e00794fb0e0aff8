"""What is being done beside the state: people called upon, and work recorded."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, Q
from django.utils import timezone

from pole.dates import end_of
from pole.enums import FONCTIONS_EQUIPE, Fonction
from pole.fields import sealed
from pole.models import Affectation, Personne
from saisines.dates import trop_loin
from saisines.enums import Audience, Droit, Etat, Origine, TypeIntervention
from saisines.models import Intervention, Orientation, Saisine, Sollicitation
from saisines.notifications import notify_sollicitation
from saisines.services import acces, urgences
from saisines.services.workflow import add_event, apply_transition, locked, require, update_next_date
from saisines.workflow import TransitionRefusedError, is_open

# The same act twice within this time is one act.
DOUBLE_CLIC = timedelta(seconds=30)


def sollicitables(saisine: Saisine):
    """Roles of the people who may be called upon: staff of the pole in office, then its partners.

    Partners come with the note de partage once it was reread: without it they would read nothing.
    """
    shared = Q(fonction=Fonction.PARTENAIRE) & Q(Exists(saisine.notes_de_partage.relues()))
    return _roles(saisine, Q(fonction__in=FONCTIONS_EQUIPE) | shared)


def interlocuteurs(saisine: Saisine):
    """Roles of the people whom the school may be told to turn to: staff of the pole in office."""
    return _roles(saisine, Q(fonction__in=FONCTIONS_EQUIPE))


def _roles(saisine: Saisine, among: Q):
    """A confidential request knows only those whom its author chose; whoever is kept away is nowhere."""
    roles = Affectation.objects.filter(among, pole=saisine.pole_id)
    if saisine.is_confidentielle:
        chosen = saisine.lecteurs.actuels().values("personne")
        roles = roles.filter(personne__in=chosen, fonction__in=FONCTIONS_EQUIPE)
    away = saisine.deports.en_cours().values("personne")
    return roles.filter(personne__is_active=True).exclude(personne__in=away).en_cours().for_list()


@transaction.atomic
def solliciter(
    saisine: Saisine, *, by: Personne, personne: Personne, mission: str, echeance: date
) -> Sollicitation:
    """Call upon a named person for a mission and a date: it opens this case to them, and no other.

    The access ends `acces_jours` days after the date. Raises TransitionRefusedError and PermissionDenied.
    """
    current = locked(saisine)
    require(by, Droit.CONFIER, current)
    if current.is_prive or not is_open(current.etat):
        raise TransitionRefusedError(
            f"On ne confie plus une saisine « {current.etat_label} » : rouvrez-la d’abord."
        )
    if not sollicitables(current).filter(personne=personne).exists():
        raise TransitionRefusedError(
            "Cette personne n’est plus membre du pôle, ou la note de partage manque\u00a0: choisissez dans "
            "la liste."
        )
    if echeance < current.pole.today():
        raise TransitionRefusedError("Choisissez une date à venir.")
    if far := trop_loin(echeance, current.pole.today()):
        raise TransitionRefusedError(far)
    if twin := _just_asked(current, by=by, personne=personne, mission=mission.strip(), echeance=echeance):
        return twin
    if current.etat == Etat.TRANSMISE:
        apply_transition(saisine, "prendre_en_charge", by=by, responsable=by)
    sollicitation = Sollicitation.objects.create(
        saisine=saisine, personne=personne, mission=mission.strip(), echeance=echeance, demandee_par=by
    )
    acces.grant(
        saisine,
        personne,
        origine=Origine.SOLLICITATION,
        origine_id=sollicitation.pk,
        debut=timezone.now(),
        fin=_end_of_access(saisine, echeance),
    )
    add_event(saisine, "solliciter", by=by)
    update_next_date(saisine)
    notify_sollicitation(sollicitation)
    return sollicitation


def _just_asked(saisine: Saisine, *, by: Personne, mission: str, **same) -> Sollicitation | None:
    """The same mission asked a moment ago: the second click of a double click finds it."""
    recent = saisine.sollicitations.en_cours().filter(
        demandee_par=by, created_at__gt=timezone.now() - DOUBLE_CLIC, **same
    )
    return next((row for row in recent if row.mission == mission), None)


def _end_of_access(saisine: Saisine, day: date):
    return end_of(day + timedelta(days=saisine.pole.acces_jours), saisine.pole.tz)


@transaction.atomic
def acquitter(sollicitation: Sollicitation, *, by: Personne) -> None:
    """The person says they have it: the school sees it. Saying it twice changes nothing."""
    if sollicitation.personne_id != by.pk:
        raise PermissionDenied
    open_rows = Sollicitation.objects.filter(pk=sollicitation.pk, acquittee_le__isnull=True)
    if open_rows.en_cours().update(acquittee_le=timezone.now()):
        add_event(sollicitation.saisine, "acquitter", by=by)
    sollicitation.refresh_from_db()


@transaction.atomic
def terminer(sollicitation: Sollicitation, *, by: Personne, compte_rendu: str = "") -> None:
    """The mission is over, with two lines for the pole; the case stays open to them for a while."""
    if sollicitation.personne_id != by.pk:
        require(by, Droit.PILOTER, sollicitation.saisine)
    now = timezone.now()
    saisine = locked(sollicitation.saisine)
    fields = {"terminee_le": now, "compte_rendu": sealed(sollicitation, "compte_rendu", compte_rendu.strip())}
    if sollicitation.acquittee_le is None and sollicitation.personne_id == by.pk:
        fields["acquittee_le"] = now
    if not Sollicitation.objects.filter(pk=sollicitation.pk).en_cours().update(**fields):
        raise TransitionRefusedError("Cette mission est déjà terminée.")
    sollicitation.refresh_from_db()
    _end_way_out(sollicitation)
    acces.end(Origine.SOLLICITATION, sollicitation.pk, fin=_end_of_access(saisine, saisine.pole.today()))
    add_event(saisine, "terminer", by=by)
    update_next_date(saisine)


@transaction.atomic
def annuler(sollicitation: Sollicitation, *, by: Personne) -> None:
    """Withdraw a mission: what it opened closes at the next request."""
    saisine = locked(sollicitation.saisine)
    require(by, Droit.PILOTER, saisine)
    if not Sollicitation.objects.filter(pk=sollicitation.pk).en_cours().update(annulee_le=timezone.now()):
        raise TransitionRefusedError("Cette mission est déjà terminée.")
    sollicitation.refresh_from_db()
    close_withdrawn(sollicitation)
    add_event(saisine, "annuler", by=by)
    update_next_date(saisine)


def close_withdrawn(sollicitation: Sollicitation) -> None:
    """End what a mission that has just been withdrawn had opened, and the way out that it was."""
    _end_way_out(sollicitation)
    acces.end(Origine.SOLLICITATION, sollicitation.pk)


def _end_way_out(sollicitation: Sollicitation) -> None:
    """The way out of the triage that this mission was, ends with it."""
    rows = Orientation.objects.filter(sollicitation=sollicitation).en_cours()
    rows.update(finie_le=timezone.now())


@transaction.atomic
def intervenir(
    saisine: Saisine,
    *,
    by: Personne,
    type: TypeIntervention,
    le: date,
    texte: str = "",
    audience: Audience = Audience.ECOLE,
) -> Intervention:
    """Record a call, a visit, an observation: the school reads « appelée le … » unless it is for the pole."""
    current = locked(saisine)
    require(by, Droit.INTERVENIR, current)
    if current.is_prive:
        raise TransitionRefusedError("La saisine n’est pas encore transmise.")
    if le > current.pole.today():
        raise TransitionRefusedError("Notez ce qui a eu lieu : la date ne peut pas être à venir.")
    recent = current.interventions.filter(
        par=by, type=type, le=le, audience=audience, created_at__gt=timezone.now() - DOUBLE_CLIC
    )
    if twin := next((row for row in recent if row.texte == texte.strip()), None):
        return twin
    intervention = Intervention.objects.create(
        saisine=saisine, type=type, le=le, par=by, texte=texte.strip(), audience=audience
    )
    add_event(saisine, "intervenir", by=by, audience=audience)
    if audience == Audience.ECOLE:
        urgences.note_contact(current, by=by)
    return intervention
