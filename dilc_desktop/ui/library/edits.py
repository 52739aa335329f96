"""What an editor does to the text of a protocol: pure steps from one text to the next."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import count

from dilc_desktop.domain.protocol import ContributionKind, KindHelp, Protocol, Stage, StageKind

_FRESH = "new_"
_LONGEST_KEY = 40
_NO_KEY_LETTER = re.compile(r"[^a-z0-9]+")
_NEW_MINUTES = 5


def with_stage(protocol: Protocol, key: str, **fields: object) -> Protocol:
    """Change fields of one stage; stages that repeat together keep as many rounds as each other."""
    at = place_of(protocol, key)
    stages = list(protocol.stages)
    # One of each type: the form sends a field what its own entry has read.
    stages[at] = replace(stages[at], **fields)  # type: ignore[arg-type]
    if "rounds" in fields:
        for place in _together(stages, at):
            stages[place] = replace(stages[place], rounds=stages[at].rounds)
    return replace(protocol, stages=tuple(stages))


def place_of(protocol: Protocol, key: str) -> int:
    """Where a stage stands, from 0; the first place where no stage has the key."""
    return next((at for at, stage in enumerate(protocol.stages) if stage.key == key), 0)


def with_new_stage(protocol: Protocol, place: int) -> tuple[Protocol, str]:
    """Put a stage without words at a place, counted from 0; its key is made from its name later."""
    taken = {stage.key for stage in protocol.stages}
    key = next(key for key in (f"{_FRESH}{number}" for number in count(1)) if key not in taken)
    made = Stage(
        key=key,
        name="",
        kind=StageKind.ALL_TALK,
        minutes=_NEW_MINUTES,
        shortest=None,
        longest=None,
        speaks="",
        silent="",
        kinds=(),
        say="",
        room="",
    )
    return with_stage_put_in(protocol, made, place), key


def with_stage_put_in(protocol: Protocol, stage: Stage, place: int) -> Protocol:
    """Put a stage at a place; between stages that repeat together it repeats with them."""
    stages = list(protocol.stages)
    before = stages[place - 1].block if place > 0 else ""
    after = stages[place].block if place < len(stages) else ""
    if before and before == after:
        stage = replace(stage, block=before, rounds=stages[place - 1].rounds)
    elif stage.block and stage.block in (before, after):
        beside = stages[place - 1] if stage.block == before else stages[place]
        stage = replace(stage, rounds=beside.rounds)
    else:
        stage = replace(stage, block="")
    return replace(protocol, stages=(*stages[:place], stage, *stages[place:]))


def without_stage(protocol: Protocol, key: str) -> Protocol:
    """Take a stage out; what is left alone in a block repeats by itself."""
    left = [stage for stage in protocol.stages if stage.key != key]
    return replace(protocol, stages=tuple(_without_lone_blocks(left)))


def with_stage_moved(protocol: Protocol, key: str, places: int) -> Protocol:
    """Move a stage up (-1) or down (1).

    Stages that repeat together stay in a row: inside it they change places, beyond it they move
    all together, and other stages pass the whole row.
    """
    stages = list(protocol.stages)
    here = place_of(protocol, key)
    there = here + places
    if not 0 <= there < len(stages):
        return protocol
    block = _together(stages, here)
    if there in block:
        stages[here], stages[there] = stages[there], stages[here]
        return replace(protocol, stages=tuple(stages))
    beyond = block[0] - 1 if places < 0 else block[-1] + 1
    if not 0 <= beyond < len(stages):
        return protocol
    passed = _together(stages, beyond)
    moving = [stages[at] for at in block]
    first, last = min(block[0], passed[0]), max(block[-1], passed[-1])
    passing = [stages[at] for at in passed]
    between = [*moving, *passing] if places < 0 else [*passing, *moving]
    return replace(protocol, stages=(*stages[:first], *between, *stages[last + 1 :]))


def is_joined(protocol: Protocol, key: str) -> bool:
    """Whether a stage repeats together with the one above it."""
    at = place_of(protocol, key)
    block = protocol.stages[at].block
    return at > 0 and bool(block) and protocol.stages[at - 1].block == block


def joined(protocol: Protocol, key: str, *, together: bool) -> Protocol:
    """Let a stage repeat together with the one above it, or part the two.

    Stages that already repeat with either of them come along or stay with it.
    """
    stages = list(protocol.stages)
    at = place_of(protocol, key)
    if at == 0 or together == is_joined(protocol, key):
        return protocol
    if together:
        name = stages[at - 1].block or stages[at].block or _new_block(stages)
        rounds = max(stages[at - 1].rounds, stages[at].rounds)
        for place in (*_together(stages, at - 1), *_together(stages, at)):
            stages[place] = replace(stages[place], block=name, rounds=rounds)
    else:
        name = _new_block(stages)
        for place in [place for place in _together(stages, at) if place >= at]:
            stages[place] = replace(stages[place], block=name)
    return replace(protocol, stages=tuple(_without_lone_blocks(stages)))


def with_help(protocol: Protocol, made: KindHelp) -> Protocol:
    """Change the help for a kind, or add it behind the others."""
    helps = list(protocol.helps)
    at = next((at for at, help_ in enumerate(helps) if help_.kind is made.kind), len(helps))
    helps[at : at + 1] = [made]
    return replace(protocol, helps=tuple(helps))


def without_help(protocol: Protocol, kind: ContributionKind) -> Protocol:
    """Take the help for a kind out."""
    return replace(protocol, helps=tuple(h for h in protocol.helps if h.kind is not kind))


def kinds_used(protocol: Protocol) -> tuple[ContributionKind, ...]:
    """The kinds of contribution of all stages, each once, in their order."""
    return tuple(dict.fromkeys(kind for stage in protocol.stages for kind in stage.kinds))


def finished(protocol: Protocol, fresh: Collection[str]) -> Protocol:
    """Give the stages with these keys, which are new, keys that are made from their names."""
    taken = {stage.key for stage in protocol.stages if stage.key not in fresh}
    stages = []
    for stage in protocol.stages:
        made = stage
        if stage.key in fresh:
            made = replace(stage, key=key_for(stage.name, taken))
            taken.add(made.key)
        stages.append(made)
    return replace(protocol, stages=tuple(stages))


def key_for(name: str, taken: Collection[str]) -> str:
    """A key from a name: small plain letters, digits and _, unlike those that are taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = _NO_KEY_LETTER.sub("_", plain).strip("_")[:_LONGEST_KEY].strip("_")
    if not key[:1].isalpha():
        key = f"stage_{key}".rstrip("_")
    return next(k for k in _numbered(key) if k not in taken)


def lines_in(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _numbered(key: str) -> Iterator[str]:
    yield key
    for number in count(2):
        yield f"{key}_{number}"


def _together(stages: Sequence[Stage], at: int) -> list[int]:
    """The places of the row of stages that repeat together with one of them."""
    block = stages[at].block
    first = last = at
    while block and first > 0 and stages[first - 1].block == block:
        first -= 1
    while block and last < len(stages) - 1 and stages[last + 1].block == block:
        last += 1
    return list(range(first, last + 1))


def _without_lone_blocks(stages: Sequence[Stage]) -> Iterator[Stage]:
    for at, stage in enumerate(stages):
        alone = stage.block and len(_together(stages, at)) == 1
        yield replace(stage, block="") if alone else stage


def _new_block(stages: Sequence[Stage]) -> str:
    return next(name for name in _numbered("block") if name not in {s.block for s in stages})
