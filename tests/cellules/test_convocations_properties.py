"""Random lives of a meeting: what each person reads is exactly what the rule says, after every act."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cellules.models import Convie
from cellules.services import convocations, envoi_convocations, reponses
from cellules.services.acces_convocations import check_convocations
from cellules.services.annee import annuler, deplacer
from cellules.services.convocations import ConvocationRefusee
from cellules.services.inscriptions import carry_over
from pole.dates import end_of
from pole.models import Affectation
from pole.services.adresses import retablir, signaler
from pole.services.adresses_refusees import mark_refused, mark_working
from pole.services.calendrier import load_national_calendar
from saisines.enums import ETATS_FINAUX, Etat
from saisines.models import Saisine
from saisines.services import acces
from saisines.services.workflow import apply_transition
from tests.cellules.scene import Scene, meeting
from tests.factories.pole import AffectationFactory, EcoleFactory, coordinatrice, fresh, membre, partenaire

pytestmark = pytest.mark.django_db

START = datetime.fromisoformat("2026-10-05T09:00:00+02:00")
people, cases = st.integers(0, 3), st.integers(0, 1)


class Convocations(RuleBasedStateMachine):
    """Two cases, three members and a partner; the rule said again, as plainly as possible.

    `sent` are the (person, case) pairs whose letter left and was not taken back, `closed` the people who
    are excused or replaced, `gone` those who left the pole, `refused` those
    whose address a server refuses, `said` those of whom this pole says that mails come back.
    """

    @initialize()
    def open(self):
        self.travel = time_machine.travel(START, tick=False)
        self.clock = self.travel.start()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        load_national_calendar()
        self.scene = Scene()
        self.pole, self.reunion = self.scene.pole, self.scene.reunion
        self.next = meeting(self.pole, 60)
        self.saisines = [self.scene.premiere, self.scene.seconde]
        self.gens = [self.scene.psy, self.scene.medecin, membre(self.pole), partenaire(self.pole)]
        self.elsewhere = EcoleFactory().pole
        self.their_pilot = coordinatrice(self.elsewhere)
        for one in self.gens:
            AffectationFactory(personne=one, pole=self.elsewhere)
        self.prepared, self.sent, self.closed, self.gone = set(), set(), set(), set()
        self.refused, self.said = set(), set()
        self.stands_in, self.on_agenda, self.cancelled = {}, {0, 1}, False
        for who, case in ((0, 0), (1, 0), (1, 1)):
            self.convene(who, case)

    def teardown(self):
        if hasattr(self, "clock"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            self.travel.stop()

    # What the rule says

    def is_over(self):
        return self.cancelled or self.pole.today() > self.date()

    def date(self):
        self.reunion.refresh_from_db()
        return self.reunion.date

    def reads(self, who, case):
        last = end_of(self.date() + timedelta(days=self.pole.acces_jours), self.pole.tz)
        self.saisines[case].refresh_from_db()
        return (
            (who, case) in self.sent
            and who not in self.closed | self.gone | self.refused | self.said
            and self.saisines[case].etat not in ETATS_FINAUX
            and timezone.now() < last
        )

    def leave(self, case):
        self.on_agenda.discard(case)
        self.prepared = {pair for pair in self.prepared if pair[1] != case}
        self.sent = {pair for pair in self.sent if pair[1] != case}
        self.forget_answers()

    def forget_answers(self):
        """A letter without any case is withdrawn; written again, it asks anew."""
        held = {who for who, _ in self.prepared | self.sent}
        self.closed &= held
        self.stands_in = {who: by for who, by in self.stands_in.items() if who in held}

    # What people do

    @rule(who=people, case=cases)
    def convene(self, who, case):
        row = self.inscription(case)
        try:
            convocations.convier(row, self.gens[who], by=self.pilote())
        except ConvocationRefusee:
            assert self.is_over() or who in self.gone or case not in self.on_agenda
            return
        assert case in self.on_agenda
        if (who, case) not in self.sent:
            self.prepared.add((who, case))

    @rule(who=people, case=cases)
    def withdraw(self, who, case):
        row = Convie.objects.filter(
            convocation__personne=self.gens[who],
            inscription__saisine=self.saisines[case],
            inscription__reunion=self.reunion,
        ).first()
        if row is None or self.is_over():
            return
        convocations.retirer(row, by=self.pilote())
        for pairs in (self.prepared, self.sent):
            pairs.discard((who, case))
        self.forget_answers()

    @rule()
    def send(self):
        if self.is_over():
            return
        envoi_convocations.envoyer(self.reunion, by=self.pilote())
        leaving = {
            pair
            for pair in self.prepared
            if pair[0] != 3 and pair[0] not in self.gone | self.refused | self.said
        }
        self.sent |= leaving
        self.prepared -= leaving

    @rule(who=people, reponse=st.sampled_from(["present", "avis", "excuse"]))
    def answer(self, who, reponse):
        if self.respond(who, reponse):
            self.stands_in.pop(who, None)
            self.closed.discard(who)
            if reponse == "excuse":
                self.closed.add(who)

    @rule(who=people, by=st.integers(0, 2))
    def propose_stand_in(self, who, by):
        if who == by or by in self.gone or self.stands_in.get(who) == (by, True):
            return
        if self.respond(who, "represente", self.gens[by]):
            self.closed.discard(who)
            self.stands_in[who] = (by, False)

    @rule(who=people)
    def agree(self, who):
        by, agreed = self.stands_in.get(who, (None, True))
        if agreed or self.is_over() or by in self.gone:
            return
        letter = self.letter(who)
        reponses.confirmer_representant(letter, by=self.pilote())
        self.stands_in[who] = (by, True)
        self.closed.add(who)
        for pair in self.prepared | self.sent:
            if pair[0] == who and pair[1] in self.on_agenda and (by, pair[1]) not in self.sent:
                self.prepared.add((by, pair[1]))

    @rule(who=people)
    def leave_the_pole(self, who):
        Affectation.objects.filter(personne=self.gens[who], pole=self.pole).update(fin=timezone.now())
        self.gone.add(who)

    @rule(who=people)
    def mails_come_back(self, who):
        mark_refused(fresh(self.gens[who]))
        self.refused.add(who)

    @rule(who=people)
    def mails_leave_again(self, who):
        mark_working(fresh(self.gens[who]))
        self.refused.discard(who)

    @rule(who=people, here=st.booleans(), works=st.booleans())
    def a_pole_says_of_an_address(self, who, here, works):
        """What another pole says changes nothing here."""
        pole, by = (self.pole, self.pilote()) if here else (self.elsewhere, fresh(self.their_pilot))
        role = Affectation.objects.filter(personne=self.gens[who], pole=pole).earliest("debut")
        (retablir if works else signaler)(role, by=by)
        if here:
            (self.said.discard if works else self.said.add)(who)

    @rule(case=cases)
    def carry_over(self, case):
        row = self.inscription(case)
        if not row.is_prevue or row.reunion_id != self.reunion.pk:
            return
        carry_over([row], vers=None, by=self.pilote())
        self.leave(case)

    @rule(case=cases)
    def study(self, case):
        if self.move(case, "etudier", Etat.INSCRITE):
            self.on_agenda.discard(case)
            self.prepared = {pair for pair in self.prepared if pair[1] != case}

    @rule(case=cases)
    def take_off(self, case):
        if self.move(case, "desinscrire", Etat.INSCRITE):
            self.leave(case)

    @rule(case=cases)
    def close_case(self, case):
        self.move(case, "clore", Etat.ETUDIEE)

    @rule(case=cases)
    def reopen_case(self, case):
        self.move(case, "rouvrir", Etat.CLOSE)

    @precondition(lambda self: not self.is_over())
    @rule(days=st.integers(-3, 6))
    def move_meeting(self, days):
        day = self.date() + timedelta(days=days)
        if days == 0 or day < self.pole.today():
            return
        deplacer(self.reunion, day, by=self.pilote())
        asked = {who for who, _ in self.sent}
        self.closed -= asked
        self.stands_in = {who: by for who, by in self.stands_in.items() if who not in asked}

    @precondition(lambda self: not self.is_over())
    @rule()
    def cancel_meeting(self):
        annuler(self.reunion, by=self.pilote())
        self.cancelled = True
        self.on_agenda, self.prepared, self.sent = set(), set(), set()

    @rule(days=st.integers(1, 25))
    def wait(self, days):
        self.clock.shift(timedelta(days=days))

    # What must hold

    @invariant()
    def each_person_reads_what_the_rule_says(self):
        for who, person in enumerate(self.gens):
            seen = set(Saisine.objects.visible_to(fresh(person)))
            expected = {saisine for case, saisine in enumerate(self.saisines) if self.reads(who, case)}
            assert seen == expected, (who, seen, expected)

    @invariant()
    def what_is_stored_is_what_is_justified(self):
        assert acces.differences() == []
        assert check_convocations() == []

    # Small steps

    def pilote(self):
        return fresh(self.scene.pilote)

    def inscription(self, case):
        return self.reunion.inscriptions.select_related("saisine__pole").get(saisine=self.saisines[case])

    def letter(self, who):
        return self.reunion.convocations.filter(personne=self.gens[who]).first()

    def respond(self, who, reponse, representant=None):
        """Whether the answer was taken: the letter is sent and the meeting is to come."""
        letter = self.letter(who)
        if letter is None or not letter.is_envoyee or who in self.gone:
            return False
        try:
            reponses.repondre(letter, by=self.gens[who], reponse=reponse, representant=representant)
        except ConvocationRefusee:
            assert self.is_over()
            return False
        return True

    def move(self, case, name, source):
        saisine = Saisine.objects.get(pk=self.saisines[case].pk)
        if saisine.etat != source:
            return False
        apply_transition(saisine, name, by=self.pilote(), motif="Dit en réunion.")
        return True


Convocations.TestCase.settings = settings(
    max_examples=10,
    stateful_step_count=14,
    # A failing life is told as it was drawn: making it shorter would take minutes.
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_each_person_reads_what_the_rule_says_whatever_happens():
    Convocations.TestCase("runTest").runTest()
