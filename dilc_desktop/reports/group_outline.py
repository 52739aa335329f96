"""The group summary: what was heard, by kind and without names, and what was agreed."""

from __future__ import annotations

from collections.abc import Iterator

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.readers import Reader
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.reports.outline import (
    ListItems,
    Node,
    Outline,
    Paragraph,
    Part,
    Row,
    Rows,
    Section,
    Titled,
    Tone,
    agreement_on_purpose,
    lists_of,
    promise_table,
    section_of,
    still_going_on,
    title_of,
)
from dilc_desktop.reports.spoken import Spoken
from dilc_desktop.reports.unnamed import NamedIfAgreed, Unnamed, without_names
from dilc_desktop.reports.when import day_and_hours, day_of, long_date

_WITHOUT_NAMES = "For the group: what was heard, without names."


def group_outline(record: SessionRecord, speakers: str) -> Outline:
    """What stands in the group summary; the record holds only what the group may see."""
    words = without_names(record)
    spoken = Spoken(words, Unnamed(words, speakers), Reader.GROUP)
    sections = (
        _question(words, spoken),
        section_of(Part.HEARD, "What was heard", spoken.offered(), spread=True),
        section_of(Part.SEEN, "Evidence", spoken.seen()),
        section_of(Part.MADE_OF_IT, "What we made of it", spoken.made_of_it()),
        _commitments(words, speakers),
        _looking_back(words, spoken),
    )
    return Outline(
        title=title_of(words),
        author="DILC Desktop",
        day=long_date(day_of(record)),
        head=tuple(_head(words)),
        sections=tuple(section for section in sections if section.body),
        kind="group summary",
    )


def _head(record: SessionRecord) -> Iterator[Paragraph]:
    yield Paragraph(day_and_hours(record))
    protocol = ". ".join(p for p in (record.protocol_name, record.protocol_credit) if p)
    if protocol:
        yield Paragraph(protocol, Tone.NOTE)
    yield Paragraph(_WITHOUT_NAMES, Tone.STRONG)
    yield from still_going_on(record)


def _question(record: SessionRecord, spoken: Spoken) -> Section:
    """The question that the group worked on, where it went, and what the session was for."""
    question = record.framing_question.strip()
    body: list[Node] = [Paragraph(question, Tone.QUESTION)] if question else []
    rows = [
        Row("Restated in the session", (Paragraph(saying.text, Tone.RESTATED),))
        for saying in spoken.of_kind(Kind.RESTATED_QUESTION)
    ]
    rows += [
        Row(label, (Paragraph(text),))
        for label, text in (
            ("Learning purpose", record.learning_purpose),
            ("For students", record.student_aim),
        )
        if text.strip()
    ]
    if rows:
        body.append(Rows(tuple(rows)))
    return Section(Part.QUESTION, "Framing question" if question else "", tuple(body))


def _commitments(record: SessionRecord, speakers: str) -> Section:
    agreed = Spoken(record, NamedIfAgreed(record, speakers), Reader.GROUP)
    promises = agreed.promises()
    body: list[Node] = [promise_table(promises)] if promises else []
    next_date = record.closing.next_date
    if next_date is not None:
        body.append(Rows((Row("Next date", (Paragraph(long_date(next_date), Tone.STRONG),)),)))
    return Section(Part.COMMITMENTS, "Commitments" if promises else "Next", tuple(body))


def _looking_back(record: SessionRecord, spoken: Spoken) -> Section:
    """Whether the purpose was shared, and the debrief."""
    closing = record.closing
    debrief: list[Paragraph | ListItems] = [
        Paragraph(f"{label}: {text}")
        for label, text in (
            ("Purpose", closing.debrief_purpose),
            ("Approach", closing.debrief_approach),
            ("Effects", closing.debrief_effects),
        )
        if text.strip()
    ]
    debrief += lists_of(spoken.of_kind(Kind.DEBRIEF))
    titled = (
        Titled("Learning purpose", tuple(agreement_on_purpose(record))),
        Titled("Debrief", tuple(debrief)),
        Titled("Parked for later", tuple(lists_of(spoken.of_kind(Kind.PARKING_LOT))), aside=True),
    )
    return Section(Part.LOOKING_BACK, "Looking back", tuple(t for t in titled if t.body))
