"""What the school tells: one sealed document per step, and the tables that are typed once and reused."""

import uuid

from django.conf import settings
from django.db import models

from pole.fields import EncryptedJSONField, EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.enums import CompteRendu, Effet, FormeContact, TypeEssai, TypeInstance, TypePlan
from saisines.models.saisine import Saisine


class Etape(models.Model):
    """The content of one step of the form, described by `saisines.natures`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="etapes")
    code = models.CharField("étape", max_length=20)
    schema = models.PositiveSmallIntegerField("version de la description", default=1)
    # Changed by a conditional UPDATE: a stale writer is told, and nobody's text is overwritten.
    version = models.PositiveIntegerField("version", default=0)
    contenu = EncryptedJSONField("contenu", label="etape.contenu")
    modifiee_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "étape"
        constraints = [models.UniqueConstraint(fields=["saisine", "code"], name="etape_once_per_saisine")]

    def __str__(self):
        return self.code


class LigneReutilisee(models.Model):
    """A line that other documents take up again: typed once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rang = models.PositiveSmallIntegerField("rang", default=0)

    objects = PoleQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["rang", "pk"]

    def __str__(self):
        return f"ligne {self.rang}"


class Essai(LigneReutilisee):
    """What was tried: from–to, by whom, and what it changed (S1-08, S3-10)."""

    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="essais")
    type = models.CharField("quoi", max_length=16, choices=TypeEssai)
    effet = models.CharField("effet observé", max_length=10, choices=Effet, default=Effet.NON_EVALUE)
    # « depuis octobre » is a date: people write it as they say it.
    quand = EncryptedTextField("quand", label="essai.quand")
    par = EncryptedTextField("avec qui", label="essai.par")
    precision = EncryptedTextField("précision", label="essai.precision")

    class Meta(LigneReutilisee.Meta):
        verbose_name = "essai"


class ContactFamille(LigneReutilisee):
    """An exchange with the family (S3-09)."""

    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="contacts")
    forme = models.CharField("forme", max_length=10, choices=FormeContact)
    quand = EncryptedTextField("quand", label="contact.quand")
    avec = EncryptedTextField("entre qui et qui", label="contact.avec")
    retenu = EncryptedTextField("ce qui en est retenu", label="contact.retenu")

    class Meta(LigneReutilisee.Meta):
        verbose_name = "contact avec la famille"


class Instance(LigneReutilisee):
    """A council or a meeting of the school that was held about the situation."""

    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="instances")
    type = models.CharField("instance", max_length=20, choices=TypeInstance)
    compte_rendu = models.CharField("compte rendu", max_length=5, choices=CompteRendu, blank=True)
    quand = EncryptedTextField("quand", label="instance.quand")

    class Meta(LigneReutilisee.Meta):
        verbose_name = "instance tenue"
        verbose_name_plural = "instances tenues"


class Plan(LigneReutilisee):
    """A plan in force, without any medical content (S4-16, S3-17)."""

    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="plans")
    type = models.CharField("plan", max_length=5, choices=TypePlan)
    depuis = EncryptedTextField("depuis", label="plan.depuis")

    class Meta(LigneReutilisee.Meta):
        verbose_name = "plan en vigueur"
