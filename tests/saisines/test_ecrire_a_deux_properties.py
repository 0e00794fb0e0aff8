"""Random lives of a case written by two: who reads it and who writes it is exactly what the rule says."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pole.dates import end_of
from pole.enums import Fonction
from pole.models import Affectation, Personne
from saisines.enums import ETATS_FINAUX, ETATS_PRIVES, Droit, Etat, Relation
from saisines.models import Saisine
from saisines.relations import droits_of
from saisines.services import acces, coauteurs
from saisines.services.brouillon import DraftClosedError, save_step
from saisines.services.dossier import transmettre as send
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    membre,
    secretaire,
)
from tests.factories.saisines import SaisineFactory
from tests.saisines.saisie.pages import contenu

pytestmark = pytest.mark.django_db

START = datetime.fromisoformat("2026-09-14T09:00:00+02:00")
REFUS = (TransitionRefusedError, PermissionDenied, DraftClosedError)
DIRECTIONS = ("directrice", "successeur")
ENSEIGNANTS = ("maîtresse", "maître", "collègue d’ailleurs")
DU_POLE = ("coordination", "secrétariat")
SANS_RIEN = ("membre",)
GENS = (*DIRECTIONS, *ENSEIGNANTS, *DU_POLE, *SANS_RIEN)
RETIRABLES = {Etat.TRANSMISE, Etat.PRISE_EN_CHARGE}

enseignants = st.sampled_from(ENSEIGNANTS)
acts = st.one_of(
    st.tuples(st.just("inviter"), enseignants),
    st.tuples(st.just("inviter"), enseignants),
    st.tuples(st.just("ne_plus_partager"), enseignants),
    st.tuples(st.sampled_from(["quitter", "revenir"]), enseignants),
    st.tuples(st.just("ecrire"), st.sampled_from(GENS)),
    st.tuples(st.just("attendre"), st.sampled_from([1, 29, 31, 366])),
    st.tuples(st.sampled_from(["changer_de_direction", "transmettre", "transmettre", "prendre"])),
    st.tuples(st.sampled_from(["retirer", "clore", "rouvrir"])),
)
# Invited, gone, and back while the invitation holds: they read again, and the direction never asked twice.
REVENUE = [
    ("inviter", "maîtresse"),
    ("quitter", "maîtresse"),
    ("revenir", "maîtresse"),
    ("ecrire", "maîtresse"),
]
PARTI = [("inviter", "maître"), ("ecrire", "maître"), ("quitter", "maître"), ("ecrire", "maître")]
# Over, the case stays open a month to those who wrote it; taken up again, it opens for a year.
REPRISE = [
    ("inviter", "maître"),
    ("transmettre",),
    ("retirer",),
    ("attendre", 29),
    ("rouvrir",),
    ("attendre", 31),
]


@dataclass
class Vie:
    """The case, and the rule said again as plainly as possible: the oracle of the test."""

    saisine: Saisine
    gens: dict[str, Personne]
    clock: object
    etat: str = Etat.BROUILLON
    dirige: str = "directrice"
    # Until when each invitation holds.
    fins: dict[str, datetime] = field(default_factory=dict)
    partis: set[str] = field(default_factory=lambda: {"collègue d’ailleurs"})
    ecrits: int = 0

    @property
    def direction(self) -> Personne:
        return fresh(self.gens[self.dirige])

    def is_invited(self, nom: str) -> bool:
        return nom in self.fins and timezone.now() < self.fins[nom]

    def reads(self, nom: str) -> bool:
        if nom in DIRECTIONS:
            return nom == self.dirige
        if nom in ENSEIGNANTS:
            return nom not in self.partis and self.is_invited(nom)
        return nom in DU_POLE and self.etat not in ETATS_PRIVES

    def writes(self, nom: str) -> bool:
        """Until it is sent: whoever directs the school, and those whom the direction invited."""
        return self.etat in ETATS_PRIVES and nom not in DU_POLE and self.reads(nom)

    def hold(self, nom: str, days: int) -> None:
        pole = self.saisine.pole
        self.fins[nom] = end_of(pole.today() + timedelta(days=days), pole.tz)

    def enter(self, etat: str) -> None:
        """Over, a case closes after a while to those who write it; taken up again, it does not."""
        ended, was_ended = etat in ETATS_FINAUX, self.etat in ETATS_FINAUX
        self.etat = etat
        if ended is not was_ended:
            for nom in filter(self.is_invited, list(self.fins)):
                self.hold(nom, self.saisine.pole.acces_jours if ended else coauteurs.DUREE_JOURS)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(acts, min_size=4, max_size=14))
@example(PARTI)
@example(REVENUE)
@example(REPRISE)
def test_each_person_reads_and_writes_exactly_what_the_invitations_open(sequence):
    with time_machine.travel(START, tick=False) as clock, transaction.atomic():
        vie = create(clock)
        check(vie, "au début")
        for nom, *data in sequence:
            globals()[nom](vie, *data)
            # A role that begins and ends at the same instant is no role.
            clock.shift(timedelta(minutes=1))
            check(vie, nom)
        transaction.set_rollback(True)


def create(clock) -> Vie:
    ecole = EcoleFactory()
    voisine = EcoleFactory(pole=ecole.pole)
    gens = {
        "directrice": directrice(ecole),
        "successeur": membre(EcoleFactory().pole),
        "maîtresse": enseignante(ecole),
        "maître": enseignante(ecole),
        "collègue d’ailleurs": enseignante(voisine),
        "coordination": coordinatrice(ecole.pole),
        "secrétariat": secretaire(ecole.pole),
        "membre": membre(ecole.pole),
    }
    # Works in two schools: whoever leaves this one may stay a teacher of the other.
    AffectationFactory(personne=gens["maître"], fonction=Fonction.ENSEIGNANT, pole=ecole.pole, ecole=voisine)
    saisine = SaisineFactory(ecole=ecole, auteur=gens["directrice"], etat=Etat.BROUILLON)
    return Vie(saisine, gens, clock)


def check(vie, act):
    case = Saisine.objects.get(pk=vie.saisine.pk)
    assert case.etat == vie.etat, act
    for nom, personne in vie.gens.items():
        user = fresh(personne)
        assert Saisine.objects.visible_to(user).contains(case) is vie.reads(nom), (act, nom)
        relations = case.relations_to(user)
        assert bool(relations) is vie.reads(nom), (act, nom)
        if nom in ENSEIGNANTS:
            assert relations <= {Relation.COAUTEUR}, (act, nom)
            # Writing is all that an invitation gives: neither sending nor inviting.
            assert not droits_of(relations) & {Droit.TRANSMETTRE, Droit.PARTAGER, Droit.EFFACER}, (act, nom)
    shown = {one.pk for one in coauteurs.coauteurs(case)}
    assert shown == {vie.gens[nom].pk for nom in ENSEIGNANTS if vie.is_invited(nom)}, act
    assert acces.differences() == [], act


def inviter(vie, nom):
    allowed = vie.is_invited(nom) or nom not in vie.partis
    open_case = vie.etat not in ETATS_FINAUX
    before = vie.saisine.evenements.filter(nom="inviter").count()
    try:
        coauteurs.inviter(vie.saisine, by=vie.direction, personne=vie.gens[nom].pk)
    except REFUS:
        assert not (allowed and open_case)
        return
    assert allowed
    assert open_case
    told = vie.saisine.evenements.filter(nom="inviter").count() - before
    # Invited twice, they are invited once.
    assert told == (0 if vie.is_invited(nom) else 1)
    if told:
        vie.hold(nom, coauteurs.DUREE_JOURS)


def ne_plus_partager(vie, nom):
    coauteurs.ne_plus_partager(vie.saisine, by=vie.direction, personne=vie.gens[nom].pk)
    if vie.is_invited(nom):
        vie.fins[nom] = timezone.now()


def quitter(vie, nom):
    if nom not in vie.partis:
        roles = Affectation.objects.filter(personne=vie.gens[nom], ecole=vie.saisine.ecole)
        roles.filter(fin=None).update(fin=timezone.now())
        vie.partis.add(nom)


def revenir(vie, nom):
    """Or comes for the first time, from another school of the pole."""
    if nom in vie.partis:
        AffectationFactory(
            personne=vie.gens[nom],
            fonction=Fonction.ENSEIGNANT,
            pole=vie.saisine.pole,
            ecole=vie.saisine.ecole,
            debut=timezone.now(),
        )
        vie.partis.remove(nom)


def changer_de_direction(vie):
    """The one who leaves keeps nothing, the one who comes takes all over: invitations stay as they are."""
    vie.dirige = DIRECTIONS[1 - DIRECTIONS.index(vie.dirige)]
    ecole = vie.saisine.ecole
    Affectation.objects.filter(ecole=ecole, fonction=Fonction.DIRECTEUR, fin=None).update(fin=timezone.now())
    AffectationFactory(
        personne=vie.gens[vie.dirige],
        fonction=Fonction.DIRECTEUR,
        pole=ecole.pole,
        ecole=ecole,
        debut=timezone.now(),
    )


def attendre(vie, days):
    vie.clock.shift(timedelta(days=days))


def ecrire(vie, nom):
    case = Saisine.objects.get(pk=vie.saisine.pk)
    words = f"Mots {vie.ecrits}"
    allowed = vie.writes(nom)
    try:
        save_step(case, "famille", {"parole_eleve": words}, version=vie.ecrits, by=fresh(vie.gens[nom]))
    except REFUS:
        assert not allowed
        return
    assert allowed
    vie.ecrits += 1
    assert contenu(case, "famille")["parole_eleve"] == words


def move(vie, act, sources, target):
    before = vie.etat
    try:
        act()
    except REFUS:
        assert before not in sources
        return
    assert before in sources or before == target
    vie.enter(target)


def transmettre(vie):
    """Sent once: the second click of whoever sent it finds it sent, and another direction is refused."""
    by = vie.direction
    again = vie.etat not in ETATS_PRIVES and Saisine.objects.get(pk=vie.saisine.pk).transmise_par_id == by.pk
    before = vie.etat
    try:
        send(vie.saisine, by=by)
    except REFUS:
        assert before not in ETATS_PRIVES
        assert not again
        return
    if not again:
        assert before in ETATS_PRIVES
        vie.enter(Etat.TRANSMISE)


def _apply(vie, nom, by, sources, target):
    user = fresh(by)
    move(vie, lambda: apply_transition(vie.saisine, nom, by=user, motif="Parce que"), sources, target)


def prendre(vie):
    _apply(vie, "prendre_en_charge", vie.gens["coordination"], {Etat.TRANSMISE}, Etat.PRISE_EN_CHARGE)


def clore(vie):
    _apply(vie, "clore", vie.gens["coordination"], {Etat.PRISE_EN_CHARGE}, Etat.CLOSE)


def rouvrir(vie):
    _apply(vie, "rouvrir", vie.gens["coordination"], {Etat.CLOSE, Etat.RETIREE}, Etat.PRISE_EN_CHARGE)


def retirer(vie):
    _apply(vie, "retirer", vie.direction, RETIRABLES, Etat.RETIREE)
