"""Roles end at midnight where the pole is, not in Paris and not in UTC."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from pole.enums import Fonction, Titre
from pole.models import Affectation, Invitation
from pole.services.directions import remplacer_direction
from pole.services.roles import end_role, name_stand_in, open_role
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    PersonneFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    fresh,
    inspectrice,
    membre,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 9, 1, 10, tzinfo=UTC)


def role_of(personne, **which):
    return Affectation.objects.get(personne=personne, **which)


@pytest.mark.parametrize(
    ("fuseau", "jour", "minuit"),
    [
        ("Europe/Paris", date(2026, 9, 11), datetime(2026, 9, 11, 22, tzinfo=UTC)),
        ("Indian/Reunion", date(2026, 9, 11), datetime(2026, 9, 11, 20, tzinfo=UTC)),
        # The night of the change of hour: the day of 25 October lasts 25 hours, that of 28 March 23.
        ("Europe/Paris", date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        ("Europe/Paris", date(2027, 3, 28), datetime(2027, 3, 28, 22, tzinfo=UTC)),
    ],
)
def test_role_ends_at_local_midnight_after_its_last_day(fuseau, jour, minuit):
    pole = PoleFactory(fuseau=fuseau)
    coordination = coordinatrice(pole)
    psy = membre(pole)

    with time_machine.travel(NOON, tick=False):
        end_role(role_of(psy), dernier_jour=jour, by=coordination)

    assert role_of(psy).fin == minuit
    with time_machine.travel(minuit.timestamp() - 60, tick=False):
        assert fresh(psy).portee.is_membre
    with time_machine.travel(minuit.timestamp() + 60, tick=False):
        assert not fresh(psy).portee.is_membre


@pytest.mark.parametrize(
    ("fuseau", "decalage"), [("Europe/Paris", 2), ("Indian/Reunion", 4)], ids=["paris", "reunion"]
)
def test_change_of_director_overlaps_then_closes_at_local_midnight(fuseau, decalage):
    """T6: 1 September, ten days to hand over."""
    ecole = EcoleFactory(pole=PoleFactory(fuseau=fuseau, recouvrement_jours=10))
    ancienne, nouvelle = directrice(ecole), PersonneFactory()
    debut = datetime(2026, 9, 1, tzinfo=UTC).timestamp() - decalage * 3600
    fin = datetime(2026, 9, 11, tzinfo=UTC).timestamp() - decalage * 3600

    with time_machine.travel(datetime(2026, 8, 28, 10, tzinfo=UTC), tick=False):
        remplacer_direction(
            ecole, a_partir_du=date(2026, 9, 1), successeur=nouvelle, by=coordinatrice(ecole.pole)
        )

    expected = {
        debut - 60: (True, False),
        debut + 60: (True, True),
        fin - 60: (True, True),
        fin + 60: (False, True),
    }
    for instant, (old, new) in expected.items():
        with time_machine.travel(instant, tick=False):
            assert fresh(ancienne).portee.is_directeur is old
            assert fresh(nouvelle).portee.is_directeur is new


def test_forty_moves_on_the_first_of_september_leave_nobody_behind():
    pole = PoleFactory(recouvrement_jours=0)
    coordination = coordinatrice(pole)
    schools = EcoleFactory.create_batch(40, pole=pole)
    moves = [(ecole, directrice(ecole), PersonneFactory()) for ecole in schools]

    with time_machine.travel(datetime(2026, 8, 28, 10, tzinfo=UTC), tick=False):
        for ecole, _, nouvelle in moves:
            remplacer_direction(ecole, a_partir_du=date(2026, 9, 1), successeur=nouvelle, by=coordination)

    with time_machine.travel(datetime(2026, 8, 31, 22, 0, 1, tzinfo=UTC), tick=False):
        held = [(fresh(old).portee.direction, fresh(new).portee.direction) for _, old, new in moves]
    assert held == [(set(), {ecole.pk}) for ecole, _, _ in moves]


def test_change_of_director_by_address_waits_for_the_answer():
    ecole = EcoleFactory()
    directrice(ecole)

    with time_machine.travel(datetime(2026, 8, 28, 10, tzinfo=UTC), tick=False):
        offered = remplacer_direction(
            ecole,
            a_partir_du=date(2026, 9, 1),
            adresse="camille.suite@exemple.test",
            by=coordinatrice(ecole.pole),
        )

    assert isinstance(offered, Invitation)
    assert offered.debut == datetime(2026, 8, 31, 22, tzinfo=UTC)


def test_change_of_one_of_two_directors_leaves_the_other():
    ecole = EcoleFactory()
    partante, restante = directrice(ecole), directrice(ecole)

    with time_machine.travel(NOON, tick=False):
        remplacer_direction(
            ecole,
            a_partir_du=date(2026, 9, 2),
            sortant=role_of(partante),
            successeur=PersonneFactory(),
            by=coordinatrice(ecole.pole),
        )

    assert role_of(partante).fin is not None
    assert role_of(restante).fin is None


def test_end_of_a_role_ends_who_stands_in_for_it():
    pole = PoleFactory()
    coordination = coordinatrice(pole)
    psy, suppleante = membre(pole), PersonneFactory()
    with time_machine.travel(NOON, tick=False):
        name_stand_in(
            role_of(psy),
            personne=suppleante,
            du=date(2026, 9, 1),
            au=date(2026, 12, 18),
            by=coordination,
        )

        end_role(role_of(psy), dernier_jour=date(2026, 9, 10), by=coordination)

    assert role_of(suppleante).fin == role_of(psy).fin


def test_stand_in_has_the_rights_on_their_weekdays_only():
    pole = PoleFactory()
    ien, suppleant = inspectrice(pole), PersonneFactory()
    with time_machine.travel(NOON, tick=False):
        name_stand_in(
            role_of(ien),
            personne=suppleant,
            du=date(2026, 9, 1),
            au=date(2026, 12, 18),
            jours="4",
            by=ien,
        )

    with time_machine.travel(datetime(2026, 9, 3, 10, tzinfo=UTC), tick=False):
        assert fresh(suppleant).portee.is_pilote
    with time_machine.travel(datetime(2026, 9, 4, 10, tzinfo=UTC), tick=False):
        assert not fresh(suppleant).portee.is_pilote


def test_nobody_stands_in_for_themselves():
    pole = PoleFactory()
    coordination = coordinatrice(pole)

    with pytest.raises(ValidationError, match="ne se supplée pas elle-même"):
        name_stand_in(
            role_of(coordination),
            personne=coordination,
            du=date(2026, 9, 1),
            au=date(2026, 9, 2),
            by=coordination,
        )


def test_last_pilot_cannot_leave():
    pole = PoleFactory()
    coordination = coordinatrice(pole)

    with pytest.raises(ValidationError, match="Personne d’autre ne pilote"):
        end_role(role_of(coordination), dernier_jour=pole.today(), by=coordination)

    assert role_of(coordination).fin is None


def test_role_does_not_end_before_it_began():
    pole = PoleFactory()

    with pytest.raises(ValidationError, match="ne peut pas finir avant"):
        end_role(role_of(membre(pole)), dernier_jour=date(2001, 1, 1), by=coordinatrice(pole))


def outsiders(pole):
    other = PoleFactory()
    yield membre(pole)
    yield directrice(EcoleFactory(pole=pole))
    yield coordinatrice(other)
    yield AffectationFactory(pole=pole, fonction=Fonction.COORDONNATEUR, terminee=True).personne


def test_only_those_who_pilot_the_pole_change_its_roles():
    """T8: a coordinator of another pole, and the one of yesterday, may nothing."""
    pole = PoleFactory()
    role = role_of(membre(pole))

    for outsider in outsiders(pole):
        with pytest.raises(PermissionDenied):
            end_role(role, dernier_jour=pole.today(), by=outsider)
        with pytest.raises(PermissionDenied):
            open_role(personne=outsider, pole=pole, fonction=Fonction.IEN, by=outsider)

    assert role_of(role.personne).fin is None


def test_role_refuses_a_school_of_another_pole():
    pole = PoleFactory()

    with pytest.raises(PermissionDenied):
        open_role(
            personne=PersonneFactory(),
            pole=pole,
            fonction=Fonction.DIRECTEUR,
            ecole=EcoleFactory(),
            titre=Titre.INTERIM,
            by=coordinatrice(pole),
        )
