"""One stage of the plan as a row."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from dilc_desktop.domain.session import PlannedStage
from dilc_desktop.ui.fields import DurationField, LineField
from dilc_desktop.ui.parts import button, icon_button, label, paragraph, row, set_property
from dilc_desktop.ui.prepare.plan_words import unusual_words
from dilc_desktop.ui.prepare.section import Complaint
from dilc_desktop.ui.prepare.stage_details import StageDetails
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.theme import Theme

_NUMBER_W, _MINUTES_W, _RANGE_W, _ARROW_W, _OUT_W, _MORE_W = 20, 62, 64, 34, 82, 54
_APART = 8


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a stage stands in the plan, from 0, among how many.

    `joined` says that it repeats together with the stage above. `block` are the first and last
    place of all that repeat together and are not left out, None where nothing repeats with it.
    """

    place: int
    places: int
    joined: bool = False
    block: tuple[int, int] | None = None


class PlanRow(QWidget):
    """Number, name, minutes and published range of a stage, with what can be done to it.

    Every signal carries the stage's id first; `moved` the number of places, down is positive,
    `chosen` what changed among the details, which unfold under the row.
    """

    renamed = Signal(str, str)
    timed = Signal(str, int)
    moved = Signal(str, int)
    left_out = Signal(str, bool)
    chosen = Signal(str, object)
    repeated = Signal(str, int)
    joined = Signal(str, bool)

    def __init__(self, theme: Theme, stage_id: str) -> None:
        super().__init__()
        self._theme = theme
        self.stage_id = stage_id
        self._shown: tuple[PlannedStage, Seat, bool] | None = None
        self._is_out = False
        self._narrow = False
        self.number = label("", tone="quiet")
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.name = LineField()
        self.minutes = DurationField()
        self.minutes.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.range = label("", "small", "quiet")
        self.up = icon_button(theme, "arrow-up", self.tr("Earlier"), lambda: self._move(-1))
        self.down = icon_button(theme, "arrow-down", self.tr("Later"), lambda: self._move(1))
        self.out = button(self.tr("Leave out"), self._toggle, "plain")
        self.more = button(self.tr("More"), self._toggle_details, "plain")
        self.details: StageDetails | None = None
        self.unusual = paragraph("", "small", "quiet")
        self._under = row(self.unusual, spacing=0)
        self.complaint = Complaint(theme)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._first = row(self.number, self.name)
        self._first.setStretch(1, 1)
        self._second = row(self.minutes, self.range, None, self.up, self.down, self.out, self.more)
        self._line.addLayout(self._first, 1)
        self._line.addLayout(self._second)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(self._line)
        self._box.addLayout(self._under)
        self._box.addWidget(self.complaint)
        self.name.edited.connect(lambda text: self.renamed.emit(self.stage_id, text))
        self.minutes.decided.connect(lambda seconds: self.timed.emit(self.stage_id, seconds))
        self.complaint.watch(self.minutes)
        self._key(Qt.Key.Key_Up, -1)
        self._key(Qt.Key.Key_Down, 1)
        self.dress()

    def _key(self, key: Qt.Key, places: int) -> None:
        combination = QKeySequence(Qt.Modifier.ALT | key)
        shortcut = QShortcut(combination, self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self._move(places))

    def dress(self) -> None:
        """Take the widths of the present text size."""
        px = self._theme.px
        self._box.setSpacing(px(2))
        self._line.setSpacing(px(_APART))
        self._first.setSpacing(px(_APART))
        self._second.setSpacing(px(4))
        self._indent()
        self.number.setFixedWidth(px(_NUMBER_W))
        self.minutes.setFixedWidth(px(_MINUTES_W))
        self.range.setMinimumWidth(px(_RANGE_W))
        for arrow in (self.up, self.down):
            arrow.setFixedWidth(px(_ARROW_W))
        self.out.setFixedWidth(px(_OUT_W))
        self.more.setFixedWidth(px(_MORE_W))
        self._under.setContentsMargins(px(_NUMBER_W + 17), 0, 0, px(4))
        if self.details is not None:
            self.details.dress()

    def be_narrow(self, narrow: bool) -> None:
        """Put minutes and buttons under the name."""
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._narrow = narrow
        if self._shown is not None:
            self._show_range(self._shown[0])
            self._show_unusual(*self._shown[:2])
        self._indent()
        if self.details is not None:
            self.details.be_narrow(narrow)

    def _indent(self) -> None:
        """Let what stands below the name begin where it begins."""
        left = self._theme.px(_NUMBER_W) + self._theme.px(_APART) if self._narrow else 0
        self._second.setContentsMargins(left, 0, 0, 0)

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        details = [] if self.details is None else self.details.parts()
        return [self.name, self.minutes, self.up, self.down, self.out, self.more, *details]

    def show_stage(self, stage: PlannedStage, seat: Seat, *, fixed: bool) -> None:
        """Show a stage and where it stands; `fixed` takes the ways to change it away."""
        if self._shown == (stage, seat, fixed):
            return
        self._shown = (stage, seat, fixed)
        self._is_out = stage.left_out
        number = str(seat.place + 1)
        self.number.setText(number)
        if not self.complaint.words:
            self.name.show_text(stage.name)
            self.minutes.show_seconds(stage.planned_s)
        self._show_range(stage)
        self.out.setText(self.tr("Take in") if stage.left_out else self.tr("Leave out"))
        for field in (self.name, self.minutes):
            field.setReadOnly(fixed)
            set_property(field, "left_out", "true" if stage.left_out else "false")
        self.up.setEnabled(seat.place > 0)
        self.down.setEnabled(seat.place < seat.places - 1)
        for control in (self.up, self.down, self.out, self.more):
            control.setVisible(not fixed)
        if fixed and self.details is not None:
            self._unfold(False)
        self._show_details()
        self._show_unusual(stage, seat)
        self._name_parts(number, stage.name)

    def _show_unusual(self, stage: PlannedStage, seat: Seat) -> None:
        block = None if seat.block is None else (seat.block[0] + 1, seat.block[1] + 1)
        span = self._span(stage) if self._narrow else ""
        published = self.tr("published {0}").format(span) if span else ""
        words = "" if stage.left_out else unusual_words(stage, seat.place + 1, block, published)
        self.unusual.setText(words)
        self.name.setAccessibleDescription(words)
        self.unusual.setVisible(bool(words))

    def _show_details(self) -> None:
        if self.details is None or self._shown is None:
            return
        stage, seat, _ = self._shown
        self.details.show_stage(stage, first=seat.place == 0, joined=seat.joined)
        self.details.name_parts(str(seat.place + 1), stage.name)

    def _toggle_details(self) -> None:
        self._unfold(self.details is None or self.details.isHidden())

    def _unfold(self, unfold: bool) -> None:
        """Show the details or put them away; they are made when they are first wanted."""
        if self.details is None:
            self.details = self._new_details()
        self.details.setVisible(unfold)
        self.more.setText(self.tr("Less") if unfold else self.tr("More"))
        if self._shown is not None:
            self._name_more(self._shown[0].name)

    def _new_details(self) -> StageDetails:
        made = StageDetails(self._theme)
        made.be_narrow(self._narrow)
        made.chosen.connect(lambda choices: self.chosen.emit(self.stage_id, choices))
        made.repeated.connect(lambda rounds: self.repeated.emit(self.stage_id, rounds))
        made.joined.connect(lambda on: self.joined.emit(self.stage_id, on))
        self.details = made
        self._box.addWidget(made)
        self._show_details()
        chain_tabs([self.more, *made.parts()])
        return made

    def _name_more(self, name: str) -> None:
        shown = self.details is not None and not self.details.isHidden()
        words = self.tr("Less about {0}") if shown else self.tr("More about {0}")
        self.more.setAccessibleName(words.format(name))

    def _show_range(self, stage: PlannedStage) -> None:
        if stage.left_out:
            self.range.setText(self.tr("left out"))
        else:
            self.range.setText(self.tr("minutes") if self._narrow else self._span(stage))

    def _span(self, stage: PlannedStage) -> str:
        """The published range in minutes, empty where there is none."""
        if stage.shortest_s is None or stage.longest_s is None:
            return ""
        shortest, longest = stage.shortest_s // 60, stage.longest_s // 60
        same = shortest == longest
        return str(shortest) if same else self.tr("{0} to {1}").format(shortest, longest)

    def _name_parts(self, number: str, name: str) -> None:
        names: tuple[tuple[QWidget, str, str], ...] = (
            (self.name, "name", self.tr("Name of stage {0}").format(number)),
            (self.minutes, "minutes", self.tr("Minutes of {0}").format(name)),
            (self.up, "up", self.tr("Move {0} earlier").format(name)),
            (self.down, "down", self.tr("Move {0} later").format(name)),
            (self.out, "out", f"{self.out.text()}: {name}"),
        )
        for part, key, words in names:
            part.setObjectName(f"prepare.plan.{key}.{number}")
            part.setAccessibleName(words)
            if isinstance(part, QPushButton) and part is not self.out:
                keys = "Alt+Up" if part is self.up else "Alt+Down"
                part.setToolTip(f"{words} ({keys})")
        self.more.setObjectName(f"prepare.plan.more.{number}")
        self._name_more(name)

    def _move(self, places: int) -> None:
        self.name.settle()
        self.minutes.settle()
        self.moved.emit(self.stage_id, places)

    def _toggle(self) -> None:
        self.left_out.emit(self.stage_id, not self._is_out)


class PlanHead(QWidget):
    """The words above the columns of the plan."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._stage = label(self.tr("Stage"), "small", "quiet")
        self._minutes = label(self.tr("Minutes"), "small", "quiet")
        self._published = label(self.tr("Published"), "small", "quiet")
        self._box = row(self._stage, None, self._minutes, self._published, spacing=theme.px(4))
        self.setLayout(self._box)
        self.dress()

    def dress(self) -> None:
        """Take the widths of the present text size."""
        px = self._theme.px
        self._minutes.setFixedWidth(px(_MINUTES_W))
        self._published.setFixedWidth(px(_RANGE_W + 2 * _ARROW_W + _OUT_W + _MORE_W + 16))
        self._box.setContentsMargins(px(_NUMBER_W + 8), 0, 0, 0)
