"""Fields that save what is typed: they wait a moment after the last key, never longer."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import QDate, QEvent, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
    QWidgetAction,
)

from dilc_desktop.domain.timing import parse_duration
from dilc_desktop.ui.parts import icon_button, label, row, set_property
from dilc_desktop.ui.theme import Theme

SAVE_AFTER_MS = 400


def labelled(text: str, field: QWidget, size: str = "small", tone: str = "quiet") -> QLabel:
    """The label of a field; clicking it, or its shortcut, goes to the field."""
    made = label(text, size, tone)
    made.setBuddy(field)
    field.setAccessibleName(text)
    return made


class LineField(QLineEdit):
    """One line of text; `edited` carries it shortly after the last key and when it is left."""

    edited = Signal(str)

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self._told = ""
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save_meanwhile)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self.settle)

    def show_text(self, text: str) -> None:
        """Show what is stored, unless the person is just typing something else."""
        if self._timer.isActive() or (self.hasFocus() and self.isModified()):
            return
        if text == self.text():
            self._told = text
            return
        self._told = text
        self.setText(text)
        self.setCursorPosition(0)

    def settle(self) -> None:
        """Say now what has not been said yet."""
        self._timer.stop()
        if self.text() != self._told:
            self._told = self.text()
            self.edited.emit(self._told)

    def _typed(self) -> None:
        """Save every so often while the keys go on, not only after the last one."""
        if not self._timer.isActive():
            self._timer.start()

    def _save_meanwhile(self) -> None:
        """An emptied field is saved when it is left: most likely other words will follow."""
        if self.text().strip() or not self.hasFocus():
            self.settle()


class TextField(QPlainTextEdit):
    """Text of any length that grows with what is in it; Tab leaves it."""

    edited = Signal(str)

    def __init__(self, placeholder: str = "", lines: int = 2) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines = lines
        self._told = ""
        self._loading = False
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self.settle)
        self.textChanged.connect(self._typed)
        self.textChanged.connect(self._take_direction)
        self.document().documentLayout().documentSizeChanged.connect(lambda: self._grow())
        self._grow()

    def text(self) -> str:
        """The whole text, exactly as typed."""
        return plain_text(self)

    def show_text(self, text: str) -> None:
        """Show what is stored, unless the person is just typing something else."""
        if self._timer.isActive() or text == self.text():
            return
        self._told = text
        self._loading = True
        self.setPlainText(text)
        self._loading = False

    def settle(self) -> None:
        """Say now what has not been said yet."""
        self._timer.stop()
        text = self.text()
        if text != self._told:
            self._told = text
            self.edited.emit(text)

    def _typed(self) -> None:
        if not self._loading and not self._timer.isActive():
            self._timer.start()

    def _take_direction(self) -> None:
        """Begin at the side where the text does; Qt leaves several lines at the left."""
        block = self.document().firstBlock()
        rtl = block.textDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        option = self.document().defaultTextOption()
        if option.alignment() != side:
            option.setAlignment(side)
            self.document().setDefaultTextOption(option)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Save when the field is left."""
        super().focusOutEvent(event)
        self.settle()

    def changeEvent(self, event: QEvent) -> None:
        """Take the height of the new text size."""
        super().changeEvent(event)
        self._grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the words need at the new width, and show all of them."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow()
        self.verticalScrollBar().setValue(0)

    def _grow(self) -> None:
        line = self.fontMetrics().lineSpacing()
        lines = max(self._lines, self._count_lines())
        frame = self.height() - self.viewport().height() if self.isVisible() else line
        self.setFixedHeight(line * lines + max(frame, line) + 4)

    def _count_lines(self) -> int:
        """The lines of the text as it wraps now; asking for its box lays a paragraph out."""
        layout = self.document().documentLayout()
        count = 0
        block = self.document().firstBlock()
        while block.isValid():
            layout.blockBoundingRect(block)
            count += max(1, block.layout().lineCount())
            block = block.next()
        return count


