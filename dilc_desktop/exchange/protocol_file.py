"""Protocol files: one protocol as a TOML text that a district can write itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.domain.protocol import (
    ContributionKind,
    KindHelp,
    MinutesFrom,
    Misfit,
    Protocol,
    RoomTime,
    Situation,
    Stage,
    StageKind,
    Trust,
    misfits,
)
from dilc_desktop.exchange.opening import read_at_most
from dilc_desktop.exchange.places import Vocabulary, misfit_of

MAX_BYTES = 1024 * 1024

_ADVICE = "Please correct the file in a text editor, then open it again."
_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_CHOICES = {
    "help.kind": ContributionKind,
    "situations": Situation,
    "trust": Trust,
    "stage.minutes_from": MinutesFrom,
    "stage.kind": StageKind,
    "stage.kinds": ContributionKind,
    "stage.room_time": RoomTime,
}


class _StageTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str
    name: str
    kind: StageKind
    minutes: int
    shortest: int | None = None
    longest: int | None = None
    speaks: str
    silent: str = ""
    kinds: tuple[ContributionKind, ...] = ()
    say: str
    room: str
    protected: bool = False
    block: str = ""
    rounds: int = 1
    places: tuple[str, ...] = ()
    room_time: RoomTime = RoomTime.DIGITS
    counts_up: bool = False
    soon_s: int = 0
    per_person_s: int = 0
    minutes_from: MinutesFrom = MinutesFrom.SUGGESTED


class _HelpTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: ContributionKind
    stems: tuple[str, ...] = ()
    test: str = ""


class _ProtocolTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str
    name: str
    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    purpose: str
    group_size: str = ""
    roles: str = ""
    credit: str
    notes: str = ""
    smallest: int | None = None
    largest: int | None = None
    situations: tuple[Situation, ...] = ()
    trust: Trust = Trust.SOME
    use_when: str = ""
    avoid_when: str = ""
    risk: str = ""
    roles_optional: str = ""
    norms: tuple[str, ...] = ()
    preparation: tuple[str, ...] = ()
    differs: str = ""
    help: tuple[_HelpTable, ...] = ()
    stage: tuple[_StageTable, ...]


def read_protocol(path: Path) -> Protocol:
    """Read a protocol; FileProblem names the place and what was expected where it does not fit."""
    table = _tables(path)
    try:
        found = msgspec.convert(table, _ProtocolTable)
    except msgspec.ValidationError as error:
        vocabulary = Vocabulary(lambda name, index: _label(table, name, index), _CHOICES)
        raise _problem(path, misfit_of(error, vocabulary)) from error
    protocol = Protocol(
        key=found.key,
        name=found.name,
        version=found.version,
        purpose=found.purpose,
        group_size=found.group_size,
        roles=found.roles,
        credit=found.credit,
        notes=found.notes,
        smallest=found.smallest,
        largest=found.largest,
        situations=found.situations,
        trust=found.trust,
        use_when=found.use_when,
        avoid_when=found.avoid_when,
        risk=found.risk,
        roles_optional=found.roles_optional,
        norms=found.norms,
        preparation=found.preparation,
        differs=found.differs,
        helps=tuple(KindHelp(kind=h.kind, stems=h.stems, test=h.test) for h in found.help),
        stages=tuple(_stage(stage) for stage in found.stage),
    )
    for misfit in misfits(protocol):
        raise _problem(path, misfit)
    return protocol


def _stage(found: _StageTable) -> Stage:
    return Stage(
        key=found.key,
        name=found.name,
        kind=found.kind,
        minutes=found.minutes,
        shortest=found.shortest,
        longest=found.longest,
        speaks=found.speaks,
        silent=found.silent,
        kinds=found.kinds,
        say=found.say,
        room=found.room,
        protected=found.protected,
        block=found.block,
        rounds=found.rounds,
        places=found.places,
        room_time=found.room_time,
        counts_up=found.counts_up,
        soon_s=found.soon_s,
        per_person_s=found.per_person_s,
        minutes_from=found.minutes_from,
    )


def _tables(path: Path) -> dict[str, Any]:
    """The file's tables, as TOML gives them."""
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        at = _LINE.search(str(error))
        place = f"line {at[1]}" if at else "the end of the file"
        expected = "expected TOML: name = value lines and [[stage]] headings, texts in quotes."
        raise FileProblem(path.name, place, expected, _ADVICE) from error
    except (RecursionError, ValueError) as error:
        expected = "expected plain TOML, without lists deep inside lists or endless numbers."
        raise FileProblem(path.name, "", expected, _ADVICE) from error


def _text(path: Path) -> str:
    """The file's text; a byte order mark, as some editors write it, is taken off."""
    data = read_at_most(
        path, MAX_BYTES, expected="expected a protocol of at most 1 MiB.", advice=_ADVICE
    )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        advice = "Please save it again with the encoding UTF-8."
        raise FileProblem(path.name, f"line {line}", "expected UTF-8 text.", advice) from error


def _label(table: Mapping[str, Any], name: str, index: int) -> str:
    """Name a stage by its number and key, as the domain does."""
    if name != "stage":
        return f"{name}, entry {index + 1}"
    stages = table.get("stage")
    stage = stages[index] if isinstance(stages, list) else None
    key = stage.get("key") if isinstance(stage, dict) else None
    return f"stage {index + 1} ({key})" if isinstance(key, str) and key else f"stage {index + 1}"


def _problem(path: Path, misfit: Misfit) -> FileProblem:
    return FileProblem(path.name, misfit.place, misfit.expected, _ADVICE)
