"""The note de partage: all that an outside partner reads of a case."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.models.saisine import Saisine


class NoteDePartageQuerySet(PoleQuerySet):
    def visible_to(self, user):
        """Of the cases that one sees; a partner, once it was reread."""
        return self.filter(saisine__in=Saisine.objects.visible_to(user).values("pk"))

    def relues(self):
        """Reread since their last change: what a partner may read."""
        return self.filter(relue_le__isnull=False)


class NoteDePartage(models.Model):
    """One for a case, without the pupil's name: changed by a conditional UPDATE on `version`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="notes_de_partage")
    texte = EncryptedTextField("note de partage", label="note_de_partage.texte")
    version = models.PositiveIntegerField("version", default=1)
    ecrite_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ecrite_le = models.DateTimeField("écrite le")
    # Empty again after each change that its rereader did not make.
    relue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    relue_le = models.DateTimeField("relue le", null=True, blank=True)

    objects = NoteDePartageQuerySet.as_manager()

    class Meta:
        verbose_name = "note de partage"
        verbose_name_plural = "notes de partage"
        ordering = ["ecrite_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["saisine"],
                name="note_de_partage_one_per_case",
                violation_error_message="Ce dossier a déjà sa note de partage.",
            ),
            models.CheckConstraint(
                name="note_de_partage_reread_by_somebody",
                condition=Q(relue_le__isnull=True, relue_par__isnull=True)
                | Q(relue_le__isnull=False, relue_par__isnull=False),
                violation_error_message="Une note relue l’est par quelqu’un, à une date.",
            ),
        ]

    def __str__(self):
        return f"note du {self.ecrite_le:%d/%m/%Y}"

    @property
    def is_relue(self) -> bool:
        return self.relue_le is not None
