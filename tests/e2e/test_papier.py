"""The paper bridge: blank sheets to take away, what came on paper entered for its school, then confirmed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pole.enums import Nature
from saisines.enums import Canal, Confirmation, Etat
from saisines.models import Reception, Saisine
from saisines.natures import DESCRIPTIONS
from saisines.views.vierges import FORMATS, NOMS
from tests.e2e import gestes

pytestmark = pytest.mark.navigateur
# A PDF of eight pages is made while one waits (milliseconds), on a machine that has other tests to run.
FABRICATION_MAX = 60_000


def enter_what_was_received(visite, monde) -> None:
    """From the list of the triage to the first step of the form."""
    visite.aller("/saisines/tri/").check()
    visite.lien("Saisir une demande reçue sur papier ou par téléphone").check()
    visite.choisir("De quelle école vient la demande", gestes.option_of(visite, "Tilleuls"))
    visite.cliquer("Continuer").check()
    visite.choisir("La demande concerne", Nature.GROUPE.label).cocher("Sur papier")
    visite.ecrire("Reçue le", (monde.pole.today() - timedelta(days=2)).isoformat())
    visite.cocher("Mireille Aubrelande", exact=False).cliquer("Commencer la saisie")
    visite.page.wait_for_url("**/modifier/qui/")
    visite.check()


def copy_the_sheet(visite) -> None:
    """A request about a class, up to the page where one rereads."""
    visite.cocher("Une classe").cocher("CE2").ecrire("Combien d’élèves en tout", "24")
    visite.ecrire("Combien d’élèves vous préoccupent", "5 ou 6")
    gestes.continuer(visite, "preoccupation")
    visite.check().cocher("Autre (préciser)").ecrire("Quelle question posez-vous", "CanariQuestion")
    visite.ecrire("Que s’est-il passé", "Deux bagarres.")
    gestes.continuer(visite, "essais")
    visite.check().choisir("Quoi", "Différenciation en classe")
    gestes.continuer(visite, "pieces")
    visite.check()
    gestes.relire(visite)
    visite.check()


def send(visite) -> None:
    """Whoever copies answers for the copy, and comes to the case: the receipt is the school’s."""
    visite.cocher("J’ai recopié fidèlement", exact=False).cliquer("Transmettre au pôle")
    visite.page.wait_for_url("**/saisines/*-*/")
    visite.check()


@pytest.mark.parametrize(("largeur", "javascript"), [(320, True), (1280, True), (320, False)])
def test_what_came_on_paper_is_entered_then_confirmed_by_the_direction(monde, ouvrir, largeur, javascript):
    coordination = ouvrir(monde.coordinatrice, largeur=largeur, javascript=javascript)
    direction = ouvrir(monde.directrice, largeur=largeur, javascript=javascript)

    enter_what_was_received(coordination, monde)
    copy_the_sheet(coordination)
    reread = coordination.page.locator("main").inner_text()
    before = direction.aller("/").page.locator("main").inner_text()
    send(coordination)
    receipt = coordination.page.locator("main").inner_text()
    direction.aller("/").check()
    direction.cliquer("Confirmer une demande saisie pour votre école", role="link", exact=False).check()
    direction.lien("Est-ce bien votre demande ?").check()
    direction.cocher("Oui, c’est bien notre demande").cliquer("Répondre au pôle").check()

    saisine = Saisine.objects.get()
    reception = Reception.objects.get()
    assert "Comment elle est arrivée" in reread
    assert "Confirmer" not in before
    assert "ne l’a pas encore confirmée" in receipt
    assert (saisine.nature, saisine.etat, saisine.auteur) == (
        Nature.GROUPE,
        Etat.TRANSMISE,
        monde.directrice,
    )
    assert (reception.canal, reception.confirmation) == (Canal.PAPIER, Confirmation.CONFIRMEE)
    assert direction.chemin == saisine.get_absolute_url()
    assert "CanariQuestion" in direction.page.locator("main").inner_text()


def test_direction_that_corrects_is_told_what_it_forgot(monde, ouvrir):
    coordination, direction = ouvrir(monde.coordinatrice), ouvrir(monde.directrice, largeur=320)
    enter_what_was_received(coordination, monde)
    copy_the_sheet(coordination)
    send(coordination)
    page = reverse("saisines:confirmer", args=[Saisine.objects.get().pk])

    direction.aller(page).check().cocher("Oui, avec une correction").cliquer("Répondre au pôle").check()
    direction.page.locator("#resume-erreurs a").first.click()
    direction.ecrire("Ce qui est à corriger", "C’est le CM1.").cliquer("Répondre au pôle").check()

    assert Reception.objects.get().confirmation == Confirmation.CORRIGEE
    assert "C’est le CM1." in direction.page.locator("main").inner_text()


def test_each_blank_sheet_is_a_file_to_keep_in_each_format(monde, ouvrir):
    visite = ouvrir(monde.enseignante, largeur=320).aller("/saisines/nouvelle/")
    visite.lien("Préparer sur papier : les fiches à imprimer").check_widths()

    for nature, description in DESCRIPTIONS.items():
        line = visite.page.get_by_role("listitem").filter(has_text=description.titre)
        names = []
        for link in line.get_by_role("link").all():
            with visite.page.expect_download(timeout=FABRICATION_MAX) as download:
                link.click(timeout=FABRICATION_MAX)
            names.append(download.value.suggested_filename)
        assert names == [f"fiche-{NOMS[nature]}.{format_}" for format_ in FORMATS]
