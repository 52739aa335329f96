"""The sheet that everything is printed on: its size, its margins, and what stands on every page."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from dilc_desktop.domain.errors import StorageError
from dilc_desktop.domain.unprinted import Unprinted, say_nothing
from dilc_desktop.files import written_aside
from dilc_desktop.reports import look
from dilc_desktop.reports.blocks import Block
from dilc_desktop.reports.letterhead import HEIGHT, NO_LETTERHEAD, Letterhead, fitted
from dilc_desktop.reports.lines import break_lines
from dilc_desktop.reports.pen import Artifact, DocumentFacts, Element, Pen
from dilc_desktop.reports.when import plain_date

PAPERS = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}
SIDE = 52.0
TOP = 50.0
FOOT = 52.0
NOT_AN_EVALUATION = "For learning. It is not an evaluation of any person or school."

_LONGEST_IN_HEAD = 90
_ABOVE_TEXT = 8.0
_BESIDE_LOGO = 10.0
_BASELINE = 0.75
_MOST_LINES = 2


def room_on(paper: str) -> tuple[float, float]:
    """The width and height inside the margins of a paper, in points."""
    width, height = PAPERS[paper]
    return width - 2 * SIDE, height - TOP - FOOT


def document(
    facts: DocumentFacts,
    pages: Sequence[Block],
    head: Sequence[str],
    letterhead: Letterhead = NO_LETTERHEAD,
    unprinted: Unprinted = say_nothing,
) -> bytes:
    """A PDF of pages; `head` are the parts of the line that heads each page but the first.

    `unprinted` is told the characters that no font has, where there are any.
    """
    return documents(facts, (pages,), head, letterhead, unprinted)


def documents(
    facts: DocumentFacts,
    copies: Sequence[Sequence[Block]],
    head: Sequence[str],
    letterhead: Letterhead = NO_LETTERHEAD,
    unprinted: Unprinted = say_nothing,
) -> bytes:
    """A PDF of several copies one after another, each with page numbers of its own."""
    pen = Pen(facts)
    size = facts.width, facts.height
    for pages in copies:
        with pen.within(Element("Sect" if len(copies) > 1 else "")):
            for number, page in enumerate(pages, start=1):
                if number == 1:
                    _draw_letterhead(pen, letterhead, size)
                page.draw(pen, SIDE, facts.height - TOP, facts.width - 2 * SIDE)
                _draw_frame(pen, head, (number, len(pages)), size, facts.printed_at.date())
                pen.end_page()
    if pen.unprinted:
        unprinted(pen.unprinted)
    return pen.finished()


def _draw_letterhead(pen: Pen, letterhead: Letterhead, size: tuple[float, float]) -> None:
    """Draw the logo and the district's name beside it, in the margin above the text."""
    width, height = size
    left, middle = SIDE, height - TOP + _ABOVE_TEXT + HEIGHT / 2
    picture = letterhead.picture()
    if picture is not None:
        wide, high = fitted(picture.size)
        with pen.tagged(Element("Figure", alternative=letterhead.alternative)):
            pen.picture(picture, left, middle - high / 2, wide, high)
        left += wide + _BESIDE_LOGO
    lines = break_lines(letterhead.district, look.LETTERHEAD, width - SIDE - left)[:_MOST_LINES]
    if not lines:
        return
    leading = look.LETTERHEAD.leading
    with pen.tagged(Element("P")):
        for number, line in enumerate(lines):
            baseline = middle + leading * (len(lines) / 2 - number - _BASELINE)
            x = width - SIDE - line.width if line.right_to_left and picture is None else left
            pen.line(line, look.LETTERHEAD, x, baseline, goes_on=number + 1 < len(lines))


def _draw_frame(
    pen: Pen,
    head: Sequence[str],
    place: tuple[int, int],
    size: tuple[float, float],
    printed_on: date,
) -> None:
    """Draw what every page has: whose it is, what it is not, and which page."""
    number, count = place
    width, height = size
    room = width - 2 * SIDE
    if number > 1:
        with pen.decoration(Artifact.HEADER):
            _draw_line(pen, "  ·  ".join(map(_short, head)), (SIDE, height - 34), room)
    with pen.decoration(Artifact.FOOTER):
        pen.rule((SIDE, 42), (width - SIDE, 42), look.LINE)
    # Seen on every page, and heard once, at the end.
    with pen.tagged(Element("P")) if number == count else pen.decoration(Artifact.FOOTER):
        _draw_line(pen, NOT_AN_EVALUATION, (SIDE, 30), room)
    with pen.decoration(Artifact.FOOTER):
        page = f"Printed {plain_date(printed_on)}  ·  Page {number} of {count}"
        _draw_line(pen, page, (SIDE, 30), room, at_right=True)


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


def write_document(target: Path, content: bytes, what: str) -> None:
    """Write beside the target, then take its place.

    StorageError, which calls the document `what`, where the file cannot be written: what stood
    there before stays.
    """
    try:
        with written_aside(target) as file:
            file.write(content)
    except OSError as trouble:
        if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageError(
                f"{what} “{target.name}” could not be written: there is no room left. Please free "
                "some space there, or choose another folder."
            ) from trouble
        reason = trouble.strerror or "the system gave no reason"
        raise StorageError(
            f"{what} “{target.name}” could not be written ({reason}). If it is open in "
            "another program, close it there and try again, or choose another folder."
        ) from trouble
