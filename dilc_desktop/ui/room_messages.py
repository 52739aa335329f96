"""Messages for the room: ready-made ones, and a line in which each waits for its turn."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

_tr = QCoreApplication.translate

MESSAGE_MS = 15_000
READY_MADE = (
    "seats",
    "silence",
    "two_minutes",
    "one_voice",
    "question",
    "break",
    "back",
    "moment",
    "thanks",
)


def message_words(message: str) -> str:
    """The words of a ready-made message, by its name in `READY_MADE`."""
    return {
        "seats": _tr("room", "Please find your seats"),
        "silence": _tr("room", "Please write in silence"),
        "two_minutes": _tr("room", "Two minutes, please"),
        "one_voice": _tr("room", "Let us hear one voice at a time"),
        "question": _tr("room", "Please read the question once more"),
        "break": _tr("room", "We take a short break"),
        "back": _tr("room", "Back at the table in five minutes"),
        "moment": _tr("room", "One moment, please"),
        "thanks": _tr("room", "Thank you, everybody"),
    }[message]


class RoomMessages(QObject):
    """Shows one message after another, each for its time; none ever replaces another.

    While nobody can see them their time does not run.
    `changed` says that `now` or `waiting` is another.
    """

    changed = Signal()

    def __init__(self, shown_ms: int = MESSAGE_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown_ms = shown_ms
        self._line: deque[tuple[str, int]] = deque()
        self._held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.go_on)

    @property
    def now(self) -> str:
        """The message to show, empty when there is none."""
        return self._line[0][0] if self._line else ""

    @property
    def waiting(self) -> int:
        """How many wait for their turn behind the one that is shown."""
        return max(0, len(self._line) - 1)

    def say(self, text: str, shown_ms: int | None = None) -> None:
        """Show a message for a time in milliseconds, at once or after those before it.

        The same words said twice running are one message; shown already, its time begins again.
        """
        words = " ".join(text.split())
        if not words:
            return
        length = self._shown_ms if shown_ms is None else shown_ms
        if self._line and self._line[-1][0] == words:
            if len(self._line) == 1:
                self._begin(length)
            return
        self._line.append((words, length))
        if len(self._line) == 1:
            self._begin(length)
        self.changed.emit()

    def hold(self, held: bool) -> None:
        """Keep the messages until they can be seen; the first then has its whole time."""
        self._held = held
        if held:
            self._timer.stop()
        elif self._line:
            self._begin(self._line[0][1])

    def _begin(self, length: int) -> None:
        if not self._held:
            self._timer.start(length)

    def go_on(self) -> None:
        """End the message that is shown; the next one follows."""
        if not self._line:
            return
        self._line.popleft()
        if self._line:
            self._begin(self._line[0][1])
        else:
            self._timer.stop()
        self.changed.emit()

    def clear(self) -> None:
        """End the message that is shown and forget those that wait."""
        self._timer.stop()
        if self._line:
            self._line.clear()
            self.changed.emit()
