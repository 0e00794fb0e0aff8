"""Random lives of a case: what each person can read is exactly what the rule says, at every moment."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pole.dates import end_of
from pole.models import Affectation
from saisines.enums import Etat
from saisines.models import Deport, Saisine, Sollicitation
from saisines.services import acces, deports, suites
from saisines.workflow import TransitionRefusedError
from tests.factories.pole import coordinatrice, fresh, membre
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

PEOPLE = 3
START = datetime.fromisoformat("2026-10-05T09:00:00+02:00")

people = st.integers(0, PEOPLE - 1)
acts = st.one_of(
    st.tuples(st.just("solliciter"), people, st.integers(0, 20)),
    st.tuples(st.just("terminer"), people, st.just(0)),
    st.tuples(st.just("annuler"), people, st.just(0)),
    st.tuples(st.just("quitter"), people, st.just(0)),
    st.tuples(st.sampled_from(["deporter", "lever"]), people, st.just(0)),
    st.tuples(st.just("attendre"), st.just(0), st.integers(1, 40)),
)


@dataclass
class Rule:
    """The rule said again, as plainly as possible: the oracle of the test."""

    ends: dict[int, dict[object, datetime]] = field(default_factory=lambda: {n: {} for n in range(PEOPLE)})
    left: set[int] = field(default_factory=set)
    away: set[int] = field(default_factory=set)

    def reads(self, who: int, now: datetime) -> bool:
        return who not in self.left | self.away and any(now < end for end in self.ends[who].values())


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(acts, max_size=12))
def test_each_person_reads_exactly_what_their_live_missions_open(sequence):
    with time_machine.travel(START, tick=False) as clock, transaction.atomic():
        play(sequence, clock)
        transaction.set_rollback(True)


def play(sequence, clock):
    saisine = SaisineFactory()
    coordination = coordinatrice(saisine.pole)
    members = [membre(saisine.pole) for _ in range(PEOPLE)]
    rule = Rule()

    for act, who, days in sequence:
        apply(act, who, days, saisine=saisine, by=coordination, members=members, rule=rule, clock=clock)
        for number, person in enumerate(members):
            expected = rule.reads(number, timezone.now())
            assert Saisine.objects.visible_to(fresh(person)).contains(saisine) is expected, (act, number)
            assert bool(saisine.relations_to(fresh(person))) is expected
        assert acces.differences() == []
        assert list(deports.check_deports()) == []


def apply(act, who, days, *, saisine, by, members, rule, clock):
    pole, person = saisine.pole, members[who]
    if act == "attendre":
        clock.shift(timedelta(days=days))
    elif act == "quitter":
        Affectation.objects.filter(personne=person).update(fin=timezone.now())
        rule.left.add(who)
    elif act == "deporter":
        deporter(saisine, by, person, who, rule)
    elif act == "lever":
        for row in Deport.objects.en_cours().filter(personne=person):
            deports.lever(row, by=by)
        rule.away.discard(who)
    elif act == "solliciter":
        solliciter(saisine, by, person, who, days, rule)
    else:
        for mission in Sollicitation.objects.filter(personne=person).en_cours():
            getattr(suites, act)(mission, by=by)
            last = pole.today() + timedelta(days=pole.acces_jours)
            rule.ends[who][mission.pk] = end_of(last, pole.tz) if act == "terminer" else timezone.now()


def solliciter(saisine, by, person, who, days, rule):
    day = saisine.pole.today() + timedelta(days=days)
    try:
        mission = suites.solliciter(saisine, by=by, personne=person, mission="Appeler", echeance=day)
    except TransitionRefusedError:
        assert who in rule.left | rule.away
        return
    assert saisine.etat != Etat.TRANSMISE
    last = day + timedelta(days=saisine.pole.acces_jours)
    rule.ends[who][mission.pk] = end_of(last, saisine.pole.tz)


def deporter(saisine, by, person, who, rule):
    """Kept away, their live missions are withdrawn: lifted, they come back to nothing by themselves."""
    try:
        deports.deporter(saisine, by=by, personne=person, raison="Connaît la famille")
    except TransitionRefusedError:
        assert who in rule.left | rule.away
        return
    rule.away.add(who)
    withdrawn = Sollicitation.objects.filter(personne=person, annulee_le__isnull=False)
    for pk in withdrawn.values_list("pk", flat=True):
        rule.ends[who][pk] = min(rule.ends[who][pk], timezone.now())
