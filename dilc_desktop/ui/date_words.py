"""Days and the days of sessions, as the system's language writes them."""

from __future__ import annotations

import re
from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale, QTime

from dilc_desktop.domain.record import SessionRecord, SessionSummary

# The weekday or the year at either end of a date's form, with what parts it from the rest.
_WEEKDAY = re.compile(r"^dddd[^\w']*|[^\w']*dddd$")
_YEAR = re.compile(r"(?:[\s,]|'[^']*')*yyyy(?:[\s,.]|'[^']*')*$|^yyyy(?:'[^']*'|[^Md'])*")


def day_words(day: date) -> str:
    """A day in full, because 3/4 is another day elsewhere."""
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def short_day_words(day: date, today: date) -> str:
    """A day for a line with other figures: no weekday, a short month, this year left out."""
    locale = QLocale()
    form = _WEEKDAY.sub("", locale.dateFormat(QLocale.FormatType.LongFormat))
    if day.year == today.year:
        form = _YEAR.sub("", form)
    form = form.replace("MMMM", "MMM")
    return locale.toString(QDate(day.year, day.month, day.day), form)


def clock_words(moment: datetime) -> str:
    """A time of day as the system writes it."""
    time = QTime(moment.hour, moment.minute, moment.second)
    return QLocale().toString(time, QLocale.FormatType.ShortFormat)


def record_day(record: SessionRecord) -> date:
    """The day of a session: when it began, was to begin, or was made."""
    began = record.session().began
    if began is not None:
        return began.local.date()
    return (record.scheduled_start or record.created_at).date()


def summary_when(summary: SessionSummary) -> str:
    """When a session was or will be, for a list; empty where no time was given."""
    if summary.started_at is not None:
        planned = summary.scheduled_start
        zone = None if planned is None else planned.tzinfo
        return day_words(summary.started_at.astimezone(zone).date())
    if summary.scheduled_start is not None:
        start = summary.scheduled_start
        return f"{day_words(start.date())}, {clock_words(start)}"
    return ""
