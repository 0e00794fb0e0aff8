"""Outside bodies that a pole works with (S1-18). A Structure and its contacts belong to a pole."""

import uuid
from typing import Self

from django.db import models

from pole.models import Affectation, Pole
from pole.querysets import PoleQuerySet


class Secteur(models.TextChoices):
    """The five families of S1-18."""

    SANTE = "sante", "Santé"
    MEDICO_SOCIAL = "medico_social", "Médico-social"
    SOCIAL = "social", "Social"
    MUNICIPAL = "municipal", "Municipalité"
    ASSOCIATIF = "associatif", "Associatif"


class StructureQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """The directory of partners is for everybody who works in the pole."""
        return self.filter(pole__in=user.portee.poles())


class Structure(models.Model):
    """A partner: what it does, how to call on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.PROTECT, related_name="structures", verbose_name="pôle")
    nom = models.CharField("nom", max_length=150)
    secteur = models.CharField("secteur", max_length=14, choices=Secteur)
    mission = models.TextField("mission", blank=True)
    comment_solliciter = models.TextField("comment faire appel", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    mail = models.EmailField("boîte de la structure", blank=True)
    verifiee_le = models.DateField("vérifiée le", null=True, blank=True)

    objects = StructureQuerySet.as_manager()

    class Meta:
        verbose_name = "structure"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pole", "nom"],
                name="structure_one_per_name",
                violation_error_message="Cette structure existe déjà.",
            ),
        ]

    def __str__(self):
        return self.nom


class Contact(models.Model):
    """A person of a structure who may be invited for a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="contacts")
    affectation = models.OneToOneField(Affectation, on_delete=models.PROTECT, related_name="contact")

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"

    def __str__(self):
        return f"contact de {self.structure}"
