"""Meetings of the year. Here a date, a type, a period and a deadline; their life comes with convocations."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from pole.enums import FONCTIONS_BUREAU, FONCTIONS_PILOTAGE
from pole.models import Pole
from pole.querysets import PoleQuerySet

PLANIFIER = "cellules.planifier"
# The agenda and who is convened for a case: it reads the cases.
CONDUIRE = "cellules.conduire"


class TypeReunion(models.TextChoices):
    """S1-19: two ways to meet."""

    CELLULE = "cellule", "Cellule de veille"
    PLENIERE = "pleniere", "Plénière"


class EtatReunion(models.TextChoices):
    PROPOSEE = "proposee", "Proposée"
    PUBLIEE = "publiee", "Publiée"
    ANNULEE = "annulee", "Annulée"


class ReunionQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Published dates for everybody in the pole; proposals for those who prepare them."""
        portee = user.portee
        return self.filter(
            Q(pole__in=portee.poles(*FONCTIONS_BUREAU))
            | Q(pole__in=portee.poles()) & ~Q(etat=EtatReunion.PROPOSEE)
        )

    def du_pole(self, pole: Pole, annee: int) -> Self:
        return self.filter(pole=pole, annee=annee)

    def tenues(self) -> Self:
        """All but the cancelled ones."""
        return self.exclude(etat=EtatReunion.ANNULEE)

    def publiees(self) -> Self:
        """Shown to the pole, the cancelled ones included."""
        return self.exclude(etat=EtatReunion.PROPOSEE)

    def recevant_des_saisines(self) -> Self:
        return self.filter(type=TypeReunion.CELLULE, etat=EtatReunion.PUBLIEE)

    def pas_closes(self) -> Self:
        """Those whose séance is not closed: a case still enters their agenda."""
        return self.exclude(seance__close_le__isnull=False)


class Reunion(models.Model):
    """A meeting of the pole. Its dates are the business of the pole's office."""

    DROITS = {"bureau": (PLANIFIER,), "pilotage": (CONDUIRE,)}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.PROTECT, related_name="reunions", verbose_name="pôle")
    type = models.CharField("type", max_length=8, choices=TypeReunion, default=TypeReunion.CELLULE)
    etat = models.CharField(
        "état", max_length=8, choices=EtatReunion, default=EtatReunion.PROPOSEE, editable=False
    )
    annee = models.PositiveSmallIntegerField("année scolaire")
    periode = models.PositiveSmallIntegerField("période")
    date = models.DateField("date")
    heure = models.TimeField("heure", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=150, blank=True)
    date_limite = models.DateField("date limite", null=True, blank=True)
    # The promise made to schools, kept as it was made: a later change of settings does not move it.
    reponse_avant = models.DateField("réponse attendue avant le", null=True, blank=True)
    # Of the calendars that follow it: one more at each change that was published (RFC 5545 §3.8.7.4).
    sequence = models.PositiveIntegerField("numéro de version", default=0, editable=False)
    modifiee_le = models.DateTimeField("modifiée le", default=timezone.now, editable=False)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = ReunionQuerySet.as_manager()

    class Meta:
        verbose_name = "réunion"
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pole", "type", "date"],
                name="reunion_once_a_day",
                violation_error_message="Cette réunion existe déjà.",
            ),
            models.CheckConstraint(
                name="reunion_period_1_to_5",
                condition=Q(periode__gte=1, periode__lte=5),
                violation_error_message="L’année compte cinq périodes.",
            ),
            models.CheckConstraint(
                name="reunion_deadline_before_date",
                condition=Q(date_limite__isnull=True) | Q(date_limite__lte=F("date")),
                violation_error_message="La date limite vient avant la réunion.",
            ),
        ]
        indexes = [models.Index(fields=["pole", "date_limite"], name="reunion_pole_date_limite")]

    def __str__(self):
        return f"{self.get_type_display()} du {self.date:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("cellules:detail", kwargs={"pk": self.pk})

    @property
    def intitule(self) -> str:
        """What this pole calls its meetings. Reads `pole`."""
        if self.type == TypeReunion.PLENIERE:
            return TypeReunion.PLENIERE.label
        return self.pole.mot_reunion[:1].upper() + self.pole.mot_reunion[1:]

    @property
    def is_pleniere(self) -> bool:
        return self.type == TypeReunion.PLENIERE

    @property
    def is_proposee(self) -> bool:
        return self.etat == EtatReunion.PROPOSEE

    @property
    def is_annulee(self) -> bool:
        return self.etat == EtatReunion.ANNULEE

    def relations_to(self, user) -> frozenset[str]:
        """IEN, coordinator and secretariat prepare the dates; the first two conduct the meeting."""
        held = {
            "bureau": user.portee.holds(self.pole_id, *FONCTIONS_BUREAU),
            "pilotage": user.portee.holds(self.pole_id, *FONCTIONS_PILOTAGE),
        }
        return frozenset(relation for relation, holds in held.items() if holds)
