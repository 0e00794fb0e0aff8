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
from saisines.models import Saisine, Sollicitation
from saisines.services import acces, suites
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
    st.tuples(st.just("attendre"), st.just(0), st.integers(1, 40)),
)


@dataclass
class Rule:
    """The rule said again, as plainly as possible: the oracle of the test."""

    ends: dict[int, dict[object, datetime]] = field(default_factory=lambda: {n: {} for n in range(PEOPLE)})
    left: set[int] = field(default_factory=set)

    def reads(self, who: int, now: datetime) -> bool:
        return who not in self.left and any(now < end for end in self.ends[who].values())


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


def apply(act, who, days, *, saisine, by, members, rule, clock):
    pole, person = saisine.pole, members[who]
    if act == "attendre":
        clock.shift(timedelta(days=days))
    elif act == "quitter":
        Affectation.objects.filter(personne=person).update(fin=timezone.now())
        rule.left.add(who)
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
        assert who in rule.left
        return
    assert saisine.etat != Etat.TRANSMISE
    last = day + timedelta(days=saisine.pole.acces_jours)
    rule.ends[who][mission.pk] = end_of(last, saisine.pole.tz)
