"""What can be set for a stage of the plan beside its name and minutes."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QWidget

from dilc_desktop.domain.protocol import MAX_ROUNDS, RoomTime, StageKind
from dilc_desktop.domain.session import PlannedStage
from dilc_desktop.ui.fields import ChoiceField, DurationField, LineField, labelled
from dilc_desktop.ui.parts import column, label, paragraph, row
from dilc_desktop.ui.prepare.plan_words import room_time_words, rounds_words, stage_kind_words
from dilc_desktop.ui.prepare.section import Complaint
from dilc_desktop.ui.theme import Theme

_INDENT, _SOON_W = 28, 62
_LETTERS = 14
_WITH_PLACES = (StageKind.VISIT, StageKind.SMALL_GROUPS)
_BETWEEN_PLACES = re.compile(r"[,;\n\u060c\u061b\u3001\uff0c\uff1b]")


class StageDetails(QWidget):
    """The fields that unfold under a stage of the plan.

    `chosen` carries the choices that changed, `repeated` the rounds, `joined` whether the stage
    repeats together with the one above it.
    """

    chosen = Signal(object)
    repeated = Signal(int)
    joined = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.kind = ChoiceField()
        self.kind.offer([(stage_kind_words(kind), kind) for kind in StageKind])
        self.rounds = ChoiceField()
        self.together = QCheckBox(self.tr("With the stage above"))
        self.room_time = ChoiceField()
        self.room_time.offer([(room_time_words(shown), shown) for shown in RoomTime])
        self.zero = ChoiceField()
        self.zero.offer([(self.tr("Stays at 0:00"), False), (self.tr("Counts up"), True)])
        self.soon = DurationField(may_be_open=True)
        self.soon.setPlaceholderText(self.tr("auto"))
        self.protected = QCheckBox(self.tr("Keep it whole when late"))
        self.places = LineField()
        self._places_name = labelled(self.tr("Rooms, with commas between"), self.places)
        self._hint = paragraph("", "small", "quiet")
        self._places = QWidget()
        self._places.setLayout(column(self._places_name, self.places, self._hint, spacing=2))
        self.complaint = Complaint(theme)
        for field in (self.kind, self.rounds, self.room_time, self.zero):
            field.keep_narrow(_LETTERS)
        soon = row(self.soon, label(self.tr("min before the end"), "small", "quiet"), None)
        self._lines = tuple(QBoxLayout(QBoxLayout.Direction.LeftToRight) for _ in range(2))
        first, second = self._lines
        first.addLayout(self._field(self.tr("Kind of stage"), self.kind), 1)
        first.addLayout(self._field(self.tr("Runs"), self.rounds), 1)
        first.addLayout(column(None, self.together, spacing=2), 1)
        second.addLayout(self._field(self.tr("The room sees"), self.room_time), 1)
        second.addLayout(self._field(self.tr("At zero"), self.zero), 1)
        second.addLayout(column(labelled(self.tr("Soon"), self.soon), soon, spacing=2), 1)
        self._box = column(
            first, self._places, second, self.protected, self.complaint, spacing=theme.px(8)
        )
        self.setLayout(self._box)
        self._connect()
        self.dress()

    def _field(self, words: str, field: ChoiceField) -> QBoxLayout:
        return column(labelled(words, field), field, spacing=2)

    def _connect(self) -> None:
        self.kind.chosen.connect(lambda kind: self._choose(kind=kind))
        self.rounds.chosen.connect(lambda rounds: self.repeated.emit(rounds))
        self.together.clicked.connect(self.joined)
        self.room_time.chosen.connect(lambda shown: self._choose(room_time=shown))
        self.zero.chosen.connect(lambda up: self._choose(counts_up=up))
        self.soon.decided.connect(lambda seconds: self._choose(soon_s=seconds))
        self.protected.clicked.connect(lambda on: self._choose(protected=on))
        self.places.edited.connect(lambda text: self._choose(places=places_in(text)))
        self.complaint.watch(self.soon)

    def _choose(self, **choices: object) -> None:
        self.chosen.emit(choices)

    def dress(self) -> None:
        """Take the widths of the present text size."""
        px = self._theme.px
        self.soon.setFixedWidth(px(_SOON_W))
        self._box.setContentsMargins(px(_INDENT), px(4), 0, px(12))
        for line in self._lines:
            line.setSpacing(px(12))

    def be_narrow(self, narrow: bool) -> None:
        """Put the fields below each other."""
        directions = QBoxLayout.Direction
        for line in self._lines:
            line.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        # Beside the other fields an empty place keeps the columns where they are.
        policy = self.together.sizePolicy()
        policy.setRetainSizeWhenHidden(not narrow)
        self.together.setSizePolicy(policy)

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [
            self.kind,
            self.rounds,
            self.together,
            self.places,
            self.room_time,
            self.zero,
            self.soon,
            self.protected,
        ]

    def show_stage(self, stage: PlannedStage, *, first: bool, joined: bool) -> None:
        """Show what is stored; `joined` says that it repeats together with the stage above."""
        self.kind.show_value(stage.kind)
        most = max(MAX_ROUNDS, stage.rounds)
        if self.rounds.count() != most:
            self.rounds.offer([(rounds_words(n), n) for n in range(1, most + 1)])
        self.rounds.show_value(stage.rounds)
        self.together.setVisible(not first)
        self.together.setChecked(joined)
        self.room_time.show_value(stage.room_time)
        self.zero.show_value(stage.counts_up)
        self.zero.setEnabled(stage.room_time is not RoomTime.NOTHING)
        self.protected.setChecked(stage.protected)
        if not self.complaint.words:
            self.soon.show_seconds(stage.soon_s)
            self.places.show_text(", ".join(stage.places))
        self._show_places(stage)

    def _show_places(self, stage: PlannedStage) -> None:
        """Ask for places where the stage goes to some, and wherever there are any."""
        self._places.setVisible(stage.kind in _WITH_PLACES or bool(stage.places))
        groups = stage.kind is StageKind.SMALL_GROUPS
        self._places_name.setText(
            self.tr("Groups, with commas between")
            if groups
            else self.tr("Rooms, with commas between")
        )
        self._hint.setText(
            self.tr("Codes such as Group 1, no person's name")
            if groups
            else self.tr("Codes such as Room 12, no teacher's name")
        )

    def name_parts(self, number: str, stage: str) -> None:
        """Give the fields their object names, and the names that are spoken."""
        names: tuple[tuple[QWidget, str, str], ...] = (
            (self.kind, "kind", self.tr("Kind of {0}").format(stage)),
            (self.rounds, "rounds", self.tr("How often {0} runs").format(stage)),
            (
                self.soon,
                "soon",
                self.tr(
                    "Minutes before the end of {0} when it says soon, empty for automatic"
                ).format(stage),
            ),
            (
                self.together,
                "together",
                self.tr("Repeat {0} together with the stage above").format(stage),
            ),
            (self.places, "places", f"{self._places_name.text()}: {stage}"),
            (
                self.room_time,
                "room_time",
                self.tr("What the room sees of the time of {0}").format(stage),
            ),
            (self.zero, "zero", self.tr("What the clock of {0} does at zero").format(stage)),
            (self.protected, "protected", self.tr("Keep {0} whole when late").format(stage)),
        )
        for part, key, words in names:
            part.setObjectName(f"prepare.plan.{key}.{number}")
            part.setAccessibleName(words)
        self.together.setToolTip(self.together.accessibleName())


def places_in(text: str) -> tuple[str, ...]:
    """The rooms or groups that were typed, with commas or semicolons of any script between."""
    return tuple(part.strip() for part in _BETWEEN_PLACES.split(text) if part.strip())
