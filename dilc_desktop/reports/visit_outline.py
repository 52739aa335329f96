"""The report of a visit: what was seen in which room, by look-for and pattern, and what next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.readers import Reader
from dilc_desktop.domain.record import Contribution, SessionRecord
from dilc_desktop.domain.session import Session, StageRun
from dilc_desktop.reports.outline import (
    ListItems,
    Node,
    Outline,
    Paragraph,
    Part,
    Rows,
    SayingItem,
    Section,
    Table,
    Titled,
    Tone,
    aims,
    for_whom,
    led,
    lists_of,
    title_of,
    under_title,
)
from dilc_desktop.reports.spoken import Spoken, words_of
from dilc_desktop.reports.time_strip import minutes_text
from dilc_desktop.reports.unnamed import Unnamed, room_codes, without_names
from dilc_desktop.reports.when import day_and_hours, day_of, long_date

_MINUTE_MS = 60_000
_ABOUT = "What was seen and heard in the rooms, and not who taught or watched there."
_ALWAYS_SEEN = frozenset({Kind.OBSERVATION})
_SEEN_IN_ROOMS = frozenset({Kind.OBSERVATION, Kind.QUOTE, Kind.ARTIFACT})


def visit_outline(record: SessionRecord, reader: Reader = Reader.GROUP) -> Outline:
    """What stands in the report of a visit; the record holds only what its readers may see."""
    words = without_names(record)
    visit = _Visit(record, words)
    about = f"{for_whom(reader)}. {_ABOUT}"
    sections = (
        _question(words),
        visit.rooms(),
        visit.look_fors(),
        visit.patterns(),
        visit.next_work(),
    )
    return Outline(
        title=title_of(words),
        author="DILC Desktop",
        day=long_date(day_of(record)),
        head=tuple(under_title(words, reader, Paragraph(day_and_hours(words)), about)),
        sections=tuple(section for section in sections if section.body),
        kind="site-visit report",
    )


def _question(record: SessionRecord) -> Section:
    question = record.framing_question.strip()
    body: list[Node] = [Paragraph(question, Tone.QUESTION)] if question else []
    rows = tuple(aims(record))
    if rows:
        body.append(Rows(rows))
    return Section(Part.QUESTION, "The host's question" if question else "", tuple(body))


@dataclass(frozen=True, slots=True)
class _Stay:
    """How a room was visited, in ms since the session began; `came` None where it was not."""

    room: str
    came: int | None
    spent: int


class _Visit:
    """What was seen in the rooms, and what was made of it."""

    def __init__(self, record: SessionRecord, words: SessionRecord) -> None:
        self._codes = room_codes(record)
        self._session = record.session()
        self._runs = {run.id for run in _visits(self._session)}
        self._words = words
        self._said = words.kept
        self._order = {code: number for number, code in enumerate(self._codes.values())}
        self._about: dict[str, list[Contribution]] = {}
        for said in self._said:
            if said.about is not None:
                self._about.setdefault(said.about, []).append(said)

    def rooms(self) -> Section:
        """The rooms by their codes, when each was entered and for how long."""
        rows = tuple(
            (
                (Paragraph(stay.room),),
                (_or_note("" if stay.came is None else self._minute(stay.came), "Not visited"),),
                (_or_note(minutes_text(stay.spent) if stay.spent else "", "No time noted"),),
            )
            for stay in self._stays()
        )
        table = Table("The rooms", ("Room", "Entered", "Time there"), rows, (0.3, 0.3, 0.4))
        return Section(Part.ROOMS, "Rooms", (table,) if rows else ())

    def look_fors(self) -> Section:
        """What was seen under the look-for to which it belongs, then all else."""
        look_fors = [c for c in self._said if c.kind is Kind.LOOK_FOR]
        seen = [c for c in self._said if self._is_seen(c)]
        titled: list[Titled] = []
        placed: set[str] = set()
        without: list[SayingItem] = []
        for look_for in look_fors:
            mine = [c for c in self._about.get(look_for.id, ()) if self._is_seen(c)]
            if mine:
                placed.update(c.id for c in mine)
                titled.append(Titled(words_of(look_for), tuple(self._by_room(mine)), look_for.kind))
            else:
                without.append(SayingItem(words_of(look_for)))
        if without:
            heading = "Look-fors with nothing noted to them" if titled else "Look-fors"
            titled.append(Titled(heading, (ListItems(tuple(without)),), Kind.LOOK_FOR))
        rest = [c for c in seen if c.id not in placed and c.id not in self._evidence()]
        if rest:
            heading = "Also seen and heard" if placed else "What was seen and heard"
            titled.append(Titled(heading, tuple(self._by_room(rest)), Kind.OBSERVATION))
        heading = "What was seen, by look-for" if placed else "Evidence"
        return Section(Part.LOOK_FORS, heading, tuple(titled), spread=True)

    def patterns(self) -> Section:
        """Patterns and exceptions, each with what was seen for it."""
        titled = tuple(
            Titled(heading, (ListItems(tuple(map(self._with_evidence, found))),), kind)
            for heading, kind in (("Patterns", Kind.PATTERN), ("Exceptions", Kind.EXCEPTION))
            if (found := [c for c in self._said if c.kind is kind])
        )
        return Section(Part.PATTERNS, "What we made of it", titled)

    def next_work(self) -> Section:
        """What is to be expected, and the next level of work."""
        spoken = Spoken(self._words, Unnamed(self._words, "role"), Reader.GROUP)
        titled = tuple(
            Titled(heading, tuple(lists_of(sayings)), kind)
            for heading, kind in (
                ("If nothing changes", Kind.PREDICTION),
                ("Next level of work", Kind.NEXT_STEP),
            )
            if (sayings := spoken.of_kind(kind))
        )
        return Section(Part.NEXT_WORK, "From here on", titled, spread=True)

    def _stays(self) -> Iterator[_Stay]:
        came: dict[str, int] = {}
        spent: dict[str, int] = {}
        end = self._session.axis if self._session.ended is None else self._session.ended
        for run in _visits(self._session):
            for stop in run.stops:
                room = self._codes[stop.place.strip()]
                came.setdefault(room, stop.started)
                left = end if stop.ended is None else stop.ended
                spent[room] = spent.get(room, 0) + left - stop.started
        for room in self._codes.values():
            yield _Stay(room, came.get(room), spent.get(room, 0))

    def _is_seen(self, said: Contribution) -> bool:
        if said.stage_run in self._runs:
            return said.kind in _SEEN_IN_ROOMS
        return said.kind in _ALWAYS_SEEN

    def _evidence(self) -> frozenset[str]:
        """Ids of what stands under a pattern or an exception already."""
        made = [c for c in self._said if c.kind in {Kind.PATTERN, Kind.EXCEPTION}]
        return frozenset(c.id for one in made for c in self._seen_for(one))

    def _seen_for(self, made: Contribution) -> list[Contribution]:
        """What was seen for a pattern: what points to it, and what it points to."""
        mine = [c for c in self._said if c.id == made.about]
        return [c for c in (*mine, *self._about.get(made.id, ())) if self._is_seen(c)]

    def _with_evidence(self, made: Contribution) -> SayingItem:
        return SayingItem(
            words_of(made),
            evidence=_evidence_of(made),
            answers=tuple(self._seen(c, with_room=True) for c in self._seen_for(made)),
            starred=made.starred,
        )

    def _by_room(self, seen: Iterable[Contribution]) -> Iterator[ListItems]:
        """Room by room, after what belongs to none."""
        ordered = sorted(seen, key=lambda c: self._order.get(c.place.strip(), -1))
        for room, inside in groupby(ordered, key=lambda c: c.place.strip()):
            yield ListItems(tuple(self._seen(c) for c in inside), room)

    def _seen(self, said: Contribution, *, with_room: bool = False) -> SayingItem:
        """What was seen, with its minute and where asked for its room."""
        room = said.place.strip() if with_room else ""
        when = self._minute(said.offset_ms)
        return SayingItem(
            words_of(said),
            ", ".join(part for part in (room, when) if part),
            _evidence_of(said),
            starred=said.starred,
        )

    def _minute(self, offset_ms: int) -> str:
        return f"minute {max(0, offset_ms - self._session.start) // _MINUTE_MS}"


def _visits(session: Session) -> Iterator[StageRun]:
    visits = {stage.id for stage in session.plan if stage.kind is StageKind.VISIT}
    return (run for run in session.runs if run.stage_id in visits)


def _evidence_of(said: Contribution) -> str:
    evidence = said.evidence.strip()
    return led("Seen or heard", evidence) if evidence else ""


def _or_note(text: str, otherwise: str) -> Paragraph:
    return Paragraph(text) if text else Paragraph(otherwise, Tone.NOTE)
