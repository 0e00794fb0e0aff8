"""An account begins with an invitation: nobody signs up alone."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from pole.enums import Fonction, Titre
from pole.models.circonscription import Ecole, Pole
from pole.models.personnes import Affectation, Personne
from pole.models.references import Metier
from pole.querysets import PoleQuerySet


class InvitationQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Those one may send: a director for their school, the office for the pole."""
        return self.filter(Q(pole__in=user.portee.pilotage) | Q(ecole__in=user.portee.direction))

    def en_attente(self) -> Self:
        return self.filter(acceptee_le__isnull=True, annulee_le__isnull=True)


class Invitation(models.Model):
    """A function offered to the reader of a mailbox. The token is stored hashed and used once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.PROTECT, related_name="invitations", verbose_name="pôle")
    ecole = models.ForeignKey(
        Ecole, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    metier = models.ForeignKey(Metier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fonction = models.CharField("fonction", max_length=15, choices=Fonction)
    titre = models.CharField("titre", max_length=16, choices=Titre, default=Titre.TITULAIRE)
    adresse = models.EmailField("adresse invitée")
    # A school's mailbox is read by several people: the account then takes the address that its reader gives.
    boite_partagee = models.BooleanField("boîte de l’école", default=False)
    empreinte = models.CharField("empreinte du jeton", max_length=64, unique=True)
    debut = models.DateTimeField("début de la fonction", null=True, blank=True)
    invitee_par = models.ForeignKey(Personne, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("envoyée le", auto_now_add=True)
    expire_le = models.DateTimeField("expire le")
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    affectation = models.OneToOneField(
        Affectation, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitation"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["-created_at", "pk"]

    def __str__(self):
        return f"{self.get_fonction_display()} ({self.created_at:%d/%m/%Y})"
