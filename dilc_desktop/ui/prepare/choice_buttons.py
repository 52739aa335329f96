"""A few answers side by side, of which one or none is chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from dilc_desktop.ui.parts import button, row


class ChoiceButtons(QWidget):
    """Buttons for the answers to one question; pressing the chosen one takes the answer back.

    `chosen` carries the value of the answer, None where it was taken back.
    """

    chosen = Signal(object)

    def __init__(self, question: str, choices: list[tuple[str, object]]) -> None:
        super().__init__()
        self._value: object = None
        self.buttons: list[QPushButton] = []
        self._values = [value for _, value in choices]
        for words, value in choices:
            made = button(words, partial(self._press, value), "choice", name=f"{question}: {words}")
            made.setCheckable(True)
            self.buttons.append(made)
        self.setLayout(row(*self.buttons, spacing=4))

    def name_parts(self, stem: str) -> None:
        """Give each button an object name: the stem and the value."""
        for made, value in zip(self.buttons, self._values, strict=True):
            made.setObjectName(f"{stem}.{value}")

    def show_value(self, value: object) -> None:
        """Show the answer that is stored."""
        self._value = value
        for made, own in zip(self.buttons, self._values, strict=True):
            made.setChecked(own == value)

    def _press(self, value: object) -> None:
        answer = None if value == self._value else value
        self.show_value(answer)
        self.chosen.emit(answer)
