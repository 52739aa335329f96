"""Small parts that every page is built from: labels, buttons, cards, rules."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from dilc_desktop.ui.theme import ICON_PX, Theme

_ICON_GAP = 4
# A key alone, on the keypad too.
PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_THIN = 0.45
# What is shown around a part that the Tab key reaches, and below one that was moved, in pixels.
_REACH, _EDGE = 50, 12


def label(text: str = "", size: str = "body", tone: str = "", *, strong: bool = False) -> QLabel:
    """A line or paragraph of text; `size` and `tone` are names of the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("type", size)
    if tone:
        made.setProperty("tone", tone)
    if strong:
        made.setProperty("strong", "true")
    return made


def paragraph(
    text: str = "", size: str = "body", tone: str = "", *, strong: bool = False
) -> QLabel:
    """Text that wraps; nothing of it is ever cut."""
    made = label(text, size, tone, strong=strong)
    made.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


class Figure(QLabel):
    """A figure that changes each second; what is around it is laid out anew only when it grows.

    It keeps the width of its widest digits, and asks for another size when their number or the
    type changes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setProperty("strong", "true")
        self._shape = ""

    def setText(self, text: str) -> None:
        """Show another figure."""
        shape = "".join("0" if letter.isdigit() else letter for letter in text)
        if shape != self._shape:
            self._shape = shape
            self._fit()
        super().setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Take the size of another type."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        # Qt lays a whole window out anew when a text changes, unless the size of it is fixed.
        text = self.text()
        super().setText(self._shape)
        # A label never asks for less than its least size.
        self.setMinimumSize(0, 0)
        self.setFixedSize(self.sizeHint())
        super().setText(text)


def set_property(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet looks at."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Button(QPushButton):
    """A push button that Enter presses as the space bar does; a key that is held presses once."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        # Enter in a field is never a press of some button elsewhere.
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter; all else is as Qt has it."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not enter or event.modifiers() not in PLAIN:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()


def button(
    text: str,
    press: Callable[[], object],
    role: str = "",
    *,
    name: str = "",
    tip: str = "",
) -> QPushButton:
    """A push button; `name` is what a screen reader says where the words alone would not do."""
    made = Button(text)
    if role:
        made.setProperty("role", role)
    made.setAccessibleName(name or text)
    if tip:
        made.setToolTip(tip)
    made.clicked.connect(lambda: press())
    return made


def on_button(text: str) -> str:
    """Text as it is, for a button: an ampersand in a name is no shortcut."""
    return text.replace("&", "&&")


def icon_button(
    theme: Theme, icon: str, name: str, press: Callable[[], object], role: str = "plain"
) -> QPushButton:
    """A button that shows an icon only; its name is spoken and shown as its tip."""
    made = button("", press, role, name=name, tip=name)
    wear_icon(theme, made, icon)
    return made


def wear_icon(theme: Theme, widget: QAbstractButton, icon: str, role: str = "ink") -> None:
    """Give a button an icon that follows the palette, thinned while there is nothing to press."""
    _Icon(theme, widget, icon, role).paint()


class _Icon(QObject):
    """Lives as long as its button; Qt lets go of the connection with it."""

    def __init__(self, theme: Theme, widget: QAbstractButton, icon: str, role: str) -> None:
        super().__init__(widget)
        self._theme = theme
        self._widget = widget
        self._icon = icon
        self._role = role
        theme.changed.connect(self.paint)

    def paint(self) -> None:
        side = self._theme.px(ICON_PX)
        gap = _ICON_GAP if self._widget.text() else 0
        self._widget.setIconSize(QSize(side + self._theme.px(gap), side))
        icon = self._theme.icon(self._icon, self._role, gap)
        # Qt's own way of greying leaves strokes of one colour as they are.
        quiet = self._theme.pixmap(self._icon, "quiet", gap=gap)
        icon.addPixmap(_thinned(quiet), QIcon.Mode.Disabled)
        self._widget.setIcon(icon)


