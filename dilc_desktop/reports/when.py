"""Dates and the session's own day and hours, in words that do not depend on the laptop."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dilc_desktop.domain.record import SessionRecord

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def plain_date(day: date) -> str:
    """A date as 14 October 2026, which nobody can read as another."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def long_date(day: date) -> str:
    """A date with its weekday."""
    return f"{_DAYS[day.weekday()]}, {plain_date(day)}"


def _start(record: SessionRecord) -> datetime | None:
    """When the session began, else when it is to begin, in local time."""
    session = record.session()
    if session.began is None:
        return record.scheduled_start
    return session.began.local + timedelta(milliseconds=session.start)


def day_of(record: SessionRecord) -> date:
    """The session's day; the day it was written down where it has none yet."""
    return (_start(record) or record.created_at).date()


def day_and_hours(record: SessionRecord) -> str:
    """The session's day and hours, as far as they are known."""
    day, start = long_date(day_of(record)), _start(record)
    if start is None:
        return day
    session = record.session()
    if session.began is None or session.ended is None:
        return f"{day}, {start:%H:%M}"
    end = start + timedelta(milliseconds=session.ended - session.start)
    return f"{day}, {start:%H:%M} to {end:%H:%M}"
