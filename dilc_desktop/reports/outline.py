"""What stands in a summary, in reading order; every kind of file is made from this alone.

Headings, labels and the words around a capture are said here, so that a printed page, a web page
and a Word file of one session cannot tell different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.readers import Reader
from dilc_desktop.domain.record import (
    Agreement,
    Closing,
    Relevance,
    Role,
    SessionRecord,
    Status,
    status_of,
)
from dilc_desktop.reports.scripts import is_right_to_left
from dilc_desktop.reports.spoken import Group, Naming, Promise, Saying, Spoken
from dilc_desktop.reports.time_strip import (
    Entry,
    Strip,
    minutes_number,
    minutes_text,
    strip_of,
    told_of,
)
from dilc_desktop.reports.when import day_and_hours, day_of, long_date, plain_date

_RIGHT_TO_LEFT_MARK = "\u200f"
_RELEVANCE = {
    Relevance.HIGH: "High relevance",
    Relevance.MEDIUM: "Medium relevance",
    Relevance.LOW: "Low relevance",
    Relevance.NONE: "No relevance",
}
_FOR = {
    Reader.PRESENTER: "For the presenter",
    Reader.GROUP: "For the group",
    Reader.DISTRICT: (
        "For the district. Of what was said, only what was marked for the district is here"
    ),
    Reader.RESEARCH: (
        "For research. Of what was said, only what was marked for research is here, by people who "
        "agreed to it"
    ),
}
_CAPTURED_FOR = {
    Reader.PRESENTER: ("the presenter", "Presenter"),
    Reader.GROUP: ("the group", "Group"),
    Reader.DISTRICT: ("the district", "District"),
    Reader.RESEARCH: ("research", "Research"),
}
_IN_PROGRESS = {
    Status.PLANNED: "In progress: the session has not begun yet.",
    Status.LIVE: "In progress: the session has not ended yet.",
}


class Tone(StrEnum):
    """How loudly a paragraph speaks."""

    BODY = "body"
    STRONG = "strong"
    NOTE = "note"
    QUESTION = "question"
    RESTATED = "restated"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words, and in small beside them what is added."""

    text: str
    tone: Tone = Tone.BODY
    beside: str = ""


@dataclass(frozen=True, slots=True)
class SayingItem:
    """What somebody said; `evidence` and the answers stand below it.

    `starred` is chosen first where not everything has room.
    """

    text: str
    speaker: str = ""
    evidence: str = ""
    answers: tuple[SayingItem, ...] = ()
    starred: bool = False


@dataclass(frozen=True, slots=True)
class ListItems:
    """Sayings one below the other, under the name of their room or small group if they have one.

    `small` are the ones that stand in the margin of the summary.
    """

    items: tuple[SayingItem, ...]
    place: str = ""
    small: bool = False


@dataclass(frozen=True, slots=True)
class Titled:
    """A group under a heading of the third level.

    `kind` is what was captured, None for what was written down after the session. `aside` says
    that it faces the others of its section where there is room for two columns.
    """

    heading: str
    body: tuple[Paragraph | ListItems, ...]
    kind: Kind | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what it names."""

    label: str
    body: tuple[Paragraph | ListItems, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Labels with what they name, one below the other."""

    rows: tuple[Row, ...]


Cell = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first of which names the row; `header` names the columns.

    `shares` are the widths of the columns as parts of one. A `small` table is the legend of a
    figure: on the printed page the place of its cells tells what its header tells elsewhere.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[float, ...]
    small: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """The time strip as a picture, and what it shows in words."""

    strip: Strip
    alternative: str


@dataclass(frozen=True, slots=True)
class WritingLines:
    """Empty lines to write on by hand, under what they are for."""

    heading: str
    count: int


Node = Paragraph | ListItems | Titled | Rows | Table | Figure | WritingLines


class Part(StrEnum):
    """The parts of a summary, then those of the other outputs."""

    QUESTION = "question"
    PURPOSE = "purpose"
    OWN = "own"
    OFFERED = "offered"
    SEEN = "seen"
    MADE_OF_IT = "made-of-it"
    COMMITMENTS = "commitments"
    LOOKING_BACK = "looking-back"
    TIME = "time"
    MARGIN = "margin"
    EVERYTHING = "everything"
    HEARD = "heard"
    ROOMS = "rooms"
    LOOK_FORS = "look-fors"
    PATTERNS = "patterns"
    NEXT_WORK = "next-work"
    STAGES = "stages"
    MOVES = "moves"
    INTERRUPTIONS = "interruptions"
    BALANCE = "balance"
    REFILED = "refiled"
    OPEN_ENDS = "open-ends"
    NOTES = "notes"
    NEXT_TIME = "next-time"


