"""A day in words: only the first of the month is an ordinal."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from pole.dates import day_and_month, day_in_full
from pole.templatetags.dsfr_pole import date_an, date_mois, moment
from saisines.dates import moment_of


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 1), "1er novembre"),
        (date(2026, 11, 11), "11 novembre"),
        (date(2026, 11, 21), "21 novembre"),
        (date(2026, 11, 30), "30 novembre"),
    ],
)
def test_only_the_first_of_the_month_is_an_ordinal(day, words):
    assert (day_and_month(day), date_mois(day)) == (words, words)
    assert (day_in_full(day), date_an(day)) == (f"{words} 2026", f"{words} 2026")


def test_moment_is_told_by_the_day_and_the_hour_of_the_pole():
    instant = datetime(2026, 11, 1, 17, 58, tzinfo=UTC)

    assert moment(instant).startswith("1er novembre 2026 à 18")
    told = moment_of(instant, ZoneInfo("Europe/Paris"), date(2026, 11, 21))
    assert told == "le 1er novembre à 18\u00a0h\u00a058"
