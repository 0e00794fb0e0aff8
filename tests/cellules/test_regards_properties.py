"""Random lives of a meeting: who reads which reading is exactly what its author chose, after every act."""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from cellules.models import AudienceRegard, Regard
from cellules.services.regards import ecrire_regard
from tests.cellules.test_convocations_properties import Convocations, cases, people
from tests.factories.pole import fresh

pytestmark = pytest.mark.django_db

CHOIX = st.sampled_from([AudienceRegard.CONDUITE, AudienceRegard.MEMBRES])


class Regards(Convocations):
    """The same lives, where people write: whoever reads by their convocation writes, nobody else."""

    @initialize()
    def open(self):
        super().open()
        self.send()
        for who, audience in ((0, AudienceRegard.MEMBRES), (1, AudienceRegard.CONDUITE)):
            self.write(who, 0, audience)

    @rule(who=people, case=cases, audience=CHOIX)
    def write(self, who, case, audience):
        row = self.inscription(case)
        stored = Regard.objects.filter(inscription=row, auteur=self.gens[who]).first()
        words = {"observe": "Un regard.", "propose": "", "audience": audience}
        version = stored.version if stored else 0
        try:
            ecrire_regard(row, by=fresh(self.gens[who]), version=version, **words)
        except PermissionDenied:
            assert not self.reads(who, case)
            return
        assert self.reads(who, case)

    @invariant()
    def each_person_reads_what_its_author_chose(self):
        written = list(Regard.objects.select_related("inscription"))
        for who, person in enumerate(self.gens):
            expected = {one for one in written if self.is_for(who, one)}
            assert set(Regard.objects.visible_to(fresh(person))) == expected, who

    def is_for(self, who, regard):
        case = next(n for n, one in enumerate(self.saisines) if one.pk == regard.inscription.saisine_id)
        mine = regard.auteur_id == self.gens[who].pk
        return self.reads(who, case) and (mine or regard.audience != AudienceRegard.CONDUITE)


Regards.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=14,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_each_person_reads_what_its_author_chose_whatever_happens():
    Regards.TestCase("runTest").runTest()
