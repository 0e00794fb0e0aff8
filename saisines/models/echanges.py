"""What happens beside the state: history, precisions asked, interventions."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.enums import Audience, Etat, SansAction, TypeIntervention
from saisines.models.saisine import Saisine


class Evenement(models.Model):
    """One line of history per act. Written by the services, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="evenements")
    nom = models.CharField("acte", max_length=30)
    etat_avant = models.CharField("état avant", max_length=20, choices=Etat, blank=True)
    etat_apres = models.CharField("état après", max_length=20, choices=Etat, blank=True)
    # Nobody: the worker did it.
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    fonction = models.CharField("à quel titre", max_length=150)
    audience = models.CharField("lu par", max_length=5, choices=Audience, default=Audience.ECOLE)
    raison = models.CharField("raison", max_length=20, choices=SansAction, blank=True)
    # Whom the act is about, when it is about one person.
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    texte = EncryptedTextField("mot", label="evenement.texte")
    le = models.DateTimeField("le", default=timezone.now)

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "événement"
        ordering = ["le", "pk"]
        indexes = [models.Index(fields=["saisine", "le"], name="evenement_saisine_le")]

    def __str__(self):
        return f"{self.nom} le {self.le:%d/%m/%Y}"


class DemandePrecision(models.Model):
    """A list of questions from the coordinator; the school answers exactly those."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="demandes")
    mot = EncryptedTextField("mot d’accompagnement", label="demande.mot")
    pour_le = models.DateField("pour le")
    demandee_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("demandée le", auto_now_add=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de précision"
        verbose_name_plural = "demandes de précision"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["saisine"],
                name="demande_one_open_per_saisine",
                condition=models.Q(repondue_le__isnull=True),
                violation_error_message="Une demande de précision attend déjà sa réponse.",
            ),
        ]

    def __str__(self):
        return f"demande du {self.created_at:%d/%m/%Y}"

    @property
    def is_attendue(self) -> bool:
        """True while the pole waits for the answer: the case may go on by another way without it."""
        return self.repondue_le is None and self.saisine.etat == Etat.COMPLEMENT_DEMANDE


class QuestionPrecision(models.Model):
    """One item of the list, and its answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    demande = models.ForeignKey(DemandePrecision, on_delete=models.CASCADE, related_name="questions")
    rang = models.PositiveSmallIntegerField("rang")
    question = EncryptedTextField("question", label="question.question")
    reponse = EncryptedTextField("réponse", label="question.reponse")

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "question"
        ordering = ["rang", "pk"]

    def __str__(self):
        return f"question {self.rang}"


class Intervention(models.Model):
    """Work done between meetings, recorded in one tap: the school sees « appelée le … »."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="interventions")
    type = models.CharField("type", max_length=12, choices=TypeIntervention)
    le = models.DateField("le")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interventions")
    texte = EncryptedTextField("en deux lignes", label="intervention.texte")
    audience = models.CharField("lu par", max_length=5, choices=Audience, default=Audience.ECOLE)
    created_at = models.DateTimeField("notée le", auto_now_add=True)

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "intervention"
        ordering = ["le", "created_at", "pk"]

    def __str__(self):
        return f"{self.get_type_display()} du {self.le:%d/%m/%Y}"
