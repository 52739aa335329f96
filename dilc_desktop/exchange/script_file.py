"""Worked sessions as scripts: what the demo plays, one object or a list of them in JSON.

A script is played by keys, so it is refused where it holds what nobody could type or do.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import date, datetime
from itertools import accumulate
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.domain.protocol import ContributionKind, Misfit
from dilc_desktop.domain.record import Relevance, Role
from dilc_desktop.exchange.opening import read_at_most
from dilc_desktop.exchange.places import Vocabulary, misfit_of

MAX_BYTES = 64 * 1024 * 1024
_ADVICE = "Please correct the file, then play it again."
_CHOICES = {
    "contributions.kind": ContributionKind,
    "participants.role": Role,
    "artifacts.relevance": Relevance,
}
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_YEARS = range(1971, 2201)
_MOST_STAGES = 400
_DAY_S = 24 * 3600
_Seconds = Annotated[float, Meta(ge=0, le=_DAY_S)]


class ScriptPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person of a script."""

    code: Annotated[str, Meta(min_length=1)]
    role: Role = Role.PARTICIPANT
    name: str = ""
    research_consent: bool | None = None


class ScriptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to an item of the problem-of-practice checklist."""

    item: str
    answer: str = ""
    note: str = ""


class ScriptArtifact(msgspec.Struct, frozen=True, kw_only=True):
    """An artifact that was in the room."""

    title: str
    relevance: Relevance | None = None
    note: str = ""


class ScriptStage(msgspec.Struct, frozen=True, kw_only=True):
    """A stage with its planned seconds, whole ones, and its actual seconds."""

    name: Annotated[str, Meta(min_length=1)]
    planned_s: _Seconds
    actual_s: _Seconds


class ScriptContribution(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was said: `offset_s` from the session's start, `stage` counted from 1."""

    offset_s: Annotated[float, Meta(ge=0, le=_MOST_STAGES * _DAY_S)]
    stage: int
    kind: ContributionKind
    text: str
    speaker: str | None = None