def _thinned(picture: QPixmap) -> QPixmap:
    """A picture half seen through: in high contrast the quiet colour alone is that of ink."""
    made = QPixmap(picture.size())
    made.setDevicePixelRatio(picture.devicePixelRatio())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setOpacity(_THIN)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return made


class Picture(QLabel):
    """An icon that follows the palette; the word it goes with stands beside it."""

    def __init__(self, theme: Theme, icon: str, role: str = "ink", size: int = ICON_PX) -> None:
        super().__init__()
        self._theme = theme
        self._made_of = (icon, role, size)
        theme.changed.connect(self.paint)
        self.paint()

    def paint(self) -> None:
        """Paint the icon in the palette's colour."""
        self.setPixmap(self._theme.pixmap(*self._made_of))


def rule() -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setProperty("surface", "rule")
    return made


def surface(kind: str) -> QFrame:
    """A frame on one of the style sheet's surfaces."""
    made = QFrame()
    made.setProperty("surface", kind)
    return made


def row(*parts: QWidget | QLayout | None, spacing: int = 8, margins: int = 0) -> QHBoxLayout:
    """Parts side by side; None is the elastic gap."""
    box = QHBoxLayout()
    _fill(box, parts, spacing, margins)
    return box


def column(*parts: QWidget | QLayout | None, spacing: int = 8, margins: int = 0) -> QVBoxLayout:
    """Parts below each other; None is the elastic gap."""
    box = QVBoxLayout()
    _fill(box, parts, spacing, margins)
    return box


def _fill(
    box: QHBoxLayout | QVBoxLayout,
    parts: tuple[QWidget | QLayout | None, ...],
    spacing: int,
    margins: int,
) -> None:
    box.setSpacing(spacing)
    box.setContentsMargins(margins, margins, margins, margins)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)


