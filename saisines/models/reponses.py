"""The answer: pistes, which are proposals, a person to turn to, and a date."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from pole.fields import EncryptedTextField
from pole.querysets import PoleQuerySet
from saisines.enums import EFFETS_QUI_AIDENT, ETATS_DU_POINT, Accueil, PourQui, Visee
from saisines.models.saisine import Saisine

PISTES_MAX = 5


class ReponseQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Of the cases that one sees; what it says follows the relation of the reader to the case."""
        return self.filter(saisine__in=Saisine.objects.visible_to(user).values("pk"))

    def dernieres(self) -> Self:
        """The last of each case, one and no more: one that came back was answered again."""
        return self.filter(~Exists(_later()))

    def remplacees(self) -> Self:
        """Those that another answer to the same case came after."""
        return self.filter(Exists(_later()))

    def sans_point(self) -> Self:
        """Those of which the school has not said yet what they changed."""
        return self.filter(~Exists(_same().filter(_POINT_DIT)))

    def ayant_aide(self) -> Self:
        """Those of which the school says that they helped: no other date is awaited."""
        return self.filter(Exists(_same().filter(_POINT_DIT, points__effet__in=EFFETS_QUI_AIDENT)))


# For the date that was agreed; at all, when none was (the same of one loaded answer: `is_point_dit`).
_POINT_DIT = Q(points__prevu_le=F("point_le")) | Q(point_le__isnull=True, points__isnull=False)


def _same() -> models.QuerySet:
    return Reponse.objects.order_by().filter(pk=OuterRef("pk"))


def _later() -> models.QuerySet:
    """Other answers to the same case that came after: in the order of the model, which leaves no tie."""
    after = Q(envoyee_le__gt=OuterRef("envoyee_le"))
    after |= Q(envoyee_le=OuterRef("envoyee_le"), pk__gt=OuterRef("pk"))
    return Reponse.objects.filter(after, saisine=OuterRef("saisine"))


class Reponse(models.Model):
    """An answer to the school, with or without a meeting. S0-21: it proposes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    saisine = models.ForeignKey(Saisine, on_delete=models.CASCADE, related_name="reponses")
    comprehension = EncryptedTextField("ce que nous comprenons", label="reponse.comprehension")
    appuis = EncryptedTextField("points d’appui", label="reponse.appuis")
    non_retenu = EncryptedTextField("ce qui n’a pas été retenu, et pourquoi", label="reponse.non_retenu")
    rappels = EncryptedTextField("rappels et décisions qui ne relèvent pas du pôle", label="reponse.rappels")
    interlocuteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="interlocuteur du pôle",
    )
    point_le = models.DateField("on se revoit le", null=True, blank=True)
    envoyee_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    envoyee_le = models.DateTimeField("envoyée le")
    # The day of the meeting that studied it; empty for an answer without a meeting.
    etudiee_le = models.DateField("étudiée le", null=True, blank=True)
    accueil = models.CharField("accueil de l’école", max_length=6, choices=Accueil, blank=True, default="")
    accueil_mot = EncryptedTextField("mot de l’école", label="reponse.accueil_mot")
    accueil_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accueil_le = models.DateTimeField("accueillie le", null=True, blank=True)

    objects = ReponseQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse"
        ordering = ["envoyee_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reponse_welcomed_by_somebody",
                condition=models.Q(accueil="", accueil_le__isnull=True, accueil_par__isnull=True)
                | ~models.Q(accueil="") & models.Q(accueil_le__isnull=False, accueil_par__isnull=False),
                violation_error_message="L’accueil d’une réponse est dit par quelqu’un, à une date.",
            )
        ]

    def __str__(self):
        return f"réponse du {self.envoyee_le:%d/%m/%Y}"

    @property
    def is_point_dit(self) -> bool:
        """True once the school said what it changed. No query once its points are loaded."""
        return any(self.point_le in {one.prevu_le, None} for one in self.points.all())


class PisteQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Of the cases that one sees."""
        return self.filter(reponse__saisine__in=Saisine.objects.visible_to(user).values("pk"))

    def portees(self) -> Self:
        """Those that somebody of the pole carries, in the last answer of a case that its school follows."""
        followed = Reponse.objects.dernieres().filter(saisine__etat__in=ETATS_DU_POINT)
        return self.filter(porteur__isnull=False, reponse__in=followed.values("pk"))


class Piste(models.Model):
    """A line and who: for whom, with what and by when only help when they help."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reponse = models.ForeignKey(Reponse, on_delete=models.CASCADE, related_name="pistes")
    rang = models.PositiveSmallIntegerField("rang")
    texte = EncryptedTextField("proposition", label="piste.texte")
    qui = EncryptedTextField("avec qui", label="piste.qui")
    pour_qui = models.CharField("pour qui", max_length=10, choices=PourQui, blank=True, default="")
    avec_quoi = EncryptedTextField("avec quoi", label="piste.avec_quoi")
    avant_le = models.DateField("avant le", null=True, blank=True)
    accord_parents = models.BooleanField("demande l’accord des parents", default=False)
    visee = models.CharField("visée", max_length=11, choices=Visee, blank=True, default="")
    # Somebody of the pole who carries it: the case stays open to them until its date.
    porteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accueil = models.CharField("accueil de l’école", max_length=6, choices=Accueil, blank=True, default="")

    objects = PisteQuerySet.as_manager()

    class Meta:
        verbose_name = "piste"
        ordering = ["rang", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reponse", "rang"], name="piste_one_per_rank"),
            models.CheckConstraint(
                name="piste_five_at_most",
                condition=models.Q(rang__gte=1, rang__lte=PISTES_MAX),
                violation_error_message="Cinq pistes au plus : la réponse reste courte.",
            ),
        ]

    def __str__(self):
        return f"piste {self.rang}"
