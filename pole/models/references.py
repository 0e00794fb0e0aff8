"""Reference lists of a pole: its own words, each mapped to a code that statistics share."""

import uuid
from typing import Self

from django.db import models

from pole.enums import Nature, Urgence
from pole.models.circonscription import Pole
from pole.querysets import PoleQuerySet


class ReferenceQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """The words of the poles where this person holds a live role."""
        return self.filter(pole__in=user.portee.poles())

    def actifs(self) -> Self:
        return self.filter(actif=True)


class Reference(models.Model):
    """One line of a reference list: never deleted once used, only switched off."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.PROTECT, verbose_name="pôle")
    code = models.SlugField("code partagé", max_length=40)
    nom = models.CharField("nom dans ce pôle", max_length=150)
    rang = models.PositiveSmallIntegerField("rang", default=0)
    actif = models.BooleanField("proposé", default=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["rang", "nom", "pk"]

    def __str__(self):
        return self.nom


class Metier(Reference):
    """A profession of the pole (S0-06: an open list), with what to ask it for (S0-13)."""

    mission = models.TextField("mission", blank=True)
    solliciter_quand = models.TextField("faire appel quand", blank=True)
    exterieur = models.BooleanField("hors Éducation nationale", default=False)
    au_besoin = models.BooleanField("associé au besoin", default=False, help_text="S0-07")

    class Meta(Reference.Meta):
        verbose_name = "métier"
        default_related_name = "metiers"
        constraints = [models.UniqueConstraint(fields=["pole", "code", "nom"], name="metier_one_per_name")]


class Motif(Reference):
    """Why a school asks for help, in the words of the pole (S1-08..12, S2-07..13, S3-11, S4-06..09)."""

    natures = models.CharField(
        "natures de saisine", max_length=7, help_text="Lettres parmi P, G, E, R, C, O, A."
    )
    urgence = models.CharField("urgence par défaut", max_length=10, choices=Urgence, default=Urgence.NORMALE)

    class Meta(Reference.Meta):
        verbose_name = "motif"
        default_related_name = "motifs"
        constraints = [models.UniqueConstraint(fields=["pole", "code", "nom"], name="motif_one_per_name")]

    def concerns(self, nature: Nature) -> bool:
        return nature in self.natures
