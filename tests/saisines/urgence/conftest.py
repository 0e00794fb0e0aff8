"""A school of a pole that existed before the urgent day."""

from datetime import timedelta

import pytest
import time_machine

from tests.factories.pole import (
    EcoleFactory,
    PoleFactory,
    directrice,
)
from tests.saisines.urgence.scene import JEUDI


@pytest.fixture
def ecole():
    with time_machine.travel(JEUDI - timedelta(days=30)):
        return EcoleFactory(pole=PoleFactory(telephone="04 00 00 00 01"))


@pytest.fixture
def pole(ecole):
    return ecole.pole


@pytest.fixture
def direction(ecole):
    with time_machine.travel(JEUDI - timedelta(days=30)):
        return directrice(ecole)
