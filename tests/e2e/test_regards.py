"""The crossed readings and the documents of a meeting, in a browser: written, read, printed in one act."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from cellules.models import Habitue, Regard, Reunion
from cellules.services import archives, convocations, envoi_convocations, lots
from saisines.services import orientations
from tests.e2e.visite import STORED
from tests.factories.pole import fresh
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.navigateur


@pytest.fixture
def convoques(monde):
    """A case on the next agenda, the psychologist and the adviser convened for it."""
    reunion = Reunion.objects.recevant_des_saisines().filter(date__gte=monde.pole.today()).first()
    saisine = SaisineFactory(ecole=monde.ecole, auteur=monde.directrice)
    orientations.inscrire(saisine, by=fresh(monde.coordinatrice), lettre="Nous en parlons ensemble.")
    for one in (monde.psychologue, monde.conseiller):
        Habitue.objects.create(pole=monde.pole, personne=one)
    convocations.proposer(reunion, by=fresh(monde.coordinatrice))
    envoi_convocations.envoyer(reunion, by=fresh(monde.coordinatrice))
    return reunion, saisine


@pytest.mark.parametrize(("largeur", "javascript"), [(320, False), (1280, True)])
def test_two_metiers_write_and_read_each_other_and_the_coordination_reads_all(
    monde, ouvrir, convoques, largeur, javascript
):
    reunion, saisine = convoques
    psychologue = ouvrir(monde.psychologue, largeur=largeur, javascript=javascript)
    psychologue.aller(reunion.convocations.get(personne=monde.psychologue).get_absolute_url())
    psychologue.cliquer("Je ne viens pas, je donne un avis écrit").check()
    psychologue.ecrire("Conclusion utile à la scolarité", "Il apprend mieux en petit groupe.")
    _save(psychologue)

    conseiller = ouvrir(monde.conseiller, largeur=largeur, javascript=javascript)
    conseiller.aller(reunion.convocations.get(personne=monde.conseiller).get_absolute_url())
    conseiller.lien(f"Mon regard sur {saisine.reference}").check()
    conseiller.ecrire("Ce que j’observe", "Les consignes longues le perdent.")
    conseiller.cocher("La coordination et l’IEN", exact=False)
    _save(conseiller)

    coordination = ouvrir(monde.coordinatrice, largeur=largeur, javascript=javascript)
    coordination.aller(reverse("cellules:convocations", args=[reunion.pk])).check()
    coordination.lien(f"Regards croisés (2) de {saisine.reference}").check()
    coordination.page.get_by_text("Pour la coordination et l’IEN seulement (1)").click()
    coordination.check()

    assert coordination.page.get_by_text("Les consignes longues le perdent.").is_visible()
    assert coordination.page.get_by_text("Il apprend mieux en petit groupe.").is_visible()
    assert (
        not psychologue.aller(reverse("cellules:regards", args=[_row(saisine)]))
        .page.get_by_text("Les consignes longues")
        .count()
    )
    assert Regard.objects.count() == 2


def _save(visite):
    visite.cliquer("Enregistrer mon regard")
    visite.page.get_by_text("Votre regard est enregistré").wait_for()
    visite.check()


def _row(saisine):
    return saisine.inscriptions.get().pk


@pytest.mark.parametrize("javascript", [False, True])
def test_documents_are_prepared_shown_and_taken(monde, ouvrir, convoques, javascript):
    reunion, _ = convoques
    visite = ouvrir(monde.coordinatrice, largeur=320, javascript=javascript)
    visite.aller(reunion.get_absolute_url()).lien("Documents de cette réunion").check()
    visite.cliquer("Préparer tous les documents").check()
    assert visite.page.get_by_text("La préparation commence").is_visible()

    lots.make_next()
    if not javascript:
        visite.lien("Où en est-on ?")
    archive = visite.page.get_by_role("link", name="Tous les documents")
    archive.wait_for()
    visite.check()
    with visite.page.expect_download() as download:
        archive.click()

    assert download.value.suggested_filename == f"documents-{reunion.date:%Y-%m-%d}.zip"
    for path in archives.files():
        default_storage.delete(path)


def test_reading_is_kept_when_the_network_is_cut_and_taken_up_again(monde, ouvrir, convoques):
    _, saisine = convoques
    visite = ouvrir(monde.conseiller)
    visite.coupure = True
    visite.aller(reverse("cellules:regards", args=[_row(saisine)]))
    visite.page.wait_for_load_state("networkidle")
    visite.context.set_offline(True)
    visite.ecrire("Ce que j’observe", "Un mot écrit dans le train.").cliquer("Enregistrer mon regard")
    visite.page.get_by_text("le service ne répond pas").wait_for()
    assert not any("train" in stored for stored in visite.page.evaluate(STORED))
    visite.context.set_offline(False)

    visite.aller(reverse("cellules:regards", args=[_row(saisine)]))
    visite.page.get_by_role("heading", name="Texte retrouvé").wait_for()
    visite.page.get_by_role("button", name="Le reprendre").click()
    _save(visite)

    assert Regard.objects.get().observe == "Un mot écrit dans le train."


def test_pages_of_regards_and_documents_are_clean_at_three_widths(monde, ouvrir, convoques):
    reunion, saisine = convoques
    for person in (monde.coordinatrice, monde.conseiller):
        visite = ouvrir(person)
        visite.aller(reverse("cellules:regards", args=[_row(saisine)])).check_widths()
        visite.aller(reverse("cellules:documents", args=[reunion.pk])).check_widths()
