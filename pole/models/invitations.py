"""An account begins with an invitation: nobody signs up alone."""

import base64
import hashlib
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from pole.enums import Fonction, Titre
from pole.models.circonscription import Ecole, Pole
from pole.models.personnes import Affectation, Personne, school_relations
from pole.models.references import Metier
from pole.querysets import PoleQuerySet


def fingerprint(jeton: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(jeton.encode()).hexdigest()


class InvitationQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Those one may send: a director for their school, the office for the pole."""
        return self.filter(Q(pole__in=user.portee.pilotage) | Q(ecole__in=user.portee.direction))

    def en_attente(self) -> Self:
        return self.filter(acceptee_le__isnull=True, annulee_le__isnull=True)

    def ouvertes(self) -> Self:
        """Those whose link still works."""
        return self.en_attente().filter(expire_le__gt=timezone.now())

    def a_confirmer(self) -> Self:
        """Accepted, and waiting for the coordinator to say that this is the right person."""
        return self.filter(acceptee_le__isnull=False, confirmee_le__isnull=True, annulee_le__isnull=True)

    def for_list(self) -> Self:
        return self.select_related("ecole", "metier", "pole", "acceptee_par").order_by("-created_at", "pk")


class Invitation(models.Model):
    """A function offered to the reader of a mailbox. The token is stored hashed and used once."""

    DROITS = Affectation.DROITS

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
    mission = models.CharField("pour quoi faire appel", max_length=250, blank=True)
    debut = models.DateTimeField("début de la fonction", null=True, blank=True)
    fin = models.DateTimeField("fin de la fonction", null=True, blank=True)
    invitee_par = models.ForeignKey(
        Personne, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("envoyée le", auto_now_add=True)
    expire_le = models.DateTimeField("expire le")
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    acceptee_par = models.ForeignKey(
        Personne, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_acceptees"
    )
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)
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

    def get_absolute_url(self):
        """The link of the mail, made at the moment of sending: neither the outbox nor this table holds it."""
        return reverse("pole:invitation", kwargs={"jeton": self.jeton})

    def relations_to(self, user) -> set[str]:
        """Those who may resend, confirm or withdraw it."""
        return school_relations(self, user)

    @property
    def jeton(self) -> str:
        """256 bits that only the server can make: keyed by its secret, dead when the invitation is resent."""
        stamp = f"{self.pk}:{int(self.expire_le.timestamp() * 1_000_000)}"
        digest = salted_hmac("pole.invitation", stamp, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    @property
    def needs_confirmation(self) -> bool:
        """A shared mailbox and an outside address prove an office, not a person (menaces.md T9, T27)."""
        return self.boite_partagee or self.fonction == Fonction.PARTENAIRE

    @property
    def is_expired(self) -> bool:
        return self.expire_le <= timezone.now()

    @property
    def intitule(self) -> str:
        """Function as a person reads it: the métier of a member, the function of the others."""
        return self.metier.nom if self.metier else self.get_fonction_display()
