"""« Regards croisés »: what a convened person writes of a case before the meeting (S0-14)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cellules.models.agenda import Inscription
from cellules.models.convocations import Convie
from pole.enums import FONCTIONS_EQUIPE, FONCTIONS_NOMMABLES
from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.models.deports import closed_to


class AudienceRegard(models.TextChoices):
    """Who reads it besides its author. Narrow by default; the school never reads it."""

    CONDUITE = "conduite", "La coordination et l’IEN"
    MEMBRES = "membres", "Les membres du pôle convoqués pour cette situation"
    TOUS = "tous", "Toutes les personnes conviées par le pôle, partenaires compris"


class RegardQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """One's own; all those of the cases that one conducts; by their audience, those of the cases for
        which one is convened.

        A row of the convocation that is open now is asked, not the case alone: its school reads the case, and
        a mission opens the case without the meeting.
        """
        portee = user.portee
        shared = {
            AudienceRegard.MEMBRES: portee.poles(*FONCTIONS_EQUIPE),
            AudienceRegard.TOUS: portee.poles(*FONCTIONS_NOMMABLES),
        }
        readable = Q()
        for audience, poles in shared.items():
            readable |= Q(audience=audience, inscription__reunion__pole__in=poles)
        convened = Convie.objects.participant(user).values("inscription")
        rules = Q(inscription__in=Inscription.objects.conduites(user).values("pk"))
        rules |= Q(auteur=user) | Q(inscription__in=convened) & readable
        rows = self.filter(rules, inscription__in=Inscription.objects.visible_to(user).values("pk"))
        return rows.exclude(inscription__saisine__in=closed) if (closed := closed_to(user)) else rows


class Regard(models.Model):
    """One for a person and a case: only its author changes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inscription = models.ForeignKey(Inscription, on_delete=models.CASCADE, related_name="regards")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="regards")
    # What its author did here then: a later change of work does not sign it again.
    fonction = models.CharField("fonction", max_length=120)
    observe = EncryptedTextField("ce que j’observe", label="regard.observe")
    propose = EncryptedTextField("ce que je propose", label="regard.propose")
    audience = models.CharField(
        "lu par", max_length=8, choices=AudienceRegard, default=AudienceRegard.MEMBRES
    )
    version = models.PositiveIntegerField("version", default=1, editable=False)
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    objects = RegardQuerySet.as_manager()

    class Meta:
        verbose_name = "regard"
        ordering = ["ecrit_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inscription", "auteur"],
                name="regard_one_per_person_and_case",
                violation_error_message="Vous avez déjà écrit votre regard sur cette situation.",
            )
        ]

    def __str__(self):
        return f"regard du {self.ecrit_le:%d/%m/%Y}"
