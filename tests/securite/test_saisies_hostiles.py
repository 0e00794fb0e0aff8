"""Whatever is typed comes out as text; whatever is posted beyond a form changes nothing (T22, T23, T24)."""

import itertools

import pytest
from django.core.cache import cache

from tests.securite.adresses import address
from tests.securite.conftest import kept_cookies, rolled_back
from tests.securite.formulaires import forms_of, intruders
from tests.securite.matrice import MATRICE
from tests.securite.monde import (
    COORDO,
    DEDANS,
    DIRECTRICE,
)
from tests.securite.regles import OK

pytestmark = pytest.mark.django_db

HOSTILE = {
    "polyglotte": "Zqxtext\"'><zqxi onload=x></textarea></title><script>zqx()</script>{{7*7}}{% debug %}",
    "formule": '=HYPERLINK("http://voleur.test";"Zqxtext")',
    "commandes": "Zqxtext\x00\x08\x1b[31m\x7f\r\nBcc: voleur@voleur.test\r\n\r\n",
    "sens": "Zqxtext\u202egnp.exe\u2066\u200f",
    "demi-signe": "Zqxtext \udcff".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "long": "Zqxtext " * 12_500,
}
ACCOUNT = ("account_", "mfa_")
QUERIES = ["%00", "%ff", "-1", "9" * 20, "zz", "%F0%9F%98%80", "a" * 5000]
WITH_FORM = [nom for nom, ligne in MATRICE.items() if ligne.get and ligne.post]
# Above it the whole request is refused (DATA_UPLOAD_MAX_MEMORY_SIZE).
MAX = 1_000_000


def writer_of(nom) -> str:
    rule = MATRICE[nom].post
    preferred = (COORDO, DIRECTRICE)
    return next((role for role in (*preferred, *DEDANS) if rule.attendu(role) == OK), COORDO)


def page(monde, nom):
    client = monde.client(writer_of(nom))
    url = address(nom, MATRICE[nom], monde)
    return client, url, forms_of(client.get(url).content.decode())


@pytest.mark.parametrize("nom", WITH_FORM)
def test_hostile_text_in_every_field_is_text_or_a_message(monde, nom):
    client, url, forms = page(monde, nom)

    for kind, form in itertools.product(HOSTILE, forms):
        cache.clear()
        with rolled_back(), kept_cookies(client):
            sent = form.filled(HOSTILE[kind])
            response = client.post(form.action or url, sent)

            assert response.status_code < 500, (kind, form.action)
            if sum(len(text) for values in sent.values() for text in values) < MAX:
                assert response.status_code not in {400, 404}, (kind, form.action)
            if response.headers["Content-Type"].startswith("text/html"):
                text = response.content.decode()
                assert intruders(text) == [], (kind, form.action)
                assert "Zqxtext49" not in text, (kind, form.action)


@pytest.mark.parametrize("nom", [nom for nom in WITH_FORM if not nom.startswith(ACCOUNT)])
def test_bytes_that_are_no_text_are_no_error(monde, nom):
    """Wrong encodings: bytes that are not UTF-8, and a character set that the body denies."""
    client, url, forms = page(monde, nom)

    for form in forms:
        sent = b"&".join(name.encode() + b"=%ff%fe\xc3\x28" for name in sorted(form.names))
        for kind in (
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-16",
        ):
            with rolled_back():
                response = client.generic("POST", form.action or url, sent, content_type=kind)

            assert response.status_code < 500, kind


@pytest.mark.parametrize("nom", [nom for nom, ligne in MATRICE.items() if ligne.get])
def test_hostile_query_of_every_page_is_no_error(monde, nom):
    role = next((role for role in (COORDO, DIRECTRICE) if MATRICE[nom].get.attendu(role) == OK), COORDO)
    names = ("page", "q", "annee", "etat", "ecole", "urgence", "ordre", "qui", "raison", "ajouter", "motif")
    client, url = monde.client(role), address(nom, MATRICE[nom], monde)
    for value in QUERIES:
        cache.clear()
        query = "&".join(f"{name}={value}&{name}[]={value}&{name}={value}" for name in names)
        with rolled_back(), kept_cookies(client):
            response = client.get(f"{url}?{query}")

        assert response.status_code < 500, value[:20]
        assert intruders(response.getvalue().decode("latin-1")) == [], value[:20]


def test_too_large_a_post_is_refused_and_nothing_is_kept(monde):
    client = monde.client(DIRECTRICE)
    url = address("saisines:modifier", MATRICE["saisines:modifier"], monde)

    many = client.post(url, {f"champ{n}": "x" for n in range(500)})
    heavy = client.post(url, {"nom": "x" * 1_100_000}, content_type="application/x-www-form-urlencoded")

    assert many.status_code == 400
    assert heavy.status_code in {400, 413}
