"""Words of the page of the year."""

from datetime import date

import pytest

from cellules.annuel import compte_a_rebours, jours_avant, regle_du_pole
from pole.models import Pole
from tests.factories.cellules import ReunionFactory

JOUR = date(2026, 9, 21)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (date(2026, 9, 20), "passée"),
        (date(2026, 9, 21), "aujourd’hui"),
        (date(2026, 9, 22), "demain"),
        (date(2026, 10, 11), "dans 20 jours"),
        (date(2026, 10, 12), "dans 3 semaines"),
        (date(2026, 11, 22), "dans 8 semaines"),
        (date(2026, 11, 23), "dans 2 mois"),
    ],
)
def test_countdown_is_in_words(other, words):
    assert compte_a_rebours(other, JOUR) == words


@pytest.mark.parametrize(
    ("cadence", "plenieres", "words"),
    [
        (
            {"1": 1, "2": 1, "3": 1, "4": 1, "5": 2},
            2,
            "1 réunion par période, 2 en période 5, et 2 plénières",
        ),
        ({"1": 1, "2": 1, "3": 1, "4": 1, "5": 1}, 0, "1 réunion par période"),
        ({"2": 2, "3": 2, "4": 2, "5": 2}, 1, "2 réunions par période, aucune en période 1, et 1 plénière"),
    ],
)
def test_rule_of_the_pole_is_in_words(cadence, plenieres, words):
    pole = Pole(cadence=cadence, plenieres=plenieres)

    assert regle_du_pole(pole).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("limite", "words"),
    [
        (date(2026, 10, 2), "6 jours avant"),
        (date(2026, 10, 7), "1 jour avant"),
        (None, ""),
        (date(2026, 10, 8), "le jour même"),
    ],
)
def test_deadline_is_said_in_days_before(limite, words):
    reunion = ReunionFactory.build(pole=None, date_limite=limite)

    assert jours_avant(reunion).replace("\u00a0", " ") == words
