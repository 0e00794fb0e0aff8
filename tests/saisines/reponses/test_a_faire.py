"""*Ma page*: what an answer asks of each, before it leaves and after."""

import pytest

from pole.a_faire import choses_a_faire
from pole.models import Pole
from saisines.enums import Accueil, EffetDuPoint, Etat, TypeIntervention
from saisines.models import Reponse
from saisines.pistes import PisteEcrite
from saisines.services import deports, projets, suites
from saisines.services.accueil import accueillir
from saisines.services.points import faire_le_point
from saisines.services.workflow import mark_changed
from tests.factories.pole import coordinatrice, directrice, fresh, inspectrice, membre
from tests.factories.saisines import SaisineFactory
from tests.saisines.reponses.scene import PISTE, answered, begun, day, studied

pytestmark = pytest.mark.django_db
PARLER = "Appeler l’école : elle veut parler de la réponse"
CLORE = "Clore : l’école dit ce que les pistes ont changé"
POINT = "Faire le point : deux minutes"
PORTER = "Porter une piste jusqu’à sa date"


def told(personne, pole):
    found = choses_a_faire(fresh(personne), pole)
    return {chose.titre.replace("\u00a0", " "): chose.url for chose in found}


def test_answers_being_written_are_one_line_and_their_cases_no_other(saisine, coordinateur):
    pole = saisine.pole
    for number in range(3):
        case = studied(saisine) if number == 0 else SaisineFactory(ecole=saisine.ecole, etat=Etat.ETUDIEE)
        begun(case, coordinateur)

    assert told(coordinateur, pole) == {"Relire 3 réponses": "/saisines/reponses/"}
    assert told(inspectrice(pole), pole) == {}
    assert told(membre(pole), pole) == {}


def test_the_ien_who_rereads_is_told_of_what_waits_for_them(saisine, coordinateur):
    pole = saisine.pole
    Pole.objects.filter(pk=pole.pk).update(ien_relit=True)
    pole.refresh_from_db()
    ien, projet = inspectrice(pole), begun(studied(saisine), coordinateur)

    assert "Relire une réponse" in told(ien, pole)
    projets.relire_ien(projet, by=ien, version=projet.version)
    assert told(ien, pole) == {}
    assert "Relire une réponse" in told(coordinateur, pole)


def test_who_is_asked_to_talk_is_told_until_somebody_notes_a_call(saisine, directeur, coordinateur):
    psychologue = membre(saisine.pole)
    reponse = answered(saisine, coordinateur, interlocuteur=psychologue)
    accueillir(reponse, by=directeur, accueil=Accueil.PARLE)

    for person in (psychologue, coordinateur):
        assert told(person, saisine.pole)[PARLER] == saisine.get_absolute_url()
    assert PARLER not in told(membre(saisine.pole), saisine.pole)
    suites.intervenir(saisine, by=fresh(psychologue), type=TypeIntervention.APPEL, le=saisine.pole.today())
    for person in (psychologue, coordinateur):
        assert PARLER not in told(person, saisine.pole)


def test_at_the_date_the_school_is_led_to_the_page_of_two_minutes(saisine, directeur, coordinateur):
    reponse = answered(saisine, coordinateur, point_le=day())
    accueillir(reponse, by=directeur, accueil=Accueil.SAISIT)

    assert told(directeur, saisine.pole)[POINT].endswith("/reponse/point/")
    faire_le_point(reponse, by=directeur, prevu_le=day(), effet=EffetDuPoint.OUI)
    assert told(directeur, saisine.pole) == {}


@pytest.mark.parametrize(
    ("effet", "closes"), [("oui", True), ("en_partie", True), ("non", False), ("trop_tot", False)]
)
def test_coordination_is_offered_to_close_when_it_helped(saisine, directeur, coordinateur, effet, closes):
    reponse = answered(saisine, coordinateur, point_le=day())
    faire_le_point(reponse, by=directeur, prevu_le=day(), effet=effet, prochain_le=day(9))

    assert (CLORE in told(coordinateur, saisine.pole)) is closes
    assert CLORE not in told(coordinatrice(SaisineFactory().pole), saisine.pole)


def test_bearer_of_a_piste_is_told_until_its_date_and_not_once_kept_away(saisine, coordinateur):
    bearer = membre(saisine.pole)
    piste = PisteEcrite("Une visite", "le pôle", porteur=bearer.pk, avant_le=day(12))
    answered(saisine, coordinateur, pistes=[PISTE, piste])

    assert told(bearer, saisine.pole) == {PORTER: saisine.get_absolute_url()}
    deports.deporter(saisine, by=coordinateur, personne=bearer, raison="Proche de la famille")
    assert told(bearer, saisine.pole) == {}


def test_bearer_of_a_piste_without_a_date_is_told_until_the_answer_is_looked_at_again(saisine, coordinateur):
    bearer = membre(saisine.pole)
    reponse = answered(saisine, coordinateur, pistes=[PisteEcrite("Une visite", porteur=bearer.pk)])

    assert PORTER in told(bearer, saisine.pole)
    Reponse.objects.filter(pk=reponse.pk).update(point_le=day(-8))
    assert told(bearer, saisine.pole) == {}


def test_nothing_is_recalled_of_a_case_that_is_closed(saisine, directeur, coordinateur):
    bearer = membre(saisine.pole)
    piste = PisteEcrite("Une visite", "le pôle", porteur=bearer.pk, avant_le=day(12))
    reponse = answered(saisine, coordinateur, pistes=[piste], point_le=day())
    faire_le_point(reponse, by=directeur, prevu_le=day(), effet=EffetDuPoint.OUI)
    mark_changed(saisine, etat=Etat.CLOSE)

    assert [told(one, saisine.pole) for one in (bearer, coordinateur, directeur)] == [{}, {}, {}]


def test_a_line_of_another_pole_or_school_stays_there(saisine, directeur, coordinateur):
    reponse = answered(saisine, coordinateur, point_le=day())
    accueillir(reponse, by=directeur, accueil=Accueil.PARLE)
    elsewhere = SaisineFactory()

    assert told(coordinatrice(elsewhere.pole), elsewhere.pole) == {
        "Prendre en charge une saisine": elsewhere.get_absolute_url()
    }
    assert told(directrice(elsewhere.ecole), saisine.pole) == {}
