"""Inclusive local dates for people, UTC bounds with an exclusive end for the database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


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
