"""A saisine received on paper or by telephone: its true author, its date, and what the school says of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.enums import AuteurVrai, Canal, Confirmation
from saisines.models.saisine import Saisine


class Reception(models.Model):
    """What the coordination notes of a request that did not come through the site.

    `auteur` is the account of the person who asked; without one, `auteur_nom` says who it was. The direction
    of the school then confirms, corrects, or says that it is not theirs.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="receptions")
    canal = models.CharField("reçue", max_length=10, choices=Canal)
    recue_le = models.DateField("reçue le")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    auteur_fonction = models.CharField("fonction de l’auteur", max_length=12, choices=AuteurVrai)
    auteur_nom = EncryptedTextField("nom de l’auteur", label="reception.auteur_nom")
    saisie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # A local day of the pole, so that the base compares it with the day of reception.
    saisie_le = models.DateField("saisie le")
    confirmation = models.CharField(
        "réponse de la direction", max_length=10, choices=Confirmation, default=Confirmation.ATTENDUE
    )
    confirmee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmee_le = models.DateTimeField("répondue le", null=True, blank=True)
    # What the direction corrects, or why it does not know this request.
    mot = EncryptedTextField("mot de la direction", label="reception.mot")
    created_at = models.DateTimeField("notée le", default=timezone.now)

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "réception"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["saisine"], name="reception_once_per_saisine"),
            models.CheckConstraint(
                name="reception_not_after_its_entry",
                condition=Q(recue_le__lte=F("saisie_le")),
                violation_error_message="Une demande ne peut pas être reçue après avoir été saisie.",
            ),
            models.CheckConstraint(
                name="reception_answered_by_somebody",
                condition=Q(
                    confirmation=Confirmation.ATTENDUE, confirmee_par__isnull=True, confirmee_le__isnull=True
                )
                | (
                    ~Q(confirmation=Confirmation.ATTENDUE)
                    & Q(confirmee_par__isnull=False, confirmee_le__isnull=False)
                ),
                violation_error_message="Une réponse vient de quelqu’un, à une date.",
            ),
        ]

    def __str__(self):
        return f"reçue le {self.recue_le:%d/%m/%Y}"

    @property
    def is_attendue(self) -> bool:
        return self.confirmation == Confirmation.ATTENDUE