FACING = ((Part.OWN, Part.OFFERED), (Part.SEEN, Part.MADE_OF_IT))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the summary; `heading` is of the second level and may be empty.

    `note` tells how to read it. `spread` says that its groups stand in two columns where there is
    room.
    """

    part: Part
    heading: str
    body: tuple[Node, ...]
    note: str = ""
    spread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A whole document: its title, when and who, and its sections; what is empty has none.

    `kind` says what it is; `mark` stands on every page, for what is not meant for everyone.
    """

    title: str
    author: str
    day: str
    head: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    kind: str = "summary"
    mark: str = ""

    @property
    def document_title(self) -> str:
        """What the file calls itself."""
        return f"{self.title}: {self.kind}"

    @property
    def subject(self) -> str:
        """What the file says it is about."""
        return f"{self.kind.capitalize()} of a session, {self.day}"

    def section(self, part: Part) -> Section | None:
        """A part of the summary, None where it would be empty."""
        return next((section for section in self.sections if section.part is part), None)


def title_of(record: SessionRecord) -> str:
    """What a session is called."""
    return record.title.strip() or record.protocol_name.strip() or "Session"


def outline_of(record: SessionRecord, naming: Naming, reader: Reader = Reader.PRESENTER) -> Outline:
    """What stands in the summary of a session; the record holds only what its reader may see."""
    spoken = Spoken(record, naming, reader)
    own = "In your words" if reader is Reader.PRESENTER else "In the presenter's words"
    sections = (
        _question(record, spoken),
        _purpose(record),
        section_of(Part.OWN, own, spoken.own()),
        section_of(Part.OFFERED, "What colleagues offered", spoken.offered()),
        section_of(Part.SEEN, "Evidence", spoken.seen()),
        section_of(Part.MADE_OF_IT, "What we made of it", spoken.made_of_it()),
        commitments_of(record, spoken),
        _looking_back(record, spoken),
        _time(record),
        _margin(spoken),
    )
    return Outline(
        title=title_of(record),
        author=naming.everyone(Role.FACILITATOR) or "DILC Desktop",
        day=long_date(day_of(record)),
        head=tuple(_head(record, naming, reader)),
        sections=tuple(section for section in sections if section.body),
    )


def _head(record: SessionRecord, naming: Naming, reader: Reader) -> Iterator[Paragraph]:
    """Who was there, beside what stands under every title."""
    people = [
        f"{word} {names}"
        for word, role in (("Presenter", Role.PRESENTER), ("Facilitator", Role.FACILITATOR))
        if not naming.by_role and (names := naming.everyone(role))
    ]
    theirs = reader is Reader.PRESENTER
    when = "  ·  ".join([day_and_hours(record), *people])
    first = Paragraph(when, beside=_FOR[reader] if theirs else "")
    yield from under_title(record, reader, first, "" if theirs else f"{for_whom(reader)}.")


def for_whom(reader: Reader) -> str:
    """Whom a copy is for, and for wider circles that it holds no more than is theirs."""
    return _FOR[reader]


def under_title(
    record: SessionRecord, reader: Reader, first: Paragraph, about: str
) -> Iterator[Paragraph]:
    """When it was, after which protocol, for whom, whether it goes on, and what is missing."""
    yield first
    protocol = ". ".join(p for p in (record.protocol_name, record.protocol_credit) if p)
    if protocol:
        yield Paragraph(protocol, Tone.NOTE)
    if about:
        yield Paragraph(about, Tone.STRONG)
    yield from still_going_on(record)
    # What others hold is not told: how much was kept back is kept back, too.
    has_begun = status_of(record.session()) is not Status.PLANNED
    if has_begun and not record.kept and not record.commitments:
        whom, level = _CAPTURED_FOR[reader]
        yield Paragraph(
            f"Nothing that was said is marked for {whom} yet. What is set to \u201c{level}\u201d "
            "in the program comes in when this page is made again."
        )


def still_going_on(record: SessionRecord) -> Iterator[Paragraph]:
    """Says of a session that has not ended that it is in progress."""
    status = status_of(record.session())
    if status is not Status.ENDED:
        yield Paragraph(_IN_PROGRESS[status], Tone.STRONG)


