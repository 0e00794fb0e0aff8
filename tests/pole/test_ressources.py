"""Resources that a school may read before a request, and who may answer it today (S3-08)."""

import pytest
from django.core.exceptions import ValidationError

from pole.enums import Fonction
from pole.models import Absence
from pole.ressources import read_ressources, validate_ressources
from pole.services.permanence import reachable
from tests.factories.pole import (
    EcoleFactory,
    MetierFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    fresh,
    membre,
    partenaire,
)

LIVRET = {"nom": "Le livret", "adresse": "https://exemple.test/livret"}
FAUSSES = [
    {"nom": "Le livret"},
    {"nom": "", "adresse": "https://exemple.test"},
    {"nom": "x" * 121, "adresse": "https://exemple.test"},
    {"nom": "Le livret", "adresse": "http://exemple.test"},
    {"nom": "Le livret", "adresse": "javascript:alert(1)"},
    {"nom": "Le livret", "adresse": "https://"},
    {"nom": "Le livret", "adresse": "https://banque.test@exemple.test/"},
    {"nom": "Le livret", "adresse": "https://exemple.test/a b"},
    {"nom": "Le livret", "adresse": "https://[exemple.test"},
    {"nom": "Le livret", "adresse": 3},
    "Le livret",
]


@pytest.mark.parametrize("fausse", FAUSSES)
def test_resource_that_leads_nowhere_safe_is_refused_and_never_shown(fausse):
    with pytest.raises(ValidationError):
        validate_ressources([LIVRET, fausse])

    assert [ressource.nom for ressource in read_ressources([LIVRET, fausse])] == ["Le livret"]


def test_damaged_column_shows_no_resource():
    assert read_ressources({"nom": "x"}) == read_ressources(None) == []


def test_resource_says_where_it_leads():
    assert read_ressources([LIVRET])[0].site == "exemple.test"


@pytest.fixture
def ecole():
    return EcoleFactory()


@pytest.mark.django_db
class TestReachable:
    def test_coordination_first_then_the_team_by_its_metiers(self, ecole, django_assert_num_queries):
        pole = ecole.pole
        later, sooner = MetierFactory(pole=pole, rang=9), MetierFactory(pole=pole, rang=1)
        second, first = membre(pole, metier=later), membre(pole, metier=sooner)
        coordination = coordinatrice(pole)
        user = fresh(directrice(ecole))
        assert user.portee.direction

        with django_assert_num_queries(1):
            found = reachable(pole, user)

        assert [role.personne for role in found] == [coordination, first, second]

    def test_those_from_outside_away_closed_or_elsewhere_are_not_said_to_be_there(self, ecole):
        pole = ecole.pole
        there = membre(pole, metier=MetierFactory(pole=pole))
        partenaire(pole)
        membre(pole, metier=MetierFactory(pole=pole, exterieur=True))
        membre(pole, metier=MetierFactory(pole=pole, au_besoin=True))
        membre(pole, metier=MetierFactory(pole=pole, actif=False))
        membre(PoleFactory())
        membre(pole, metier=MetierFactory(pole=pole), personne__is_active=False)
        away = coordinatrice(pole)
        role = away.affectations.get(fonction=Fonction.COORDONNATEUR)
        Absence.objects.create(pole=pole, personne=away, debut=role.debut, fin=role.debut.replace(year=2099))

        assert [role.personne for role in reachable(pole, fresh(directrice(ecole)))] == [there]
