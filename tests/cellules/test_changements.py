"""A meeting that moves or is cancelled once its letters have left."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core import mail

from cellules.models import EtatConvocation
from cellules.services.acces_convocations import check_convocations, end_of_access
from cellules.services.annee import annuler, deplacer, modifier
from cellules.services.inscriptions import carry_over
from cellules.services.reponses import repondre
from pole.services.envois import send_pending
from saisines.models import AccesMotif
from saisines.services import acces
from tests.cellules.scene import meeting
from tests.factories.pole import fresh


@pytest.fixture
def convened(scene):
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.convene(scene.direction, scene.premiere)
    scene.send()
    send_pending()
    repondre(scene.letter(scene.psy), by=fresh(scene.psy), reponse="present")
    scene.convene(scene.medecin, scene.premiere)
    yield scene
    assert acces.differences() == []
    with at(scene.reunion, time(18)):
        assert check_convocations() == []


def at(reunion, heure):
    """That day at that time, where the meeting is held."""
    return time_machine.travel(datetime.combine(reunion.date, heure, reunion.pole.tz), tick=False)


def change(scene, **fields):
    reunion = scene.reunion
    fields = {"jour": reunion.date, "heure": reunion.heure, "lieu": reunion.lieu} | fields
    scene.reunion = modifier(reunion, by=fresh(scene.pilote), **fields)


def test_meeting_that_moves_takes_the_accesses_along_and_asks_again(convened):
    convened.reunion = deplacer(
        convened.reunion, convened.reunion.date + timedelta(days=3), by=fresh(convened.pilote)
    )

    letter = convened.letter(convened.psy)
    assert {row.fin for row in AccesMotif.objects.filter(personne=convened.psy)} == {
        end_of_access(convened.reunion)
    }
    assert (letter.reponse, letter.repondue_le, letter.sequence) == ("", None, 1)
    assert convened.mails(convened.psy) == ["convocation", "reunion_deplacee"]
    assert convened.mails(convened.direction) == ["invitation", "reunion_deplacee"]


def test_whoever_excused_themselves_is_asked_again_and_reads_again_when_the_day_changes(convened):
    repondre(convened.letter(convened.psy), by=fresh(convened.psy), reponse="excuse")
    assert convened.reads(convened.psy) == set()

    change(convened, jour=convened.reunion.date + timedelta(days=3))

    assert convened.reads(convened.psy) == {convened.premiere, convened.seconde}


def test_day_time_and_place_changed_in_one_act_are_told_once(convened):
    change(convened, jour=convened.reunion.date + timedelta(days=3), heure=time(14), lieu="Mairie")

    assert convened.mails(convened.psy) == ["convocation", "reunion_deplacee"]


def test_another_place_is_told_and_leaves_the_answers(convened):
    change(convened, lieu="Mairie")

    assert convened.letter(convened.psy).reponse == "present"
    assert convened.mails(convened.psy) == ["convocation", "reunion_deplacee"]


def test_meeting_saved_as_it_was_tells_nobody(convened):
    change(convened)

    assert convened.letter(convened.psy).sequence == 0
    assert convened.mails(convened.psy) == ["convocation"]


def test_letter_not_sent_yet_is_told_nothing_of_a_change(convened):
    change(convened, lieu="Mairie")
    annuler(convened.reunion, by=fresh(convened.pilote))

    assert convened.mails(convened.medecin) == []


def test_mail_that_has_not_left_gives_way_to_the_new_date(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    change(scene, jour=scene.reunion.date + timedelta(days=3))

    send_pending()

    (letter,) = [one for one in mail.outbox if one.to == [scene.psy.email]]
    assert "changé" in letter.subject


def test_cancelled_meeting_closes_the_cases_and_is_told_once(convened):
    following = meeting(convened.pole, 50)

    annuler(convened.reunion, by=fresh(convened.pilote))

    assert convened.reads(convened.psy) == set()
    assert convened.mails(convened.psy) == ["convocation", "reunion_annulee"]
    assert {letter.etat for letter in convened.reunion.convocations.all()} == {EtatConvocation.RETIREE}
    assert not following.convocations.exists()


def test_meeting_cancelled_on_its_own_day_before_its_time_is_told(convened):
    change(convened, heure=time(14))

    with at(convened.reunion, time(9)):
        annuler(convened.reunion, by=fresh(convened.pilote))

    assert convened.mails(convened.psy)[-1] == "reunion_annulee"


def test_cases_carried_over_after_the_meeting_close_without_a_mail(convened):
    change(convened, heure=time(9))
    told = convened.mails(convened.psy)
    following = meeting(convened.pole, 50)

    with at(convened.reunion, time(12)):
        rows = convened.reunion.inscriptions.prevues().select_related("saisine__pole")
        carry_over(rows, vers=following.pk, by=fresh(convened.pilote))
        assert convened.reads(convened.psy) == set()

    assert convened.mails(convened.psy) == told
