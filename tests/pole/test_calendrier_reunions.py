"""Meetings and plenaries proposed for a year."""

from datetime import date
from itertools import product

import pytest

from pole.calendrier import (
    ETE,
    RENTREE,
    CoupureScolaire,
    date_limite,
    est_jour_ecole,
    periodes,
    proposer_plenieres,
    proposer_reunions,
)
from tests.pole.annees import year

ANNEES_ET_ZONES = list(product((2025, 2026, 2027), "ABC"))


@pytest.mark.parametrize(("annee", "zone"), ANNEES_ET_ZONES)
@pytest.mark.parametrize("cadence", [(1, 1, 1, 1, 2), (1, 1, 1, 1, 1), (2, 2, 2, 2, 3), (0, 1, 0, 1, 0)])
def test_proposed_meetings_fit_the_year(annee, zone, cadence):
    coupures, feries = year(annee, zone)
    toutes = periodes(coupures, feries)

    reunions = proposer_reunions(toutes, cadence, coupures, feries)

    assert tuple(sum(r.periode == n for r in reunions) for n in range(1, 6)) == cadence
    assert len({r.jour for r in reunions}) == len(reunions)
    for reunion in reunions:
        assert reunion.jour in toutes[reunion.periode - 1]
        assert reunion.jour.isoweekday() in (2, 4)
        assert est_jour_ecole(reunion.jour, coupures, feries)
        assert reunion.jour < date(annee + 1, 6, 15)
        assert reunion.date_limite == date_limite(reunion.jour, 6, coupures, feries)


def test_six_cellules_a_year_with_two_in_period_5_s1_23():
    coupures, feries = year(2026, "A")

    reunions = proposer_reunions(periodes(coupures, feries), (1, 1, 1, 1, 2), coupures, feries)

    assert [(r.periode, r.jour, r.date_limite) for r in reunions] == [
        (1, date(2026, 10, 6), date(2026, 9, 30)),
        (2, date(2026, 12, 8), date(2026, 12, 2)),
        (3, date(2027, 2, 2), date(2027, 1, 27)),
        (4, date(2027, 3, 30), date(2027, 3, 24)),
        (5, date(2027, 5, 18), date(2027, 5, 12)),
        (5, date(2027, 6, 8), date(2027, 6, 2)),
    ]


def test_one_meeting_a_period_s2_16():
    coupures, feries = year(2026, "B")

    reunions = proposer_reunions(periodes(coupures, feries), (1, 1, 1, 1, 1), coupures, feries)

    assert [r.periode for r in reunions] == [1, 2, 3, 4, 5]


def test_meeting_leaves_a_tuesday_that_is_closed_for_the_thursday():
    # Last but one week of this invented period: 8 May 2029 is a Tuesday and a public holiday.
    coupures = (
        CoupureScolaire(RENTREE, "", date(2028, 9, 4), date(2028, 9, 4)),
        CoupureScolaire(ETE, "", date(2029, 5, 19)),
    )
    feries = {date(2029, 5, 8)}

    reunions = proposer_reunions(periodes(coupures, feries), (1,), coupures, feries)

    assert [r.jour for r in reunions] == [date(2029, 5, 10)]


def test_meeting_leaves_a_week_that_is_closed_for_the_one_before():
    coupures = (
        CoupureScolaire(RENTREE, "", date(2028, 9, 4), date(2028, 9, 4)),
        CoupureScolaire(ETE, "", date(2029, 5, 19)),
    )
    feries = {date(2029, 5, 8), date(2029, 5, 10)}

    reunions = proposer_reunions(periodes(coupures, feries), (1,), coupures, feries)

    assert [r.jour for r in reunions] == [date(2029, 5, 1)]


def test_period_too_short_gets_fewer_meetings():
    coupures = (
        CoupureScolaire(RENTREE, "", date(2028, 9, 4), date(2028, 9, 4)),
        CoupureScolaire("toussaint", "", date(2028, 9, 16), date(2028, 10, 2)),
        CoupureScolaire(ETE, "", date(2028, 10, 4)),
    )

    reunions = proposer_reunions(periodes(coupures, ()), (0, 3), coupures, ())

    assert [r.jour for r in reunions] == [date(2028, 10, 3)]


@pytest.mark.parametrize(("annee", "zone"), ANNEES_ET_ZONES)
def test_two_plenaries_a_year_in_october_and_june_s1_20(annee, zone):
    coupures, feries = year(annee, zone)
    toutes = periodes(coupures, feries)
    cellules = proposer_reunions(toutes, (1, 1, 1, 1, 2), coupures, feries)

    plenieres = proposer_plenieres(toutes, 2, coupures, feries, deja_pris={r.jour for r in cellules})

    assert [(p.nature, p.jour.month, p.date_limite) for p in plenieres] == [
        ("pleniere", 10, None),
        ("pleniere", 6, None),
    ]
    for pleniere in plenieres:
        assert est_jour_ecole(pleniere.jour, coupures, feries)
        assert pleniere.jour.isoweekday() in (2, 4)
        assert pleniere.jour not in {r.jour for r in cellules}


@pytest.mark.parametrize("nombre", [0, 1, 2, 3, 4])
def test_as_many_plenaries_as_asked(nombre):
    coupures, feries = year(2026, "C")

    assert len(proposer_plenieres(periodes(coupures, feries), nombre, coupures, feries)) == nombre


def test_plenary_avoids_a_day_already_taken():
    coupures, feries = year(2026, "A")
    taken = {date(2026, 10, 1)}

    first = proposer_plenieres(periodes(coupures, feries), 2, coupures, feries, deja_pris=taken)[0]

    assert first.jour == date(2026, 10, 6)


def test_five_plenaries_are_too_many():
    coupures, feries = year(2026, "A")

    with pytest.raises(ValueError, match="au plus quatre"):
        proposer_plenieres(periodes(coupures, feries), 5, coupures, feries)
