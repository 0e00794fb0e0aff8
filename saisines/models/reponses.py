"""The answer: pistes, which are proposals, a person to turn to, and a date."""

import uuid

from django.conf import settings
from django.db import models

from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.models.saisine import Saisine

PISTES_MAX = 5


class Reponse(models.Model):
    """An answer to the school, with or without a meeting. S0-21: it proposes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="reponses")
    comprehension = EncryptedTextField("ce que nous comprenons", label="reponse.comprehension")
    appuis = EncryptedTextField("points d’appui", label="reponse.appuis")
    non_retenu = EncryptedTextField("ce qui n’a pas été retenu, et pourquoi", label="reponse.non_retenu")
    rappels = EncryptedTextField("rappels et décisions qui ne relèvent pas du pôle", label="reponse.rappels")
    interlocuteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="interlocuteur du pôle",
    )
    point_le = models.DateField("on se revoit le", null=True, blank=True)
    envoyee_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    envoyee_le = models.DateTimeField("envoyée le")

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse"
        ordering = ["envoyee_le", "pk"]

    def __str__(self):
        return f"réponse du {self.envoyee_le:%d/%m/%Y}"


class Piste(models.Model):
    """A line and who: for whom, with what and by when only help when they help."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reponse = models.ForeignKey(Reponse, on_delete=models.CASCADE, related_name="pistes")
    rang = models.PositiveSmallIntegerField("rang")
    texte = EncryptedTextField("proposition", label="piste.texte")
    qui = EncryptedTextField("avec qui", label="piste.qui")

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "piste"
        ordering = ["rang", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reponse", "rang"], name="piste_one_per_rank"),
            models.CheckConstraint(
                name="piste_five_at_most",
                condition=models.Q(rang__gte=1, rang__lte=PISTES_MAX),
                violation_error_message="Cinq pistes au plus : la réponse reste courte.",
            ),
        ]

    def __str__(self):
        return f"piste {self.rang}"
