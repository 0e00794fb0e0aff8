"""Headers, cookies, sessions and the edge of HTTP (ASVS 3.x, 4.x, 7.x; menaces.md T9, T12, T24)."""

import hashlib
import json
import os
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from tests.clients import signed_in
from tests.factories.pole import fresh
from tests.securite.adresses import address, body
from tests.securite.matrice import MATRICE
from tests.securite.monde import ANONYME, COORDO, DEDANS, DEHORS, DESACTIVEE, DIRECTRICE
from tests.securite.regles import OK
from tests.source import ROOT

pytestmark = pytest.mark.django_db

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}
READ = [nom for nom, ligne in MATRICE.items() if ligne.get and not ligne.objets.get("")]
POSTED = [nom for nom, ligne in MATRICE.items() if ligne.post]
PASSWORD = "un mot de passe assez long"


def reader_of(ligne) -> str:
    """A relation that gets the page, signed in if one does."""
    rule = ligne.get or ligne.post
    return next((role for role in DEDANS if rule.attendu(role) == OK), COORDO)


def give_password(monde) -> None:
    """To the coordinator, in the database alone: the world of the other tests has none."""
    personne = fresh(monde.gens[COORDO])
    personne.set_password(PASSWORD)
    personne.save()


def directives(response) -> set[str]:
    return {part.strip() for part in response["Content-Security-Policy"].split(";") if part.strip()}


@pytest.mark.une_base
@pytest.mark.parametrize("nom", READ)
def test_every_page_carries_every_header(monde, nom):
    client = monde.client(reader_of(MATRICE[nom]))

    response = client.get(address(nom, MATRICE[nom], monde))

    expected = {"sandbox", "default-src 'none'"} if nom == "saisines:piece" else CSP
    assert directives(response) == expected
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert "no-store" in response["Cache-Control"]
    assert "Server" not in response
    assert "X-Powered-By" not in response


@pytest.mark.parametrize("url", ["/inconnue/", "/saisines/pas-un-identifiant/"])
def test_error_pages_carry_the_headers_too(monde, url):
    response = monde.client(COORDO).get(url)

    assert response.status_code == 404
    assert directives(response) == CSP
    assert "no-store" in response["Cache-Control"]


# The reference settings, in a process of their own


