"""A session left alone: said two minutes before, kept in one gesture, shared by the tabs (WCAG 2.2.1)."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.e2e import gestes

pytestmark = pytest.mark.navigateur

LIMITE = settings.SESSION_INACTIVITE_MINUTES * 60_000
AVANT = LIMITE - 120_000
MINUTE = 60_000


def dialog_of(visite):
    return visite.page.get_by_role("dialog")


@pytest.fixture
def horloge(monde, ouvrir):
    """A tab of the director, in a browser whose clock the test moves."""

    def open_tab(chemin="/", **options):
        visite = ouvrir(monde.directrice, **options)
        visite.context.clock.install()
        return visite.aller(chemin)

    return open_tab


@pytest.mark.parametrize("largeur", [320, 1280])
def test_person_is_warned_two_minutes_before_and_stays_in_one_gesture(horloge, largeur):
    visite = horloge(largeur=largeur)

    visite.context.clock.run_for(AVANT - MINUTE)
    quiet = dialog_of(visite).count()
    visite.context.clock.run_for(MINUTE)
    dialog_of(visite).wait_for()
    visite.check()
    focus = visite.page.evaluate("document.activeElement.textContent")
    offered = dialog_of(visite).locator("button, a").locator("visible=true").all_inner_texts()
    with visite.page.expect_response(lambda answer: answer.url.endswith(reverse("mon_compte"))) as answer:
        visite.page.keyboard.press("Enter")
    dialog_of(visite).wait_for(state="hidden")
    visite.context.clock.run_for(AVANT - MINUTE)

    assert quiet == 0
    assert focus == "Rester connecté"
    assert offered == ["Rester connecté"]
    assert answer.value.status == 200
    assert dialog_of(visite).count() == 0


def test_session_over_says_how_to_come_back_without_losing_the_page(horloge):
    visite = horloge()

    visite.context.clock.run_for(LIMITE)
    dialog_of(visite).wait_for()
    visite.check()
    link = visite.page.get_by_role("link", name="Se reconnecter dans un autre onglet")
    destination = link.get_attribute("href")
    offered = dialog_of(visite).locator("button, a").locator("visible=true").all_inner_texts()
    visite.cliquer("Fermer ce message")

    assert destination == "/connexion/?next=/"
    assert offered == ["Se reconnecter dans un autre onglet", "Fermer ce message"]
    assert dialog_of(visite).count() == 0


def test_activity_of_another_tab_puts_the_end_off(horloge):
    visite = horloge()
    visite.context.clock.run_for(AVANT - MINUTE)

    other = visite.context.new_page()
    other.goto(f"{visite.url}/saisines/")
    visite.context.clock.run_for(2 * MINUTE)

    assert dialog_of(visite).count() == 0
    visite.context.clock.run_for(AVANT)
    dialog_of(visite).wait_for()


def test_who_writes_is_not_interrupted(horloge):
    visite = horloge()
    visite.context.clock.run_for(AVANT - MINUTE)

    visite.page.evaluate("document.dispatchEvent(new Event('input', {bubbles: true}))")
    with visite.page.expect_response(lambda answer: answer.url.endswith(reverse("mon_compte"))):
        visite.context.clock.run_for(MINUTE)

    assert dialog_of(visite).count() == 0


def test_warning_says_that_the_text_of_a_saisine_is_kept(monde, horloge):
    visite = horloge("/saisines/nouvelle/")
    gestes.commencer(visite)

    visite.context.clock.run_for(AVANT)
    dialog_of(visite).wait_for()

    assert "Ce que vous avez écrit est enregistré." in dialog_of(visite).inner_text()
