"""Shared ground of the tests of meetings."""

import pytest

from pole.services.calendrier import load_national_calendar
from tests.cellules.salle import Salle
from tests.cellules.scene import Scene


@pytest.fixture
def scene(db):
    """A meeting in twenty days, two cases on its agenda."""
    load_national_calendar()
    return Scene()


@pytest.fixture
def salle(db):
    """The same on the day of the meeting, its letters sent."""
    load_national_calendar()
    return Salle()
