"""What the school and the pole write to each other on a case, each message with its own readers."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.models.saisine import Saisine

# Time during which its author may correct a message that is sent.
MODIFIABLE = timedelta(minutes=15)


class MessageQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Messages that this person wrote or was sent, on the cases whose dialogue is open to them now.

        Seeing the case is not enough, and having been a reader is not either: both are needed.
        """
        addressed = Destinataire.objects.filter(personne=user).values("message")
        cases = Saisine.objects.avec_dialogue(user).values("pk")
        return self.filter(Q(auteur=user) | Q(pk__any_of=addressed), saisine__in=cases)


class Message(models.Model):
    """Words to people chosen by name. The author and these readers see that it exists, nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="messages")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    fonction = models.CharField("à quel titre", max_length=150)
    # Erased when the message is withdrawn: what should not have been written is kept nowhere.
    texte = EncryptedTextField("message", label="message.texte")
    # One token per form shown: a double click sends once.
    jeton = models.UUIDField("jeton d’envoi", unique=True, default=uuid.uuid4, editable=False)
    envoye_le = models.DateTimeField("envoyé le", default=timezone.now)
    modifie_le = models.DateTimeField("modifié le", null=True, blank=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    retire_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    raison = EncryptedTextField("raison du retrait", label="message.raison")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message"
        ordering = ["envoye_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="message_withdrawn_by_somebody",
                condition=Q(retire_le__isnull=True, retire_par__isnull=True)
                | Q(retire_le__isnull=False, retire_par__isnull=False),
                violation_error_message="Un message retiré l’est par quelqu’un, à une date.",
            ),
        ]
        indexes = [models.Index(fields=["saisine", "envoye_le"], name="message_saisine_envoye")]

    def __str__(self):
        return f"message du {self.envoye_le:%d/%m/%Y}"

    def get_absolute_url(self):
        return f"{reverse('saisines:dialogue', args=[self.saisine_id])}#message-{self.pk}"

    @property
    def modifiable_jusqua(self) -> datetime:
        return self.envoye_le + MODIFIABLE

    def is_for(self, user) -> bool:
        """True for its author and its readers: `visible_to` said in memory, once the dialogue is open."""
        return self.auteur_id == user.pk or any(
            row.personne_id == user.pk for row in self.destinataires.all()
        )


class DestinataireQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """What one was sent; the readers of a message are shown by the message."""
        return self.filter(personne=user, message__in=Message.objects.visible_to(user).values("pk"))

    def a_lire(self) -> Self:
        return self.filter(lu_le__isnull=True, message__retire_le__isnull=True)


class Destinataire(models.Model):
    """One reader of a message, listed by name before it left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="destinataires")
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages_recus"
    )
    ajoute_le = models.DateTimeField("lecteur depuis", default=timezone.now)
    lu_le = models.DateTimeField("lu le", null=True, blank=True)

    objects = DestinataireQuerySet.as_manager()

    class Meta:
        verbose_name = "destinataire"
        ordering = ["ajoute_le", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["message", "personne"], name="destinataire_once_per_message")
        ]
        indexes = [
            models.Index(fields=["personne"], name="destinataire_a_lire", condition=Q(lu_le__isnull=True))
        ]

    def __str__(self):
        return f"lecteur depuis le {self.ajoute_le:%d/%m/%Y}"
