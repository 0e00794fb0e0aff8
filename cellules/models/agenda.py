"""What a meeting speaks of: cases, and points without a case."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cellules.models.reunions import Reunion
from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.models import Saisine

if TYPE_CHECKING:
    from cellules.models.seances import NoteDeSeance


class Rubrique(models.IntegerChoices):
    """Why a case is spoken of, in the order of the meeting (domaine 3.7)."""

    RETOUR = 1, "Retour de situation"
    URGENCE = 2, "Urgence traitée depuis la dernière réunion"
    NOUVELLE = 3, "Nouvelle situation"


class EtatInscription(models.TextChoices):
    """What became of a case on an agenda. Carried over, it has another row at the next meeting."""

    PREVUE = "prevue", "À l’ordre du jour"
    ETUDIEE = "etudiee", "Étudiée"
    REPORTEE = "reportee", "Reportée à une autre réunion"
    RETIREE = "retiree", "Retirée de l’ordre du jour"


class InscriptionQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Those of the cases that one sees: nobody learns from an agenda that another case exists (T5)."""
        return self.filter(saisine__in=Saisine.objects.visible_to(user).values("pk"))

    def conduites(self, user) -> Self:
        """Those of the cases that one pilots: whoever is kept away from a case does not conduct it, even
        when they read it by their school."""
        return self.filter(saisine__in=Saisine.objects.pilotees(user).values("pk"))

    def prevues(self) -> Self:
        return self.filter(etat=EtatInscription.PREVUE)

    def a_l_ordre_du_jour(self) -> Self:
        """Those still on the agenda, or that were studied there."""
        return self.filter(etat__in=(EtatInscription.PREVUE, EtatInscription.ETUDIEE))


class Inscription(models.Model):
    """A case on the agenda of a meeting. One case waits for one meeting at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reunion = models.ForeignKey(Reunion, on_delete=models.PROTECT, related_name="inscriptions")
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="inscriptions")
    rubrique = models.PositiveSmallIntegerField("rubrique", choices=Rubrique, default=Rubrique.NOUVELLE)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    minutes = models.PositiveSmallIntegerField("minutes")
    etat = models.CharField(
        "état", max_length=8, choices=EtatInscription, default=EtatInscription.PREVUE, editable=False
    )
    # Listed without discussion: recorded in one act with the others.
    sans_debat = models.BooleanField("sans discussion", default=False)
    # Enrolled after the deadline: why it does not wait for the next meeting.
    raison_tardive = EncryptedTextField("raison de l’ajout tardif", label="inscription.raison_tardive")
    # Nobody: the site carried it over.
    inscrite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    inscrite_le = models.DateTimeField("inscrite le", default=timezone.now)
    reportee_de = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="reportee_a"
    )

    objects = InscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription à une réunion"
        verbose_name_plural = "inscriptions à une réunion"
        ordering = ["rubrique", "ordre", "inscrite_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["saisine"],
                name="inscription_one_meeting_at_a_time",
                condition=Q(etat="prevue"),
                violation_error_message="Cette situation est déjà à l’ordre du jour d’une réunion.",
            ),
            models.CheckConstraint(
                name="inscription_lasts_a_minute",
                condition=Q(minutes__gte=1),
                violation_error_message="Une situation dure au moins une minute.",
            ),
        ]
        indexes = [models.Index(fields=["reunion", "etat"], name="inscription_reunion_etat")]

    def __str__(self):
        return f"inscription du {self.inscrite_le:%d/%m/%Y}"

    @property
    def is_prevue(self) -> bool:
        return self.etat == EtatInscription.PREVUE

    @property
    def note_prise(self) -> "NoteDeSeance | None":
        """What its séance says of it, None before the first word. Reads `note`."""
        return getattr(self, "note", None)

    @property
    def is_dite_etudiee(self) -> bool:
        """True once its séance says that it was studied: the closing begins its answer. Reads `note`."""
        return self.note_prise is not None and self.note_prise.etudiee_le is not None


class MomentDuPoint(models.IntegerChoices):
    """A point without a case opens the meeting or ends it."""

    OUVERTURE = 0, "Au début"
    CLOTURE = 9, "À la fin"


class PointQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Those who conduct the meeting and the staff convened: a partner or a school comes for one case.

        The secretariat reads when each passes, never what is said.
        """
        convened = Reunion.objects.filter(
            convocations__personne=user, convocations__etat="envoyee", convocations__titre="convoque"
        )
        conducted = Q(reunion__pole__in=user.portee.pilotage)
        return self.filter(conducted | Q(reunion__in=convened.values("pk")))


class Point(models.Model):
    """An item of the agenda without a case: the charter, a collective need, the next date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reunion = models.ForeignKey(Reunion, on_delete=models.CASCADE, related_name="points")
    moment = models.PositiveSmallIntegerField("moment", choices=MomentDuPoint, default=MomentDuPoint.CLOTURE)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    minutes = models.PositiveSmallIntegerField("minutes", default=5)
    libelle = EncryptedTextField("sujet", label="point.libelle")
    ajoute_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("ajouté le", auto_now_add=True)

    objects = PointQuerySet.as_manager()

    class Meta:
        verbose_name = "point sans situation"
        verbose_name_plural = "points sans situation"
        ordering = ["moment", "ordre", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="point_lasts_a_minute",
                condition=Q(minutes__gte=1),
                violation_error_message="Un point dure au moins une minute.",
            )
        ]

    def __str__(self):
        return f"point du {self.created_at:%d/%m/%Y}"
