"""The outbox: mails are rows written in the transaction of the act; the row itself is the queue.

A row is claimed by a conditional UPDATE with a lease, never by a row lock alone, so that SQLite and
PostgreSQL behave alike (decisions.md 20 and 21). A crash between the sending and the mark repeats one mail,
with the same Message-ID; nothing is lost, because nothing but the row remembers.
"""

import uuid
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from pole.courriels import message_id, words
from pole.models import Envoi, Personne, Pole
from pole.registre import label_of

MAX_CLE = 120
# The row's identifier follows from its key: a key that is already there is seen without reading it first.
NAMESPACE = uuid.UUID("6b1f2f0e-2d0b-4d0a-9a57-6e0c7e8c5f11")


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
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("enqueue() se fait dans la transaction de l’acte.")
    if (destinataire is None) == (not adresse):
        raise ValueError("Un envoi va à une personne ou à une boîte fonctionnelle.")
    if not 0 < len(cle) <= MAX_CLE:
        raise ValueError(f"La clé d’un envoi a de 1 à {MAX_CLE} caractères.")
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
