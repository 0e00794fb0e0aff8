"""What a convened person answers, and what each answer opens or closes."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cellules.models import Convocation, EtatConvocation, ReponseConvocation
from cellules.services import convocations
from cellules.services.acces_convocations import check_convocations
from cellules.services.convocations import ConvocationRefusee
from cellules.services.reponses import confirmer_representant, repondre
from saisines.services import acces
from saisines.services.workflow import apply_transition
from tests.factories.pole import fresh, membre, partenaire


@pytest.fixture
def convened(scene):
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.convene(scene.direction, scene.premiere)
    scene.send()
    yield scene
    assert check_convocations() == []
    assert acces.differences() == []


def answer(scene, reponse, personne=None, **fields):
    personne = personne or scene.psy
    repondre(scene.letter(personne), by=fresh(personne), reponse=reponse, **fields)
    return scene.letter(personne)


@pytest.mark.parametrize("reponse", ["present", "avis"])
def test_whoever_comes_or_writes_their_opinion_goes_on_reading(convened, reponse):
    letter = answer(convened, reponse)

    assert letter.reponse == reponse
    assert letter.repondue_le
    assert convened.reads(convened.psy) == {convened.premiere, convened.seconde}


def test_excuse_without_written_opinion_closes_every_case(convened):
    answer(convened, "excuse")

    assert convened.reads(convened.psy) == set()


def test_one_may_change_ones_mind_until_the_day(convened):
    answer(convened, "excuse")
    with time_machine.travel(convened.reunion.date, tick=False):
        answer(convened, "present")

    assert convened.reads(convened.psy) == {convened.premiere, convened.seconde}


def test_nothing_is_answered_after_the_meeting(convened):
    later = convened.reunion.date + timedelta(days=2)

    with (
        time_machine.travel(later, tick=False),
        pytest.raises(ConvocationRefusee, match="eu lieu"),
    ):
        answer(convened, "excuse")

    assert convened.letter(convened.psy).reponse == ""


@pytest.mark.parametrize("reponse", ["present", "visio", "telephone", "excuse"])
def test_school_says_how_it_joins_and_goes_on_reading_its_own_case(convened, reponse):
    assert answer(convened, reponse, convened.direction).reponse == reponse
    assert convened.reads(convened.direction) == {convened.premiere}


@pytest.mark.parametrize(("who", "reponse"), [("psy", "visio"), ("direction", "represente"), ("psy", "oui")])
def test_answer_that_was_not_proposed_is_refused(convened, who, reponse):
    with pytest.raises(ConvocationRefusee):
        answer(convened, reponse, getattr(convened, who))


def test_nobody_answers_for_somebody_else(convened):
    for by in (convened.pilote, convened.medecin, convened.direction):
        with pytest.raises(PermissionDenied):
            repondre(convened.letter(convened.psy), by=fresh(by), reponse="present")


def test_withdrawn_letter_takes_no_answer(convened):
    letter = convened.letter(convened.psy)
    convocations.withdraw(letter.convies.values_list("pk", flat=True))

    with pytest.raises(ConvocationRefusee, match="plus cours"):
        repondre(letter, by=fresh(convened.psy), reponse="present")


def test_stand_in_reads_nothing_before_the_coordination_agrees_and_sends(convened):
    answer(convened, "represente", representant=convened.medecin)
    assert convened.reads(convened.medecin) == set()
    assert convened.reads(convened.psy) == {convened.premiere, convened.seconde}

    confirmer_representant(convened.letter(convened.psy), by=fresh(convened.pilote))
    assert convened.reads(convened.psy) == set()
    assert convened.reads(convened.medecin) == set()
    convened.send()

    assert convened.reads(convened.medecin) == {convened.premiere, convened.seconde}
    assert convened.mails(convened.medecin) == ["convocation"]


def test_stand_in_agreed_to_once_a_case_is_studied_comes_for_the_others(convened):
    answer(convened, "represente", representant=convened.medecin)
    apply_transition(convened.premiere, "etudier", by=fresh(convened.pilote))

    rows = confirmer_representant(convened.letter(convened.psy), by=fresh(convened.pilote))
    convened.send()

    assert [row.inscription.saisine for row in rows] == [convened.seconde]
    assert convened.reads(convened.medecin) == {convened.seconde}
    assert convened.reads(convened.psy) == set()


def test_agreeing_twice_or_to_an_answer_that_changed_is_refused(convened):
    answer(convened, "represente", representant=convened.medecin)
    letter = convened.letter(convened.psy)
    answer(convened, "present")

    with pytest.raises(ConvocationRefusee, match="changer"):
        confirmer_representant(letter, by=fresh(convened.pilote))

    assert (convened.medecin, convened.premiere) not in convened.convened()


def test_only_those_who_conduct_the_meeting_agree_to_a_stand_in(convened):
    answer(convened, "represente", representant=convened.medecin)

    with pytest.raises(PermissionDenied):
        confirmer_representant(convened.letter(convened.psy), by=fresh(convened.psy))


def test_same_stand_in_said_twice_stays_agreed(convened):
    answer(convened, "represente", representant=convened.medecin)
    confirmer_representant(convened.letter(convened.psy), by=fresh(convened.pilote))

    letter = answer(convened, "represente", representant=convened.medecin)

    assert letter.representant_confirme_le
    assert convened.reads(convened.psy) == set()


@pytest.mark.parametrize(
    "stand_in",
    [
        lambda scene: None,
        lambda scene: scene.psy,
        lambda scene: partenaire(scene.pole),
        lambda scene: scene.direction_voisine,
        lambda scene: membre(scene.pole, terminee=True),
    ],
    ids=["nobody", "oneself", "partner", "director", "former member"],
)
def test_only_staff_of_the_pole_in_office_stand_in(convened, stand_in):
    with pytest.raises(ConvocationRefusee):
        answer(convened, "represente", representant=stand_in(convened))

    assert convened.letter(convened.psy).reponse == ""


def test_database_refuses_a_representation_by_nobody(convened):
    letters = Convocation.objects.filter(personne=convened.psy)

    with pytest.raises(IntegrityError), transaction.atomic():
        letters.update(reponse=ReponseConvocation.REPRESENTE)

    assert convened.letter(convened.psy).etat == EtatConvocation.ENVOYEE
