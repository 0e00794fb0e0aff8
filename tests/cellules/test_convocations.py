"""Who is convened for which case, before anything leaves."""

import pytest
from django.core.exceptions import PermissionDenied

from cellules.models import Convie, EtatConvocation, TitreConvocation
from cellules.services import convocations
from cellules.services.annee import annuler
from cellules.services.convocations import ConvocationRefusee
from pole.models import Affectation, Personne
from saisines.services.workflow import apply_transition
from tests.cellules.scene import enrolled
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    PoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    inspectrice,
    membre,
    partenaire,
    secretaire,
)


def propose(scene):
    return convocations.proposer(scene.reunion, by=fresh(scene.pilote))


def test_usual_people_are_proposed_for_every_case_and_each_school_for_its_own(scene):
    scene.usual(scene.psy, scene.medecin)

    assert propose(scene) == 6

    assert scene.convened() == {
        (scene.psy, scene.premiere),
        (scene.psy, scene.seconde),
        (scene.medecin, scene.premiere),
        (scene.medecin, scene.seconde),
        (scene.direction, scene.premiere),
        (scene.direction_voisine, scene.seconde),
    }
    assert scene.letter(scene.psy).titre == TitreConvocation.CONVOQUE
    assert scene.letter(scene.direction).titre == TitreConvocation.ECOLE
    assert {row.etat for row in Convie.objects.all()} == {EtatConvocation.PREPAREE}


def test_teacher_who_wrote_is_invited_with_the_direction_unless_they_have_left_the_school(scene):
    teacher, gone = enseignante(scene.ecole), enseignante(scene.ecole, terminee=True)
    written, left = (enrolled(scene.ecole, scene.pilote, auteur=one) for one in (teacher, gone))

    propose(scene)

    invited = {person for person, case in scene.convened() if case in {written, left}}
    assert invited == {scene.direction, teacher}


def test_proposing_twice_adds_nothing_and_brings_nobody_back(scene):
    scene.usual(scene.psy)
    propose(scene)
    row = Convie.objects.get(convocation__personne=scene.psy, inscription__saisine=scene.premiere)
    convocations.retirer(row, by=fresh(scene.pilote))

    assert propose(scene) == 0

    assert (scene.psy, scene.premiere) not in scene.convened()
    assert (scene.psy, scene.seconde) in scene.convened()


def test_case_added_afterwards_is_proposed_to_somebody_withdrawn_from_all_the_others(scene):
    scene.usual(scene.psy)
    propose(scene)
    for row in Convie.objects.filter(convocation__personne=scene.psy):
        convocations.retirer(row, by=fresh(scene.pilote))
    assert scene.letter(scene.psy).etat == EtatConvocation.RETIREE
    added = enrolled(scene.ecole, scene.pilote)

    propose(scene)

    assert {case for person, case in scene.convened() if person == scene.psy} == {added}
    assert scene.letter(scene.psy).etat == EtatConvocation.PREPAREE


def test_usual_person_who_left_the_pole_or_whose_account_is_closed_is_not_proposed(scene):
    scene.usual(scene.psy, scene.medecin)
    Affectation.objects.filter(personne=scene.psy).update(fin=scene.psy.created_at)
    Personne.objects.filter(pk=scene.medecin.pk).update(is_active=False)

    propose(scene)

    assert {person for person, _ in scene.convened()} == {scene.direction, scene.direction_voisine}


def test_director_who_is_also_a_member_gets_one_letter_that_of_the_member(scene):
    both = membre(scene.pole)
    Affectation.objects.create(
        personne=both, pole=scene.pole, ecole=scene.ecole, fonction="directeur", debut=both.created_at
    )
    propose(scene)
    assert scene.letter(both).titre == TitreConvocation.ECOLE

    scene.convene(both, scene.seconde)

    assert scene.letter(both).titre == TitreConvocation.CONVOQUE
    assert scene.reunion.convocations.filter(personne=both).count() == 1


def test_convening_twice_is_once_and_brings_back_whoever_was_withdrawn(scene):
    row = scene.convene(scene.psy, scene.premiere)
    assert scene.convene(scene.psy, scene.premiere) == row
    convocations.retirer(row, by=fresh(scene.pilote))

    again = scene.convene(scene.psy, scene.premiere)

    assert (again.pk, again.etat) == (row.pk, EtatConvocation.PREPAREE)
    assert scene.letter(scene.psy).etat == EtatConvocation.PREPAREE


def test_partner_is_invited(scene):
    invited = partenaire(scene.pole)

    scene.convene(invited, scene.premiere)

    assert scene.letter(invited).titre == TitreConvocation.INVITE


@pytest.mark.parametrize(
    "stranger",
    [
        lambda scene: secretaire(scene.pole),
        lambda scene: scene.direction_voisine,
        lambda scene: enseignante(scene.ecole),
        lambda scene: membre(scene.pole, terminee=True),
        lambda scene: membre(PoleFactory()),
    ],
    ids=["secretariat", "other school", "teacher who wrote nothing", "former member", "other pole"],
)
def test_only_staff_partners_and_the_school_of_the_case_are_convened(scene, stranger):
    with pytest.raises(ConvocationRefusee):
        scene.convene(stranger(scene), scene.premiere)

    assert scene.convened() == set()


def test_closed_account_is_not_convened(scene):
    Personne.objects.filter(pk=scene.psy.pk).update(is_active=False)

    with pytest.raises(ConvocationRefusee, match="compte"):
        scene.convene(fresh(scene.psy), scene.premiere)


@pytest.mark.parametrize(
    "by",
    [
        lambda scene: secretaire(scene.pole),
        lambda scene: scene.psy,
        lambda scene: scene.direction,
        lambda scene: coordinatrice(PoleFactory()),
        lambda scene: directrice(scene.ecole),
    ],
    ids=["secretariat", "member", "direction", "coordinator elsewhere", "other direction"],
)
def test_only_those_who_conduct_the_meeting_convene(scene, by):
    row = scene.convene(scene.psy, scene.premiere)
    by = fresh(by(scene))

    for act in (
        lambda: convocations.proposer(scene.reunion, by=by),
        lambda: convocations.convier(row.inscription, scene.medecin, by=by),
        lambda: convocations.retirer(row, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert scene.convened() == {(scene.psy, scene.premiere)}


def test_ien_convenes_too(scene):
    convocations.proposer(scene.reunion, by=inspectrice(scene.pole))

    assert scene.convened()


def test_nobody_is_convened_for_a_case_that_has_left_the_agenda(scene):
    inscription = scene.inscription(scene.premiere)
    apply_transition(scene.premiere, "desinscrire", by=fresh(scene.pilote), motif="Plus tard.")

    with pytest.raises(ConvocationRefusee, match="ordre du jour"):
        convocations.convier(inscription, scene.psy, by=fresh(scene.pilote))


def test_nobody_is_convened_to_a_meeting_that_is_cancelled_or_over(scene):
    past = ReunionFactory(pole=scene.pole)
    annuler(scene.reunion, by=fresh(scene.pilote))

    with pytest.raises(ConvocationRefusee, match="annulée"):
        propose(scene)
    with pytest.raises(ConvocationRefusee, match="eu lieu"):
        convocations.proposer(past, by=fresh(scene.pilote))
