"""The facilitator's script: when, what to say, what to write down, and what helps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.session import PlannedStage
from dilc_desktop.reports import look
from dilc_desktop.reports.blocks import Block, Hairline, Newspaper, Space, Stack, Text, pages_of
from dilc_desktop.reports.handouts.material import Material, StageGroup, kind_words
from dilc_desktop.reports.handouts.parts import (
    head,
    in_quotes,
    leading_words,
    minutes,
    question,
    rounds_words,
    section,
)
from dilc_desktop.reports.handouts.shapes import Grid, Kept, listed
from dilc_desktop.reports.handouts.stage_strip import StageStrip
from dilc_desktop.reports.look import Setting

_GAP = 24.0
_LABELS = 76.0
_TROUBLES: tuple[tuple[frozenset[Kind | StageKind], str], ...] = (
    # Source: `What goes wrong in live sessions, and what helps` of the field's guidance.
    (
        frozenset({Kind.CLARIFYING_QUESTION}),
        "If the presenter has to stop and think, it was a probing question: keep it for later.",
    ),
    (
        frozenset({Kind.PROBING_QUESTION}),
        (
            "If a question carries advice, thank for it, park it and bring it back when it "
            "is time for suggestions."
        ),
    ),
    (
        frozenset({StageKind.PRESENTER_LISTENS}),
        (
            "If the presenter joins in, a glance at the note sheet is enough. A chair outside the "
            "circle helps from the start."
        ),
    ),
    (
        frozenset({Kind.WARM_FEEDBACK}),
        "If praise stays general, ask where in the work it shows.",
    ),
    (
        frozenset({Kind.COOL_FEEDBACK}),
        "If it sounds hard, or like an order, ask for it again with “I wonder”.",
    ),
    (
        frozenset({Kind.OBSERVATION}),
        "If you hear a judgement, ask kindly: what did you see or hear?",
    ),
    (
        frozenset({Kind.SUGGESTION}),
        "If solutions come too early, ask to hold them a little longer and note them.",
    ),
    (
        frozenset({StageKind.GO_ROUND, StageKind.SMALL_GROUPS}),
        (
            "If a few voices fill the room, let everybody write for a minute, then go round; "
            "anyone may pass."
        ),
    ),
    (
        frozenset({Kind.PROBLEM}),
        "If it drifts from teaching or from the leader's own part, ask: where are you in this?",
    ),
    (
        frozenset({Kind.COMMITMENT, Kind.NEXT_STEP}),
        "If it stays vague, ask who, by when, and what would show it.",
    ),
    (
        frozenset({Kind.DEBRIEF}),
        (
            "If the talk slips back to the topic, lead it to how we worked. Keep these "
            "minutes even when time is short."
        ),
    ),
)


def pages(material: Material, width: float, height: float) -> Sequence[Block]:
    """The script, set closer where that saves a page; no stage is torn apart."""
    roomy, close = (
        pages_of(Stack(_Script(material, setting).blocks()), width, height)
        for setting in (look.ROOMY, look.CLOSE)
    )
    return close if len(close) < len(roomy) else roomy


class _Script:
    def __init__(self, material: Material, setting: Setting) -> None:
        self._material = material
        self._set = setting
        self._told: set[str] = set()

    def blocks(self) -> list[Block]:
        material = self._material
        blocks: list[Block] = [
            *head(
                material, f"Facilitator's script, {minutes(material.seconds)} minutes", self._set
            ),
            *question(material, self._set),
        ]
        if material.stages:
            blocks += [Space(self._set.between_sections), StageStrip(material)]
        blocks += self._before()
        after = timedelta()
        for group in material.groups():
            blocks += self._group(group, after)
            after += timedelta(seconds=group.seconds * group.rounds)
        if material.stages:
            blocks += self._end(after)
        return blocks

    def _before(self) -> list[Block]:
        """What to know and to set up before anybody comes."""
        material = self._material
        rows: list[tuple[str, list[Block]]] = [
            (label, [Text(text, self._set.body)])
            for label, text in (
                ("Purpose", material.learning_purpose or material.purpose),
                ("People", material.roles),
                ("Good to know", material.notes),
                ("Watch for", material.risk),
            )
            if text.strip()
        ]
        if material.norms:
            rows.append(("Norms", [Newspaper(Stack(listed(material.norms, self._set.body)), _GAP)]))
        if not rows:
            return []
        blocks = section("Before you begin", self._set)
        for label, body in rows:
            blocks += [
                _row([Text(label, self._set.label)], body),
                Space(self._set.between_rows * 0.7),
            ]
        return blocks[:-1]

    def _group(self, group: StageGroup, after: timedelta) -> list[Block]:
        blocks: list[Block] = []
        if group.rounds > 1:
            starts = [
                self._clock(after + timedelta(seconds=group.seconds * number))
                for number in range(group.rounds)
            ]
            blocks += section(
                rounds_words(group.rounds),
                self._set,
                f"each {minutes(group.seconds)} min, beginning at {', '.join(starts)}",
            )
        for number, stage in group.numbered:
            blocks.append(self._stage(number, stage, self._clock(after)))
            after += timedelta(seconds=stage.planned_s)
        return blocks

    def _stage(self, number: int, stage: PlannedStage, clock: str) -> Block:
        title = Text(
            f"{number}  {stage.name}",
            self._set.section,
            after=leading_words(stage),
            after_style=self._set.note,
            tag="H2",
        )
        margin = [
            Text(clock, self._set.section),
            Text(_minutes_and_range(stage), self._set.label),
            *self._turn(stage),
        ]
        body: list[Block] = [title]
        if stage.say.strip():
            body += [Space(3), Text(in_quotes(stage.say), self._set.restated)]
        notes: list[tuple[str, str]] = []
        if stage.kinds:
            notes.append(("Write down", kind_words(stage.kinds)))
        notes += self._tests(stage)
        notes += [("Prompt", prompt) for prompt in stage.prompts]
        notes += [("What helps", trouble) for trouble in self._troubles(stage)]
        if stage.places:
            notes.insert(0, ("Places", ", ".join(stage.places)))
        for place, (label, text) in enumerate(notes):
            body += [Space(2 if place else 5), self._noted(label, text)]
        return Kept(
            [
                Space(self._set.between_groups),
                Hairline(self._set.between_groups),
                _row(margin, body),
            ]
        )

    def _turn(self, stage: PlannedStage) -> list[Block]:
        seconds = self._material.per_person.get(stage.stage_key, 0)
        return [Text(f"{minutes(seconds)} min each", self._set.note)] if seconds else []

    def _tests(self, stage: PlannedStage) -> list[tuple[str, str]]:
        """The litmus tests of a stage's kinds, each told once."""
        found: list[tuple[str, str]] = []
        for kind in stage.kinds:
            known = self._material.help_with(kind)
            if known and known.test.strip() and self._first_time(kind):
                found.append((f"{kind_words((kind,)).capitalize()}", known.test))
        return found

    def _troubles(self, stage: PlannedStage) -> Iterable[str]:
        about = {*stage.kinds, stage.kind}
        if self._material.help_with(Kind.CLARIFYING_QUESTION):
            # Its test says the same.
            about.discard(Kind.CLARIFYING_QUESTION)
        for signs, help_ in _TROUBLES:
            if signs & about and self._first_time(help_):
                yield help_

    def _first_time(self, text: str) -> bool:
        fresh = text not in self._told
        self._told.add(text)
        return fresh

    def _noted(self, label: str, text: str) -> Block:
        cells = [Stack([Text(label, self._set.label)]), Stack([Text(text, self._set.note_ink)])]
        return Grid(cells, (92, None), 8)

    def _end(self, after: timedelta) -> list[Block]:
        clock = Text(self._clock(after), self._set.section)
        thanks = "End. Say the next date, and what becomes of the notes."
        return [
            Kept(
                [
                    Space(self._set.between_groups),
                    Hairline(self._set.between_groups),
                    _row([clock], [Text(thanks, self._set.body)]),
                ]
            )
        ]

    def _clock(self, after: timedelta) -> str:
        """The time of day where the session has one, else hours and minutes from the start."""
        start: datetime | None = self._material.start
        if start is not None:
            return f"{start + after:%H:%M}"
        hours, seconds = divmod(int(after.total_seconds()), 3600)
        return f"{hours}:{seconds // 60:02}"


def _row(margin: Sequence[Block], body: Sequence[Block]) -> Block:
    return Grid([Stack(margin), Stack(body)], (_LABELS, None))


def _minutes_and_range(stage: PlannedStage) -> str:
    """The plan's minutes, and the range in which they may be changed."""
    planned = minutes(stage.planned_s)
    if stage.shortest_s is None or stage.longest_s is None or stage.shortest_s == stage.longest_s:
        return f"{planned} min"
    return f"{planned} min ({minutes(stage.shortest_s)} to {minutes(stage.longest_s)})"
