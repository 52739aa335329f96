"""Bars above and below the live page: a sentence and what can be done, without taking the focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from dilc_desktop.ui.parts import (
    Flow,
    button,
    clear,
    column,
    on_button,
    paragraph,
    row,
    set_property,
)
from dilc_desktop.ui.theme import Theme

_LONGEST_MESSAGE = 120

Choice = tuple[str, Callable[[], object]]


class QuestionBar(QFrame):
    """Says one thing and offers what to do about it; hidden while there is nothing to say.

    `shifting` comes just before it slides in or out and moves what stands around it.
    """

    shifting = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._words = paragraph("", strong=True)
        self._asked: tuple[str, tuple[str, ...]] | None = None
        self._choices = QHBoxLayout()
        self._choices.setContentsMargins(0, 0, 0, 0)
        self._choices.setSpacing(theme.px(8))
        self._presses: tuple[Callable[[], object], ...] = ()
        self.buttons: tuple[QPushButton, ...] = ()
        self.setObjectName(name)
        self._holder = QWidget()
        self._holder.setLayout(self._choices)
        self._box = row(self._words, self._holder, spacing=theme.px(16))
        self._box.setStretch(0, 1)
        self._box.setContentsMargins(theme.px(20), theme.px(6), theme.px(20), theme.px(6))
        self.setLayout(self._box)
        self.setProperty("surface", "banner")
        self.hide()

    @property
    def words(self) -> str:
        """What is said, empty while the bar is hidden."""
        return "" if self.isHidden() else self._words.text()

    def set_compact(self, *, compact: bool) -> None:
        """Put the buttons below the words where there is little width."""
        way = QBoxLayout.Direction
        self._box.setDirection(way.TopToBottom if compact else way.LeftToRight)
        self._choices.setDirection(way.TopToBottom if compact else way.LeftToRight)

    def ask(self, words: str, choices: Sequence[Choice] = (), *, surface: str = "banner") -> None:
        """Say something; the buttons stay the same widgets while the question is the same."""
        asked = (words, tuple(choice for choice, _ in choices))
        if self.isHidden():
            self.shifting.emit()
        if asked[1] != (self._asked[1] if self._asked else None):
            clear(self._choices)
            self.buttons = tuple(
                button(on_button(label), partial(self._press, place), name=label)
                for place, (label, _) in enumerate(choices)
            )
            for number, made in enumerate(self.buttons, start=1):
                made.setObjectName(f"{self.objectName()}.{number}")
                # A click leaves the focus where it was, in the words.
                made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                self._choices.addWidget(made)
        self._asked = asked
        self._presses = tuple(press for _, press in choices)
        self._words.setText(words)
        set_property(self, "surface", surface)
        self.show()

    def _press(self, place: int) -> None:
        self._presses[place]()

    def put_away(self) -> None:
        """Say nothing."""
        self._asked = None
        if not self.isHidden():
            self.shifting.emit()
        self.hide()


class MessageBar(QFrame):
    """Offers messages for the room: a digit or a click sends one, the line takes one's own.

    `chosen` carries the message, `left` follows when the bar is put away.
    """

    chosen = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, messages: Sequence[str]) -> None:
        super().__init__()
        self._messages = tuple(messages[:9])
        self.setProperty("surface", "banner")
        self.setObjectName("live.messages")
        self.setAccessibleName(self.tr("Message to the room"))
        self._buttons = Flow(spacing=theme.px(8))
        for number, words in enumerate(self._messages, start=1):
            made = button(f"{number}  {words}", partial(self._choose, words))
            made.setObjectName(f"live.messages.{number}")
            made.setAccessibleName(words)
            self._buttons.addWidget(made)
        self.own = QLineEdit()
        self.own.setObjectName("live.messages.own")
        self.own.setPlaceholderText(self.tr("Your own words, then Enter"))
        self.own.setMaxLength(_LONGEST_MESSAGE)
        self.own.setAccessibleName(self.tr("Your own message to the room"))
        self.own.returnPressed.connect(self._choose_own)
        self.close_button = button(self.tr("Close"), self.put_away, "plain")
        own = row(self.own, self.close_button, spacing=theme.px(8))
        own.setStretch(0, 1)
        box = column(self._buttons, own, spacing=theme.px(6))
        box.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), theme.px(8))
        self.setLayout(box)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def open(self) -> None:
        """Show the messages, ready for a digit; a second time puts them away."""
        if self.isVisible():
            self.put_away()
            return
        self.show()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def put_away(self) -> None:
        """Hide; nothing is sent."""
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit sends a message, Esc leaves; in the line digits are words."""
        digit = event.key() - Qt.Key.Key_0
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif not self.own.hasFocus() and 1 <= digit <= len(self._messages):
            self._choose(self._messages[digit - 1])
        else:
            super().keyPressEvent(event)

    def _choose(self, words: str) -> None:
        self.put_away()
        self.chosen.emit(words)

    def _choose_own(self) -> None:
        words = self.own.text().strip()
        if words:
            self.own.clear()
            self._choose(words)
