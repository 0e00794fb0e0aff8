"""An answer being written: nobody outside those who pilot reads it before it is sent."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from pole.fields import EncryptedJSONField, EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.models.saisine import Saisine


class ProjetDeReponseQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Of the cases that one pilots."""
        return self.filter(saisine__in=Saisine.objects.pilotees(user).values("pk"))


class ProjetDeReponse(models.Model):
    """One for a case: changed by a conditional UPDATE on `version`, and erased once it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.OneToOneField(Saisine, on_delete=models.CASCADE, related_name="projet_de_reponse")
    comprehension = EncryptedTextField("ce que nous comprenons", label="projet.comprehension")
    appuis = EncryptedTextField("points d’appui", label="projet.appuis")
    non_retenu = EncryptedTextField("ce qui n’a pas été retenu, et pourquoi", label="projet.non_retenu")
    rappels = EncryptedTextField("rappels et décisions qui ne relèvent pas du pôle", label="projet.rappels")
    # [{"texte": …, "qui": …, "porteur": identifier or None, and the details of a piste}], five at most.
    pistes = EncryptedJSONField("pistes", label="projet.pistes")
    interlocuteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="interlocuteur du pôle",
    )
    point_le = models.DateField("on se revoit le", null=True, blank=True)
    # The day of the meeting that studied it; empty for an answer without a meeting.
    etudiee_le = models.DateField("étudiée le", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    ecrit_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ecrit_le = models.DateTimeField("écrit le", auto_now=True)
    # Reread as it is now; empty again after each change.
    relu_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    relu_le = models.DateTimeField("relu le", null=True, blank=True)
    # Where the pole wants the IEN to reread too.
    relu_ien_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    relu_ien_le = models.DateTimeField("relu par l’IEN le", null=True, blank=True)

    objects = ProjetDeReponseQuerySet.as_manager()

    class Meta:
        verbose_name = "projet de réponse"
        verbose_name_plural = "projets de réponse"
        ordering = ["ecrit_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="projet_reread_by_somebody",
                condition=Q(relu_le__isnull=True, relu_par__isnull=True)
                | Q(relu_le__isnull=False, relu_par__isnull=False),
                violation_error_message="Un projet relu l’est par quelqu’un, à une date.",
            ),
            models.CheckConstraint(
                name="projet_reread_by_an_ien",
                condition=Q(relu_ien_le__isnull=True, relu_ien_par__isnull=True)
                | Q(relu_ien_le__isnull=False, relu_ien_par__isnull=False),
                violation_error_message="Un projet relu par l’IEN l’est par quelqu’un, à une date.",
            ),
        ]

    def __str__(self):
        return f"projet du {self.ecrit_le:%d/%m/%Y}"
