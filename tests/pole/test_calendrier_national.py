"""The shipped table of holidays against the package it was made from and against the official dates."""

from datetime import date

import pytest

from pole.calendrier_national import (
    ANNEES_LIVREES,
    ZONES_LIVREES,
    build_national_calendar,
    read_national_calendar,
    write_national_calendar,
)

# The official dates: first day off → day classes resume; « = » means the same in the three zones.
COMMUNES = {
    (2025, "rentree"): ("2025-09-01", "2025-09-01"),
    (2025, "toussaint"): ("2025-10-18", "2025-11-03"),
    (2025, "noel"): ("2025-12-20", "2026-01-05"),
    (2025, "ete"): ("2026-07-04", None),
    (2026, "rentree"): ("2026-09-01", "2026-09-01"),
    (2026, "toussaint"): ("2026-10-17", "2026-11-02"),
    (2026, "noel"): ("2026-12-19", "2027-01-04"),
    (2026, "pont"): ("2027-05-07", "2027-05-10"),
    (2026, "ete"): ("2027-07-03", None),
    (2027, "rentree"): ("2027-09-01", "2027-09-01"),
    (2027, "toussaint"): ("2027-10-23", "2027-11-08"),
    (2027, "noel"): ("2027-12-18", "2028-01-03"),
    (2027, "pont"): ("2028-05-26", "2028-05-29"),
    (2027, "ete"): ("2028-07-04", None),
}
PAR_ZONE = {
    (2025, "hiver", "A"): ("2026-02-07", "2026-02-23"),
    (2025, "hiver", "B"): ("2026-02-14", "2026-03-02"),
    (2025, "hiver", "C"): ("2026-02-21", "2026-03-09"),
    (2025, "printemps", "A"): ("2026-04-04", "2026-04-20"),
    (2025, "printemps", "B"): ("2026-04-11", "2026-04-27"),
    (2025, "printemps", "C"): ("2026-04-18", "2026-05-04"),
    (2026, "hiver", "A"): ("2027-02-13", "2027-03-01"),
    (2026, "hiver", "B"): ("2027-02-20", "2027-03-08"),
    (2026, "hiver", "C"): ("2027-02-06", "2027-02-22"),
    (2026, "printemps", "A"): ("2027-04-10", "2027-04-26"),
    (2026, "printemps", "B"): ("2027-04-17", "2027-05-03"),
    (2026, "printemps", "C"): ("2027-04-03", "2027-04-19"),
    (2027, "hiver", "A"): ("2028-02-19", "2028-03-06"),
    (2027, "hiver", "B"): ("2028-02-05", "2028-02-21"),
    (2027, "hiver", "C"): ("2028-02-12", "2028-02-28"),
    (2027, "printemps", "A"): ("2028-04-22", "2028-05-09"),
    (2027, "printemps", "B"): ("2028-04-08", "2028-04-24"),
    (2027, "printemps", "C"): ("2028-04-15", "2028-05-02"),
}


def expected():
    dates = {(annee, code, zone): both for (annee, code), both in COMMUNES.items() for zone in ZONES_LIVREES}
    dates |= PAR_ZONE
    return {
        key: (date.fromisoformat(debut), date.fromisoformat(reprise) if reprise else None)
        for key, (debut, reprise) in dates.items()
    }


def test_shipped_table_equals_the_domain_reference():
    shipped = {(row.annee, row.code, row.zone): (row.debut, row.reprise) for row in read_national_calendar()}

    assert shipped == expected()


def test_shipped_table_equals_the_package():
    assert read_national_calendar() == build_national_calendar()


def test_shipped_table_has_each_row_once():
    rows = read_national_calendar()

    assert len({(row.zone, row.annee, row.code) for row in rows}) == len(rows)
    assert {(row.annee, row.zone) for row in rows} == {(a, z) for a in ANNEES_LIVREES for z in ZONES_LIVREES}


def test_table_written_again_reads_the_same(tmp_path):
    rows = build_national_calendar((2018,))

    write_national_calendar(rows, tmp_path / "vacances.csv")

    assert read_national_calendar(tmp_path / "vacances.csv") == rows


@pytest.mark.parametrize(
    ("annee", "debut", "reprise"),
    [(2018, date(2019, 5, 31), date(2019, 6, 3)), (2026, date(2027, 5, 7), date(2027, 5, 10))],
)
def test_bridge_is_the_friday_without_ascension_itself(annee, debut, reprise):
    [pont] = [row for row in build_national_calendar((annee,)) if (row.code, row.zone) == ("pont", "A")]

    assert (pont.debut, pont.reprise) == (debut, reprise)
