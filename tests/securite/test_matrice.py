"""Every address × verb × relation × foreign object. A new address makes this fail."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path

from tests.securite.adresses import address, body, census
from tests.securite.conftest import kept_cookies, rolled_back
from tests.securite.matrice import AILLEURS_DE, MATRICE, PUBLIQUES
from tests.securite.monde import ANONYME, COORDO, DEDANS, DEHORS, ROLES
from tests.securite.regles import ABSENT, CONNEXION, METHODE, OK, REFUS

pytestmark = pytest.mark.django_db

BACKGROUND = {"X-Requested-With": "fetch"}
each_line = pytest.mark.parametrize("nom", MATRICE)


def verdict(response) -> str:
    """What an answer means. An error of the server is no answer."""
    if response.status_code in {301, 302} and response["Location"].startswith("/connexion/"):
        return CONNEXION
    if response.status_code < 400 or response.status_code in {409, 422}:
        return OK
    return {403: REFUS, 404: ABSENT, 405: METHODE}.get(response.status_code, str(response.status_code))


def ask(monde, nom, role, verb, *, headers=None):
    """One request, whose effects are undone."""
    ligne = MATRICE[nom]
    client = monde.client(role)
    # The limits of rate have their own tests.
    cache.clear()
    with rolled_back(), kept_cookies(client):
        data = body(ligne, monde) if verb == "post" else None
        return getattr(client, verb)(address(nom, ligne, monde), data, headers=headers)


def rules(ligne):
    return [(verb, regle) for verb, regle in (("get", ligne.get), ("post", ligne.post))]


def test_every_address_has_a_line_and_every_line_an_address():
    assert census().keys() == MATRICE.keys()


def test_public_pages_are_those_of_the_list():
    public = {nom for nom, found in census().items() if not getattr(found.callback, "login_required", True)}

    assert public == PUBLIQUES


@each_line
def test_address_answers_each_relation_as_the_matrix_says(monde, nom):
    wrong = []
    for verb, regle in rules(MATRICE[nom]):
        for role in ROLES if regle is not None else ():
            found = verdict(ask(monde, nom, role, verb))
            if found != regle.attendu(role):
                wrong.append(f"{verb} {role}: {found}, not {regle.attendu(role)}")

    assert not wrong, "; ".join(wrong)


@each_line
def test_verb_that_an_address_does_not_use_is_405(monde, nom):
    ligne = MATRICE[nom]
    role = next(
        (role for role in DEDANS if OK in {rule.attendu(role) for _, rule in rules(ligne) if rule}), COORDO
    )
    unused = ["trace", "patch", "delete", "put", "options"]
    unused += [verb for verb, regle in rules(ligne) if regle is None]

    wrong = [verb for verb in unused if verdict(ask(monde, nom, role, verb)) != METHODE]

    assert wrong == []


@pytest.mark.parametrize("nom", sorted(MATRICE.keys() - PUBLIQUES))
def test_background_request_without_a_session_gets_401_and_no_redirect(monde, nom):
    verb = "get" if MATRICE[nom].get else "post"
    for role in DEHORS:
        response = ask(monde, nom, role, verb, headers=BACKGROUND)

        assert response.status_code == 401, role
        assert response.json() == {"erreur": "session_terminee"}, role


def forgotten(request):
    return HttpResponse("secret")


@login_not_required
def opened(request):
    return HttpResponse("secret")


urlpatterns = [
    path("", include("pole.conf.urls")),
    path("oubliee/", forgotten, name="oubliee"),
    path("ouverte/", opened, name="ouverte"),
]


@override_settings(ROOT_URLCONF=__name__)
def test_view_that_its_author_forgot_to_declare_is_seen_and_asks_to_sign_in(monde):
    """T34: a dummy address makes the census red, and is closed anyway."""
    response = monde.client(ANONYME).get("/oubliee/")

    assert census().keys() - MATRICE.keys() == {"oubliee", "ouverte"}
    assert verdict(response) == CONNEXION
    assert b"secret" not in response.content


def test_every_kind_of_object_has_its_like_in_the_other_pole(monde):
    words = {word for ligne in MATRICE.values() for word in ligne.objets.values()}

    assert words == AILLEURS_DE.keys()
    assert all(type(monde[word]) is type(monde[other]) for word, other in AILLEURS_DE.items())
