"""Written by two: a teacher of the school, invited by name by its direction to write one case with it.

The invitation opens that case and no other, while the person teaches there; one act closes it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pole.dates import end_of
from pole.enums import Fonction
from pole.models import Affectation, Personne
from saisines.enums import ETATS_FINAUX, Droit, Origine
from saisines.models import AccesMotif, Saisine
from saisines.notifications import notify_invitation
from saisines.services import acces
from saisines.services.workflow import add_event, locked, require
from saisines.workflow import TransitionRefusedError, is_open

# After this, the direction invites again if the case is still alive: an access has an end (days).
DUREE_JOURS = 365
PLUS_LA = "Cette personne n’enseigne plus dans votre école : choisissez quelqu’un d’autre."


def coauteurs(saisine: Saisine) -> list[Personne]:
    """Those who write with the direction today, by name."""
    reasons = saisine.acces_motifs.live().filter(origine=Origine.REDACTION).select_related("personne")
    return sorted((row.personne for row in reasons), key=lambda personne: personne.nom_tri)


def invitables(saisine: Saisine) -> list[Personne]:
    """Teachers of the school in office who do not write this case yet, by name."""
    roles = Affectation.objects.filter(ecole=saisine.ecole_id, fonction=Fonction.ENSEIGNANT)
    roles = roles.exclude(personne=saisine.auteur_id).exclude(
        personne__in=saisine.acces_motifs.live().filter(origine=Origine.REDACTION).values("personne")
    )
    today = roles.select_related("personne").en_exercice()
    people = {role.personne_id: role.personne for role in today if role.personne.is_active}
    return sorted(people.values(), key=lambda personne: personne.nom_tri)


@transaction.atomic
def inviter(saisine: Saisine, *, by: Personne, personne: UUID, mot: str = "") -> None:
    """Open the draft, then the case, to a teacher of the school. Invited twice, they are invited once.

    Raises TransitionRefusedError (message for the direction) and PermissionDenied.
    """
    current = locked(saisine)
    require(by, Droit.PARTAGER, current)
    if not is_open(current.etat):
        raise TransitionRefusedError("Cette saisine est terminée : il n’y a plus rien à y écrire.")
    if any(one.pk == personne for one in coauteurs(current)):
        return
    invited = next((one for one in invitables(current) if one.pk == personne), None)
    if invited is None:
        raise TransitionRefusedError(PLUS_LA)
    _open(current, invited, since=timezone.now(), days=DUREE_JOURS)
    event = add_event(current, "inviter", by=by, personne=invited, texte=mot)
    notify_invitation(event, invited)


@transaction.atomic
def ne_plus_partager(saisine: Saisine, *, by: Personne, personne: UUID) -> None:
    """Close the case to somebody who wrote it: what they wrote stays. Said twice, it changes nothing."""
    current = locked(saisine)
    require(by, Droit.PARTAGER, current)
    former = next((one for one in coauteurs(current) if one.pk == personne), None)
    if former is None:
        return
    acces.end(Origine.REDACTION, current.pk, personne=personne)
    add_event(current, "ne_plus_partager", by=by, personne=former)


def _open(saisine: Saisine, personne: Personne, *, since: datetime, days: int) -> None:
    pole = saisine.pole
    acces.grant(
        saisine,
        personne,
        origine=Origine.REDACTION,
        origine_id=saisine.pk,
        debut=since,
        fin=end_of(pole.today() + timedelta(days=days), pole.tz),
    )


def follow_transition(sender, event, **kwargs) -> None:
    """Receiver: over, the case closes after a while to those who wrote it; taken up again, it does not."""
    ended, was_ended = event.etat_apres in ETATS_FINAUX, event.etat_avant in ETATS_FINAUX
    if ended == was_ended:
        return
    saisine = event.saisine
    rows = AccesMotif.objects.filter(saisine=saisine, origine=Origine.REDACTION).live()
    for row in rows.select_related("personne"):
        days = saisine.pole.acces_jours if ended else DUREE_JOURS
        _open(saisine, row.personne, since=row.debut, days=days)
