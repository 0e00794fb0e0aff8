"""The pages around the cases, at three widths: no fault, nothing that overflows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.e2e.conftest import MOT_DE_PASSE
from tests.factories.saisines import EtapeFactory, SaisineFactory

pytestmark = pytest.mark.navigateur

PUBLIQUES = ("accueil", "account_login", "account_reset_password", "accessibilite", "donnees_personnelles")
PARTAGEES = ("accueil", "pole:detail", "pole:qui_fait_quoi", "pole:ecoles", "cellules:annee")
DU_BUREAU = (
    "pole:membres",
    "pole:inviter",
    "pole:reglages",
    "pole:absences",
    "pole:calendrier",
    "cellules:ajouter",
    "cellules:formation",
    "envois:list",
)
DES_SAISINES = ("saisines:list", "saisines:tri", "saisines:reponses")


def test_public_pages_are_clean(monde, ouvrir):
    visite = ouvrir()

    for name in PUBLIQUES:
        visite.aller(reverse(name)).check_widths()


def test_pages_of_a_director_are_clean(monde, ouvrir):
    visite = ouvrir(monde.directrice)

    for name in (*PARTAGEES, "saisines:list", "saisines:nouvelle", "mon_compte"):
        visite.aller(reverse(name)).check_widths()


def test_pages_of_a_coordinator_are_clean(monde, ouvrir):
    SaisineFactory.create_batch(3, ecole=monde.ecole, auteur=monde.directrice)
    visite = ouvrir(monde.coordinatrice)

    for name in (*PARTAGEES, *DU_BUREAU, *DES_SAISINES):
        visite.aller(reverse(name)).check_widths()


def test_triage_screen_is_clean_with_and_without_a_choice(monde, ouvrir):
    saisine = SaisineFactory(ecole=monde.ecole, auteur=monde.directrice)
    EtapeFactory(saisine=saisine, contenu={"question": "Que proposer ?"})
    visite = ouvrir(monde.coordinatrice)

    for query in ("", "?decision=rased", "?decision=reponse_directe", "?decision=regroupement"):
        visite.aller(reverse("saisines:trier", args=[saisine.pk]) + query).check_widths()


def test_error_pages_are_clean(monde, ouvrir):
    visite = ouvrir(monde.directrice)

    visite.aller("/saisines/00000000-0000-4000-8000-000000000000/").check_widths()

    assert "n’existe pas" in visite.page.locator("main").inner_text().replace("\n", " ")


def test_menu_opens_on_a_phone_and_escape_closes_it(monde, ouvrir):
    visite = ouvrir(monde.directrice, largeur=320).aller("/")
    menu = visite.page.get_by_role("navigation", name="Menu principal")
    hidden_at_first = not menu.is_visible()

    visite.cliquer("Menu")
    menu.wait_for()
    visite.check()
    visite.page.keyboard.press("Escape")
    menu.wait_for(state="hidden")
    visite.cliquer("Menu").page.get_by_role("link", name="Qui fait quoi").click()
    visite.check()

    assert hidden_at_first
    assert visite.chemin == reverse("pole:qui_fait_quoi")


def test_director_signs_in_by_hand_and_out(monde, ouvrir, with_password):
    with_password(monde.directrice)
    visite = ouvrir(largeur=320).aller("/").lien("Se connecter").check()

    visite.ecrire("Courriel", monde.directrice.email).ecrire("Mot de passe", "faux")
    visite.page.get_by_role("button", name="Se connecter", exact=True).click()
    visite.page.locator("#resume-erreurs").wait_for()
    visite.check()
    visite.ecrire("Mot de passe", MOT_DE_PASSE)
    visite.page.get_by_role("button", name="Se connecter", exact=True).click()
    visite.page.get_by_role("heading", name="Bonjour Mireille").wait_for()
    visite.check().cliquer("Menu").cliquer("Se déconnecter").page.wait_for_load_state()

    visite.aller("/saisines/")
    assert visite.chemin == reverse("account_login")


@pytest.mark.parametrize(
    "options", [{"forced_colors": "active"}, {"color_scheme": "dark"}, {"reduced_motion": "no-preference"}]
)
def test_page_stays_clean_with_the_preferences_of_a_person(monde, ouvrir, options):
    visite = ouvrir(monde.directrice, **options)

    visite.aller("/").check().aller(reverse("cellules:annee")).check()


def test_printed_case_keeps_its_words_and_drops_what_only_a_screen_does(monde, ouvrir):
    saisine = SaisineFactory(
        ecole=monde.ecole, auteur=monde.directrice, prochaine_date=monde.pole.today() + timedelta(days=9)
    )
    visite = ouvrir(monde.coordinatrice).aller(saisine.get_absolute_url())
    on_screen = visite.page.locator("main .fr-btn").locator("visible=true").count()

    visite.page.emulate_media(media="print")

    assert on_screen > 0
    assert visite.page.locator("main .fr-btn").locator("visible=true").count() == 0
    assert visite.page.get_by_text(f"réf. {saisine.reference}").is_visible()
    # Backgrounds are not printed: a date in white would vanish.
    color = "element => getComputedStyle(element).color"
    assert visite.page.locator(".tuile-date").first.evaluate(color) == visite.page.locator("main").evaluate(
        color
    )
