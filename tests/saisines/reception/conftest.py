"""The direction of a school, and the coordination that enters for it."""

import pytest

from tests.factories.pole import (
    coordinatrice,
    directrice,
)


@pytest.fixture
def direction(ecole):
    return directrice(ecole)


@pytest.fixture
def coordo(ecole):
    return coordinatrice(ecole.pole)
