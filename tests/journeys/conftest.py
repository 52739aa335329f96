"""A program to journey through, and a keyboard that presses where the focus is."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from dilc_desktop import paths
from dilc_desktop.app import Program
from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.record import FramingQuestion, Participant, SessionRecord
from dilc_desktop.domain.session import PlannedStage, StageRun
from dilc_desktop.domain.timing import Signal
from dilc_desktop.services.live import Live
from dilc_desktop.store.library import Library
from dilc_desktop.ui.live_page import LivePage
from dilc_desktop.ui.page import PageId

if TYPE_CHECKING:
    from tests.conftest import FakeClock

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SESSION_ID = "session-1"


@dataclass
class Keyboard:
    """Presses keys where the focus is; it has no other way to act, and writes down its way."""

    app: QApplication
    way: list[str] = field(default_factory=list)

    @property
    def place(self) -> QWidget:
        """Where the next key goes."""
        place = self.app.focusWidget() or self.app.activeWindow()
        assert place is not None, f"no focus after {self.way[-5:]}"
        return place

    @property
    def here(self) -> str:
        """The name of the widget with the focus."""
        return self.place.objectName()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press one key."""
        self.way.append(f"{self.here}: {key.name}")
        QTest.keyClick(self.place, key, modifiers)
        self.app.processEvents()

    def type(self, text: str) -> None:
        """Type text."""
        QTest.keyClicks(self.place, text)
        self.app.processEvents()

    def tab_to(self, name: str, most: int = 120) -> None:
        """Go on by Tab to the widget with this name."""
        for _ in range(most):
            if self.here == name:
                return
            self.press(Qt.Key.Key_Tab)
        passed = [step.split(":")[0] for step in self.way[-most:]]
        raise AssertionError(f"Tab does not lead to {name}, only to {dict.fromkeys(passed)}")


@pytest.fixture
def keyboard(qapp: QApplication) -> Keyboard:
    """The facilitator's keyboard."""
    return Keyboard(qapp)


@pytest.fixture
def open_program(
    qapp: QApplication, tmp_path: Path, clock: FakeClock
) -> Iterator[Callable[[], Program]]:
    """Starts the program on one and the same folder; it may be started again after it was closed.

    What is open at the end is closed, and all of it deleted.
    """
    started: list[Program] = []

    def start() -> Program:
        program = Program(paths.folders_in(tmp_path / "data"), clock)
        started.append(program)
        program.window.show()
        program.open_library()
        program.window.activateWindow()
        assert QTest.qWaitForWindowActive(program.window)
        return program

    yield start
    for program in started:
        program.window.close()
        program.close()
        for window in (program.room, program.window):
            if window is not None:
                window.deleteLater()
        program.deleteLater()
    started.clear()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


Planned = tuple[str, StageKind, int, dict[str, Any]]

PLAN: tuple[Planned, ...] = (
    ("Presentation", StageKind.TALK, 10, {}),
    ("Clarifying questions", StageKind.QUESTION_AND_ANSWER, 5, {}),
    ("Discussion", StageKind.PRESENTER_LISTENS, 10, {}),
    ("Debrief", StageKind.ALL_TALK, 5, {"protected": True}),
)


def stages(plan: Sequence[Planned]) -> tuple[PlannedStage, ...]:
    """The stages of a plan, each from its name, kind, minutes and what else it has."""
    told: dict[str, Any] = {
        "speaks": "Group",
        "silent": "",
        "kinds": (ContributionKind.WARM_FEEDBACK, ContributionKind.COOL_FEEDBACK),
        "say": "Now we go on.",
        "room": "One sentence.",
        "stage_key": "",
    }
    return tuple(
        PlannedStage(id=f"stage-{number}", name=name, kind=kind, planned_s=m * 60, **(told | more))
        for number, (name, kind, m, more) in enumerate(plan, start=1)
    )


