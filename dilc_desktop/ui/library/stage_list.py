"""The parts of a protocol in a list: the protocol itself, its stages, the words that help."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dilc_desktop.domain.protocol import Protocol
from dilc_desktop.ui.library.misfit_words import Open
from dilc_desktop.ui.library.wrapping import wrapped
from dilc_desktop.ui.parts import Flow, button, column, icon_button, label, wear_icon
from dilc_desktop.ui.theme import BODY, Theme
from dilc_desktop.ui.words import minutes_words

_WIDTH, _ROOM, _MOST = 300, 290, 10_000
_BESIDE, _ABOVE = 12, 5
_SHARE = 0.36
_Index = QModelIndex | QPersistentModelIndex


class _PartDelegate(QStyledItemDelegate):
    """Paints a row with all of its words, in as many lines as they need at the list's width."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The height of the words at the width of the list."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListWidget) else _WIDTH
        room = self._room(QRect(0, 0, width, _MOST))
        high = wrapped(str(index.data()), self._theme.font(BODY), room.width())[1]
        return QSize(width, high + 2 * self._theme.px(_ABOVE) + 1)

    def _room(self, area: QRect) -> QRect:
        """Where words stand; the bar of the chosen row has its place in every row."""
        px = self._theme.px
        return area.adjusted(px(_BESIDE), px(_ABOVE), -px(_BESIDE), -px(_ABOVE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the ground as the style has it, and the words in their lines."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        text, ground.text = ground.text, ""
        view = option.widget
        style = QApplication.style() if view is None else view.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, view)
        room = self._room(QRect(option.rect))
        side = Qt.AlignmentFlag.AlignLeft
        if option.direction is Qt.LayoutDirection.RightToLeft:
            side = Qt.AlignmentFlag.AlignRight
        painter.save()
        # Each text has the direction of its own words; its side is that of the list.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        font = self._theme.font(BODY)
        painter.setFont(font)
        painter.setPen(self._theme.colour("ink"))
        wrap = wrapped(text, font, room.width())[0]
        painter.drawText(room, wrap | int(side | Qt.AlignmentFlag.AlignAbsolute), text)
        painter.restore()


class _Parts(QListWidget):
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chosen row whole in sight."""
        super().resizeEvent(event)
        if self.currentItem() is not None:
            self.scrollToItem(self.currentItem())


class StageList(QWidget):
    """The list at the left of the editor; `place` counts from 0 for the protocol itself.

    `chosen` carries the place that is shown, `entered` asks for its first field. `added`,
    `removed` and `moved` ask for what is done to the chosen stage.
    """

    chosen = Signal(int)
    entered = Signal()
    added = Signal()
    removed = Signal()
    moved = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._stages = 0
        self.list = _Parts()
        self.list.setObjectName("library.editor.list")
        self.list.setAccessibleName(self.tr("The protocol, its stages and the words that help"))
        self.list.setProperty("role", "stages")
        self.list.setItemDelegate(_PartDelegate(theme))
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.currentRowChanged.connect(lambda at: self.chosen.emit(at) if at >= 0 else None)
        self.list.itemActivated.connect(lambda: self.entered.emit())
        self.add = button(self.tr("Add a stage"), lambda: self.added.emit())
        self.add.setObjectName("library.editor.add")
        self.add.setToolTip(self.tr("Add a stage after the chosen one (Insert)"))
        wear_icon(theme, self.add, "plus")
        self.up = icon_button(
            theme, "arrow-up", self.tr("Earlier (Alt+Up)"), lambda: self.moved.emit(-1)
        )
        self.down = icon_button(
            theme, "arrow-down", self.tr("Later (Alt+Down)"), lambda: self.moved.emit(1)
        )
        self.remove = icon_button(
            theme, "trash-2", self.tr("Take the stage out (Delete)"), lambda: self.removed.emit()
        )
        for part, key in ((self.up, "up"), (self.down, "down"), (self.remove, "remove")):
            part.setObjectName(f"library.editor.{key}")
        self.total = label("", "small", "quiet")
        self.total.setObjectName("library.editor.total")
        acts = Flow(self.add, self.up, self.down, self.remove, spacing=2)
        self._box = column(self.list, self.total, acts)
        self._box.setStretch(0, 1)
        self.setLayout(self._box)
        self._on_key(Qt.Key.Key_Insert, self.added)
        self._on_key(Qt.Key.Key_Delete, self.removed)

    def _on_key(self, key: Qt.Key, asked: object) -> None:
        shortcut = QShortcut(QKeySequence(key), self.list)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(asked)

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [self.list, self.add, self.up, self.down, self.remove]

    @property
    def place(self) -> int:
        """The place that is shown."""
        return self.list.currentRow()

    def show_parts(self, protocol: Protocol, things: Sequence[Open], place: int) -> None:
        """Show the parts of a protocol, each with how much is still open in it."""
        self._stages = len(protocol.stages)
        lines = [(self.tr("The protocol"), "", _count(things, stage=0, helps=False))]
        for number, stage in enumerate(protocol.stages, start=1):
            name = stage.name.strip() or self.tr("A new stage")
            time = minutes_words(stage.minutes * 60)
            if stage.rounds > 1:
                time = self.tr("{0}, {1} times").format(time, stage.rounds)
            open_here = _count(things, stage=number, helps=False)
            lines.append((f"{number}  {name}", time, open_here))
        lines.append((self.tr("Words that help"), "", _count(things, stage=0, helps=True)))
        self.list.blockSignals(True)
        while self.list.count() > len(lines):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(lines):
            self.list.addItem(QListWidgetItem())
        for at, (name, time, open_here) in enumerate(lines):
            words = self._open_words(open_here)
            under = " \u00b7 ".join(part for part in (time, words) if part)
            item = self.list.item(at)
            text = f"{name}\n{under}" if under else name
            if item.text() != text:
                item.setText(text)
            item.setSizeHint(QSize())
        self.list.setCurrentRow(max(0, min(place, len(lines) - 1)))
        self.list.blockSignals(False)
        self.list.scrollToItem(self.list.currentItem())
        self.total.setText(self.tr("{0} in all").format(minutes_words(protocol.minutes * 60)))
        self._look(self.place)

    def _open_words(self, number: int) -> str:
        if number == 0:
            return ""
        return self.tr("{0} open").format(number)

    def _look(self, place: int) -> None:
        here = 1 <= place <= self._stages
        self.up.setEnabled(here and place > 1)
        self.down.setEnabled(here and place < self._stages)
        self.remove.setEnabled(here)

    def fit(self, width: int) -> None:
        """Take a share of the editor's width."""
        px = self._theme.px
        self._box.setContentsMargins(px(24), px(4), 0, px(16))
        own = min(px(_WIDTH), round(width * _SHARE))
        self.setFixedWidth(own)
        # Its spoken name and its tip stay where there is no room for the words.
        self.add.setText(self.tr("Add a stage") if own >= px(_ROOM) else "")


def _count(things: Sequence[Open], *, stage: int, helps: bool) -> int:
    return sum(
        thing.stage == stage and bool(thing.help) is helps and bool(thing.field) for thing in things
    )
