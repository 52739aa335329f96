"""One stage of the plan as a row."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from dilc_desktop.domain.session import PlannedStage
from dilc_desktop.ui.fields import DurationField, LineField
from dilc_desktop.ui.parts import button, icon_button, label, row, set_property
from dilc_desktop.ui.prepare.section import Complaint
from dilc_desktop.ui.theme import Theme

_NUMBER_W, _MINUTES_W, _RANGE_W, _ARROW_W, _OUT_W = 20, 62, 64, 34, 88


class PlanRow(QWidget):
    """Number, name, minutes and published range of a stage, with what can be done to it.

    Every signal carries the stage's id first; `moved` the number of places, down is positive.
    """

    renamed = Signal(str, str)
    timed = Signal(str, int)
    moved = Signal(str, int)
    left_out = Signal(str, bool)

    def __init__(self, theme: Theme, stage_id: str) -> None:
        super().__init__()
        self._theme = theme
        self.stage_id = stage_id
        self._shown: tuple[PlannedStage, int, int, bool] | None = None
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
        self.complaint = Complaint(theme)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(theme.px(8))
        first = row(self.number, self.name, spacing=theme.px(8))
        first.setStretch(1, 1)
        self._second = row(
            self.minutes, self.range, None, self.up, self.down, self.out, spacing=theme.px(4)
        )
        self._line.addLayout(first, 1)
        self._line.addLayout(self._second)
        box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(4))
        box.addLayout(self._line)
        box.addWidget(self.complaint)
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
        self.number.setFixedWidth(px(_NUMBER_W))
        self.minutes.setFixedWidth(px(_MINUTES_W))
        self.range.setMinimumWidth(px(_RANGE_W))
        for arrow in (self.up, self.down):
            arrow.setFixedWidth(px(_ARROW_W))
        self.out.setFixedWidth(px(_OUT_W))

    def be_narrow(self, narrow: bool) -> None:
        """Put minutes and buttons under the name."""
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._narrow = narrow
        if self._shown is not None:
            self._show_range(self._shown[0])
        self._second.setContentsMargins(self._theme.px(28) if narrow else 0, 0, 0, 0)

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [self.name, self.minutes, self.up, self.down, self.out]

    def show_stage(self, stage: PlannedStage, place: int, places: int, *, fixed: bool) -> None:
        """Show a stage at a place counted from 0; `fixed` takes the ways to change it away."""
        if self._shown == (stage, place, places, fixed):
            return
        self._shown = (stage, place, places, fixed)
        self._is_out = stage.left_out
        number = str(place + 1)
        self.number.setText(number)
        if not self.complaint.words:
            self.name.show_text(stage.name)
            self.minutes.show_seconds(stage.planned_s)
        self._show_range(stage)
        self.out.setText(self.tr("Take in") if stage.left_out else self.tr("Leave out"))
        for field in (self.name, self.minutes):
            field.setReadOnly(fixed)
            set_property(field, "left_out", "true" if stage.left_out else "false")
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < places - 1)
        for control in (self.up, self.down, self.out):
            control.setVisible(not fixed)
        self._name_parts(number, stage.name)

    def _show_range(self, stage: PlannedStage) -> None:
        if stage.left_out:
            self.range.setText(self.tr("left out"))
            return
        if stage.shortest_s is None or stage.longest_s is None:
            self.range.setText(self.tr("minutes") if self._narrow else "")
            return
        shortest, longest = stage.shortest_s // 60, stage.longest_s // 60
        same = shortest == longest
        span = str(shortest) if same else self.tr("{0} to {1}").format(shortest, longest)
        self.range.setText(self.tr("minutes, published {0}").format(span) if self._narrow else span)

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
        self._published.setFixedWidth(px(_RANGE_W + 2 * _ARROW_W + _OUT_W + 12))
        self._box.setContentsMargins(px(_NUMBER_W + 8), 0, 0, 0)
