"""The last captures, newest on top, each with the icon and the word of its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Contribution, Focus, Level, Participant, SessionRecord
from dilc_desktop.ui.capture_details import FOCUS_STEPS, CaptureText, link_words, step_focus
from dilc_desktop.ui.capture_panel import BOUNCE_MS
from dilc_desktop.ui.parts import PLAIN, icon_button
from dilc_desktop.ui.theme import BODY, SMALL, Theme
from dilc_desktop.ui.words import focus_words, kind_icon, kind_words, level_words, speaker_words

ID_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_MOST_LINES = 3
_MOST_NOTE_LINES = 2
# A question that was clarifying may have been probing, or advice in disguise.
_REFILED = {
    ContributionKind.CLARIFYING_QUESTION: ContributionKind.PROBING_QUESTION,
    ContributionKind.PROBING_QUESTION: ContributionKind.SUGGESTION,
    ContributionKind.SUGGESTION: ContributionKind.CLARIFYING_QUESTION,
}
_MENU_PX = 32
# A list lays all its rows out anew at each capture; older ones are on the Session page.
MOST_ROWS = 200


def _people(record: SessionRecord | None) -> tuple[Participant, ...]:
    return () if record is None else record.participants


class CapturesModel(QAbstractListModel):
    """The newest contributions as a list; a new one is one inserted row."""

    def __init__(self) -> None:
        super().__init__()
        self._record: SessionRecord | None = None
        self._rows: list[Contribution] = []
        self._linked: dict[str, Contribution] = {}
        self._said: dict[str, tuple[Contribution, str, str]] = {}

    def show_record(self, record: SessionRecord) -> None:
        """Show the newest contributions of a record, touching only the rows that differ."""
        same = self._record is not None and self._record.id == record.id
        rows = record.newest(MOST_ROWS)
        about = {row.about for row in rows if row.about is not None}
        linked = {c.id: c for c in record.contributions if c.id in about} if about else {}
        if not same or linked != self._linked or _people(self._record) != _people(record):
            self._said.clear()
        self._record = record
        self._linked = linked
        if not same:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        if rows == self._rows:
            return
        self._take_out({row.id for row in rows})
        # Rows are in the order of their ids, so those that stay are in place already.
        for number, row in enumerate(rows):
            if number == len(self._rows) or self._rows[number].id != row.id:
                self.beginInsertRows(QModelIndex(), number, number)
                self._rows.insert(number, row)
                self.endInsertRows()
            elif self._rows[number] != row:
                self._rows[number] = row
                self.dataChanged.emit(self.index(number), self.index(number))

    def _take_out(self, staying: set[str]) -> None:
        for number in range(len(self._rows) - 1, -1, -1):
            if self._rows[number].id not in staying:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self._rows[number]
                self.endRemoveRows()

    def contribution(self, index: _Index) -> Contribution:
        """The contribution of a row."""
        return self._rows[index.row()]

    def who(self, contribution: Contribution) -> str:
        """The speaker in words."""
        assert self._record is not None  # noqa: S101 - rows exist only with a record
        return speaker_words(self._record.participant(contribution.speaker))

    def head(self, contribution: Contribution) -> str:
        """Speaker, kind, and in small words what else it is."""
        return self._words(contribution)[1]

    def notes(self, contribution: Contribution) -> str:
        """What stands below the words: what was seen or heard, and the link."""
        return self._words(contribution)[2]

    def _words(self, contribution: Contribution) -> tuple[Contribution, str, str]:
        """Head and notes, remembered: a list asks for those of all rows at each capture."""
        found = self._said.get(contribution.id)
        if found is None or found[0] is not contribution:
            found = (contribution, self._make_head(contribution), self._make_notes(contribution))
            self._said[contribution.id] = found
        return found

    def _make_head(self, contribution: Contribution) -> str:
        said = [self.who(contribution), kind_words(contribution.kind)]
        if contribution.private:
            said.insert(0, self.tr("Only me"))
        elif contribution.level is not Level.GROUP:
            said.append(self.tr("for: {0}").format(level_words(contribution.level)))
        if contribution.verbatim:
            said.append(self.tr("word for word"))
        if contribution.starred:
            said.append(self.tr("starred"))
        said.extend(focus_words(tag).lower() for tag in contribution.focus)
        if contribution.place:
            said.append(contribution.place)
        return " \u00b7 ".join(said)

    def _make_notes(self, contribution: Contribution) -> str:
        said = []
        if contribution.evidence.strip():
            evidence = " ".join(contribution.evidence.split())
            said.append(self.tr("Seen or heard: {0}").format(evidence))
        earlier = self._linked.get(contribution.about or "")
        if earlier is not None:
            said.append(link_words(contribution.kind, earlier, self.who(earlier)))
        return "\n".join(said)

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
            return self._spoken(contribution)
        if role == Qt.ItemDataRole.EditRole:
            return contribution.text
        return None

    def _spoken(self, contribution: Contribution) -> str:
        words = contribution.text or self.tr("without words yet")
        said = f"{kind_words(contribution.kind)}, {self.who(contribution)}: {words}"
        if contribution.private:
            said = self.tr("Only me. {0}").format(said)
        if contribution.verbatim:
            said = self.tr("{0} (word for word)").format(said)
        if contribution.starred:
            said = self.tr("{0} (starred)").format(said)
        return "\n".join(part for part in (said, self.notes(contribution)) if part)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Words are edited in place."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable


class CaptureDelegate(QStyledItemDelegate):
    """Paints one capture; remembers the height of each by its words and width.

    `corrected` carries the id and the new words once they were edited in place.
    """

    corrected = Signal(str, str)

    def __init__(self, theme: Theme, model: CapturesModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self._heights: dict[tuple[int, str, str, str, float], int] = {}

    def _words(self, contribution: Contribution) -> str:
        if contribution.is_mark:
            return self.tr("A mark: its words can be filled in later.")
        quoted = contribution.text.lstrip().startswith(("\u201c", '"'))
        if contribution.verbatim and not quoted:
            return f"\u201c{contribution.text.strip()}\u201d"
        return contribution.text

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The height that the words need at the width of the list, at most three lines."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else 400
        contribution = self._model.contribution(index)
        head, notes = self._model.head(contribution), self._model.notes(contribution)
        key = (width, head, contribution.text, notes, self._theme.text_scale)
        if key not in self._heights:
            font, room = self._theme.font, self._room(width)
            height = self._height(font(SMALL, bold=True), room, head, _MOST_NOTE_LINES)
            height += self._height(font(BODY), room, self._words(contribution), _MOST_LINES)
            for note in filter(None, notes.split("\n")):
                height += self._height(font(SMALL), room, note, _MOST_NOTE_LINES)
            self._heights[key] = height + self._theme.px(12)
        return QSize(width, self._heights[key])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the icon, the speaker and the kind, the words below, and what stands beside."""
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
        if contribution.private:
            lock = area.topLeft() + QPoint(pad, pad + theme.px(22))
            painter.drawPixmap(lock, theme.pixmap("lock", "ink"))
        room = self._room(area.width())
        room.moveTopLeft(area.topLeft() + QPoint(theme.px(34), theme.px(4)))

        def draw(text: str, font: QFont, colour: str, most: int) -> None:
            part = QRect(room)
            part.setHeight(self._height(font, room, text, most))
            painter.setFont(font)
            painter.setPen(theme.colour(colour))
            painter.setClipRect(part)
            painter.drawText(part, _WRAP, text)
            room.setTop(part.bottom() + 1)

        head = self._model.head(contribution)
        tone = "ink" if contribution.private else role
        draw(head, theme.font(SMALL, bold=True), tone, _MOST_NOTE_LINES)
        tone = "quiet" if contribution.is_mark else "ink"
        draw(self._words(contribution), theme.font(BODY), tone, _MOST_LINES)
        for note in filter(None, self._model.notes(contribution).split("\n")):
            draw(note, theme.font(SMALL), "quiet", _MOST_NOTE_LINES)
        painter.restore()

    def _height(self, font: QFont, room: QRect, text: str, most: int) -> int:
        """The height of wrapped text, at most so many lines."""
        metrics = QFontMetrics(font)
        needed = metrics.boundingRect(QRect(0, 0, room.width(), 10_000), _WRAP, text).height()
        return min(needed, metrics.lineSpacing() * most)

    def _room(self, width: int) -> QRect:
        """The room for words in a row: beside the icon, and clear of the menu button."""
        return QRect(0, 0, width - self._theme.px(34 + _MENU_PX), 10_000)

    # Editing in place

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """A field over the row: Enter saves, Esc leaves the words as they were."""
        editor = CaptureText()
        editor.setParent(parent)
        editor.setAccessibleName(self.tr("Correct the words"))
        editor.setObjectName("live.correct")
        editor.enter.connect(lambda: self._finish(editor))
        editor.leave.connect(lambda: self._close(editor))
        return editor

    def _finish(self, editor: QWidget) -> None:
        if not editor.property("closing"):
            self.commitData.emit(editor)
            self._close(editor)

    def _close(self, editor: QWidget) -> None:
        # Closing takes the focus from the field, which must not save it once more.
        editor.setProperty("closing", True)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def eventFilter(self, editor: object, event: QEvent) -> bool:
        """The keys of the field are its own; what is left half corrected is kept."""
        if event.type() is QEvent.Type.FocusOut and isinstance(editor, CaptureText):
            self._finish(editor)
        return False

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """Over the whole row, and never lower than one line needs."""
        area = QRect(option.rect)
        area.setHeight(max(area.height(), self._theme.px(44)))
        editor.setGeometry(area)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Begin with the words as they are; a change elsewhere leaves half-typed words alone."""
        if isinstance(editor, CaptureText) and not editor.document().isModified():
            editor.setPlainText(self._model.contribution(index).text)
            editor.moveCursor(QTextCursor.MoveOperation.End)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Hand over the new words; the list shows them once they are durable."""
        contribution = self._model.contribution(index)
        if isinstance(editor, CaptureText) and editor.words not in ("", contribution.text):
            self.corrected.emit(contribution.id, editor.words)


