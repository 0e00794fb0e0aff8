"""Two coordinators at once: one séance, one closing, no word written over another."""

import pytest

from cellules.models import NoteDeSeance, Seance
from cellules.services.cloture import clore
from cellules.services.inscriptions import check_inscriptions
from cellules.services.reports import prevenir_les_ecoles
from cellules.services.seances import PlumePrise, SeanceRefusee, prendre_la_plume
from pole.models import Envoi
from saisines.models import ProjetDeReponse
from saisines.notifications import REPORTEE
from saisines.services import acces
from saisines.services.workflow import apply_transition
from tests.cellules.scene import meeting
from tests.cellules.test_concurrence import together
from tests.factories.pole import coordinatrice, fresh

pytestmark = [
    pytest.mark.postgresql,  # SQLite has one writer at a time
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def collegue(salle):
    return coordinatrice(salle.pole)


def told(act, refusal):
    """Do it, and say which refusal was met, if any."""
    try:
        act()
    except refusal as error:
        return error
    return None


def test_two_openings_at_once_make_one_seance(salle, collegue):
    together(lambda: salle.open(), lambda: salle.open(collegue))

    assert Seance.objects.count() == 1


def test_two_closings_at_once_close_once(salle, collegue):
    following = meeting(salle.pole, 30)
    salle.open()
    salle.study(salle.premiere)
    done = []

    together(
        lambda: done.append(clore(salle.reunion, by=fresh(salle.pilote))),
        lambda: done.append(clore(salle.reunion, by=fresh(collegue))),
    )

    assert [(one.etudiees, one.reportees) for one in done] == [(1, 1), (0, 0)]
    assert ProjetDeReponse.objects.count() == 1
    assert following.inscriptions.count() == 1
    assert check_inscriptions() + acces.differences() == []


def test_two_people_who_take_over_at_once_are_one(salle, collegue):
    salle.open()
    third = coordinatrice(salle.pole)
    refusals = []

    together(
        lambda: prendre_la_plume(salle.reunion, by=fresh(collegue), de=salle.pilote.pk),
        lambda: refusals.append(
            told(
                lambda: prendre_la_plume(salle.reunion, by=fresh(third), de=salle.pilote.pk),
                PlumePrise,
            )
        ),
    )

    assert salle.seance().preneur == collegue
    assert refusals[0].preneur == collegue


def test_word_saved_while_the_seance_closes_is_refused_aloud(salle):
    salle.open()
    salle.study(salle.premiere)
    refusals = []

    together(
        lambda: clore(salle.reunion, by=fresh(salle.pilote)),
        lambda: refusals.append(
            told(lambda: salle.note(salle.premiere, version=1, comprehension="Trop tard."), SeanceRefusee)
        ),
    )

    assert "close" in str(refusals[0])
    assert NoteDeSeance.objects.get().comprehension == ProjetDeReponse.objects.get().comprehension


def test_case_withdrawn_by_its_school_while_the_seance_closes_moves_once(salle):
    meeting(salle.pole, 30)
    salle.open()
    salle.study(salle.premiere)
    school = fresh(salle.direction)

    together(
        lambda: apply_transition(salle.premiere, "retirer", by=school, motif="Tout va bien."),
        lambda: clore(salle.reunion, by=fresh(salle.pilote)),
    )

    assert not ProjetDeReponse.objects.exists()
    assert check_inscriptions() + acces.differences() == []


def test_schools_told_by_two_people_at_once_are_told_once(salle, collegue):
    meeting(salle.pole, 30)
    salle.open()
    clore(salle.reunion, by=fresh(salle.pilote))
    told_cases = []

    together(
        lambda: told_cases.append(prevenir_les_ecoles(salle.reunion, by=fresh(salle.pilote))),
        lambda: told_cases.append(prevenir_les_ecoles(salle.reunion, by=fresh(collegue))),
    )

    assert told_cases == [2, 0]
    sent = Envoi.objects.filter(gabarit=REPORTEE)
    assert sent.count() == sent.values("destinataire", "cible_id").distinct().count() > 0
