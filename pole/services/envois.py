"""The outbox: mails are rows written in the transaction of the act; the row itself is the queue.

A row is claimed by a conditional UPDATE with a lease, never by a row lock alone, so that SQLite and
PostgreSQL behave alike. A crash between the sending and the mark repeats one mail,
with the same Message-ID; nothing is lost, because nothing but the row remembers.
"""

import logging
import smtplib
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db import InterfaceError, OperationalError, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from pole.bases import renew_connection
from pole.courriels import message, message_id, render, words
from pole.fields import Sealed
from pole.models import Envoi, EtatEnvoi, Personne, Pole
from pole.pieces import pieces_of
from pole.registre import label_of, resolve
from pole.services.adresses_refusees import is_unknown_mailbox, mark_refused, mark_working

logger = logging.getLogger(__name__)

MAX_CLE = 120
# The row's identifier follows from its key: a key that is already there is seen without reading it first.
NAMESPACE = uuid.UUID("6b1f2f0e-2d0b-4d0a-9a57-6e0c7e8c5f11")
# Longer than a mail takes (EMAIL_TIMEOUT, twice), short enough for an urgent one whose worker was killed.
BAIL = timedelta(minutes=2)
# After a fault of this mail: 1, 5, 15 minutes, 1 hour, then every 4 hours until 72 hours have gone.
DELAIS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    *[timedelta(hours=4)] * 18,
)
PATIENCE = timedelta(hours=72)
ADRESSE_REFUSEE = "adresse refusée par le serveur de courriel"
# Faults of one mail. Every other fault of the exchange (no answer, sign-in refused, connection cut) is the
# server's: all mails wait a little and none loses its turn for long, so that everything has left ten minutes
# after a server comes back. smtplib's exceptions are all OSError.
MAIL_FAULTS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
SERVER_FAULTS = (OSError,)


class MailServerDownError(Exception):
    """The mail server does not answer. Its text is the class of the fault, nothing else."""


def enqueue(
    gabarit: str,
    *,
    pole: Pole | None,
    cle: str,
    destinataire: Personne | None = None,
    adresse: str = "",
    cible: models.Model | None = None,
    contexte: dict | None = None,
    urgent: bool = False,
    pas_avant: datetime | None = None,
) -> Envoi:
    """Write a mail in the transaction of the act that causes it: both are there, or neither. One query.

    Idempotent on `cle` (120 characters at most): the first row wins, a second call changes nothing and
    returns an instance with the same identifier. `contexte` takes short texts, numbers and dates, never
    anything about a pupil; `chemin` in it replaces the address of `cible` as the link of the mail.
    Raises TransactionManagementError outside a transaction, ValueError for a wrong recipient, key or word.
    """
    _refuse_misuse(destinataire, adresse, cle)
    row = uuid.uuid5(NAMESPACE, cle)
    envoi = Envoi(
        pk=row,
        pole=pole,
        destinataire=destinataire,
        adresse=adresse,
        gabarit=gabarit,
        cible=label_of(cible) if cible is not None else "",
        cible_id=cible.pk if cible is not None else None,
        contexte=words(contexte or {}, pole),
        cle=cle,
        urgent=urgent,
        pas_avant=pas_avant or timezone.now(),
        message_id=message_id(row),
    )
    Envoi.objects.bulk_create([envoi], ignore_conflicts=True)
    return envoi


