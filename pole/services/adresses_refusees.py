"""Whose mails come back: what the outbox learns from the server, and tells the apps above."""

import smtplib

from django.db import transaction
from django.utils import timezone

from pole.journal import line_of, record_all
from pole.models import Acte, AdresseSignalee, Affectation, Personne, Pole
from pole.signals import adresse_jugee

# RFC 5321: no such mailbox. Full, slow or suspicious of us is not that.
SANS_BOITE = (550, 551, 553)
# RFC 3463: 5.1.x and 5.4.x speak of the address; 5.2.x of a full mailbox, 5.7.x of a policy.
PAS_L_ADRESSE = (b"5.2.", b"5.3.", b"5.5.", b"5.6.", b"5.7.")

SERVEUR = "serveur de courriel"


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
    """A server refused this address: it leads nowhere in any pole, and each of them has its line.

    Twice changes nothing, nor does the answer about a former address.
    """
    working = Personne.objects.filter(pk=personne.pk, email=personne.email, adresse_refusee_le__isnull=True)
    if working.update(adresse_refusee_le=timezone.now()):
        note_in_each_pole(personne, fonction=SERVEUR)
        tell(personne, works=False)


@transaction.atomic
def mark_working(personne: Personne) -> None:
    """A mail was delivered since the server refused it. What a pole says for itself stays.

    `personne` is as it was before the mail left: a later refusal stays, and so does a former address.
    """
    refused = Personne.objects.filter(
        pk=personne.pk, email=personne.email, adresse_refusee_le=personne.adresse_refusee_le
    )
    if personne.adresse_refusee_le and refused.update(adresse_refusee_le=None):
        note_in_each_pole(personne, fonction=SERVEUR)
        tell(personne, works=True)


@transaction.atomic
def forget_refusals(personne: Personne) -> None:
    """Nothing that anybody said of a former address holds for the new one. The caller has the right."""
    said = list(AdresseSignalee.objects.filter(personne=personne).select_related("pole"))
    AdresseSignalee.objects.filter(pk__in=[row.pk for row in said]).delete()
    refused = Personne.objects.filter(pk=personne.pk, adresse_refusee_le__isnull=False)
    if refused.update(adresse_refusee_le=None):
        tell(personne, works=True)
        return
    for row in said:
        tell(personne, works=True, pole=row.pole)


def note_in_each_pole(personne: Personne, *, fonction: str, by: Personne | None = None) -> None:
    """One line of the journal in each pole where this person works, or one of no pole."""
    roles = Affectation.objects.filter(personne=personne).en_cours()
    poles = sorted(set(roles.order_by().values_list("pole", flat=True))) or [None]
    record_all(line_of(Acte.ACCES, by=by, fonction=fonction, pole=one, objet=personne) for one in poles)


def tell(personne: Personne, *, works: bool, pole: Pole | None = None) -> None:
    """The apps above follow: in one pole, or everywhere."""
    personne.refresh_from_db(fields=["adresse_refusee_le", "email"])
    adresse_jugee.send(sender=Personne, personne=personne, pole=pole, fonctionne=works)
