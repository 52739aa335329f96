"""The protocols at hand as a list: searched, filtered, each with its minutes as a strip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dilc_desktop.domain.protocol import Protocol, Situation
from dilc_desktop.ui.fields import ChoiceField
from dilc_desktop.ui.library.wrapping import wrapped
from dilc_desktop.ui.parts import Flow, button, column, on_button, paragraph
from dilc_desktop.ui.plan_strip import lengths_of, paint_small_strip
from dilc_desktop.ui.theme import BODY, SMALL, Theme
from dilc_desktop.ui.words import minutes_words, people_words, situation_words

_Index = QModelIndex | QPersistentModelIndex
KEY_ROLE = Qt.ItemDataRole.UserRole
_CHOSEN = QStyle.StateFlag.State_Selected
_EDGE, _TOP, _STRIP, _STAR, _CHOICE, _ARROW = 14, 9, 5, 16, 136, 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A protocol with what this library knows of it; `last_used` is None where it never ran.

    `unsaved` says that changes of it are in no version yet.
    """

    protocol: Protocol
    house: bool = False
    favourite: bool = False
    last_used: datetime | None = None
    unsaved: bool = False

    @property
    def text(self) -> str:
        """Everything that a search looks into, in small letters."""
        protocol = self.protocol
        stages = (stage.name for stage in protocol.stages)
        situations = map(situation_words, protocol.situations)
        return "\n".join((protocol.name, protocol.purpose, *stages, *situations)).casefold()


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """What is being changed, favourites, what was used last, then as they stand on the shelf."""

    def place(entry: Entry) -> tuple[bool, bool, float]:
        used = 0.0 if entry.last_used is None else entry.last_used.timestamp()
        return (not entry.unsaved, not entry.favourite, -used)

    return sorted(entries, key=place)


def _far(name: str, words: Sequence[str]) -> int:
    """How far a name is from what is searched: 0 for the name itself, 3 where it stands elsewhere.

    Between them are the words as whole words of the name, and as parts of its words.
    """
    own = name.casefold().split()
    if own == list(words):
        return 0
    if all(word in own for word in words):
        return 1
    return 2 if all(any(word in part for part in own) for word in words) else 3


class ProtocolsModel(QAbstractListModel):
    """The entries that a search and the filters leave, in order; what fits the words best first."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[tuple[Entry, str]] = []
        self._rows: list[Entry] = []
        self._wanted: tuple[list[str], bool, bool, Situation | None] = ([], False, False, None)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Take other entries; search and filters stay."""
        self._all = [(entry, entry.text) for entry in in_order(entries)]
        self._sift()

    def narrow(
        self, search: str, *, favourites: bool, house: bool, situation: Situation | None
    ) -> None:
        """Leave only what holds all the words and passes the filters."""
        self._wanted = (search.casefold().split(), favourites, house, situation)
        self._sift()

    def _sift(self) -> None:
        rows = [entry for entry, text in self._all if self._passes(entry, text)]
        if words := self._wanted[0]:
            rows.sort(key=lambda entry: _far(entry.protocol.name, words))
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def _passes(self, entry: Entry, text: str) -> bool:
        words, favourites, house, situation = self._wanted
        return (
            (entry.favourite or not favourites)
            and (entry.house or not house)
            and (situation is None or situation in entry.protocol.situations)
            and all(word in text for word in words)
        )

    @property
    def whole(self) -> int:
        """The number of entries before search and filters."""
        return len(self._all)

    def entry(self, index: _Index) -> Entry:
        """The entry of a row."""
        return self._rows[index.row()]

    def row_of(self, key: str) -> int | None:
        """The row of a protocol, None where it is not among them."""
        keys = [entry.protocol.key for entry in self._rows]
        return keys.index(key) if key in keys else None

    def details(self, entry: Entry) -> str:
        """The minutes, the people, and whether it is the district's own."""
        protocol = entry.protocol
        said = [minutes_words(protocol.minutes * 60)]
        said.append(people_words(protocol.smallest, protocol.largest))
        if entry.house:
            said.append(self.tr("house version {0}").format(protocol.version))
        if entry.unsaved:
            said.append(self.tr("changes not saved yet"))
        return " \u00b7 ".join(part for part in said if part)

    def rowCount(self, parent: _Index | None = None) -> int:
        """The number of entries that are left."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for a screen reader, the key for the program."""
        if not index.isValid():
            return None
        entry = self._rows[index.row()]
        if role == KEY_ROLE:
            return entry.protocol.key
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.protocol.purpose
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.protocol.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = [entry.protocol.name, self.details(entry)]
            if entry.favourite:
                said.append(self.tr("favourite"))
            return ", ".join(said)
        return None


