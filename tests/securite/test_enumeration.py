"""Known, unknown and disabled accounts get the same answers (ASVS 6.3.8, T20)."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from tests.factories.pole import fresh
from tests.securite.hashers import CountingHasher
from tests.securite.monde import COORDO, DESACTIVEE

pytestmark = pytest.mark.django_db

PASSWORD = "un mot de passe assez long"
# Length counts the address that was typed; the other tells the second of the answer.
OF_THE_SECOND = {"Content-Length", "Expires"}
WRONG = "un autre mot de passe long"


@pytest.fixture
def addresses(monde):
    """Three addresses of one length: the answer may quote what was typed."""
    found = {"connue": fresh(monde.gens[COORDO]), "désactivée": fresh(monde.gens[DESACTIVEE])}
    for personne in found.values():
        personne.set_password(PASSWORD)
        personne.save()
    known = found["connue"].email
    return {nom: personne.email for nom, personne in found.items()} | {"inconnue": "z" * 9 + known[9:]}


def answer(url, data, email):
    """What anybody sees: status, headers, length of the page, and where it leads."""
    cache.clear()
    client = Client()
    client.get(url)
    response = client.post(url, {**data, next(iter(data)): email} if data else {"email": email})
    pages = [seen(response, email)]
    if response.status_code == 302:
        pages.append(seen(client.get(response["Location"]), email))
    return pages


def seen(response, email):
    text = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    headers = {name: value for name, value in response.headers.items() if name not in OF_THE_SECOND}
    cookies = sorted(name for name in response.cookies)
    return response.status_code, headers, len(text.replace(email, "ADRESSE")), cookies


@pytest.mark.parametrize(
    ("url", "data"),
    [
        ("/connexion/", {"login": "", "password": WRONG}),
        ("/compte/code/", {"email": ""}),
        ("/compte/mot-de-passe/oublie/", {"email": ""}),
    ],
)
def test_answer_does_not_tell_whether_an_account_exists(addresses, url, data):
    answers = {nom: answer(url, data, email) for nom, email in addresses.items()}

    assert answers["inconnue"] == answers["connue"]
    assert answers["désactivée"] == answers["connue"]


def test_disabled_account_opens_nothing_to_whoever_knows_its_password(addresses):
    """Only the owner of the password is told that the account is closed: nobody is, without it."""
    client = Client()

    response = client.post("/connexion/", {"login": addresses["désactivée"], "password": PASSWORD})

    assert response["Location"] == "/compte/inactif/"
    assert client.get("/compte/")["Location"].startswith("/connexion/")


@override_settings(PASSWORD_HASHERS=["tests.securite.hashers.CountingHasher"])
def test_password_of_an_unknown_account_is_hashed_all_the_same(addresses):
    """Time: the slow step is done for everybody. Counted, since a clock is no proof on a busy machine."""
    costs = {}
    for nom, email in addresses.items():
        before = CountingHasher.calls
        Client().post("/connexion/", {"login": email, "password": WRONG})
        costs[nom] = CountingHasher.calls - before

    assert len(set(costs.values())) == 1, costs
    assert costs["inconnue"] > 0


@pytest.mark.parametrize("url", ["/compte/code/", "/compte/mot-de-passe/oublie/"])
def test_mail_server_is_never_waited_for(addresses, url):
    """The mail is a row: its sending, known address or not, happens elsewhere."""
    writes = {}
    for nom, email in addresses.items():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            Client().post(url, {"email": email})
        writes[nom] = sum('INTO "pole_envoi"' in query["sql"] for query in captured)

    assert writes["connue"] == writes["inconnue"] == 1
