"""Synthetic volume: the numbers asked for, rows that the rules accept, and never on a real installation."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from pole.conf.volume.poles import ECOLES
from pole.models import Affectation, Ecole, Personne, Pole
from saisines.enums import Etat
from saisines.models import Saisine
from saisines.recit import Recit
from saisines.services.acces import differences


@pytest.fixture
def volume(db, settings):
    settings.DEMO = True
    call_command("generer", poles=2, annees=3, saisines_par_pole=60, verbosity=0)
    connection.check_constraints()


def holder(fonction):
    return Affectation.objects.filter(fonction=fonction).order_by("pole__created_at", "pk").first().personne


def test_volume_has_the_numbers_asked_for(volume):
    assert (Pole.objects.count(), Ecole.objects.count(), Saisine.objects.count()) == (2, 2 * ECOLES, 120)
    assert Saisine.objects.values("annee").distinct().count() >= 3


def test_volume_is_completed_not_doubled(volume):
    before = set(Saisine.objects.values_list("pk", flat=True))

    call_command("generer", poles=3, annees=3, saisines_par_pole=60, verbosity=0)

    after = set(Saisine.objects.values_list("pk", flat=True))
    assert Pole.objects.count() == 3
    assert before < after


def test_member_sees_thirty_cases_of_their_pole_by_name(volume):
    membre = holder("membre")

    visible = Saisine.objects.visible_to(membre)

    assert visible.count() == 30
    assert {saisine.pole_id for saisine in visible} == membre.portee.poles()


def test_coordinator_sees_what_was_sent_in_their_pole_only(volume):
    coordinatrice = holder("coordonnateur")
    pole = next(iter(coordinatrice.portee.poles()))

    visible = Saisine.objects.visible_to(coordinatrice)

    expected = Saisine.objects.filter(pole=pole).exclude(etat__in=[Etat.BROUILLON, Etat.A_RELIRE])
    assert set(visible) == set(expected)
    assert visible.count() > 40


def test_sealed_columns_open(volume):
    saisine = Saisine.objects.filter(pole=Pole.objects.first()).select_related("eleve").first()

    assert saisine.eleve.prenom.startswith("Prénom")
    assert Recit(saisine).contenu("preoccupation")["question"]
    assert saisine.eleve in type(saisine.eleve).objects.named(
        saisine.pole, saisine.eleve.nom, saisine.eleve.prenom
    )


def test_stored_accesses_are_the_justified_ones(volume):
    assert differences() == []


def made():
    """Identities of what one pole is made of; nothing of it stays."""
    with transaction.atomic():
        call_command("generer", poles=1, annees=1, saisines_par_pole=20, verbosity=0)
        cases = sorted(Saisine.objects.values_list("pk", "etat", "reference"), key=str)
        people = sorted(Personne.objects.values_list("email", "nom"))
        transaction.set_rollback(True)
    return cases, people


def test_volume_of_a_number_is_the_same_each_time(db, settings):
    settings.DEMO = True

    first = made()

    assert len(first[0]) == 20
    assert made() == first


def test_volume_refuses_the_settings_of_an_installation(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="installation réelle"):
        call_command("generer", poles=1)

    assert not Pole.objects.exists()


@pytest.mark.parametrize("number", [0, -1])
def test_volume_refuses_numbers_below_one(db, settings, number):
    settings.DEMO = True

    with pytest.raises(CommandError, match="à partir de 1"):
        call_command("generer", poles=number)
