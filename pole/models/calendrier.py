"""The school calendar as rows that people can correct."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from pole.constraints import unique_with_null
from pole.models.circonscription import Pole
from pole.querysets import PoleQuerySet


class CodeVacances(models.TextChoices):
    RENTREE = "rentree", "Rentrée des élèves"
    TOUSSAINT = "toussaint", "Vacances de la Toussaint"
    NOEL = "noel", "Vacances de Noël"
    HIVER = "hiver", "Vacances d’hiver"
    PRINTEMPS = "printemps", "Vacances de printemps"
    PONT = "pont", "Pont de l’Ascension"
    ETE = "ete", "Vacances d’été"


class VacancesQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """The national calendar, and the corrections of one's own poles."""
        return self.filter(Q(pole__isnull=True) | Q(pole__in=user.portee.poles()))


class Vacances(models.Model):
    """A break of a school year in a zone, or the correction of a pole for itself.

    `annee` 2026 is the school year 2026-2027. The first day of classes is a row too (`rentree`), whose two
    dates are equal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(
        Pole, on_delete=models.CASCADE, null=True, blank=True, related_name="vacances", verbose_name="pôle"
    )
    zone = models.CharField("zone", max_length=40)
    annee = models.PositiveSmallIntegerField("année scolaire")
    code = models.CharField("repère", max_length=10, choices=CodeVacances)
    nom = models.CharField("nom", max_length=80)
    debut = models.DateField("premier jour sans classe")
    reprise = models.DateField("jour de reprise", null=True, blank=True)

    objects = VacancesQuerySet.as_manager()

    class Meta:
        verbose_name = "vacances"
        verbose_name_plural = "vacances"
        ordering = ["annee", "debut"]
        constraints = [
            *unique_with_null("pole", "zone", "annee", "code", nullable="pole", name="vacances_once"),
            models.CheckConstraint(
                name="vacances_end_after_they_begin",
                condition=Q(reprise__isnull=True) | Q(reprise__gte=F("debut")),
                violation_error_message="La reprise vient après le début des vacances.",
            ),
        ]

    def __str__(self):
        return f"{self.nom}, {self.annee}-{self.annee + 1}"
