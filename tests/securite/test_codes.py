"""Guessing a mailed code: whoever drops the cookie, or comes from elsewhere, does not start again (T20)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from pole.conf.settings import production
from pole.limites import TROP_D_ESSAIS
from pole.models import Envoi, Personne
from tests.factories.pole import EcoleFactory, PersonneFactory, directrice

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots pour entrer"
WRONG = "BBBB-BBBB"
PAR_RESEAU, PAR_COMPTE, PAR_INVITATION = 30, 150, 20
CONNEXION, CODE = "/connexion/", "/compte/code/confirmer/"
OUBLI, CODE_OUBLI = "/compte/mot-de-passe/oublie/", "/compte/mot-de-passe/oublie/code/"


@pytest.fixture(autouse=True)
def as_in_production(settings):
    settings.ACCOUNT_RATE_LIMITS = production.ACCOUNT_RATE_LIMITS
    settings.CODE_APPAREIL_INCONNU = production.CODE_APPAREIL_INCONNU
    cache.clear()


def account():
    personne = directrice(EcoleFactory())
    personne.set_password(PASSWORD)
    personne.save()
    return personne


def network(number):
    return f"10.0.{number // 250}.{number % 250 + 1}"


def new_browser(address):
    return Client(REMOTE_ADDR=address)


def ask_by_password(personne, address):
    """The thief knows the password: each sign-in from an unknown device sends a code."""
    browser = new_browser(address)
    assert browser.post(CONNEXION, {"login": personne.email, "password": PASSWORD})["Location"] == CODE
    return browser


def ask_by_code(personne, address):
    browser = new_browser(address)
    assert browser.post("/compte/code/", {"email": personne.email})["Location"] == CODE
    return browser


def ask_for_a_password(personne, address):
    browser = new_browser(address)
    assert browser.post(OUBLI, {"email": personne.email})["Location"] == CODE_OUBLI
    return browser


WAYS = [(ask_by_password, CODE), (ask_by_code, CODE), (ask_for_a_password, CODE_OUBLI)]
each_way = pytest.mark.parametrize(("ask", "where"), WAYS, ids=[ask.__name__ for ask, _ in WAYS])


def last_code(personne):
    mails = Envoi.objects.filter(destinataire=personne, gabarit="pole/code")
    return mails.latest("created_at").contexte["code"]


def is_refused(browser, page, code):
    """True if the code was not even looked at."""
    return TROP_D_ESSAIS in browser.post(page, {"code": code}, follow=True).content.decode()


@each_way
def test_one_network_has_thirty_tries_however_many_accounts_and_sessions(ask, where):
    """Each account of a school in turn, each in a new session; the right code then is not looked at."""
    here = network(1)
    for number in range(PAR_RESEAU):
        # Five seconds: the codes that one network asks for have a limit of their own (twenty a minute).
        with time_machine.travel(timezone.now() + timedelta(seconds=5 * number)):
            assert not is_refused(ask(account(), here), where, WRONG)

    with time_machine.travel(timezone.now() + timedelta(seconds=5 * PAR_RESEAU)):
        personne = account()
        browser = ask(personne, here)
        assert is_refused(browser, where, last_code(personne))
        # The person is elsewhere, or it is later.
        assert not is_refused(ask(account(), network(2)), where, WRONG)
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert not is_refused(ask(personne, here), where, last_code(personne))


@each_way
def test_one_account_has_a_hundred_and_fifty_tries_an_hour_however_many_networks(ask, where):
    """A new network and a new session for each try: only the account is the same."""
    personne, start = account(), timezone.now()
    for number in range(PAR_COMPTE):
        # Twenty-one seconds: codes asked for one address have a limit of their own (three a minute).
        with time_machine.travel(start + timedelta(seconds=21 * number), tick=False):
            assert not is_refused(ask(personne, network(number)), where, WRONG)

    with time_machine.travel(start + timedelta(seconds=21 * PAR_COMPTE), tick=False):
        assert is_refused(ask(personne, network(900)), where, last_code(personne))
        assert not is_refused(ask(account(), network(901)), where, WRONG)
    with time_machine.travel(start + timedelta(minutes=75), tick=False):
        browser = ask(personne, network(902))
        assert not is_refused(browser, where, last_code(personne))


def test_one_network_cannot_use_up_the_tries_of_an_account():
    """The person who is attacked still enters, from another network."""
    personne, start = account(), timezone.now()
    for number in range(PAR_COMPTE):
        with time_machine.travel(start + timedelta(seconds=21 * number), tick=False):
            is_refused(ask_by_password(personne, network(1)), CODE, WRONG)

    with time_machine.travel(start + timedelta(seconds=21 * PAR_COMPTE), tick=False):
        browser = ask_by_password(personne, network(2))
        browser.post(CODE, {"code": last_code(personne)})
        browser.post("/compte/second-facteur/trust/", {"action": "trust"})
        assert browser.get("/compte/").status_code == 200


def test_password_attacked_by_its_code_still_opens_on_a_known_device():
    personne = account()
    known = ask_by_password(personne, network(1))
    known.post(CODE, {"code": last_code(personne)})
    known.post("/compte/second-facteur/trust/", {"action": "trust"})
    known.post("/deconnexion/")
    for number in range(PAR_COMPTE):
        is_refused(ask_by_password(personne, network(10 + number)), CODE, WRONG)

    known.post(CONNEXION, {"login": personne.email, "password": PASSWORD})

    assert known.get("/compte/").status_code == 200


def test_school_behind_one_network_signs_in_as_often_as_it_needs():
    """A right code is no try."""
    for _ in range(PAR_RESEAU + 5):
        personne = account()
        browser = ask_by_password(personne, network(1))

        assert not is_refused(browser, CODE, last_code(personne))


def test_unknown_address_is_counted_like_a_known_one():
    """The refusal must not tell who has an account."""
    nobody, start = PersonneFactory.build(), timezone.now()
    for number in range(PAR_COMPTE):
        with time_machine.travel(start + timedelta(seconds=21 * number), tick=False):
            assert not is_refused(ask_by_code(nobody, network(number)), CODE, WRONG)

    with time_machine.travel(start + timedelta(seconds=21 * PAR_COMPTE), tick=False):
        assert is_refused(ask_by_code(nobody, network(900)), CODE, WRONG)


def test_session_that_is_kept_gives_three_tries_of_a_code():
    personne = account()
    browser = ask_by_code(personne, network(1))

    for _ in range(3):
        browser.post(CODE, {"code": WRONG})

    assert browser.post(CODE, {"code": last_code(personne)})["Location"] == "/compte/code/"


@pytest.fixture
def answer_invitation(monde):
    """Open the link in a new browser and ask for the account it offers."""
    invitation = monde["invitation école"]

    def answer(address):
        browser = Client(REMOTE_ADDR=address)
        browser.post(f"/pole/invitation/{invitation.jeton}/")
        typed = {"prenom": "Zqxprenom", "nom": "Zqxnom", "mot_de_passe": ""}
        assert browser.post("/pole/invitation/compte/", typed)["Location"] == "/pole/invitation/code/"
        return browser

    answer.adresse = invitation.adresse
    return answer


def test_invitation_has_twenty_tries_an_hour_however_many_sessions_and_networks(answer_invitation):
    """Whoever holds the link of somebody else does not hold the mailbox."""
    page = "/pole/invitation/code/"
    for number in range(PAR_INVITATION):
        wrong = answer_invitation(network(number)).post(page, {"code": "99999999"})
        assert "Ce n’est pas le code reçu" in wrong.content.decode()

    browser = answer_invitation(network(900))
    code = Envoi.objects.filter(adresse=answer_invitation.adresse).latest("created_at").contexte["code"]
    refused = browser.post(page, {"code": code})

    assert TROP_D_ESSAIS in refused.content.decode()
    assert not Personne.objects.filter(email=answer_invitation.adresse).exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        browser = answer_invitation(network(901))
        code = Envoi.objects.filter(adresse=answer_invitation.adresse).latest("created_at").contexte["code"]
        assert browser.post(page, {"code": code}).status_code == 302
    assert Personne.objects.filter(email=answer_invitation.adresse).exists()
