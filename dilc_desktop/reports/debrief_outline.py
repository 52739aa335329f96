"""The facilitator's own sheet after a session, to learn from: moves, time, balance, notes.

It alone holds private notes and focus tags, and is for nobody else. Nobody is counted by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from dilc_desktop.domain.focusing import balance
from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.record import Contribution, Focus, Role, SessionRecord
from dilc_desktop.domain.session import Session, StageRun
from dilc_desktop.reports.moves import REASONS, Move, moves_of
from dilc_desktop.reports.outline import (
    Cell,
    Figure,
    ListItems,
    Outline,
    Paragraph,
    Part,
    SayingItem,
    Section,
    Table,
    Titled,
    Tone,
    WritingLines,
    debrief_of,
    led,
    still_going_on,
    title_of,
)
from dilc_desktop.reports.spoken import words_of
from dilc_desktop.reports.time_strip import Entry, minutes_text, strip_of, told_of
from dilc_desktop.reports.when import day_and_hours, day_of, long_date

MARK = "For the facilitator only"

_SECOND_MS = 1000
_MINUTE_MS = 60_000
_LINES = 5
_ABOUT = "It holds your private notes. It is there to learn from, and judges nobody."
_BALANCE = (
    ("Questions", (Kind.CLARIFYING_QUESTION, Kind.PROBING_QUESTION, Kind.QUESTION_RAISED)),
    ("Answers and reflections", (Kind.ANSWER, Kind.REFLECTION)),
    ("Seen and heard", (Kind.OBSERVATION, Kind.QUOTE, Kind.LOOK_FOR)),
    (
        "Made of it",
        (
            Kind.RESTATEMENT,
            Kind.INTERPRETATION,
            Kind.ASSUMPTION,
            Kind.PATTERN,
            Kind.EXCEPTION,
            Kind.PREDICTION,
        ),
    ),
    ("Feedback", (Kind.WARM_FEEDBACK, Kind.COOL_FEEDBACK)),
    ("Suggestions and steps", (Kind.SUGGESTION, Kind.NEXT_STEP, Kind.COMMITMENT)),
    (
        "The problem and its question",
        (Kind.PROBLEM, Kind.FRAMING_QUESTION, Kind.RESTATED_QUESTION, Kind.ARTIFACT),
    ),
    ("About the session", (Kind.DEBRIEF, Kind.PROCESS_NOTE, Kind.PARKING_LOT)),
)
_UNCOUNTED = {
    Kind.WARM_FEEDBACK: "warm",
    Kind.COOL_FEEDBACK: "cool",
    Kind.DEBRIEF: "debrief",
    Kind.PARKING_LOT: "parked",
}
_PLURAL = {Kind.QUESTION_RAISED: "questions raised"}
_FOCUS = {
    Focus.INSTRUCTION: "On instruction",
    Focus.PRINCIPALS_ROLE: "On the principal's role",
    Focus.EVIDENCE: "With evidence",
    Focus.OFF_INSTRUCTION: "Off instruction",
    Focus.OFF_ROLE: "Off the role",
}
_OFF = (Focus.OFF_INSTRUCTION, Focus.OFF_ROLE)
_VOICES = ((0, 0, "nothing noted"), (1, 2, "1 or 2 notes"), (3, 5, "3 to 5 notes"))


def debrief_outline(record: SessionRecord) -> Outline:
    """What stands on the facilitator's sheet."""
    sheet = _Sheet(record)
    sections = (
        sheet.stages(),
        sheet.interruptions(),
        sheet.balance(),
        sheet.refiled(),
        sheet.open_ends(),
        sheet.notes(),
        sheet.moves(),
        Section(
            Part.NEXT_TIME, "Next time", (WritingLines("What I want to try next time", _LINES),)
        ),
    )
    people = ", ".join(p.code for p in record.with_role(Role.FACILITATOR))
    return Outline(
        title=title_of(record),
        author=people or "DILC Desktop",
        day=long_date(day_of(record)),
        head=tuple(_head(record)),
        sections=tuple(section for section in sections if section.body),
        kind="facilitator's debrief sheet",
        mark=MARK,
    )


def _head(record: SessionRecord) -> Iterator[Paragraph]:
    yield Paragraph(f"{MARK}. Please do not pass this sheet on.", Tone.STRONG)
    yield Paragraph(_ABOUT, Tone.NOTE)
    yield Paragraph(day_and_hours(record))
    yield from still_going_on(record)


def kind_words(kind: Kind) -> str:
    """A kind of contribution in a word or two."""
    return "Look-for" if kind is Kind.LOOK_FOR else kind.value.replace("_", " ").capitalize()


