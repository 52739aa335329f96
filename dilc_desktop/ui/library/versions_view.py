"""The versions of a house protocol: what changed, why, and which sessions ran which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import Protocol, ProtocolUse, ProtocolVersion
from dilc_desktop.services.change import Change
from dilc_desktop.ui.date_words import day_words
from dilc_desktop.ui.fields import ChoiceField, labelled
from dilc_desktop.ui.library.difference_list import DifferenceList, short_words
from dilc_desktop.ui.library.save_pane import be_ready
from dilc_desktop.ui.library.why_fields import WhyFields
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import (
    Flow,
    Paper,
    button,
    clear,
    column,
    icon_button,
    label,
    paragraph,
    row,
    rule,
    scrolling,
    surface,
)
from dilc_desktop.ui.prepare.section import Complaint, attempt
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.theme import Theme

_tr = QCoreApplication.translate
_LATELY, _TOLD = 12, 8
_COLUMN, _MARGIN, _SIDE_BY_SIDE = 680, 24, 480


class VersionsView(QWidget):
    """Shows all versions of a protocol, newest first; `done` says that the person goes back."""

    done = Signal()

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._desk = around.desk
        self._notifier = around.notifier
        self._theme = around.theme
        self._key = ""
        self._versions: tuple[ProtocolVersion, ...] = ()
        self.rows: list[VersionRow] = []
        self.setProperty("surface", "paper")
        self._band_row = row()
        self._rows = column(spacing=around.theme.px(12))
        self._uses = column(spacing=around.theme.px(4))
        self._paper = Paper()
        self._centred = row(self._make_column(), None)
        self._centred.setStretch(0, 100)
        self._paper.setLayout(self._centred)
        self._area = scrolling(self._paper)
        page = column(self._band(), self._area, spacing=0)
        page.setStretch(1, 1)
        self.setLayout(page)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(lambda: self.done.emit())
        around.theme.changed.connect(self._fit)
        self._fit()

    # What it is made of

    def _band(self) -> QWidget:
        self.back = icon_button(
            self._theme, "chevron-left", self.tr("Back"), lambda: self.done.emit()
        )
        self.back.setObjectName("library.versions.back")
        self._heading = paragraph("", "heading", strong=True)
        self._heading.setObjectName("library.versions.heading")
        words = column(label(self.tr("Versions"), "small", "quiet"), self._heading, spacing=0)
        self._band_row.addWidget(self.back)
        self._band_row.addLayout(words, 1)
        band = surface("band")
        band.setLayout(self._band_row)
        band.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return band

    def _make_column(self) -> QWidget:
        gap = self._theme.px(12)
        self._said = Complaint(self._theme)
        self._none = paragraph("", tone="quiet")
        self._none.setObjectName("library.versions.none")
        self._comparing = QWidget()
        self._comparing.setLayout(self._make_comparing())
        self._no_uses = paragraph(self.tr("No session was planned by it yet."), tone="quiet")
        self._shelf = QWidget()
        self._shelf.setLayout(self._make_shelf())
        self._others = column(spacing=self._theme.px(4))
        self._column = QWidget()
        self._column.setLayout(
            column(
                self._none,
                self._rows,
                self._comparing,
                rule(),
                label(self.tr("Sessions that used it"), "lead", strong=True),
                self._no_uses,
                self._uses,
                self._shelf,
                self._others,
                self._said,
                None,
                spacing=gap,
            )
        )
        return self._column

    def _make_comparing(self) -> QVBoxLayout:
        self.older = ChoiceField()
        self.older.setObjectName("library.versions.older")
        self.newer = ChoiceField()
        self.newer.setObjectName("library.versions.newer")
        self.differences = DifferenceList(self._theme)
        self._pickers = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for words, choice in (
            (self.tr("Compare"), self.older),
            (self.tr("with"), self.newer),
        ):
            picker = column(labelled(words, choice), choice, spacing=2)
            self._pickers.addLayout(picker, 1)
            choice.chosen.connect(lambda: self._compare())
        self.older.setAccessibleName(self.tr("Compare this version"))
        self.newer.setAccessibleName(self.tr("with this version"))
        heading = label(self.tr("Compare two versions"), "lead", strong=True)
        return column(rule(), heading, self._pickers, self.differences, spacing=self._theme.px(12))

    def _make_shelf(self) -> QVBoxLayout:
        self._shelf_words = paragraph()
        self._shelf_words.setObjectName("library.versions.shelf")
        self.off = button(self.tr("Take it off the shelf"), self._take_off)
        self.off.setObjectName("library.versions.off")
        return column(rule(), self._shelf_words, row(self.off, None), spacing=self._theme.px(12))

    # Showing

    def open(self, key: str) -> None:
        """Show the versions of a protocol."""
        self._key = key
        self._said.say("")
        self._show()
        newest = self._versions[0].version if self._versions else 0
        self.newer.show_value(newest)
        self.older.show_value(newest - 1)
        self._compare()
        self._area.verticalScrollBar().setValue(0)
        self.back.setFocus()

    def _show(self) -> None:
        self._versions = self._desk.shelf.versions(self._key)
        house = bool(self._versions)
        off = {protocol.key: protocol for protocol in self._desk.shelf.removed()}
        self._heading.setText(self._name(off))
        self._none.setVisible(not house)
        self._none.setText(
            self.tr(
                "This protocol comes with the program and has one version. "
                "A copy of your own can be changed, and keeps all its versions."
            )
        )
        self._show_rows(is_off=self._key in off)
        self._show_comparing()
        self._show_uses(self._desk.shelf.uses(self._key))
        self._show_shelf(off, house=house)
        self._chain()

    def _name(self, off: dict[str, Protocol]) -> str:
        if self._key in off:
            return off[self._key].name
        return self._desk.shelf.protocol(self._key).name

    def _show_rows(self, *, is_off: bool) -> None:
        clear(self._rows)
        self.rows = []
        for at, version in enumerate(self._versions):
            changes = self._changes(at)
            made = VersionRow(self._theme, version, changes, newest=at == 0, fixed=is_off)
            made.wanted.connect(partial(self._go_back_to, made))
            self.rows.append(made)
            self._rows.addWidget(made)
            # At once, so that Tab goes there.
            made.show()

    def _changes(self, at: int) -> str:
        """What changed with a version; of long ago, in the words that were kept with it."""
        version, before = self._versions[at], self._versions[at + 1 : at + 2]
        if not before or at >= _LATELY:
            return version.changes
        try:
            found = self._desk.shelf.differences(self._key, before[0].version, version.version)
        except RuleError:
            return version.changes
        words = [short_words(difference) for difference in found[:_TOLD]]
        if len(found) > _TOLD:
            words.append(self.tr("and {0} more").format(len(found) - _TOLD))
        return "\n".join(words)

    def _show_comparing(self) -> None:
        numbers = [version.version for version in self._versions]
        self._comparing.setVisible(len(numbers) > 1)
        choices: list[tuple[str, object]] = [
            (self.tr("Version {0}").format(number), number) for number in numbers
        ]
        for choice in (self.older, self.newer):
            before = choice.currentData()
            choice.offer(choices)
            if before in numbers:
                choice.show_value(before)

    def _compare(self) -> None:
        older, newer = self.older.currentData(), self.newer.currentData()
        if older is None or newer is None:
            return
        self._said.say("")
        try:
            found = self._desk.shelf.differences(self._key, older, newer)
        except RuleError as problem:
            self._said.say(str(problem))
            return
        heads = (self.tr("Version {0}").format(older), self.tr("Version {0}").format(newer))
        self.differences.show_differences(found, heads)

    def _show_uses(self, uses: Sequence[ProtocolUse]) -> None:
        clear(self._uses)
        self._no_uses.setVisible(not uses)
        for use in uses:
            self._uses.addWidget(paragraph(use_words(use)))

    def _show_shelf(self, off: dict[str, Protocol], *, house: bool) -> None:
        self._shelf.setVisible(house)
        is_off = self._key in off
        self._shelf_words.setText(
            self.tr("It is off the shelf. Sessions that ran it keep every word.")
            if is_off
            else self.tr(
                "Taken off the shelf it is not offered any more. Its versions are kept, and "
                "sessions that ran it keep every word."
            )
        )
        words = self.tr("Put it back") if is_off else self.tr("Take it off the shelf")
        self.off.setText(words)
        self.off.setAccessibleName(words)
        clear(self._others)
        others = [protocol for key, protocol in off.items() if key != self._key]
        if others:
            self._others.addWidget(label(self.tr("Also off the shelf"), "small", "quiet"))
        for protocol in others:
            other = self._other(protocol)
            self._others.addWidget(other)
            other.show()

    def _other(self, protocol: Protocol) -> QWidget:
        put_back = button(self.tr("Put it back"), partial(self._restore, protocol.key), "plain")
        put_back.setAccessibleName(self.tr("Put {0} back").format(protocol.name))
        put_back.setObjectName(f"library.versions.put_back.{protocol.key}")
        made = QWidget()
        line = row(paragraph(protocol.name), put_back)
        line.setStretch(0, 1)
        made.setLayout(line)
        return made

    def _chain(self) -> None:
        rows = [part for shown in self.rows for part in shown.parts()]
        chain_tabs([self.back, *rows, self.older, self.newer, self.off])

    # What can be done

    def _go_back_to(self, shown: VersionRow) -> None:
        """Keep the text of an older version as the next one."""
        asked_by, reason = shown.why.given
        key, number, newest = self._key, shown.version.version, self._versions[0].version

        def verb() -> Change:
            text = self._desk.shelf.version(key, number)
            return self._desk.shelf.save(
                replace(text, version=newest), asked_by=asked_by, reason=reason
            )

        if attempt(self._notifier, verb, shown.complaint) is not None:
            self.open(key)

    def _take_off(self) -> None:
        key = self._key
        is_off = key in {protocol.key for protocol in self._desk.shelf.removed()}
        act = self._desk.shelf.restore if is_off else self._desk.shelf.remove
        self._change(lambda: act(key))

    def _restore(self, key: str) -> None:
        self._change(lambda: self._desk.shelf.restore(key))

    def _change(self, verb: Callable[[], Change]) -> None:
        if attempt(self._notifier, verb, self._said) is not None:
            self._show()
            self.off.setFocus()

    # Fitting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the two choices below each other where they have no room side by side."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._theme.px
        margin = px(_MARGIN)
        self._band_row.setSpacing(px(12))
        self._band_row.setContentsMargins(px(12), px(12), margin, px(12))
        self._centred.setContentsMargins(margin, px(16), margin, px(32))
        self._column.setMaximumWidth(px(_COLUMN))
        narrow = self.width() < px(_SIDE_BY_SIDE)
        directions = QBoxLayout.Direction
        self._pickers.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._pickers.setSpacing(px(12))


class VersionRow(QWidget):
    """One version: its day, who asked, why, and what changed.

    `wanted` follows when the person goes back to it and has said why.
    """

    wanted = Signal()

    def __init__(
        self, theme: Theme, version: ProtocolVersion, changes: str, *, newest: bool, fixed: bool
    ) -> None:
        super().__init__()
        self.version = version
        number = version.version
        in_use = newest and not fixed
        words = self.tr("Version {0}, in use") if in_use else self.tr("Version {0}")
        heading = label(words.format(number), strong=True)
        self.go_back = button(self.tr("Go back to this version"), self._ask, "plain")
        self.go_back.setAccessibleName(self.tr("Go back to version {0}").format(number))
        self.go_back.setObjectName(f"library.versions.go_back.{number}")
        if newest or fixed:
            self.go_back.hide()
        head = row(heading, label(self._when(), "small", "quiet"), None, self.go_back)
        self.why = WhyFields(theme, f"library.versions.{number}")
        self.complaint = Complaint(theme)
        self._missing = paragraph(
            self.tr("Please say why. Then it can be saved."), "small", "quiet"
        )
        self.take = button(self.tr("Go back to version {0}").format(number), self.wanted.emit)
        self.take.setObjectName(f"library.versions.take.{number}")
        self.drop = button(self.tr("Leave it"), self._put_away)
        self.drop.setObjectName(f"library.versions.drop.{number}")
        self._asking = self._make_asking(theme)
        sheet = surface("sheet")
        box = column(head, *self._lines(changes), self._asking, spacing=theme.px(4))
        box.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(12))
        sheet.setLayout(box)
        self.setLayout(column(sheet))
        self.why.edited.connect(self._look)
        self._look()

    def _make_asking(self, theme: Theme) -> QWidget:
        says = paragraph(
            self.tr("Its text is saved once more as the next version; nothing is lost."),
            "small",
            "quiet",
        )
        made = QWidget()
        acts = Flow(self.take, self.drop)
        box = column(says, self.why, self.complaint, self._missing, acts, spacing=theme.px(8))
        box.setContentsMargins(0, theme.px(8), 0, 0)
        made.setLayout(box)
        made.hide()
        return made

    def _when(self) -> str:
        return day_words(self.version.made_at.astimezone().date())

    def _lines(self, changes: str) -> list[QLabel]:
        found = [paragraph(self.version.reason)]
        if self.version.asked_by:
            asked = self.tr("Asked for by: {0}").format(self.version.asked_by)
            found.append(paragraph(asked, "small", "quiet"))
        if changes:
            found.append(paragraph(changes, "small", "quiet"))
        return found

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [self.go_back, *self.why.parts(), self.take, self.drop]

    def _ask(self) -> None:
        self._asking.show()
        self.why.asked_by.setFocus()

    def _put_away(self) -> None:
        self._asking.hide()
        self.go_back.setFocus()

    def _look(self) -> None:
        be_ready(self.take, self._missing, ready=self.why.is_ready)


def use_words(use: ProtocolUse) -> str:
    """A session that used a protocol: its title, its day and the version."""
    title = use.title.strip() or _tr("versions", "A session without a title")
    if use.copy_of:
        title = _tr("versions", "{0} (a copy from another laptop)").format(title)
    when = (
        _tr("versions", "not run yet")
        if use.started_at is None
        else day_words(use.started_at.astimezone().date())
    )
    version = _tr("versions", "version {0}").format(use.protocol_version)
    return f"{title} \u00b7 {when} \u00b7 {version}"
