"""A director and a teacher write one draft, each on their own screen (S3-12): nothing of either is lost."""

import re

import pytest

from saisines.enums import Etat
from saisines.models import Saisine
from tests.e2e import gestes

pytestmark = pytest.mark.navigateur

ENREGISTRE = re.compile(r"Enregistré à \d\d:\d\d")


def test_director_and_teacher_write_one_draft_and_keep_both_texts(monde, ouvrir):
    directrice = ouvrir(monde.directrice)
    directrice.aller("/saisines/nouvelle/")
    dossier = gestes.commencer_ici(directrice)
    etape = f"{dossier}modifier/preoccupation/"

    directrice.aller(f"{dossier}relire/").cliquer("Écrire à deux", role="link", exact=False).check_widths()
    directrice.cocher(str(monde.enseignante)).ecrire("Un mot pour elle", "Racontez ce que vous voyez.")
    directrice.cliquer("Inviter à écrire").page.get_by_text("Écrit avec vous").wait_for()
    directrice.check_widths()

    enseignante = ouvrir(monde.enseignante, largeur=320)
    enseignante.aller("/").cliquer("Écrire avec la direction", role="link", exact=False)
    assert "Vous écrivez cette saisine avec votre direction" in enseignante.page.locator("main").inner_text()
    enseignante.aller(f"{dossier}relire/").check_widths()
    assert "Racontez ce que vous voyez." in enseignante.page.locator("main").inner_text()

    directrice.aller(etape)
    enseignante.aller(etape)
    directrice.ecrire("Quelle question", "Le texte de la direction.")
    directrice.page.get_by_text(ENREGISTRE).wait_for()
    enseignante.ecrire("Quelle question", "Le texte de la classe.")
    enseignante.ecrire("Que s’est-il passé", "Il sort de la classe.")
    enseignante.page.get_by_role("alert").get_by_text("par une autre personne").wait_for()
    enseignante.cliquer("Continuer").page.get_by_role(
        "heading", name="Vous avez écrit tous les deux"
    ).wait_for()
    enseignante.check_widths()
    seen = enseignante.page.locator("main").inner_text()
    assert f"de {monde.directrice}" in seen
    enseignante.cliquer("Continuer").page.wait_for_url("**/essais/")

    kept = Saisine.objects.get().etapes.get(code="preoccupation").contenu
    assert kept["question"] == "Le texte de la direction.\n\nLe texte de la classe."
    assert [line["quoi"] for line in kept["faits"]] == ["Il sort de la classe."]
    assert (
        f"Écrit en dernier par {monde.enseignante}"
        in directrice.aller(etape).page.locator("main").inner_text()
    )


def test_answers_to_two_questions_meet_without_any_choice_and_the_teacher_hands_over(monde, ouvrir):
    directrice = ouvrir(monde.directrice, largeur=768)
    directrice.aller("/saisines/nouvelle/")
    dossier = gestes.commencer_ici(directrice)
    directrice.aller(f"{dossier}ecrire-a-deux/").cocher(str(monde.enseignante)).cliquer("Inviter à écrire")
    directrice.page.get_by_text("Écrit avec vous").wait_for()
    # Without any script: each « Continuer » saves.
    enseignante = ouvrir(monde.enseignante, javascript=False).aller(f"{dossier}modifier/preoccupation/")
    directrice.aller(f"{dossier}modifier/preoccupation/").ecrire("Quelle question", "Comment l’aider ?")
    directrice.page.get_by_text(ENREGISTRE).wait_for()

    enseignante.ecrire("Que s’est-il passé", "Il sort.").cliquer("Continuer")
    enseignante.page.wait_for_url("**/essais/")
    assert "sont gardées ensemble" in enseignante.page.locator("body").inner_text()
    enseignante.aller(f"{dossier}relire/").cocher("J’ai relu", exact=False).cliquer("Proposer à la direction")
    enseignante.page.wait_for_url("**/transmise/")

    kept = Saisine.objects.get()
    assert kept.etat == Etat.A_RELIRE
    assert kept.etapes.get(code="preoccupation").contenu["question"] == "Comment l’aider ?"
    assert "À vous de relire" in directrice.aller(dossier).page.locator("main").inner_text()
