"""The printed summary: what a presenter takes home from a session, on one page or two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.outputs import Output, check_output
from dilc_desktop.domain.readers import Reader, for_reader
from dilc_desktop.domain.record import Participant, Role, SessionRecord
from dilc_desktop.domain.unprinted import Unprinted, say_nothing
from dilc_desktop.reports import look
from dilc_desktop.reports.blocks import Block, Stack, pages_of
from dilc_desktop.reports.debrief_outline import debrief_outline
from dilc_desktop.reports.group_outline import group_outline
from dilc_desktop.reports.letterhead import NO_LETTERHEAD, Letterhead
from dilc_desktop.reports.outline import Outline, Paragraph, Part, Tone, outline_of
from dilc_desktop.reports.paper import PAPERS, document, documents, room_on, write_document
from dilc_desktop.reports.pen import DocumentFacts
from dilc_desktop.reports.sections import Sections
from dilc_desktop.reports.shortening import shortened
from dilc_desktop.reports.spoken import Naming
from dilc_desktop.reports.visit_outline import visit_outline

_SPEAKERS = frozenset({"code", "name", "role"})
_MOST_TO_TIGHTEN = 3
# What stands before an appendix.
_PROMISED = 2
# Type set closer, the largest first, and the least that is left of the height.
_CLOSER = ((look.CLOSE, 0.82), (look.CLOSEST, 0.72))
# The least by which the larger type is higher.
_LARGER = 1.04


@dataclass(frozen=True)
class SummaryOptions:
    """How a summary is printed.

    `paper` is "letter" or "a4", `speakers` "code", "name" or "role", `language` the code of the
    language that most of it is written in, `reader` whom it is for. `output` is what is written;
    the facilitator's own sheet and the group's have their readers already. `for_participant` is
    the id of the person whose own copy it is, with their commitments first. `letterhead` is whose
    paper it is.
    """

    paper: str = "letter"
    speakers: str = "code"
    language: str = "en"
    reader: Reader = Reader.PRESENTER
    output: Output = Output.SUMMARY
    for_participant: str | None = None
    letterhead: Letterhead = NO_LETTERHEAD


def outline_for(record: SessionRecord, options: SummaryOptions) -> Outline:
    """What stands in an output with these options.

    Every kind of file is made of this, so none can hold what its reader may not see. RuleError for
    an unknown option, and for an output that does not fit the session.
    """
    if options.paper not in PAPERS:
        raise RuleError("The paper can be letter or a4.")
    if options.speakers not in _SPEAKERS:
        raise RuleError("Speakers can be shown by code, name or role.")
    if options.for_participant is not None and record.participant(options.for_participant) is None:
        raise RuleError("This person is not listed in the session. Please choose another.")
    check_output(options.output, record.plan)
    if options.output is Output.DEBRIEF:
        return debrief_outline(record)
    reader = options.reader
    if options.output is not Output.SUMMARY and reader is Reader.PRESENTER:
        reader = Reader.GROUP
    readable = for_reader(record, reader)
    if options.output is Output.GROUP:
        outline = group_outline(readable, options.speakers, reader)
    elif options.output is Output.VISIT:
        outline = visit_outline(readable, reader)
    else:
        naming = Naming(readable, options.speakers, options.for_participant)
        outline = outline_of(readable, naming, reader)
        if naming.copy:
            outline = replace(outline, head=(*outline.head, Paragraph(naming.copy, Tone.STRONG)))
    width, height = room_on(options.paper)
    return shortened(outline, lambda tried: _is_short(tried, width, height))


def options_for(person: Participant, options: SummaryOptions) -> SummaryOptions:
    """The options of a person's own summary: each reads what is for them."""
    reader = Reader.PRESENTER if Role.PRESENTER in person.roles else Reader.GROUP
    return replace(options, output=Output.SUMMARY, reader=reader, for_participant=person.id)


