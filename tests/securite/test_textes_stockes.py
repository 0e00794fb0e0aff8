"""A world where every stored text is a polyglot: each reader sees text, never markup (T22, T23)."""

import pytest

from tests.securite.adresses import address
from tests.securite.canaris import everything
from tests.securite.conftest import rolled_back
from tests.securite.formulaires import intruders
from tests.securite.matrice import MATRICE
from tests.securite.monde import (
    AUTEURE,
    COORDO,
    DIRECTRICE,
    PARTENAIRE,
    SECRETAIRE,
    SOLLICITEE,
    create_world,
)
from tests.securite.regles import OK

pytestmark = [pytest.mark.django_db, pytest.mark.une_base]

POLYGLOT = "\"'><zqxi onload=x>{{7*7}}"
# What a template engine would make of its end, escaped or not.
CALCULES = ("onload=x>49", "onload=x&gt;49")


@pytest.fixture(scope="module")
def monde_du_module(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield create_world(suite=POLYGLOT)


@pytest.mark.parametrize("role", [DIRECTRICE, AUTEURE, COORDO, SECRETAIRE, SOLLICITEE, PARTENAIRE])
def test_every_stored_text_is_shown_as_text_to_every_reader(monde, role):
    """T23: names of schools, of files, of motives, narratives, words of the pole: all are polyglots."""
    client, met = monde.client(role), 0
    for nom, ligne in MATRICE.items():
        if ligne.get is None or ligne.get.attendu(role) != OK:
            continue
        response = client.get(address(nom, ligne, monde))
        text = everything(response)

        assert response.status_code < 500, nom
        if response.headers.get("Content-Type", "").startswith("text/html"):
            assert intruders(response.content.decode()) == [], nom
        met += len(monde.voliere.trouves(text))
        assert not any(one in text for one in CALCULES), nom
    assert met > 0
