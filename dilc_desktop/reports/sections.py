"""The parts of the printed summary, in the order in which a presenter reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.record import Agreement, Relevance, Role, SessionRecord
from dilc_desktop.reports.blocks import (
    Block,
    Columns,
    Facing,
    Hairline,
    Headed,
    Newspaper,
    Sign,
    Space,
    Stack,
    Text,
)
from dilc_desktop.reports.look import Setting
from dilc_desktop.reports.spoken import Group, Naming, Promise, Saying, Spoken
from dilc_desktop.reports.time_strip import (
    Entry,
    Strip,
    StripBlock,
    minutes_number,
    minutes_text,
    strip_of,
)
from dilc_desktop.reports.when import day_and_hours, long_date, plain_date

_LABELS = 98.0
_GUTTER = 12.0
_GAP = 24.0
_SIGN = 10.0
_QUESTION_LENGTHS = (220, 400)
_RELEVANCE = {
    Relevance.HIGH: "High relevance",
    Relevance.MEDIUM: "Medium relevance",
    Relevance.LOW: "Low relevance",
    Relevance.NONE: "No relevance",
}


def title_of(record: SessionRecord) -> str:
    """What a session is called."""
    return record.title.strip() or record.protocol_name.strip() or "Session"


class Sections:
    """Makes a page's blocks of a record; what is empty leaves no trace."""

    def __init__(self, record: SessionRecord, naming: Naming, setting: Setting) -> None:
        self._set = setting
        self._record = record
        self._naming = naming
        self._spoken = Spoken(record, naming)

    def blocks(self) -> list[Block]:
        """The whole summary, in a reader's order."""
        return [
            *self._header(),
            *self._question(),
            *self._purpose(),
            *self._words(),
            *self._visit(),
            *self._commitments(),
            *self._looking_back(),
            *self._time(),
            *self._margin_notes(),
        ]

    def _header(self) -> list[Block]:
        record = self._record
        people = [
            f"{word} {names}"
            for word, role in (("Presenter", Role.PRESENTER), ("Facilitator", Role.FACILITATOR))
            if not self._naming.by_role and (names := self._naming.everyone(role))
        ]
        protocol = ". ".join(p for p in (record.protocol_name, record.protocol_credit) if p)
        blocks: list[Block] = [
            Text(title_of(record), self._set.title, tag="H1", even=True, keep_with_next=True),
            Space(3),
            Text("  ·  ".join([day_and_hours(record), *people]), self._set.body),
        ]
        if protocol:
            blocks += [Text(protocol, self._set.note)]
        return blocks

    def _question(self) -> list[Block]:
        """The framing question large, with where it came from and where it went."""
        versions = [q.text for q in self._record.framing_questions if q.text.strip()]
        restated = self._spoken.of_kind(Kind.RESTATED_QUESTION)
        if not versions and not restated:
            return []
        blocks: list[Block] = [Space(self._set.between_sections), Hairline(14)]
        if versions:
            newest = versions[-1]
            size = sum(len(newest) > length for length in _QUESTION_LENGTHS)
            blocks += [
                Text("Framing question", self._set.label, tag="H2", keep_with_next=True),
                Space(3, keep_with_next=True),
                Text(newest, self._set.question[size], even=True),
            ]
        if len(versions) > 1:
            blocks += [Space(10), self._row("First version", [Text(versions[0], self._set.body)])]
        for saying in restated:
            restatement = Text(saying.text, self._set.restated, even=True)
            blocks += [Space(10), self._row("Restated in the session", [restatement])]
        return blocks

    def _purpose(self) -> list[Block]:
        """What the session was for, and what it was about."""
        record = self._record
        rows = [
            self._row(label, [Text(text, self._set.body)])
            for label, text in (
                ("Learning purpose", record.learning_purpose),
                ("For students", record.student_aim),
                ("Presenting problem", record.problem),
            )
            if text.strip()
        ]
        artifacts = list(self._artifacts())
        if artifacts:
            rows.append(self._row("Artifacts", artifacts))
        if not rows:
            return []
        return [
            Space(self._set.between_sections),
            Hairline(12),
            *_spaced(rows, self._set.between_rows),
        ]

    def _artifacts(self) -> Iterable[Block]:
        for number, artifact in enumerate(self._record.artifacts):
            title = artifact.title.strip() or artifact.file_name or artifact.link
            if not title:
                continue
            if number:
                yield Space(3)
            relevance = _RELEVANCE[artifact.relevance] if artifact.relevance else ""
            about = ": ".join(p for p in (relevance, artifact.relevance_note.strip()) if p)
            yield Text(title, self._set.body, after=about, after_style=self._set.speaker)
            if artifact.link and artifact.link != title:
                yield Text(artifact.link, self._set.note)

    def _words(self) -> list[Block]:
        """The presenter's own words, and what colleagues offered, side by side."""
        return self._facing(
            ("In your words", self._spoken.own()),
            ("What colleagues offered", self._spoken.offered()),
        )

    def _visit(self) -> list[Block]:
        """What was seen, and what was made of it, side by side."""
        return self._facing(
            ("Evidence", self._spoken.seen()), ("What we made of it", self._spoken.made_of_it())
        )

    def _commitments(self) -> list[Block]:
        promises = self._spoken.promises()
        next_date = self._record.closing.next_date
        if not promises and next_date is None:
            return []
        rows: list[Block] = [self._promise(promise) for promise in promises]
        if next_date is not None:
            rows.append(self._row("Next date", [Text(long_date(next_date), self._set.strong)]))
        heading = "Commitments" if promises else "Next"
        return [*self._section(heading), *_spaced(rows, self._set.between_rows)]

    def _looking_back(self) -> list[Block]:
        """Wrap-up reflection, the debrief, and whether the purpose was shared."""
        closing = self._record.closing
        debrief: list[Block] = [
            Text(f"{label}: {text}", self._set.body)
            for label, text in (
                ("Purpose", closing.debrief_purpose),
                ("Approach", closing.debrief_approach),
                ("Effects", closing.debrief_effects),
            )
            if text.strip()
        ]
        debrief += self._sayings(self._spoken.of_kind(Kind.DEBRIEF), self._said)
        reflection = closing.reflection.strip()
        said: list[Block] = [Text(reflection, self._set.body)] if reflection else []
        left = self._headed("Reflection", said) + self._headed(
            "Learning purpose", self._agreement()
        )
        right = self._headed("Debrief", debrief)
        if not left and not right:
            return []
        if left and right:
            body: Block = Facing(self._spread(left), self._spread(right), _GAP)
        else:
            body = Newspaper(self._spread(left or right), _GAP)
        return [*self._section("Looking back"), body]

    def _agreement(self) -> list[Block]:
        """Whether the purpose was shared; its planned wording stands near the top of the page."""
        closing = self._record.closing
        words: list[Block] = []
        if closing.purpose_agreement is Agreement.AGREED:
            words.append(Text("Shared by the group, as planned.", self._set.body))
        elif closing.purpose_agreement is Agreement.CONTESTED:
            words.append(Text("Seen in more than one way.", self._set.body))
            if self._record.learning_purpose.strip():
                planned = f"As planned: {self._record.learning_purpose}"
                words.append(Text(planned, self._set.body))
        if contested := closing.purpose_as_contested.strip():
            words.append(Text(f"As others saw it: {contested}", self._set.body))
        return words

    def _time(self) -> list[Block]:
        strip = strip_of(self._record)
        if not strip.entries:
            return []
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
        legend = [block for entry in strip.entries for block in self._legend(entry, strip)]
        return [
            *self._section("Time", "  ".join(notes)),
            StripBlock(strip, _LABELS + _GUTTER),
            Space(6),
            Newspaper(Stack(legend), _GAP),
        ]

    def _margin_notes(self) -> list[Block]:
        """Notes on the process and what was parked, in small."""
        rows = [
            self._row(label, _spaced(self._sayings(sayings, self._small), 3))
            for label, kind in (
                ("Parked for later", Kind.PARKING_LOT),
                ("Notes on the process", Kind.PROCESS_NOTE),
            )
            if (sayings := self._spoken.of_kind(kind))
        ]
        if not rows:
            return []
        return [
            Space(self._set.between_sections),
            Hairline(10),
            *_spaced(rows, self._set.between_rows),
        ]

    def _row(self, label: str, body: Sequence[Block]) -> Columns:
        """A label in the margin and what it names beside it."""
        name = Stack([Text(label, self._set.label)])
        return Columns([name, Stack(body)], _GUTTER, first=_LABELS)

    def _section(self, heading: str, note: str = "") -> list[Block]:
        """A section's heading under a rule, with a note on how to read it where it needs one."""
        title = Text(
            heading,
            self._set.section,
            after=note,
            after_style=self._set.note,
            tag="H2",
            keep_with_next=True,
        )
        return [
            Space(self._set.between_sections),
            Hairline(9),
            title,
            Space(5, keep_with_next=True),
        ]

    def _facing(
        self, left: tuple[str, Sequence[Group]], right: tuple[str, Sequence[Group]]
    ) -> list[Block]:
        """Two sections side by side; a lone one takes the page's width, in two columns."""
        filled = [(heading, groups) for heading, groups in (left, right) if groups]
        if not filled:
            return []
        if len(filled) == 1:
            heading, groups = filled[0]
            return [*self._section(heading), Newspaper(Stack(self._groups(groups)), _GAP)]
        cells = [
            Stack(
                [
                    Text(heading, self._set.section, tag="H2", keep_with_next=True),
                    Space(6, keep_with_next=True),
                    *self._groups(groups),
                ]
            )
            for heading, groups in filled
        ]
        return [Space(self._set.between_sections), Hairline(9), Facing(cells[0], cells[1], _GAP)]

    def _groups(self, groups: Sequence[Group]) -> list[Block]:
        headed = [
            Headed(
                self._group_heading(group.kind, group.heading),
                self._group_heading(group.kind, f"{group.heading}, continued"),
                _spaced(self._sayings(group.sayings, self._said), self._set.between),
            )
            for group in groups
        ]
        return _spaced(headed, self._set.between_groups)

    def _headed(self, heading: str, body: Sequence[Block]) -> list[Block]:
        """A group of blocks under its heading, as a list that is empty where the group is."""
        if not body:
            return []
        first, again = self._plain_heading(heading), self._plain_heading(f"{heading}, continued")
        return [Headed(first, again, _spaced(body, self._set.between))]

    def _spread(self, groups: Sequence[Block]) -> Stack:
        return Stack(_spaced(groups, self._set.between_groups))

    def _plain_heading(self, heading: str) -> Text:
        return Text(heading, self._set.group, tag="H3", keep_with_next=True)

    def _group_heading(self, kind: Kind, heading: str) -> Block:
        if kind not in {Kind.WARM_FEEDBACK, Kind.COOL_FEEDBACK}:
            return self._plain_heading(heading)
        warm = kind is Kind.WARM_FEEDBACK
        style = self._set.warm if warm else self._set.cool
        cells = [
            Stack([Sign(warm=warm, leading=style.leading)]),
            Stack([Text(heading, style, tag="H3")]),
        ]
        return Columns(cells, 0, first=_SIGN, keep_with_next=True)

    def _sayings(self, sayings: Sequence[Saying], make: Callable[[Saying], Block]) -> list[Block]:
        """Sayings one below the other, those of a room or a small group under its name."""
        blocks: list[Block] = []
        place = ""
        for saying in sayings:
            block = make(saying)
            if saying.place != place:
                place = saying.place
                block = Stack([Text(place, self._set.label, keep_with_next=True), block])
            blocks.append(block)
        return blocks

    def _said(self, saying: Saying) -> Block:
        """A saying, with what was seen or heard and its answers below it."""
        below: list[Block] = []
        if saying.evidence:
            below.append(Text(f"Seen or heard: {saying.evidence}", self._set.note))
        for answer in saying.answers:
            told = [self._said(replace(answer, text=f"Answer: {answer.text}", place=""))]
            below.append(Columns([Stack(()), Stack(told)], 0, first=_SIGN))
        words = Text(
            saying.text,
            self._set.body,
            after=saying.speaker,
            after_style=self._set.speaker,
            keep_with_next=bool(below),
        )
        return Stack([words, *below]) if below else words

    def _small(self, saying: Saying) -> Block:
        words = Text(saying.text, self._set.note, after=saying.speaker)
        if not saying.evidence:
            return words
        return Stack([words, Text(f"Seen or heard: {saying.evidence}", self._set.note)])

    def _promise(self, promise: Promise) -> Columns:
        """Who and by when in the margin, what and the evidence beside it."""
        margin: list[Block] = [Text(promise.who, self._set.label)]
        if promise.by_when is not None:
            margin.append(Text(f"by {plain_date(promise.by_when)}", self._set.note))
        body: list[Block] = [Text(promise.what, self._set.body)]
        if promise.evidence.strip():
            body.append(Text(f"Evidence: {promise.evidence}", self._set.note))
        if promise.as_said:
            body.append(Text(f"As said in the session: {promise.as_said}", self._set.note))
        return Columns([Stack(margin), Stack(body)], _GUTTER, first=_LABELS)

    def _legend(self, entry: Entry, strip: Strip) -> list[Block]:
        """One stage: its number, name and minutes, and below them the rooms of a visit."""
        times = minutes_text(entry.planned)
        if strip.began:
            went = "not visited" if entry.actual is None else minutes_text(entry.actual)
            times = f"{minutes_number(entry.planned)} \u2192 {went}"
        rooms = ", ".join(f"{place} {minutes_text(spent)}" for place, spent in entry.rooms)
        stage = Text(
            ", ".join(part for part in (f"{entry.number}  {entry.name}", entry.rounds) if part),
            self._set.note_ink,
            after=times,
            after_style=self._set.note,
            keep_with_next=bool(rooms),
        )
        return [stage, Text(rooms, self._set.note)] if rooms else [stage]


def _spaced(blocks: Sequence[Block], points: float) -> list[Block]:
    """Blocks with white between them."""
    spaced: list[Block] = []
    for block in blocks:
        if spaced:
            spaced.append(Space(points))
        spaced.append(block)
    return spaced
