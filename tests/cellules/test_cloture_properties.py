"""Random séances: each case goes its way once, and what people read is what the rule says."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cellules.models import EtatInscription, NoteDeSeance
from cellules.services import seances
from cellules.services.acces_convocations import check_convocations
from cellules.services.cloture import clore
from cellules.services.inscriptions import check_inscriptions
from cellules.services.seances import NotePerimee, SeanceRefusee
from pole.services.calendrier import load_national_calendar
from saisines.enums import Etat
from saisines.models import ProjetDeReponse, Saisine
from saisines.services import acces
from saisines.services.workflow import apply_transition
from tests.cellules.salle import Salle
from tests.cellules.scene import meeting
from tests.factories.pole import fresh, inspectrice

pytestmark = pytest.mark.django_db

cases, pilots = st.integers(0, 1), st.integers(0, 1)


class Seances(RuleBasedStateMachine):
    """Two cases, two pilots. `studied`: what was last said of each; `closed`, `gone`: the cases that left."""

    @initialize()
    def open(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        load_national_calendar()
        self.salle = Salle()
        self.next = meeting(self.salle.pole, 40)
        self.saisines = [self.salle.premiere, self.salle.seconde]
        self.pilots = [self.salle.pilote, inspectrice(self.salle.pole)]
        self.studied, self.closed, self.gone = set(), {}, set()
        self.salle.open()

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def version(self, case):
        row = NoteDeSeance.objects.filter(inscription=self.salle.row(self.saisines[case])).first()
        return row.version if row else 0

    @rule(case=cases, who=pilots, studied=st.booleans(), behind=st.booleans())
    def note(self, case, who, studied, behind):
        version, words = self.version(case), f"Note de {who}, {studied}"
        said = {"comprehension": words, "etudiee": studied, "by": self.pilots[who]}
        try:
            self.salle.note(self.saisines[case], version=max(0, version - behind), **said)
        except NotePerimee:
            assert behind
            return
        except SeanceRefusee:
            assert case in self.gone | self.closed.keys() or self.salle.seance().preneur != self.pilots[who]
            return
        (self.studied.add if studied else self.studied.discard)(case)

    @rule(who=pilots)
    def take_over(self, who):
        writer = self.salle.seance().preneur_id
        seances.prendre_la_plume(self.salle.reunion, by=fresh(self.pilots[who]), de=writer)

    @rule(case=cases)
    def withdraw(self, case):
        saisine = Saisine.objects.get(pk=self.saisines[case].pk)
        if saisine.etat == Etat.INSCRITE:
            apply_transition(saisine, "retirer", by=fresh(self.pilots_of(case)), motif="Tout va bien.")
            self.gone.add(case)

    def pilots_of(self, case):
        return self.salle.direction if case == 0 else self.salle.direction_voisine

    @rule(who=pilots)
    def close(self, who):
        left = {0, 1} - self.gone - self.closed.keys()
        done = clore(self.salle.reunion, by=fresh(self.pilots[who]))
        assert (done.etudiees, done.reportees) == (len(left & self.studied), len(left - self.studied))
        self.closed |= {case: case in self.studied for case in left}

    @invariant()
    def each_case_goes_its_way_once(self):
        if not hasattr(self, "saisines"):
            return
        for case, saisine in enumerate(self.saisines):
            projets = ProjetDeReponse.objects.filter(saisine=saisine).count()
            rows = list(saisine.inscriptions.filter(reunion=self.next))
            assert projets == (case in self.closed and self.closed[case])
            assert len(rows) == (case in self.closed and not self.closed[case])
            assert all(row.etat in EtatInscription.values for row in rows)
        assert check_inscriptions() + check_convocations() + acces.differences() == []

    @invariant()
    def convened_person_reads_what_was_not_carried_over_nor_withdrawn(self):
        if not hasattr(self, "saisines"):
            return
        left = {case for case in (0, 1) if case not in self.gone and self.closed.get(case, True)}
        assert self.salle.reads(self.salle.psy) == {self.saisines[case] for case in left}
        assert self.salle.reunion.date + timedelta(days=1) > self.salle.pole.today()


Seances.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=10,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_each_case_of_a_seance_goes_its_way_once_whatever_happens():
    Seances.TestCase("runTest").runTest()
