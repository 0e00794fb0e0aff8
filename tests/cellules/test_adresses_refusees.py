"""Somebody convened whom mails do not reach: their right waits, one is told, a letter is to print."""

import pytest
from django.core import mail
from django.urls import reverse

from cellules.services.acces_convocations import check_convocations
from cellules.services.reponses import repondre
from pole.models import Personne
from pole.services.adresses import retablir, signaler
from pole.services.envois import send_pending
from saisines.services import acces
from tests.cellules.scene import Scene
from tests.clients import page, signed_in
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    MetierFactory,
    coordinatrice,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.imprime import words_of


@pytest.fixture(autouse=True)
def coherent(scene):
    """After each test, whoever is convened and reached reads, and nobody else does."""
    yield
    assert check_convocations() == []
    assert acces.differences() == []


def role(person):
    return person.affectations.get()


def come_back(scene, person):
    signaler(role(person), by=fresh(scene.pilote))


def address(scene, name):
    return reverse(f"cellules:{name}", args=[scene.reunion.pk])


def test_refused_mail_closes_what_the_convocation_opened(scene, refusing):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    assert scene.reads(scene.psy) == {scene.premiere}

    send_pending()

    assert fresh(scene.psy).adresse_refusee_le is not None
    assert scene.reads(scene.psy) == set()


def test_other_reasons_to_read_stay(scene):
    """A director reads the case of their school by their function."""
    scene.convene(scene.direction, scene.premiere)
    scene.send()

    come_back(scene, scene.direction)

    assert scene.premiere in scene.reads(scene.direction)


def test_address_that_works_again_opens_the_case_and_sends_the_letter_again(scene):
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.convene(scene.medecin, scene.premiere)
    scene.send()
    send_pending()
    come_back(scene, scene.psy)
    mail.outbox.clear()

    retablir(role(scene.psy), by=fresh(scene.pilote))
    retablir(role(scene.psy), by=fresh(scene.pilote))
    send_pending()

    assert scene.reads(scene.psy) == {scene.premiere, scene.seconde}
    assert [one.to for one in mail.outbox] == [[scene.psy.email]]
    assert scene.letter(scene.psy).sequence == 1


def test_word_of_another_pole_closes_nothing_here_and_sends_nothing_again(scene):
    ailleurs = AffectationFactory(personne=scene.psy, pole=EcoleFactory().pole)
    voisine = coordinatrice(ailleurs.pole)
    scene.convene(scene.psy, scene.premiere)
    scene.send()

    signaler(ailleurs, by=fresh(voisine))

    assert scene.reads(scene.psy) == {scene.premiere}
    assert "Prévenir autrement" not in page(signed_in(scene.pilote).get(reverse("accueil")))
    assert "À prévenir autrement" not in page(signed_in(scene.pilote).get(address(scene, "convocations")))
    retablir(ailleurs, by=fresh(voisine))
    assert (scene.letter(scene.psy).sequence, len(scene.mails(scene.psy))) == (0, 1)


def test_word_of_another_pole_opens_nothing_that_this_one_closed(scene):
    ailleurs = AffectationFactory(personne=scene.psy, pole=EcoleFactory().pole)
    voisine = coordinatrice(ailleurs.pole)
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    signaler(scene.psy.affectations.get(pole=scene.pole), by=fresh(scene.pilote))
    signaler(ailleurs, by=fresh(voisine))

    retablir(ailleurs, by=fresh(voisine))

    assert scene.reads(scene.psy) == set()
    assert scene.letter(scene.psy).sequence == 0


def test_word_of_a_pole_opens_nothing_that_the_server_closed_a_delivered_mail_does(scene, refusing, settings):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    send_pending()

    assert retablir(role(scene.psy), by=fresh(scene.pilote)) is False

    assert scene.reads(scene.psy) == set()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_pending()
    assert scene.reads(scene.psy) == {scene.premiere}
    assert scene.letter(scene.psy).sequence == 1


