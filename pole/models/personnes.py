"""People, and what they do where and until when."""

import uuid
from datetime import date, datetime
from functools import cache, cached_property
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import _user_has_perm
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from pole.bandeaux import annotations
from pole.constraints import unique_with_null
from pole.crypto import normalise
from pole.dates import local_dates
from pole.enums import FONCTIONS_ECOLE, DroitPole, Fonction, Titre
from pole.models.circonscription import Ecole, Pole
from pole.models.references import Metier
from pole.portee import Portee
from pole.querysets import PoleQuerySet


class PersonneQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Oneself, and the people who hold a live role in a pole where one holds a live role."""
        colleagues = Affectation.objects.visible_to(user).en_cours().values("personne")
        return self.filter(Q(pk=user.pk) | Q(pk__in=colleagues))


class PersonneManager(BaseUserManager.from_queryset(PersonneQuerySet)):
    def create_user(self, email: str, password: str | None = None, **fields) -> "Personne":
        """A personal account. Rights come from its affectations, never from the account."""
        personne = self.model(email=self.normalize_email(email).lower(), **fields)
        personne.set_password(password)
        personne.save(using=self._db)
        return personne

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "Personne":
        """A technical account: it runs the installation and reads no case (docs/adr/)."""
        return self.create_user(email, password, is_superuser=True, **fields)


class Personne(AbstractBaseUser):
    """An account. It belongs to no pole: its affectations do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("adresse électronique", unique=True)
    prenom = models.CharField("prénom", max_length=80)
    nom = models.CharField("nom", max_length=80)
    nom_tri = models.CharField("nom pour la recherche", max_length=180, editable=False)
    telephone = models.CharField("téléphone professionnel", max_length=30, blank=True)
    is_active = models.BooleanField("compte actif", default=True)
    is_superuser = models.BooleanField("administration technique", default=False)
    # Part of what each session proves: one more, and every session opened before is dead.
    generation_sessions = models.PositiveIntegerField("génération des sessions", default=0, editable=False)
    # Kept away from one case at least: only then are these looked for. saisines.services.deports writes it.
    deport_en_cours = models.BooleanField("un déport en cours", default=False, editable=False)
    # A server refused it: in every pole, what a convocation opens waits until a mail is delivered.
    adresse_refusee_le = models.DateTimeField("adresse refusée le", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    objects = PersonneManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["prenom", "nom"]

    class Meta:
        verbose_name = "personne"
        ordering = ["nom_tri", "pk"]
        constraints = [
            models.CheckConstraint(
                name="personne_email_lower_case",
                condition=Q(email=models.functions.Lower("email")),
                violation_error_message="L’adresse s’écrit en minuscules.",
            ),
        ]

    def __str__(self):
        return f"{self.prenom} {self.nom}".strip() or self.email

    def save(self, *args, **kwargs):
        self.nom_tri = normalise(f"{self.nom} {self.prenom}")[:180]
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "nom_tri"}
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret=None) -> str:
        """What a session must prove: same password and same generation. Django reads it at each request."""
        proof = f"{self.password}:{self.generation_sessions}"
        return salted_hmac("pole.session", proof, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def portee(self) -> Portee:
        """Live roles, read once for this instance: one query a request."""
        if not self.is_active:
            return Portee(())
        return Portee(tuple(Affectation.objects.roles_of(self)))

    def has_perm(self, perm: str, obj=None) -> bool:
        """Ask the backends: a superuser has no privilege, whereas Django says yes before asking (ADR)."""
        return obj is not None and _user_has_perm(self, perm, obj)

    def has_perms(self, perms, obj=None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return False


@cache
def with_bandeaux() -> "AffectationQuerySet":
    """Roles with what the banners wait for: resolved once for the process, every page begins with it."""
    return Affectation.objects.select_related("metier").annotate(**annotations())


class AffectationQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Who does what is known to everybody who works in the pole (S0-13)."""
        return self.filter(pole__in=user.portee.poles())

    def en_cours(self, instant: datetime | None = None) -> Self:
        """Roles live at an instant (now by default), whatever the weekdays of a part-time stand-in."""
        instant = instant or timezone.now()
        return self.filter(Q(fin__isnull=True) | Q(fin__gt=instant), debut__lte=instant)

    def en_exercice(self) -> list["Affectation"]:
        """Roles that give rights now: those `en_cours`, a part-time stand-in only on their weekdays.

        A list: the day of the week is that of each role's pole. One query.
        """
        return [role for role in self.en_cours().select_related("pole") if role.is_live_today()]

    def a_venir_ou_en_cours(self) -> Self:
        return self.filter(Q(fin__isnull=True) | Q(fin__gt=timezone.now()))

    def roles_of(self, personne: Personne) -> list["Affectation"]:
        """Live roles of a person with poles, métiers and banners, in one query: every page begins with it.

        Sorted here, by the name of the pole: a few rows, and every join counts on each page.
        """
        rows = with_bandeaux().filter(personne=personne)
        return sorted(rows.en_exercice(), key=lambda role: (normalise(role.pole.nom), role.debut, role.pk))

    def for_list(self) -> Self:
        return self.select_related("personne", "ecole", "metier", "pole").order_by(
            "personne__nom_tri", "debut", "pk"
        )


class Affectation(models.Model):
    """A function held by a person in a pole or a school, from an instant to another (end exclusive).

    People enter inclusive local dates; the services store UTC bounds computed in the pole's zone, so that
    a role ends at midnight local time.
    """

    DROITS = {
        "pilotage": frozenset({DroitPole.ADMINISTRER}),
        Fonction.DIRECTEUR: frozenset({DroitPole.ADMINISTRER}),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(Personne, on_delete=models.PROTECT, related_name="affectations")
    pole = models.ForeignKey(Pole, on_delete=models.PROTECT, related_name="affectations", verbose_name="pôle")
    ecole = models.ForeignKey(
        Ecole,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="affectations",
        verbose_name="école",
    )
    metier = models.ForeignKey(
        Metier,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="affectations",
        verbose_name="métier",
    )
    fonction = models.CharField("fonction", max_length=15, choices=Fonction)
    titre = models.CharField("titre", max_length=16, choices=Titre, default=Titre.TITULAIRE)
    supplee = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="suppleances",
        verbose_name="supplée",
    )
    jours = models.CharField(
        "jours de la semaine",
        max_length=7,
        blank=True,
        help_text="Chiffres de 1 (lundi) à 7 ; vide : tous les jours.",
    )
    mission = models.CharField("pour quoi faire appel", max_length=250, blank=True)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin", null=True, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = AffectationQuerySet.as_manager()

    class Meta:
        verbose_name = "affectation"
        constraints = [
            models.CheckConstraint(
                name="affectation_ends_after_it_begins",
                condition=Q(fin__isnull=True) | Q(fin__gt=F("debut")),
                violation_error_message="La fin vient après le début.",
            ),
            models.CheckConstraint(
                name="affectation_school_functions_have_a_school",
                condition=Q(fonction__in=FONCTIONS_ECOLE, ecole__isnull=False)
                | (~Q(fonction__in=FONCTIONS_ECOLE) & Q(ecole__isnull=True)),
                violation_error_message="Une direction ou un enseignant a une école ; "
                "les autres fonctions n’en ont pas.",
            ),
            models.CheckConstraint(
                name="affectation_stand_in_replaces_somebody",
                condition=Q(titre=Titre.SUPPLEANCE, supplee__isnull=False)
                | (~Q(titre=Titre.SUPPLEANCE) & Q(supplee__isnull=True)),
                violation_error_message="Une suppléance dit qui elle remplace.",
            ),
            *unique_with_null(
                "personne",
                "pole",
                "fonction",
                "ecole",
                "debut",
                nullable="ecole",
                name="affectation_recorded_once",
                message="Cette affectation existe déjà.",
            ),
        ]
        indexes = [
            models.Index(fields=["personne", "fin"], name="affectation_personne_fin"),
            models.Index(fields=["pole", "fonction", "fin"], name="affectation_pole_fonction_fin"),
            models.Index(fields=["ecole", "fonction", "fin"], name="affectation_ecole_fonction_fin"),
        ]

    def __str__(self):
        return f"{self.get_fonction_display()} depuis le {self.debut:%d/%m/%Y}"

    def relations_to(self, user) -> set[str]:
        """« pilotage » for those who pilot the pole; a director manages the teachers of their own school."""
        return school_relations(self, user)

    def is_live_today(self) -> bool:
        """A stand-in for a part-time week has rights on these weekdays only, in the pole's time."""
        return not self.jours or str(self.pole.today().isoweekday()) in self.jours

    @property
    def dates(self) -> tuple[date, date | None]:
        """First and last day, inclusive, in the pole's time."""
        return local_dates(self.debut, self.fin, self.pole.tz)

    @property
    def intitule(self) -> str:
        """Function as a person reads it: the métier of a member, the function of the others."""
        return self.metier.nom if self.metier else self.get_fonction_display()


def school_relations(row, user) -> set[str]:
    """Relations to a role held or offered: by the pole, or by the director if it is a teacher's."""
    relations = {"pilotage"} if row.pole_id in user.portee.pilotage else set()
    if row.fonction == Fonction.ENSEIGNANT and row.ecole_id in user.portee.direction:
        relations.add(Fonction.DIRECTEUR)
    return relations