def _question(record: SessionRecord, spoken: Spoken) -> Section:
    """The framing question, with where it came from and where it went."""
    versions = [q.text for q in record.framing_questions if q.text.strip()]
    body: list[Node] = [Paragraph(versions[-1], Tone.QUESTION)] if versions else []
    rows = [Row("First version", (Paragraph(versions[0]),))] if len(versions) > 1 else []
    rows += restated(spoken)
    if rows:
        body.append(Rows(tuple(rows)))
    return Section(Part.QUESTION, "Framing question" if versions else "", tuple(body))


def restated(spoken: Spoken) -> list[Row]:
    """The question, each time it was put in other words in the session."""
    return [
        Row("Restated in the session", (Paragraph(saying.text, Tone.RESTATED),))
        for saying in spoken.of_kind(Kind.RESTATED_QUESTION)
    ]


def aims(record: SessionRecord) -> list[Row]:
    """What the session was for, as far as it was written down."""
    return [
        Row(label, (Paragraph(text),))
        for label, text in (
            ("Learning purpose", record.learning_purpose),
            ("For students", record.student_aim),
        )
        if text.strip()
    ]


def _purpose(record: SessionRecord) -> Section:
    """What the session was for, and what it was about."""
    rows = aims(record)
    if record.problem.strip():
        rows.append(Row("Presenting problem", (Paragraph(record.problem),)))
    if artifacts := tuple(_artifacts(record)):
        rows.append(Row("Artifacts", artifacts))
    return Section(Part.PURPOSE, "", (Rows(tuple(rows)),) if rows else ())


def _artifacts(record: SessionRecord) -> Iterator[Paragraph]:
    for artifact in record.artifacts:
        title = artifact.title.strip() or artifact.file_name or artifact.link
        if not title:
            continue
        relevance = _RELEVANCE[artifact.relevance] if artifact.relevance else ""
        about = ": ".join(p for p in (relevance, artifact.relevance_note.strip()) if p)
        yield Paragraph(title, beside=about)
        if artifact.link and artifact.link != title:
            yield Paragraph(artifact.link, Tone.NOTE)


def section_of(
    part: Part, heading: str, groups: Sequence[Group], *, spread: bool = False
) -> Section:
    """What was said, by kind."""
    titled = [Titled(g.heading, tuple(lists_of(g.sayings)), kind=g.kind) for g in groups]
    return Section(part, heading, tuple(titled), spread=spread)


def lists_of(sayings: Iterable[Saying], *, small: bool = False) -> Iterator[ListItems]:
    """Sayings place by place."""
    for place, said in groupby(sayings, key=attrgetter("place")):
        yield ListItems(tuple(_item(saying) for saying in said), place, small)


def led(label: str, text: str) -> str:
    """Words after a label; the line runs as the words do, so that they keep their order."""
    mark = _RIGHT_TO_LEFT_MARK if is_right_to_left(text) else ""
    return f"{mark}{label}: {text}"


def evidence_of(saying: Saying) -> str:
    """What a saying is tied to: what was seen or heard, and the artifact it speaks of."""
    seen = led("Seen or heard", saying.evidence) if saying.evidence else ""
    on = led("On", saying.artifact) if saying.artifact else ""
    return "  ·  ".join(part for part in (seen, on) if part)


def _item(saying: Saying, label: str = "") -> SayingItem:
    return SayingItem(
        led(label, saying.text) if label else saying.text,
        saying.speaker,
        evidence_of(saying),
        tuple(_item(answer, "Answer") for answer in saying.answers),
        saying.starred,
    )


def commitments_of(record: SessionRecord, spoken: Spoken) -> Section:
    """Commitments, and when the group meets next."""
    promises = spoken.promises()
    body: list[Node] = []
    if promises:
        body.append(_promise_table(promises))
    next_date = record.closing.next_date
    if next_date is not None:
        body.append(Rows((Row("Next date", (Paragraph(long_date(next_date), Tone.STRONG),)),)))
    return Section(Part.COMMITMENTS, "Commitments" if promises else "Next", tuple(body))


def _promise_table(promises: Iterable[Promise]) -> Table:
    """Commitments: who, what, by when and what will show it."""
    return Table(
        "Commitments",
        ("Who", "What", "By when", "What will show it"),
        tuple(map(_promise, promises)),
        (0.16, 0.44, 0.17, 0.23),
    )


