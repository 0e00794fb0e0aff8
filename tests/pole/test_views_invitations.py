"""Answering an invitation in a browser: links, codes, accounts (menaces.md T9, T27)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pole.models import Affectation, Envoi, Invitation, Personne
from tests.factories.invitations import invitation_of, invitation_of_school
from tests.factories.pole import EcoleFactory, PersonneFactory, PoleFactory, coordinatrice, directrice

pytestmark = pytest.mark.django_db

COMPTE = "/pole/invitation/compte/"
CODE = "/pole/invitation/code/"
PASSWORD = "quatre mots pour entrer"


@pytest.fixture
def of_school():
    ecole = EcoleFactory(nom="École du Lac")
    return invitation_of_school(ecole, by=coordinatrice(ecole.pole))


@pytest.fixture
def nominal():
    pole = PoleFactory()
    return invitation_of("camille.dupre@exemple.test", pole=pole, by=coordinatrice(pole))


def answer(client, invitation, **data):
    """Open the link by its button and fill the account."""
    client.post(invitation.get_absolute_url())
    form = {"prenom": "Camille", "nom": "Dupré", "mot_de_passe": PASSWORD} | data
    return client.post(COMPTE, form)


def code_sent_to(adresse):
    return Envoi.objects.get(gabarit="pole/code", adresse=adresse).contexte["code"]


def test_link_is_still_good_after_twenty_scanners(client, nominal):
    for _ in range(20):
        Client().get(nominal.get_absolute_url())
        Client().head(nominal.get_absolute_url())

    response = client.get(nominal.get_absolute_url())

    assert response.status_code == 200
    assert "Répondre à l’invitation" in response.content.decode()
    assert Invitation.objects.get().acceptee_le is None


def test_link_names_no_school_no_person(client, of_school, nominal):
    """T27: who gets a mistyped invitation learns nothing."""
    pages = [client.get(row.get_absolute_url()).content.decode() for row in (of_school, nominal)]

    for page in pages:
        assert "École du Lac" not in page
        assert nominal.adresse not in page
        assert nominal.invitee_par.nom not in page


def test_reader_of_a_school_box_opens_their_own_account_then_waits(client, of_school):
    answer(client, of_school, email="camille.dupre@exemple.test")
    assert not Personne.objects.filter(email="camille.dupre@exemple.test").exists()

    response = client.post(CODE, {"code": code_sent_to("camille.dupre@exemple.test")})

    assert response.url == reverse("pole:invitation_attente")
    personne = Personne.objects.get(email="camille.dupre@exemple.test")
    assert personne.check_password(PASSWORD)
    assert not Affectation.objects.filter(personne=personne).exists()
    assert "Vous recevrez un courriel" in client.get(response.url).content.decode()


def test_nominal_invitation_opens_the_role_at_once(client, nominal):
    answer(client, nominal, email="un.autre@exemple.test")

    response = client.post(CODE, {"code": code_sent_to(nominal.adresse)}, follow=False)

    assert response.url == reverse("accueil")
    assert Personne.objects.get(email=nominal.adresse).portee.is_membre
    assert client.get(nominal.get_absolute_url()).status_code == 404


def test_account_without_password_signs_in_by_code(client, nominal):
    answer(client, nominal, mot_de_passe="")
    client.post(CODE, {"code": code_sent_to(nominal.adresse)})

    assert not Personne.objects.get(email=nominal.adresse).has_usable_password()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"email": "ce.9990001a@exemple.test"}, "lue par plusieurs personnes"),
        ({"email": "pas une adresse"}, "Écrivez une adresse complète"),
        ({"email": "a@exemple.test", "mot_de_passe": "trop court"}, "15 caractères"),
        ({"email": "a@exemple.test", "prenom": ""}, "Ce champ est obligatoire"),
    ],
)
def test_account_form_says_what_to_change_and_keeps_what_was_typed(client, of_school, data, message):
    response = answer(client, of_school, **data)

    page = response.content.decode()
    assert message in page
    assert "Dupré" in page
    assert not Envoi.objects.filter(gabarit="pole/code").exists()


def test_wrong_late_and_too_many_codes_open_nothing(client, nominal):
    answer(client, nominal)
    good = code_sent_to(nominal.adresse)
    wrong = f"{(int(good) + 1) % 10**8:08d}"

    assert "pas le code reçu" in client.post(CODE, {"code": wrong}).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert "plus de dix minutes" in client.post(CODE, {"code": good}).content.decode()
    for _ in range(4):
        client.post(CODE, {"code": wrong})
    assert "Trop d’essais" in client.post(CODE, {"code": good}).content.decode()
    assert not Personne.objects.filter(email=nominal.adresse).exists()


def test_codes_are_sent_sparingly(client, nominal):
    answer(client, nominal)

    too_soon = client.post(CODE, {"action": "renvoyer"}, follow=True).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        client.post(CODE, {"action": "renvoyer"})

    assert "Attendez une demi-minute" in too_soon
    assert Envoi.objects.filter(gabarit="pole/code").count() == 2


def test_address_of_an_existing_account_looks_the_same_and_opens_nothing(client, of_school):
    known = PersonneFactory(email="deja.la@exemple.test", prenom="Sacha")

    response = answer(client, of_school, email=known.email)

    assert response.url == CODE
    assert "Un courriel vient de partir" in client.get(CODE).content.decode()
    assert Envoi.objects.get(destinataire=known).gabarit == "pole/compte_existant"
    assert "pas le code reçu" in client.post(CODE, {"code": "00000000"}).content.decode()
    known.refresh_from_db()
    assert known.prenom == "Sacha"


def test_existing_account_takes_the_role_after_signing_in(client, nominal):
    personne = PersonneFactory(email=nominal.adresse)
    client.post(nominal.get_absolute_url())
    client.force_login(personne)

    assert "Accepter avec mon compte" in client.get(COMPTE).content.decode()
    assert client.post("/pole/invitation/accepter/").url == reverse("accueil")
    assert Affectation.objects.filter(personne=personne, pole=nominal.pole).count() == 1


def test_invitation_is_refused_when_somebody_else_is_signed_in(client, nominal):
    other = directrice(EcoleFactory())
    client.force_login(other)
    client.post(nominal.get_absolute_url())

    page = client.get(COMPTE).content.decode()

    assert "Cette invitation est pour une autre personne" in page
    assert nominal.adresse not in page
    assert client.post("/pole/invitation/accepter/").status_code == 403
    assert Invitation.objects.get().acceptee_le is None


def test_dead_links_all_say_the_same(client, nominal):
    used = nominal.get_absolute_url()
    Invitation.objects.update(annulee_le=timezone.now())
    answers = [client.get(path) for path in (used, "/pole/invitation/nimporte-quoi/", COMPTE, CODE)]

    assert {response.status_code for response in answers} == {404}
    assert {"Ce lien ne sert plus" in response.content.decode() for response in answers} == {True}


def test_withdrawn_between_the_form_and_the_code_opens_nothing(client, nominal):
    answer(client, nominal)
    code = code_sent_to(nominal.adresse)
    Invitation.objects.update(annulee_le=timezone.now())

    assert client.post(CODE, {"code": code}).status_code == 404
    assert not Personne.objects.filter(email=nominal.adresse).exists()


def test_session_holds_neither_the_code_nor_the_password(client, nominal):
    answer(client, nominal)

    held = str(dict(client.session))

    assert PASSWORD not in held
    assert code_sent_to(nominal.adresse) not in held