def test_refusal_of_the_server_is_to_do_in_each_pole_that_convened_the_person(scene, refusing):
    other = Scene()
    AffectationFactory(personne=scene.psy, pole=other.pole, metier=MetierFactory(pole=other.pole))
    for one in (scene, other):
        one.convene(scene.psy, one.premiere)
        one.send()

    send_pending()

    for one in (scene, other):
        assert "Prévenir autrement une personne" in page(signed_in(one.pilote).get(reverse("accueil")))


def test_excuse_given_meanwhile_stays(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    come_back(scene, scene.psy)
    repondre(scene.letter(scene.psy), by=fresh(scene.psy), reponse="excuse")

    retablir(role(scene.psy), by=fresh(scene.pilote))

    assert scene.reads(scene.psy) == set()


def test_letter_prepared_for_a_refused_address_waits_then_leaves(scene):
    come_back(scene, scene.psy)
    scene.convene(scene.psy, scene.premiere)

    result = scene.send()

    assert (result.lettres, [who for who, _ in result.retenues]) == (0, [scene.psy])
    assert scene.reads(scene.psy) == set()
    retablir(role(scene.psy), by=fresh(scene.pilote))
    assert scene.send().lettres == 1
    assert scene.reads(scene.psy) == {scene.premiere}


def test_person_without_an_address_opens_nothing_and_has_a_letter_to_print(scene):
    Personne.objects.filter(pk=scene.psy.pk).update(email="")
    scene.convene(scene.psy, scene.premiere)
    pilot = signed_in(scene.pilote)

    reread = page(pilot.get(address(scene, "relire_convocations")))
    assert "Aucune adresse électronique" in reread
    scene.send()
    url = reverse("cellules:convocation_pdf", args=[scene.letter(scene.psy).pk])
    printed = words_of(pilot.get(url).content)

    assert url in reread
    assert url in page(pilot.get(address(scene, "convocations")))
    assert (str(scene.psy) in printed, scene.premiere.reference in printed) == (True, True)
    assert f"Éducation nationale {scene.pilote}" in printed
    assert (scene.mails(scene.psy), scene.reads(scene.psy)) == ([], set())


def test_letter_printed_by_the_secretariat_is_signed_by_nobody_before_the_sending(scene):
    scene.convene(scene.psy, scene.premiere)
    office = secretaire(scene.pole)

    url = reverse("cellules:convocation_pdf", args=[scene.letter(scene.psy).pk])
    printed = words_of(signed_in(office).get(url).content)

    assert f"Éducation nationale {office}" not in printed
    assert f"Éducation nationale {scene.pilote}" not in printed


def test_pages_say_whom_mails_do_not_reach_until_they_do(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    pilots = [scene.pilote, inspectrice(scene.pole)]
    come_back(scene, scene.psy)

    for person in pilots:
        client = signed_in(person)
        assert "Prévenir autrement une personne de la réunion du" in page(client.get(reverse("accueil")))
        text = page(client.get(address(scene, "convocations")))
        assert "À prévenir autrement" in text
        assert reverse("pole:membre", args=[role(scene.psy).pk]) in text
        assert "Adresse refusée" in text
    for other in (scene.medecin, scene.direction, secretaire(scene.pole)):
        assert "Prévenir autrement" not in page(signed_in(other).get(reverse("accueil")))
    retablir(role(scene.psy), by=fresh(scene.pilote))

    for person in pilots:
        assert "Prévenir autrement" not in page(signed_in(person).get(reverse("accueil")))
        assert "À prévenir autrement" not in page(signed_in(person).get(address(scene, "convocations")))


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_for_one_and_three_refused(scene, number, django_assert_num_queries):
    people = [membre(scene.pole) for _ in range(number)]
    for one in people:
        scene.convene(one, scene.premiere)
    scene.send()
    for one in people:
        come_back(scene, one)
    client = signed_in(scene.pilote)
    client.get(reverse("accueil"))

    with django_assert_num_queries(10):
        assert page(client.get(address(scene, "convocations")))
