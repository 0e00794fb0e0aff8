"""Who comes to a meeting, and for which cases: the convocation opens those cases, and no other."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from cellules.models.agenda import EtatInscription, Inscription
from cellules.models.reunions import Reunion
from pole.enums import FONCTIONS_BUREAU, FONCTIONS_NOMMABLES
from pole.models import AdresseSignalee, Pole
from pole.querysets import PoleQuerySet
from saisines.enums import ETATS_FINAUX, Origine
from saisines.models import AccesMotif
from saisines.models.deports import closed_to


class TitreConvocation(models.TextChoices):
    """Staff are convened, partners invited: two letters. A school is invited for the time of its case."""

    CONVOQUE = "convoque", "Convocation"
    INVITE = "invite", "Invitation"
    ECOLE = "ecole", "Invitation de l’école"


class EtatConvocation(models.TextChoices):
    PREPAREE = "preparee", "À envoyer"
    ENVOYEE = "envoyee", "Envoyée"
    RETIREE = "retiree", "Retirée"


class ReponseConvocation(models.TextChoices):
    """S1-17: « ou son représentant ». A school also says how it joins for its slot."""

    PRESENT = "present", "Présence confirmée"
    VISIO = "visio", "Présence en visio"
    TELEPHONE = "telephone", "Présence par téléphone"
    EXCUSE = "excuse", "Excuse"
    REPRESENTE = "represente", "Représentation"
    AVIS = "avis", "Avis écrit"


class HabitueQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(pole__in=user.portee.poles(*FONCTIONS_BUREAU))


class Habitue(models.Model):
    """Somebody who usually sits: the formation habituelle, proposed for all cases but the confidential."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.CASCADE, related_name="habitues")
    personne = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = HabitueQuerySet.as_manager()

    class Meta:
        verbose_name = "membre de la formation habituelle"
        verbose_name_plural = "formation habituelle"
        constraints = [
            models.UniqueConstraint(
                fields=["pole", "personne"],
                name="habitue_once_per_pole",
                violation_error_message="Cette personne est déjà dans la formation habituelle.",
            )
        ]

    def __str__(self):
        return f"formation habituelle de {self.pole_id}"


def _said(personne: str, pole: str) -> models.QuerySet:
    """The word of this pole that mails do not reach this person."""
    return AdresseSignalee.objects.filter(personne=OuterRef(personne), pole=OuterRef(pole))


def _reached(personne: str, pole: str) -> Q:
    """Mails reach them there: no server refuses the address, and this pole does not say that it fails."""
    working = Q(**{f"{personne}__adresse_refusee_le__isnull": True})
    return working & ~Exists(_said(personne, pole))


class ConvocationQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """One's own once sent, while one works in the pole; all for its office, which writes the letters,
        but those that are for nothing else than cases from which one is kept away."""
        mine = Q(personne=user, reunion__pole__in=user.portee.poles()) & ~Q(etat=EtatConvocation.PREPAREE)
        office = Q(reunion__pole__in=user.portee.poles(*FONCTIONS_BUREAU))
        if closed := closed_to(user):
            live = Convie.objects.actuels().filter(convocation=OuterRef("pk"))
            hidden = Q(inscription__saisine__in=closed)
            office &= Exists(live.exclude(hidden)) | ~Exists(live.filter(hidden))
        return self.filter(mine | office)

    def conduites(self, user) -> Self:
        """Those of which one conducts every case: what touches a whole letter touches all of them."""
        live = Convie.objects.actuels().filter(convocation=OuterRef("pk"))
        others = live.exclude(inscription__in=Inscription.objects.conduites(user).values("pk"))
        return self.filter(~Exists(others), reunion__pole__in=user.portee.pilotage)

    def envoyees(self) -> Self:
        return self.filter(etat=EtatConvocation.ENVOYEE)

    def de_chaque_reunion(self, user) -> Self:
        """The live letter of this person for each meeting of an outer query: to annotate it."""
        return self.visible_to(user).envoyees().filter(personne=user, reunion=OuterRef("pk"))

    def joignables(self) -> Self:
        """Those whose person mails reach in this pole."""
        return self.filter(_reached("personne", "reunion__pole"))

    def injoignables(self) -> Self:
        return self.exclude(_reached("personne", "reunion__pole"))


