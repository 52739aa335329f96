"""The printed summary: what a presenter takes home from a session, on one page or two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.domain.record import Role, SessionRecord
from dilc_desktop.files import written_aside
from dilc_desktop.reports import look
from dilc_desktop.reports.blocks import Block, Stack, pages_of
from dilc_desktop.reports.lines import break_lines
from dilc_desktop.reports.pen import DocumentFacts, Pen
from dilc_desktop.reports.sections import Sections, title_of
from dilc_desktop.reports.spoken import Naming
from dilc_desktop.reports.when import day_of, long_date, plain_date

_PAPERS = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}
_SPEAKERS = frozenset({"code", "name", "role"})
_SIDE = 52.0
_TOP = 50.0
_FOOT = 52.0
_MOST_TO_TIGHTEN = 3
_LONGEST_IN_HEAD = 90
_NOT_AN_EVALUATION = "Shared for learning. It is not an evaluation of any person or school."


@dataclass(frozen=True)
class SummaryOptions:
    """How a summary is printed.

    `paper` is "letter" or "a4", `speakers` "code", "name" or "role", `language` the code of the
    language that most of it is written in.
    """

    paper: str = "letter"
    speakers: str = "code"
    language: str = "en"


def write_summary(
    record: SessionRecord, target: Path, options: SummaryOptions, *, printed_at: datetime
) -> int:
    """Write a session's summary as a PDF and return its number of pages.

    Equal input gives an equal file. RuleError for an unknown option; StorageError where the file
    cannot be written: what stood there before stays.
    """
    if options.paper not in _PAPERS:
        raise RuleError("The paper can be letter or a4.")
    if options.speakers not in _SPEAKERS:
        raise RuleError("Speakers can be shown by code, name or role.")
    naming = Naming(record, options.speakers)
    width, height = _PAPERS[options.paper]
    pages = _laid_out(record, naming, width - 2 * _SIDE, height - _TOP - _FOOT)
    facilitator = naming.everyone(Role.FACILITATOR)
    pen = Pen(
        DocumentFacts(
            title=f"{title_of(record)}: summary",
            author=facilitator or "DILC Desktop",
            subject=f"Summary of a session, {long_date(day_of(record))}",
            language=options.language,
            printed_at=printed_at,
            width=width,
            height=height,
        )
    )
    for number, page in enumerate(pages, start=1):
        page.draw(pen, _SIDE, height - _TOP, width - 2 * _SIDE)
        _draw_frame(pen, record, (number, len(pages)), (width, height), printed_at)
        pen.end_page()
    _write(target, pen.finished())
    return len(pages)


def _laid_out(
    record: SessionRecord, naming: Naming, width: float, height: float
) -> tuple[Block, ...]:
    """The pages, set closer where that saves one of a few."""
    roomy = pages_of(Stack(Sections(record, naming, look.ROOMY).blocks()), width, height)
    if not 1 < len(roomy) <= _MOST_TO_TIGHTEN:
        return roomy
    close = pages_of(Stack(Sections(record, naming, look.CLOSE).blocks()), width, height)
    return close if len(close) < len(roomy) else roomy


def _draw_frame(
    pen: Pen,
    record: SessionRecord,
    place: tuple[int, int],
    size: tuple[float, float],
    printed_at: datetime,
) -> None:
    """Draw what every page has: whose it is, what it is not, and which page."""
    number, count = place
    width, height = size
    with pen.decoration():
        if number > 1:
            head = f"{_short(title_of(record))}  ·  {long_date(day_of(record))}"
            _draw_line(pen, head, (_SIDE, height - 34), width - 2 * _SIDE)
        pen.rule((_SIDE, 42), (width - _SIDE, 42), look.LINE)
        room = width - 2 * _SIDE
        _draw_line(pen, _NOT_AN_EVALUATION, (_SIDE, 30), room)
        page = f"Printed {plain_date(printed_at.date())}  ·  Page {number} of {count}"
        _draw_line(pen, page, (_SIDE, 30), room, at_right=True)


def _draw_line(
    pen: Pen, text: str, place: tuple[float, float], width: float, *, at_right: bool = False
) -> None:
    """Draw the first line of a short text in the frame's small type."""
    x, baseline = place
    for line in break_lines(text, look.FINE, width)[:1]:
        pen.line(line, look.FINE, x + (width - line.width if at_right else 0), baseline)


def _short(text: str) -> str:
    """The beginning of a title, for the head of later pages; the whole stands on the first."""
    plain = " ".join(text.split())
    if len(plain) <= _LONGEST_IN_HEAD:
        return plain
    return f"{plain[:_LONGEST_IN_HEAD].rstrip()} …"


def _write(target: Path, content: bytes) -> None:
    """Write beside the target, then take its place."""
    try:
        with written_aside(target) as file:
            file.write(content)
    except OSError as trouble:
        reason = trouble.strerror or "the system gave no reason"
        raise StorageError(
            f"The summary “{target.name}” could not be written ({reason}). If it is open in "
            "another program, close it there and try again, or choose another folder."
        ) from trouble
