"""The pages of the school: it receives an answer, then says what came of it; closing with its words."""

import re

import pytest

from saisines.enums import EffetDuPoint, Etat
from saisines.models import PointEtape
from saisines.services import partages, suites
from saisines.services.points import faire_le_point
from saisines.services.workflow import mark_changed
from tests.clients import signed_in
from tests.factories.pole import EcoleFactory, directrice, membre, partenaire
from tests.saisines.reponses.scene import PISTE, answered, day, state, text_of, url

pytestmark = pytest.mark.django_db


def test_reception_already_said_leads_back_to_the_case(followed, saisine, directeur):
    page = signed_in(directeur).get(url(saisine, "accueillir"), follow=True)

    assert "Votre école l’a déjà dit" in text_of(page)


def test_a_check_sent_after_somebody_else_made_it_says_thank_you_and_changes_nothing(
    followed, saisine, directeur
):
    faire_le_point(followed, by=directeur, prevu_le=day(), effet=EffetDuPoint.OUI)

    signed_in(directeur).post(url(saisine, "faire_le_point"), {"effet": "non", "prevu_le": day()})

    assert PointEtape.objects.get().effet == "oui"
    assert state(saisine) == Etat.EN_SUIVI


def test_director_says_once_what_the_school_does_and_the_pole_reads_it(saisine, directeur, coordinateur):
    answered(saisine, coordinateur, pistes=[PISTE, PISTE])
    client = signed_in(directeur)
    assert "Dire ce que nous en faisons" in text_of(client.get(saisine.get_absolute_url()))

    client.post(url(saisine, "accueillir"), {"accueil": "adapte", "mot": "CanariAdapte", "piste_2": "parle"})

    assert state(saisine) == Etat.EN_SUIVI
    page = text_of(signed_in(coordinateur).get(saisine.get_absolute_url()))
    assert "On adapte" in page
    assert "CanariAdapte" in page
    assert "Réponse : on en parle" in page
    assert "Dire ce que nous en faisons" not in text_of(client.get(saisine.get_absolute_url()))


@pytest.mark.parametrize(
    ("accueil", "ensuite"),
    [("parle", "vous appelle pour en parler"), ("saisit", "À la date prévue, vous direz ici")],
)
def test_school_that_said_what_it_does_reads_what_comes_next(
    saisine, directeur, coordinateur, accueil, ensuite
):
    answered(saisine, coordinateur)
    client = signed_in(directeur)

    page = client.post(url(saisine, "accueillir"), {"accueil": accueil}, follow=True)

    assert ensuite in text_of(page)


def test_reception_without_a_choice_comes_back_with_its_words(saisine, directeur, coordinateur):
    answered(saisine, coordinateur)

    page = signed_in(directeur).post(url(saisine, "accueillir"), {"mot": "Mots déjà tapés"})

    assert "Choisissez une des trois réponses" in page.content.decode()
    assert "Mots déjà tapés" in page.content.decode()
    assert state(saisine) == Etat.REPONDUE


def test_check_takes_one_page_and_everybody_allowed_reads_it_s1_15(followed, saisine, directeur, people):
    client = signed_in(directeur)
    assert "Faire le point en deux minutes" in text_of(client.get(saisine.get_absolute_url()))
    assert "mieux armé" in text_of(client.get(url(saisine, "faire_le_point")))
    data = {"effet": "en_partie", "arme": "un_peu", "mot": "CanariPoint", "prevu_le": day()}

    client.post(url(saisine, "faire_le_point"), data)

    assert PointEtape.objects.get().arme == "un_peu"
    for name in ("direction", "coordonnateur", "ien", "convie"):
        page = text_of(signed_in(people[name]).get(saisine.get_absolute_url()))
        assert "En partie" in page, name
        assert "CanariPoint" in page, name
    assert "CanariPoint" not in text_of(signed_in(people["secretariat"]).get(saisine.get_absolute_url()))


def test_too_early_without_a_day_comes_back_and_keeps_the_line(followed, saisine, directeur):
    data = {"effet": "trop_tot", "mot": "Mots déjà tapés", "prevu_le": day(), "prochain_le": day()}

    page = signed_in(directeur).post(url(saisine, "faire_le_point"), data)

    assert "un jour à venir" in text_of(page)
    assert "Mots déjà tapés" in page.content.decode()
    assert not PointEtape.objects.exists()


