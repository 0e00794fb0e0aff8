"""S0-21: the answer proposes; the school says once what it does with it."""

import pytest
from django.core.exceptions import PermissionDenied

from pole.models import Envoi
from saisines.enums import Accueil, Etat
from saisines.services.accueil import accueillir
from saisines.services.workflow import apply_transition, mark_changed
from saisines.workflow import TransitionRefusedError
from tests.factories.pole import enseignante, fresh, membre
from tests.saisines.reponses.scene import PISTE, answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def reponse(saisine, coordinateur):
    return answered(saisine, coordinateur, pistes=[PISTE, PISTE], interlocuteur=membre(saisine.pole))


def mails(gabarit):
    return {envoi.destinataire for envoi in Envoi.objects.filter(gabarit=f"saisines/{gabarit}")}


@pytest.mark.parametrize("accueil", [Accueil.SAISIT, Accueil.ADAPTE])
def test_school_that_takes_or_adapts_begins_the_follow_up_s0_21(reponse, directeur, accueil):
    second = reponse.pistes.get(rang=2)

    accueillir(reponse, by=directeur, accueil=accueil, mot="CanariMot", par_piste={second.pk: Accueil.PARLE})

    assert (reponse.accueil, reponse.accueil_mot, reponse.accueil_par) == (accueil, "CanariMot", directeur)
    assert reponse.saisine.etat == Etat.EN_SUIVI
    assert [one.accueil for one in reponse.pistes.all()] == ["", Accueil.PARLE]
    assert mails("en_parler") == set()


def test_school_that_wants_to_talk_is_heard_by_the_interlocuteur_and_the_coordination(
    reponse, directeur, coordinateur
):
    accueillir(reponse, by=directeur, accueil=Accueil.PARLE, mot="CanariMot")

    reponse.saisine.refresh_from_db()
    assert reponse.saisine.etat == Etat.REPONDUE
    assert mails("en_parler") == {reponse.interlocuteur, coordinateur}


def test_the_same_word_twice_is_once_and_talking_may_become_taking(reponse, directeur):
    for _ in range(2):
        accueillir(reponse, by=directeur, accueil=Accueil.PARLE)
    for _ in range(2):
        accueillir(reponse, by=directeur, accueil=Accueil.ADAPTE)

    saisine = reponse.saisine
    assert saisine.etat == Etat.EN_SUIVI
    assert saisine.evenements.filter(nom="accueillir").count() == 2
    assert saisine.evenements.filter(nom="suivre").count() == 1


def test_talking_said_again_with_a_word_keeps_the_word_and_tells_the_pole_again(reponse, directeur):
    piste = reponse.pistes.first()
    accueillir(reponse, by=directeur, accueil=Accueil.PARLE)
    before = Envoi.objects.filter(gabarit="saisines/en_parler").count()

    for _ in range(2):
        words = {"mot": "CanariMot", "par_piste": {piste.pk: Accueil.ADAPTE}}
        accueillir(reponse, by=directeur, accueil=Accueil.PARLE, **words)
    accueillir(reponse, by=directeur, accueil=Accueil.PARLE)

    reponse.refresh_from_db()
    piste.refresh_from_db()
    assert (reponse.accueil_mot, piste.accueil) == ("CanariMot", Accueil.ADAPTE)
    assert Envoi.objects.filter(gabarit="saisines/en_parler").count() == 2 * before
    assert reponse.saisine.evenements.filter(nom="accueillir").count() == 2


@pytest.mark.parametrize("of_a_piste", [True, False])
def test_other_words_once_the_follow_up_began_are_refused_and_never_dropped(reponse, directeur, of_a_piste):
    words = {"par_piste": {reponse.pistes.first().pk: Accueil.ADAPTE}} if of_a_piste else {"mot": "Autre"}
    accueillir(reponse, by=directeur, accueil=Accueil.SAISIT, mot="CanariMot")

    with pytest.raises(TransitionRefusedError, match="l’a déjà dit"):
        accueillir(reponse, by=fresh(directeur), accueil=Accueil.SAISIT, **words)

    reponse.refresh_from_db()
    assert reponse.accueil_mot == "CanariMot"
    assert [one.accueil for one in reponse.pistes.all()] == ["", ""]


def test_what_was_said_is_not_unsaid(reponse, directeur):
    accueillir(reponse, by=directeur, accueil=Accueil.SAISIT)

    with pytest.raises(TransitionRefusedError, match="n’est plus possible"):
        accueillir(reponse, by=directeur, accueil=Accueil.PARLE)


@pytest.mark.parametrize("etat", [Etat.CLOSE, Etat.TRANSFEREE])
def test_a_case_closed_or_gone_meanwhile_says_so(reponse, directeur, etat):
    mark_changed(reponse.saisine, etat=etat)

    with pytest.raises(TransitionRefusedError, match=etat.label):
        accueillir(reponse, by=directeur, accueil=Accueil.SAISIT)

    reponse.refresh_from_db()
    assert reponse.accueil == ""


def test_the_pole_a_stranger_or_a_teacher_do_not_answer_for_the_school(reponse, people, strangers):
    others = [person for name, person in people.items() if name != "direction"]

    for person in (*others, *strangers.values(), enseignante(reponse.saisine.ecole)):
        with pytest.raises(PermissionDenied):
            accueillir(reponse, by=fresh(person), accueil=Accueil.SAISIT)


def test_an_older_answer_is_not_the_one_to_say_it_of(reponse, saisine, directeur, coordinateur):
    apply_transition(saisine, "rouvrir", by=coordinateur, motif="On reprend")
    latest = answered(saisine, coordinateur)

    with pytest.raises(TransitionRefusedError, match="une autre réponse"):
        accueillir(reponse, by=directeur, accueil=Accueil.SAISIT)

    assert accueillir(latest, by=directeur, accueil=Accueil.SAISIT).accueil == Accueil.SAISIT
