"""What the room may see: the one maker of frames, which never looks at captures or notes."""

from __future__ import annotations

from dataclasses import dataclass

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.session import Session
from dilc_desktop.domain.timing import Phase, Timing, shown_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceFrame:
    """Everything that the room screen shows at one instant.

    `seconds` is the whole second to show, held at 0 when the time is up: the room never sees
    overtime or lateness. `fraction_left` is 0 to 1.
    """

    title: str
    phase: Phase
    stage: str = ""
    sentence: str = ""
    speaks: str = ""
    silent: str = ""
    question: str = ""
    seconds: int | None = None
    fraction_left: float = 0.0
    calm: bool = False
    presenter_listens: bool = False


def frame(title: str, question: str, session: Session, timing: Timing) -> AudienceFrame:
    """Make the frame for the room."""
    stage = session.stage if session.run is not None else None
    if stage is None:
        return AudienceFrame(title=title, phase=timing.phase, question=question)
    remaining = timing.remaining or 0
    return AudienceFrame(
        title=title,
        phase=timing.phase,
        stage=stage.name,
        sentence=stage.room,
        speaks=stage.speaks,
        silent=stage.silent,
        question=question,
        seconds=max(0, shown_seconds(remaining)),
        fraction_left=timing.fraction_left,
        calm=stage.kind is StageKind.SILENT_WORK,
        presenter_listens=stage.kind is StageKind.PRESENTER_LISTENS,
    )
