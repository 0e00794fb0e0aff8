"""Who says what the school does with an answer, and what came of it: rights of their own, in one table."""

import pytest
from django.core.exceptions import PermissionDenied

from saisines.enums import Accueil, Droit, EffetDuPoint, Relation
from saisines.models import PointEtape
from saisines.relations import DROITS
from saisines.services.accueil import accueillir
from saisines.services.points import faire_le_point
from tests.clients import signed_in
from tests.factories.pole import fresh
from tests.saisines.reponses.scene import answered, day, url

SIGNENT = {Relation.DIRECTION, Relation.SIGNATAIRE}
ECRIVENT = SIGNENT | {Relation.AUTEUR, Relation.COAUTEUR}


def holders(droit):
    return {relation for relation, droits in DROITS.items() if droit in droits}


def test_who_signs_welcomes_an_answer_and_who_writes_says_what_came_of_it():
    assert holders(Droit.ACCUEILLIR) == holders(Droit.RETIRER) == SIGNENT
    assert holders(Droit.FAIRE_LE_POINT) == holders(Droit.PRECISER) == ECRIVENT


def offers(person, saisine, name):
    """Whether the page of the case shows this person the way to that act."""
    return url(saisine, name) in signed_in(person).get(saisine.get_absolute_url()).content.decode()


@pytest.fixture
def without(monkeypatch):
    def taken(droit):
        for relation, droits in DROITS.items():
            monkeypatch.setitem(DROITS, relation, droits - {droit})

    return taken


@pytest.mark.django_db
def test_withdrawing_a_case_does_not_give_the_right_to_welcome_its_answer(
    saisine, directeur, coordinateur, without
):
    reponse = answered(saisine, coordinateur)
    assert offers(directeur, saisine, "accueillir")
    without(Droit.ACCUEILLIR)

    with pytest.raises(PermissionDenied):
        accueillir(reponse, by=fresh(directeur), accueil=Accueil.SAISIT)

    assert signed_in(directeur).get(url(saisine, "accueillir")).status_code == 403
    assert not offers(directeur, saisine, "accueillir")


@pytest.mark.django_db
def test_giving_precisions_does_not_give_the_right_to_make_the_check(
    saisine, directeur, coordinateur, without
):
    reponse = answered(saisine, coordinateur, point_le=day())
    assert offers(directeur, saisine, "faire_le_point")
    without(Droit.FAIRE_LE_POINT)

    with pytest.raises(PermissionDenied):
        faire_le_point(reponse, by=fresh(directeur), prevu_le=day(), effet=EffetDuPoint.OUI)

    assert not PointEtape.objects.exists()
    assert signed_in(directeur).get(url(saisine, "faire_le_point")).status_code == 403
    assert not offers(directeur, saisine, "faire_le_point")
