"""Slots that slip after the letters: told in one act, once, to those who come for theirs alone."""

from datetime import datetime, time

import ics
import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cellules.models import Convocation
from cellules.services.envoi_convocations import envoyer
from cellules.services.horaires import prevenir_des_horaires
from cellules.services.ordre_du_jour import deplacer_ligne, regler
from cellules.services.reponses import repondre
from pole.services.envois import send_pending
from saisines.services import deports
from tests.cellules.scene import Scene, enrolled
from tests.clients import page, signed_in
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, fresh, secretaire

BOUTON = "Prévenir des nouveaux horaires"


@pytest.fixture
def convened(scene: Scene):
    """At two o’clock, the first case; at a quarter past, the second; each school and somebody of the pole."""
    scene.reunion.heure = time(14)
    scene.reunion.save()
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.convene(scene.direction, scene.premiere)
    scene.convene(scene.direction_voisine, scene.seconde)
    scene.send()
    send_pending()
    mail.outbox.clear()
    return scene


def lengthen(scene, minutes):
    """Give the first case that many minutes."""
    row = scene.inscription(scene.premiere)
    regler(scene.reunion, by=fresh(scene.pilote), minutes={row.pk: minutes})


def tell(scene, by=None):
    return prevenir_des_horaires(scene.reunion, by=fresh(by or scene.pilote))


def address(scene, name):
    return reverse(f"cellules:{name}", args=[scene.reunion.pk])


def test_school_whose_hour_slips_is_told_once_when_the_coordination_says_so(convened):
    lengthen(convened, 30)
    assert convened.mails(convened.direction_voisine) == ["invitation"]

    assert tell(convened) == 1
    assert tell(convened) == 0

    assert convened.mails(convened.direction_voisine) == ["invitation", "horaire"]
    assert convened.mails(convened.direction) == ["invitation"]


def test_lines_moved_ten_times_are_told_in_one_mail(convened):
    row = convened.inscription(convened.premiere)
    for number in range(9):
        deplacer_ligne(row, by=fresh(convened.pilote), vers_le_haut=bool(number % 2))

    tell(convened)

    assert convened.mails(convened.direction) == ["invitation", "horaire"]
    assert convened.mails(convened.direction_voisine) == ["invitation", "horaire"]


@pytest.mark.parametrize(("minutes", "told"), [(24, 0), (25, 1), (5, 1), (6, 0)])
def test_less_than_ten_minutes_worry_nobody(convened, minutes, told):
    lengthen(convened, minutes)

    assert tell(convened) == told


def test_order_that_comes_back_as_announced_tells_nobody(convened):
    lengthen(convened, 45)
    lengthen(convened, 15)

    assert tell(convened) == 0


def test_calendar_and_mail_give_the_new_hour_and_the_answer_stays(convened):
    repondre(
        convened.letter(convened.direction_voisine), by=fresh(convened.direction_voisine), reponse="visio"
    )
    lengthen(convened, 30)
    tell(convened)
    send_pending()

    (received,) = [one for one in mail.outbox if one.to == [convened.direction_voisine.email]]
    file = next(one.content for one in received.attachments if one.filename == "reunion.ics").decode()
    (event,) = ics.Calendar(file).events
    assert "à 14\u00a0h\u00a030" in received.body
    assert event.begin.datetime.astimezone(convened.pole.tz).time() == time(14, 30)
    assert "SEQUENCE:1" in file
    assert convened.letter(convened.direction_voisine).reponse == "visio"


def test_staff_who_sit_through_the_meeting_are_not_told(convened):
    lengthen(convened, 45)
    tell(convened)

    assert convened.mails(convened.psy) == ["convocation"]


def test_letter_that_had_not_left_leaves_with_its_new_hour_as_a_first_one(convened):
    third = enrolled(convened.ecole, convened.pilote)
    newcomer = directrice(EcoleFactory(pole=convened.pole))
    third.ecole = newcomer.portee.roles[0].ecole
    third.save()
    convened.convene(newcomer, third)
    convened.send()
    lengthen(convened, 45)
    tell(convened)
    send_pending()

    (received,) = [one for one in mail.outbox if one.to == [newcomer.email]]
    assert received.subject == "Invitation à une réunion du pôle"
    assert "à 15\u00a0h\u00a000" in received.body


def test_case_that_leaves_brings_the_following_ones_forward(convened):
    deplacer_ligne(convened.inscription(convened.premiere), by=fresh(convened.pilote), vers_le_haut=False)
    tell(convened)

    letter = convened.letter(convened.direction_voisine)
    assert (letter.annonce_apres, letter.annonce_jusqua) == (0, 15)


def test_meeting_without_an_hour_and_meeting_begun_tell_nobody(convened):
    lengthen(convened, 45)
    with time_machine.travel(
        datetime.combine(convened.reunion.date, time(14, 5), convened.pole.tz), tick=False
    ):
        assert tell(convened) == 0
    type(convened.reunion).objects.update(heure=None)

    assert tell(convened) == 0


def test_second_sending_announces_the_hour_of_the_day(convened):
    lengthen(convened, 45)
    convened.convene(convened.direction_voisine, enrolled(convened.voisine, convened.pilote))
    envoyer(convened.reunion, by=fresh(convened.pilote))

    assert convened.letter(convened.direction_voisine).annonce_apres == 45
    assert tell(convened) == 0


def test_pages_say_who_is_to_be_told_until_it_is_done(convened):
    pilot = signed_in(convened.pilote)
    assert BOUTON not in page(pilot.get(address(convened, "convocations")))
    lengthen(convened, 30)

    text = page(pilot.get(address(convened, "convocations")))
    assert BOUTON in text
    assert "annoncé à 14\u00a0h\u00a015, maintenant à <strong>14\u00a0h\u00a030</strong>" in text
    assert "1 personne invitée" in page(pilot.get(address(convened, "ordre_du_jour")))
    pilot.post(address(convened, "prevenir_horaires"))

    assert convened.mails(convened.direction_voisine)[-1] == "horaire"
    assert BOUTON not in page(pilot.get(address(convened, "convocations")))
    assert "personne invitée" not in page(pilot.get(address(convened, "ordre_du_jour")))


def test_whoever_is_kept_away_from_a_case_neither_reads_nor_tells_its_people(convened):
    other = coordinatrice(convened.pole)
    deports.deporter(convened.seconde, by=fresh(convened.pilote), personne=other, raison="Une parente.")
    lengthen(convened, 30)

    text = page(signed_in(other).get(address(convened, "convocations")))

    assert str(convened.direction_voisine) not in text
    assert tell(convened, by=other) == 0


def test_secretariat_does_not_tell(convened):
    lengthen(convened, 30)

    with pytest.raises(PermissionDenied):
        tell(convened, by=secretaire(convened.pole))

    assert Convocation.objects.filter(sequence=0).count() == 3


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_for_one_and_three_slips(convened, number, django_assert_num_queries):
    for _ in range(number - 1):
        ecole = EcoleFactory(pole=convened.pole)
        convened.convene(directrice(ecole), enrolled(ecole, convened.pilote))
    convened.send()
    lengthen(convened, 60)
    client = signed_in(convened.pilote)
    client.get(address(convened, "ordre_du_jour"))

    for name, queries in (("convocations", 11), ("ordre_du_jour", 8)):
        with django_assert_num_queries(queries):
            assert page(client.get(address(convened, name)))
