"""« Qui fait quoi » (S0-13): read by everybody in the pole, at the same cost for one member and for three."""

import pytest

from tests.clients import page
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    MetierFactory,
    PoleFactory,
    directrice,
    enseignante,
    inspectrice,
    membre,
    partenaire,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_who_does_what_costs_the_same(client, pole, django_assert_num_queries, count):
    client.force_login(directrice(EcoleFactory(pole=pole)))
    for _ in range(count):
        membre(pole)

    with django_assert_num_queries(5):  # session, user, roles, people, professions
        response = client.get("/pole/qui-fait-quoi/")

    assert len(response.context["metiers"]) == count


def test_every_signed_in_person_reads_who_does_what(client, pole):
    """S0-13: the schools know the members, their mission, and when to call on them."""
    metier = MetierFactory(
        pole=pole, nom="Psychologue", mission="Écouter et éclairer", solliciter_quand="un élève s’isole"
    )
    psy = membre(pole, metier=metier, mission="cycle 3", personne__telephone="04 00 00 00 01")
    MetierFactory(pole=pole, nom="Ergothérapeute")
    ien = inspectrice(pole)
    AffectationFactory(pole=pole, metier=metier, terminee=True, personne__nom="Partie")
    elsewhere = membre(PoleFactory())
    ecole = EcoleFactory(pole=pole)

    for reader in (directrice(ecole), enseignante(ecole), partenaire(pole), psy):
        client.force_login(reader)
        text = page(client.get("/pole/qui-fait-quoi/"))

        for shown in (psy.nom, psy.email, "cycle 3", "un élève s’isole", 'href="tel:0400000001"', ien.email):
            assert shown in text
        assert "Ergothérapeute" in text
        assert "Partie" not in text
        assert elsewhere.email not in text


def test_what_a_person_typed_comes_out_as_text(client, pole):
    membre(pole, mission="<script>alert(1)</script>{{ settings.SECRET_KEY }}")
    client.force_login(directrice(EcoleFactory(pole=pole)))

    text = page(client.get("/pole/qui-fait-quoi/"))

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ settings.SECRET_KEY }}" in text
