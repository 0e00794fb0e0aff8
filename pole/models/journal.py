"""The access journal: who opened what, when, by which right. Written before the content is shown."""

import uuid
from typing import Self

from django.db import models

from pole.constraints import unique_with_null
from pole.models.circonscription import Pole
from pole.models.personnes import Personne
from pole.querysets import PoleQuerySet


class Acte(models.TextChoices):
    """What was done."""

    LECTURE = "lecture", "dossier ouvert"
    IDENTITE = "identite", "identité affichée"
    PDF = "pdf", "document PDF produit"
    PIECE = "piece", "pièce jointe ouverte"
    EXPORT = "export", "export"
    CONNEXION = "connexion", "connexion"
    ECHEC = "echec", "connexion refusée"
    ACCES = "acces", "accès modifié"
    EFFACEMENT = "efface", "brouillon effacé"
    ECOLES = "ecoles", "liste des écoles mise à jour"


class EntreeQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Nobody reads the journal as a whole here: a case shows its own extract through its own rule."""
        return self.none()


class Entree(models.Model):
    """One line, inserted once, never changed but for its seal."""

    id = models.BigAutoField(primary_key=True)
    pole = models.ForeignKey(Pole, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="pôle")
    personne = models.ForeignKey(Personne, on_delete=models.PROTECT, null=True, related_name="+")
    fonction = models.CharField("à quel titre", max_length=150)
    acte = models.CharField("acte", max_length=10, choices=Acte)
    objet = models.CharField("objet", max_length=60)
    objet_id = models.UUIDField("identifiant de l’objet", null=True)
    identite = models.BooleanField("identité affichée", default=False)
    le = models.DateTimeField("le")
    # Set by the worker: hash of the previous seal of this pole and month, and of this line.
    sceau = models.CharField("sceau", max_length=64, blank=True, editable=False)
    # Place in the chain, given with the seal: identifiers may be committed out of order.
    rang = models.PositiveIntegerField("rang dans la chaîne", null=True, editable=False)

    objects = EntreeQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        indexes = [
            models.Index(fields=["objet_id", "le"], name="entree_objet_le"),
            models.Index(fields=["pole", "le"], name="entree_pole_le"),
            models.Index(fields=["id"], name="entree_a_sceller", condition=models.Q(sceau="")),
            models.Index(
                fields=["personne", "le"], name="entree_exports", condition=models.Q(acte=Acte.EXPORT)
            ),
        ]

    def __str__(self):
        return f"{self.get_acte_display()} le {self.le:%d/%m/%Y}"


class Ancre(models.Model):
    """Last seal of a pole and a month: the chain can be proved even after its lines are purged."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="pôle")
    mois = models.CharField("mois", max_length=7)
    nombre = models.PositiveIntegerField("lignes scellées", default=0)
    derniere = models.BigIntegerField("dernière ligne scellée", default=0)
    sceau = models.CharField("dernier sceau", max_length=64, default="")
    purge_le = models.DateTimeField("lignes effacées le", null=True, blank=True)

    class Meta:
        verbose_name = "ancre du journal"
        verbose_name_plural = "ancres du journal"
        constraints = [*unique_with_null("pole", "mois", nullable="pole", name="ancre_one_per_month")]

    def __str__(self):
        return self.mois
