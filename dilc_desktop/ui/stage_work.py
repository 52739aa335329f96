"""What the kind of a stage needs on the facilitator's screen: whose turn, which room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.record import Participant
from dilc_desktop.domain.session import PlannedStage, StageRun
from dilc_desktop.domain.timing import clock_text
from dilc_desktop.ui.capture_panel import DRAFT_AFTER_MS
from dilc_desktop.ui.fields import labelled
from dilc_desktop.ui.parts import Button, Flow, button, clear, column, label, paragraph, row
from dilc_desktop.ui.theme import Theme

_LISTED = (StageKind.GO_ROUND, StageKind.ALL_TALK, StageKind.PRESENTER_LISTENS)
_MOST_LISTED = 12


class StageWork(QFrame):
    """Shows the part that fits the running stage, and nothing for the kinds that need none.

    `speaker_wanted` and `pass_wanted` carry a person's id, `place_wanted` a room (empty: on the
    way), `note_wanted` a group and its words. `line_drafted` carries a stage's id, a group and its
    half-typed words; `lines_wanted` asks for those that were kept, for `groups.restore`.
    """

    speaker_wanted = Signal(str)
    pass_wanted = Signal(str)
    place_wanted = Signal(str)
    note_wanted = Signal(str, str)
    line_drafted = Signal(str, str, str)
    lines_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.turns = _Turns(theme)
        self.rooms = _Rooms(theme)
        self.groups = _Groups(theme)
        self.setLayout(column(self.turns, self.rooms, self.groups, spacing=0))
        self.turns.speaker_wanted.connect(self.speaker_wanted)
        self.turns.pass_wanted.connect(self.pass_wanted)
        self.rooms.place_wanted.connect(self.place_wanted)
        self.groups.note_wanted.connect(self.note_wanted)
        self.groups.drafted.connect(self.line_drafted)
        self.groups.lines_wanted.connect(self.lines_wanted)
        self.show_stage(None, None, (), 0)

    def show_stage(
        self,
        stage: PlannedStage | None,
        run: StageRun | None,
        waiting: Sequence[Participant],
        now: int,
    ) -> None:
        """Show a stage run; `waiting` are the people not yet heard, in the order of their seats."""
        kind = stage.kind if stage is not None and run is not None else None
        self.turns.setVisible(kind in _LISTED and bool(waiting))
        self.rooms.setVisible(kind is StageKind.VISIT)
        self.groups.setVisible(kind is StageKind.SMALL_GROUPS)
        if stage is None or run is None:
            self.hide()
            return
        self.show()
        self.turns.show_people(waiting, in_order=kind is StageKind.GO_ROUND)
        if kind is StageKind.VISIT:
            self.rooms.show_run(stage, run, now)
        if kind is StageKind.SMALL_GROUPS:
            self.groups.show_stage(stage)


class _Turns(QWidget):
    """Who was not heard yet: the facilitator's own list, in the order of seats."""

    speaker_wanted = Signal(str)
    pass_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._next: Participant | None = None
        self.head = label(self.tr("NOT HEARD YET, ONLY FOR YOU"), "small", "quiet", strong=True)
        self.people = paragraph("", "body")
        self.next_button = button("", self._take_next)
        self.next_button.setObjectName("live.turn.next")
        self.pass_button = button(self.tr("Passes"), self._pass)
        self.pass_button.setObjectName("live.turn.pass")
        # What is typed after a click is meant for the words.
        self.pass_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._buttons = QWidget()
        self._buttons.setLayout(row(self.next_button, self.pass_button, None))
        self.setLayout(column(self.head, self.people, self._buttons, spacing=theme.px(4)))

    def show_people(self, waiting: Sequence[Participant], *, in_order: bool) -> None:
        """Name who was not heard; in a go-round the first of them is next."""
        names = [person.shown for person in waiting[:_MOST_LISTED]]
        if len(waiting) > _MOST_LISTED:
            names.append(self.tr("and {0} more").format(len(waiting) - _MOST_LISTED))
        self.people.setText(", ".join(names))
        self._next = waiting[0] if in_order and waiting else None
        self._buttons.setVisible(self._next is not None)
        if self._next is not None:
            self.next_button.setText(self.tr("Next: {0}").format(self._next.shown))
            words = self.tr("{0} passes").format(self._next.shown)
            self.pass_button.setAccessibleName(words)

    def _take_next(self) -> None:
        if self._next is not None:
            self.speaker_wanted.emit(self._next.id)

    def _pass(self) -> None:
        if self._next is not None:
            self.pass_wanted.emit(self._next.id)


