"""A meeting while it is held: who takes the notes, what is understood of each case, what closed it."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cellules.models.agenda import Inscription
from cellules.models.reunions import Reunion
from pole.fields import EncryptedJSONField, EncryptedTextField
from pole.querysets import PoleQuerySet


class SeanceQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Those who conduct the meeting."""
        return self.filter(reunion__pole__in=user.portee.pilotage)


class Seance(models.Model):
    """One for a meeting. One person takes the notes at a time; another may take over, and both are told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reunion = models.OneToOneField(Reunion, on_delete=models.PROTECT, related_name="seance")
    ouverte_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ouverte_le = models.DateTimeField("ouverte le")
    preneur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="prend les notes",
    )
    # The last sign of whoever takes the notes: without one for a while, the place is free.
    preneur_vu_le = models.DateTimeField("vu le")
    close_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    close_le = models.DateTimeField("close le", null=True, blank=True)

    objects = SeanceQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        constraints = [
            models.CheckConstraint(
                name="seance_closed_by_somebody",
                condition=Q(close_le__isnull=True, close_par__isnull=True)
                | Q(close_le__isnull=False, close_par__isnull=False),
                violation_error_message="Une séance est close par quelqu’un, à une date.",
            )
        ]

    def __str__(self):
        return f"séance du {self.ouverte_le:%d/%m/%Y}"

    @property
    def is_close(self) -> bool:
        return self.close_le is not None


class NoteDeSeanceQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Those of the cases that one conducts: a school that reads its case does not read these."""
        return self.filter(inscription__in=Inscription.objects.conduites(user).values("pk"))


class NoteDeSeance(models.Model):
    """What the meeting says of one case, in four fields: changed by a conditional UPDATE on `version`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inscription = models.OneToOneField(Inscription, on_delete=models.CASCADE, related_name="note")
    comprehension = EncryptedTextField("ce que nous comprenons", label="note_de_seance.comprehension")
    # [{"texte": …, "qui": …, "porteur": identifier or None}], five at most.
    pistes = EncryptedJSONField("pistes", label="note_de_seance.pistes")
    interlocuteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="interlocuteur du pôle",
    )
    point_le = models.DateField("on se revoit le", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=0, editable=False)
    ouverte_le = models.DateTimeField("ouverte le", null=True, blank=True)
    # Said to be studied: the closing makes an answer of it. Otherwise the case is carried over.
    etudiee_le = models.DateTimeField("étudiée le", null=True, blank=True)
    ecrite_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ecrite_le = models.DateTimeField("écrite le", auto_now=True)

    objects = NoteDeSeanceQuerySet.as_manager()

    class Meta:
        verbose_name = "note de séance"
        verbose_name_plural = "notes de séance"

    def __str__(self):
        return f"note du {self.ecrite_le:%d/%m/%Y}"
