"""Two coordinators at once: one sending, one letter. Both wait for each other, nothing is lost."""

import pytest

from cellules.models import Convie
from cellules.services import convocations
from cellules.services.acces_convocations import check_convocations
from cellules.services.envoi_convocations import envoyer
from saisines.services import acces
from saisines.services.workflow import apply_transition
from tests.cellules.test_concurrence import together
from tests.factories.pole import coordinatrice, fresh

pytestmark = [
    pytest.mark.postgresql,  # SQLite has one writer at a time
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def prepared(scene):
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.collegue = coordinatrice(scene.pole)
    return scene


def send(scene, by):
    return envoyer(scene.reunion, by=fresh(by))


def test_two_sendings_at_once_send_one_letter(prepared):
    done = []
    together(
        lambda: done.append(send(prepared, prepared.pilote)),
        lambda: done.append(send(prepared, prepared.collegue)),
    )

    assert [one.lettres for one in done] == [1, 0]
    assert prepared.mails(prepared.psy) == ["convocation"]
    assert prepared.letter(prepared.psy).sequence == 0


def test_case_withdrawn_while_it_is_sent_opens_to_nobody(prepared):
    together(
        lambda: send(prepared, prepared.pilote),
        lambda: apply_transition(
            prepared.premiere, "retirer", by=fresh(prepared.direction), motif="L’école a trouvé."
        ),
    )

    assert prepared.reads(prepared.psy) == {prepared.seconde}
    assert check_convocations() == []
    assert acces.differences() == []


def test_person_withdrawn_while_they_are_sent_reads_nothing(prepared):
    row = Convie.objects.get(inscription__saisine=prepared.premiere)
    together(
        lambda: send(prepared, prepared.pilote),
        lambda: convocations.retirer(row, by=fresh(prepared.collegue)),
    )

    assert prepared.reads(prepared.psy) == {prepared.seconde}
    assert check_convocations() == []
