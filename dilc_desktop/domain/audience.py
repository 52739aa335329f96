"""What the room may see: the one maker of frames, which never looks at captures or notes."""

from __future__ import annotations

from dataclasses import dataclass

from dilc_desktop.domain.protocol import RoomTime, StageKind
from dilc_desktop.domain.session import Session
from dilc_desktop.domain.timing import Phase, Timing, shown_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceFrame:
    """Everything that the room screen shows at one instant.

    `seconds` is the whole second to show, held at 0 when the time is up, None where the room
    sees no time. `fraction_left` is 0 to 1. `over_seconds` are the whole seconds since the time
    was up, None but in stages that count up: of lateness the room never sees anything.
    """

    title: str
    phase: Phase
    stage: str = ""
    sentence: str = ""
    speaks: str = ""
    silent: str = ""
    question: str = ""
    time: RoomTime = RoomTime.DIGITS
    seconds: int | None = None
    fraction_left: float = 0.0
    over_seconds: int | None = None
    calm: bool = False
    presenter_listens: bool = False


def frame(title: str, question: str, session: Session, timing: Timing) -> AudienceFrame:
    """Make the frame for the room."""
    stage = session.stage if session.run is not None else None
    if stage is None:
        return AudienceFrame(title=title, phase=timing.phase, question=question)
    remaining = timing.remaining or 0
    hidden = stage.room_time is RoomTime.NOTHING
    counts_up = stage.counts_up and not hidden and remaining <= 0
    return AudienceFrame(
        title=title,
        phase=timing.phase,
        stage=stage.name,
        sentence=stage.room,
        speaks=stage.speaks,
        silent=stage.silent,
        question=question,
        time=stage.room_time,
        seconds=None if hidden else max(0, shown_seconds(remaining)),
        fraction_left=0.0 if hidden else timing.fraction_left,
        over_seconds=-shown_seconds(remaining) if counts_up else None,
        calm=stage.kind is StageKind.SILENT_WORK,
        presenter_listens=stage.kind is StageKind.PRESENTER_LISTENS,
    )
