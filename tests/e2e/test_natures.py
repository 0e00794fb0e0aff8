"""One journey for each kind of saisine, from the first page to the receipt."""

import pytest

from pole.enums import Nature
from saisines.enums import Etat
from saisines.models import Saisine
from tests.e2e import gestes
from tests.e2e.visite import Visite

pytestmark = pytest.mark.navigateur


def start(visite: Visite, nature: Nature, premiere: str = "qui") -> None:
    visite.aller("/").lien("Demander de l’aide").choisir("Votre demande concerne", nature.label)
    visite.cocher("Personne n’est en danger en ce moment", exact=False).cliquer("Commencer")
    visite.page.wait_for_url(f"**/modifier/{premiere}/")
    visite.check()


def go_on(visite: Visite, etape: str) -> None:
    gestes.continuer(visite, etape)
    visite.check()


def name_the_pupil(visite: Visite) -> None:
    visite.ecrire("Prénom", "CanariPrénom").ecrire("Nom", "CanariNom")
    visite.ecrire("Date de naissance", "2018-03-12").choisir("Niveau", "CE1")


def about_a_class(visite: Visite) -> None:
    start(visite, Nature.GROUPE)
    visite.cocher("Une classe").cocher("CE2").ecrire("Combien d’élèves en tout", "24")
    visite.ecrire("Combien d’élèves vous préoccupent", "5 ou 6")
    go_on(visite, "preoccupation")
    visite.cocher("Autre (préciser)").ecrire("Quelle question posez-vous", "Comment apaiser ?")
    visite.ecrire("Que s’est-il passé", "Deux bagarres.")
    go_on(visite, "essais")
    visite.choisir("Quoi", "Différenciation en classe")
    go_on(visite, "pieces")


def about_parents(visite: Visite) -> None:
    start(visite, Nature.RELATION, "famille")
    visite.ecrire("Quels adultes de l’école", "l’enseignante").cocher("Non")
    go_on(visite, "preoccupation")
    visite.cocher("Autre (préciser)").ecrire("Sur quoi porte le désaccord", "Les horaires.")
    visite.ecrire("Quelle question posez-vous", "Comment renouer ?").ecrire("Que s’est-il passé", "Un éclat.")
    visite.cocher("Non")
    go_on(visite, "essais")
    go_on(visite, "pieces")


def about_a_crisis(visite: Visite) -> None:
    start(visite, Nature.CRISE)
    visite.cocher("Un accident").ecrire("Quel jour", "ce matin").ecrire("Qui a été exposé", "une classe")
    visite.ecrire("À quelle heure", "à 10 h 35")
    go_on(visite, "preoccupation")
    visite.cocher("Autre (préciser)").ecrire("De quoi avez-vous besoin aujourd’hui", "Une présence.")
    go_on(visite, "pieces")


def about_an_orientation(visite: Visite) -> None:
    start(visite, Nature.ORIENTATION)
    name_the_pupil(visite)
    visite.ecrire("Son parcours", "Même école depuis le CP.")
    go_on(visite, "preoccupation")
    visite.cocher("Autre (préciser)").cocher("ULIS").ecrire("Quand le conseil", "en mars")
    visite.cocher("Ils ont des réserves").ecrire("Quelle question posez-vous", "Comment en parler ?")
    visite.ecrire("Où en sont les apprentissages", "Lecture : fragile.")
    go_on(visite, "essais")
    visite.choisir("Quoi", "Différenciation en classe").choisir("Laquelle", "Équipe éducative")
    visite.cocher("Aucune démarche")
    go_on(visite, "famille")
    visite.cocher("Oui, les parents sont informés").ecrire("Quand", "le 12 septembre")
    go_on(visite, "pieces")


def about_a_project(visite: Visite) -> None:
    start(visite, Nature.PROJET)
    name_the_pupil(visite)
    go_on(visite, "preoccupation")
    visite.cocher("Autre (préciser)").cocher("PAP").cocher("Une ébauche existe")
    visite.ecrire("Qu’est-ce qui bloque", "Choisir.").ecrire("Quand est le prochain conseil", "en mars")
    visite.ecrire("Quelle question posez-vous", "Qui relit ?")
    visite.ecrire("Où en sont les apprentissages", "Oral : acquis.")
    go_on(visite, "essais")
    visite.choisir("Quoi", "Différenciation en classe")
    go_on(visite, "famille")
    visite.cocher("Oui, les parents sont informés").ecrire("Quand", "le 12 septembre")
    go_on(visite, "pieces")


@pytest.mark.parametrize(
    ("nature", "write", "largeur"),
    [
        (Nature.GROUPE, about_a_class, 320),
        (Nature.RELATION, about_parents, 1280),
        (Nature.CRISE, about_a_crisis, 320),
        (Nature.ORIENTATION, about_an_orientation, 1280),
        (Nature.PROJET, about_a_project, 320),
    ],
)
def test_director_sends_each_other_kind(nature, write, largeur, monde, ouvrir):
    visite = ouvrir(monde.directrice, largeur=largeur)

    write(visite)
    gestes.relire(visite)
    visite.check()
    gestes.transmettre(visite)
    visite.check()

    saisine = Saisine.objects.get()
    assert (saisine.nature, saisine.etat) == (nature, Etat.TRANSMISE)
    assert saisine.reference in visite.page.content()


def test_teacher_speaks_in_confidence_and_the_chosen_person_answers(monde, ouvrir):
    """S3-11, S4-10, S4-11: without the direction, whatever the rule of the pole."""
    auteure = ouvrir(monde.enseignante, largeur=320)
    auteure.aller("/saisines/nouvelle/").check()
    auteure.page.get_by_role("link", name="en parler en confiance").click()
    auteure.check().cocher("Inès Hadjimane", exact=False).cliquer("Écrire ma demande")
    auteure.page.wait_for_url("**/modifier/preoccupation/")
    auteure.check().cocher("Autre (préciser)").cocher("Pour moi")
    auteure.ecrire("Que voulez-vous nous dire", "CanariConfidence")
    go_on(auteure, "pieces")
    auteure.ecrire("Où et quand vous appeler", "le soir")
    gestes.relire(auteure)
    auteure.check()
    gestes.declarer(auteure)
    auteure.cliquer("Envoyer à ces personnes").page.wait_for_load_state()
    auteure.check()
    saisine = Saisine.objects.get()

    psychologue = ouvrir(monde.psychologue)
    psychologue.aller("/").cliquer("Lire une demande confidentielle", role="link", exact=False)
    psychologue.check()
    read = psychologue.page.locator("main").inner_text()
    psychologue.cliquer("Prendre en charge").page.wait_for_load_state()
    psychologue.check()
    direction = ouvrir(monde.directrice)
    answer = direction.page.goto(direction.url + saisine.get_absolute_url())

    assert "CanariConfidence" in read
    assert answer.status == 404
    saisine.refresh_from_db()
    assert saisine.etat == Etat.PRISE_EN_CHARGE
