"""A proposal that shares lateness out over the coming stages: shown, adjusted, taken or left."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from dilc_desktop.domain.retiming import Proposal
from dilc_desktop.domain.timing import Timing, clock_text, parse_duration
from dilc_desktop.ui.fields import DurationField
from dilc_desktop.ui.parts import button, clear, column, label, paragraph, row, scrolling
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.time_words import wall_time
from dilc_desktop.ui.words import minutes_words


class RetimingPanel(QFrame):
    """Before and after for each stage; `accepted` carries stage ids with seconds, in order."""

    accepted = Signal(object)
    dismissed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._proposal: Proposal | None = None
        self.fields: dict[str, DurationField] = {}
        self._lengths: dict[str, int] = {}
        self._timing: Timing | None = None
        self._offset_min = 0
        self.words = paragraph("", "lead", strong=True)
        self.sum = paragraph("", "body", "quiet")
        self.ends = paragraph("", "body", strong=True)
        self.problem = paragraph(
            self.tr("Please give minutes, for example 5, 1:30 or 90s."), "small", "over"
        )
        self.problem.hide()
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(theme.px(16))
        self._table.setVerticalSpacing(theme.px(8))
        self._table.setColumnStretch(0, 1)
        held = QWidget()
        held.setLayout(column(self._table, None, spacing=0))
        # It takes the room that there is, so that the buttons below stay in sight.
        area = scrolling(held)
        area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._area = area
        theme.changed.connect(self._fit)
        self._fit()
        self.use = button(self.tr("Use these minutes"), self._accept, "primary")
        self.use.setObjectName("live.retiming.use")
        self.leave = button(self.tr("Not now"), self.dismissed.emit)
        self.leave.setObjectName("live.retiming.leave")
        head = label(self.tr("FIT WHAT IS LEFT TO THE TIME"), "small", "quiet", strong=True)
        box = column(
            head,
            self.words,
            self.ends,
            self.sum,
            area,
            self.problem,
            row(self.use, self.leave, None, spacing=theme.px(8)),
            spacing=theme.px(10),
        )
        # What comes of it stands above the table: at large text that scrolls.
        box.setStretch(4, 1)
        self.setLayout(box)
        self.setFocusProxy(self.use)

    def _fit(self) -> None:
        """Follow the text size."""
        self._area.setMinimumHeight(self._theme.px(110))

    def show_proposal(self, proposal: Proposal, timing: Timing, offset_min: int = 0) -> None:
        """Show a proposal made at a moment; nothing changes until it is taken."""
        self._proposal = proposal
        self._timing, self._offset_min = timing, offset_min
        self._lengths = {stage.stage_id: stage.after_s for stage in proposal.stages}
        self.fields = {}
        self.problem.hide()
        clear(self._table)
        heads = (self.tr("Stage"), self.tr("Now"), self.tr("Then"))
        for place, words in enumerate(heads):
            self._table.addWidget(label(words, "small", "quiet", strong=True), 0, place)
        for line, stage in enumerate(proposal.stages, start=1):
            self._table.addWidget(paragraph(stage.name), line, 0)
            self._table.addWidget(label(minutes_words(stage.before_s), "body", "quiet"), line, 1)
            self._table.addWidget(self._after(stage.stage_id, stage.name, kept=stage.kept), line, 2)
        self._add_up()

    def _after(self, stage_id: str, name: str, *, kept: bool) -> QWidget:
        if kept:
            whole: QLabel = label(self.tr("stays whole"), "body", "quiet")
            return whole
        field = DurationField()
        field.setFixedWidth(self._theme.px(90))
        field.setAccessibleName(self.tr("New length of {0}").format(name))
        field.setObjectName(f"live.retiming.{stage_id}")
        field.show_seconds(self._lengths[stage_id])
        field.editingFinished.connect(self._say_problem)
        field.textEdited.connect(lambda text, i=stage_id: self._try(i, text))
        field.decided.connect(lambda seconds, i=stage_id: self._adjust(i, seconds))
        self.fields[stage_id] = field
        return field

    def _adjust(self, stage_id: str, seconds: int) -> None:
        self._lengths[stage_id] = seconds
        self._add_up()

    def _try(self, stage_id: str, text: str) -> None:
        """Show what a length would do while it is typed."""
        seconds = parse_duration(text)
        if seconds is not None:
            self._adjust(stage_id, seconds)

    def show_timing(self, timing: Timing) -> None:
        """Follow the clock: in overtime the end moves on with each second."""
        self._timing = timing
        self._show_ends()

    def _say_problem(self) -> bool:
        """Say below the table where an entry is no length; whether there is one."""
        refused = [field for field in self.fields.values() if field.isModified()]
        self.problem.setVisible(bool(refused))
        if refused and self.use.hasFocus():
            refused[0].setFocus()
        return bool(refused)

    def _add_up(self) -> None:
        proposal = self._proposal
        if proposal is None:
            return
        wanted = proposal.saved_s + proposal.missing_s
        saved = self._saved
        self.words.setText(self.tr("{0} late").format(clock_text(wanted)))
        if saved >= wanted:
            words = self.tr("Saves {0}: all of it.").format(clock_text(saved))
        elif saved > 0:
            words = self.tr("Saves {0}; {1} late stay.").format(
                clock_text(saved), clock_text(wanted - saved)
            )
        else:
            words = self.tr("Saves nothing; {0} late stay.").format(clock_text(wanted - saved))
        self.sum.setText(words)
        self._show_ends()

    @property
    def _saved(self) -> int:
        """Seconds by which the stages would become shorter, as the lengths stand."""
        stages = () if self._proposal is None else self._proposal.stages
        return sum(stage.before_s - self._lengths[stage.stage_id] for stage in stages)

    def _show_ends(self) -> None:
        """Say when the session would end, when it ends as things stand, and what was agreed."""
        timing = self._timing
        if timing is None or timing.expected_end_ms is None:
            self.ends.setText("")
            return
        now = wall_time(timing.expected_end_ms, self._offset_min)
        then = wall_time(timing.expected_end_ms - self._saved * 1000, self._offset_min)
        words = self.tr("Ends {0} instead of {1}").format(then, now)
        if then == now:
            words = self.tr("Ends {0}, as it stands").format(now)
        if timing.behind_agreed is not None:
            agreed = wall_time(timing.expected_end_ms - timing.behind_agreed, self._offset_min)
            words = self.tr("{0}; agreed was {1}").format(words, agreed)
        self.ends.setText(words)

    def _accept(self) -> None:
        for field in self.fields.values():
            # What was typed last counts, though the focus is still there.
            field.settle()
        if self._say_problem():
            return
        if self._proposal is not None:
            lengths = [(s.stage_id, self._lengths[s.stage_id]) for s in self._proposal.stages]
            self.accepted.emit(lengths)
