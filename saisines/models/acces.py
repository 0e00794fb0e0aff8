"""Named access: who sees one case by name, why, and until when."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.enums import ETATS_FINAUX, Origine


class AccesQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """One's own; who else sees a case is shown on the case."""
        return self.filter(user=user)

    def open_to(self, user) -> Self:
        """Accesses of this person that are open at this very moment: dates are checked when read."""
        now = timezone.now()
        return self.filter(user=user, ouvre_le__lte=now, expire_le__gt=now)

    def a_lire(self) -> Self:
        """Those that the pole or an author opened: to read a case that was sent."""
        return self.filter(ecrit=False)

    def a_ecrire(self) -> Self:
        """Those by which the direction has a teacher of its school write with it."""
        return self.filter(ecrit=True)


class Acces(UserObjectPermissionBase):
    """One interval during which a person reads a case, or writes it: the union of their reasons.

    Written only by `saisines.services.acces`, which recomputes it from the reasons in the same transaction.
    Not unique on (user, case): reasons separated by a gap give several intervals.
    """

    content_object = models.ForeignKey("saisines.Saisine", on_delete=models.CASCADE, related_name="acces")
    ouvre_le = models.DateTimeField("ouvert le")
    expire_le = models.DateTimeField("expire le")
    # What it opens depends on where the person works: to read, in the pole; to write, in the school.
    ecrit = models.BooleanField("pour écrire", default=False)

    objects = AccesQuerySet.as_manager()

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "accès"
        verbose_name_plural = "accès"
        unique_together = []
        constraints = [
            models.UniqueConstraint(
                fields=["user", "content_object", "permission", "ecrit", "ouvre_le"],
                name="acces_interval_once",
            ),
            models.CheckConstraint(
                name="acces_ends_after_it_begins", condition=Q(expire_le__gt=F("ouvre_le"))
            ),
        ]
        indexes = [models.Index(fields=["user", "content_object", "expire_le"], name="acces_user_case")]

    def __str__(self):
        return f"jusqu’au {self.expire_le:%d/%m/%Y}"


class AccesMotifQuerySet(PoleQuerySet):
    def live(self) -> Self:
        """Reasons that still open something, now or later."""
        return self.filter(fin__gt=timezone.now())


class AccesMotif(models.Model):
    """Why a person sees a case: one row per origin, kept after its end as the answer to « why did they? »."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey("saisines.Saisine", on_delete=models.CASCADE, related_name="acces_motifs")
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acces_motifs"
    )
    origine = models.CharField("origine", max_length=14, choices=Origine)
    origine_id = models.UUIDField("identifiant de l’origine")
    debut = models.DateTimeField("depuis")
    fin = models.DateTimeField("jusqu’à")

    objects = AccesMotifQuerySet.as_manager()

    class Meta:
        verbose_name = "raison d’un accès"
        verbose_name_plural = "raisons d’un accès"
        constraints = [
            models.UniqueConstraint(
                fields=["origine", "origine_id", "personne"], name="acces_motif_once_per_origin"
            ),
            models.CheckConstraint(name="acces_motif_ends_after_it_begins", condition=Q(fin__gte=F("debut"))),
        ]
        indexes = [models.Index(fields=["saisine", "personne"], name="acces_motif_case_person")]

    def __str__(self):
        return self.get_origine_display()


class LecteurQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """One's own choices, and the choices of oneself."""
        return self.filter(Q(personne=user) | Q(saisine__auteur=user))

    def actuels(self) -> Self:
        return self.filter(retire_le__isnull=True)


class Lecteur(models.Model):
    """Somebody whom the author of a confidential request chose to read it (S3-11, S4-11)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey("saisines.Saisine", on_delete=models.CASCADE, related_name="lecteurs")
    personne = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("choisi le", auto_now_add=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    objects = LecteurQuerySet.as_manager()

    class Meta:
        verbose_name = "lecteur choisi"
        verbose_name_plural = "lecteurs choisis"
        constraints = [
            models.UniqueConstraint(
                fields=["saisine", "personne"],
                name="lecteur_chosen_once",
                condition=Q(retire_le__isnull=True),
                violation_error_message="Cette personne est déjà choisie.",
            )
        ]

    def __str__(self):
        return f"choisi le {self.created_at:%d/%m/%Y}"


class SollicitationQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Asked of me; those of a case are shown by the case."""
        return self.filter(personne=user)

    def en_cours(self) -> Self:
        return self.filter(terminee_le__isnull=True, annulee_le__isnull=True)

    def attendues(self) -> Self:
        """Still to be done: a mission on a case that is over is recalled to nobody."""
        return self.en_cours().exclude(saisine__etat__in=ETATS_FINAUX)


class Sollicitation(models.Model):
    """A convocation without a meeting: a named person, a mission in one line, a date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey("saisines.Saisine", on_delete=models.CASCADE, related_name="sollicitations")
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sollicitations"
    )
    mission = EncryptedTextField("mission", label="sollicitation.mission")
    echeance = models.DateField("pour le")
    demandee_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("demandée le", auto_now_add=True)
    acquittee_le = models.DateTimeField("reçue le", null=True, blank=True)
    terminee_le = models.DateTimeField("terminée le", null=True, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    compte_rendu = EncryptedTextField("compte rendu", label="sollicitation.compte_rendu")

    objects = SollicitationQuerySet.as_manager()

    class Meta:
        verbose_name = "sollicitation"
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["personne", "terminee_le", "annulee_le"], name="sollicitation_personne")
        ]
        constraints = [
            models.CheckConstraint(
                name="sollicitation_ends_one_way",
                condition=Q(terminee_le__isnull=True) | Q(annulee_le__isnull=True),
                violation_error_message="Une sollicitation est terminée ou annulée, pas les deux.",
            ),
        ]

    def __str__(self):
        return f"sollicitation du {self.created_at:%d/%m/%Y}"

    @property
    def is_en_cours(self) -> bool:
        return self.terminee_le is None and self.annulee_le is None