def write_summary(
    record: SessionRecord,
    target: Path,
    options: SummaryOptions,
    *,
    printed_at: datetime,
    unprinted: Unprinted = say_nothing,
) -> int:
    """Write a session's summary as a PDF and return its number of pages.

    `unprinted` is told the characters that no font has: a small sign stands for each.
    Equal input gives an equal file. RuleError for an unknown option; StorageError where the file
    cannot be written: what stood there before stays.
    """
    outline = outline_for(record, options)
    pages = _laid_out(outline, *room_on(options.paper))
    facts = _facts(outline, options, printed_at)
    content = document(facts, pages, _running_head(outline), options.letterhead, unprinted)
    write_document(target, content, f"The {outline.kind}")
    return len(pages)


def write_copies(
    record: SessionRecord,
    target: Path,
    options: SummaryOptions,
    *,
    printed_at: datetime,
    unprinted: Unprinted = say_nothing,
) -> tuple[int, ...]:
    """Write one PDF with everybody's own copy, one after another; returns the pages of each.

    `unprinted` is told the characters that no font has, where there are any.
    RuleError for an unknown option or where nobody is listed; StorageError where the file cannot
    be written: what stood there before stays.
    """
    if not record.participants:
        raise RuleError("Nobody is listed in this session. Please add its people first.")
    outlines = [outline_for(record, options_for(p, options)) for p in record.participants]
    room = room_on(options.paper)
    copies = [_laid_out(outline, *room) for outline in outlines]
    facts = _facts(outlines[0], options, printed_at)
    head = _running_head(outlines[0])
    content = documents(facts, copies, head, options.letterhead, unprinted)
    write_document(target, content, "The summary")
    return tuple(map(len, copies))


def _facts(outline: Outline, options: SummaryOptions, printed_at: datetime) -> DocumentFacts:
    width, height = PAPERS[options.paper]
    return DocumentFacts(
        title=outline.document_title,
        author=outline.author,
        subject=outline.subject,
        language=options.language,
        printed_at=printed_at,
        width=width,
        height=height,
    )


def _running_head(outline: Outline) -> tuple[str, ...]:
    return (*((outline.mark,) if outline.mark else ()), outline.title, outline.day)


def _laid_out(outline: Outline, width: float, height: float) -> tuple[Block, ...]:
    """The pages; an appendix begins on its own."""
    appendix = Sections(outline, look.CLOSE).appendix()
    after = pages_of(Stack(appendix), width, height) if appendix else ()
    return *_body(outline, width, height), *after


def _is_short(outline: Outline, width: float, height: float) -> bool:
    """Whether the pages before an appendix are as few as promised."""
    return len(_body(outline, width, height)) <= _PROMISED


def _body(outline: Outline, width: float, height: float) -> tuple[Block, ...]:
    """The pages before an appendix, as large as fits on as many as are needed.

    Closer type may save one of a few; the closest only keeps the promise. A choice of what was
    said fills what was promised. What cannot come out otherwise is not tried: setting type is
    most of the work.
    """
    if outline.section(Part.EVERYTHING):
        return _set_in(outline, look.CLOSE, width, height)
    roomy = _set_in(outline, look.ROOMY, width, height)
    pages = len(roomy)
    filled = pages - 1 + roomy[-1].height(width) / height
    if 1 < pages <= _MOST_TO_TIGHTEN:
        for setting, least in _CLOSER:
            if filled * least < pages - 1 and (setting is look.CLOSE or pages > _PROMISED):
                closer = _set_in(outline, setting, width, height)
                if len(closer) < pages:
                    return closer
    if pages <= _PROMISED and filled * _LARGER < pages:
        large = _set_in(outline, look.LARGE, width, height)
        if len(large) == pages:
            return large
    return roomy


def _set_in(
    outline: Outline, setting: look.Setting, width: float, height: float
) -> tuple[Block, ...]:
    return pages_of(Stack(Sections(outline, setting).blocks()), width, height)
