"""A pupil: an identity that only the application can read, and an index that finds it again."""

import uuid
from typing import Self

from django.db import models

from pole.crypto import blind_index, blind_index_candidates
from pole.fields import EncryptedTextField
from pole.models import Ecole, Pole
from pole.querysets import PoleQuerySet


class EleveQuerySet(PoleQuerySet):
    def named(self, pole: Pole, nom: str, prenom: str) -> Self:
        """Exact search of a name inside one pole, accents and case aside, under every index key."""
        return self.filter(pole=pole, index_nom__in=blind_index_candidates(pole.pk, nom, prenom))


class Eleve(models.Model):
    """Reached through a case, never on its own: `visible_to` gives nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.PROTECT, related_name="eleves", verbose_name="pôle")
    # None in a situation that a member of the pole brings (S0-12).
    ecole = models.ForeignKey(
        Ecole, on_delete=models.PROTECT, null=True, related_name="eleves", verbose_name="école"
    )
    nom = EncryptedTextField("nom", label="eleve.nom")
    prenom = EncryptedTextField("prénom", label="eleve.prenom")
    naissance = EncryptedTextField("date de naissance", label="eleve.naissance")
    index_nom = models.CharField("index du nom", max_length=90, editable=False)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    objects = EleveQuerySet.as_manager()

    class Meta:
        verbose_name = "élève"
        indexes = [models.Index(fields=["pole", "index_nom"], name="eleve_pole_index_nom")]

    def __str__(self):
        return "élève"

    def save(self, *args, **kwargs):
        self.index_nom = blind_index(self.pole_id, self.nom, self.prenom)
        super().save(*args, **kwargs)

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}".strip()