class ProtocolDelegate(QStyledItemDelegate):
    """Paints a protocol: its whole name, its figures, and its stages as a thin strip."""

    def __init__(self, theme: Theme, model: ProtocolsModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The height that the words need at the width of the list."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else 320
        entry = self._model.entry(index)
        px = self._theme.px
        room = self._room(width, star=entry.favourite)
        font = self._theme.font
        height = wrapped(entry.protocol.name, font(BODY, bold=True), room)[1]
        height += wrapped(self._model.details(entry), font(SMALL), self._room(width))[1]
        return QSize(width, height + px(2 * _TOP + 2 + 6 + _STRIP))

    def _room(self, width: int, *, star: bool = False) -> int:
        return width - self._theme.px(2 * _EDGE + (_STAR + 8 if star else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the row; the chosen one has a bar at its edge as well as another ground."""
        theme, px = self._theme, self._theme.px
        entry = self._model.entry(index)
        area = QRect(option.rect)
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        painter.save()
        # Each text has the direction of its own words; its side is that of the list.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        if option.state & _CHOSEN:
            painter.fillRect(area, theme.colour("tint"))
            bar = QRect(area.topLeft(), QSize(px(4), area.height()))
            painter.fillRect(self._turned(bar, area, mirrored=mirrored), theme.colour("accent"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -2))
        room = area.adjusted(px(_EDGE), px(_TOP), -px(_EDGE), 0)
        name = QRect(room)
        wide = self._room(area.width(), star=entry.favourite)
        wrap, height = wrapped(entry.protocol.name, theme.font(BODY, bold=True), wide)
        name.setHeight(height)
        if entry.favourite:
            star = QRect(room.right() - px(_STAR), room.top() + px(2), px(_STAR), px(_STAR))
            star = self._turned(star, area, mirrored=mirrored)
            painter.drawPixmap(star, theme.pixmap("star-filled", "accent", _STAR))
            name.setWidth(room.width() - px(_STAR + 8))
            name = self._turned(name, area, mirrored=mirrored)
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        side |= Qt.AlignmentFlag.AlignAbsolute
        painter.setPen(theme.colour("ink"))
        painter.setFont(theme.font(BODY, bold=True))
        painter.drawText(name, wrap | int(side), entry.protocol.name)
        details = self._model.details(entry)
        room.setTop(name.bottom() + 1 + px(2))
        wrap, height = wrapped(details, theme.font(SMALL), self._room(area.width()))
        room.setHeight(height)
        painter.setFont(theme.font(SMALL))
        painter.setPen(theme.colour("quiet"))
        painter.drawText(room, wrap | int(side), details)
        strip = QRectF(room.left(), room.bottom() + 1 + px(6), room.width(), px(_STRIP))
        colour = theme.colour("accent" if option.state & _CHOSEN else "edge")
        lengths = lengths_of(entry.protocol)
        paint_small_strip(painter, colour, strip, lengths, mirrored=mirrored)
        painter.restore()

    def _turned(self, part: QRect, area: QRect, *, mirrored: bool) -> QRect:
        if not mirrored:
            return part
        return QStyle.visualRect(Qt.LayoutDirection.RightToLeft, area, part)


class _Rows(QListView):
    """`entered` follows Enter on a row."""

    entered_row = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to what the row shows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_row.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names wrap at another width, so rows get other heights."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()


class _Search(QLineEdit):
    """`left_down` follows the arrow down: on to the list."""

    left_down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter go to the list, Esc empties the field."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class _Situations(ChoiceField):
    """As wide as the situation that is chosen, so that it can be read whole."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self) -> QSize:
        """The width of the words and of the arrow."""
        px = self._theme.px
        words = self.fontMetrics().horizontalAdvance(self.currentText())
        return QSize(max(px(_CHOICE), words + px(_ARROW)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """It may be narrower in a narrow list."""
        return QSize(self._theme.px(_CHOICE), super().minimumSizeHint().height())


class ProtocolList(QWidget):
    """Search, filters and the rows; `picked` carries the key of the row that is chosen.

    `entered` follows Enter on it; `missed` says that no row is left; `restored` asks for one that
    was removed.
    """

    picked = Signal(str)
    entered = Signal()
    missed = Signal()
    restored = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._key = ""
        self.protocols = ProtocolsModel()
        self.search = _Search()
        self.search.setObjectName("library.search")
        self.search.setPlaceholderText(self.tr("Name, purpose or stage"))
        self.search.setAccessibleName(self.tr("Search the protocols"))
        self.favourites = button(self.tr("Favourites"), self._narrow, "choice")
        self.favourites.setObjectName("library.filter.favourites")
        self.house = button(self.tr("House"), self._narrow, "choice")
        self.house.setAccessibleName(self.tr("House versions only"))
        self.house.setToolTip(self.tr("The versions that your district made"))
        self.house.setObjectName("library.filter.house")
        for made in (self.favourites, self.house):
            made.setCheckable(True)
        self.situation = _Situations(theme)
        self.situation.setObjectName("library.filter.situation")
        self.situation.setAccessibleName(self.tr("What the group brings"))
        anything: list[tuple[str, object]] = [(self.tr("Any situation"), None)]
        self.situation.offer([*anything, *((situation_words(one), one) for one in Situation)])
        self.rows = _Rows()
        self.rows.setObjectName("library.list")
        self.rows.setAccessibleName(self.tr("Protocols"))
        self.rows.setModel(self.protocols)
        self.rows.setItemDelegate(ProtocolDelegate(theme, self.protocols))
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.none = paragraph("", tone="quiet")
        self.none.setObjectName("library.none")
        self.gone = button("", lambda: None, "fold")
        self.gone.setObjectName("library.gone")
        self.gone.setMenu(QMenu(self))
        self.gone.hide()
        filters = QWidget()
        filters.setLayout(Flow(self.favourites, self.house, self.situation, spacing=theme.px(6)))
        self._below = QWidget()
        box = column(
            self.search,
            filters,
            self.none,
            self.rows,
            self._below,
            self.gone,
            spacing=theme.px(8),
        )
        box.setStretch(3, 1)
        box.setStretch(4, 1)
        self.setLayout(box)
        self.search.textChanged.connect(self._seek)
        self.search.left_down.connect(self._go_down)
        self.situation.chosen.connect(self._narrow)
        self.rows.entered_row.connect(self.entered)
        self.rows.selectionModel().currentChanged.connect(self._pick)
        theme.changed.connect(self._dress)
        self._dress()
        self._say_none()

    def parts(self) -> list[QWidget]:
        """What takes the focus, in order."""
        return [
            self.search,
            self.favourites,
            self.house,
            self.situation,
            self.rows,
            self.gone,
        ]

    @property
    def key(self) -> str:
        """The key of the protocol that is chosen, empty before the first."""
        return self._key

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show what is at hand now; the chosen one stays chosen."""
        self.protocols.show_entries(entries)
        self._choose_again()

    def show_removed(self, removed: Sequence[Protocol]) -> None:
        """Offer to put back what was taken off the shelf."""
        menu = self.gone.menu()
        menu.clear()
        for protocol in removed:
            action = menu.addAction(on_button(protocol.name))
            action.triggered.connect(partial(self.restored.emit, protocol.key))
        said = self.tr("Off the shelf: {0}").format(QLocale().toString(len(removed)))
        self.gone.setText(said)
        self.gone.setAccessibleName(self.tr("{0}. Put one back").format(said))
        self.gone.setToolTip(self.tr("House versions that were taken off the shelf"))
        self.gone.setVisible(bool(removed))

    def choose(self, key: str) -> None:
        """Choose a protocol; where a filter hides it, all are shown again."""
        self._key = key
        if self.protocols.row_of(key) is None:
            self.show_every()
        self._choose_again()

    @property
    def is_searched(self) -> bool:
        """Whether words narrow the list, and not filters alone."""
        return bool(self.search.text().strip())

    @property
    def is_filtered(self) -> bool:
        """Whether filters narrow the list."""
        pressed = self.favourites.isChecked() or self.house.isChecked()
        return pressed or self.situation.currentData() is not None

    def show_every(self, *, search: bool = False) -> None:
        """Take the filters away, and the search too unless it is to go on among all."""
        if not search:
            self.search.blockSignals(True)
            self.search.clear()
            self.search.blockSignals(False)
        self.favourites.setChecked(False)
        self.house.setChecked(False)
        self.situation.show_value(None)
        self._narrow()

    def _dress(self) -> None:
        self.situation.updateGeometry()
        self.rows.scheduleDelayedItemsLayout()

    def _narrow(self, *_: object) -> None:
        self.situation.updateGeometry()
        self.protocols.narrow(
            self.search.text(),
            favourites=self.favourites.isChecked(),
            house=self.house.isChecked(),
            situation=self.situation.currentData(),
        )
        self._choose_again()

    def _seek(self) -> None:
        """Narrow by other words, and choose what fits them best."""
        before = self._key
        if self.is_searched:
            self._key = ""
        self._narrow()
        # Where nothing was found, what was chosen comes back with other words.
        self._key = self._key or before

    def _choose_again(self) -> None:
        """Choose what was chosen, else the first; where no row is left it is remembered."""
        row = self.protocols.row_of(self._key)
        if row is None and self.protocols.rowCount():
            row = 0
        if row is not None:
            index = self.protocols.index(row)
            self.rows.setCurrentIndex(index)
            self.rows.scrollTo(index)
            self._pick(index)
        else:
            self.missed.emit()
        self._say_none()

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            self._key = self.protocols.entry(index).protocol.key
            self.picked.emit(self._key)

    def _go_down(self) -> None:
        if self.protocols.rowCount():
            self.rows.setFocus(Qt.FocusReason.TabFocusReason)

    def _say_none(self) -> None:
        found = self.protocols.rowCount() > 0
        self.rows.setVisible(found)
        self.none.setVisible(not found)
        self.none.setText(self._none_words())
        self._below.setVisible(not found)

    def _none_words(self) -> str:
        if not self.protocols.whole:
            return self.tr("No protocol could be read. Its files may be missing or changed.")
        if self.is_searched and self.is_filtered:
            return self.tr("Nothing that the filters leave has all of these words.")
        if self.is_searched:
            return self.tr("Nothing here has all of these words.")
        if self.favourites.isChecked():
            return self.tr("No favourites here yet. The star beside a protocol's name makes one.")
        if self.house.isChecked():
            return self.tr(
                "No house versions here yet. Choose a protocol and make it fit your district."
            )
        return self.tr("No protocol is made for this.")
