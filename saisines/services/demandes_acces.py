"""« Demander l’accès »: a reference and a reason, answered by the coordination or the IEN, for a time.

Whoever asks learns nothing before the answer: an unknown reference, a draft, a confidential request and a
case are stored, told and shown alike, and cost the same statements.
"""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from pole.dates import end_of
from pole.enums import FONCTIONS_PILOTAGE, Fonction, Nature
from pole.fields import sealed
from pole.journal import record
from pole.models import Acte, Affectation, Personne, Pole
from saisines.enums import ETATS_PRIVES, Audience, Droit, Origine
from saisines.models import DemandeAcces, Deport, EtatDemande, Saisine
from saisines.notifications import notify_access_answered, notify_access_asked
from saisines.services import acces
from saisines.services.workflow import add_event, fonction_of, locked
from saisines.workflow import TransitionRefusedError

# Days proposed to whoever accepts, and the most that they may give: afterwards, one asks again.
JOURS, JOURS_MAX = 15, 92
PAR_JOUR = 5
TROP = "Vous avez déjà fait cinq demandes en vingt-quatre heures. Appelez la coordination."
INCONNUE = "Aucune saisine ne porte cette référence : répondez par un mot."
DEJA = "Quelqu’un vient de répondre à cette demande."


def may_ask(personne: Personne, pole: Pole | None) -> bool:
    """A member of the pole: a school has its own cases, a partner waits to be called upon."""
    return pole is not None and personne.portee.holds(pole.pk, Fonction.MEMBRE)


