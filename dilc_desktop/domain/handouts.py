"""The handouts that can be printed for a protocol or a session."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from dilc_desktop.domain.protocol import Stage, StageKind
from dilc_desktop.domain.session import PlannedStage


class HandoutKind(StrEnum):
    """What a handout is for."""

    PROTOCOL = "protocol"
    PREPARATION = "preparation"
    NOTES = "notes"
    PRESENTER_NOTES = "presenter_notes"
    SLIPS = "slips"
    OBSERVATION = "observation"
    SMALL_MEASURE = "small_measure"
    SCRIPT = "script"


def fits(kind: HandoutKind, stages: Iterable[Stage | PlannedStage]) -> bool:
    """Whether a handout makes sense for stages: rooms are observed where a stage visits some."""
    if kind is not HandoutKind.OBSERVATION:
        return True
    return any(stage.kind is StageKind.VISIT for stage in stages)