class _Rooms(QWidget):
    """The rooms of a visit: which one the group is in, for how long, and the way between."""

    place_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[str, ...] = ()
        self.buttons: dict[str, QPushButton] = {}
        self.now = label("", "body", strong=True)
        self._places = Flow(spacing=theme.px(6))
        self.other = QLineEdit()
        self.other.setObjectName("live.room.other")
        self.other.setPlaceholderText(self.tr("Code of a room, then Enter"))
        self.other.returnPressed.connect(self._enter_other)
        head = label(self.tr("ROOMS"), "small", "quiet", strong=True)
        name = labelled(self.tr("Another room"), self.other)
        self.setLayout(
            column(head, self.now, self._places, row(name, self.other), spacing=theme.px(6))
        )

    def show_run(self, stage: PlannedStage, run: StageRun, now: int) -> None:
        """Show where the group is."""
        visited = [stop.place for stop in run.stops]
        places = tuple(dict.fromkeys((*stage.places, *visited)))
        if places != self._shown:
            self._offer(places)
        here = run.place
        for place, made in self.buttons.items():
            made.setChecked(place == here)
        last = run.stops[-1] if run.stops else None
        since = run.started
        if last is not None:
            since = last.started if last.ended is None else last.ended
        length = clock_text(max(0, now - since) // 1000)
        on_the_way = self.tr("On the way for {0}")
        words = (
            self.tr("In {0} for {1}").format(here, length) if here else on_the_way.format(length)
        )
        self.now.setText(words)

    def _offer(self, places: tuple[str, ...]) -> None:
        self._shown = places
        clear(self._places)
        self.buttons = {}
        for place in (*places, ""):
            made = Button(place or self.tr("On the way"))
            made.setProperty("role", "choice")
            made.setCheckable(True)
            made.setMinimumHeight(self._theme.px(44))
            made.setObjectName(f"live.room.{place}")
            made.clicked.connect(lambda _=False, p=place: self.place_wanted.emit(p))
            self.buttons[place] = made
            self._places.addWidget(made)

    def _enter_other(self) -> None:
        place = self.other.text().strip()
        if place:
            self.other.clear()
            self.place_wanted.emit(place)


class _Groups(QWidget):
    """One line for each small group, side by side while they work.

    What is half typed is handed over at most a second after the last key.
    """

    note_wanted = Signal(str, str)
    drafted = Signal(str, str, str)
    lines_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[str, tuple[str, ...]] | None = None
        self._typed_in: dict[str, None] = {}
        self.lines: dict[str, QLineEdit] = {}
        # A grid, so that the lines begin below one another.
        self._box = QGridLayout()
        self._box.setSpacing(theme.px(6))
        self._box.setColumnStretch(1, 1)
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._draft_timer.timeout.connect(self.keep_drafts)
        head: QLabel = label(self.tr("GROUPS AT WORK"), "small", "quiet", strong=True)
        self.setLayout(column(head, self._box, spacing=theme.px(6)))

    def show_stage(self, stage: PlannedStage) -> None:
        """Offer a line for each group of a stage; three where the plan names none."""
        unnamed = tuple(self.tr("Group {0}").format(number) for number in (1, 2, 3))
        named = stage.places or unnamed
        if (stage.id, named) == self._shown:
            return
        self.keep_drafts()
        self._shown = (stage.id, named)
        clear(self._box)
        self.lines = {}
        for number, place in enumerate(named):
            line = QLineEdit()
            line.setObjectName(f"live.group.{place}")
            line.setPlaceholderText(self.tr("What this group says. Enter saves."))
            line.textEdited.connect(lambda _, p=place: self._typed(p))
            line.returnPressed.connect(lambda p=place: self._enter(p))
            # It follows Enter and every loss of the focus.
            line.editingFinished.connect(self.keep_drafts)
            self.lines[place] = line
            self._box.addWidget(labelled(place, line), number, 0)
            self._box.addWidget(line, number, 1)
        self.lines_wanted.emit()

    def restore(self, lines: Mapping[str, str]) -> None:
        """Put half-typed words back into their lines."""
        for place, line in self.lines.items():
            if not line.text():
                line.setText(lines.get(place, ""))

    def forget(self) -> None:
        """Let the lines go, as they are those of another session."""
        self._draft_timer.stop()
        self._typed_in.clear()
        self._shown = None
        clear(self._box)
        self.lines = {}

    def _typed(self, place: str) -> None:
        self._typed_in[place] = None
        if not self._draft_timer.isActive():
            self._draft_timer.start()

    def keep_drafts(self) -> None:
        """Hand over now what is half typed."""
        self._draft_timer.stop()
        if self._shown is None:
            return
        for place in tuple(self._typed_in):
            del self._typed_in[place]
            self.drafted.emit(self._shown[0], place, self.lines[place].text())

    def _enter(self, place: str) -> None:
        words = self.lines[place].text().strip()
        if words:
            self.note_wanted.emit(place, words)

    def accept(self, place: str) -> None:
        """Empty a line: what it held is kept."""
        self._typed_in.pop(place, None)
        self.lines[place].clear()
        self.lines[place].setFocus(Qt.FocusReason.OtherFocusReason)