@transaction.atomic
def demander(pole: Pole, *, by: Personne, reference: str, raison: str, jeton: UUID) -> DemandeAcces:
    """Ask to read the case of this reference; the same form sent twice asks once.

    Raises TransitionRefusedError (too many in a day) and PermissionDenied.
    """
    if not by.is_active or not may_ask(by, pole):
        raise PermissionDenied
    # Two posts at once are counted one after the other.
    Personne.objects.select_for_update().only("pk").get(pk=by.pk)
    if twin := DemandeAcces.objects.filter(personne=by, jeton=jeton).first():
        return twin
    since = timezone.now() - timedelta(days=1)
    if DemandeAcces.objects.filter(personne=by, faite_le__gt=since).count() >= PAR_JOUR:
        raise TransitionRefusedError(TROP)
    row = DemandeAcces(
        pole=pole,
        personne=by,
        reference=reference.strip(),
        raison=raison.strip(),
        saisine=_named(pole, reference.strip()),
        jeton=jeton,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        # The token of somebody else's form.
        raise PermissionDenied from taken
    record(Acte.ACCES, by=by, fonction=_function(by, pole), pole=pole, objet=row)
    notify_access_asked(row, _who_answers(row))
    return row


def _named(pole: Pole, reference: str) -> Saisine | None:
    """The case that the pole knows by this reference. Of a confidential request it knows nothing."""
    sent = Saisine.objects.filter(pole=pole, reference__iexact=reference).exclude(etat__in=ETATS_PRIVES)
    return sent.exclude(nature=Nature.ENSEIGNANT).order_by("-annee").first()


def _who_answers(row: DemandeAcces) -> list[Personne]:
    """Those who pilot today, but whom a conflict of interest keeps away. One query, whatever was typed."""
    away = Deport.objects.en_cours().filter(saisine=row.saisine_id).values("personne")
    roles = Affectation.objects.filter(pole=row.pole, fonction__in=FONCTIONS_PILOTAGE)
    today = roles.exclude(personne__in=away).select_related("personne").en_exercice()
    people = {role.personne_id: role.personne for role in today if role.personne.is_active}
    coordinate = {role.personne_id for role in today if role.fonction == Fonction.COORDONNATEUR}
    return [people[pk] for pk in coordinate & people.keys()] or list(people.values())


@transaction.atomic
def accepter(demande: DemandeAcces, *, by: Personne, jusqu_au: date) -> None:
    """Open the case to whoever asked, until the end of this day. Raises as `demander`."""
    saisine = _case(demande, by)
    if not saisine:
        raise TransitionRefusedError(INCONNUE)
    today, personne = saisine.pole.today(), demande.personne
    if not today <= jusqu_au <= today + timedelta(days=JOURS_MAX):
        raise TransitionRefusedError(f"Choisissez une date à venir, dans les {JOURS_MAX} jours.")
    if saisine.deports.en_cours().filter(personne=personne).exists():
        raise TransitionRefusedError("Cette personne est tenue à l’écart de ce dossier.")
    here = Affectation.objects.filter(personne=personne, pole=saisine.pole_id, fonction=Fonction.MEMBRE)
    if not personne.is_active or not here.en_cours().exists():
        raise TransitionRefusedError("Cette personne n’est plus membre du pôle.")
    _answer(demande, by, EtatDemande.ACCEPTEE, jusqu_au=jusqu_au)
    acces.grant(
        saisine,
        personne,
        origine=Origine.DEMANDE,
        origine_id=demande.pk,
        debut=timezone.now(),
        fin=end_of(jusqu_au, saisine.pole.tz),
    )
    add_event(saisine, "ouvrir_acces", by=by, personne=personne, audience=Audience.POLE)
    record(Acte.ACCES, by=by, fonction=fonction_of(by, saisine), pole=saisine.pole_id, objet=saisine)
    notify_access_answered(demande)


@transaction.atomic
def refuser(demande: DemandeAcces, *, by: Personne, mot: str) -> None:
    """Say no, always with a word. Raises as `demander`."""
    _case(demande, by)
    if not mot.strip():
        raise TransitionRefusedError("Écrivez un mot : la personne saura vers qui se tourner.")
    demande.mot = mot.strip()
    _answer(demande, by, EtatDemande.REFUSEE)
    record(Acte.ACCES, by=by, fonction=_function(by, demande.pole), pole=demande.pole_id, objet=demande)
    notify_access_answered(demande)


@transaction.atomic
def refermer(demande: DemandeAcces, *, by: Personne) -> None:
    """End at once what was opened. Ending it twice changes nothing."""
    saisine = _case(demande, by)
    if not saisine or demande.etat != EtatDemande.ACCEPTEE:
        raise TransitionRefusedError("Cette demande n’ouvre rien.")
    live = saisine.acces_motifs.live().filter(origine=Origine.DEMANDE, origine_id=demande.pk)
    if live.exists():
        acces.end(Origine.DEMANDE, demande.pk)
        personne = demande.personne
        add_event(saisine, "fermer_acces", by=by, personne=personne, audience=Audience.POLE)


def _case(demande: DemandeAcces, by: Personne) -> Saisine | None:
    """The case, held, once this person may answer; None for a reference that is no case's."""
    if demande.personne_id == by.pk or not by.is_active:
        raise PermissionDenied
    if demande.saisine_id is None:
        if demande.pole_id not in by.portee.pilotage:
            raise PermissionDenied
        return None
    saisine = locked(demande.saisine)
    if not by.has_perm(Droit.CONFIER, saisine):
        raise PermissionDenied
    return saisine


def _answer(demande: DemandeAcces, by: Personne, etat: EtatDemande, **columns) -> None:
    """Of two answers at once, the second is told that it was answered."""
    waiting = DemandeAcces.objects.filter(pk=demande.pk, etat=EtatDemande.ATTENTE)
    sealed_mot = {"mot": sealed(demande, "mot", demande.mot)} if demande.mot else {}
    answer = {"etat": etat, "repondue_par": by, "repondue_le": timezone.now()}
    if not waiting.update(**answer, **columns, **sealed_mot):
        raise TransitionRefusedError(DEJA)
    demande.refresh_from_db()


def _function(personne: Personne, pole: Pole) -> str:
    role = next(role for role in personne.portee.roles if role.pole_id == pole.pk)
    return role.intitule
