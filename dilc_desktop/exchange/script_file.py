"""Worked sessions as scripts: what the demo plays, one object or a list of them in JSON."""

from __future__ import annotations

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
from dilc_desktop.exchange.places import Vocabulary, misfit_of

MAX_BYTES = 64 * 1024 * 1024
_ADVICE = "Please correct the file, then play it again."
_CHOICES = {
    "contributions.kind": ContributionKind,
    "participants.role": Role,
    "artifacts.relevance": Relevance,
}
_Seconds = Annotated[float, Meta(ge=0, le=24 * 3600)]


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
    id: str = ""
    relevance: Relevance | None = None
    note: str = ""


class ScriptStage(msgspec.Struct, frozen=True, kw_only=True):
    """A stage with its planned and its actual seconds."""

    name: Annotated[str, Meta(min_length=1)]
    planned_s: Annotated[int, Meta(ge=0, le=24 * 3600)]
    actual_s: _Seconds


class ScriptContribution(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was said: `offset_s` from the session's start, `stage` counted from 1."""

    offset_s: _Seconds
    stage: int
    kind: ContributionKind
    text: str
    speaker: str | None = None
    n: int = 0


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
    participants: tuple[ScriptPerson, ...]
    problem: str = ""
    framing_questions: tuple[str, ...] = ()
    checklist: tuple[ScriptAnswer, ...] = ()
    artifacts: tuple[ScriptArtifact, ...] = ()
    stages: Annotated[tuple[ScriptStage, ...], Meta(min_length=1)]
    contributions: tuple[ScriptContribution, ...] = ()
    closing: ScriptClosing = ScriptClosing()

    @property
    def begins(self) -> datetime:
        """The local start."""
        return datetime.fromisoformat(self.start)

    @property
    def ends_ms(self) -> tuple[int, ...]:
        """When each stage ends, in milliseconds from the start."""
        return tuple(accumulate(milliseconds(stage.actual_s) for stage in self.stages))


def milliseconds(seconds: float) -> int:
    """Seconds of a script as whole milliseconds."""
    return round(seconds * 1000)


def read_scripts(path: Path) -> tuple[Script, ...]:
    """Read the scripts of a file; FileProblem names the place where it does not fit."""
    data = _bytes(path)
    try:
        found = msgspec.json.decode(data, type=Script | list[Script])
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


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        advice = "Please check whether it was moved or renamed."
        raise FileProblem(path.name, "", "the file is not there.", advice) from error
    except OSError as error:
        raise FileProblem(path.name, "", "expected a file that can be read.") from error
    if len(data) > MAX_BYTES:
        raise _problem(path, Misfit("", "expected at most 64 MiB."))
    return data.removeprefix(b"\xef\xbb\xbf")


def _misfits(script: Script) -> Iterator[Misfit]:
    """What a decoder cannot see: times, people and stages that do not belong together."""
    try:
        datetime.fromisoformat(script.start)
    except ValueError:
        yield Misfit("start", "expected a date and a time, like 2026-10-14 13:00.")
    codes = [person.code.strip() for person in script.participants]
    for number, code in enumerate(codes, start=1):
        if not code or codes.count(code) > 1:
            yield Misfit(f"participants, entry {number}, code", "expected a code of its own.")
    ends = script.ends_ms
    for number, said in enumerate(script.contributions, start=1):
        place = f"contributions, entry {number}"
        if not 1 <= said.stage <= len(ends):
            yield Misfit(f"{place}, stage", f"expected a stage from 1 to {len(ends)}.")
            continue
        began = ends[said.stage - 2] if said.stage > 1 else 0
        if not began <= milliseconds(said.offset_s) <= ends[said.stage - 1]:
            yield Misfit(
                f"{place}, offset_s",
                f"expected a time inside its stage, {began / 1000:g} to "
                f"{ends[said.stage - 1] / 1000:g} seconds.",
            )
        if said.speaker is not None and said.speaker.strip() not in codes:
            yield Misfit(f"{place}, speaker", "expected the code of a participant, or null.")


def _problem(path: Path, misfit: Misfit) -> FileProblem:
    return FileProblem(path.name, misfit.place, misfit.expected, _ADVICE)
