"""Protocol files: one protocol as a TOML text that a district can write itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from dilc_desktop.exchange.places import Vocabulary, misfit_of
from dilc_desktop.exchange.toml_text import ADVICE, read_text, tables

if TYPE_CHECKING:
    from tomlkit.items import Item

_HEADING = "A protocol of DILC Desktop. Change it in a text editor, then open it again."
_LONG_LIST = 60
_ESCAPES_IN_LINES = {
    **{code: f"\\u{code:04x}" for code in (*range(0x20), 0x7F)},
    ord("\\"): "\\\\",
    ord("\t"): "\\t",
    ord("\n"): "\n",
}
_ESCAPES = {**_ESCAPES_IN_LINES, ord('"'): '\\"', ord("\n"): "\\n", ord("\r"): "\\r"}
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
    text = read_text(path, expected="expected a protocol of at most 1 MiB.")
    return read_protocol_text(text, path.name)


def read_protocol_text(text: str, name: str) -> Protocol:
    """Read the text of a protocol; a FileProblem calls the text by this name."""
    table = tables(text, name, heading="[[stage]]")
    try:
        found = msgspec.convert(table, _ProtocolTable)
    except msgspec.ValidationError as error:
        vocabulary = Vocabulary(lambda item, index: _label(table, item, index), _CHOICES)
        raise _problem(name, misfit_of(error, vocabulary)) from error
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
        raise _problem(name, misfit)
    return protocol


def write_protocol(protocol: Protocol) -> str:
    """A protocol as the text of its file, without what says no more than a field's default."""
    import tomlkit  # noqa: PLC0415 - slow to import, and most sessions only read protocols

    document = tomlkit.document()
    document.add(tomlkit.comment(_HEADING))
    document.add(tomlkit.nl())
    for name, value in _fields(protocol, _ProtocolTable):
        document.add(name, _item(value))
    for name, kind, parts in (
        ("help", _HelpTable, protocol.helps),
        ("stage", _StageTable, protocol.stages),
    ):
        tables = tomlkit.aot()
        for part in parts:
            table = tomlkit.table()
            for field, value in _fields(part, kind):
                table.add(field, _item(value))
            tables.append(table)
        if parts:
            document.add(name, tables)
    return tomlkit.dumps(document)


def _fields(part: object, kind: type[msgspec.Struct]) -> Iterator[tuple[str, Any]]:
    """The fields of a part that must be there or say something; tables are not among them."""
    for field in msgspec.structs.fields(kind):
        value = getattr(part, field.name, None)
        if value is not None and (field.required or value != field.default):
            yield field.name, value


def _item(value: Any) -> Item:
    """A value as it reads best: text of many lines as lines, a long list one entry a line."""
    import tomlkit  # noqa: PLC0415 - imported already by whoever asks

    if isinstance(value, tuple):
        many = sum(len(text) for text in value) > _LONG_LIST
        entries = tomlkit.array().multiline(many)
        entries.extend(_item(str(text)) for text in value)
        return entries
    if isinstance(value, str):
        # A carriage return would be lost among the line ends of the file. We escape by ourselves,
        # because the library takes minutes where somebody pastes a whole book.
        if "\n" in value and "\r" not in value:
            lines = value.translate(_ESCAPES_IN_LINES).replace('"""', '""\\"')
            return tomlkit.string(lines, multiline=True, escape=False)
        return tomlkit.string(value.translate(_ESCAPES), escape=False)
    plain: Item = tomlkit.item(value)
    return plain


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


def _label(table: Mapping[str, Any], item: str, index: int) -> str:
    """Name a stage by its number and key, as the domain does."""
    if item != "stage":
        return f"{item}, entry {index + 1}"
    stages = table.get("stage")
    stage = stages[index] if isinstance(stages, list) else None
    key = stage.get("key") if isinstance(stage, dict) else None
    return f"stage {index + 1} ({key})" if isinstance(key, str) and key else f"stage {index + 1}"


def _problem(name: str, misfit: Misfit) -> FileProblem:
    return FileProblem(name, misfit.place, misfit.expected, ADVICE)