def plain_text(field: QPlainTextEdit) -> str:
    """The text exactly as typed; Qt's own getter would turn no-break spaces into spaces."""
    raw = field.document().toRawText()
    return raw.replace("\u2029", "\n").replace("\u2028", "\n")


class ChoiceField(QComboBox):
    """One of a few choices, each with a value; `chosen` carries the value a person picked.

    `put_away` follows the closing of its list, whether a choice was made or not.
    """

    chosen = Signal(object)
    put_away = Signal()

    def __init__(self) -> None:
        super().__init__()
        # Kept here and not in Qt's item data, which would turn a StrEnum into a plain string.
        self._values: list[object] = []
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def offer(self, choices: list[tuple[str, object]]) -> None:
        """Offer words, each with the value it stands for."""
        self._values = [value for _, value in choices]
        self.clear()
        self.addItems([words for words, _ in choices])

    def itemData(self, index: int, role: int = Qt.ItemDataRole.UserRole) -> Any:
        """The value of a choice, None where there is no such choice."""
        if role != Qt.ItemDataRole.UserRole:
            return super().itemData(index, role)
        return self._values[index] if 0 <= index < len(self._values) else None

    def currentData(self, role: int = Qt.ItemDataRole.UserRole) -> Any:
        """The value of the choice that is shown."""
        return self.itemData(self.currentIndex(), role)

    def show_value(self, value: object) -> None:
        """Show the choice that is stored."""
        for index in range(self.count()):
            if self.itemData(index) == value:
                self.setCurrentIndex(index)
                return

    def keep_narrow(self, letters: int) -> None:
        """Ask for the width of so many letters, however long a choice is; the list shows all."""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)

    def showPopup(self) -> None:
        """Open the list as wide as its longest choice, its frame and its scroll bar."""
        view = self.view()
        width = view.sizeHintForColumn(0) + 2 * view.frameWidth()
        if self.count() > self.maxVisibleItems():
            width += view.verticalScrollBar().sizeHint().width()
        view.setMinimumWidth(width)
        super().showPopup()

    def hidePopup(self) -> None:
        """Close the list."""
        super().hidePopup()
        self.put_away.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: scrolling must not change an answer."""
        event.ignore()


class DurationField(QLineEdit):
    """Minutes of a stage, read as people type them: 5, 1:30, 90s.

    Where the length may be open, an empty field stands for 0.
    """

    decided = Signal(int)

    def __init__(self, *, may_be_open: bool = False) -> None:
        super().__init__()
        self._seconds = 0
        self._may_be_open = may_be_open
        self.textEdited.connect(lambda: set_property(self, "invalid", "false"))
        self.editingFinished.connect(self._decide)

    def show_seconds(self, seconds: int) -> None:
        """Show a stored length."""
        self._seconds = seconds
        if not self.isModified():
            self._show(seconds)

    def _show(self, seconds: int) -> None:
        self.setText("" if self._may_be_open and seconds == 0 else minutes_text(seconds))

    def settle(self) -> None:
        """Take what stands in the field."""
        self._decide()

    def _decide(self) -> None:
        if not self.isModified():
            return
        left_open = self._may_be_open and not self.text().strip()
        seconds = 0 if left_open else parse_duration(self.text())
        if seconds is None:
            set_property(self, "invalid", "true")
            self.setToolTip(self.tr("Please give minutes, for example 5, 1:30 or 90s."))
            return
        self.setModified(False)
        self.setToolTip("")
        self._show(seconds)
        if seconds != self._seconds:
            self._seconds = seconds
            self.decided.emit(seconds)


def minutes_text(seconds: int) -> str:
    """A length as it is typed: 5, or 4:10."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02}" if rest else str(minutes)


