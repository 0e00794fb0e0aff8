"""People, schools, « qui fait quoi »: who reads, who changes, at the same cost for one row and for three."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pole.enums import Fonction, Titre
from pole.models import Affectation, Invitation
from pole.services.invitations import accepter
from tests.factories.invitations import invitation_of, invitation_of_school
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    MetierFactory,
    PersonneFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    inspectrice,
    membre,
    partenaire,
    secretaire,
)

pytestmark = pytest.mark.django_db

MEMBRES, ECOLES = "/pole/membres/", "/pole/ecoles/"


@pytest.fixture
def pole():
    return PoleFactory()


@pytest.fixture
def coordination(pole, client):
    personne = coordinatrice(pole)
    client.force_login(personne)
    return personne


def page(response):
    assert response.status_code == 200
    return response.content.decode()


# Lists: the same cost whatever they hold


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


@pytest.mark.parametrize("count", [1, 3])
def test_schools_cost_the_same(client, pole, coordination, django_assert_num_queries, count):
    for _ in range(count):
        directrice(EcoleFactory(pole=pole))

    with django_assert_num_queries(7):  # session, user, roles, count, schools, directors, schools to invite
        response = client.get(ECOLES)

    assert len(response.context["page"].object_list) == count


@pytest.mark.parametrize("count", [1, 3])
def test_who_does_what_costs_the_same(client, pole, django_assert_num_queries, count):
    client.force_login(directrice(EcoleFactory(pole=pole)))
    for _ in range(count):
        membre(pole)

    with django_assert_num_queries(5):  # session, user, roles, people, professions
        response = client.get("/pole/qui-fait-quoi/")

    assert len(response.context["metiers"]) == count


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


# Qui fait quoi


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


# Who may


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


def test_members_and_office_read_people_but_only_pilots_change_them(client, pole):
    psy = membre(pole)
    role = Affectation.objects.get(personne=psy)
    for reader in (psy, secretaire(pole)):
        client.force_login(reader)

        assert psy.nom in page(client.get(MEMBRES))
        assert client.get(f"{MEMBRES}{role.pk}/").status_code == 403
        assert client.post(f"{MEMBRES}{role.pk}/terminer/", {"dernier_jour": "2026-12-01"}).status_code == 403


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


# Acts


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


def test_page_of_the_pole_offers_what_one_may_do(client, pole, coordination):
    everything = page(client.get("/pole/"))
    client.force_login(directrice(EcoleFactory(pole=pole)))
    for_schools = page(client.get("/pole/"))

    assert reverse("pole:reglages") in everything
    assert reverse("pole:reglages") not in for_schools
    assert reverse("pole:qui_fait_quoi") in for_schools
