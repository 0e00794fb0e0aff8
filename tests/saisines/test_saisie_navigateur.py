"""Writing in a real browser: what the journeys of tests/e2e do not try."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from saisines.models import Essai
from saisines.services.dossier import create_draft
from tests.factories.pole import EcoleFactory, MotifFactory, directrice

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def auteur(live_server):
    return directrice(EcoleFactory())


@pytest.fixture
def saisine(auteur):
    ecole = auteur.affectations.get().ecole
    MotifFactory(pole=ecole.pole)
    return create_draft(by=auteur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]


def sign_in(page, live_server, person):
    """The cookies of a signed-in person, the one of activity included."""
    client = Client()
    client.force_login(person)
    client.get(reverse("saisines:nouvelle"))
    cookies = [
        {"name": name, "value": morsel.value, "url": live_server.url}
        for name, morsel in client.cookies.items()
    ]
    page.context.add_cookies(cookies)


def open_step(page, live_server, saisine, etape):
    with page.expect_response("**/coffre/"):
        page.goto(live_server.url + reverse("saisines:modifier", args=[saisine.pk, etape]))


def test_text_of_one_person_is_not_offered_to_another(page, live_server, auteur, saisine):
    sign_in(page, live_server, auteur)
    open_step(page, live_server, saisine, "famille")
    page.context.set_offline(True)
    page.get_by_label("Voulez-vous préciser").fill("CanariAutre")
    expect(page.get_by_role("alert")).to_contain_text("coupée", timeout=6000)
    page.route("**/enregistrer/", lambda route: route.abort())
    page.context.set_offline(False)
    colleague = directrice(auteur.affectations.get().ecole)
    sign_in(page, live_server, colleague)

    page.once("dialog", lambda dialog: dialog.accept())
    open_step(page, live_server, saisine, "famille")
    page.wait_for_timeout(500)

    assert page.get_by_text("Texte retrouvé").count() == 0
    assert "CanariAutre" not in page.content()


def test_lines_are_added_and_removed_in_the_page(page, live_server, auteur, saisine):
    sign_in(page, live_server, auteur)
    open_step(page, live_server, saisine, "essais")

    page.locator("#id_essais-0-type").select_option("apc")
    page.get_by_role("button", name="Ajouter un essai").click()
    page.locator("#id_essais-1-type").select_option("ppre")
    expect(page.get_by_text("Essai 2", exact=True)).to_be_visible()
    page.get_by_role("button", name="Retirer").first.click()

    expect(page.locator("[data-etat]")).to_have_text(re.compile("Enregistré à"), timeout=6000)
    page.wait_for_timeout(2500)
    assert [essai.type for essai in Essai.objects.all()] == ["ppre"]
    assert page.url.endswith("/modifier/essais/")


def test_signing_out_warns_and_wipes_what_the_device_alone_holds(page, live_server, auteur, saisine):
    sign_in(page, live_server, auteur)
    open_step(page, live_server, saisine, "famille")
    page.route("**/enregistrer/", lambda route: route.abort())
    page.get_by_label("Voulez-vous préciser").fill("CanariSortie")
    expect(page.get_by_role("alert")).to_contain_text("coupée", timeout=6000)
    warnings = []
    page.on("dialog", lambda dialog: (warnings.append(dialog.message), dialog.accept()))

    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_load_state()

    assert warnings == [
        "Un texte n’est pas encore enregistré. Se déconnecter l’efface de cet appareil. Continuer\u00a0?"
    ]
    assert page.evaluate("Object.keys(localStorage)") == []
