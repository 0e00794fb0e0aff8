"""Nothing typed is lost: a dead tab, an ended session, a cut network, two tabs, then the sign-out."""

import re
import time

import pytest
from django.contrib.sessions.models import Session

from saisines.models import Saisine
from tests.e2e import gestes
from tests.e2e.conftest import MOT_DE_PASSE
from tests.e2e.visite import cookies_of

pytestmark = pytest.mark.navigateur

# The promise of the issue: at most ten seconds of typing.
PERTE_MAX = 10
TEXTE = "CanariSaisi dans le champ de la question."
ENREGISTRE = re.compile(r"Enregistré à \d\d:\d\d")


@pytest.fixture
def ecriture(monde, ouvrir):
    """A director who has begun, on the step of the question. Returns the tab and the path of the step."""
    visite = ouvrir(monde.directrice)
    visite.aller("/saisines/nouvelle/")
    etape = gestes.commencer_ici(visite) + "modifier/preoccupation/"
    visite.aller(etape).page.get_by_text("Tout est enregistré").wait_for()
    return visite, etape


def wait_for_vault(visite) -> None:
    """Until the browser holds something. The policy of the page forbids the waiting of Playwright."""
    for _ in range(100):
        if visite.stored():
            return
        visite.page.wait_for_timeout(100)
    raise AssertionError("Nothing was kept in the browser")


def question_of(visite) -> str:
    return visite.champ("Quelle question").input_value()


def test_typing_is_saved_by_itself_and_a_killed_tab_loses_nothing(monde, ouvrir, ecriture):
    visite, etape = ecriture
    started = time.monotonic()

    visite.champ("Quelle question").press_sequentially(TEXTE, delay=5)
    visite.page.get_by_text(ENREGISTRE).wait_for(timeout=PERTE_MAX * 1000)
    took = time.monotonic() - started
    visite.page.close()

    again = ouvrir(monde.directrice).aller(etape)
    assert took <= PERTE_MAX
    assert question_of(again) == TEXTE


def test_ended_session_is_said_loudly_and_the_text_is_back_after_sign_in(monde, ouvrir, ecriture):
    visite, etape = ecriture
    Session.objects.all().delete()
    visite.coupure = True

    visite.ecrire("Quelle question", TEXTE)
    visite.page.get_by_role("alert").get_by_text("Votre session est terminée").wait_for(timeout=15_000)
    stored = visite.stored()
    visite.page.once("dialog", lambda dialog: dialog.accept())
    visite.page.close(run_before_unload=False)

    visite.context.add_cookies(cookies_of(monde.directrice, visite.url))
    page = visite.page = visite.context.new_page()
    visite.aller(etape).page.get_by_text("Texte retrouvé").wait_for()
    visite.check().cliquer("Le reprendre")
    page.get_by_text(ENREGISTRE).wait_for()

    assert question_of(visite) == TEXTE
    # What waits in the browser is sealed: no word of it can be read on a shared computer.
    assert stored
    assert "Canari" not in "".join(stored)
    assert "CanariSaisi" in str(Saisine.objects.get().etapes.get(code="preoccupation").contenu)


def test_continue_with_an_ended_session_keeps_the_page_and_goes_on_after_sign_in(
    monde, ecriture, with_password
):
    visite, _ = ecriture
    with_password(monde.directrice)
    Session.objects.all().delete()
    visite.coupure = True

    visite.ecrire("Quelle question", TEXTE).cliquer("Continuer")
    link = visite.page.get_by_role("link", name="Se reconnecter dans un autre onglet")
    with visite.context.expect_page() as opened:
        link.click()
    sign_in = opened.value
    sign_in.get_by_label("Courriel").fill(monde.directrice.email)
    sign_in.get_by_label(re.compile("^Mot de passe")).fill(MOT_DE_PASSE)
    sign_in.get_by_role("button", name="Se connecter", exact=True).click()
    sign_in.wait_for_url("**/modifier/**")
    sign_in.close()
    visite.cliquer("Continuer").page.wait_for_url("**/essais/")

    assert "CanariSaisi" in str(Saisine.objects.get().etapes.get(code="preoccupation").contenu)


def test_cut_network_is_said_loudly_then_saved(ecriture):
    visite, etape = ecriture
    visite.coupure = True
    visite.context.set_offline(True)

    visite.ecrire("Quelle question", TEXTE)
    visite.page.get_by_role("alert").get_by_text("la connexion est coupée").wait_for(timeout=15_000)
    visite.check()
    visite.context.set_offline(False)
    visite.page.get_by_text(ENREGISTRE).wait_for(timeout=15_000)

    assert visite.page.get_by_role("alert").inner_text() == ""
    assert question_of(visite.aller(etape)) == TEXTE


@pytest.mark.parametrize("largeur", [320, 1280])
def test_two_tabs_on_one_step_keep_both_texts(monde, ouvrir, ecriture, largeur):
    first, etape = ecriture
    second = ouvrir(monde.directrice, largeur=largeur).aller(etape)

    first.ecrire("Quelle question", "Le premier texte.")
    first.page.get_by_text(ENREGISTRE).wait_for()
    second.ecrire("Quelle question", "Le second texte.")
    second.page.get_by_role("alert").get_by_text("modifiée ailleurs").wait_for()
    second.cliquer("Continuer").page.get_by_role(
        "heading", name="Cette étape a été modifiée ailleurs"
    ).wait_for()
    second.check()
    seen = second.page.locator("main").inner_text()
    second.cocher("Garder les deux, l’un après l’autre").cliquer("Continuer").page.wait_for_url("**/essais/")

    assert "Le premier texte." in seen
    assert "Le second texte." in seen
    kept = Saisine.objects.get().etapes.get(code="preoccupation").contenu["question"]
    assert kept.split() == ["Le", "premier", "texte.", "Le", "second", "texte."]


def test_sign_out_leaves_nothing_in_the_browser(monde, ecriture):
    visite, _ = ecriture
    visite.coupure = True
    visite.context.set_offline(True)
    visite.ecrire("Quelle question", TEXTE)
    wait_for_vault(visite)
    visite.context.set_offline(False)
    visite.page.get_by_text(ENREGISTRE).wait_for(timeout=15_000)

    visite.page.evaluate("localStorage.setItem('CanariReste', 'CanariReste')")
    visite.page.evaluate("sessionStorage.setItem('CanariReste', 'CanariReste')")
    visite.cliquer("Se déconnecter")
    visite.page.wait_for_load_state()
    visite.aller("/connexion/")

    assert visite.stored() == []
    visite.page.go_back()
    assert "Canari" not in visite.page.content()
