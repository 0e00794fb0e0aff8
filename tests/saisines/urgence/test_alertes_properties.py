"""Random lives of an alert: whatever happens and whenever a worker runs, the right people are told, once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pole.enums import Nature, RaisonUrgence, Urgence
from pole.models import Absence, Affectation, Envoi, Personne, Pole
from saisines.enums import Etat
from saisines.models import Alerte, AlerteRecue, Saisine
from saisines.services import lecteurs, urgences
from saisines.services.dossier import transmettre
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.factories.pole import (
    EcoleFactory,
    coordinatrice,
    enseignante,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

START = datetime.fromisoformat("2026-10-24T23:30:00+02:00")
BUREAU = ("coordination", "ien", "secrétariat")
MEMBRES = ("psychologue", "médecin")
GENS = (*BUREAU, *MEMBRES, "auteure")

who = st.sampled_from(GENS)
acts = st.one_of(
    st.tuples(st.just("attendre"), st.integers(1, 400)),
    st.tuples(st.just("attendre"), st.integers(1, 400)),
    st.tuples(st.just("travailler"), st.none()),
    st.tuples(st.just("travailler"), st.none()),
    st.tuples(st.just("travailler"), st.none()),
    st.tuples(st.just("partir"), st.sampled_from(BUREAU)),
    st.tuples(st.just("revenir"), st.sampled_from(BUREAU)),
    st.tuples(st.just("quitter"), who),
    st.tuples(st.just("prendre"), who),
    st.tuples(st.just("retirer"), st.none()),
    st.tuples(st.just("redemander"), st.none()),
    st.tuples(st.just("regler"), st.integers(5, 600)),
    st.tuples(st.just("choisir"), st.sets(st.sampled_from(MEMBRES), min_size=1)),
)


@dataclass
class Monde:
    saisine: Saisine
    gens: dict[str, Personne]
    clock: object
    confidentielle: bool
    boite: bool
    choisis: set[str]
    absents: set[str] = field(default_factory=set)
    partis: set[str] = field(default_factory=set)
    # Rows of people told, as the last check found them.
    connues: set = field(default_factory=set)

    @property
    def pole(self) -> Pole:
        return Pole.objects.get(pk=self.saisine.pole_id)

    def there(self) -> set[str]:
        """The rule said again, as plainly as possible: who may be told now."""
        if self.confidentielle:
            return self.choisis - self.partis
        return set(BUREAU) - self.absents - self.partis

    def open_alert(self) -> Alerte | None:
        return Alerte.objects.filter(saisine=self.saisine, prise_le=None, finie_le=None).first()

    def told(self, alerte: Alerte) -> set[str]:
        pks = set(AlerteRecue.objects.filter(alerte=alerte).values_list("personne", flat=True))
        return {nom for nom, personne in self.gens.items() if personne.pk in pks}


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sets(st.sampled_from(BUREAU)), st.lists(acts, max_size=16), st.booleans(), st.booleans())
def test_no_sequence_of_events_tells_the_wrong_person_or_forgets_the_next(
    absents, sequence, confidentielle, boite
):
    with time_machine.travel(START, tick=False) as clock, transaction.atomic():
        monde = create(clock, confidentielle, boite)
        for nom in sorted(absents):
            partir(monde, nom)
        transmettre(monde.saisine, by=fresh(monde.gens["auteure"]))
        check(monde, monde.there(), is_open=True)
        for act, data in sequence:
            before = monde.open_alert()
            globals()[act](monde, data)
            # Who was there when it happened is who is there now: an act lasts no time.
            check(monde, monde.there(), is_open=before is not None or monde.open_alert() is not None)
        transaction.set_rollback(True)


def create(clock, confidentielle, boite) -> Monde:
    clock.shift(-timedelta(days=30))
    ecole = EcoleFactory()
    pole = ecole.pole
    pole.boite_fonctionnelle = "circo@exemple.test" if boite else ""
    pole.save()
    gens = {
        "coordination": coordinatrice(pole),
        "ien": inspectrice(pole),
        "secrétariat": secretaire(pole),
        "psychologue": membre(pole),
        "médecin": membre(pole),
        "auteure": enseignante(ecole),
    }
    clock.shift(timedelta(days=30))
    kind = {"nature": Nature.ENSEIGNANT, "eleve": None} if confidentielle else {"redacteur": "enseignant"}
    pole.qui_saisit = "enseignant"
    pole.save()
    saisine = SaisineFactory(
        ecole=ecole,
        auteur=gens["auteure"],
        etat=Etat.BROUILLON,
        urgence=Urgence.IMMEDIATE,
        urgence_raison=RaisonUrgence.DANGER,
        **kind,
    )
    monde = Monde(saisine, gens, clock, confidentielle, boite, set())
    if confidentielle:
        choisir(monde, {"psychologue"})
    return monde


def check(monde: Monde, there: set[str], *, is_open: bool) -> None:
    rows = {row.pk: row for row in AlerteRecue.objects.select_related("personne")}
    names = {personne.pk: nom for nom, personne in monde.gens.items()}
    fresh_rows = [row for pk, row in rows.items() if pk not in monde.connues]
    assert is_open or not fresh_rows
    for row in fresh_rows:
        if row.personne_id is None:
            assert monde.boite
            assert not monde.confidentielle
        else:
            assert names[row.personne_id] in there
    monde.connues |= rows.keys()
    assert Alerte.objects.filter(prise_le=None, finie_le=None).count() <= 1
    # One mail for each person told, and none besides.
    assert Envoi.objects.filter(gabarit="saisines/urgence").count() == len(rows)


def attendre(monde, minutes):
    monde.clock.shift(timedelta(minutes=minutes))


def travailler(monde, _):
    """One look of the worker: it tells whoever should know by now, and nobody sooner."""
    alerte = monde.open_alert()
    if alerte is None:
        assert urgences.pass_on_all() == 0
        return
    told, untold = monde.told(alerte), monde.there() - monde.told(alerte)
    mailbox = AlerteRecue.objects.filter(alerte=alerte, personne=None).count()
    due = timezone.now() >= alerte.relance_le + monde.pole.delai_urgence(alerte.raison)

    urgences.pass_on_all()

    now_told = monde.told(alerte) - told
    if told and not due:
        # The mailbox too waits for its turn.
        assert AlerteRecue.objects.filter(alerte=alerte, personne=None).count() == mailbox
    if untold and (due or not told or monde.confidentielle):
        assert now_told
    elif not monde.confidentielle:
        assert not now_told


def partir(monde, nom):
    """Away from now on: a day of leave."""
    if nom not in monde.absents:
        now = timezone.now()
        Absence.objects.create(
            pole=monde.pole, personne=monde.gens[nom], debut=now, fin=now + timedelta(days=60)
        )
        monde.absents.add(nom)


def revenir(monde, nom):
    Absence.objects.filter(personne=monde.gens[nom]).delete()
    monde.absents.discard(nom)


def quitter(monde, nom):
    Affectation.objects.filter(personne=monde.gens[nom]).update(fin=timezone.now())
    monde.partis.add(nom)


def prendre(monde, nom):
    """Taken by who may, and by nobody else; a second tap finds the first."""
    alerte = monde.open_alert()
    may = nom in (monde.choisis if monde.confidentielle else {"coordination", "ien"}) - monde.partis
    try:
        taken = urgences.prendre(monde.saisine, by=fresh(monde.gens[nom]))
    except PermissionDenied:
        assert not may or Saisine.objects.get(pk=monde.saisine.pk).etat == Etat.RETIREE
    except TransitionRefusedError:
        assert alerte is None
    else:
        assert may
        assert taken.prise_par is not None
        if alerte is not None:
            assert (taken.pk, taken.prise_par) == (alerte.pk, monde.gens[nom])


def retirer(monde, _):
    _move(monde, "retirer")
    assert monde.saisine.etat != Etat.RETIREE or monde.open_alert() is None


def redemander(monde, _):
    _move(monde, "redemander")


def _move(monde, nom):
    try:
        apply_transition(monde.saisine, nom, by=fresh(monde.gens["auteure"]), motif="Un mot")
    except (TransitionRefusedError, PermissionDenied):
        return


def regler(monde, minutes):
    pole = monde.pole
    pole.delais_urgence = {"danger": minutes}
    pole.save()


def choisir(monde, noms):
    """The author of a confidential request changes who reads it."""
    if not monde.confidentielle:
        return
    try:
        lecteurs.choisir(
            monde.saisine,
            by=fresh(monde.gens["auteure"]),
            personnes=[monde.gens[nom].pk for nom in noms],
        )
    except (TransitionRefusedError, PermissionDenied):
        return
    monde.choisis = set(noms)
