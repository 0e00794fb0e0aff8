"""A coordinator kept away from a case reads the true hours of the others, and nothing of that case."""

from datetime import time

import pytest
from django.urls import reverse

from cellules.services.ordre_du_jour import deplacer_ligne, regler
from saisines.services import deports
from tests.cellules.scene import Scene, enrolled
from tests.clients import page, signed_in
from tests.factories.pole import coordinatrice, fresh

QUATORZE_HEURES = "14\u00a0h\u00a0"


@pytest.fixture
def ecartee(scene: Scene):
    """Kept away from the first case, twenty minutes long, of a meeting at two o’clock."""
    scene.reunion.heure = time(14)
    scene.reunion.save()
    scene.troisieme = enrolled(scene.ecole, scene.pilote)
    first = scene.inscription(scene.premiere)
    regler(scene.reunion, by=fresh(scene.pilote), minutes={first.pk: 20})
    person = coordinatrice(scene.pole)
    deports.deporter(scene.premiere, by=fresh(scene.pilote), personne=person, raison="Une parente.")
    return signed_in(person)


@pytest.mark.parametrize("name", ["ordre_du_jour", "convocations"])
def test_later_cases_keep_their_hour_when_an_earlier_one_is_hidden(scene, ecartee, name):
    text = page(ecartee.get(reverse(f"cellules:{name}", args=[scene.reunion.pk])))

    assert scene.premiere.reference not in text
    assert f"{QUATORZE_HEURES}20 – {QUATORZE_HEURES}35" in text
    assert f"{QUATORZE_HEURES}35 – {QUATORZE_HEURES}50" in text
    assert f"{QUATORZE_HEURES}00 – " not in text


def test_length_of_the_meeting_stays_true_and_the_hidden_case_is_not_counted(scene, ecartee):
    text = page(ecartee.get(reverse("cellules:ordre_du_jour", args=[scene.reunion.pk])))

    assert "2 situations, 50 minutes" in text


def test_cases_are_listed_in_the_order_of_the_meeting(scene):
    row = scene.inscription(scene.premiere)
    deplacer_ligne(row, by=fresh(scene.pilote), vers_le_haut=False)

    for name in ("ordre_du_jour", "convocations"):
        url = reverse(f"cellules:{name}", args=[scene.reunion.pk])
        text = page(signed_in(scene.pilote).get(url))
        assert text.index(scene.seconde.reference) < text.index(scene.premiere.reference), name
