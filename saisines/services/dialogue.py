"""Messages of a case: sent to people chosen by name, corrected for a while, withdrawn with a trace."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from pole.fields import sealed
from pole.models import Personne
from pole.services.envois import cancel_mails
from saisines.cercle import Cercle, cercle_of
from saisines.enums import Audience, Droit
from saisines.models import MODIFIABLE, Destinataire, Message, Saisine
from saisines.notifications import notify_message
from saisines.services.workflow import add_event, fonction_of, locked, require
from saisines.workflow import TransitionRefusedError, is_open

FERME = "Cette saisine est terminée : le dialogue se lit, et ne s’écrit plus. Demandez à la reprendre."
VIDE = "Écrivez votre message."
SANS_LECTEUR = "Choisissez au moins une personne qui lira ce message."
PLUS_LA = "Une personne choisie ne suit plus ce dossier : relisez la liste."
SANS_PILOTE = "Gardez au moins une personne de la coordination ou l’IEN parmi les lecteurs."
TROP_TARD = "Ce message ne se modifie plus : le délai est passé, ou il a été retiré."


def may_write(saisine: Saisine) -> bool:
    """Messages belong to a case that was sent and is not over."""
    return not saisine.is_prive and is_open(saisine.etat)


@transaction.atomic
def envoyer(
    saisine: Saisine, *, by: Personne, texte: str, lecteurs: Collection[UUID], jeton: UUID
) -> Message:
    """Send a message to people of the case chosen by name; each is told by a mail without any content.

    Sent twice with one token, it is sent once. Raises TransitionRefusedError and PermissionDenied.
    """
    current = locked(saisine)
    require(by, Droit.ECHANGER, current)
    if not may_write(current):
        raise TransitionRefusedError(FERME)
    if not texte.strip():
        raise TransitionRefusedError(VIDE)
    relations = current.relations_to(by)
    choisis = _chosen(current, cercle_of(current, by, relations), lecteurs, relations)
    message = Message(
        saisine=current, auteur=by, fonction=fonction_of(by, current, relations), texte=texte.strip()
    )
    message.jeton = jeton
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        return _already_sent(current, by, jeton)
    _add_readers(message, choisis)
    add_event(current, "message", by=by, audience=Audience.POLE)
    return message


def _chosen(saisine: Saisine, cercle: Cercle, lecteurs: Collection[UUID], relations) -> list[Personne]:
    """The readers, checked against the circle of this person at this moment."""
    lecteurs = set(lecteurs)
    if not lecteurs:
        raise TransitionRefusedError(SANS_LECTEUR)
    choisis = cercle.among(lecteurs)
    if len(choisis) != len(lecteurs):
        raise TransitionRefusedError(PLUS_LA)
    # Somebody of the pole can always withdraw what should not have been written.
    somebody = any(one.pilote for one in cercle.proches)
    if somebody and not _pilots(relations) and not any(one.pilote for one in choisis):
        raise TransitionRefusedError(SANS_PILOTE)
    return [one.personne for one in choisis]


def _pilots(relations) -> bool:
    return any(Droit.PILOTER in Saisine.DROITS[relation] for relation in relations)


def _already_sent(saisine: Saisine, by: Personne, jeton: UUID) -> Message:
    message = Message.objects.filter(saisine=saisine, auteur=by, jeton=jeton).first()
    if message is None:
        raise PermissionDenied
    return message


def _add_readers(message: Message, personnes: Collection[Personne]) -> None:
    Destinataire.objects.bulk_create(
        Destinataire(message=message, personne=personne) for personne in personnes
    )
    notify_message(message, personnes)


@transaction.atomic
def modifier(message: Message, *, by: Personne, texte: str) -> None:
    """Correct one's own message within fifteen minutes; it says that it was modified.

    Raises TransitionRefusedError and PermissionDenied.
    """
    _require_author(message, by)
    if not texte.strip():
        raise TransitionRefusedError(VIDE)
    now = timezone.now()
    still = Message.objects.filter(pk=message.pk, retire_le__isnull=True, envoye_le__gt=now - MODIFIABLE)
    if not still.update(texte=sealed(message, "texte", texte.strip()), modifie_le=now):
        raise TransitionRefusedError(TROP_TARD)
    add_event(message.saisine, "modifier_message", by=by, audience=Audience.POLE)
    message.refresh_from_db()


@transaction.atomic
def ouvrir(message: Message, *, by: Personne, lecteurs: Collection[UUID]) -> None:
    """Its author lets other people of the case read a message already sent. Nobody is taken off the list.

    Raises TransitionRefusedError and PermissionDenied.
    """
    current = locked(message.saisine)
    _require_author(message, by)
    if not may_write(current):
        raise TransitionRefusedError(FERME)
    if Message.objects.filter(pk=message.pk, retire_le__isnull=False).exists():
        raise TransitionRefusedError("Ce message a été retiré : personne ne le lit plus.")
    cercle = cercle_of(current, by, current.relations_to(by))
    choisis = cercle.among(set(lecteurs))
    if not lecteurs or len(choisis) != len(set(lecteurs)):
        raise TransitionRefusedError(PLUS_LA if lecteurs else SANS_LECTEUR)
    known = set(message.destinataires.values_list("personne", flat=True))
    added = [one.personne for one in choisis if one.personne.pk not in known]
    if added:
        _add_readers(message, added)
        add_event(current, "ouvrir_message", by=by, audience=Audience.POLE)


@transaction.atomic
def retirer(message: Message, *, by: Personne, raison: str) -> None:
    """Withdraw a message: its words are erased for everybody; who, when and why stay.

    Its mails that wait are cancelled. Raises TransitionRefusedError and PermissionDenied.
    """
    current = locked(message.saisine)
    require(by, Droit.PILOTER, current)
    if not Message.objects.visible_to(by).filter(pk=message.pk).exists():
        raise PermissionDenied
    if not raison.strip():
        raise TransitionRefusedError("Dites pourquoi : les lecteurs du message liront cette phrase.")
    gone = {
        "retire_le": timezone.now(),
        "retire_par": by,
        "raison": sealed(message, "raison", raison.strip()),
        "texte": sealed(message, "texte", ""),
    }
    if not Message.objects.filter(pk=message.pk, retire_le__isnull=True).update(**gone):
        raise TransitionRefusedError("Ce message est déjà retiré.")
    cancel_mails(message)
    add_event(current, "retirer_message", by=by, audience=Audience.POLE)
    message.refresh_from_db()


@transaction.atomic
def marquer_lus(saisine: Saisine, *, by: Personne, messages: Collection[UUID]) -> int:
    """Note that these messages were read by this person, and how many were new."""
    mine = Destinataire.objects.visible_to(by).a_lire().filter(message__saisine=saisine, message__in=messages)
    return Destinataire.objects.filter(pk__in=list(mine.values_list("pk", flat=True))).update(
        lu_le=timezone.now()
    )


def _require_author(message: Message, by: Personne) -> None:
    """The author, while the dialogue is open to them."""
    if message.auteur_id != by.pk:
        raise PermissionDenied
    require(by, Droit.ECHANGER, message.saisine)