def _promise(promise: Promise) -> tuple[Cell, ...]:
    what = [Paragraph(promise.what)]
    if promise.as_said:
        what.append(Paragraph(led("As said in the session", promise.as_said), Tone.NOTE))
    when = "" if promise.by_when is None else plain_date(promise.by_when)
    return (
        (Paragraph(promise.who),),
        tuple(what),
        (_or_open(when, "No date yet"),),
        (_or_open(promise.evidence.strip(), "Not said yet"),),
    )


def _or_open(text: str, still_open: str) -> Paragraph:
    """A text, in small what it still lacks where it is empty."""
    return Paragraph(text) if text else Paragraph(still_open, Tone.NOTE)


def _looking_back(record: SessionRecord, spoken: Spoken) -> Section:
    """Wrap-up reflection, whether the purpose was shared, and the debrief."""
    closing = record.closing
    reflection = closing.reflection.strip()
    debrief = debrief_of(closing, lists_of(spoken.of_kind(Kind.DEBRIEF)))
    titled = (
        Titled("Reflection", (Paragraph(reflection),) if reflection else ()),
        Titled("Learning purpose", tuple(agreement_on_purpose(record))),
        Titled("Debrief", debrief, aside=True),
    )
    return Section(Part.LOOKING_BACK, "Looking back", tuple(t for t in titled if t.body))


def debrief_of(closing: Closing, said: Iterable[ListItems]) -> tuple[Paragraph | ListItems, ...]:
    """What was written down under the three questions of the debrief, then what was said in it."""
    written = (
        Paragraph(led(label, text))
        for label, text in (
            ("Purpose", closing.debrief_purpose),
            ("Approach", closing.debrief_approach),
            ("Effects", closing.debrief_effects),
        )
        if text.strip()
    )
    return (*written, *said)


def agreement_on_purpose(record: SessionRecord) -> Iterator[Paragraph]:
    """Whether the purpose was shared; its planned wording stands near the top of the page."""
    closing = record.closing
    if closing.purpose_agreement is Agreement.AGREED:
        yield Paragraph("Shared by the group, as planned.")
    elif closing.purpose_agreement is Agreement.CONTESTED:
        yield Paragraph("Seen in more than one way.")
        if record.learning_purpose.strip():
            yield Paragraph(led("As planned", record.learning_purpose))
    if contested := closing.purpose_as_contested.strip():
        yield Paragraph(led("As others saw it", contested))


def _time(record: SessionRecord) -> Section:
    """The time strip and its legend."""
    strip = strip_of(record)
    if not strip.entries:
        return Section(Part.TIME, "Time", ())
    notes = [
        note
        for note, true in (
            ("Minutes as planned, then as they went.", strip.began),
            ("Dashed line: planned end.", strip.began),
            ("Hatched: interruption.", strip.interrupted),
            ("Some times are estimates, because the laptop was restarted.", strip.estimated),
        )
        if true
    ]
    minutes = "Minutes planned, then as they went" if strip.began else "Minutes planned"
    legend = Table(
        "The stages and their minutes",
        ("Stage", minutes),
        tuple(_legend(entry, strip) for entry in strip.entries),
        (0.55, 0.45),
        small=True,
    )
    body = (Figure(strip, told_of(strip)), legend)
    return Section(Part.TIME, "Time", body, note="  ".join(notes))


def _legend(entry: Entry, strip: Strip) -> tuple[Cell, ...]:
    """One stage: its number and name, then its minutes and those of the rooms of a visit."""
    times = minutes_text(entry.planned)
    if strip.began:
        went = "not visited" if entry.actual is None else minutes_text(entry.actual)
        times = f"{minutes_number(entry.planned)} \u2192 {went}"
    stage = ", ".join(part for part in (f"{entry.number}  {entry.name}", entry.rounds) if part)
    rooms = ", ".join(f"{place} {minutes_text(spent)}" for place, spent in entry.rooms)
    cell = [Paragraph(times, Tone.NOTE)]
    if rooms:
        cell.append(Paragraph(rooms, Tone.NOTE))
    return (Paragraph(stage),), tuple(cell)


def _margin(spoken: Spoken) -> Section:
    """What was parked, and notes on the process."""
    rows = [
        Row(label, tuple(lists_of(sayings, small=True)))
        for label, kind in (
            ("Parked for later", Kind.PARKING_LOT),
            ("Notes on the process", Kind.PROCESS_NOTE),
        )
        if (sayings := spoken.of_kind(kind))
    ]
    return Section(Part.MARGIN, "", (Rows(tuple(rows)),) if rows else ())