@dataclass
class Evening:
    """One session, facilitated by keys only, and what is on the disk and on the screen of it."""

    program: Program
    keyboard: Keyboard
    clock: FakeClock
    signals: list[tuple[Signal, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.program.signals.due.connect(
            lambda due: self.signals.append((due, self.live.timing().elapsed))
        )

    @property
    def page(self) -> LivePage:
        """The live page."""
        page = self.program.window.page(PageId.LIVE)
        assert isinstance(page, LivePage)
        return page

    @property
    def live(self) -> Live:
        """The service of the session."""
        assert self.program.desk is not None
        return self.program.desk.live(SESSION_ID)

    @property
    def record(self) -> SessionRecord:
        """The session as it is on the disk; what is held in memory must be the same."""
        assert self.program.desk is not None
        stored = self.program.desk.catalogue.record(SESSION_ID)
        assert stored == self.live.record
        assert stored.session() == self.live.session
        return stored

    @property
    def runs(self) -> tuple[StageRun, ...]:
        """The stage runs on the disk."""
        return self.record.session().runs

    @property
    def stage(self) -> str:
        """The name of the stage in the band."""
        return self.page.band.stage.text()

    @property
    def time(self) -> str:
        """The time in the band, with its word."""
        self.page.ticker.look()
        return f"{self.page.band.time.text()} {self.page.band.word.text()}"

    @property
    def words(self) -> str:
        """Every word on the window."""
        found = [
            w.text()
            for w in self.program.window.findChildren(QWidget)
            if isinstance(w, (QLabel, QPushButton)) and w.isVisible()
        ]
        return "\n".join(found)

    def is_on(self, page: PageId) -> bool:
        """Whether the window shows this page."""
        return self.program.window.here is page

    def show(self) -> None:
        """Go to the session."""
        self.program.window.show_page(PageId.LIVE, SESSION_ID)

    def wait(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass, looked at as the program does it."""
        left = seconds
        while left > 0:
            self.clock.advance(min(step, left))
            self.page.ticker.tick()
            left = round(left - step, 6)

    def sleep(self, seconds: float) -> None:
        """Close the lid; the first look comes when it opens."""
        self.clock.suspend(seconds)
        self.page.ticker.tick()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """Press a key where the focus is, a moment after the one before."""
        for _ in range(times):
            self.keyboard.press(key, modifiers)

    def capture(self, text: str) -> None:
        """Type something that was said, and save it."""
        self.keyboard.type(text)
        self.keyboard.press(Qt.Key.Key_Return)

    def go_to(self, name: str) -> None:
        """Go by Tab to the widget with this name; in the words Tab is another kind, so F6 there."""
        for _ in range(120):
            here = self.keyboard.here
            if here == name:
                return
            self.keyboard.press(Qt.Key.Key_F6 if here == "live.text" else Qt.Key.Key_Tab)
        raise AssertionError(f"Tab and F6 do not lead to {name}, only {self.keyboard.way[-40:]}")

    def answer(self, name: str) -> None:
        """Go by Tab to the button with this name and press it."""
        self.go_to(name)
        self.keyboard.press(Qt.Key.Key_Space)


@pytest.fixture
def begin(
    open_program: Callable[[], Program], keyboard: Keyboard, clock: FakeClock, tmp_path: Path
) -> Callable[..., Evening]:
    """Begins a session by its key: its plan and other fields of its record may be given."""

    def start(plan: Sequence[Planned] = PLAN, *, started: bool = True, **fields: Any) -> Evening:
        told: dict[str, Any] = {
            "id": SESSION_ID,
            "title": "March",
            "created_at": clock.utc(),
            "protocol_key": "tuning",
            "protocol_name": "Tuning",
            "protocol_version": 1,
            "protocol_credit": "",
            "learning_purpose": "Feedback that teachers use.",
            "plan": stages(plan),
            "participants": tuple(
                Participant(id=f"person-{number}", code=code)
                for number, code in enumerate(("DES-3", "P07", "P12"), start=1)
            ),
            "framing_questions": (
                FramingQuestion(id="question-1", text="How do I ask?", written_at=clock.utc()),
            ),
        }
        with Library.open(tmp_path / "data") as library:
            library.sessions.insert(SessionRecord(**(told | fields)))
        evening = Evening(open_program(), keyboard, clock)
        evening.show()
        if started:
            evening.key(Qt.Key.Key_Return, CTRL)
        return evening

    return start
