"""The fields of the editor: a question, its field, and beside it what is still open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QWidget

from dilc_desktop.domain.timing import parse_duration
from dilc_desktop.ui.fields import labelled, minutes_text
from dilc_desktop.ui.parts import (
    Button,
    Flow,
    button,
    clear,
    column,
    on_button,
    paragraph,
    set_property,
)
from dilc_desktop.ui.prepare.section import Complaint
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.theme import Theme

_LONGEST_NUMBER = 6


class Asked(QWidget):
    """A field under its question, a hint under it, and a line for what is still open.

    A narrow field leaves that line to whoever lays it out, to stand where there is room.
    """

    def __init__(
        self, theme: Theme, words: str, field: QWidget, hint: str = "", *, narrow: bool = False
    ) -> None:
        super().__init__()
        self.field = field
        self.question: QLabel = labelled(words, field)
        self.hint = paragraph(hint, "small", "quiet")
        if not hint:
            self.hint.hide()
        self.complaint = Complaint(theme)
        under = () if narrow else (self.complaint,)
        self.setLayout(column(self.question, field, self.hint, *under, spacing=2))

    @property
    def words(self) -> str:
        """What is said to be still open here, empty where all is well."""
        return self.complaint.words

    def say(self, words: str) -> None:
        """Say what is still open; no words take the line away."""
        if words == self.complaint.words:
            return
        self.complaint.say(words)
        self.field.setAccessibleDescription(words)
        if isinstance(self.field, Entry):
            set_property(self.field, "invalid", "true" if words else "false")


class Entry(QLineEdit):
    """A number as people type it; read with every key.

    `given` carries the number, or what an empty field stands for; `unread` carries a text that
    is no number, which stays in the field.
    """

    given = Signal(object)
    unread = Signal(str)

    def __init__(
        self,
        empty: int | str | None = "",
        *,
        read: Callable[[str], int | None] | None = None,
        write: Callable[[int], str] = str,
    ) -> None:
        """Make a field; where `empty` is a text, an empty field is not a number."""
        super().__init__()
        self._empty = empty
        self._read = read or whole_number
        self._write = write
        self.setMaxLength(_LONGEST_NUMBER)
        self.textEdited.connect(self._typed)

    def show_number(self, number: int | None, typed: str | None = None) -> None:
        """Show a number, or a text that could not be read as one."""
        if typed is not None:
            text = typed
        elif number is None or number == self._empty:
            text = ""
        else:
            # What was typed for this number stays as it was typed: 08 and 1:30 as much as 90s.
            text = self.text() if self._reading() == number else self._write(number)
        if text != self.text():
            self.setText(text)

    def _reading(self) -> int | None:
        return self._read(self.text()) if self.text().strip() else None

    def _typed(self, text: str) -> None:
        if not text.strip() and not isinstance(self._empty, str):
            self.given.emit(self._empty)
            return
        number = self._read(text)
        if number is None:
            self.unread.emit(text)
        else:
            self.given.emit(number)


def whole_number(text: str) -> int | None:
    """Read a whole number, in digits of any script; None where it is not one."""
    entry = text.strip()
    return int(entry) if entry.isdecimal() else None


def duration_entry() -> Entry:
    """A field for a length of time that may be empty: 2, 1:30, 90s."""
    made = Entry(0, read=parse_duration, write=minutes_text)
    made.setMaxLength(8)
    return made


class Chips(QWidget):
    """Chosen words side by side, each a button that takes it out, and one that adds another.

    `changed` carries the chosen values in the order in which they were added.
    """

    changed = Signal(object)

    def __init__(self, stem: str, add: str, take_out: str, choices: dict[object, str]) -> None:
        """Make chips; `take_out` is what a chip says to a screen reader, with a place for it."""
        super().__init__()
        self._stem = stem
        self._take_out = take_out
        self._choices = choices
        self._chosen: tuple[object, ...] = ()
        self.chips: list[QPushButton] = []
        self.add = Button(add)
        self.add.setProperty("role", "plain")
        self.add.setObjectName(f"{stem}.add")
        self.add.setAccessibleName(add)
        self._menu = QMenu(self.add)
        self.actions_by_value: dict[object, QAction] = {}
        for value, words in choices.items():
            action = self._menu.addAction(on_button(words))
            action.triggered.connect(partial(self._take, value))
            self.actions_by_value[value] = action
        self.add.setMenu(self._menu)
        self._flow = Flow(spacing=6)
        self.setLayout(self._flow)
        self.show_chosen(())

    def show_chosen(self, chosen: Iterable[object]) -> None:
        """Show what is chosen."""
        values = tuple(chosen)
        if values == self._chosen and self.chips:
            return
        self._chosen = values
        self._flow.removeWidget(self.add)
        clear(self._flow)
        self.chips = []
        for value in values:
            words = self._choices[value]
            chip = button(f"{on_button(words)}  \u00d7", partial(self._drop, value))
            chip.setAccessibleName(self._take_out.format(words))
            chip.setToolTip(self._take_out.format(words))
            chip.setObjectName(f"{self._stem}.{value}")
            self._flow.addWidget(chip)
            # At once, so that it can take the focus.
            chip.show()
            self.chips.append(chip)
        self._flow.addWidget(self.add)
        self.add.show()
        chain_tabs([*self.chips, self.add])
        for value, action in self.actions_by_value.items():
            action.setVisible(value not in values)
        self.add.setEnabled(len(values) < len(self._choices))
        self.updateGeometry()

    def _take(self, value: object) -> None:
        self.show_chosen((*self._chosen, value))
        self.add.setFocus()
        self.changed.emit(self._chosen)

    def _drop(self, value: object) -> None:
        at = self._chosen.index(value)
        self.show_chosen(v for v in self._chosen if v != value)
        # The focus goes to the chip that took its place, or to the button behind them all.
        (self.chips[at] if at < len(self.chips) else self.add).setFocus()
        self.changed.emit(self._chosen)
