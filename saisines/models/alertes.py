"""The urgent path: who was told, when, who took it; and what the pole learned from it."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pole.enums import Fonction, RaisonUrgence
from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.models.saisine import Saisine


class AlerteQuerySet(PoleQuerySet):
    def ouvertes(self) -> Self:
        """Nobody has taken it yet."""
        return self.filter(prise_le__isnull=True, finie_le__isnull=True)


class Alerte(models.Model):
    """One alert, from the sending of an urgent case until somebody takes it in charge.

    `echelon` is the version: two workers that see the same alert pass it on once. `finie_le` says that it
    ended without anybody (the school withdrew its case).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="alertes")
    raison = models.CharField("raison", max_length=10, choices=RaisonUrgence)
    ouverte_le = models.DateTimeField("donnée le", default=timezone.now)
    echelon = models.PositiveSmallIntegerField("échelon", default=0)
    relance_le = models.DateTimeField("dernière personne prévenue le", default=timezone.now)
    # Written by the worker: while it is empty, nobody can be sure that a mail has left.
    courriel_parti_le = models.DateTimeField("premier courriel parti le", null=True, blank=True)
    # Everybody who is there was told, and nobody answered.
    epuisee_le = models.DateTimeField("plus personne à prévenir depuis", null=True, blank=True)
    prise_le = models.DateTimeField("prise en charge le", null=True, blank=True)
    prise_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    finie_le = models.DateTimeField("finie sans réponse le", null=True, blank=True)

    objects = AlerteQuerySet.as_manager()

    class Meta:
        verbose_name = "alerte"
        ordering = ["ouverte_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["saisine"],
                name="alerte_one_open_per_saisine",
                condition=Q(prise_le__isnull=True, finie_le__isnull=True),
                violation_error_message="Une alerte attend déjà sur cette saisine.",
            ),
            models.CheckConstraint(
                name="alerte_taken_by_somebody",
                condition=Q(prise_le__isnull=True, prise_par__isnull=True)
                | Q(prise_le__isnull=False, prise_par__isnull=False, finie_le__isnull=True),
                violation_error_message="Une alerte est prise en charge par quelqu’un, ou finie.",
            ),
        ]

    def __str__(self):
        return f"alerte du {self.ouverte_le:%d/%m/%Y}"

    @property
    def is_ouverte(self) -> bool:
        return self.prise_le is None and self.finie_le is None


class AlerteRecue(models.Model):
    """Somebody was told, once. Without a person: the functional mailbox of the pole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alerte = models.ForeignKey(Alerte, on_delete=models.CASCADE, related_name="recues")
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="alertes_recues"
    )
    # The function by which they were told: the banner leaves with it.
    fonction = models.CharField("fonction", max_length=15, choices=Fonction, blank=True)
    rang = models.PositiveSmallIntegerField("rang dans la chaîne", default=0)
    le = models.DateTimeField("le", default=timezone.now)
    # Kept away from the case since (saisines.services.deports): the banner leaves, that they were told stays.
    ecartee = models.BooleanField("à l’écart depuis", default=False)

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "personne prévenue"
        verbose_name_plural = "personnes prévenues"
        ordering = ["rang", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["alerte", "personne"], name="alerte_recue_once"),
            models.UniqueConstraint(
                fields=["alerte"],
                name="alerte_recue_once_by_the_mailbox",
                condition=Q(personne__isnull=True),
            ),
        ]

    def __str__(self):
        return f"prévenue le {self.le:%d/%m/%Y}"


class Retrospective(models.Model):
    """What the pole learned from an urgent case, in three short texts. The school never reads them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="retrospectives")
    passe = EncryptedTextField("comment l’alerte s’est passée", label="retrospective.passe")
    aide = EncryptedTextField("ce qui a aidé", label="retrospective.aide")
    changer = EncryptedTextField("ce qu’il faut changer", label="retrospective.changer")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    le = models.DateTimeField("écrite le", default=timezone.now)

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "retour sur une urgence"
        verbose_name_plural = "retours sur une urgence"
        ordering = ["le", "pk"]

    def __str__(self):
        return f"retour du {self.le:%d/%m/%Y}"


def last_of(alertes: list[Alerte]) -> Alerte:
    """Of the alerts of one case, in their order: the open one (two may share an instant), or the last."""
    return next((alerte for alerte in alertes if alerte.is_ouverte), alertes[-1])
