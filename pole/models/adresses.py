"""What a pole says of an address: its mails come back there, whatever the other poles know (T27)."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from pole.enums import Fonction
from pole.models.circonscription import Pole
from pole.models.personnes import Affectation, Personne
from pole.querysets import PoleQuerySet


class AdresseSignaleeQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Those who pilot the pole; a director, for the teachers of their school."""
        teachers = Affectation.objects.filter(
            fonction=Fonction.ENSEIGNANT, ecole__in=user.portee.direction, pole=models.OuterRef("pole")
        )
        mine = models.Exists(teachers.filter(personne=models.OuterRef("personne")))
        return self.filter(Q(pole__in=user.portee.pilotage) | Q(mine))


class AdresseSignalee(models.Model):
    """The word of one pole, until it takes it back or the person confirms another address.

    The refusal of a mail server holds for all poles: `Personne.adresse_refusee_le`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.CASCADE, related_name="+")
    personne = models.ForeignKey(Personne, on_delete=models.CASCADE, related_name="adresses_signalees")
    le = models.DateTimeField("signalée le", auto_now_add=True)

    objects = AdresseSignaleeQuerySet.as_manager()

    class Meta:
        verbose_name = "adresse signalée"
        verbose_name_plural = "adresses signalées"
        constraints = [
            models.UniqueConstraint(
                fields=["personne", "pole"],
                name="adresse_signalee_once_per_pole",
                violation_error_message="Cette adresse est déjà signalée.",
            )
        ]

    def __str__(self):
        return f"adresse signalée le {self.le:%d/%m/%Y}"
