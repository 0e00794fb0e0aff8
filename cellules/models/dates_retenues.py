"""Whom the pole asked to keep a date, before any case is known: they are told when it changes."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cellules.models.reunions import Reunion
from pole.enums import FONCTIONS_BUREAU
from pole.querysets import PoleQuerySet


class DateRetenueQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """One's own, and all to the office of the pole, which publishes the dates."""
        office = Q(reunion__pole__in=user.portee.poles(*FONCTIONS_BUREAU))
        return self.filter(Q(personne=user) | office)


class DateRetenue(models.Model):
    """A person who was sent the date of a meeting. Gone when the meeting is cancelled, once they know."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reunion = models.ForeignKey(Reunion, on_delete=models.CASCADE, related_name="dates_retenues")
    personne = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    annoncee_le = models.DateTimeField("annoncée le", auto_now_add=True)

    objects = DateRetenueQuerySet.as_manager()

    class Meta:
        verbose_name = "date retenue"
        verbose_name_plural = "dates retenues"
        constraints = [
            models.UniqueConstraint(
                fields=["reunion", "personne"],
                name="date_retenue_once_per_person",
                violation_error_message="Cette personne a déjà reçu cette date.",
            )
        ]

    def __str__(self):
        return f"date annoncée le {self.annoncee_le:%d/%m/%Y}"
