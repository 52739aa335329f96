"""The sheet of keys over the live page: any key closes it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from dilc_desktop.ui.live_keys import LIVE_ACTIONS, MODIFIERS, action_words, shown_key
from dilc_desktop.ui.theme import Theme


class KeySheet(QWidget):
    """Lies over its parent; it stops nothing, and the clock below runs on."""

    def __init__(self, theme: Theme, keys: dict[str, tuple[str, ...]], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._covered = parent
        self._focus_before: QWidget | None = None
        self.lines: list[tuple[str, str]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Keys"))
        self.use_keys(keys)
        self.hide()
        parent.installEventFilter(self)

    def use_keys(self, keys: dict[str, tuple[str, ...]]) -> None:
        """Show other keys."""
        self.lines = [
            (action_words(action.id), ", ".join(shown_key(key) for key in keys[action.id]))
            for action in LIVE_ACTIONS
        ]
        self.lines += [
            (self.tr("Save what was said; without words it is a mark"), self.tr("Enter")),
            (self.tr("Another kind"), self.tr("Tab")),
            (self.tr("Speaker by seat"), self.tr("Ctrl+1 to Ctrl+9, Ctrl+0 for the group")),
            (self.tr("Leave the line for the quick keys"), self.tr("Esc")),
        ]
        self.setAccessibleDescription("; ".join(f"{act}: {key}" for act, key in self.lines))

    def open(self) -> None:
        """Cover the parent."""
        self._focus_before = self.window().focusWidget()
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_sheet(self) -> None:
        """Uncover the parent; the focus goes back."""
        self.hide()
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)
            self._focus_before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the parent."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._covered.rect())
        return False

    def event(self, event: QEvent) -> bool:
        """Take every key before the live acts can: it only closes the sheet."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close; a held Ctrl is not a key yet."""
        if Qt.Key(event.key()) not in MODIFIERS:
            self.close_sheet()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click closes too."""
        self.close_sheet()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the acts and their keys in two columns."""
        painter = QPainter(self)
        px = self._theme.px
        painter.fillRect(self.rect(), self._theme.colour("paper"))
        area = QRectF(self.rect()).adjusted(px(48), px(32), -px(48), -px(32))
        font = self.font()
        font.setPixelSize(px(24))
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._theme.colour("ink"))
        painter.drawText(area, Qt.AlignmentFlag.AlignTop, self.tr("Keys of the live page"))
        font.setPixelSize(px(14))
        painter.setFont(font)
        painter.setPen(self._theme.colour("quiet"))
        hint = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        painter.drawText(area, hint, self.tr("Any key closes this sheet"))
        area.setTop(area.top() + px(52))
        half = (len(self.lines) + 1) // 2
        # At large text the lines draw closer together before any is lost.
        height = min(float(px(38)), area.height() / half)
        font.setPixelSize(max(11, min(px(16), round(height * 0.6))))
        for number, (words, key) in enumerate(self.lines):
            second, place = divmod(number, half)
            line = QRectF(
                area.left() + second * (area.width() / 2 + px(16)),
                area.top() + place * height,
                area.width() / 2 - px(16),
                height,
            )
            self._paint_line(painter, line, words, key)
        painter.end()

    def _paint_line(self, painter: QPainter, line: QRectF, words: str, key: str) -> None:
        px = self._theme.px
        font = painter.font()
        font.setWeight(font.Weight.Normal)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawLine(line.bottomLeft(), line.bottomRight())
        painter.setFont(font)
        painter.setPen(self._theme.colour("quiet"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, key)
        used = painter.fontMetrics().horizontalAdvance(key) + px(12)
        painter.setPen(self._theme.colour("ink"))
        room = QRectF(line)
        room.setWidth(max(0.0, line.width() - used))
        elided = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, middle, elided)
