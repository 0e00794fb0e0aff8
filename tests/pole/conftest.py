"""A circonscription, and a browser signed in as the person who coordinates it."""

import pytest

from tests.factories.pole import PoleFactory, coordinatrice


@pytest.fixture
def pole():
    return PoleFactory()


@pytest.fixture
def coordination(pole, client):
    personne = coordinatrice(pole)
    client.force_login(personne)
    return personne