class _Sheet:
    """The parts of the sheet."""

    def __init__(self, record: SessionRecord) -> None:
        self._record = record
        self._session: Session = record.session()
        self._end = self._session.axis if self._session.ended is None else self._session.ended
        self._kept = record.kept
        self._worded = [c for c in self._kept if not c.is_mark]

    def stages(self) -> Section:
        """Each stage as planned and as it went, under the strip."""
        strip = strip_of(self._record)
        if not strip.entries:
            return Section(Part.STAGES, "", ())
        ids = [stage.id for stage in self._session.first_plan if not stage.left_out]
        stages = zip(strip.entries, ids, strict=True)
        table = Table(
            "The stages as planned and as they went",
            ("Stage", "Began", "Planned", "As it went", "Against the plan"),
            tuple(self._stage(entry, stage) for entry, stage in stages),
            (0.38, 0.12, 0.12, 0.13, 0.25),
        )
        return Section(Part.STAGES, "Time", (Figure(strip, told_of(strip)), table))

    def _stage(self, entry: Entry, stage_id: str) -> tuple[Cell, ...]:
        runs = [run for run in self._session.runs if run.stage_id == stage_id]
        went = "none" if entry.actual is None else minutes_text(entry.actual)
        return (
            (Paragraph(f"{entry.number}  {entry.name}"),),
            (Paragraph(self._minute(runs[0].started) if runs else "not begun"),),
            (Paragraph(minutes_text(entry.planned)),),
            (Paragraph(went),),
            (Paragraph(_against(entry), beside=self._on_the_way(entry, runs)),),
        )

    def _on_the_way(self, entry: Entry, runs: list[StageRun]) -> str:
        """What changed a stage's time."""
        added = sum(run.added_ms for run in runs)
        lost = sum(run.interrupted_ms(self._end) for run in runs)
        visits = len({(run.round, run.started) for run in runs}) - len({run.round for run in runs})
        return ", ".join(
            words
            for words, true in (
                (f"{minutes_text(abs(added))} {'given' if added > 0 else 'taken off'}", added),
                (f"{minutes_text(lost)} interrupted", lost),
                (entry.rounds, entry.rounds),
                ("gone back to", visits),
            )
            if true
        )

    def interruptions(self) -> Section:
        """When, why and how long."""
        rows = tuple(
            (
                (Paragraph(self._minute(pause.started)),),
                (Paragraph(REASONS[pause.reason].capitalize()),),
                (
                    Paragraph(
                        minutes_text(
                            (self._end if pause.ended is None else pause.ended) - pause.started
                        )
                    ),
                ),
                (Paragraph(self._session.stage_of(run.stage_id).name),),
            )
            for run in self._session.runs
            for pause in run.interruptions
        )
        header = ("When", "Why", "How long", "In")
        table = Table("Interruptions", header, rows, (0.14, 0.3, 0.14, 0.42))
        return Section(Part.INTERRUPTIONS, "Interruptions", (table,) if rows else ())

    def balance(self) -> Section:
        """What was captured, by kind, by focus and as voices, with what was tagged as off."""
        open_words = [c for c in self._worded if not c.private]
        if not open_words:
            return Section(Part.BALANCE, "", ())
        titled = [
            Titled("By kind", tuple(_kinds(open_words))),
            Titled("By your focus tags", tuple(_focus(self._worded))),
            Titled("Voices", tuple(self._voices(open_words))),
        ]
        titled += [
            Titled(f"Tagged as {_FOCUS[focus].lower()}", (self._items(found),))
            for focus in _OFF
            if (found := [c for c in self._worded if focus in c.focus])
        ]
        shown = tuple(group for group in titled if group.body)
        note = "Notes, not a recording: what was not written down is not here."
        return Section(Part.BALANCE, "What was captured", shown, note=note, spread=True)

    def _voices(self, said: Iterable[Contribution]) -> Iterator[Paragraph]:
        """How many people have how many notes; the facilitators are not among them."""
        people = {p.id for p in self._record.participants if Role.FACILITATOR not in p.roles}
        each = Counter(c.speaker for c in said if c.speaker in people)
        bands = (*_VOICES, (_VOICES[-1][1] + 1, max(each.values(), default=0), ""))
        for least, most, words in bands:
            count = sum(least <= each[person] <= most for person in people)
            if count:
                noun = "person" if count == 1 else "people"
                yield Paragraph(f"{count} {noun}", beside=words or f"{least} notes or more")

    def refiled(self) -> Section:
        """What was filed under another kind later, from which to which."""
        moved: dict[tuple[Kind, Kind], list[Contribution]] = {}
        for said in self._kept:
            kinds = [*(wording.kind for wording in said.earlier), said.kind]
            for before, after in pairwise(kinds):
                if before is not after:
                    moved.setdefault((before, after), []).append(said)
        titled = tuple(
            Titled(f"{kind_words(a)} \u2192 {kind_words(b).lower()}", (self._items(found),))
            for (a, b), found in moved.items()
        )
        return Section(Part.REFILED, "Filed anew", titled, spread=True)

    def open_ends(self) -> Section:
        """Marks that are still without words, and what was parked."""
        marks = [c for c in self._kept if c.is_mark]
        parked = [c for c in self._worded if c.kind is Kind.PARKING_LOT]
        titled = []
        if marks:
            items = tuple(
                SayingItem(f"{kind_words(c.kind)}, still without words", self._minute(c.offset_ms))
                for c in marks
            )
            titled.append(Titled("Marks", (ListItems(items),)))
        if parked:
            titled.append(Titled("Parking lot", (self._items(parked),)))
        return Section(Part.OPEN_ENDS, "Still open", tuple(titled), spread=True)

    def notes(self) -> Section:
        """Private notes, process notes and the debrief."""
        said = [c for c in self._worded if c.kind is Kind.DEBRIEF and not c.private]
        debrief = debrief_of(self._record.closing, (self._items(said),) if said else ())
        titled = [Titled("What the group said of the session", debrief)]
        for heading, found in (
            ("Your private notes", [c for c in self._worded if c.private]),
            ("Notes on the process", [c for c in self._worded if _is_process_note(c)]),
        ):
            if found:
                titled.append(Titled(heading, (self._items(found),)))
        shown = tuple(group for group in titled if group.body)
        return Section(Part.NOTES, "Notes", shown, spread=True)

    def moves(self) -> Section:
        """What the facilitator did and said beyond going from stage to stage, in order."""
        mine = {person.id for person in self._record.with_role(Role.FACILITATOR)}
        spoken = (
            Move(c.offset_ms, led(kind_words(c.kind), words_of(c)), self._stage_at(c.offset_ms))
            for c in self._worded
            if c.speaker in mine and not c.private and c.kind is not Kind.PROCESS_NOTE
        )
        ordered = sorted([*moves_of(self._record), *spoken], key=lambda move: move.at)
        names = {stage.id: stage.name for stage in self._session.plan}
        titled = tuple(
            Titled(
                names.get(stage, "Before the first stage"),
                (ListItems(tuple(SayingItem(m.words, self._minute(m.at)) for m in together)),),
            )
            for stage, together in groupby(ordered, key=lambda move: move.stage)
        )
        return Section(Part.MOVES, "Your moves, in their order", titled, spread=True)

    def _stage_at(self, at: int) -> str:
        """The stage that ran last at a time."""
        begun = [run for run in self._session.runs if run.started <= at]
        return begun[-1].stage_id if begun else ""

    def _items(self, said: Iterable[Contribution]) -> ListItems:
        items = (SayingItem(words_of(c), self._minute(c.offset_ms), self._below(c)) for c in said)
        return ListItems(tuple(items))

    def _below(self, said: Contribution) -> str:
        """What was seen or heard, and where something comes back."""
        stage = next((s for s in self._session.plan if s.id == said.returns_in), None)
        return "  ·  ".join(
            part
            for part in (
                led("Seen or heard", said.evidence.strip()) if said.evidence.strip() else "",
                f"To come back in: {stage.name}" if stage else "",
            )
            if part
        )

    def _minute(self, at: int) -> str:
        return f"minute {max(0, at - self._session.start) // _MINUTE_MS}"