def _refuse_misuse(destinataire: Personne | None, adresse: str, cle: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("enqueue() se fait dans la transaction de l’acte.")
    if (destinataire is None) == (not adresse):
        raise ValueError("Un envoi va à une personne ou à une boîte fonctionnelle.")
    if not 0 < len(cle) <= MAX_CLE:
        raise ValueError(f"La clé d’un envoi a de 1 à {MAX_CLE} caractères.")


def cancel_mails(cible: models.Model, *, gabarit: str = "", destinataire: Personne | None = None) -> int:
    """Stop the mails that wait about this object, of one template or to one person if given. How many."""
    waiting = Envoi.objects.filter(cible=label_of(cible), cible_id=cible.pk, etat=EtatEnvoi.A_ENVOYER)
    if gabarit:
        waiting = waiting.filter(gabarit=gabarit)
    if destinataire:
        waiting = waiting.filter(destinataire=destinataire)
    return waiting.update(**_ended(EtatEnvoi.ANNULE))


def claim(limit: int = 1) -> list[Envoi]:
    """Reserve mails that are due, urgent first, oldest first. Each is counted as a try before it is made.

    The reservation is a conditional UPDATE: of two workers that see the same row, one changes it. It runs
    out by itself, so that the mail of a killed worker leaves again after `BAIL`.
    """
    claimed = []
    rows = pending().select_related("pole", "destinataire").order_by("-urgent", "pas_avant", "pk")
    for envoi in rows[:limit]:
        bail = timezone.now() + BAIL
        unchanged = Q(bail__isnull=True) if envoi.bail is None else Q(bail=envoi.bail)
        if Envoi.objects.filter(unchanged, pk=envoi.pk, etat=EtatEnvoi.A_ENVOYER).update(
            bail=bail, tentatives=F("tentatives") + 1
        ):
            envoi.bail = bail
            envoi.tentatives += 1
            claimed.append(envoi)
    return claimed


def deliver(envoi: Envoi, connection=None) -> EtatEnvoi:
    """Send one claimed mail, if its reader may still see what it speaks of, and mark the row.

    Returns its new state. Raises MailServerDownError, after the row is put back, when the fault is the
    server's and not this mail's: the others would fail too.
    """
    cible, reason = _recheck(envoi)
    if reason:
        return _close(envoi, EtatEnvoi.ANNULE, erreur=reason)
    # Only the class of an error is kept: its message may quote what was typed.
    try:
        courriel, pieces = render(envoi, cible), pieces_of(envoi, cible)
    except Exception as error:
        return _postpone(envoi, error, _delay(envoi))
    try:
        message(envoi, courriel, connection, pieces).send()
    except MAIL_FAULTS as error:
        if envoi.destinataire is not None and is_unknown_mailbox(error):
            return _give_up(envoi)
        return _postpone(envoi, error, _delay(envoi))
    except SERVER_FAULTS as error:
        _postpone(envoi, error, min(envoi.tentatives, 5) * timedelta(minutes=1))
        raise MailServerDownError(type(error).__name__) from error
    except Exception as error:
        # A header or an address that the library refuses must not stop the mails behind it.
        return _postpone(envoi, error, _delay(envoi))
    kept = {"sujet": courriel.sujet, "corps": courriel.texte} if settings.DEMO else {}
    etat = _keep_trying(lambda: _close(envoi, EtatEnvoi.ENVOYE, envoye_le=timezone.now(), **kept))
    if envoi.destinataire is not None:
        mark_working(envoi.destinataire)
    return etat


def send_pending(limit: int = 50, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, one mail at a time over one connection. Returns how many rows were dealt with.

    Each mail is claimed just before it is sent: a killed worker holds back one mail, not a batch.
    Raises MailServerDownError when the server does not answer; no row has then lost a try.
    """
    if not pending().exists():
        return 0
    connection = get_connection()
    try:
        connection.open()
    except SERVER_FAULTS as error:
        raise MailServerDownError(type(error).__name__) from error
    dealt = 0
    try:
        while dealt < limit and not should_stop() and (claimed := claim()):
            deliver(claimed[0], connection)
            dealt += 1
    finally:
        connection.close()
    return dealt


def pending() -> models.QuerySet[Envoi]:
    """Mails that could leave now."""
    now = timezone.now()
    free = Q(bail__isnull=True) | Q(bail__lte=now)
    return Envoi.objects.filter(free, etat=EtatEnvoi.A_ENVOYER, pas_avant__lte=now)


def _recheck(envoi: Envoi) -> tuple[models.Model | None, str]:
    """The object that the mail speaks of, or why the mail must not leave."""
    if envoi.destinataire is not None and not envoi.destinataire.is_active:
        return None, "compte désactivé"
    if not envoi.cible:
        return None, ""
    cible = resolve(envoi.cible, envoi.cible_id, user=envoi.destinataire)
    return cible, "" if cible is not None else "objet disparu ou devenu invisible à cette personne"


def _delay(envoi: Envoi) -> timedelta:
    return DELAIS[min(envoi.tentatives, len(DELAIS)) - 1]


def _close(envoi: Envoi, etat: EtatEnvoi, **fields) -> EtatEnvoi:
    held = Envoi.objects.filter(pk=envoi.pk, etat=EtatEnvoi.A_ENVOYER, bail=envoi.bail)
    held.update(**_ended(etat), **fields)
    return etat


def _give_up(envoi: Envoi) -> EtatEnvoi:
    """The address leads nowhere: trying again for three days would say nothing more."""
    with transaction.atomic():
        mark_refused(envoi.destinataire)
        return _close(envoi, EtatEnvoi.ABANDONNE, erreur=ADRESSE_REFUSEE)


def _ended(etat: EtatEnvoi) -> dict[str, object]:
    """End of a row, sent or not: its words are erased, whoever reads the table finds none."""
    return {"etat": etat, "bail": None, "contexte": Sealed("")}


def _postpone(envoi: Envoi, error: Exception, delay: timedelta) -> EtatEnvoi:
    """Try again later; give up after `PATIENCE` once every delay has been used."""
    name = type(error).__name__
    now = timezone.now()
    logger.warning("Mail %s not sent (try %s): %s", envoi.pk, envoi.tentatives, name)
    if envoi.tentatives >= len(DELAIS) and now - envoi.created_at > PATIENCE:
        return _close(envoi, EtatEnvoi.ABANDONNE, erreur=name)
    Envoi.objects.filter(pk=envoi.pk, etat=EtatEnvoi.A_ENVOYER, bail=envoi.bail).update(
        bail=None, pas_avant=now + delay, erreur=name
    )
    return EtatEnvoi.A_ENVOYER


def _keep_trying(mark: Callable[[], EtatEnvoi]) -> EtatEnvoi:
    """Mark a mail that has left even if the database blinks: without the mark it would leave twice."""
    for pause in (0.5, 1, 2, 4, 8):
        try:
            return mark()
        except (OperationalError, InterfaceError):
            if transaction.get_connection().in_atomic_block:
                raise
            renew_connection()
            time.sleep(pause)
    return mark()
