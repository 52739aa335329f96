"""What waits: marks for their words, and parked things for the stage in which they return."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QVBoxLayout, QWidget

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Contribution, SessionRecord
from dilc_desktop.domain.session import Session
from dilc_desktop.services.moments import milliseconds
from dilc_desktop.ui.parts import Button, Flow, Picture, button, column, label, paragraph, row
from dilc_desktop.ui.theme import ICON_PX, Theme
from dilc_desktop.ui.time_words import wall_time
from dilc_desktop.ui.words import kind_icon, kind_words, speaker_words

# The oldest marks show first; the next one comes up when one of these is filled.
MOST_MARKS = 4


class MarkField(QLineEdit):
    """The words of one mark: Enter or leaving saves them, Esc leaves them for later."""

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._told = ""
        self.setPlaceholderText(self.tr("What was said? Enter saves."))

    def settle(self) -> None:
        """Hand over what is typed, once."""
        words = self.text().strip()
        if words and words != self._told:
            self._told = words
            self.given.emit(words)

    def event(self, event: QEvent) -> bool:
        """Empty, this field has nothing to undo: the key is the live session's."""
        asked = event.type() is QEvent.Type.ShortcutOverride and not self.text()
        undo = QKeySequence.StandardKey.Undo
        if asked and isinstance(event, QKeyEvent) and event.matches(undo):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves and goes on; Esc leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat() and self.text().strip():
                # Tried again where it was not saved before.
                self._told = ""
                self.settle()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Typed words are kept wherever the focus goes."""
        super().focusOutEvent(event)
        self.settle()


class _Mark(QWidget):
    """One mark: what is known of it, and a field for its words."""

    def __init__(self, theme: Theme, contribution: Contribution, known: str) -> None:
        super().__init__()
        icon, role = kind_icon(contribution.kind)
        self.known = paragraph(known, "small", "quiet")
        self.field = MarkField()
        self.field.setAccessibleName(self.tr("Words for: {0}").format(known))
        self.field.setObjectName("live.mark")
        head = row(Picture(theme, icon, role), self.known, spacing=theme.px(6))
        head.setStretch(1, 1)
        self.setLayout(column(head, self.field, spacing=theme.px(2)))


class _Parked(QWidget):
    """One thing from the parking lot, and what may become of it."""

    def __init__(self, theme: Theme, words: str, known: str) -> None:
        super().__init__()
        self.taken_up = button(
            self.tr("Taken up"), lambda: None, name=self.tr("Taken up: {0}").format(words)
        )
        self.refile = button(
            self.tr("File under"), lambda: None, name=self.tr("File under: {0}").format(words)
        )
        self.taken_up.setObjectName("live.parked.taken_up")
        self.refile.setObjectName("live.parked.refile")
        choices = Flow(self.taken_up, self.refile, spacing=theme.px(8))
        self.setLayout(
            column(label(known, "small", "quiet"), paragraph(words), choices, spacing=theme.px(2))
        )


class MarksList(QFrame):
    """Marks as a to-do list, and the parking lot of the running stage; hidden where empty.

    `filled` carries a mark's id and words, `taken_up` the id of a parked thing, `refile_wanted`
    an id and a kind. `done` says that the focus may go back to the capture line.
    """

    filled = Signal(str, str)
    taken_up = Signal(str)
    refile_wanted = Signal(str, object)
    done = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._record: SessionRecord | None = None
        self._session: Session | None = None
        self._marks: dict[str, _Mark] = {}
        self._parked: dict[str, _Parked] = {}
        self._waiting: list[Contribution] = []
        self._kinds: tuple[ContributionKind, ...] = ()
        px = theme.px
        self.head = Button()
        self.head.setProperty("role", "plain")
        self.head.setObjectName("live.marks")
        self.head.clicked.connect(lambda: self.unfold(not self.is_open))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(8))
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._body = QWidget()
        self._body.setLayout(self._rows)
        self._body.hide()
        self._back = label(self.tr("Back from the parking lot"), "small", "quiet", strong=True)
        self._lot = QVBoxLayout()
        self._lot.setSpacing(px(8))
        self._lot.setContentsMargins(0, 0, 0, 0)
        box = column(self._back, self._lot, row(self.head, None), self._body, spacing=px(6))
        self.setLayout(box)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def minimumSizeHint(self) -> QSize:
        """Only a width: a least height would be that of text wrapped at some other width."""
        return QSize(super().minimumSizeHint().width(), 0)

    @property
    def is_open(self) -> bool:
        """Whether the marks show with their fields, not only their number."""
        return not self._body.isHidden()

    @property
    def fields(self) -> tuple[MarkField, ...]:
        """The fields that are shown, oldest mark first."""
        return tuple(self._marks[c.id].field for c in self._waiting if c.id in self._marks)

    def set_stage(self, kinds: Sequence[ContributionKind]) -> None:
        """Take the kinds that belong to the running stage, to file parked things under."""
        self._kinds = tuple(k for k in kinds if k is not ContributionKind.PARKING_LOT)

    def unfold(self, opened: bool) -> None:
        """Show the fields and go to the first, or put them away."""
        if not opened:
            self.settle()
        self._body.setVisible(opened)
        self._dress()
        if opened and self.fields:
            self.fields[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif not opened:
            self.done.emit()

    @property
    def waiting(self) -> int:
        """How many marks are to be filled in."""
        return len(self._waiting)

    def settle(self) -> None:
        """Hand over half-typed words."""
        for field in self.fields:
            field.settle()

    def show_record(self, record: SessionRecord, session: Session) -> None:
        """Show what waits; fields in which something is typed stay as they are."""
        self._record, self._session = record, session
        self._waiting = [c for c in record.kept if c.is_mark]
        self._show_marks()
        self._show_parked(_returning(record, session))
        self.setVisible(bool(self._waiting or self._parked))

    def _show_marks(self) -> None:
        shown = self._waiting[:MOST_MARKS]
        wanted = {c.id for c in shown}
        # A mark in which somebody types stays, even if an older one came back before it.
        wanted |= {c.id for c in self._waiting if c.id in self._marks}
        went_on = False
        for key in [key for key in self._marks if key not in wanted]:
            row_ = self._marks.pop(key)
            went_on = went_on or row_.field.hasFocus()
            self._rows.removeWidget(row_)
            row_.hide()
            row_.deleteLater()
        place = 0
        for mark in self._waiting:
            if mark.id not in wanted:
                continue
            if mark.id not in self._marks:
                self._marks[mark.id] = self._made(mark)
                self._rows.insertWidget(place, self._marks[mark.id])
            self._marks[mark.id].known.setText(self._known(mark))
            place += 1
        self._dress()
        if went_on:
            self._go_on()

    def _made(self, mark: Contribution) -> _Mark:
        made = _Mark(self._theme, mark, self._known(mark))
        made.field.given.connect(lambda words, key=mark.id: self.filled.emit(key, words))
        made.field.left.connect(self.done)
        return made

    def _go_on(self) -> None:
        """To the next mark; back to the capture line where none is left."""
        if self.fields:
            self.fields[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._body.hide()
            self._dress()
            self.done.emit()

    def _show_parked(self, parked: Sequence[Contribution]) -> None:
        wanted = {c.id for c in parked}
        for key in [key for key in self._parked if key not in wanted]:
            gone = self._parked.pop(key)
            self._lot.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for thing in parked:
            if thing.id not in self._parked:
                words = thing.text or kind_words(thing.kind)
                made = _Parked(self._theme, words, self._known(thing))
                made.taken_up.clicked.connect(lambda _=False, key=thing.id: self.taken_up.emit(key))
                made.refile.clicked.connect(lambda _=False, key=thing.id: self._offer_kinds(key))
                self._parked[thing.id] = made
                self._lot.addWidget(made)
        self._back.setVisible(bool(self._parked))

    def _offer_kinds(self, contribution_id: str) -> None:
        under = self._parked[contribution_id].refile
        self.kinds_menu(contribution_id).popup(under.mapToGlobal(under.rect().bottomLeft()))

    def kinds_menu(self, contribution_id: str) -> QMenu:
        """The kinds under which a parked thing can be filed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind in self._kinds or tuple(ContributionKind):
            menu.addAction(kind_words(kind)).triggered.connect(
                lambda _=False, k=kind: self.refile_wanted.emit(contribution_id, k)
            )
        return menu

    def _known(self, contribution: Contribution) -> str:
        """Who, what, when and in which stage."""
        record, session = self._record, self._session
        if record is None or session is None:
            return ""
        said = [
            speaker_words(record.participant(contribution.speaker)),
            kind_words(contribution.kind),
        ]
        if session.began is not None:
            at = milliseconds(contribution.captured_at)
            said.append(wall_time(at, session.began.offset_min))
        run = next((run for run in session.runs if run.id == contribution.stage_run), None)
        if run is not None:
            said.append(session.stage_of(run.stage_id).name)
        return " \u00b7 ".join(said)

    def _dress(self) -> None:
        count = len(self._waiting)
        one = self.tr("Fill in 1 mark")
        self.head.setText(one if count == 1 else self.tr("Fill in {0} marks").format(count))
        state = self.tr("open") if self.is_open else self.tr("folded")
        self.head.setAccessibleName(f"{self.head.text()}, {state}")
        self.head.setVisible(count > 0)
        arrow = "chevron-down" if self.is_open else "chevron-right"
        side = self._theme.px(ICON_PX)
        self.head.setIconSize(QSize(side, side))
        self.head.setIcon(self._theme.icon(arrow, "accent"))


def _returning(record: SessionRecord, session: Session) -> list[Contribution]:
    """What was parked for the running stage and was not taken up there yet."""
    if session.run is None:
        return []
    stage_id = session.run.stage_id
    here = {run.id for run in session.runs if run.stage_id == stage_id}
    return [
        c
        for c in record.kept
        if c.returns_in == stage_id
        and c.kind is ContributionKind.PARKING_LOT
        and c.stage_run not in here
    ]
