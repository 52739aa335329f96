"""The fields of one stage of a protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QWidget

from dilc_desktop.domain.protocol import (
    MAX_ROUNDS,
    ContributionKind,
    MinutesFrom,
    RoomTime,
    Stage,
    StageKind,
)
from dilc_desktop.ui.fields import ChoiceField, LineField, TextField
from dilc_desktop.ui.library.asked import Asked, Chips, Entry, duration_entry
from dilc_desktop.ui.parts import column, label, row, rule
from dilc_desktop.ui.prepare.plan_words import room_time_words, rounds_words, stage_kind_words
from dilc_desktop.ui.prepare.stage_details import places_in
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.words import kind_words

_tr = QCoreApplication.translate
_LETTERS = 12
_SIDE_BY_SIDE = 480
_GROUPS = (StageKind.SMALL_GROUPS,)


def source_words(source: MinutesFrom) -> str:
    """Where minutes come from, as an answer to that question."""
    return {
        MinutesFrom.PUBLISHED: _tr("stage", "A published text"),
        MinutesFrom.COMMON: _tr("stage", "What is usual"),
        MinutesFrom.SUGGESTED: _tr("stage", "Our own proposal"),
    }[source]


class StageEditor(QWidget):
    """Shows a stage; the editor that holds the protocol hears of every change.

    `changed` carries the fields that changed, `joined` whether the stage repeats together with
    the one above it, `unread` a field and the text in it that is no number.
    """

    changed = Signal(object)
    joined = Signal(bool)
    unread = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.fields: dict[str, Asked] = {}
        self._lines: list[QBoxLayout] = []
        self._narrow: tuple[QWidget, ...] = ()
        self.name = LineField()
        self.name.setProperty("type", "lead")
        self.kind = ChoiceField()
        self.kind.offer([(stage_kind_words(kind), kind) for kind in StageKind])
        self.minutes = Entry()
        self.shortest = Entry(None)
        self.longest = Entry(None)
        self.minutes_from = ChoiceField()
        self.minutes_from.offer([(source_words(source), source) for source in MinutesFrom])
        self.speaks = LineField()
        self.silent = LineField()
        self.say = TextField(lines=3)
        self.room = TextField(lines=2)
        self.kinds = Chips(
            "library.editor.stage.kinds",
            self.tr("Add a kind"),
            self.tr("Take out {0}"),
            {kind: kind_words(kind) for kind in ContributionKind},
        )
        self.rounds = ChoiceField()
        self.rounds.offer([(rounds_words(n), n) for n in range(1, MAX_ROUNDS + 1)])
        self.together = QCheckBox(self.tr("Repeats together with the stage above"))
        self.protected = QCheckBox(self.tr("Keep it whole when the session is late"))
        self.places = LineField()
        self.per_person_s = duration_entry()
        self.room_time = ChoiceField()
        self.room_time.offer([(room_time_words(shown), shown) for shown in RoomTime])
        self.soon_s = duration_entry()
        self.soon_s.setPlaceholderText(self.tr("automatic"))
        self.counts_up = ChoiceField()
        self.counts_up.offer([(self.tr("Stays at 0:00"), False), (self.tr("Counts up"), True)])
        for choice in (self.kind, self.minutes_from, self.rounds, self.room_time, self.counts_up):
            choice.keep_narrow(_LETTERS)
        self._narrow = (self.minutes, self.shortest, self.longest)
        self._lay_out()
        self._connect()
        self._name_parts()
        theme.changed.connect(self._fit)
        self._fit()

    def _lay_out(self) -> None:
        box = column(
            self._line(
                self._ask("name", self.tr("Name of the stage"), self.name),
                self._ask("kind", self.tr("Kind of stage"), self.kind),
                shares=(2, 1),
            ),
            self._line(
                self._numbers(
                    self._ask("minutes", self.tr("Minutes"), self.minutes),
                    self._ask("shortest", self.tr("Shortest"), self.shortest),
                    self._ask("longest", self.tr("Longest"), self.longest),
                ),
                self._ask("minutes_from", self.tr("The minutes come from"), self.minutes_from),
            ),
            self._line(
                self._ask("speaks", self.tr("Who speaks"), self.speaks),
                self._ask("silent", self.tr("Who listens, and how"), self.silent),
            ),
            self._ask("say", self.tr("What you say"), self.say),
            self._ask("room", self.tr("One sentence for the room"), self.room),
            self._ask("kinds", self.tr("Kinds of contribution"), self.kinds),
            rule(),
            label(self.tr("How it runs"), strong=True),
            self._line(
                self._ask("rounds", self.tr("Runs"), self.rounds),
                self._ask("per_person_s", self.tr("Minutes for each person"), self.per_person_s),
                self._ask("soon_s", self.tr("Soon, minutes before the end"), self.soon_s),
                shares=(1, 1, 1),
            ),
            self._ask("block", "", self.together),
            self._ask("places", self.tr("Rooms, with commas between"), self.places),
            self._line(
                self._ask("room_time", self.tr("The room sees"), self.room_time),
                self._ask("counts_up", self.tr("At zero"), self.counts_up),
            ),
            self.protected,
            None,
            spacing=self._theme.px(12),
        )
        self.fields["block"].question.hide()
        self.setLayout(box)

    def _ask(self, key: str, words: str, field: QWidget) -> Asked:
        made = Asked(self._theme, words, field, narrow=field in self._narrow)
        self.fields[key] = made
        return made

    def _numbers(self, *parts: Asked) -> QWidget:
        """Narrow fields side by side; what is open in them stands under them all."""
        line = row(*parts, spacing=self._theme.px(8))
        made = QWidget()
        made.setLayout(column(line, *(part.complaint for part in parts), spacing=2))
        return made

    def _line(self, *parts: QWidget, shares: Sequence[int] = (1, 1)) -> QBoxLayout:
        made = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for part, share in zip(parts, shares, strict=True):
            made.addWidget(part, share, Qt.AlignmentFlag.AlignTop)
        self._lines.append(made)
        return made

    def _connect(self) -> None:
        self.name.edited.connect(lambda text: self._change(name=text))
        self.kind.chosen.connect(lambda kind: self._change(kind=kind))
        self.minutes_from.chosen.connect(lambda source: self._change(minutes_from=source))
        self.speaks.edited.connect(lambda text: self._change(speaks=text))
        self.silent.edited.connect(lambda text: self._change(silent=text))
        self.say.edited.connect(lambda text: self._change(say=text))
        self.room.edited.connect(lambda text: self._change(room=text))
        self.kinds.changed.connect(lambda kinds: self._change(kinds=kinds))
        self.rounds.chosen.connect(lambda rounds: self._change(rounds=rounds))
        self.together.clicked.connect(self.joined)
        self.protected.clicked.connect(lambda on: self._change(protected=on))
        self.places.edited.connect(lambda text: self._change(places=places_in(text)))
        self.room_time.chosen.connect(lambda shown: self._change(room_time=shown))
        self.counts_up.chosen.connect(lambda up: self._change(counts_up=up))
        for key, entry in self._entries().items():
            entry.given.connect(lambda number, key=key: self._change(**{key: number}))
            entry.unread.connect(lambda text, key=key: self.unread.emit(key, text))

    def _entries(self) -> dict[str, Entry]:
        return {
            "minutes": self.minutes,
            "shortest": self.shortest,
            "longest": self.longest,
            "per_person_s": self.per_person_s,
            "soon_s": self.soon_s,
        }

    def _change(self, **fields: object) -> None:
        self.changed.emit(fields)

    def _name_parts(self) -> None:
        for key, asked in self.fields.items():
            asked.field.setObjectName(f"library.editor.stage.{key}")
        self.together.setAccessibleName(self.together.text())
        self.protected.setObjectName("library.editor.stage.protected")
        self.protected.setAccessibleName(self.protected.text())
        self.kinds.setObjectName("library.editor.stage.kinds")

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        before = [
            self.name,
            self.kind,
            self.minutes,
            self.shortest,
            self.longest,
            self.minutes_from,
            self.speaks,
            self.silent,
            self.say,
            self.room,
        ]
        after = [
            self.rounds,
            self.per_person_s,
            self.soon_s,
            self.together,
            self.places,
            self.room_time,
            self.counts_up,
            self.protected,
        ]
        return [*before, *self.kinds.chips, self.kinds.add, *after]

    def settle(self) -> None:
        """Say now what has not been said yet."""
        for field in (self.name, self.speaks, self.silent, self.places):
            field.settle()
            field.setModified(False)
        for text in (self.say, self.room):
            text.settle()

    def show_stage(
        self, stage: Stage, typed: Mapping[str, str], *, first: bool, joined: bool
    ) -> None:
        """Show a stage; `typed` holds what stands in fields and is no number."""
        self.name.show_text(stage.name)
        self.kind.show_value(stage.kind)
        self.minutes_from.show_value(stage.minutes_from)
        self.speaks.show_text(stage.speaks)
        self.silent.show_text(stage.silent)
        self.say.show_text(stage.say)
        self.room.show_text(stage.room)
        self.kinds.show_chosen(stage.kinds)
        self.rounds.show_value(stage.rounds)
        self.together.setChecked(joined)
        self.fields["block"].setVisible(not first)
        self.protected.setChecked(stage.protected)
        if places_in(self.places.text()) != stage.places:
            self.places.show_text(", ".join(stage.places))
        self.room_time.show_value(stage.room_time)
        self.counts_up.show_value(stage.counts_up)
        self.counts_up.setEnabled(stage.room_time is not RoomTime.NOTHING)
        for key, entry in self._entries().items():
            entry.show_number(getattr(stage, key), typed.get(key))
        groups = stage.kind in _GROUPS
        places = self.fields["places"]
        places.question.setText(
            self.tr("Groups, with commas between")
            if groups
            else self.tr("Rooms to visit, with commas between")
        )
        self.places.setAccessibleName(places.question.text())
        chain_tabs(self.parts())

    def say_open(self, open_words: Mapping[str, str]) -> None:
        """Say beside each field what is still open there."""
        for key, asked in self.fields.items():
            asked.say(open_words.get(key, ""))

    def be_narrow(self, width: int) -> None:
        """Put the fields of a line below each other where they have no room side by side."""
        narrow = width < self._theme.px(_SIDE_BY_SIDE)
        directions = QBoxLayout.Direction
        for line in self._lines:
            line.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def _fit(self) -> None:
        px = self._theme.px
        for line in self._lines:
            line.setSpacing(px(12))
