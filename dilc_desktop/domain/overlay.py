"""An overlay: prompts that can be laid over any plan, each where its kind belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dilc_desktop.domain.protocol import ContributionKind, Misfit, StageKind
from dilc_desktop.domain.session import PlannedStage

MOST_IN_A_STAGE = 2
MAX_PROMPT_LENGTH = 200

When = ContributionKind | StageKind


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to ask beside a protocol's own words.

    `when` is the kind of contribution that it goes with, or the way in which a stage is talked.
    """

    when: When
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Prompts that belong together; `version` grows with each change of their text."""

    name: str
    version: int
    purpose: str
    prompts: tuple[Prompt, ...]


def lay(plan: Iterable[PlannedStage], overlay: Overlay) -> tuple[PlannedStage, ...]:
    """The plan with the prompts of the overlay that fit each stage, and no others.

    Those for the way in which a stage is talked come first, then those for its kinds of
    contribution in their order; a stage gets at most two.
    """
    return tuple(replace(stage, prompts=_fitting(stage, overlay)) for stage in plan)


def lift(plan: Iterable[PlannedStage]) -> tuple[PlannedStage, ...]:
    """The plan without prompts."""
    return tuple(replace(stage, prompts=()) for stage in plan)


def is_laid(plan: Iterable[PlannedStage]) -> bool:
    """Whether any stage has prompts."""
    return any(stage.prompts for stage in plan)


def overlay_misfits(overlay: Overlay) -> Iterator[Misfit]:
    """Yield everything that keeps a definition from being a valid overlay."""
    if overlay.version < 1:
        yield Misfit("version", "expected a whole number from 1.")
    for field in ("name", "purpose"):
        if not getattr(overlay, field).strip():
            yield Misfit(field, "expected a few words.")
    if not overlay.prompts:
        yield Misfit("prompt", "expected at least one prompt.")
    seen: set[str] = set()
    for number, prompt in enumerate(overlay.prompts, start=1):
        place = f"prompt {number} ({prompt.when}), text"
        if not 1 <= len(prompt.text.strip()) <= MAX_PROMPT_LENGTH:
            yield Misfit(place, f"expected a sentence of at most {MAX_PROMPT_LENGTH} characters.")
        if prompt.text in seen:
            yield Misfit(place, "expected words that no earlier prompt has.")
        seen.add(prompt.text)


def _fitting(stage: PlannedStage, overlay: Overlay) -> tuple[str, ...]:
    asked: tuple[When, ...] = (stage.kind, *stage.kinds)
    fitting = (p.text for when in asked for p in overlay.prompts if p.when is when)
    return tuple(fitting)[:MOST_IN_A_STAGE]
