"""A calendar that follows the meetings of a pole, for one person, by a secret address."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models

from pole.models import Pole
from pole.querysets import PoleQuerySet


class AbonnementQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """One's own."""
        return self.filter(personne=user)


class Abonnement(models.Model):
    """One address per person and pole. It is shown once; a new one replaces it; without a role it is dead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.CASCADE, related_name="abonnements")
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="abonnements"
    )
    empreinte = models.CharField("empreinte de l’adresse", max_length=64, unique=True)
    created_at = models.DateTimeField("créé le")

    objects = AbonnementQuerySet.as_manager()

    class Meta:
        verbose_name = "abonnement au calendrier"
        verbose_name_plural = "abonnements au calendrier"
        constraints = [
            models.UniqueConstraint(
                fields=["pole", "personne"],
                name="abonnement_one_per_person_and_pole",
                violation_error_message="Vous avez déjà une adresse pour ce calendrier.",
            )
        ]

    def __str__(self):
        return f"abonnement du {self.created_at:%d/%m/%Y}"