class Flow(QLayout):
    """Parts side by side, each at the width it asks for; what has no room begins a new line."""

    def __init__(self, *parts: QWidget, spacing: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            self.addWidget(part)

    def addItem(self, item: QLayoutItem) -> None:
        """Take a part in."""
        self._items.append(item)

    def count(self) -> int:
        """How many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The part at a place."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give a part away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at a width."""
        return self._lay(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """One line with everything."""
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(hint.width() for hint in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((hint.height() for hint in shown), default=0))

    def minimumSize(self) -> QSize:
        """The largest of the parts."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, area: QRect) -> None:
        """Put the parts where they belong."""
        super().setGeometry(area)
        spare = max(0, area.height() - self.heightForWidth(area.width()))
        self._lay(area.translated(0, spare // 2), move=True)

    def _lay(self, area: QRect, *, move: bool) -> int:
        """Lay the parts out in lines; returns the height that they take."""
        top = area.top()
        line: list[tuple[QLayoutItem, int, QSize]] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            size = QSize(max(item.minimumSize().width(), min(hint.width(), area.width())), 0)
            size.setHeight(hint.height())
            if line and left + size.width() > area.width():
                top += self._end_line(line, area, top, move=move) + self.spacing()
                line, left = [], 0
            line.append((item, left, size))
            left += size.width() + self.spacing()
        return top + self._end_line(line, area, top, move=move) - area.top()

    def _end_line(
        self, line: list[tuple[QLayoutItem, int, QSize]], area: QRect, top: int, *, move: bool
    ) -> int:
        """Centre the parts of one line on each other; returns its height."""
        height = max((size.height() for _, _, size in line), default=0)
        if move:
            parent = self.parentWidget()
            direction = (
                Qt.LayoutDirection.LeftToRight if parent is None else parent.layoutDirection()
            )
            for item, left, size in line:
                corner = QPoint(area.left() + left, top + (height - size.height()) // 2)
                item.setGeometry(QStyle.visualRect(direction, area, QRect(corner, size)))
        return height


def clear(box: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := box.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


class Paper(QWidget):
    """The content of a page that scrolls: as high as its text needs at its width, no higher."""

    def minimumSizeHint(self) -> QSize:
        """Only a width: a least height would be that of text wrapped at some other width."""
        return QSize(super().minimumSizeHint().width(), 0)


class _ScrollArea(QScrollArea):
    """Keeps in sight the whole of the part that has the focus, not only the cursor's line."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go to the next part, and scroll to it where it fits."""
        moved = super().focusNextPrevChild(forward)
        reached = self._focused()
        if moved and reached is not None:
            middle = reached.center()
            margin = min((self.viewport().height() - reached.height()) // 2, _REACH)
            self.ensureVisible(middle.x(), middle.y(), 0, reached.height() // 2 + margin)
        return moved

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the part that has the focus where something above it has grown."""
        done = super().eventFilter(watched, event)
        if watched is self.widget() and isinstance(event, QResizeEvent):
            reached, bar = self._focused(), self.verticalScrollBar()
            grown = event.size().height() - event.oldSize().height()
            if reached is not None and grown > 0:
                beyond = reached.bottom() - bar.value() - self.viewport().height() + _EDGE
                if 0 < beyond <= grown + _EDGE:
                    bar.setValue(bar.value() + beyond)
        return done

    def _focused(self) -> QRect | None:
        """Where in the content the part with the focus lies, if all of it can be shown."""
        focused, content = QApplication.focusWidget(), self.widget()
        if focused is None or content is None or not content.isAncestorOf(focused):
            return None
        place = QRect(focused.mapTo(content, QPoint(0, 0)), focused.size())
        return place if place.height() < self.viewport().height() else None


def scrolling(content: QWidget) -> QScrollArea:
    """Content that scrolls up and down, and never sideways."""
    area = _ScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setProperty("surface", "paper")
    area.setWidget(content)
    return area


class Card(QFrame):
    """A titled sheet that folds; folded it shows its essence in one paragraph."""

    folded = Signal(bool)

    def __init__(self, theme: Theme, title: str, hint: str = "") -> None:
        super().__init__()
        self.setProperty("surface", "sheet")
        self._theme = theme
        self._title = title
        self._head = Button(title)
        self._head.setProperty("role", "head")
        self._head.clicked.connect(self.toggle)
        self._essence = paragraph("", tone="quiet")
        self._essence.hide()
        self._hint = paragraph(hint, "small", "quiet")
        self._hint.setVisible(bool(hint))
        self._body = QWidget()
        self.body = QVBoxLayout(self._body)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(12))
        self._box = column(row(self._head, None), self._hint, self._essence, self._body)
        self.setLayout(self._box)
        theme.changed.connect(self._dress)
        self._dress()

    def set_essence(self, text: str) -> None:
        """Say in a few words what the card holds, for when it is folded."""
        self._essence.setText(text)

    @property
    def is_folded(self) -> bool:
        """Whether only the essence shows."""
        return self._body.isHidden()

    def toggle(self) -> None:
        """Fold or unfold."""
        self.fold(not self.is_folded)

    def fold(self, folded: bool) -> None:
        """Show the essence only, or everything."""
        self._body.setVisible(not folded)
        self._hint.setVisible(not folded and bool(self._hint.text()))
        self._essence.setVisible(folded)
        self._dress()
        self.folded.emit(folded)

    def _dress(self) -> None:
        px = self._theme.px
        self._box.setContentsMargins(px(24), px(16), px(24), px(24))
        arrow = "chevron-right" if self.is_folded else "chevron-down"
        side = self._theme.px(ICON_PX)
        self._head.setIconSize(QSize(side, side))
        self._head.setIcon(self._theme.icon(arrow, "accent"))
        state = self.tr("folded") if self.is_folded else self.tr("open")
        self._head.setAccessibleName(f"{self._title}, {state}")
