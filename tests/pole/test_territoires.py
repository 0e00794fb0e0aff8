"""Zones, clocks and public holidays of the French territories."""

from zoneinfo import ZoneInfo

import pytest

from pole.calendrier import SUBDIVISIONS
from pole.territoires import FUSEAUX, TERRITOIRES, Fuseau, Zone, fuseau_de_la_zone, normalise_zone


@pytest.mark.parametrize("fuseau", Fuseau)
def test_each_clock_is_known_to_the_machine(fuseau):
    assert ZoneInfo(fuseau).key == fuseau.value


def test_every_zone_overseas_has_its_clock_and_its_public_holidays():
    overseas = set(Zone) - {Zone.A, Zone.B, Zone.C, Zone.CORSE}

    assert set(FUSEAUX) == set(TERRITOIRES) == overseas
    assert set(TERRITOIRES.values()) <= set(SUBDIVISIONS)
    assert Fuseau.PARIS not in FUSEAUX.values()


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Zone A", "A"),
        ("b", "B"),
        ("ZONE C", "C"),
        ("La Réunion", "Réunion"),
        ("corse", "Corse"),
        (" Jersey ", "Jersey"),
    ],
)
def test_zone_is_normalised(typed, zone):
    assert normalise_zone(typed) == zone


@pytest.mark.parametrize("zone", Zone)
def test_zone_is_found_by_its_name_and_by_its_label(zone):
    assert normalise_zone(zone.value) == normalise_zone(zone.label.upper()) == zone.value


def test_zone_of_the_mainland_or_unknown_lives_at_the_clock_of_paris():
    assert fuseau_de_la_zone("B") == fuseau_de_la_zone("Corse") == fuseau_de_la_zone("Jersey") == Fuseau.PARIS
