"""When somebody of the office is away: an urgent alert goes to those who are there."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from pole.dates import local_dates
from pole.models.circonscription import Pole
from pole.models.personnes import Affectation, Personne
from pole.querysets import PoleQuerySet

_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class AbsenceQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """One's own; those who pilot a pole see when its office is away. Never why."""
        return self.filter(Q(personne=user) | Q(pole__in=user.portee.pilotage), pole__in=user.portee.poles())

    def du_jour(self, pole: Pole) -> Self:
        """Absences of today in a pole: the dates hold now, and so does the day of the week."""
        today = pole.today()
        now = timezone.now()
        days = Q(jours="") | Q(jours__contains=str(today.isoweekday()))
        return self.filter(days, pole=pole, debut__lte=now, fin__gt=now)

    def for_list(self) -> Self:
        stand_ins = Affectation.objects.select_related("personne")
        return self.select_related("personne", "pole").prefetch_related(
            models.Prefetch("suppleances", stand_ins)
        )

    def a_venir_ou_en_cours(self) -> Self:
        return self.filter(fin__gt=timezone.now())


class Absence(models.Model):
    """Days when a person of the office does not work: a leave, or the free weekdays of a part-time week.

    No reason is kept. Their rights stay theirs; `suppleances` are the roles given for these days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.CASCADE, related_name="absences", verbose_name="pôle")
    personne = models.ForeignKey(Personne, on_delete=models.CASCADE, related_name="absences")
    # Digits from 1 (Monday) to 7; empty: every day.
    jours = models.CharField("jours de la semaine", max_length=7, blank=True)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    suppleances = models.ManyToManyField(Affectation, related_name="+", blank=True)
    created_at = models.DateTimeField("notée le", auto_now_add=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "absence"
        ordering = ["debut", "pk"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins",
                condition=Q(fin__gt=F("debut")),
                violation_error_message="La fin vient après le début.",
            ),
            models.UniqueConstraint(
                fields=["pole", "personne", "debut", "fin", "jours"],
                name="absence_recorded_once",
                violation_error_message="Cette absence est déjà notée.",
            ),
        ]
        indexes = [models.Index(fields=["pole", "fin"], name="absence_pole_fin")]

    def __str__(self):
        return f"absence depuis le {self.debut:%d/%m/%Y}"

    @property
    def jours_en_clair(self) -> str:
        """« le lundi, le vendredi »"""
        return ", ".join(f"le {_JOURS[int(jour) - 1]}" for jour in self.jours)

    @property
    def dates(self) -> tuple[date, date | None]:
        """First and last day, inclusive, in the pole's time."""
        return local_dates(self.debut, self.fin, self.pole.tz)
