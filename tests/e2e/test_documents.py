"""The agreements of the parents and the documents, as a director finds them in a browser."""

import pytest
from django.urls import reverse

from saisines.services.suites import solliciter
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.navigateur


@pytest.fixture
def dossier(monde):
    """A case on which the psychologist waits for the parents."""
    saisine = SaisineFactory(ecole=monde.ecole, auteur=monde.directrice, etat="prise_en_charge")
    day = monde.pole.today()
    solliciter(saisine, by=monde.coordinatrice, personne=monde.psychologue, mission="Observer", echeance=day)
    return saisine


@pytest.mark.parametrize("javascript", [True, False], ids=["avec JavaScript", "sans JavaScript"])
def test_director_notes_what_the_parents_signed(monde, ouvrir, dossier, javascript):
    visite = ouvrir(monde.directrice, largeur=320, javascript=javascript).aller(dossier.get_absolute_url())

    visite.lien("Documents et accords des parents").check_widths()
    missing = visite.page.get_by_text("Manque", exact=True).count()
    visite.lien("Noter la réponse : Rencontre avec la ou le psychologue").check_widths()
    visite.cocher("Signé").cliquer("Noter").check()
    told = visite.page.locator("#resume-erreurs").inner_text()
    visite.ecrire("À quelle date", monde.pole.today().isoformat())
    visite.cocher("Les deux parents").cocher("J’ai vu la feuille signée", exact=False).cliquer(
        "Noter"
    ).check()

    assert missing == 1
    assert "Indiquez la date" in told.replace("\u00a0", " ")
    assert visite.chemin == reverse("saisines:documents", args=[dossier.pk])
    assert visite.page.get_by_text("Manque", exact=True).count() == 0
    assert visite.page.get_by_text("Signé", exact=True).count() == 1


def test_document_is_a_file_to_keep(monde, ouvrir, dossier):
    visite = ouvrir(monde.directrice).aller(reverse("saisines:documents", args=[dossier.pk]))

    names = []
    for link in ("Compléter : Projet de PPRE (Word)", "Imprimer : Feuille pour les parents (PDF)"):
        with visite.page.expect_download() as download:
            visite.lien(link)
        names.append(download.value.suggested_filename)

    assert names == [f"ppre-{dossier.reference}.docx", f"parents-{dossier.reference}.pdf"]
