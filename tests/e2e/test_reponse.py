"""The answer, from the pole to the school and back: written, reread, received, looked at again, closed."""

import pytest

from cellules.models import Inscription, Rubrique
from saisines.enums import Accueil, Etat
from saisines.models import Reponse, Saisine
from saisines.pistes import PisteEcrite
from saisines.services.accueil import accueillir
from saisines.services.reponses import repondre
from saisines.services.workflow import update_next_date
from tests.e2e import gestes
from tests.factories.pole import fresh
from tests.factories.saisines import EleveFactory, SaisineFactory

pytestmark = pytest.mark.navigateur


@pytest.fixture
def saisine(monde):
    return SaisineFactory(
        ecole=monde.ecole,
        auteur=monde.directrice,
        etat=Etat.PRISE_EN_CHARGE,
        responsable=monde.coordinatrice,
        eleve=EleveFactory(ecole=monde.ecole),
    )


def the_day_has_come(saisine):
    Reponse.objects.filter(saisine=saisine).update(point_le=saisine.pole.today())
    saisine.refresh_from_db()
    update_next_date(saisine)


def read(visite):
    return visite.page.locator("main").inner_text()


def test_coordinator_answers_director_receives_and_says_what_changed_then_the_case_closes(
    monde, ouvrir, saisine
):
    coordination, case = ouvrir(monde.coordinatrice), saisine.get_absolute_url()

    coordination.aller(case).lien("Répondre à l’école")
    coordination.page.wait_for_url("**/repondre/")
    coordination.page.get_by_text("Détails de la piste 1").click()
    coordination.check_widths()
    coordination.ecrire("Piste 1", "Un lieu de pause choisi avec lui").ecrire("Avec qui, piste 1", "L’ATSEM")
    coordination.choisir("Portée par, piste 1", gestes.option_of(coordination, str(monde.conseiller)))
    coordination.choisir("Interlocuteur du pôle", gestes.option_of(coordination, str(monde.psychologue)))
    coordination.cliquer("Garder, et relire plus tard").page.wait_for_url("**/saisines/reponses/")
    coordination.check_widths()
    assert saisine.reponses.count() == 0
    coordination.cliquer("Relire", role="link", exact=False).page.wait_for_url("**/reponse/relire/")
    coordination.check_widths()
    coordination.cliquer("C’est relu").page.get_by_text("Prête à partir").first.wait_for()
    coordination.check_widths()
    coordination.cliquer("Envoyer").page.get_by_text("Aucune réponse n’attend").wait_for()

    # On a phone, without any script.
    direction = ouvrir(monde.directrice, largeur=320, javascript=False)
    direction.aller("/").cliquer("Lire la réponse du pôle", role="link", exact=False)
    assert "Un lieu de pause choisi avec lui" in read(direction.check())
    direction.lien("Dire ce que nous en faisons").check_widths(320, 768)
    direction.cocher("On adapte").ecrire("Une ligne", "D’abord le matin seulement.").cliquer("Envoyer")
    assert "D’abord le matin seulement." in read(direction.check())

    the_day_has_come(saisine)
    direction.aller("/").cliquer("Faire le point", role="link", exact=False).check_widths(320, 768)
    direction.cocher("En partie").cocher("Un peu").ecrire("Une ligne", "Il reste assis.").cliquer("Envoyer")
    assert "Il reste assis." in read(direction.check())

    coordination.aller("/").cliquer("Clore", role="link", exact=False).page.wait_for_url(f"**{case}")
    coordination.lien("Clore").page.wait_for_url("**/clore/")
    assert "Il reste assis." in read(coordination.check_widths())
    coordination.cliquer("Clore").page.wait_for_url(f"**{case}")
    assert Saisine.objects.get().etat == Etat.CLOSE


def test_director_says_no_by_keyboard_and_the_case_comes_back_first(monde, ouvrir, saisine):
    piste = [PisteEcrite("Un lieu de pause", "L’ATSEM")]
    who, day = fresh(monde.coordinatrice), saisine.pole.today()
    reponse = repondre(saisine, by=who, pistes=piste, interlocuteur=who, point_le=day)
    accueillir(reponse, by=fresh(monde.directrice), accueil=Accueil.SAISIT)
    direction = ouvrir(monde.directrice, largeur=320)
    direction.aller(saisine.get_absolute_url()).lien("Faire le point en deux minutes")
    direction.page.wait_for_url("**/reponse/point/")
    direction.tab_round()

    direction.page.get_by_label("Oui").first.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        direction.page.keyboard.press(key)
    direction.page.wait_for_url(f"**{saisine.get_absolute_url()}")

    assert "sera étudiée" in read(direction.check())
    row = Inscription.objects.get(saisine=saisine)
    assert (row.rubrique, row.saisine.etat) == (Rubrique.RETOUR, Etat.INSCRITE)