@pytest.fixture(scope="module")
def production():
    """Values of the production settings, as a new process reads them."""
    names = [
        *("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"),
        *("SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "CSRF_COOKIE_SECURE"),
        *("CSRF_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "DEBUG", "DEMO"),
        *("USE_X_FORWARDED_HOST", "USE_X_FORWARDED_PORT", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_AGE"),
        *("SESSION_SAVE_EVERY_REQUEST", "DSFR_CONTENT_IS_SAFE"),
    ]
    code = (
        "import json,os;os.environ['DJANGO_SETTINGS_MODULE']='pole.conf.settings.production';"
        f"from django.conf import settings as s;print(json.dumps({{n:getattr(s,n) for n in {names!r}}}))"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "essai-" * 12,
        "CLES_CHIFFREMENT": settings.CLES_CHIFFREMENT,
        "CLES_INDEX": settings.CLES_INDEX,
        "ALLOWED_HOSTS": "pole.exemple.test",
    }
    run = subprocess.run(  # noqa: S603 (fixed command)
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


def test_cookies_of_production_belong_to_one_host_and_to_https(production):
    assert production["SESSION_COOKIE_NAME"] == "__Host-session"
    assert production["CSRF_COOKIE_NAME"] == "__Host-csrf"
    # What the prefix demands, otherwise the browser drops the cookie.
    assert production["SESSION_COOKIE_DOMAIN"] is None
    assert production["SESSION_COOKIE_PATH"] == "/"
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        assert production[name] is True
    for name in ("SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY"):
        assert production[name] is True
    assert production["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_production_is_https_for_a_year_and_trusts_no_forwarded_host(production):
    assert production["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert production["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert production["SECURE_SSL_REDIRECT"] is True
    assert production["USE_X_FORWARDED_HOST"] is False
    assert production["USE_X_FORWARDED_PORT"] is False
    assert production["DEBUG"] is False
    assert production["DEMO"] is False
    assert production["SESSION_COOKIE_AGE"] <= 12 * 3600
    # CVE-2026-35192: a session saved at each request fixes itself in cached public pages.
    assert production["SESSION_SAVE_EVERY_REQUEST"] is False
    assert production["DSFR_CONTENT_IS_SAFE"] is False


def test_every_cookie_is_closed_to_scripts_and_other_sites(monde):
    client = Client()
    give_password(monde)
    client.get("/connexion/")

    response = client.post("/connexion/", {"login": monde.gens[COORDO].email, "password": PASSWORD})

    assert {"session", "activite"} <= response.cookies.keys()
    for morsel in client.cookies.values():
        assert morsel["httponly"], morsel.key
        assert morsel["samesite"] in {"Lax", "Strict"}, morsel.key


# Host and redirects


def test_forged_host_is_refused(monde):
    assert monde.client(COORDO).get("/", headers={"host": "voleur.test"}).status_code == 400


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "X-Original-URL", "X-Rewrite-URL"])
def test_host_or_path_claimed_by_the_visitor_changes_nothing(monde, header):
    client = monde.client(COORDO)

    usual = client.get("/pole/")
    claimed = client.get("/pole/", headers={header: "voleur.test"})

    assert claimed.status_code == usual.status_code
    assert b"voleur.test" not in claimed.content
    assert len(claimed.content) == len(usual.content)


ELSEWHERE = [
    "https://voleur.test/",
    "//voleur.test/",
    "///voleur.test/",
    "/\\voleur.test/",
    "\\\\voleur.test/",
    "https:voleur.test",
    "https:/voleur.test",
    "javascript:alert(1)",
    "http:///voleur.test",
    "\t//voleur.test/",
    "//testserver@voleur.test/",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_sign_in_leads_to_no_other_site(monde, target):
    """ASVS 3.7.2."""
    give_password(monde)
    data = {"login": monde.gens[COORDO].email, "password": PASSWORD, "next": target}

    response = Client().post("/connexion/", data)

    assert response.status_code == 302
    assert response["Location"] == "/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_sign_out_leads_to_no_other_site(monde, target):
    response = monde.client(COORDO).post("/deconnexion/", {"next": target})

    assert (response.status_code, response["Location"]) == (302, "/")


def test_page_to_return_to_is_one_of_ours(monde):
    """The address of the form comes from a header of the visitor."""
    for referer in (
        "https://voleur.test/saisines/",
        "http://testserver//voleur.test/",
        "http://testserver/x",
    ):
        response = Client().post("/pole/reglages/", headers={"referer": referer})
        after = parse_qs(urlsplit(response["Location"]).query)["next"][0]

        assert after.startswith("/"), referer
        assert not after.startswith("//"), referer


# Sessions


def test_signing_out_kills_the_session_that_a_thief_kept(monde):
    """ASVS 7.4.1: the cookie played again opens nothing."""
    client = signed_in(monde.gens[COORDO])
    stolen = {name: morsel.value for name, morsel in client.cookies.items()}

    response = client.post("/deconnexion/")

    thief = Client()
    for name, value in stolen.items():
        thief.cookies[name] = value
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert thief.get("/pole/")["Location"].startswith("/connexion/")


def test_signing_in_changes_the_identifier_of_the_session(monde):
    """ASVS 7.2.4: an identifier set by somebody else is not the one that is signed in."""
    give_password(monde)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "fixe0123456789abcdef0123456789ab"

    client.post("/connexion/", {"login": monde.gens[COORDO].email, "password": PASSWORD})

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "fixe0123456789abcdef0123456789ab"
    assert client.get("/pole/").status_code == 200


def test_disabled_account_is_out_at_its_next_request(monde):
    """ASVS 7.4.2. The session row is still there: it no longer counts."""
    client = signed_in(monde.gens[COORDO])
    before = client.get("/pole/").status_code

    type(monde.gens[COORDO]).objects.filter(pk=monde.gens[COORDO].pk).update(is_active=False)

    assert before == 200
    assert Session.objects.exists()
    assert client.get("/pole/")["Location"].startswith("/connexion/")


def test_session_identifier_has_128_bits_at_least(monde):
    key = monde.client(COORDO).cookies[settings.SESSION_COOKIE_NAME].value

    # 36 letters and digits: 5.17 bits each.
    assert len(key) * 5.17 >= 128


def test_second_factor_that_is_demanded_closes_the_home_page_too(monde, settings):
    """« Ma page » is public for who is not signed in; for who is, it tells of cases."""
    settings.SECOND_FACTEUR_OBLIGATOIRE = frozenset({"coordonnateur"})
    client = monde.client(COORDO)

    for url in ("/", "/saisines/", monde["transmise"].get_absolute_url()):
        response = client.get(url)

        assert response.status_code == 302, url
        assert response["Location"] == "/compte/second-facteur/"


# Writing


def forging(client) -> Client:
    """The same person in a browser that checks anti-forgery tokens, and has none."""
    forged = Client(enforce_csrf_checks=True, raise_request_exception=False)
    forged.cookies.update(client.cookies)
    return forged


@pytest.mark.une_base
@pytest.mark.parametrize("nom", POSTED)
def test_post_from_another_site_is_refused(monde, nom):
    """ASVS 3.5.1."""
    ligne = MATRICE[nom]
    role = next((role for role in DEDANS if ligne.post.attendu(role) == OK), COORDO)

    response = forging(monde.client(role)).post(address(nom, ligne, monde), body(ligne, monde))

    assert response.status_code == 403
    assert "Rien n’a été" in response.content.decode() or "formulaire" in response.content.decode()


def state() -> dict[str, str]:
    """A print of each table, but for the journal."""
    prints = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in {"pole_entree"}:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (names of our tables)
                rows = sorted(repr(row) for row in cursor.fetchall())
                prints[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return prints


@pytest.mark.une_base
@pytest.mark.parametrize("role", [DIRECTRICE, COORDO, *DEHORS])
def test_reading_every_page_writes_nothing_but_the_journal(monde, role):
    """ASVS 3.5.3: a GET or a HEAD changes nothing, an invitation opened twenty times stays valid."""
    before = state()

    for nom in READ:
        if nom.startswith(("mfa_activate", "mfa_add", "mfa_reauthenticate", "mfa_login")):
            continue
        for which in ("ici", "ailleurs"):
            url = address(nom, MATRICE[nom], monde, which=which)
            monde.client(role).get(url)
            monde.client(role).head(url)

    after = state()
    changed = {table for table in before if before[table] != after[table]}
    assert changed - {"django_session"} == set()
    assert role in {ANONYME, DESACTIVEE} or changed == set()