class CapturesList(QListView):
    """The list on the facilitator's screen; one key corrects the row that has the focus.

    `refile_wanted` carries id and kind, `move_wanted` the id of what belongs to the running
    stage, `changed_wanted` the id and the fields that change, by their names in a contribution.
    """

    refile_wanted = Signal(str, object)
    move_wanted = Signal(str)
    changed_wanted = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kinds: tuple[ContributionKind, ...] = ()
        self._run: str | None = None
        self._quick = True
        self._last_key: tuple[int, int] = (0, 0)
        self.captures = CapturesModel()
        self.setModel(self.captures)
        delegate = CaptureDelegate(theme, self.captures)
        delegate.corrected.connect(
            lambda key, words: self.changed_wanted.emit(key, {"text": words})
        )
        self.setItemDelegate(delegate)
        self.setProperty("frame", "none")
        self.setAccessibleName(self.tr("Last captures"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setWordWrap(True)
        self.setMouseTracking(True)
        self.menu_button = icon_button(
            theme, "ellipsis-vertical", self.tr("Change this capture"), self._open_menu
        )
        self.menu_button.setObjectName("live.change")
        self.menu_button.setParent(self.viewport())
        # By keyboard the same menu opens with the menu key.
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.menu_button.hide()
        self._at: QPersistentModelIndex = QPersistentModelIndex()
        self.selectionModel().currentChanged.connect(lambda now, _: self._place_button(now))
        self.verticalScrollBar().valueChanged.connect(lambda _: self._place_again())
        self.captures.rowsInserted.connect(lambda: self._place_again())
        self.captures.modelReset.connect(self.menu_button.hide)
        theme.changed.connect(self.doItemsLayout)

    def set_stage(self, kinds: Sequence[ContributionKind], stage_run: str | None) -> None:
        """Take the kinds to file under, and the stage run to which captures can be moved."""
        self._kinds = tuple(dict.fromkeys(kinds))
        self._run = stage_run

    def set_quick_keys(self, *, on: bool) -> None:
        """Let single letters correct the row, or not; the menu does the same."""
        self._quick = on

    def sizeHint(self) -> QSize:
        """A few captures; more where there is room."""
        return QSize(self._theme.px(240), self._theme.px(96))

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
        self._place_again()

    def _choose(self, contribution_id: str) -> None:
        for number in range(self.captures.rowCount()):
            if self.captures.contribution(self.captures.index(number)).id == contribution_id:
                self.setCurrentIndex(self.captures.index(number))
                return

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter corrects the row that has the focus, where letters are wanted."""
        letter = event.text().upper()
        index = self.currentIndex()
        if event.modifiers() not in PLAIN or not letter.isalnum() or not index.isValid():
            super().keyPressEvent(event)
            return
        if self._quick and not event.isAutoRepeat() and not self._bounced(event):
            self._act(letter, self.captures.contribution(index))

    def keyboardSearch(self, search: str) -> None:
        """No search by letters: they have meanings of their own here, or none."""

    def _bounced(self, event: QKeyEvent) -> bool:
        """Whether this is the last key again; a key without a time is always new."""
        key, at = self._last_key
        self._last_key = (event.key(), event.timestamp())
        return at > 0 and key == event.key() and event.timestamp() - at < BOUNCE_MS

    def _act(self, letter: str, contribution: Contribution) -> None:
        match letter:
            case "R":
                self._refile(contribution)
            case "M":
                self._kinds_menu(contribution, self).popup(self._corner())
            case "S":
                self._move(contribution)
            case "V":
                self._change(contribution, verbatim=not contribution.verbatim)
            case "F":
                self._change(contribution, starred=not contribution.starred)
            case "1" | "2" | "3":
                focus = step_focus(contribution.focus, int(letter))
                self._change(contribution, focus=focus)
            case "E":
                self.edit(self.currentIndex())

    def _refile(self, contribution: Contribution) -> None:
        kind = _REFILED.get(contribution.kind)
        if kind is None:
            self._kinds_menu(contribution, self).popup(self._corner())
        else:
            self.refile_wanted.emit(contribution.id, kind)

    def _move(self, contribution: Contribution) -> None:
        if self._movable(contribution):
            self.move_wanted.emit(contribution.id)

    def _movable(self, contribution: Contribution) -> bool:
        return self._run is not None and contribution.stage_run != self._run

    def _change(self, contribution: Contribution, **fields: object) -> None:
        self.changed_wanted.emit(contribution.id, fields)

    # The menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """All that can be done with a row, by mouse or by the menu key."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            place = event.globalPos() if by_mouse else self._corner()
            self.menu_for(self.captures.contribution(index)).popup(place)

    def menu_for(self, contribution: Contribution) -> QMenu:
        """All that can be done with a capture, with the keys that do it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kind = _REFILED.get(contribution.kind)
        if kind is not None:
            self._add(
                menu,
                self.tr("It was a {0}").format(kind_words(kind).lower()),
                "R",
                lambda: self._refile(contribution),
            )
        kinds = self._kinds_menu(contribution, menu)
        kinds.menuAction().setText(self._keyed(self.tr("File under"), "M"))
        menu.addMenu(kinds)
        if self._movable(contribution):
            self._add(menu, self.tr("Move to this stage"), "S", lambda: self._move(contribution))
        self._add(menu, self.tr("Correct the words"), "E", self._edit_row(contribution.id))
        menu.addSeparator()
        quoted = self._add(
            menu,
            self.tr("Word for word"),
            "V",
            lambda: self._change(contribution, verbatim=not contribution.verbatim),
        )
        quoted.setCheckable(True)
        quoted.setChecked(contribution.verbatim)
        starred = self._add(
            menu,
            self.tr("Star: first in the summary"),
            "F",
            lambda: self._change(contribution, starred=not contribution.starred),
        )
        starred.setCheckable(True)
        starred.setChecked(contribution.starred)
        for number, steps in enumerate(FOCUS_STEPS, start=1):
            for tag in steps:
                self._add_tag(menu, contribution, tag, str(number) if tag is steps[0] else "")
        levels = menu.addMenu(self.tr("Who it is for"))
        for level in Level:
            self._add_choice(
                levels,
                level_words(level),
                contribution.level is level,
                partial(self._change, contribution, level=level),
            )
        return menu

    def _add_tag(self, menu: QMenu, contribution: Contribution, tag: Focus, key: str) -> None:
        steps = next(steps for steps in FOCUS_STEPS if tag in steps)
        others = tuple(other for other in contribution.focus if other not in steps)
        has = tag in contribution.focus
        focus = others if has else (*others, tag)
        self._add_choice(
            menu,
            self._keyed(focus_words(tag), key),
            has,
            lambda: self._change(contribution, focus=focus),
        )

    def _kinds_menu(self, contribution: Contribution, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        if parent is self:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind in self._kinds or tuple(ContributionKind):
            self._add_choice(
                menu,
                kind_words(kind),
                kind is contribution.kind,
                partial(self.refile_wanted.emit, contribution.id, kind),
            )
        return menu

    def _add(self, menu: QMenu, words: str, key: str, call: Callable[[], object]) -> QAction:
        action = menu.addAction(self._keyed(words, key))
        action.triggered.connect(lambda: call())
        return action

    def _add_choice(
        self, menu: QMenu, words: str, chosen: bool, call: Callable[[], object]
    ) -> None:
        action = self._add(menu, words, "", call)
        action.setCheckable(True)
        action.setChecked(chosen)

    def _keyed(self, words: str, key: str) -> str:
        return f"{words}\t{key}" if key and self._quick else words

    def _edit_row(self, contribution_id: str) -> Callable[[], None]:
        def edit() -> None:
            self._choose(contribution_id)
            self.edit(self.currentIndex())

        return edit

    def _corner(self) -> QPoint:
        """Below the head of the row that has the focus."""
        area = self.visualRect(self.currentIndex())
        return self.viewport().mapToGlobal(area.topLeft() + QPoint(self._theme.px(34), 0))

    # The menu's button

    def _open_menu(self) -> None:
        if self._at.isValid():
            contribution = self.captures.contribution(self._at)
            self._choose(contribution.id)
            corner = self.menu_button.rect().bottomLeft()
            self.menu_for(contribution).popup(self.menu_button.mapToGlobal(corner))

    def _place_button(self, index: QModelIndex) -> None:
        """Put the button into the row that the pointer or the focus is on."""
        self._at = QPersistentModelIndex(index)
        self._place_again()

    def _place_again(self) -> None:
        if not self._at.isValid():
            self.menu_button.hide()
            return
        area = self.visualRect(self.captures.index(self._at.row()))
        side = self._theme.px(_MENU_PX)
        self.menu_button.setGeometry(area.right() - side, area.top() + 2, side, side)
        self.menu_button.show()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The button follows the pointer."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index != self._at:
            self._place_button(index)

    def leaveEvent(self, event: QEvent) -> None:
        """Back to the row that has the focus."""
        super().leaveEvent(event)
        self._place_button(self.currentIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button in its row."""
        super().resizeEvent(event)
        self._place_again()
