"""What every card of the Prepare page has in common."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from dilc_desktop.domain.framing import Ready
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.services.change import Change
from dilc_desktop.ui.notifier import Notifier
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import Card, paragraph, row
from dilc_desktop.ui.theme import Theme


class Complaint(QWidget):
    """A line beside a field that says why what was typed there was not taken."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel()
        self._words = paragraph("", tone="over")
        self.setLayout(_beside(self._icon, self._words))
        self.hide()

    @property
    def words(self) -> str:
        """What is said now, empty where all is well."""
        return self._words.text()

    def say(self, words: str) -> None:
        """Say why; no words take the line away."""
        self._words.setText(words)
        self._icon.setPixmap(self._theme.pixmap("info", "over"))
        self.setVisible(bool(words))

    def watch(self, field: QLineEdit) -> None:
        """Say what a field of dates or minutes could not read, until it is typed in again."""
        field.editingFinished.connect(
            lambda: self.say(field.toolTip()) if field.property("invalid") == "true" else None
        )
        field.textEdited.connect(lambda: self.say(""))


def _beside(icon: QLabel, words: QLabel) -> QHBoxLayout:
    box = row(icon, words)
    # However many lines the words take, the sign stands at the first.
    box.setAlignment(icon, Qt.AlignmentFlag.AlignTop)
    box.setStretch(1, 1)
    return box


def attempt(notifier: Notifier, verb: Callable[[], Change], complaint: Complaint) -> Change | None:
    """Call a verb; where it is refused the sentence stands beside the field."""
    heard: list[str] = []

    def listen(words: str) -> None:
        heard.append(words)

    notifier.refused.connect(listen)
    change = notifier.run(verb)
    notifier.refused.disconnect(listen)
    complaint.say(heard[-1] if heard else "")
    return change


class Section(Card):
    """A card that shows a part of one session and saves what is typed into it."""

    def __init__(self, around: Surroundings, key: str, title: str, hint: str = "") -> None:
        super().__init__(around.theme, title, hint)
        self.desk = around.desk
        self.notifier = around.notifier
        self.theme = around.theme
        self.background = around.background
        self.head = self._head
        self.head.setObjectName(f"prepare.{key}.fold")
        self.setObjectName(f"prepare.{key}")
        self.body.setContentsMargins(0, around.theme.px(4), 0, 0)
        self.record: SessionRecord | None = None

    @property
    def session_id(self) -> str:
        """The session on show."""
        return self.record.id if self.record is not None else ""

    def show_record(self, record: SessionRecord) -> None:
        """Show what is stored now; what is being typed stays."""
        if self.session_id != record.id:
            self.forget()
        self.record = record
        self.repaint_record(record)

    def forget(self) -> None:
        """Let go of what belonged to another session."""

    def repaint_record(self, record: SessionRecord) -> None:
        """Fill the card's fields."""
        raise NotImplementedError

    def field_for(self, line: Ready) -> QWidget:
        """The field that a line of the readiness list speaks of."""
        raise NotImplementedError

    def be_narrow(self, narrow: bool) -> None:
        """Set rows in two lines where one line has no room."""
