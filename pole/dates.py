"""Inclusive local dates for people, UTC bounds with an exclusive end for the database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as date_format


def start_of(day: date, tz: ZoneInfo) -> datetime:
    """The instant when a local day begins."""
    return datetime.combine(day, time.min, tz).astimezone(UTC)


def end_of(day: date, tz: ZoneInfo) -> datetime:
    """The instant when a local day is over: the midnight that follows (exclusive bound)."""
    return start_of(day + timedelta(days=1), tz)


def local_dates(debut: datetime, fin: datetime | None, tz: ZoneInfo) -> tuple[date, date | None]:
    """First and last local day, inclusive, of a UTC interval whose end is exclusive."""
    last = None if fin is None else (fin.astimezone(tz) - timedelta(microseconds=1)).date()
    return debut.astimezone(tz).date(), last


def day_and_month(day: date) -> str:
    """« 1er septembre », « 21 novembre »: only the first of the month is an ordinal."""
    return date_format(day, "1\\e\\r F" if day.day == 1 else "j F")


def day_in_full(day: date) -> str:
    """« 1er septembre 2026 »."""
    return f"{day_and_month(day)} {day.year}"
