"""The saisine: the row that is filtered, sorted and counted. What is told stands in `contenu.py`."""

import uuid
from functools import partial, reduce
from operator import or_
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from pole import lookups  # noqa: F401 (registers any_of)
from pole.enums import FONCTIONS_NOMMABLES, Fonction, Nature, QuiSaisit, RaisonUrgence, Urgence
from pole.models import Ecole, Motif, Pole
from pole.querysets import PoleQuerySet
from saisines.enums import (
    ETATS_EN_COURS,
    ETATS_PRIVES,
    Etat,
    EtatAccord,
    Niveau,
    Redacteur,
    Relation,
    TypeAccord,
)
from saisines.models.acces import Acces
from saisines.models.deports import closed_to
from saisines.models.eleves import Eleve
from saisines.relations import DROITS

_NATURES_AVEC_ELEVE = (Nature.ELEVE, Nature.ORIENTATION, Nature.PROJET)

Personne = partial(models.ForeignKey, settings.AUTH_USER_MODEL, on_delete=models.PROTECT)


class SaisineQuerySet(PoleQuerySet):
    def visible_to(self, user) -> Self:
        """Cases that this person may see now.

        - the school's directors in office: their school's, and the drafts that the direction writes;
        - the author, while they work in that school or that pole: their own; a draft that they wrote as the
          direction goes with the function;
        - a teacher of that school whom the direction invited to write it;
        - those who pilot the pole, and its secretariat: what was sent;
        - the coordination: what it is entering for a school;
        - whoever holds a named access that is open now.

        Kind E belongs to its author: only the author and named accesses open it. Whoever is kept away from a
        case by a conflict of interest reads it by none of the last three.
        """
        return self._open_to(user, user.portee.pilotage | user.portee.poles(Fonction.SECRETARIAT))

    def avec_dialogue(self, user) -> Self:
        """The part of `visible_to` whose messages one may read and write: not what the secretariat sees."""
        return self._open_to(user, user.portee.pilotage)

    def _open_to(self, user, bureau: set[uuid.UUID]) -> Self:
        rules, of_pole = self._of_school(user), self._of_pole(user, bureau)
        if of_pole and (closed := closed_to(user)):
            of_pole = [reduce(or_, of_pole) & ~Q(pk__in=closed)]
        rules += of_pole
        return self.filter(reduce(or_, rules)) if rules else self.none()

    def _of_school(self, user) -> list[Q]:
        """What one sees for having written it, or for the school where one works."""
        portee, rules = user.portee, []
        if portee.direction:
            own_school = Q(ecole_id__in=portee.direction) & ~Q(nature=Nature.ENSEIGNANT)
            rules.append(own_school & (~Q(etat=Etat.BROUILLON) | Q(redacteur=Redacteur.DIRECTION)))
        if schools := portee.ecoles():
            entered = Q(transmise_par__isnull=True) | Q(transmise_par=F("auteur"))
            of_author = Q(auteur=user, ecole_id__in=schools) & ~(Q(redacteur=Redacteur.BUREAU) & entered)
            draft_of_direction = Q(redacteur=Redacteur.DIRECTION, etat__in=ETATS_PRIVES)
            rules.append(of_author & (~draft_of_direction | Q(nature=Nature.ENSEIGNANT)))
        if schools := portee.ecoles(Fonction.ENSEIGNANT):
            shared = Acces.objects.open_to(user).a_ecrire().values("content_object")
            written = Q(pk__any_of=shared, ecole_id__in=schools)
            rules.append(written & ~Q(nature=Nature.ENSEIGNANT))
        if poles := portee.poles():
            rules.append(Q(auteur=user, redacteur=Redacteur.POLE, ecole__isnull=True, pole_id__in=poles))
        return rules

    def _of_pole(self, user, bureau: set[uuid.UUID]) -> list[Q]:
        """What one sees by a function of the pole, or by name."""
        portee, rules = user.portee, []
        if bureau:
            sent = ~Q(nature=Nature.ENSEIGNANT) & ~Q(etat__in=ETATS_PRIVES)
            rules.append(Q(pole_id__in=bureau) & sent)
        if poles := portee.poles(Fonction.COORDONNATEUR):
            rules.append(Q(pole_id__in=poles, redacteur=Redacteur.BUREAU, etat=Etat.BROUILLON))
        if poles := portee.poles(*FONCTIONS_NOMMABLES):
            named = Acces.objects.open_to(user).a_lire().values("content_object")
            rules.append(Q(pk__any_of=named, pole_id__in=poles))
        return rules

    def pilotees(self, user) -> Self:
        """The part of `visible_to` that one pilots: the triage starts from it."""
        sent = ~Q(nature=Nature.ENSEIGNANT) & ~Q(etat__in=ETATS_PRIVES)
        rows = self.filter(sent, pole_id__in=user.portee.pilotage)
        return rows.exclude(pk__in=closed) if (closed := closed_to(user)) else rows

    def avec_plume(self, user) -> Self:
        """The rows with `plume`: this person's identifier where they were invited to write. No query."""
        if not user.portee.ecoles(Fonction.ENSEIGNANT):
            return self
        shared = Acces.objects.open_to(user).a_ecrire().filter(content_object=OuterRef("pk"))
        return self.annotate(plume=Subquery(shared.values("user_id")[:1], output_field=models.UUIDField()))

    def en_cours(self) -> Self:
        return self.filter(etat__in=ETATS_EN_COURS)

    def du_pole(self, pole: Pole | None) -> Self:
        return self.filter(pole=pole)

    def for_list(self) -> Self:
        return self.select_related("ecole", "responsable")


