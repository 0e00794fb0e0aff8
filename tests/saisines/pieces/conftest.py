"""A draft of a direction, to which documents are joined."""

import uuid

import pytest

from saisines.services.dossier import create_draft
from tests.factories.pole import EcoleFactory, directrice


@pytest.fixture
def ecole(db):
    return EcoleFactory()


@pytest.fixture
def auteur(ecole):
    return directrice(ecole)


@pytest.fixture
def saisine(ecole, auteur):
    return create_draft(by=auteur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]
