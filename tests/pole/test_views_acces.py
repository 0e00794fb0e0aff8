"""Which pages of the organisation open, and to whom."""

import pytest
from django.urls import reverse

from pole.enums import Fonction
from pole.models import Affectation
from tests.clients import page
from tests.factories.invitations import invitation_of
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    MetierFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    membre,
    partenaire,
    secretaire,
)

pytestmark = pytest.mark.django_db

MEMBRES, ECOLES = "/pole/membres/", "/pole/ecoles/"
PILOT_PAGES = (
    "/pole/membres/inviter/",
    "/pole/reglages/",
    "/pole/reglages/metiers/",
    "/pole/reglages/motifs/",
    "/pole/reglages/motifs/ajouter/",
)


@pytest.mark.parametrize("path", [*PILOT_PAGES, "/pole/calendrier/", MEMBRES])
def test_pages_of_the_office_are_closed_to_schools_and_partners(client, pole, path):
    for reader in (directrice(EcoleFactory(pole=pole)), partenaire(pole)):
        client.force_login(reader)

        assert client.get(path).status_code == 403


def test_secretariat_keeps_the_calendar(client, pole):
    client.force_login(secretaire(pole))

    assert client.get("/pole/calendrier/").status_code == 200


def test_coordinator_of_another_pole_finds_nothing(client, pole, coordination):
    """T8: no page, no list, no act reaches the rows of a neighbour."""
    ecole = EcoleFactory(pole=pole)
    role = Affectation.objects.get(personne=membre(pole))
    offered = invitation_of("a.b@exemple.test", pole=pole, by=coordination)
    metier = MetierFactory(pole=pole)
    client.force_login(coordinatrice(PoleFactory()))

    gets = (
        f"{MEMBRES}{role.pk}/",
        f"{ECOLES}{ecole.pk}/",
        f"{ECOLES}{ecole.pk}/direction/",
        f"/pole/reglages/metiers/{metier.pk}/",
    )
    posts = (
        f"{MEMBRES}{role.pk}/terminer/",
        f"{MEMBRES}{role.pk}/suppleance/",
        f"{ECOLES}{ecole.pk}/enseignants/",
        *(f"/pole/invitations/{offered.pk}/{act}/" for act in ("confirmer", "annuler", "renvoyer")),
    )
    assert {client.get(path).status_code for path in gets} == {404}
    assert {client.post(path, {}).status_code for path in posts} == {404}
    assert role.personne.nom not in page(client.get(MEMBRES))
    assert ecole.nom not in page(client.get(ECOLES))


def test_role_of_yesterday_opens_nothing(client, pole):
    ended = AffectationFactory(pole=pole, fonction=Fonction.COORDONNATEUR, terminee=True).personne
    client.force_login(ended)

    for path in (MEMBRES, ECOLES, "/pole/", "/pole/qui-fait-quoi/", "/pole/calendrier/", *PILOT_PAGES):
        assert client.get(path).status_code == 404


def test_page_of_the_pole_offers_what_one_may_do(client, pole, coordination):
    everything = page(client.get("/pole/"))
    client.force_login(directrice(EcoleFactory(pole=pole)))
    for_schools = page(client.get("/pole/"))

    assert reverse("pole:reglages") in everything
    assert reverse("pole:reglages") not in for_schools
    assert reverse("pole:qui_fait_quoi") in for_schools
