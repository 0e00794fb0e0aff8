"""Who sees which meeting."""

import pytest

from cellules.models import PLANIFIER, Reunion
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    inspectrice,
    membre,
    partenaire,
    secretaire,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [inspectrice, coordinatrice, secretaire])
def test_office_of_the_pole_sees_and_prepares_proposals(role):
    reunion = ReunionFactory(proposee=True)
    person = role(reunion.pole)

    assert list(Reunion.objects.visible_to(person)) == [reunion]
    assert person.has_perm(PLANIFIER, reunion)


def test_schools_and_members_see_what_is_published_or_cancelled():
    pole = PoleFactory()
    ReunionFactory(pole=pole, proposee=True)
    shown = {
        ReunionFactory(pole=pole, date="2026-12-08"),
        ReunionFactory(pole=pole, date="2027-01-26", annulee=True),
    }
    school = EcoleFactory(pole=pole)

    for person in (directrice(school), enseignante(school), membre(pole), partenaire(pole)):
        assert set(Reunion.objects.visible_to(person)) == shown
        assert not any(person.has_perm(PLANIFIER, reunion) for reunion in shown)


def test_other_poles_see_nothing():
    ReunionFactory()

    assert not Reunion.objects.visible_to(coordinatrice(PoleFactory())).exists()


def test_meeting_bears_the_word_of_its_pole():
    pole = PoleFactory(mot_reunion="réunion du pôle")

    assert ReunionFactory(pole=pole).intitule == "Réunion du pôle"
    assert ReunionFactory(pole=pole, pleniere=True).intitule == "Plénière"
