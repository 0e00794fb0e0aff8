"""Documents in a real browser: joined and taken back, with and without JavaScript, at three widths."""

import pytest
from django.urls import reverse

from saisines.enums import Etat
from saisines.models import PieceJointe
from tests.factories.saisines import SaisineFactory
from tests.saisines.documents import image

pytestmark = pytest.mark.navigateur

PHOTO = {"name": "CanariNom.png", "mimeType": "image/png"}


def join(visite, type):
    visite.choisir("Quel document ?", type)
    visite.page.locator("#id_fichier").set_input_files([PHOTO | {"buffer": image("PNG")}])
    visite.cliquer("Joindre ce document")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("etat", [Etat.BROUILLON, Etat.TRANSMISE])
def test_document_is_refused_then_joined_then_taken_back_on_a_phone(monde, ouvrir, etat, javascript):
    saisine = SaisineFactory(ecole=monde.ecole, auteur=monde.directrice, etat=etat)
    draft = reverse("saisines:modifier", args=[saisine.pk, "pieces"])
    sent = reverse("saisines:pieces", args=[saisine.pk])
    visite = ouvrir(monde.directrice, largeur=320, javascript=javascript)
    visite.aller(draft if etat == Etat.BROUILLON else sent).check()

    join(visite, "Certificat, diagnostic, traitement")
    visite.page.get_by_text("sous pli fermé").locator("visible=true").first.wait_for()
    visite.check()
    refused = PieceJointe.objects.count()
    join(visite, "Production d’élève, sans aucun nom")
    link = visite.page.get_by_role("link", name="Production d’élève, sans aucun nom")
    link.wait_for()
    visite.check_widths()
    joined = PieceJointe.objects.count()
    with visite.page.expect_download() as download:
        link.click()
    visite.cliquer("Retirer", exact=False)
    link.wait_for(state="detached")

    assert (refused, joined) == (0, 1)
    assert download.value.suggested_filename == "piece-jointe.jpg"
    assert visite.check().page.get_by_role("button", name="Retirer").count() == 0
    assert not PieceJointe.objects.exists()