class ScriptClosing(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed at the end."""

    follow_up: date | None = None


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """One worked session."""

    title: str
    protocol: str
    start: str
    id: str = ""
    learning_purpose: str = ""
    participants: Annotated[tuple[ScriptPerson, ...], Meta(max_length=1_000)] = ()
    problem: str = ""
    framing_questions: Annotated[tuple[str, ...], Meta(max_length=1_000)] = ()
    checklist: Annotated[tuple[ScriptAnswer, ...], Meta(max_length=1_000)] = ()
    artifacts: Annotated[tuple[ScriptArtifact, ...], Meta(max_length=1_000)] = ()
    stages: Annotated[tuple[ScriptStage, ...], Meta(min_length=1, max_length=_MOST_STAGES)]
    contributions: Annotated[tuple[ScriptContribution, ...], Meta(max_length=20_000)] = ()
    closing: ScriptClosing = ScriptClosing()

    @property
    def begins(self) -> datetime:
        """The local start."""
        return datetime.fromisoformat(self.start)

    @property
    def ends_ms(self) -> tuple[int, ...]:
        """When each stage ends, in milliseconds from the start."""
        return tuple(accumulate(milliseconds(stage.actual_s) for stage in self.stages))

    def span_ms(self, stage: int) -> tuple[int, int]:
        """Begin and end of a stage counted from 1, in milliseconds from the start."""
        ends = self.ends_ms
        return (ends[stage - 2] if stage > 1 else 0), ends[stage - 1]

    def offset_ms(self, said: ScriptContribution) -> int:
        """When something was said, in milliseconds from the start, inside its stage."""
        began, ended = self.span_ms(said.stage)
        return min(max(milliseconds(said.offset_s), began), ended)


def milliseconds(seconds: float) -> int:
    """Seconds of a script as whole milliseconds."""
    return round(seconds * 1000)


def typable(text: str) -> str:
    """A text as a field of several lines will hold it.

    Every end of a line is a line feed, and there are no byte order marks.
    """
    return _LINE_ENDS.sub("\n", text).replace("\ufeff", "")


def one_line(text: str) -> str:
    """A text as a field of one line will hold it."""
    return typable(text).replace("\n", " ").strip()


def read_scripts(path: Path) -> tuple[Script, ...]:
    """Read the scripts of a file; FileProblem names the place where it does not fit."""
    data = read_at_most(path, MAX_BYTES, expected="expected at most 64 MiB.", advice=_ADVICE)
    try:
        found = msgspec.json.decode(data.removeprefix(BOM_UTF8), type=Script | list[Script])
    except msgspec.ValidationError as error:
        vocabulary = Vocabulary(lambda name, index: f"{name}, entry {index + 1}", _CHOICES)
        raise _problem(path, misfit_of(error, vocabulary)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _problem(path, Misfit("", "expected JSON.")) from error
    scripts = tuple(found) if isinstance(found, list) else (found,)
    if not scripts:
        raise _problem(path, Misfit("", "expected at least one session."))
    for number, script in enumerate(scripts, start=1):
        for misfit in _misfits(script):
            place = misfit.place if len(scripts) == 1 else f"session {number}, {misfit.place}"
            raise _problem(path, Misfit(place, misfit.expected))
    return scripts


def _misfits(script: Script) -> Iterator[Misfit]:
    """What a decoder cannot see: times, people and stages that do not belong together."""
    yield from _untypable("", msgspec.to_builtins(script))
    try:
        fits = script.begins.year in _YEARS
    except ValueError:
        fits = False
    if not fits:
        yield Misfit("start", "expected a date and a time, like 2026-10-14 13:00.")
    yield from _doubled("participants", "code", [one_line(p.code) for p in script.participants])
    yield from _doubled("checklist", "item", [answer.item for answer in script.checklist])
    for number, stage in enumerate(script.stages, start=1):
        if not one_line(stage.name):
            yield Misfit(f"stages, entry {number}, name", "expected a name.")
        if not stage.planned_s.is_integer():
            yield Misfit(f"stages, entry {number}, planned_s", "expected whole seconds.")
    for number, artifact in enumerate(script.artifacts, start=1):
        if not one_line(artifact.title):
            yield Misfit(f"artifacts, entry {number}, title", "expected a title.")
    yield from _misplaced(script)


def _misplaced(script: Script) -> Iterator[Misfit]:
    """Contributions that are not inside their stage, or are nobody's."""
    codes = {one_line(person.code) for person in script.participants}
    for number, said in enumerate(script.contributions, start=1):
        place = f"contributions, entry {number}"
        if not 1 <= said.stage <= len(script.stages):
            yield Misfit(f"{place}, stage", f"expected a stage from 1 to {len(script.stages)}.")
            continue
        began, ended = script.span_ms(said.stage)
        # Each stage was rounded to a millisecond, so its ends may have moved by that much.
        if abs(milliseconds(said.offset_s) - script.offset_ms(said)) > said.stage:
            yield Misfit(
                f"{place}, offset_s",
                f"expected a time inside its stage, {began / 1000:g} to {ended / 1000:g} seconds.",
            )
        if said.speaker is not None and one_line(said.speaker) not in codes:
            yield Misfit(f"{place}, speaker", "expected the code of a participant, or null.")


def _doubled(items: str, field: str, names: list[str]) -> Iterator[Misfit]:
    seen: set[str] = set()
    for number, name in enumerate(names, start=1):
        if not name or name in seen:
            yield Misfit(
                f"{items}, entry {number}, {field}",
                "expected one, and one that no other entry has.",
            )
        seen.add(name)


def _untypable(place: str, value: object) -> Iterator[Misfit]:
    """Texts with characters that no keyboard brings."""
    parts: list[tuple[str, object]] = []
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list | tuple):
        parts = [(f"entry {number}", part) for number, part in enumerate(value, start=1)]
    elif isinstance(value, str) and not all(map(_is_typable, typable(value))):
        yield Misfit(place, "expected text without control characters.")
    for name, part in parts:
        yield from _untypable(f"{place}, {name}" if place else name, part)


def _is_typable(character: str) -> bool:
    code = ord(character)
    stranger = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    return character in "\t\n" or (unicodedata.category(character) != "Cc" and not stranger)


def _problem(path: Path, misfit: Misfit) -> FileProblem:
    return FileProblem(path.name, misfit.place, misfit.expected, _ADVICE)
