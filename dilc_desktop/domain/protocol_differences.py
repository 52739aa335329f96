"""What changed between two versions of a protocol, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from dilc_desktop.domain.protocol import KindHelp, Protocol, Stage

_NOT_COMPARED = frozenset({"key", "version", "stages"})
_ORDER = "order"
_SHORT = 24
_TOLD = 12


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: the place, and what stood there before and after; empty where nothing did."""

    place: str
    before: str
    after: str


def differences(older: Protocol, newer: Protocol) -> tuple[Difference, ...]:
    """Compare two protocols; stages are matched by their keys."""
    return tuple(_differences(older, newer))


def told(found: Sequence[Difference]) -> str:
    """Differences in one line of short words, as a list of versions shows them."""
    lines = [_told(difference) for difference in found[:_TOLD]]
    if len(found) > _TOLD:
        lines.append(f"and {len(found) - _TOLD} more")
    return "; ".join(lines)


def _told(difference: Difference) -> str:
    place, before, after = difference.place, difference.before, difference.after
    if place == _ORDER:
        return "stages in another order"
    if not before:
        return f"{place} added"
    if not after:
        return f"{place} taken out"
    if max(len(before), len(after)) > _SHORT:
        return f"{place} in other words"
    return f"{place}: {before}, now {after}"


def _differences(older: Protocol, newer: Protocol) -> Iterator[Difference]:
    yield from _fields(older, newer, "")
    before = {stage.key: stage for stage in older.stages}
    after = {stage.key: stage for stage in newer.stages}
    for key, stage in before.items():
        if key not in after:
            yield Difference(_stage_place(stage), _stage_words(stage), "")
    for key, stage in after.items():
        if key not in before:
            yield Difference(_stage_place(stage), "", _stage_words(stage))
        else:
            yield from _fields(before[key], stage, f"{_stage_place(stage)}, ")
    kept_before = [key for key in before if key in after]
    kept_after = [key for key in after if key in before]
    if kept_before != kept_after:
        yield Difference(_ORDER, _names(kept_before, before), _names(kept_after, after))


def _fields(before: Protocol | Stage, after: Protocol | Stage, place: str) -> Iterator[Difference]:
    for field in fields(after):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.name not in _NOT_COMPARED and old != new:
            yield Difference(f"{place}{field.name}", _words(old), _words(new))


def _stage_place(stage: Stage) -> str:
    return f"stage {stage.name}"


def _stage_words(stage: Stage) -> str:
    return f"{stage.name}, {stage.minutes} min"


def _names(keys: Sequence[str], stages: dict[str, Stage]) -> str:
    return ", ".join(stages[key].name for key in keys)


def _words(value: object) -> str:
    """A field's value as it may be read."""
    match value:
        case None | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case StrEnum():
            return value.value.replace("_", " ")
        case KindHelp():
            said = [*value.stems, value.test]
            return f"{_words(value.kind)}: {' / '.join(text for text in said if text)}"
        case tuple():
            return "; ".join(_words(part) for part in value)
        case _:
            return str(value)
