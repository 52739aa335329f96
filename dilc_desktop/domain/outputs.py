"""What can be written of a session for people to read, and when each of it makes sense."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.session import PlannedStage


class Output(StrEnum):
    """A document about a session.

    SUMMARY is the presenter's. GROUP says what was heard and not by whom. DEBRIEF is the
    facilitator's own sheet, the only one with private notes. VISIT tells what was seen in rooms.
    """

    SUMMARY = "summary"
    GROUP = "group"
    DEBRIEF = "debrief"
    VISIT = "visit"


def offered(output: Output, stages: Iterable[PlannedStage]) -> bool:
    """Whether an output makes sense for stages: a visit's report needs one that visits rooms."""
    if output is not Output.VISIT:
        return True
    return any(stage.kind is StageKind.VISIT for stage in stages)


def check_output(output: Output, stages: Iterable[PlannedStage]) -> None:
    """RuleError where an output does not fit the stages."""
    if not offered(output, stages):
        raise RuleError(
            "No stage of this session visits rooms, so there is no visit to report. "
            "The group summary tells what was said in it."
        )
