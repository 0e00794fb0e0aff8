"""A member of the pole asks to read one case, by its reference."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from pole.fields import EncryptedTextField
from pole.models import Pole
from pole.querysets import PoleQuerySet
from saisines.models.saisine import Saisine


class EtatDemande(models.TextChoices):
    ATTENTE = "attente", "En attente"
    ACCEPTEE = "acceptee", "Acceptée"
    REFUSEE = "refusee", "Non, pas cette fois"


class DemandeAccesQuerySet(PoleQuerySet):
    def visible_to(self, user):
        """One's own; those of the cases that one pilots, and those whose reference is no case's."""
        cases = Saisine.objects.pilotees(user).values("pk")
        unknown = Q(saisine__isnull=True, pole__in=user.portee.pilotage)
        mine = Q(personne=user, pole__in=user.portee.poles())
        return self.filter(mine | unknown | Q(saisine__in=cases))

    def a_repondre(self, user):
        """Those that wait for this person: never their own."""
        return self.visible_to(user).filter(etat=EtatDemande.ATTENTE).exclude(personne=user)


class DemandeAcces(models.Model):
    """What was typed, and the case it names if there is one.

    A reference that is no case's is kept and answered like the others: asking teaches nothing (T5).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.PROTECT, related_name="+")
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="demandes_acces"
    )
    # Sealed: nothing says that what is typed there is a reference.
    reference = EncryptedTextField("référence", label="demande_acces.reference")
    raison = EncryptedTextField("raison", label="demande_acces.raison")
    saisine = models.ForeignKey(
        Saisine, on_delete=models.SET_NULL, null=True, related_name="demandes_acces", editable=False
    )
    jeton = models.UUIDField("jeton d’envoi", unique=True, default=uuid.uuid4, editable=False)
    faite_le = models.DateTimeField("faite le", default=timezone.now)
    etat = models.CharField("état", max_length=8, choices=EtatDemande, default=EtatDemande.ATTENTE)
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    jusqu_au = models.DateField("ouvert jusqu’au", null=True, blank=True)
    mot = EncryptedTextField("mot de réponse", label="demande_acces.mot")

    objects = DemandeAccesQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d’accès"
        verbose_name_plural = "demandes d’accès"
        ordering = ["-faite_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="demande_acces_answered_by_somebody",
                condition=Q(etat="attente", repondue_par__isnull=True, repondue_le__isnull=True)
                | (~Q(etat="attente") & Q(repondue_par__isnull=False, repondue_le__isnull=False)),
                violation_error_message="Une demande répondue l’est par quelqu’un, à une date.",
            ),
            models.CheckConstraint(
                name="demande_acces_accepted_has_its_day",
                condition=~Q(etat="acceptee") | Q(jusqu_au__isnull=False),
                violation_error_message="Un accès accordé a une date de fin.",
            ),
        ]
        indexes = [
            models.Index(fields=["personne", "faite_le"], name="demande_acces_personne"),
            models.Index(fields=["pole"], name="demande_acces_attente", condition=Q(etat="attente")),
        ]

    def __str__(self):
        return f"demande du {self.faite_le:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("saisines:demande_acces", kwargs={"demande": self.pk})

    @property
    def is_attente(self) -> bool:
        return self.etat == EtatDemande.ATTENTE
