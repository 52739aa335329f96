"""The group summary: what was heard, by kind and without names, and what was agreed."""

from __future__ import annotations

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.readers import Reader
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.reports.outline import (
    Node,
    Outline,
    Paragraph,
    Part,
    Rows,
    Section,
    Titled,
    Tone,
    agreement_on_purpose,
    aims,
    commitments_of,
    debrief_of,
    for_whom,
    lists_of,
    restated,
    section_of,
    title_of,
    under_title,
)
from dilc_desktop.reports.spoken import Spoken
from dilc_desktop.reports.unnamed import NamedIfAgreed, Unnamed, without_names
from dilc_desktop.reports.when import day_and_hours, day_of, long_date


def group_outline(record: SessionRecord, speakers: str, reader: Reader = Reader.GROUP) -> Outline:
    """What stands in the group summary; the record holds only what its reader may see."""
    words = without_names(record)
    spoken = Spoken(words, Unnamed(words, speakers), Reader.GROUP)
    agreed = Spoken(words, NamedIfAgreed(words, speakers), Reader.GROUP)
    about = f"{for_whom(reader)}. Nobody is named for what they said."
    sections = (
        _question(words, spoken),
        section_of(Part.HEARD, "What was heard", spoken.offered(), spread=True),
        section_of(Part.SEEN, "Evidence", spoken.seen()),
        section_of(Part.MADE_OF_IT, "What we made of it", spoken.made_of_it()),
        commitments_of(words, agreed),
        _looking_back(words, spoken),
    )
    return Outline(
        title=title_of(words),
        author="DILC Desktop",
        day=long_date(day_of(record)),
        head=tuple(under_title(words, reader, Paragraph(day_and_hours(words)), about)),
        sections=tuple(section for section in sections if section.body),
        kind="group summary",
    )


def _question(record: SessionRecord, spoken: Spoken) -> Section:
    """The question that the group worked on, where it went, and what the session was for."""
    question = record.framing_question.strip()
    body: list[Node] = [Paragraph(question, Tone.QUESTION)] if question else []
    rows = [*restated(spoken), *aims(record)]
    if rows:
        body.append(Rows(tuple(rows)))
    return Section(Part.QUESTION, "Framing question" if question else "", tuple(body))


def _looking_back(record: SessionRecord, spoken: Spoken) -> Section:
    """Whether the purpose was shared, and the debrief."""
    debrief = debrief_of(record.closing, lists_of(spoken.of_kind(Kind.DEBRIEF)))
    titled = (
        Titled("Learning purpose", tuple(agreement_on_purpose(record))),
        Titled("Debrief", debrief),
        Titled("Parked for later", tuple(lists_of(spoken.of_kind(Kind.PARKING_LOT))), aside=True),
    )
    return Section(Part.LOOKING_BACK, "Looking back", tuple(t for t in titled if t.body))