class DateField(QWidget):
    """A date that may be empty: typed, or taken from a calendar."""

    decided = Signal(object)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._date: date | None = None
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("YYYY-MM-DD"))
        self.line.setAccessibleName(name)
        self.line.editingFinished.connect(self._decide)
        self.line.textEdited.connect(lambda: set_property(self.line, "invalid", "false"))
        calendar = icon_button(
            theme, "calendar", self.tr("Choose from a calendar"), self._open_calendar
        )
        self.setLayout(row(self.line, calendar, spacing=4))
        self.setFocusProxy(self.line)

    def show_date(self, day: date | None) -> None:
        """Show a stored date."""
        self._date = day
        if not self.line.isModified():
            self.line.setText("" if day is None else day.isoformat())

    def settle(self) -> None:
        """Take what stands in the field."""
        self._decide()

    def _decide(self) -> None:
        if not self.line.isModified():
            return
        text = self.line.text().strip()
        day = parse_date(text)
        if text and day is None:
            set_property(self.line, "invalid", "true")
            self.line.setToolTip(self.tr("Please give a date such as 2026-11-18."))
            return
        self._take(day)

    def _take(self, day: date | None) -> None:
        self.line.setModified(False)
        self.line.setToolTip("")
        set_property(self.line, "invalid", "false")
        self.line.setText("" if day is None else day.isoformat())
        if day != self._date:
            self._date = day
            self.decided.emit(day)

    def _open_calendar(self) -> None:
        menu = QMenu(self)
        calendar = QCalendarWidget()
        if self._date is not None:
            calendar.setSelectedDate(QDate(self._date.year, self._date.month, self._date.day))
        for picked in (calendar.clicked, calendar.activated):
            picked.connect(lambda day: self._take(_python_date(day)))
            picked.connect(menu.close)
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        calendar.setFocus()


def _python_date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())


def parse_date(text: str) -> date | None:
    """Read a date: ISO, or as the system's language writes it; None where it is not one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    locale = QLocale()
    short = locale.dateFormat(QLocale.FormatType.ShortFormat)
    whole = short if "yyyy" in short else short.replace("yy", "yyyy")
    for form in (whole, short, locale.dateFormat(QLocale.FormatType.LongFormat)):
        day = locale.toDate(text, form, 2000)
        if day.isValid() and day.year() >= 2000:
            return _python_date(day)
    return None


class TimeField(QLineEdit):
    """A time of day that may be empty: 9:30, 0930, 1:15 pm."""

    decided = Signal(object)

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self._time: time | None = None
        self.setPlaceholderText(placeholder or self.tr("HH:MM"))
        self.editingFinished.connect(self._decide)
        self.textEdited.connect(lambda: set_property(self, "invalid", "false"))

    def show_time(self, moment: time | None) -> None:
        """Show a stored time."""
        self._time = moment
        if not self.isModified():
            self.setText("" if moment is None else moment.strftime("%H:%M"))

    def settle(self) -> None:
        """Take what stands in the field."""
        self._decide()

    def _decide(self) -> None:
        if not self.isModified():
            return
        text = self.text().strip()
        moment = parse_time(text)
        if text and moment is None:
            set_property(self, "invalid", "true")
            self.setToolTip(self.tr("Please give a time such as 13:30 or 1:30 pm."))
            return
        self.setModified(False)
        self.setToolTip("")
        self.setText("" if moment is None else moment.strftime("%H:%M"))
        if moment != self._time:
            self._time = moment
            self.decided.emit(moment)


_TIME_FORMS = ("%H:%M", "%H.%M", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p", "%H%M")


def parse_time(text: str) -> time | None:
    """Read a time of day as people type it; None where it is not one."""
    entry = text.strip().upper().replace("A.M.", "AM").replace("P.M.", "PM")
    if entry.isdigit() and len(entry) <= 2:
        entry = f"{entry}:00"
    for form in _TIME_FORMS:
        try:
            return datetime.strptime(entry, form).time()  # noqa: DTZ007 - a time of day has no zone
        except ValueError:
            continue
    return None
