"""Schools: found, opened, invited; the change of director. One row costs what three do."""

from datetime import timedelta

import pytest

from pole.enums import Fonction, Titre
from pole.models import Affectation, Invitation
from tests.clients import page
from tests.factories.invitations import invitation_of
from tests.factories.pole import (
    EcoleFactory,
    PersonneFactory,
    directrice,
    enseignante,
    membre,
)

pytestmark = pytest.mark.django_db

MEMBRES, ECOLES = "/pole/membres/", "/pole/ecoles/"


@pytest.mark.parametrize("count", [1, 3])
def test_schools_cost_the_same(client, pole, coordination, django_assert_num_queries, count):
    for _ in range(count):
        directrice(EcoleFactory(pole=pole))

    with django_assert_num_queries(7):  # session, user, roles, count, schools, directors, schools to invite
        response = client.get(ECOLES)

    assert len(response.context["page"].object_list) == count


@pytest.mark.parametrize("count", [1, 3])
def test_one_school_costs_the_same(client, pole, django_assert_num_queries, count):
    ecole = EcoleFactory(pole=pole)
    direction = directrice(ecole)
    for _ in range(count):
        enseignante(ecole)
        invitation_of(
            PersonneFactory.build().email, pole=pole, ecole=ecole, fonction=Fonction.ENSEIGNANT, by=direction
        )
    client.force_login(direction)

    with django_assert_num_queries(6):  # session, user, roles, school, people, invitations
        response = client.get(ecole.get_absolute_url())

    assert len(response.context["roles"]) == count + 1


def test_director_invites_teachers_line_by_line(client, pole):
    ecole = EcoleFactory(pole=pole)
    client.force_login(directrice(ecole))
    address = f"{ECOLES}{ecole.pk}/enseignants/"

    wrong = client.post(address, {"adresses": "a.b@exemple.test\nce.9990001a@exemple.test"})
    assert "n’est pas l’adresse d’une personne" in page(wrong)
    assert not Invitation.objects.exists()
    client.post(address, {"adresses": "a.b@exemple.test\n\n C.D@exemple.test, a.b@exemple.test"})

    assert set(Invitation.objects.values_list("adresse", "fonction", "ecole")) == {
        ("a.b@exemple.test", "enseignant", ecole.pk),
        ("c.d@exemple.test", "enseignant", ecole.pk),
    }


def test_director_sees_the_neighbour_school_but_invites_nobody_there(client, pole):
    voisine = EcoleFactory(pole=pole)
    client.force_login(directrice(EcoleFactory(pole=pole)))

    assert "Inviter l’équipe" not in page(client.get(voisine.get_absolute_url()))
    assert client.post(f"{ECOLES}{voisine.pk}/enseignants/", {"adresses": "a@b.test"}).status_code == 403
    assert client.get(f"{ECOLES}{voisine.pk}/direction/").status_code == 403
    assert client.post(f"{ECOLES}inviter/").status_code == 403


def test_change_of_director_by_the_form(client, pole, coordination):
    ecole = EcoleFactory(pole=pole)
    ancienne = directrice(ecole)
    nouvelle = membre(pole)
    address = f"{ECOLES}{ecole.pk}/direction/"
    data = {"a_partir_du": (pole.today() + timedelta(days=3)).isoformat(), "titre": "faisant_fonction"}

    assert "l’une des deux" in page(client.post(address, data))
    response = client.post(address, data | {"successeur": nouvelle.pk})

    assert response.url == ecole.get_absolute_url()
    assert Affectation.objects.get(personne=ancienne).dates[1] == pole.today() + timedelta(days=12)
    assert Affectation.objects.get(personne=nouvelle, ecole=ecole).titre == Titre.FAISANT_FONCTION


def test_all_schools_are_invited_in_one_act(client, pole, coordination):
    EcoleFactory.create_batch(2, pole=pole)

    assert "Inviter ces 2 écoles" in page(client.get(ECOLES))
    response = client.post(f"{ECOLES}inviter/", follow=True)

    assert "2 écoles sont invitées" in response.content.decode()
    assert Invitation.objects.count() == 2


def test_search_ignores_case_and_accents(client, pole, coordination):
    EcoleFactory(pole=pole, nom="École Élémentaire du Chêne", commune="Écully")
    EcoleFactory(pole=pole, nom="École du Lac", commune="Dardilly")
    membre(pole, personne__nom="Béranger")

    found = client.get(ECOLES, {"q": "ECULLY chene"}).context["page"].object_list
    people = client.get(MEMBRES, {"q": "BÉRAN"}).context["page"].object_list

    assert [ecole.commune for ecole in found] == ["Écully"]
    assert [role.personne.nom for role in people] == ["Béranger"]


def test_closed_school_is_shown_as_closed(client, pole, coordination):
    ecole = EcoleFactory(pole=pole, fermee_le=pole.today())

    assert "fermée" in page(client.get(ECOLES))
    assert "Cette école est fermée" in page(client.get(ecole.get_absolute_url()))


def test_lists_are_cut_at_25(client, pole, coordination):
    EcoleFactory.create_batch(27, pole=pole)

    assert len(client.get(ECOLES).context["page"].object_list) == 25
    assert len(client.get(ECOLES, {"page": "2"}).context["page"].object_list) == 2
    assert client.get(ECOLES, {"page": "x"}).status_code == 200
