"""All the documents of a meeting, made by the worker for whoever asked, and erased some days later."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cellules.models.reunions import Reunion
from pole.querysets import PoleQuerySet

# The time to print them: what is wanted later is made again, from what is then known.
GARDE = timedelta(days=3)


class EtatLot(models.TextChoices):
    DEMANDE = "demande", "Demandé"
    EN_COURS = "en_cours", "En préparation"
    PRET = "pret", "Prêt"
    ECHOUE = "echoue", "Pas préparé"


class LotQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """One's own, while one conducts the meetings of the pole."""
        return self.filter(demande_par=user, reunion__pole__in=user.portee.pilotage)


class LotDeDocuments(models.Model):
    """One for a person and a meeting. The row is the queue: a worker takes it by a conditional UPDATE."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reunion = models.ForeignKey(Reunion, on_delete=models.CASCADE, related_name="lots")
    demande_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    demande_le = models.DateTimeField("demandé le")
    etat = models.CharField("état", max_length=8, choices=EtatLot, default=EtatLot.DEMANDE, editable=False)
    # Whoever holds it makes it: a worker that was killed leaves it to the next one.
    jeton = models.UUIDField("jeton", null=True, editable=False)
    vu_le = models.DateTimeField("dernier signe", null=True, editable=False)
    essais = models.PositiveSmallIntegerField("essais", default=0, editable=False)
    fait = models.PositiveSmallIntegerField("documents faits", default=0, editable=False)
    total = models.PositiveSmallIntegerField("documents à faire", default=0, editable=False)
    # Cases that it holds: whoever reads one of them no more has it no more.
    situations = models.JSONField("situations", default=list, editable=False)
    # Sealed, under a drawn name.
    chemin = models.CharField("emplacement", max_length=200, blank=True, editable=False)
    cle = models.CharField("clé du fichier", max_length=20, blank=True, editable=False)
    taille = models.PositiveIntegerField("taille en octets", default=0, editable=False)
    pret_le = models.DateTimeField("prêt le", null=True, editable=False)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = "lot de documents"
        verbose_name_plural = "lots de documents"
        ordering = ["demande_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reunion", "demande_par"],
                name="lot_one_per_person_and_meeting",
                violation_error_message="Ces documents sont déjà demandés.",
            ),
            models.CheckConstraint(
                name="lot_ready_has_its_file",
                condition=Q(etat="pret", pret_le__isnull=False) & ~Q(chemin="")
                | ~Q(etat="pret") & Q(chemin=""),
                violation_error_message="Un lot prêt a son fichier, et lui seul.",
            ),
            models.CheckConstraint(
                name="lot_being_made_is_held",
                condition=~Q(etat="en_cours") | Q(jeton__isnull=False, vu_le__isnull=False),
                violation_error_message="Un lot en préparation est tenu par quelqu’un, qui en donne signe.",
            ),
        ]
        indexes = [models.Index(fields=["etat", "demande_le"], name="lot_etat_demande")]

    def __str__(self):
        return f"documents demandés le {self.demande_le:%d/%m/%Y}"

    @property
    def is_actif(self) -> bool:
        return self.etat in (EtatLot.DEMANDE, EtatLot.EN_COURS)

    @property
    def is_pret(self) -> bool:
        return self.etat == EtatLot.PRET

    @property
    def expire_le(self) -> datetime:
        return (self.pret_le or self.demande_le) + GARDE
