"""School days, periods, deadlines and school hours."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pole.calendrier import (
    ETE,
    RENTREE,
    CalendrierInconnu,
    CoupureScolaire,
    Periode,
    ajouter_jours_ecole,
    annee_scolaire,
    date_limite,
    est_jour_ecole,
    est_moment_ecole,
    fin_de_l_annee_suivante,
    heures_ecole,
    jour_ecole_precedent,
    jour_ecole_suivant,
    jours_feries,
    nom_annee,
    periode_du,
    periodes,
)
from tests.pole.annees import year

# What the official holidays give, written out: first school day to last weekday of the five periods.
TABLE_6_3 = {
    (2025, "A"): "1/9–17/10 3/11–19/12 5/1–6/2 23/2–3/4 20/4–3/7",
    (2025, "B"): "1/9–17/10 3/11–19/12 5/1–13/2 2/3–10/4 27/4–3/7",
    (2025, "C"): "1/9–17/10 3/11–19/12 5/1–20/2 9/3–17/4 4/5–3/7",
    (2026, "A"): "1/9–16/10 2/11–18/12 4/1–12/2 1/3–9/4 26/4–2/7",
    (2026, "B"): "1/9–16/10 2/11–18/12 4/1–19/2 8/3–16/4 3/5–2/7",
    (2026, "C"): "1/9–16/10 2/11–18/12 4/1–5/2 22/2–2/4 19/4–2/7",
    (2027, "A"): "1/9–22/10 8/11–17/12 3/1–18/2 6/3–21/4 9/5–3/7",
    (2027, "B"): "1/9–22/10 8/11–17/12 3/1–4/2 21/2–7/4 24/4–3/7",
    (2027, "C"): "1/9–22/10 8/11–17/12 3/1–11/2 28/2–14/4 2/5–3/7",
}
ANNEES_ET_ZONES = sorted(TABLE_6_3)


@cache
def three_years(zone):
    coupures = tuple(c for annee in (2025, 2026, 2027) for c in year(annee, zone)[0])
    feries = {jour for annee in (2025, 2026, 2027) for jour in jours_feries(annee)}
    return coupures, feries


def printed(periode):
    return f"{periode.debut.day}/{periode.debut.month}–{periode.fin.day}/{periode.fin.month}"


@pytest.mark.parametrize(("annee", "zone"), ANNEES_ET_ZONES)
def test_periods_equal_the_table_of_the_domain(annee, zone):
    found = periodes(*year(annee, zone))

    assert " ".join(printed(periode) for periode in found) == TABLE_6_3[annee, zone]
    assert [periode.numero for periode in found] == [1, 2, 3, 4, 5]


def test_bridge_of_ascension_does_not_cut_a_period():
    coupures, feries = year(2026, "A")

    assert periodes([c for c in coupures if c.code != "pont"], feries) == periodes(coupures, feries)
    assert not est_jour_ecole(date(2027, 5, 7), coupures, feries)


def test_summer_announced_one_day_later_gives_the_same_periods():
    # A trap of the export: it says 5 July 2026, a Sunday, instead of 4 July.
    coupures, feries = year(2025, "A")
    later = [CoupureScolaire(ETE, c.nom, date(2026, 7, 5)) if c.code == ETE else c for c in coupures]

    assert periodes(later, feries) == periodes(coupures, feries)


@pytest.mark.parametrize(("missing", "named"), [(RENTREE, "rentrée"), (ETE, "été")])
def test_periods_of_an_incomplete_year_are_refused(missing, named):
    coupures, feries = year(2026, "B")

    with pytest.raises(CalendrierInconnu, match=named):
        periodes([c for c in coupures if c.code != missing], feries)


def test_periods_without_a_day_of_return_are_refused():
    coupures, feries = year(2026, "B")
    without = [CoupureScolaire(c.code, c.nom, c.debut) if c.code == "hiver" else c for c in coupures]

    with pytest.raises(CalendrierInconnu, match="reprise manque"):
        periodes(without, feries)


def test_periods_of_overlapping_holidays_are_refused():
    coupures, feries = year(2026, "B")
    odd = CoupureScolaire("printemps", "Vacances de printemps", date(2027, 2, 25), date(2027, 3, 10))

    with pytest.raises(CalendrierInconnu, match="chevauchent"):
        periodes([odd, *(c for c in coupures if c.code != "printemps")], feries)


@pytest.mark.parametrize(
    ("jour", "annee"),
    [
        (date(2026, 7, 31), 2025),
        (date(2026, 8, 1), 2026),
        (date(2026, 9, 1), 2026),
        (date(2027, 6, 30), 2026),
    ],
)
def test_school_year_turns_on_1_august(jour, annee):
    assert annee_scolaire(jour) == annee


def test_school_year_is_named_by_its_two_civil_years():
    assert nom_annee(2026) == "2026-2027"


@pytest.mark.parametrize(
    ("jour", "open_"),
    [
        (date(2026, 8, 31), False),  # teachers only
        (date(2026, 9, 1), True),
        (date(2026, 9, 2), True),  # Wednesday
        (date(2026, 9, 5), False),  # Saturday
        (date(2026, 10, 16), True),
        (date(2026, 10, 19), False),
        (date(2026, 11, 2), True),
        (date(2026, 11, 11), False),
        (date(2027, 5, 6), False),  # Ascension
        (date(2027, 5, 7), False),  # bridge
        (date(2027, 5, 10), True),
        (date(2027, 7, 2), True),
        (date(2027, 7, 5), False),
        (date(2030, 9, 10), False),  # unknown year
    ],
)
def test_school_day_in_zone_a(jour, open_):
    assert est_jour_ecole(jour, *year(2026, "A")) is open_


def test_school_days_of_two_years_are_separated_by_the_summer():
    coupures, feries = three_years("A")

    assert jour_ecole_suivant(date(2026, 7, 3), coupures, feries) == date(2026, 9, 1)
    assert jour_ecole_precedent(date(2026, 9, 1), coupures, feries) == date(2026, 7, 3)


def test_school_day_beyond_the_known_years_is_an_error_that_says_what_to_do():
    coupures, feries = year(2026, "A")

    with pytest.raises(CalendrierInconnu, match="année suivante"):
        jour_ecole_suivant(date(2027, 7, 2), coupures, feries)
    with pytest.raises(CalendrierInconnu, match="année précédente"):
        jour_ecole_precedent(date(2026, 9, 1), coupures, feries)


def test_three_school_days_after_the_eve_of_holidays():
    assert ajouter_jours_ecole(date(2026, 10, 15), 3, *year(2026, "A")) == date(2026, 11, 3)


def test_deadline_of_16_october_2018_is_10_october_s2_18():
    coupures, feries = year(2018, "A")
    reunion = date(2018, 10, 16)

    assert date_limite(reunion, 6, coupures, feries) == date(2018, 10, 10)
    assert reunion in periodes(coupures, feries)[0]


@pytest.mark.parametrize(
    ("reunion", "limite"),
    [
        (date(2026, 11, 17), date(2026, 11, 10)),  # six days before is 11 November
        (date(2026, 11, 3), date(2026, 10, 16)),  # six days before is in the holidays
        (date(2026, 11, 20), date(2026, 11, 13)),  # six days before is a Saturday
        (date(2027, 5, 13), date(2027, 5, 5)),  # six days before is the bridge
    ],
)
def test_deadline_on_a_closed_day_moves_to_the_school_day_before(reunion, limite):
    assert date_limite(reunion, 6, *year(2026, "A")) == limite


# The first example reads the package: no clock on it.
@settings(deadline=None)
@given(
    zone=st.sampled_from("ABC"),
    reunion=st.dates(date(2025, 10, 15), date(2028, 6, 30)),
    jours=st.integers(0, 30),
)
def test_deadline_is_always_a_school_day_and_never_later_than_asked(zone, reunion, jours):
    coupures, feries = three_years(zone)

    limite = date_limite(reunion, jours, coupures, feries)

    latest = reunion - timedelta(days=jours)
    assert est_jour_ecole(limite, coupures, feries)
    assert limite <= latest
    # Not earlier than needed either.
    skipped = [limite + timedelta(days=n) for n in range(1, (latest - limite).days + 1)]
    assert not any(est_jour_ecole(jour, coupures, feries) for jour in skipped)


def test_period_of_a_holiday_is_the_next_one():
    toutes = periodes(*year(2026, "A"))

    assert periode_du(date(2026, 10, 20), toutes).numero == 2
    assert periode_du(date(2026, 10, 16), toutes).numero == 1
    assert periode_du(date(2027, 7, 10), toutes) is None
    assert date(2026, 10, 16) in Periode(1, date(2026, 9, 1), date(2026, 10, 16))


@pytest.mark.parametrize(
    ("territoire", "jour", "nom"),
    [
        ("971", date(2027, 5, 27), "Abolition de l'esclavage"),
        ("973", date(2027, 6, 10), "Abolition de l'esclavage"),
        ("974", date(2026, 12, 20), "Abolition de l'esclavage"),
        ("67", date(2027, 3, 26), "Vendredi saint"),
    ],
)
def test_public_holiday_of_a_territory_is_only_there(territoire, jour, nom):
    assert jours_feries(2026, territoire)[jour] == nom
    assert jour not in jours_feries(2026)


def test_public_holidays_of_the_metropole_are_the_eleven_of_each_civil_year():
    feries = jours_feries(2026)

    assert [jour for jour in feries if jour.year == 2027] == [
        date(2027, 1, 1),
        date(2027, 3, 29),
        date(2027, 5, 1),
        date(2027, 5, 6),
        date(2027, 5, 8),
        date(2027, 5, 17),
        date(2027, 7, 14),
        date(2027, 8, 15),
        date(2027, 11, 1),
        date(2027, 11, 11),
        date(2027, 12, 25),
    ]
    assert len(feries) == 22
    assert jours_feries(2026, "69") == feries


@pytest.mark.parametrize(
    ("local", "open_"),
    [
        ("2026-11-03T08:00", True),
        ("2026-11-03T07:59", False),
        ("2026-11-03T17:59", True),
        ("2026-11-03T18:00", False),
        ("2026-11-04T11:59", True),  # Wednesday morning
        ("2026-11-04T12:00", False),
        ("2026-11-07T10:00", False),
        ("2026-11-08T10:00", False),
    ],
)
@pytest.mark.parametrize("fuseau", ["Europe/Paris", "Indian/Reunion", "America/Cayenne"])
def test_school_hours_are_local(fuseau, local, open_):
    instant = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(fuseau)).astimezone(UTC)

    assert heures_ecole(instant, fuseau) is open_


def test_school_hours_of_an_instant_without_zone_are_an_error():
    with pytest.raises(ValueError, match="fuseau"):
        heures_ecole(datetime(2026, 11, 3, 10), "Europe/Paris")


@pytest.mark.parametrize(
    ("instant", "may_leave"),
    [
        (datetime(2026, 11, 3, 9, tzinfo=UTC), True),
        (datetime(2026, 10, 20, 9, tzinfo=UTC), False),  # holidays
        (datetime(2026, 11, 11, 9, tzinfo=UTC), False),  # public holiday
        (datetime(2026, 11, 3, 20, tzinfo=UTC), False),  # evening
    ],
)
def test_reminder_leaves_only_in_school_hours_of_a_school_day(instant, may_leave):
    assert est_moment_ecole(instant, "Europe/Paris", *year(2026, "A")) is may_leave


def test_reminder_takes_the_local_date_of_a_far_territory():
    coupures, feries = year(2026, "A")
    # 1 November, 22:00 UTC: already Monday 2 November, 9:00, in Nouméa.
    instant = datetime(2026, 11, 1, 22, tzinfo=UTC)

    assert est_moment_ecole(instant, "Pacific/Noumea", coupures, feries)
    assert not est_moment_ecole(instant, "Europe/Paris", coupures, feries)


@pytest.mark.parametrize(("jour", "year"), [(date(2026, 8, 1), 2028), (date(2027, 7, 31), 2028)])
def test_furthest_day_is_the_end_of_the_next_school_year(jour, year):
    assert fin_de_l_annee_suivante(jour) == date(year, 7, 31)
