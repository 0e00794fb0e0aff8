"""The outbox: a row written in the transaction of the act is the queue itself."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from pole import registre
from pole.constraints import unique_with_null
from pole.fields import EncryptedJSONField
from pole.models.circonscription import Pole
from pole.models.personnes import Personne
from pole.querysets import PoleQuerySet


class EtatEnvoi(models.TextChoices):
    A_ENVOYER = "a_envoyer", "à envoyer"
    ENVOYE = "envoye", "envoyé"
    ANNULE = "annule", "annulé"
    ABANDONNE = "abandonne", "abandonné"


class EnvoiQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """One's own mails; those who pilot a pole see what leaves in its name about what they see."""
        of_pole = Q(pole__in=user.portee.pilotage) & registre.listed_to(user)
        return self.filter(Q(destinataire=user) | of_pole)


class Envoi(models.Model):
    """A mail to one person or one functional mailbox. It never contains anything about a pupil.

    The body is made at the moment of sending, from `gabarit` and the object that (`cible`, `cible_id`)
    names, if the recipient may still see it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(
        Pole, on_delete=models.PROTECT, null=True, related_name="envois", verbose_name="pôle"
    )
    destinataire = models.ForeignKey(Personne, on_delete=models.PROTECT, null=True, related_name="envois")
    adresse = models.EmailField("boîte fonctionnelle", blank=True)
    gabarit = models.CharField("gabarit", max_length=60)
    cible = models.CharField("objet visé", max_length=60, blank=True)
    cible_id = models.UUIDField("identifiant de l’objet visé", null=True, blank=True)
    # Sealed: the link of an invitation is usable until it is sent.
    contexte = EncryptedJSONField("mots du gabarit", label="envoi.contexte")
    cle = models.CharField("clé d’unicité", max_length=120, unique=True)
    urgent = models.BooleanField("urgent", default=False)
    etat = models.CharField("état", max_length=10, choices=EtatEnvoi, default=EtatEnvoi.A_ENVOYER)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    pas_avant = models.DateTimeField("pas avant")
    bail = models.DateTimeField("réservé jusqu’à", null=True, blank=True)
    message_id = models.CharField("identifiant du message", max_length=120, blank=True)
    sujet = models.CharField("sujet envoyé", max_length=150, blank=True)
    corps = models.TextField("texte envoyé", blank=True)
    erreur = models.CharField("dernière erreur", max_length=200, blank=True)
    created_at = models.DateTimeField("écrit le", auto_now_add=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    objects = EnvoiQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="envoi_has_one_recipient",
                condition=Q(destinataire__isnull=False, adresse="")
                | (Q(destinataire__isnull=True) & ~Q(adresse="")),
                violation_error_message="Un envoi va à une personne ou à une boîte fonctionnelle.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["urgent", "pas_avant"], name="envoi_a_envoyer", condition=Q(etat=EtatEnvoi.A_ENVOYER)
            ),
            models.Index(fields=["pole", "created_at"], name="envoi_pole_created"),
        ]

    def __str__(self):
        return f"{self.gabarit} ({self.get_etat_display()})"


class Execution(models.Model):
    """A scheduled job that ran for a pole and a slot: unique, so that two workers run it once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tache = models.CharField("tâche", max_length=60)
    pole = models.ForeignKey(Pole, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="pôle")
    creneau = models.DateTimeField("créneau")
    commencee_le = models.DateTimeField("commencée le")
    finie_le = models.DateTimeField("finie le", null=True, blank=True)
    erreur = models.CharField("erreur", max_length=200, blank=True)

    class Meta:
        verbose_name = "exécution"
        constraints = [
            *unique_with_null("tache", "pole", "creneau", nullable="pole", name="execution_once_a_slot")
        ]

    def __str__(self):
        return self.tache


class Battement(models.Model):
    """Sign of life of the worker: one row, read by `/sante/` and `verifier`."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    le = models.DateTimeField("dernier signe")

    class Meta:
        verbose_name = "battement"

    def __str__(self):
        return f"{self.le:%d/%m/%Y %H:%M}"