def _is_process_note(said: Contribution) -> bool:
    return said.kind is Kind.PROCESS_NOTE and not said.private


def _against(entry: Entry) -> str:
    difference = (entry.actual or 0) - entry.planned
    if abs(difference) < _SECOND_MS:
        return "as planned"
    return f"{minutes_text(abs(difference))} {'longer' if difference > 0 else 'shorter'}"


def _kinds(said: Iterable[Contribution]) -> Iterator[Paragraph]:
    """How many of each group of kinds, and below it of which kinds."""
    counts = balance(said)
    for heading, kinds in _BALANCE:
        found = [(kind, counts[kind]) for kind in kinds if kind in counts]
        if found:
            parts = ", ".join(_counted(kind, count) for kind, count in found)
            yield Paragraph(f"{heading}: {sum(count for _, count in found)}", beside=parts)


def _counted(kind: Kind, count: int) -> str:
    one = _UNCOUNTED.get(kind) or kind_words(kind).lower()
    many = _UNCOUNTED.get(kind) or _PLURAL.get(kind) or f"{one}s"
    return f"{count} {one if count == 1 else many}"


def _focus(said: Iterable[Contribution]) -> Iterator[Paragraph]:
    tagged = Counter(focus for c in said for focus in c.focus)
    for focus, words in _FOCUS.items():
        if tagged[focus]:
            yield Paragraph(f"{words}: {tagged[focus]}")