class Saisine(models.Model):
    """A request for help. It belongs to a pole and, but for a member's own situation, to a school."""

    DROITS = DROITS

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pole = models.ForeignKey(Pole, on_delete=models.PROTECT, related_name="saisines", verbose_name="pôle")
    ecole = models.ForeignKey(
        Ecole, on_delete=models.PROTECT, null=True, blank=True, related_name="saisines", verbose_name="école"
    )
    nature = models.CharField("nature", max_length=1, choices=Nature, default=Nature.ELEVE)
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.BROUILLON, editable=False)
    etat_depuis = models.DateTimeField("dans cet état depuis", default=timezone.now, editable=False)
    redacteur = models.CharField("rédigée par", max_length=10, choices=Redacteur, default=Redacteur.DIRECTION)
    auteur = Personne(related_name="saisines_ecrites", verbose_name="auteur")
    transmise_par = Personne(null=True, blank=True, related_name="saisines_transmises")
    transmise_le = models.DateTimeField("transmise le", null=True, blank=True)
    responsable = Personne(
        null=True, blank=True, related_name="saisines_en_charge", verbose_name="personne en charge"
    )

    reference = models.CharField("référence", max_length=40, null=True, blank=True)  # noqa: DJ001 (NULL until sent, unique then)
    annee = models.PositiveSmallIntegerField("année scolaire")
    eleve = models.ForeignKey(
        Eleve, on_delete=models.PROTECT, null=True, blank=True, related_name="saisines", verbose_name="élève"
    )
    niveau = models.CharField("niveau", max_length=6, choices=Niveau, blank=True)
    motifs = models.ManyToManyField(Motif, related_name="saisines", blank=True, verbose_name="motifs")
    urgence = models.CharField("urgence", max_length=10, choices=Urgence, default=Urgence.NORMALE)
    # Why it does not wait for the meeting; empty when it does.
    urgence_raison = models.CharField(
        "raison de l’urgence", max_length=10, choices=RaisonUrgence, blank=True, default=""
    )
    urgence_lue_le = models.DateTimeField("urgence lue le", null=True, blank=True)
    # The most pressing cases close with what the pole learned from the alert (workflow.has_retrospective).
    retrospective_le = models.DateTimeField("retour écrit le", null=True, blank=True)
    # The meeting that its deadline belongs to: the upper app keeps these three in step when it moves.
    reunion_visee = models.UUIDField("réunion visée", null=True, blank=True)
    date_limite = models.DateField("date limite", null=True, blank=True)
    date_reunion = models.DateField("date de la réunion", null=True, blank=True)
    prochaine_date = models.DateField("prochaine date", null=True, blank=True)
    # The pupil came from another school of the pole: what went before, which gives no right to read it.
    suite_de = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="suite"
    )
    # One token per form shown: a double click sends once.
    jeton = models.UUIDField("jeton d’envoi", unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    # The last change: whatever is written in a draft marks its row (services.workflow.mark_changed). Its age,
    # for a reminder and for its erasure, is counted from here.
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = SaisineQuerySet.as_manager()

    class Meta:
        verbose_name = "saisine"
        constraints = [
            models.UniqueConstraint(
                fields=["pole", "annee", "reference"],
                name="saisine_reference_once_a_year",
                violation_error_message="Cette référence existe déjà.",
            ),
            models.CheckConstraint(
                name="saisine_sent_has_reference_sender_and_date",
                condition=Q(etat__in=ETATS_PRIVES)
                | Q(reference__isnull=False, transmise_par__isnull=False, transmise_le__isnull=False),
                violation_error_message="Une saisine transmise a une référence, une date et un expéditeur.",
            ),
            models.CheckConstraint(
                name="saisine_about_pupil_has_pupil_when_sent",
                condition=Q(etat__in=ETATS_PRIVES)
                | ~Q(nature__in=_NATURES_AVEC_ELEVE)
                | Q(eleve__isnull=False),
                violation_error_message="Cette saisine concerne un élève : indiquez lequel.",
            ),
            models.CheckConstraint(
                name="saisine_confidential_is_on_no_agenda",
                condition=~Q(nature=Nature.ENSEIGNANT)
                | Q(reunion_visee__isnull=True, date_limite__isnull=True, date_reunion__isnull=True),
                violation_error_message="Une demande confidentielle n’est jamais à l’ordre du jour.",
            ),
            models.CheckConstraint(
                name="saisine_without_school_is_a_members",
                condition=Q(ecole__isnull=False)
                | Q(redacteur=Redacteur.POLE)
                | Q(redacteur=Redacteur.BUREAU, etat=Etat.RETIREE),
                violation_error_message="Seul un membre du pôle apporte une situation sans école.",
            ),
            models.CheckConstraint(
                name="saisine_entered_for_a_school_is_never_confidential",
                condition=~Q(redacteur=Redacteur.BUREAU) | ~Q(nature=Nature.ENSEIGNANT),
                violation_error_message="Une demande confidentielle ne se saisit pas pour quelqu’un d’autre.",
            ),
        ]
        indexes = [
            models.Index(fields=["pole", "etat", "date_limite", "id"], name="saisine_pole_etat_limite"),
            models.Index(fields=["ecole", "etat"], name="saisine_ecole_etat"),
            models.Index(fields=["auteur"], name="saisine_auteur"),
            models.Index(fields=["pole", "reference"], name="saisine_pole_reference"),
            models.Index(fields=["reunion_visee"], name="saisine_reunion_visee"),
        ]

    def __str__(self):
        return self.reference or "brouillon"

    def get_absolute_url(self):
        return reverse("saisines:detail", kwargs={"pk": self.pk})

    @property
    def etat_label(self) -> str:
        return self.get_etat_display()

    @property
    def nature_has_pupil(self) -> bool:
        return self.nature in _NATURES_AVEC_ELEVE

    @property
    def is_confidentielle(self) -> bool:
        """Kind E: read by its author and by those they chose, by nobody else."""
        return self.nature == Nature.ENSEIGNANT

    @property
    def sujet(self) -> str:
        """What it is about, in words that name nobody: « un élève, CE1 »."""
        return self.sujet_lu(niveau=True)

    def sujet_lu(self, *, niveau: bool) -> str:
        """The same, without the class level for those who do not read it in lists (`reads_levels`)."""
        words = (
            self.get_nature_display().lower() if self.nature != Nature.PROJET else "un projet personnalisé"
        )
        return f"{words}, {self.get_niveau_display()}" if niveau and self.niveau else words

    @property
    def is_situation_du_pole(self) -> bool:
        """A member of the pole brings their own question (S0-12)."""
        return self.redacteur == Redacteur.POLE

    @property
    def is_urgente(self) -> bool:
        """It does not wait for the meeting: somebody is told at once, at any hour."""
        return bool(self.urgence_raison) or self.urgence in {Urgence.HAUTE, Urgence.IMMEDIATE}

    @property
    def is_recue(self) -> bool:
        """Received on paper or by telephone, and entered by the coordination."""
        return self.redacteur == Redacteur.BUREAU

    @property
    def reception(self):
        """How it was received, or None. One query, none after `load_parts`."""
        return next(iter(self.receptions.all()), None) if self.is_recue else None

    @property
    def is_prive(self) -> bool:
        return self.etat in ETATS_PRIVES

    def relations_by_role(self, user) -> frozenset[Relation]:
        """What this person is to the case by their functions, and by `plume` if the row has it. No query.

        Writing needs no more: no other named access lets write, or read a field that its writer does not
        read.
        """
        portee = user.portee
        relations = self._relations_of_author(user)
        away = self.pk in closed_to(user)
        if not away and self._is_entered_by(portee):
            relations.add(Relation.SIGNATAIRE)
        closed = self.is_confidentielle
        if not closed and self.ecole_id in portee.direction and self._is_open_to_direction():
            relations.add(Relation.DIRECTION)
        if self._may_be_shared_with(user) and getattr(self, "plume", None) == user.pk:
            relations.add(Relation.COAUTEUR)
        if not closed and not self.is_prive and not away:
            relations |= {
                relation
                for fonction, relation in _RELATIONS_DU_BUREAU.items()
                if portee.holds(self.pole_id, fonction)
            }
        return frozenset(relations)

    def relations_to(self, user) -> frozenset[Relation]:
        """What this person is to the case now. One query at most, two for a partner."""
        relations = self.relations_by_role(user)
        nameable = user.portee.holds(self.pole_id, *FONCTIONS_NOMMABLES)
        reads = nameable and not relations & _RELATIONS_COMPLETES and self.pk not in closed_to(user)
        writes = self._may_be_shared_with(user)
        if not reads and not writes:
            return relations
        opened = Acces.objects.open_to(user).filter(content_object=self.pk)
        named = set(opened.values_list("ecrit", flat=True))
        if reads and False in named:
            relations |= self._relations_by_name(user)
        if writes and True in named:
            relations |= {Relation.COAUTEUR}
        return relations

    def _relations_by_name(self, user) -> set[Relation]:
        if self.is_confidentielle:
            return {Relation.CHOISI}
        here = user.portee.in_pole(self.pole_id)
        if here.is_du_pole or not here.is_partenaire:
            return {Relation.CONVIE}
        agreed = self._parents_agree_with(here)
        return {Relation.PARTENAIRE, Relation.PARTENAIRE_NOMME} if agreed else {Relation.PARTENAIRE}

    def _parents_agree_with(self, portee) -> bool:
        """They signed for an exchange with a structure where this partner works, and still agree."""
        roles = [role.pk for role in portee.having(Fonction.PARTENAIRE)]
        signed = self.accords.filter(type=TypeAccord.PARTAGE, etat=EtatAccord.SIGNE)
        return signed.filter(structure__contacts__affectation__in=roles).exists()

    def _may_be_shared_with(self, user) -> bool:
        """Only a teacher of the school writes with its direction, and never a confidential request."""
        return not self.is_confidentielle and self.ecole_id in user.portee.ecoles(Fonction.ENSEIGNANT)

    def _is_draft_of_direction(self) -> bool:
        """Being written by the direction: whoever directs the school next takes it over."""
        return self.redacteur == Redacteur.DIRECTION and self.is_prive and not self.is_confidentielle

    def _is_entered_by(self, portee) -> bool:
        """The coordination writes and sends what it received for a school; sent, it is the school's."""
        entering = self.is_recue and self.etat == Etat.BROUILLON
        return entering and portee.holds(self.pole_id, Fonction.COORDONNATEUR)

    def _is_only_entered_by_its_author(self) -> bool:
        """Who asked on paper has no account: the author in the row is the coordinator who entered it.

        Their function opens it to them, and closes it when it ends.
        """
        return self.is_recue and self.transmise_par_id in {None, self.auteur_id}

    def _is_open_to_direction(self) -> bool:
        return self.etat != Etat.BROUILLON or self.redacteur == Redacteur.DIRECTION

    def _relations_of_author(self, user) -> set[Relation]:
        if self.auteur_id != user.pk or self._is_only_entered_by_its_author():
            return set()
        portee = user.portee
        if self.ecole_id is None:
            own = self.is_situation_du_pole and self.pole_id in portee.poles()
            return {Relation.SIGNATAIRE} if own else set()
        if self.ecole_id not in (portee.direction if self._is_draft_of_direction() else portee.ecoles()):
            return set()
        alone = self.pole.qui_saisit == QuiSaisit.ENSEIGNANT or self.is_confidentielle
        return {Relation.SIGNATAIRE if alone else Relation.AUTEUR}


_RELATIONS_DU_BUREAU = {
    Fonction.IEN: Relation.IEN,
    Fonction.COORDONNATEUR: Relation.COORDONNATEUR,
    Fonction.SECRETARIAT: Relation.SECRETARIAT,
}
# Relations that already read everything a named access would open.
_RELATIONS_COMPLETES = {Relation.IEN, Relation.COORDONNATEUR}
