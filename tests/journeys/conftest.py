"""A program to journey through, and a keyboard that presses where the focus is."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from dilc_desktop import paths
from dilc_desktop.app import Program

if TYPE_CHECKING:
    from tests.conftest import FakeClock

NONE = Qt.KeyboardModifier.NoModifier


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
