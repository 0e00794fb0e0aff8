"""Ways out of the triage: dated rows beside the state, and the link between two cases."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.enums import Issue
from saisines.models.acces import Sollicitation
from saisines.models.saisine import Saisine


class OrientationQuerySet(PoleQuerySet):
    def en_cours(self) -> Self:
        return self.filter(finie_le__isnull=True)


class Orientation(models.Model):
    """One way out, told to the school with its reason and its next date. Several add up on one case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="orientations")
    issue = models.CharField("suite", max_length=16, choices=Issue)
    lettre = EncryptedTextField("message à l’école", label="orientation.lettre")
    pour_le = models.DateField("prochaine date", null=True, blank=True)
    # The meeting that was meant, for « cellule »: an upper app owns it.
    reunion = models.UUIDField("réunion", null=True, blank=True)
    sollicitation = models.OneToOneField(
        Sollicitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="orientation"
    )
    # The case that this one joined: told to those who pilot, never to a school.
    autre = models.ForeignKey(Saisine, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("décidée le", auto_now_add=True)
    finie_le = models.DateTimeField("finie le", null=True, blank=True)

    objects = OrientationQuerySet.as_manager()

    class Meta:
        verbose_name = "orientation"
        ordering = ["created_at", "pk"]
        constraints = [
            # With somebody called upon, the mission tells one row from another.
            models.UniqueConstraint(
                fields=["saisine", "issue"],
                name="orientation_once_while_open",
                condition=Q(finie_le__isnull=True, sollicitation__isnull=True),
                violation_error_message="Cette suite est déjà donnée.",
            ),
        ]

    def __str__(self):
        return self.get_issue_display()

    @property
    def is_en_cours(self) -> bool:
        return self.finie_le is None


class Lien(models.Model):
    """Two cases that are read together by those who pilot. A link gives no right to anybody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The smaller identifier first: one row for each pair.
    premiere = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="liens")
    seconde = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="+")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("relié le", auto_now_add=True)

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "lien"
        constraints = [
            models.UniqueConstraint(
                fields=["premiere", "seconde"],
                name="lien_once_per_pair",
                violation_error_message="Ces deux saisines sont déjà reliées.",
            ),
            models.CheckConstraint(
                name="lien_smaller_first",
                condition=Q(premiere__lt=F("seconde")),
                violation_error_message="On relie deux saisines différentes.",
            ),
        ]

    def __str__(self):
        return f"lien du {self.created_at:%d/%m/%Y}"
