"""The letter to print: who signs it, and the mission of staff."""

import pytest
from django.urls import reverse

from cellules.models import Convocation
from cellules.services import envoi_convocations
from cellules.signature import SANS_DELEGATION
from pole.models import Pole
from tests.cellules.scene import Scene
from tests.clients import page, signed_in
from tests.factories.pole import fresh, inspectrice
from tests.imprime import words_of

MISSION = "Cette convocation vaut ordre de mission sans frais."
DELEGATION = "délégation du 1er septembre 2026"


@pytest.fixture
def sent(scene: Scene):
    Pole.objects.filter(pk=scene.pole.pk).update(ordre_de_mission=MISSION, delegation_signature=DELEGATION)
    scene.convene(scene.psy, scene.premiere)
    scene.convene(scene.direction, scene.premiere)
    scene.send()
    return scene


def printed(scene, personne):
    url = reverse("cellules:convocation_pdf", args=[scene.letter(personne).pk])
    return words_of(signed_in(personne).get(url).content)


def test_mission_line_of_the_pole_is_printed_for_staff_and_not_for_a_school(sent):
    assert MISSION in printed(sent, sent.psy)
    assert MISSION not in printed(sent, sent.direction)


def test_mission_line_is_read_on_the_page_of_staff_too(sent):
    for person, shown in ((sent.psy, True), (sent.direction, False)):
        text = page(signed_in(person).get(sent.letter(person).get_absolute_url()))
        assert (MISSION in text) is shown, person


def test_coordinator_signs_by_the_written_delegation_of_the_pole(sent):
    words = printed(sent, sent.psy)

    assert f"et par délégation {DELEGATION} {sent.pilote}" in words


def test_letter_claims_no_delegation_that_the_pole_did_not_write(sent):
    Pole.objects.filter(pk=sent.pole.pk).update(delegation_signature="")

    words = printed(sent, sent.psy)

    assert "Pour l’inspecteur ou l’inspectrice de l’Éducation nationale" in words
    assert "délégation" not in words


def test_inspector_signs_in_their_own_name(scene):
    ien = inspectrice(scene.pole)
    scene.convene(scene.psy, scene.premiere)
    envoi_convocations.envoyer(scene.reunion, by=fresh(ien))

    words = printed(scene, scene.psy)

    assert str(ien) in words
    assert "Pour l’inspecteur" not in words


@pytest.mark.parametrize(
    ("who", "written", "told"), [("pilote", "", 1), ("pilote", DELEGATION, 0), ("ien", "", 0)]
)
def test_whoever_sends_for_the_inspector_is_told_that_no_delegation_is_written(scene, who, written, told):
    Pole.objects.filter(pk=scene.pole.pk).update(delegation_signature=written)
    scene.convene(scene.psy, scene.premiere)
    sender = scene.pilote if who == "pilote" else inspectrice(scene.pole)

    text = page(signed_in(sender).get(reverse("cellules:relire_convocations", args=[scene.reunion.pk])))

    assert text.count(SANS_DELEGATION) == told
    assert not Convocation.objects.envoyees().exists()
