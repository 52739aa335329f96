"""The rows of the list of stages: their words, and in what is to come an entry for minutes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dilc_desktop.ui.fields import DurationField
from dilc_desktop.ui.parts import PLAIN, set_property
from dilc_desktop.ui.theme import SMALL, Theme

Index = QModelIndex | QPersistentModelIndex
# Whether a row has an entry.
HAS_ENTRY = Qt.ItemDataRole.UserRole + 1
_ENTRY, _UNIT, _GAP = 76, 34, 8


class RowMinutes(DurationField):
    """The minutes of one row, with the keys of a table.

    `entered` says that it has the focus, `stepped` asks for the row above (-1) or below (1),
    `left` for the list; what stands in the field has been taken by then.
    """

    entered = Signal()
    stepped = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        # The list is one stop of the Tab key; Enter or a click goes into a row.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    @property
    def refused(self) -> bool:
        """Whether what stands here was left and is no length."""
        return self.isModified() and self.property("invalid") == "true"

    def forget(self, seconds: int) -> None:
        """Show the stored length again, whatever was typed."""
        self.setModified(False)
        set_property(self, "invalid", "false")
        self.setToolTip("")
        self.show_seconds(seconds)

    def carry(self, text: str) -> None:
        """Take over what was typed and not taken."""
        self.setText(text)
        self.setModified(True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the row is at work."""
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the minutes, an arrow goes on to the next row with them, Esc leaves them."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.editingFinished.emit()
            if not self.isModified():
                self.left.emit()
        elif key in steps and event.modifiers() in PLAIN:
            self.editingFinished.emit()
            if not self.isModified():
                self.stepped.emit(steps[key])
        elif key == Qt.Key.Key_Escape:
            self.setModified(False)
            self.left.emit()
        else:
            super().keyPressEvent(event)


class StageList(QListWidget):
    """A list whose entries stay in their rows while it scrolls and grows."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)

    def doItemsLayout(self) -> None:
        """Lay the rows out, then the entries in them."""
        super().doItemsLayout()
        self.updateEditorGeometries()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Qt moves the entries only as long as it lays out nothing meanwhile."""
        super().scrollContentsBy(dx, dy)
        self.updateEditorGeometries()


class StageRows(QStyledItemDelegate):
    """Paints the rows, and keeps room at their end for the entries that `make` gives."""

    def __init__(self, theme: Theme, make: Callable[[int], QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._make = make

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Put the entry of a row into the list."""
        made = self._make(index.row())
        made.setParent(parent)
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Nothing: the panel fills the entries."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the keys to the entries: an entry stays open when it is left."""
        return False

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Lay an entry at the end of its row."""
        px = self._theme.px
        row = _row(option)
        height = min(editor.sizeHint().height(), row.height() - px(4))
        left = row.right() - px(_ENTRY + _UNIT)
        place = QRect(left, row.center().y() - height // 2, px(_ENTRY), height)
        editor.setGeometry(QStyle.visualRect(option.direction, row, place))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row; words keep clear of the entry."""
        if not index.data(HAS_ENTRY):
            super().paint(painter, option, index)
            return
        row = _row(option)
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        style = bare.widget.style()
        words = QStyleOptionViewItem(bare)
        bare.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)
        words.rect = self._beside(words)
        words.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, words, painter, words.widget)
        px = self._theme.px
        unit = QRect(row.right() - px(_UNIT - 4), row.top(), px(_UNIT - 4), row.height())
        painter.save()
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.colour("quiet"))
        place = QStyle.visualRect(option.direction, row, unit)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.tr("min"))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the words need beside the entry."""
        if not index.data(HAS_ENTRY):
            return super().sizeHint(option, index)
        beside = QStyleOptionViewItem(option)
        beside.rect = self._beside(beside)
        hint = super().sizeHint(beside, index)
        return hint.expandedTo(QSize(0, self._theme.px(44)))

    def _beside(self, option: QStyleOptionViewItem) -> QRect:
        """The part of a row that is left for the words."""
        row = _row(option)
        words = row.adjusted(0, 0, -self._theme.px(_ENTRY + _UNIT + _GAP), 0)
        return QStyle.visualRect(option.direction, row, words)


def _row(option: QStyleOptionViewItem) -> QRect:
    """The area of a row; Qt's own types leave its attributes out."""
    area: QRect = option.rect
    return area
