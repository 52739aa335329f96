"""The fields of a protocol as a whole: what it is, when it is used, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from dilc_desktop.domain.protocol import Protocol, Situation, Trust
from dilc_desktop.ui.fields import ChoiceField, LineField, TextField
from dilc_desktop.ui.library.asked import Asked, Chips, Entry
from dilc_desktop.ui.library.edits import lines_in
from dilc_desktop.ui.parts import column, label, rule
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.words import situation_words, trust_words

_LETTERS = 12
_SIDE_BY_SIDE = 480


class AboutEditor(QWidget):
    """Shows a protocol as a whole.

    `changed` carries the fields that changed, `unread` a field and the text in it that is no
    number.
    """

    changed = Signal(object)
    unread = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.fields: dict[str, Asked] = {}
        self.texts: dict[str, LineField | TextField] = {}
        self.lists: dict[str, TextField] = {}
        self.situations = Chips(
            "library.editor.about.situations",
            self.tr("Add a situation"),
            self.tr("Take out {0}"),
            {situation: situation_words(situation) for situation in Situation},
        )
        self.trust = ChoiceField()
        self.trust.offer([(trust_words(trust), trust) for trust in Trust])
        self.trust.keep_narrow(_LETTERS)
        self.smallest = Entry(None)
        self.largest = Entry(None)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self.situations.changed.connect(lambda chosen: self._change(situations=chosen))
        self.trust.chosen.connect(lambda trust: self._change(trust=trust))
        for key, entry in (("smallest", self.smallest), ("largest", self.largest)):
            entry.given.connect(lambda number, key=key: self._change(**{key: number}))
            entry.unread.connect(partial(self.unread.emit, key))
        for key, asked in self.fields.items():
            asked.field.setObjectName(f"library.editor.about.{key}")
        chain_tabs(self.parts())

    def _lay_out(self) -> None:
        one_each = self.tr("One on each line")
        name = LineField()
        name.setProperty("type", "lead")
        for field in (
            self._ask("trust", self.tr("Trust in the group"), self.trust),
            self._ask("smallest", self.tr("Fewest people"), self.smallest),
            self._ask("largest", self.tr("Most people"), self.largest),
        ):
            self._line.addWidget(field, 1)
        self._line.setSpacing(self._theme.px(12))
        self.setLayout(
            column(
                self._text("name", self.tr("Name of the protocol"), name),
                self._text("purpose", self.tr("What it is for, in a sentence"), TextField()),
                rule(),
                label(self.tr("When it fits"), strong=True),
                self._ask("situations", self.tr("Made for"), self.situations),
                self._text("use_when", self.tr("Choose it when"), TextField()),
                self._text("avoid_when", self.tr("Leave it when"), TextField()),
                self._text("risk", self.tr("Watch for"), TextField()),
                self._line,
                self.fields["smallest"].complaint,
                self.fields["largest"].complaint,
                self._text("group_size", self.tr("People, in words"), LineField()),
                rule(),
                label(self.tr("How you work"), strong=True),
                self._text("roles", self.tr("Roles"), LineField()),
                self._text("roles_optional", self.tr("Roles that help"), LineField()),
                self._list("norms", self.tr("Norms"), one_each),
                self._list("preparation", self.tr("What the presenter prepares"), one_each),
                self._text("notes", self.tr("Notes for the facilitator"), TextField()),
                rule(),
                label(self.tr("Where it comes from"), strong=True),
                self._text("credit", self.tr("Origin and credit"), TextField()),
                self._text("differs", self.tr("How published versions differ"), TextField()),
                None,
                spacing=self._theme.px(12),
            )
        )

    def _ask(self, key: str, words: str, field: QWidget, hint: str = "") -> Asked:
        made = Asked(self._theme, words, field, hint, narrow=isinstance(field, Entry))
        self.fields[key] = made
        return made

    def _text(self, key: str, words: str, field: LineField | TextField) -> Asked:
        field.edited.connect(lambda text: self._change(**{key: text}))
        self.texts[key] = field
        return self._ask(key, words, field)

    def _list(self, key: str, words: str, hint: str) -> Asked:
        field = TextField(lines=3)
        field.edited.connect(lambda text: self._change(**{key: lines_in(text)}))
        self.lists[key] = field
        return self._ask(key, words, field, hint)

    def _change(self, **fields: object) -> None:
        self.changed.emit(fields)

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        found: list[QWidget] = []
        for asked in self.fields.values():
            if asked.field is self.situations:
                found += [*self.situations.chips, self.situations.add]
            elif asked.field not in (self.trust, self.smallest, self.largest):
                found.append(asked.field)
                if asked.field is self.texts["risk"]:
                    found += [self.trust, self.smallest, self.largest]
        return found

    def settle(self) -> None:
        """Say now what has not been said yet."""
        for field in (*self.texts.values(), *self.lists.values()):
            field.settle()
            if isinstance(field, QLineEdit):
                field.setModified(False)

    def show_protocol(self, protocol: Protocol, typed: Mapping[str, str]) -> None:
        """Show a protocol; `typed` holds what stands in fields and is no number."""
        for key, field in self.texts.items():
            field.show_text(getattr(protocol, key))
        for key, lines in self.lists.items():
            if lines_in(lines.text()) != getattr(protocol, key):
                lines.show_text("\n".join(getattr(protocol, key)))
        self.situations.show_chosen(protocol.situations)
        self.trust.show_value(protocol.trust)
        self.smallest.show_number(protocol.smallest, typed.get("smallest"))
        self.largest.show_number(protocol.largest, typed.get("largest"))
        chain_tabs(self.parts())

    def say_open(self, open_words: Mapping[str, str]) -> None:
        """Say beside each field what is still open there."""
        for key, asked in self.fields.items():
            asked.say(open_words.get(key, ""))

    def be_narrow(self, width: int) -> None:
        """Put trust and people below each other where they have no room side by side."""
        narrow = width < self._theme.px(_SIDE_BY_SIDE)
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
