"""Whose mails come back: what the outbox learns from the server, and tells the apps above."""

import smtplib

from django.db import transaction
from django.utils import timezone

from pole.models import Personne
from pole.signals import adresse_jugee

# RFC 5321: no such mailbox. Full, slow or suspicious of us is not that.
SANS_BOITE = (550, 551, 553)
# RFC 3463: 5.1.x and 5.4.x speak of the address; 5.2.x of a full mailbox, 5.7.x of a policy.
PAS_L_ADRESSE = (b"5.2.", b"5.3.", b"5.5.", b"5.6.", b"5.7.")


def is_unknown_mailbox(error: Exception) -> bool:
    """Whether a server said that the address leads nowhere, for good."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return any(
        code in SANS_BOITE and not bytes(words).startswith(PAS_L_ADRESSE)
        for code, words in error.recipients.values()
    )


@transaction.atomic
def mark_refused(personne: Personne) -> None:
    """Mails to this address come back. Twice changes nothing, nor does the answer about a former address.

    The caller has the right, or is the server.
    """
    working = Personne.objects.filter(pk=personne.pk, email=personne.email, adresse_refusee_le__isnull=True)
    if working.update(adresse_refusee_le=timezone.now()):
        _tell(personne, works=False)


@transaction.atomic
def mark_working(personne: Personne) -> None:
    """Mails leave to this person again. Twice changes nothing. The caller has the right."""
    refused = Personne.objects.filter(pk=personne.pk, adresse_refusee_le__isnull=False)
    if refused.update(adresse_refusee_le=None):
        _tell(personne, works=True)


def _tell(personne: Personne, *, works: bool) -> None:
    personne.refresh_from_db(fields=["adresse_refusee_le", "email"])
    adresse_jugee.send(sender=Personne, personne=personne, fonctionne=works)
