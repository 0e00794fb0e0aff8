"""Kept away from a case: a conflict of interest stands above every function of the pole."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet


class DeportQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Those of the cases that one pilots, and those that one asked for oneself."""
        cases = self.model.saisine.field.related_model.objects.pilotees(user)
        return self.filter(Q(saisine__in=cases.values("pk")) | Q(personne=user, par=user))

    def en_cours(self) -> Self:
        return self.filter(leve_le__isnull=True)


class Deport(models.Model):
    """While it lives, this person reads nothing of the case by any function of the pole.

    What they are to the school (its direction, the author) is not touched. `Personne.deport_en_cours` says
    that one at least is live: the others pay no query for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey("saisines.Saisine", on_delete=models.CASCADE, related_name="deports")
    personne = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deports")
    raison = EncryptedTextField("raison", label="deport.raison")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    le = models.DateTimeField("depuis", default=timezone.now)
    leve_le = models.DateTimeField("levé le", null=True, blank=True)

    objects = DeportQuerySet.as_manager()

    class Meta:
        verbose_name = "déport"
        ordering = ["le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["saisine", "personne"],
                name="deport_one_live_per_person",
                condition=Q(leve_le__isnull=True),
                violation_error_message="Cette personne est déjà à l’écart de ce dossier.",
            ),
            models.CheckConstraint(
                name="deport_ends_after_it_begins",
                condition=Q(leve_le__isnull=True) | Q(leve_le__gte=F("le")),
            ),
        ]
        indexes = [
            models.Index(fields=["personne"], name="deport_personne", condition=Q(leve_le__isnull=True))
        ]

    def __str__(self):
        return f"déport du {self.le:%d/%m/%Y}"


def closed_to(user) -> frozenset[uuid.UUID]:
    """Cases from which this person is kept away. Read once for this instance, as their roles are.

    No query for whoever is kept away from nothing.
    """
    if not user.deport_en_cours:
        return frozenset()
    # Not `vars(user)`: the one of a request is wrapped, and its own dictionary is that of the wrapping.
    if getattr(user, "_deports", None) is None:
        live = Deport.objects.en_cours().filter(personne=user)
        user._deports = frozenset(live.values_list("saisine_id", flat=True))
    return user._deports


def kept_away_from(saisines, *, reader=None) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(case, person) of those whom a conflict of interest keeps away, above every function. One query.

    `reader`: whoever is about to read these cases; `closed_to` costs them no other query then.
    """
    live = Deport.objects.en_cours()
    if reader is None or not reader.deport_en_cours:
        return set(live.filter(saisine__in=saisines).values_list("saisine", "personne"))
    found = live.filter(Q(saisine__in=saisines) | Q(personne=reader))
    found = set(found.values_list("saisine", "personne"))
    reader._deports = frozenset(saisine for saisine, person in found if person == reader.pk)
    return found
