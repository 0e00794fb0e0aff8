"""What the legal pages promise is what the site does."""

from datetime import timedelta

import pytest
from allauth.mfa import app_settings as mfa
from django.test import Client

from cellules.taches import LOTS, RELANCES
from pole.models import Pole
from pole.services import planification
from saisines import taches
from tests.clients import page

pytestmark = pytest.mark.django_db


def test_page_says_what_the_site_erases_by_itself_and_what_it_does_not():
    """A job that erases something more must change this page."""
    text = page(Client().get("/donnees-personnelles/"))

    jobs = {nom for nom in planification._taches if nom not in {taches.RAPPELS, RELANCES, "pole.menage"}}
    assert jobs == {taches.CONSERVATION, taches.CONFIDENTIEL, taches.FICHIERS, LOTS}
    assert (
        "efface de lui-même les brouillons, les demandes confidentielles, les archives de documents d’une "
        "réunion et les fichiers que rien ne réclame plus, et ferme les accès" in text
    )
    assert (
        "des autres demandes, de leurs documents, du journal et des comptes n’est pas encore en service"
        in text
    )
    assert f"{Pole().brouillon_jours} jours sans activité" in text


def test_page_hides_neither_the_keys_nor_the_backups():
    text = page(Client().get("/donnees-personnelles/"))

    assert "qui tient le serveur tient aussi les clés" in text
    assert "Une copie volée de la base, sans les clés, ne montre aucun enfant" in text
    assert "Copie de sauvegarde" in text


def test_cookies_of_a_visitor_go_with_the_browser():
    answer = Client().get("/connexion/")

    assert "csrf" in answer.cookies
    assert {(cookie["max-age"], cookie["expires"]) for cookie in answer.cookies.values()} == {("", "")}


def test_page_says_how_long_a_device_is_remembered():
    assert timedelta(days=14) == mfa.TRUST_COOKIE_AGE
    assert "quatorze jours" in page(Client().get("/mentions-legales/"))
