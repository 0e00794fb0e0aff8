"""The people of the pole: read by its members, changed by those who pilot it."""

from datetime import timedelta

import pytest

from pole.enums import Titre
from pole.models import Affectation, Invitation
from pole.services.invitations import accepter
from tests.clients import page
from tests.factories.invitations import invitation_of, invitation_of_school
from tests.factories.pole import (
    EcoleFactory,
    MetierFactory,
    PersonneFactory,
    PoleFactory,
    membre,
    secretaire,
)

pytestmark = pytest.mark.django_db

MEMBRES = "/pole/membres/"


@pytest.mark.parametrize("count", [1, 3])
def test_people_cost_the_same(client, pole, coordination, django_assert_num_queries, count):
    for _ in range(count):
        membre(pole)
        ecole = EcoleFactory(pole=pole)
        accepter(invitation_of_school(ecole, by=coordination), personne=PersonneFactory())
        invitation_of(PersonneFactory.build().email, pole=pole, by=coordination)

    with django_assert_num_queries(6):  # session, user, roles, count, people, invitations
        response = client.get(MEMBRES)

    assert len(response.context["page"].object_list) == count + 1
    assert len(response.context["a_confirmer"]) == len(response.context["en_attente"]) == count


def test_members_and_office_read_people_but_only_pilots_change_them(client, pole):
    psy = membre(pole)
    role = Affectation.objects.get(personne=psy)
    for reader in (psy, secretaire(pole)):
        client.force_login(reader)

        assert psy.nom in page(client.get(MEMBRES))
        assert client.get(f"{MEMBRES}{role.pk}/").status_code == 403
        assert client.post(f"{MEMBRES}{role.pk}/terminer/", {"dernier_jour": "2026-12-01"}).status_code == 403


def test_invited_member_receives_a_mail(client, pole, coordination):
    metier = MetierFactory(pole=pole)

    response = client.post(
        "/pole/membres/inviter/",
        {
            "fonction": "membre",
            "adresse": "Camille.Dupre@exemple.test",
            "metier": metier.pk,
            "titre": "titulaire",
        },
    )

    assert response.url == MEMBRES
    offered = Invitation.objects.get()
    assert (offered.adresse, offered.metier, offered.invitee_par) == (
        "camille.dupre@exemple.test",
        metier,
        coordination,
    )


def test_forged_school_and_profession_of_another_pole_are_refused(client, pole, coordination):
    elsewhere = EcoleFactory()
    data = {
        "fonction": "directeur",
        "adresse": "a.b@exemple.test",
        "titre": "titulaire",
        "ecole": elsewhere.pk,
    }

    text = page(client.post("/pole/membres/inviter/", data))

    assert "Ce choix ne fait pas partie de ceux disponibles" in text
    assert "a.b@exemple.test" in text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choisissez."),
        ({"fonction": "directeur"}, "Choisissez l’école de cette personne."),
        ({"fonction": "membre"}, "Choisissez son métier"),
        ({"fonction": "ien", "adresse": "ce.9990001a@exemple.test"}, "lue par plusieurs personnes"),
        (
            {"fonction": "ien", "du": "2026-10-02", "au": "2026-10-01"},
            "Le dernier jour vient avant le premier.",
        ),
        ({"fonction": "ien", "du": "hier"}, "Écrivez la date ainsi"),
    ],
)
def test_invitation_form_says_what_to_do(client, pole, coordination, data, message):
    data = {"adresse": "a.b@exemple.test", "titre": "titulaire"} | data

    assert message in page(client.post("/pole/membres/inviter/", data))


def test_confirmed_person_gets_the_school(client, pole, coordination):
    ecole = EcoleFactory(pole=pole)
    personne = PersonneFactory(prenom="Camille", nom="Dupré")
    offered = accepter(invitation_of_school(ecole, by=coordination), personne=personne)
    assert "Camille Dupré" in page(client.get(MEMBRES))

    client.post(f"/pole/invitations/{offered.pk}/confirmer/")

    assert Affectation.objects.get(personne=personne).ecole == ecole
    again = client.post(f"/pole/invitations/{offered.pk}/confirmer/", follow=True)
    assert "a déjà reçu une réponse" in again.content.decode()


def test_unknown_act_on_an_invitation_is_not_found(client, pole, coordination):
    offered = invitation_of("a.b@exemple.test", pole=pole, by=coordination)

    assert client.post(f"/pole/invitations/{offered.pk}/accepter/").status_code == 404


def test_ended_role_shows_its_last_day(client, pole, coordination):
    role = Affectation.objects.get(personne=membre(pole))
    last = pole.today() + timedelta(days=10)

    client.post(f"{MEMBRES}{role.pk}/terminer/", {"dernier_jour": last.isoformat()})

    role.refresh_from_db()
    assert role.dates[1] == last


def test_last_pilot_is_told_why_they_cannot_leave(client, pole, coordination):
    role = Affectation.objects.get(personne=coordination)

    response = client.post(f"{MEMBRES}{role.pk}/terminer/", {"dernier_jour": pole.today().isoformat()})

    assert "Personne d’autre ne pilote" in page(response)


def test_stand_in_is_named_among_the_people_of_the_pole(client, pole, coordination):
    psy = membre(pole)
    role = Affectation.objects.get(personne=coordination)
    stranger = membre(PoleFactory())
    data = {"du": "2026-12-01", "au": "2026-12-04", "jours": ["4", "2"]}

    refused = client.post(f"{MEMBRES}{role.pk}/suppleance/", data | {"personne": stranger.pk})
    client.post(f"{MEMBRES}{role.pk}/suppleance/", data | {"personne": psy.pk})

    assert refused.status_code == 200
    stand_in = Affectation.objects.get(titre=Titre.SUPPLEANCE)
    assert (stand_in.personne, stand_in.supplee, stand_in.jours) == (psy, role, "24")
