"""The printed summary: what a presenter takes home from a session, on one page or two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.readers import Reader, for_reader
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.reports import look
from dilc_desktop.reports.blocks import Block, Stack, pages_of
from dilc_desktop.reports.outline import Outline, outline_of
from dilc_desktop.reports.paper import PAPERS, document, room_on, write_document
from dilc_desktop.reports.pen import DocumentFacts
from dilc_desktop.reports.sections import Sections
from dilc_desktop.reports.spoken import Naming

_SPEAKERS = frozenset({"code", "name", "role"})
_MOST_TO_TIGHTEN = 3


@dataclass(frozen=True)
class SummaryOptions:
    """How a summary is printed.

    `paper` is "letter" or "a4", `speakers` "code", "name" or "role", `language` the code of the
    language that most of it is written in, `reader` whom it is for.
    """

    paper: str = "letter"
    speakers: str = "code"
    language: str = "en"
    reader: Reader = Reader.PRESENTER


def outline_for(record: SessionRecord, options: SummaryOptions) -> Outline:
    """What stands in the summary with these options; RuleError for an unknown one.

    Every kind of file is made of this, so none can hold what its reader may not see.
    """
    if options.paper not in PAPERS:
        raise RuleError("The paper can be letter or a4.")
    if options.speakers not in _SPEAKERS:
        raise RuleError("Speakers can be shown by code, name or role.")
    readable = for_reader(record, options.reader)
    return outline_of(readable, Naming(readable, options.speakers), options.reader)


def write_summary(
    record: SessionRecord, target: Path, options: SummaryOptions, *, printed_at: datetime
) -> int:
    """Write a session's summary as a PDF and return its number of pages.

    Equal input gives an equal file. RuleError for an unknown option; StorageError where the file
    cannot be written: what stood there before stays.
    """
    outline = outline_for(record, options)
    width, height = PAPERS[options.paper]
    pages = _laid_out(outline, *room_on(options.paper))
    facts = DocumentFacts(
        title=outline.document_title,
        author=outline.author,
        subject=outline.subject,
        language=options.language,
        printed_at=printed_at,
        width=width,
        height=height,
    )
    content = document(facts, pages, (outline.title, outline.day))
    write_document(target, content, "The summary")
    return len(pages)


def _laid_out(outline: Outline, width: float, height: float) -> tuple[Block, ...]:
    """The pages, set closer where that saves one of a few."""
    roomy = pages_of(Stack(Sections(outline, look.ROOMY).blocks()), width, height)
    if not 1 < len(roomy) <= _MOST_TO_TIGHTEN:
        return roomy
    close = pages_of(Stack(Sections(outline, look.CLOSE).blocks()), width, height)
    return close if len(close) < len(roomy) else roomy
