"""At the date: the school says in two minutes what the answer changed."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models

from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.enums import Arme, EffetDuPoint
from saisines.models.reponses import Reponse
from saisines.models.saisine import Saisine


class PointEtapeQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Of the cases that one sees; what is said there follows the relation of the reader to the case."""
        return self.filter(reponse__saisine__in=Saisine.objects.visible_to(user).values("pk"))


class PointEtape(models.Model):
    """A follow-up check. « Trop tôt » gives another date; « non » puts the case first on the next agenda."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reponse = models.ForeignKey(Reponse, on_delete=models.CASCADE, related_name="points")
    # The date that was agreed, or the day itself when none was: answering it twice is answering it once.
    prevu_le = models.DateField("prévu le")
    effet = models.CharField("effet", max_length=10, choices=EffetDuPoint)
    arme = models.CharField("mieux armé", max_length=6, choices=Arme, blank=True, default="")
    mot = EncryptedTextField("mot de l’école", label="point_etape.mot")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    le = models.DateTimeField("dit le")

    objects = PointEtapeQuerySet.as_manager()

    class Meta:
        verbose_name = "point d’étape"
        verbose_name_plural = "points d’étape"
        ordering = ["le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reponse", "prevu_le"],
                name="point_etape_once_per_date",
                violation_error_message="Ce point est déjà fait.",
            )
        ]

    def __str__(self):
        return f"point du {self.le:%d/%m/%Y}"
