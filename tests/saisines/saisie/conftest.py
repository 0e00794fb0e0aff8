"""A direction signed in, with an empty draft."""

import uuid

import pytest

from saisines.services.dossier import create_draft
from tests.factories.pole import EcoleFactory, directrice


@pytest.fixture
def ecole():
    return EcoleFactory()


@pytest.fixture
def directeur(client, ecole):
    person = directrice(ecole)
    client.force_login(person)
    return person


@pytest.fixture
def saisine(ecole, directeur):
    return create_draft(by=directeur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]