class Convocation(models.Model):
    """A person and a meeting: one letter, one answer, whatever the number of cases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reunion = models.ForeignKey(Reunion, on_delete=models.PROTECT, related_name="convocations")
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="convocations"
    )
    titre = models.CharField(
        "titre", max_length=8, choices=TitreConvocation, default=TitreConvocation.CONVOQUE
    )
    etat = models.CharField(
        "état", max_length=8, choices=EtatConvocation, default=EtatConvocation.PREPAREE, editable=False
    )
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    envoyee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    # Of the calendar file: one more each time the person is told of a change (RFC 5545 §3.8.7.4).
    sequence = models.PositiveIntegerField("numéro de version", default=0, editable=False)
    # The time that the last mail announced, in minutes after the beginning of the meeting.
    annonce_apres = models.PositiveSmallIntegerField("attendue après", null=True, editable=False)
    annonce_jusqua = models.PositiveSmallIntegerField("attendue jusqu’à", null=True, editable=False)
    reponse = models.CharField("réponse", max_length=10, choices=ReponseConvocation, blank=True, default="")
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    # Proposed by the person; convened, hence opening a case to them, only once the coordination agrees.
    representant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    representant_confirme_le = models.DateTimeField("représentation confirmée le", null=True, blank=True)
    created_at = models.DateTimeField("préparée le", auto_now_add=True)

    objects = ConvocationQuerySet.as_manager()

    class Meta:
        verbose_name = "convocation"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reunion", "personne"],
                name="convocation_one_letter_per_person",
                violation_error_message="Cette personne a déjà une convocation à cette réunion.",
            ),
            models.CheckConstraint(
                name="convocation_sent_has_its_date",
                condition=Q(etat="preparee") | Q(etat="retiree") | Q(envoyee_le__isnull=False),
                violation_error_message="Une convocation envoyée a une date d’envoi.",
            ),
            models.CheckConstraint(
                name="convocation_represented_by_somebody",
                condition=Q(reponse="represente", representant__isnull=False)
                | ~Q(reponse="represente") & Q(representant__isnull=True),
                violation_error_message="Dites qui vous représente.",
            ),
            models.CheckConstraint(
                name="convocation_announced_from_and_until",
                condition=Q(annonce_apres__isnull=True, annonce_jusqua__isnull=True)
                | Q(annonce_apres__isnull=False, annonce_jusqua__gt=models.F("annonce_apres")),
                violation_error_message="Un horaire annoncé a un début, puis une fin.",
            ),
        ]
        indexes = [models.Index(fields=["personne", "etat"], name="convocation_personne")]

    def __str__(self):
        return f"convocation du {self.created_at:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("cellules:convocation", kwargs={"pk": self.pk})

    @property
    def is_envoyee(self) -> bool:
        return self.etat == EtatConvocation.ENVOYEE

    @property
    def is_de_l_ecole(self) -> bool:
        """Invited for the time of its own case, which its function already opens."""
        return self.titre == TitreConvocation.ECOLE


class ConvieQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Who is convened for a case is read by whoever reads the case; the letters, by their reader.

        Whoever is kept away from a case that their school shows them finds it on their own letter only.
        """
        rows = self.filter(
            convocation__in=Convocation.objects.visible_to(user).values("pk"),
            inscription__in=Inscription.objects.visible_to(user).values("pk"),
        )
        if closed := closed_to(user):
            rows = rows.filter(Q(convocation__personne=user) | ~Q(inscription__saisine__in=closed))
        return rows

    def actuels(self) -> Self:
        return self.exclude(etat=EtatConvocation.RETIREE)

    def with_adresse(self) -> Self:
        """With `injoignable_depuis`: since when mails do not reach the person in this pole, or None."""
        said = _said("convocation__personne", "convocation__reunion__pole").values("le")[:1]
        refused = "convocation__personne__adresse_refusee_le"
        return self.annotate(injoignable_depuis=Coalesce(refused, Subquery(said)))

    def ouvrants(self) -> Self:
        """Those that open a case: the whole rule, whatever the time; `acces_des_convocations` keeps to it.

        Sent and not withdrawn, for a case that is not over; not to a school, which reads its own; not to
        whoever excused themselves without a written opinion, or is replaced, or whose mails come back.
        """
        sent = self.filter(
            etat=EtatConvocation.ENVOYEE,
            convocation__etat=EtatConvocation.ENVOYEE,
            inscription__etat__in=(EtatInscription.PREVUE, EtatInscription.ETUDIEE),
        )
        replaced = Q(convocation__representant_confirme_le__isnull=False)
        return (
            sent.exclude(convocation__titre=TitreConvocation.ECOLE)
            .exclude(convocation__reponse=ReponseConvocation.EXCUSE)
            .exclude(replaced)
            .filter(_reached("convocation__personne", "convocation__reunion__pole"))
            .exclude(inscription__saisine__etat__in=ETATS_FINAUX)
        )

    def ouverts(self) -> Self:
        """Those of `ouvrants` whose reason lives at this moment: the dates are checked when read."""
        now = timezone.now()
        live = AccesMotif.objects.filter(
            origine=Origine.CONVOCATION, origine_id=OuterRef("pk"), debut__lte=now, fin__gt=now
        )
        return self.ouvrants().filter(Exists(live.filter(personne=OuterRef("convocation__personne"))))

    def participant(self, user) -> Self:
        """Rows by which this person takes part in the crossed readings of a case, at this moment.

        Never the school of the case, even when one of its people sits with the pole for another reason, nor
        whoever is kept away or has left the pole.
        """
        here = user.portee.poles(*FONCTIONS_NOMMABLES)
        rows = self.ouverts().filter(convocation__personne=user, inscription__reunion__pole__in=here)
        if schools := user.portee.ecoles():
            rows = rows.exclude(inscription__saisine__ecole__in=schools)
        return rows.exclude(inscription__saisine__in=closed) if (closed := closed_to(user)) else rows


