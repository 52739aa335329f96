"""The last captures, newest on top, each with the icon and the word of its kind."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from dilc_desktop.domain.record import Contribution, SessionRecord
from dilc_desktop.ui.theme import BODY, SMALL, Theme
from dilc_desktop.ui.words import kind_icon, kind_words, speaker_words

ID_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_MOST_LINES = 3
# A list lays all its rows out anew at each capture; older ones are on the Session page.
MOST_ROWS = 200


def _newest(record: SessionRecord) -> list[Contribution]:
    kept = (c for c in record.contributions if c.withdrawn_at is None)
    return sorted(kept, key=attrgetter("id"), reverse=True)[:MOST_ROWS]


class CapturesModel(QAbstractListModel):
    """The newest contributions as a list; a new one is one inserted row."""

    def __init__(self) -> None:
        super().__init__()
        self._record: SessionRecord | None = None
        self._rows: list[Contribution] = []

    def show_record(self, record: SessionRecord) -> None:
        """Show the newest contributions of a record, touching only the rows that differ."""
        same = self._record is not None and self._record.id == record.id
        self._record = record
        rows = _newest(record)
        if same and rows == self._rows:
            return
        longer = len(rows) == min(len(self._rows) + 1, MOST_ROWS)
        if same and longer and rows[1:] == self._rows[: MOST_ROWS - 1]:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._rows = [rows[0], *self._rows]
            self.endInsertRows()
            if len(self._rows) > MOST_ROWS:
                self.beginRemoveRows(QModelIndex(), MOST_ROWS, MOST_ROWS)
                self._rows = rows
                self.endRemoveRows()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def contribution(self, index: _Index) -> Contribution:
        """The contribution of a row."""
        return self._rows[index.row()]

    def who(self, contribution: Contribution) -> str:
        """The speaker in words."""
        assert self._record is not None  # noqa: S101 - rows exist only with a record
        return speaker_words(self._record.participant(contribution.speaker))

    def rowCount(self, parent: _Index | None = None) -> int:
        """The number of captures."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for a screen reader, the id for the program."""
        if not index.isValid():
            return None
        contribution = self._rows[index.row()]
        if role == ID_ROLE:
            return contribution.id
        if role == Qt.ItemDataRole.ToolTipRole:
            return contribution.text
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = contribution.text or self.tr("without words yet")
            return f"{kind_words(contribution.kind)}, {self.who(contribution)}: {words}"
        return None


class CaptureDelegate(QStyledItemDelegate):
    """Paints one capture; remembers the height of each by its id, text and width."""

    def __init__(self, theme: Theme, model: CapturesModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self._heights: dict[tuple[str, int, str, float], int] = {}

    def _head(self, contribution: Contribution) -> str:
        return f"{self._model.who(contribution)} \u00b7 {kind_words(contribution.kind)}"

    def _words(self, contribution: Contribution) -> str:
        if contribution.is_mark:
            return self.tr("A mark: its words can be filled in later.")
        return contribution.text

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The height that the words need at the width of the list, at most three lines."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else 400
        contribution = self._model.contribution(index)
        key = (contribution.id, width, contribution.text, self._theme.text_scale)
        if key not in self._heights:
            metrics = QFontMetrics(self._theme.font(BODY))
            room = QRect(0, 0, width - self._theme.px(44), 10_000)
            words = metrics.boundingRect(room, _WRAP, self._words(contribution)).height()
            words = min(words, metrics.lineSpacing() * _MOST_LINES)
            head = QFontMetrics(self._theme.font(SMALL)).lineSpacing()
            self._heights[key] = words + head + self._theme.px(12)
        return QSize(width, self._heights[key])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the icon, the speaker and the kind, and the words below."""
        theme = self._theme
        contribution = self._model.contribution(index)
        area = QRect(option.rect)
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(area, theme.colour("tint"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        icon, role = kind_icon(contribution.kind)
        pad = theme.px(6)
        painter.drawPixmap(area.left() + pad, area.top() + pad, theme.pixmap(icon, role))
        inner = area.adjusted(theme.px(34), theme.px(4), -theme.px(10), -theme.px(4))
        painter.setFont(theme.font(SMALL, bold=True))
        painter.setPen(theme.colour(role))
        head = self._head(contribution)
        if contribution.private:
            head += " \u00b7 " + self.tr("only me")
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, head)
        inner.setTop(inner.top() + painter.fontMetrics().lineSpacing())
        painter.setFont(theme.font(BODY))
        painter.setPen(theme.colour("quiet" if contribution.is_mark else "ink"))
        painter.setClipRect(inner)
        painter.drawText(inner, _WRAP, self._words(contribution))
        painter.restore()


class CapturesList(QListView):
    """The list on the facilitator's screen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.captures = CapturesModel()
        self.setModel(self.captures)
        self.setItemDelegate(CaptureDelegate(theme, self.captures))
        self.setProperty("frame", "none")
        self.setAccessibleName(self.tr("Last captures"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setWordWrap(True)
        theme.changed.connect(self.doItemsLayout)

    def sizeHint(self) -> QSize:
        """A few captures; more where there is room."""
        return QSize(self._theme.px(240), self._theme.px(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say what will stand here while it is still empty."""
        super().paintEvent(event)
        if self.captures.rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(self._theme.colour("quiet"))
        area = self.viewport().rect().adjusted(12, 8, -12, -8)
        painter.drawText(area, _WRAP, self.tr("What you capture appears here, newest on top."))
        painter.end()

    def show_record(self, record: SessionRecord) -> None:
        """Show the captures of a record."""
        at_top = self.verticalScrollBar().value() == 0
        self.captures.show_record(record)
        if at_top:
            self.scrollToTop()
