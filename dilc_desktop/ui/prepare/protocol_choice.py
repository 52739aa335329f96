"""Choosing a protocol: three that suit the purpose, any of the shelf, or with some help."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from dilc_desktop.domain.choosing import Choice, Fitting, Wish
from dilc_desktop.domain.protocol import Protocol
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.services.suggesting import Suggestion
from dilc_desktop.ui.chooser import Chooser
from dilc_desktop.ui.fields import ChoiceField, labelled
from dilc_desktop.ui.parts import button, column, label, paragraph, row, surface, wear_icon
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.theme import Theme

SUGGESTED = 3
_NARROWEST, _WIDEST = 184, 280
_LETTERS = 20


def wish_of(record: SessionRecord) -> Wish:
    """What a prepared session says already: its people, and the time until the agreed end."""
    people = len(record.participants) or None
    start, end = record.scheduled_start, record.agreed_end
    minutes = None if start is None or end is None else (end - start).total_seconds() // 60
    return Wish(people=people, minutes=int(minutes) if minutes and minutes > 0 else None)


class ProtocolChoice(QWidget):
    """Asks before a plan that was changed is replaced; `ask` gives the choices for a wish.

    `chosen` carries the protocol's key and how it fits the minutes, None for its usual ones.
    """

    chosen = Signal(str, object)

    def __init__(self, theme: Theme, ask: Callable[[Wish], tuple[Choice, ...]]) -> None:
        super().__init__()
        self._theme = theme
        self._ask_for = ask
        self._wish = Wish()
        self._fitting: Fitting | None = None
        self.chooser: Chooser | None = None
        self._names: dict[str, str] = {}
        self._current = ""
        self._wanted = ""
        self._edited = False
        self.suggested: list[QPushButton] = []
        self._reasons: list[QLabel] = []
        lines = column(spacing=theme.px(6))
        self._above = label("", "small", "quiet")
        lines.addWidget(self._above)
        for number in range(SUGGESTED):
            made = button("", partial(self._press, number), "choice")
            made.setCheckable(True)
            made.setObjectName(f"prepare.protocol.suggested.{number + 1}")
            reason = paragraph("", "small", "quiet")
            line = row(made, reason, spacing=theme.px(12))
            line.setStretch(1, 1)
            lines.addLayout(line)
            self.suggested.append(made)
            self._reasons.append(reason)
        self._keys = [""] * SUGGESTED
        self._shown_names = [""] * SUGGESTED
        self.help = button(self.tr("Help me choose"), self.toggle_help, "fold")
        self.help.setObjectName("prepare.protocol.help")
        wear_icon(theme, self.help, "circle-question-mark", "accent")
        self._help = column(row(self.help, None), spacing=theme.px(12))
        self.every = ChoiceField()
        self.every.setObjectName("prepare.protocol")
        self.every.keep_narrow(_LETTERS)
        self.every.chosen.connect(lambda key: self._ask(key))
        self._question = paragraph()
        self.replace = button(self.tr("Replace the plan"), self._take)
        self.replace.setObjectName("prepare.protocol.replace")
        self.keep = button(self.tr("Keep my plan"), self._drop)
        self.keep.setObjectName("prepare.protocol.keep")
        self._asking = surface("banner")
        asking = column(self._question, row(self.replace, self.keep, None), margins=theme.px(12))
        self._asking.setLayout(asking)
        self._asking.hide()
        every = labelled(self.tr("Protocol"), self.every)
        self.credit = paragraph("", "small", "quiet")
        lines.addLayout(self._help)
        lines.addSpacing(theme.px(6))
        lines.addLayout(column(every, self.every, self.credit, spacing=4))
        lines.addWidget(self._asking)
        self.setLayout(lines)
        self.dress()

    def dress(self) -> None:
        """Make the buttons alike, as wide as their names need; a very long one is cut and told."""
        px = self._theme.px
        for made, name in zip(self.suggested, self._shown_names, strict=True):
            made.setText(name)
            made.setToolTip("")
        needed = max(made.sizeHint().width() for made in self.suggested)
        width = min(max(needed, px(_NARROWEST)), px(_WIDEST))
        for made, name in zip(self.suggested, self._shown_names, strict=True):
            room = width - (made.sizeHint().width() - made.fontMetrics().horizontalAdvance(name))
            made.setText(made.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room))
            if made.text() != name:
                made.setToolTip(name)
            made.setFixedWidth(width)

    def show_choice(
        self,
        shelf: tuple[Protocol, ...],
        suggestions: tuple[Suggestion, ...],
        current: tuple[str, str],
        *,
        edited: bool,
        wish: Wish,
    ) -> None:
        """Show the shelf, what suits, and the key and name of the protocol in use.

        `edited` says that choosing another one would lose changes to the plan; with `wish` the
        help to choose begins.
        """
        self._wish = wish
        key, name = current
        fitting = self.tr("These may suit the purpose that you wrote")
        spoken_for = any(suggestion.word for suggestion in suggestions)
        self._above.setText(fitting if spoken_for else self.tr("Three to choose from"))
        if not spoken_for and all(s.protocol.key != key for s in suggestions):
            # Somebody chose another one already, and no word of theirs speaks against it.
            suggestions = ()
        self._above.setVisible(bool(suggestions))
        self._edited = edited
        if key != self._current:
            self._drop()
        self._current = key
        names = {protocol.key: protocol.name for protocol in shelf}
        names.setdefault(key, name)
        if names != self._names:
            self._names = names
            self.every.offer([(words, value) for value, words in names.items()])
        self.every.show_value(key)
        self._keys = [suggestion.protocol.key for suggestion in suggestions]
        for number, made in enumerate(self.suggested):
            known = number < len(suggestions)
            made.setVisible(known)
            self._reasons[number].setVisible(known)
            if known:
                suggestion = suggestions[number]
                self._shown_names[number] = suggestion.protocol.name
                made.setAccessibleName(f"{suggestion.protocol.name}: {suggestion.reason}")
                made.setChecked(suggestion.protocol.key == key)
                self._reasons[number].setText(suggestion.reason)
        self.dress()

    def toggle_help(self) -> None:
        """Open the help to choose, with what the session says already, or put it away."""
        if self.chooser is None:
            self.chooser = Chooser(self._theme, self._ask_for, with_look=False)
            self.chooser.taken.connect(self._take_choice)
            self.chooser.hide()
            self._help.addWidget(self.chooser)
            chain_tabs([self.help, *self.chooser.parts(), self.every])
        if not self.chooser.isHidden():
            self.chooser.hide()
            return
        self.chooser.show_wish(self._wish)
        self.chooser.show()
        self.chooser.begin()

    def _take_choice(self, key: str, fitting: Fitting | None) -> None:
        if self.chooser is not None:
            self.chooser.hide()
        self.help.setFocus()
        if key == self._current and fitting is not None:
            # The plan stays as it is, with other minutes.
            self.chosen.emit(key, fitting)
        else:
            self._ask(key, fitting)

    def _press(self, number: int) -> None:
        self.suggested[number].setChecked(self._keys[number] == self._current)
        self._ask(self._keys[number])

    def _ask(self, key: object, fitting: Fitting | None = None) -> None:
        wanted = str(key)
        if wanted == self._current:
            self._drop()
            return
        self._wanted, self._fitting = wanted, fitting
        if not self._edited:
            self._take()
            return
        self._question.setText(
            self.tr("You have changed this plan. {0} would replace it.").format(
                self._names.get(wanted, wanted)
            )
        )
        self._asking.show()
        self.keep.setFocus()

    def _take(self) -> None:
        wanted, self._wanted = self._wanted, ""
        self._asking.hide()
        if wanted:
            self.chosen.emit(wanted, self._fitting)

    def _drop(self) -> None:
        self._wanted = ""
        if not self._asking.isHidden():
            self._asking.hide()
            self.every.setFocus()
        self.every.show_value(self._current)
