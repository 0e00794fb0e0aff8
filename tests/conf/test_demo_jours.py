"""The demonstration on other days of the school year, and where it must not be loaded."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command

from pole.echeances import prochaine_echeance
from pole.models import Pole
from saisines.models import Saisine
from saisines.services.acces import differences

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.une_base
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("jour", "saisines"),
    [((2025, 9, 1), 59), ((2026, 8, 20), 62), ((2027, 6, 30), 62)],
    ids=["first day known", "August", "end of June"],
)
def test_demo_looks_alive_on_any_day_of_the_known_calendar(jour, saisines, settings, tmp_path):
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path

    with time_machine.travel(datetime(*jour, 10, 30, tzinfo=PARIS), tick=True):
        call_command("demo", verbosity=0)

        poles = Pole.objects.all()
        assert [pole.code for pole in poles if prochaine_echeance(pole) is None] == []
        assert differences() == []
        assert Saisine.objects.count() == saisines


def test_demo_refuses_the_settings_of_an_installation(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="installation réelle"):
        call_command("demo")

    assert not Pole.objects.exists()


def test_demo_leaves_a_database_in_use_alone(db, settings):
    settings.DEMO = True
    Pole.objects.create(nom="La mienne", code="MIENNE", uai="0690273X")

    call_command("demo", si_vide=True)

    assert Pole.objects.count() == 1
