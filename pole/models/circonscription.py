"""A circonscription with its settings, and its schools."""

import uuid
from datetime import date, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from pole.crypto import normalise
from pole.enums import DroitPole, EducationPrioritaire, Fonction, NatureEcole, QuiSaisit
from pole.numeros import Numero, read_numeros, validate_numeros
from pole.querysets import PoleQuerySet
from pole.ressources import Ressource, read_ressources, validate_ressources
from pole.territoires import Fuseau, Zone
from pole.urgences import read_delai, validate_delais
from pole.validators import validate_uai

# Beyond a school month, or before a fortnight, a reminder would not be one any more.
RELANCE_APRES_MAX, RELANCE_AVANT_MAX = 20, 15


def default_cadence() -> dict[str, int]:
    """One meeting a period (S2-16)."""
    return {str(numero): 1 for numero in range(1, 6)}


class PoleModelQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """The poles where this person holds a live role."""
        return self.filter(pk__in=user.portee.poles())


class Pole(models.Model):
    """A circonscription: the boundary that no query crosses, and the rules it has chosen."""

    DROITS = {
        Fonction.IEN: frozenset(DroitPole),
        Fonction.COORDONNATEUR: frozenset(DroitPole),
        # Dates and letters, never people nor rules.
        Fonction.SECRETARIAT: frozenset({DroitPole.CALENDRIER}),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField("nom de la circonscription", max_length=120)
    code = models.CharField("mot des références", max_length=16, help_text="En majuscules : ECULLY.")
    label = models.CharField("nom du dispositif", max_length=60, default="pôle ressource")
    mot_reunion = models.CharField("nom des réunions", max_length=60, default="cellule de veille")
    academie = models.CharField("académie", max_length=60, blank=True)
    uai = models.CharField("UAI du bureau de l’IEN", max_length=8, validators=[validate_uai])
    adresse = models.TextField("adresse postale", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    boite_fonctionnelle = models.EmailField("boîte fonctionnelle", blank=True)
    # No closed list: a zone that was imported may be chosen too (services.calendrier.zones_connues).
    zone = models.CharField("zone de vacances", max_length=40, default=Zone.A)
    fuseau = models.CharField("fuseau horaire", max_length=40, choices=Fuseau, default=Fuseau.PARIS)

    qui_saisit = models.CharField(
        "qui transmet une saisine", max_length=12, choices=QuiSaisit, default=QuiSaisit.RELU
    )
    cadence = models.JSONField("réunions par période", default=default_cadence)
    plenieres = models.PositiveSmallIntegerField("plénières par an", default=2)
    delai_limite_jours = models.PositiveSmallIntegerField(
        "jours entre la date limite et la réunion", default=6
    )
    duree_reunion_minutes = models.PositiveSmallIntegerField("durée d’une réunion, en minutes", default=120)
    minutes_par_situation = models.PositiveSmallIntegerField(
        "minutes par situation", default=15, validators=[MinValueValidator(5), MaxValueValidator(120)]
    )
    seuil_situations = models.PositiveSmallIntegerField("situations par réunion avant alerte", default=8)
    promesse_contact_jours = models.PositiveSmallIntegerField("premier contact, en jours d’école", default=3)
    promesse_contact_urgent_jours = models.PositiveSmallIntegerField(
        "premier contact si priorité haute", default=1
    )
    promesse_reponse_jours = models.PositiveSmallIntegerField(
        "réponse après la réunion, en jours d’école", default=5
    )
    suivi_semaines = models.PositiveSmallIntegerField("point de suivi, en semaines d’école", default=6)
    acces_jours = models.PositiveSmallIntegerField("jours d’accès après une mission", default=30)
    # Nothing that the pole answers leaves before the IEN has reread it, where the pole wants so.
    ien_relit = models.BooleanField("l’IEN relit les réponses avant l’envoi", default=False)
    ordre_de_mission = models.TextField(
        "mention de l’ordre de mission",
        blank=True,
        default="",
        validators=[MaxLengthValidator(600)],
        help_text="Imprimée sur les convocations des personnels. Vide : rien n’est imprimé.",
    )
    delegation_signature = models.CharField(
        "délégation de signature écrite",
        max_length=150,
        blank=True,
        default="",
        help_text="Par exemple : délégation du 1er septembre 2026. Imprimée sous « par délégation » quand "
        "la coordination envoie une lettre au nom de l’IEN.",
    )
    relance_apres_jours = models.PositiveSmallIntegerField(
        "première relance d’une convocation, en jours d’école",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(RELANCE_APRES_MAX)],
    )
    relance_avant_jours = models.PositiveSmallIntegerField(
        "seconde relance, en jours avant la réunion",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(RELANCE_AVANT_MAX)],
    )
    recouvrement_jours = models.PositiveSmallIntegerField("jours de passage de relais", default=10)
    brouillon_jours = models.PositiveSmallIntegerField("conservation d’un brouillon, en jours", default=60)
    numeros_urgence = models.JSONField(
        "numéros locaux d’urgence", default=list, blank=True, validators=[validate_numeros]
    )
    numeros_agents = models.JSONField(
        "numéros pour les personnels", default=list, blank=True, validators=[validate_numeros]
    )
    # Minutes by reason, where they differ from the table of pole.urgences.
    delais_urgence = models.JSONField(
        "délais d’alerte", default=dict, blank=True, validators=[validate_delais]
    )
    avant_de_saisir = models.JSONField("liste « avant de saisir »", default=list, blank=True)
    ressources = models.JSONField(
        "ressources à lire d’abord", default=list, blank=True, validators=[validate_ressources]
    )
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    objects = PoleModelQuerySet.as_manager()

    class Meta:
        verbose_name = "pôle"
        verbose_name_plural = "pôles"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["uai"],
                name="pole_one_per_uai",
                violation_error_message="Un pôle existe déjà pour ce bureau d’IEN.",
            ),
            models.CheckConstraint(
                name="pole_minutes_positive",
                condition=models.Q(minutes_par_situation__gt=0),
                violation_error_message="Une situation dure au moins une minute.",
            ),
            models.CheckConstraint(
                name="pole_reminders_within_reason",
                condition=models.Q(relance_apres_jours__range=(1, RELANCE_APRES_MAX))
                & models.Q(relance_avant_jours__range=(1, RELANCE_AVANT_MAX)),
                violation_error_message="Une relance laisse un jour après l’envoi, et avant la réunion.",
            ),
            models.CheckConstraint(
                name="pole_fuseau_known",
                condition=models.Q(fuseau__in=Fuseau.values),
                violation_error_message="Choisissez un fuseau horaire dans la liste.",
            ),
        ]

    def __str__(self):
        return self.nom

    def relations_to(self, user) -> set[str]:
        """The functions held here today."""
        return {role.fonction for role in user.portee.roles if role.pole_id == self.pk}

    @property
    def numeros_locaux(self) -> list[Numero]:
        """Whom to call here, besides the national numbers."""
        return read_numeros(self.numeros_urgence)

    @property
    def numeros_des_agents(self) -> list[Numero]:
        """Human resources, occupational health: whom a colleague in difficulty may call."""
        return read_numeros(self.numeros_agents)

    @property
    def ressources_proposees(self) -> list[Ressource]:
        """What a school may read today, before a request (S3-08)."""
        return read_ressources(self.ressources)

    def delai_urgence(self, raison: str) -> timedelta:
        """How long an alert waits before the next person is told."""
        return read_delai(self.delais_urgence, raison)

    @property
    def tz(self) -> ZoneInfo:
        """Time zone of the circonscription: its dates are local dates (La Réunion is not Paris)."""
        return ZoneInfo(self.fuseau)

    def today(self) -> date:
        """The local date, now."""
        return timezone.now().astimezone(self.tz).date()


class EcoleQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """The schools of the poles where this person holds a live role: their names are public."""
        return self.filter(pole__in=user.portee.poles())

    def ouvertes(self) -> Self:
        return self.filter(fermee_le__isnull=True)


class Ecole(models.Model):
    """A school of a pole, as the official directory describes it. Closed, never deleted."""

    DROITS = {
        "pilotage": frozenset({DroitPole.ADMINISTRER, DroitPole.INVITER}),
        Fonction.DIRECTEUR: frozenset({DroitPole.INVITER}),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.PROTECT, related_name="ecoles", verbose_name="pôle")
    uai = models.CharField("UAI", max_length=8, validators=[validate_uai])
    nom = models.CharField("nom", max_length=150)
    nom_tri = models.CharField("nom pour la recherche", max_length=220, editable=False)
    nature = models.CharField("type", max_length=12, choices=NatureEcole, default=NatureEcole.PRIMAIRE)
    education_prioritaire = models.CharField(
        "éducation prioritaire", max_length=10, choices=EducationPrioritaire, default="", blank=True
    )
    prive = models.BooleanField("privée sous contrat", default=False)
    adresse = models.CharField("adresse", max_length=250, blank=True)
    code_postal = models.CharField("code postal", max_length=10, blank=True)
    commune = models.CharField("commune", max_length=100, blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    mail = models.EmailField("boîte de l’école", blank=True)
    effectif = models.PositiveIntegerField("nombre d’élèves", null=True, blank=True)
    fermee_le = models.DateField("fermée le", null=True, blank=True)

    objects = EcoleQuerySet.as_manager()

    class Meta:
        verbose_name = "école"
        verbose_name_plural = "écoles"
        ordering = ["nom_tri", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pole", "uai"],
                name="ecole_one_per_uai_and_pole",
                violation_error_message="Cette école existe déjà.",
            ),
        ]
        indexes = [models.Index(fields=["uai"], name="ecole_uai")]

    def __str__(self):
        return f"{self.nom}, {self.commune}" if self.commune else self.nom

    def save(self, *args, **kwargs):
        self.nom_tri = search_key(self.nom, self.commune)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "nom_tri"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("pole:ecole", kwargs={"pk": self.pk})

    def relations_to(self, user) -> set[str]:
        """« pilotage » for those who pilot its pole, then the functions held in the school today."""
        held = {role.fonction for role in user.portee.roles if role.ecole_id == self.pk}
        return held | ({"pilotage"} if self.pole_id in user.portee.pilotage else set())


def search_key(nom: str, commune: str) -> str:
    """Stored search and sort form of a school's name."""
    return normalise(f"{nom} {commune}")[:220]