def test_a_check_already_made_says_so(followed, saisine, directeur):
    faire_le_point(followed, by=directeur, prevu_le=day(), effet=EffetDuPoint.OUI)

    page = signed_in(directeur).get(url(saisine, "faire_le_point"), follow=True)

    assert "Le point est déjà fait" in text_of(page)


@pytest.mark.parametrize("urgence", ["normale", "haute"])
def test_the_coordination_closes_with_the_words_of_the_school_before_it(
    followed, saisine, directeur, coordinateur, urgence
):
    mark_changed(saisine, urgence=urgence)
    faire_le_point(followed, by=directeur, prevu_le=day(), effet=EffetDuPoint.OUI, mot="CanariPoint")
    client = signed_in(coordinateur)
    page = client.get(saisine.get_absolute_url()).content.decode()
    way = re.search(r'href="([^"]+)"[^>]*>\s*Clore', page)[1]

    closing = client.get(way)

    assert "CanariPoint" in text_of(closing)
    motif = re.search(r"<textarea[^>]*name=\"motif\"[^>]*>([^<]+)</textarea>", closing.content.decode())[1]
    client.post(way, {"motif": motif.strip()})
    assert state(saisine) == Etat.CLOSE


@pytest.mark.parametrize("name", ["accueillir", "faire_le_point"])
def test_a_stranger_does_not_find_the_pages_of_the_school(followed, saisine, name):
    for person in (directrice(EcoleFactory(pole=saisine.pole)), membre(saisine.pole)):
        assert signed_in(person).get(url(saisine, name)).status_code == 404


def test_a_partner_reads_nothing_of_the_answer_nor_of_what_came_of_it(
    followed, saisine, directeur, coordinateur
):
    person = partenaire(saisine.pole)
    partages.ecrire(saisine, by=coordinateur, texte="La note", version=0, relue=True)
    suites.solliciter(saisine, by=coordinateur, personne=person, mission="Appeler", echeance=day(5))
    mark_changed(saisine, etat=Etat.EN_SUIVI)
    faire_le_point(followed, by=directeur, prevu_le=day(), effet=EffetDuPoint.EN_PARTIE, mot="CanariPoint")

    client = signed_in(person)
    page = text_of(client.get(saisine.get_absolute_url()))

    assert "La note" in page
    for words in ("Un coin calme", "On s’en saisit", "CanariPoint", "En partie"):
        assert words not in page
    refused = {name: client.get(url(saisine, name)).status_code for name in ("accueillir", "faire_le_point")}
    assert refused == {"accueillir": 403, "faire_le_point": 403}


def test_a_no_sent_after_a_colleague_said_yes_is_refused_in_words_and_stays_in_the_form(
    followed, saisine, directeur
):
    faire_le_point(followed, by=directeur, prevu_le=day(), effet=EffetDuPoint.OUI)
    data = {"effet": "non", "prevu_le": day(), "mot": "Mots déjà tapés"}

    page = signed_in(directeur).post(url(saisine, "faire_le_point"), data)

    assert "Ce point est déjà dit : « Oui »" in text_of(page)
    assert "revient devant le pôle, avant" not in text_of(page)
    assert "Mots déjà tapés" in page.content.decode()
    assert PointEtape.objects.get().effet == "oui"
    assert state(saisine) == Etat.EN_SUIVI


def test_a_check_sent_twice_by_a_double_click_says_thank_you_twice(followed, saisine, directeur):
    data = {"effet": "oui", "prevu_le": day(), "mot": "CanariPoint"}

    for _ in range(2):
        page = signed_in(directeur).post(url(saisine, "faire_le_point"), data, follow=True)
        assert "Le pôle vous lit" in text_of(page)

    assert PointEtape.objects.get().mot == "CanariPoint"


def test_a_no_sent_after_a_colleague_said_too_early_is_sent_again_for_the_new_date(
    followed, saisine, directeur
):
    faire_le_point(followed, by=directeur, prevu_le=day(), effet="trop_tot", prochain_le=day(21))
    client = signed_in(directeur)
    data = {"effet": "non", "prevu_le": day(), "mot": "Mots déjà tapés"}

    html = client.post(url(saisine, "faire_le_point"), data).content.decode()

    assert "Mots déjà tapés" in html
    agreed = re.search(r'name="prevu_le" value="([^"]+)"', html)[1]
    client.post(url(saisine, "faire_le_point"), data | {"prevu_le": agreed})
    assert list(PointEtape.objects.values_list("effet", flat=True)) == ["trop_tot", "non"]
    assert state(saisine) == Etat.PRISE_EN_CHARGE