class Convie(models.Model):
    """A person for a case: what opens it to them, from the sending until some days after the meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convocation = models.ForeignKey(Convocation, on_delete=models.CASCADE, related_name="convies")
    inscription = models.ForeignKey(Inscription, on_delete=models.CASCADE, related_name="convies")
    etat = models.CharField(
        "état", max_length=8, choices=EtatConvocation, default=EtatConvocation.PREPAREE, editable=False
    )
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    # Empty until the meeting: who was there for this case, in one tap.
    presence = models.BooleanField("présence", null=True, blank=True)

    objects = ConvieQuerySet.as_manager()

    class Meta:
        verbose_name = "personne conviée pour une situation"
        verbose_name_plural = "personnes conviées pour une situation"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["convocation", "inscription"],
                name="convie_once_per_case",
                violation_error_message="Cette personne est déjà conviée pour cette situation.",
            ),
            models.CheckConstraint(
                name="convie_sent_has_its_date",
                condition=Q(etat="preparee") | Q(etat="retiree") | Q(envoyee_le__isnull=False),
                violation_error_message="Une convocation envoyée a une date d’envoi.",
            ),
        ]
        indexes = [models.Index(fields=["inscription", "etat"], name="convie_inscription_etat")]

    def __str__(self):
        return f"conviée, {self.get_etat_display().lower()}"

    @property
    def is_excuse(self) -> bool:
        """They said that they would not come. Reads `convocation`."""
        return self.convocation.reponse == ReponseConvocation.EXCUSE
