"""Written agreements of the parents: each apart, dated, and theirs to take back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from partenaires.models import Structure
from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.enums import EtatAccord, Signataire, TypeAccord
from saisines.models.saisine import Saisine

_SIGNES = (EtatAccord.SIGNE, EtatAccord.RETIRE)


class Accord(models.Model):
    """One agreement to one intervention, or to an exchange with one partner (domaine.md §5.3).

    `le` is the day of the present state and `signe_le` the day of the signature, kept when it is withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="accords")
    type = models.CharField("accord pour", max_length=12, choices=TypeAccord)
    structure = models.ForeignKey(
        Structure, on_delete=models.PROTECT, null=True, blank=True, related_name="accords"
    )
    # The partner as the parents read it that day: the directory may change, what they signed does not.
    partenaire = EncryptedTextField("partenaire", label="accord.partenaire")
    etat = models.CharField("état", max_length=10, choices=EtatAccord, default=EtatAccord.DEMANDE)
    le = models.DateField("le", null=True, blank=True)
    signe_le = models.DateField("signé le", null=True, blank=True)
    signataire = models.CharField("signé par", max_length=10, choices=Signataire, blank=True)
    # Who saw the signed sheet, on paper or scanned: the site keeps no copy of it.
    vu_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    vu_fonction = models.CharField("vu par", max_length=150, blank=True)
    precision = EncryptedTextField("précision", label="accord.precision")
    # Changed by a conditional UPDATE: two people never note two answers over one another.
    version = models.PositiveIntegerField("version", default=1)
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("noté le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = PoleQuerySet.as_manager()

    class Meta:
        verbose_name = "accord des parents"
        verbose_name_plural = "accords des parents"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["saisine", "type"],
                name="accord_once_per_type",
                condition=~Q(type=TypeAccord.PARTAGE),
                violation_error_message="Cet accord est déjà noté.",
            ),
            models.UniqueConstraint(
                fields=["saisine", "structure"],
                name="accord_once_per_structure",
                condition=Q(structure__isnull=False),
                violation_error_message="L’accord pour ce partenaire est déjà noté.",
            ),
            models.CheckConstraint(
                name="accord_structure_only_when_shared",
                condition=Q(structure__isnull=True) | Q(type=TypeAccord.PARTAGE),
                violation_error_message="Seul un échange avec un partenaire nomme une structure.",
            ),
            models.CheckConstraint(
                name="accord_signed_says_when_and_by_whom",
                condition=(Q(etat__in=_SIGNES) & Q(signe_le__isnull=False) & ~Q(signataire=""))
                | (~Q(etat__in=_SIGNES) & Q(signe_le__isnull=True) & Q(signataire="")),
                violation_error_message="Un accord signé dit quand et par qui.",
            ),
            models.CheckConstraint(
                name="accord_state_has_its_day",
                condition=Q(etat=EtatAccord.DEMANDE) | Q(le__isnull=False),
                violation_error_message="Indiquez la date.",
            ),
            models.CheckConstraint(
                name="accord_ends_after_it_is_signed",
                condition=Q(signe_le__isnull=True) | Q(le__gte=F("signe_le")),
                violation_error_message="Un accord ne se retire pas avant d’être signé.",
            ),
        ]

    def __str__(self):
        return self.get_type_display()

    @property
    def vaut(self) -> bool:
        """True while the parents agree: neither asked only, nor refused, nor withdrawn."""
        return self.etat == EtatAccord.SIGNE
