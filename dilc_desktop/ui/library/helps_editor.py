"""Words that help with a kind of contribution: beginnings to build on, and a litmus test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from dilc_desktop.domain.protocol import ContributionKind, KindHelp, Protocol
from dilc_desktop.ui.fields import TextField
from dilc_desktop.ui.library.asked import Asked
from dilc_desktop.ui.library.edits import kinds_used, lines_in
from dilc_desktop.ui.parts import Button, button, column, label, on_button, paragraph, row, surface
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.words import kind_words


class HelpsEditor(QWidget):
    """Shows the help for each kind.

    `written` carries a help that is new or changed, `taken_out` the kind whose help goes.
    """

    written = Signal(object)
    taken_out = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kinds: tuple[ContributionKind, ...] = ()
        self.rows: dict[ContributionKind, HelpRow] = {}
        self.add = Button(self.tr("Add help for a kind"))
        self.add.setObjectName("library.helps.add")
        self.add.setAccessibleName(self.add.text())
        self._menu = QMenu(self.add)
        self.add.setMenu(self._menu)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(12))
        hint = paragraph(
            self.tr("They stand beside the capture line while such a contribution is written."),
            tone="quiet",
        )
        heading = label(self.tr("Words that help"), "lead", strong=True)
        self.setLayout(
            column(heading, hint, self._rows, row(self.add, None), None, spacing=theme.px(12))
        )

    def show_protocol(self, protocol: Protocol) -> None:
        """Show the help of a protocol."""
        kinds = tuple(help_.kind for help_ in protocol.helps)
        if kinds != self._kinds:
            self._kinds = kinds
            for kind in [kind for kind in self.rows if kind not in kinds]:
                gone = self.rows.pop(kind)
                self._rows.removeWidget(gone)
                gone.hide()
                gone.deleteLater()
            for kind in kinds:
                if kind not in self.rows:
                    self.rows[kind] = self._new_row(kind)
                    self._rows.addWidget(self.rows[kind])
            chain_tabs([p for kind in kinds for p in self.rows[kind].parts()] + [self.add])
        for help_ in protocol.helps:
            self.rows[help_.kind].show_help(help_)
        self._offer(protocol)

    def _offer(self, protocol: Protocol) -> None:
        """Offer the kinds without help, those of the stages first."""
        self._menu.clear()
        ordered = dict.fromkeys((*kinds_used(protocol), *ContributionKind))
        for kind in ordered:
            if kind not in self._kinds:
                action = self._menu.addAction(on_button(kind_words(kind)))
                action.triggered.connect(partial(self._begin, kind))
        self.add.setEnabled(bool(self._menu.actions()))

    def _begin(self, kind: ContributionKind) -> None:
        self.written.emit(KindHelp(kind=kind, stems=(), test=""))
        if kind in self.rows:
            self.rows[kind].stems.setFocus()

    def _new_row(self, kind: ContributionKind) -> HelpRow:
        made = HelpRow(self._theme, kind)
        made.written.connect(self.written)
        made.taken_out.connect(self._take_out)
        return made

    def _take_out(self, kind: ContributionKind) -> None:
        at = self._kinds.index(kind)
        self.taken_out.emit(kind)
        left = [self.rows[k].remove for k in self._kinds]
        (left[min(at, len(left) - 1)] if left else self.add).setFocus()

    def settle(self) -> None:
        """Say now what has not been said yet."""
        for shown in self.rows.values():
            shown.settle()

    def say_open(self, open_words: Mapping[int, str]) -> None:
        """Say under each help, by its number from 1, what is still open there."""
        for number, kind in enumerate(self._kinds, start=1):
            self.rows[kind].asked.say(open_words.get(number, ""))


class HelpRow(QWidget):
    """The help for one kind."""

    written = Signal(object)
    taken_out = Signal(object)

    def __init__(self, theme: Theme, kind: ContributionKind) -> None:
        super().__init__()
        words = kind_words(kind)
        self._help = KindHelp(kind=kind, stems=(), test="")
        self.stems = TextField(lines=2)
        self.test = TextField(lines=2)
        self.remove = button(self.tr("Take out"), lambda: self.taken_out.emit(kind), "plain")
        self.remove.setAccessibleName(self.tr("Take out the help for {0}").format(words))
        beginnings = self.tr("Beginnings to build on, one on each line")
        self.asked = Asked(theme, beginnings, self.stems)
        test = Asked(theme, self.tr("A test: how do I know that it is one?"), self.test)
        self.stems.setAccessibleName(f"{words}: {self.asked.question.text()}")
        self.test.setAccessibleName(f"{words}: {test.question.text()}")
        for key, part in (("stems", self.stems), ("test", self.test), ("out", self.remove)):
            part.setObjectName(f"library.helps.{kind}.{key}")
        sheet = surface("sheet")
        head = row(label(words, strong=True), None, self.remove)
        inside = column(head, self.asked, test, spacing=theme.px(8))
        inside.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(16))
        sheet.setLayout(inside)
        self.setLayout(column(sheet))
        self.stems.edited.connect(lambda text: self._change(stems=lines_in(text)))
        self.test.edited.connect(lambda text: self._change(test=text))

    def _change(self, **fields: object) -> None:
        # One of each type: beginnings are lines of text, a test is a text.
        self._help = replace(self._help, **fields)  # type: ignore[arg-type]
        self.written.emit(self._help)

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [self.remove, self.stems, self.test]

    def settle(self) -> None:
        """Say now what has not been said yet."""
        self.stems.settle()
        self.test.settle()

    def show_help(self, help_: KindHelp) -> None:
        """Show a help."""
        self._help = help_
        if lines_in(self.stems.text()) != help_.stems:
            self.stems.show_text("\n".join(help_.stems))
        self.test.show_text(help_.test)
