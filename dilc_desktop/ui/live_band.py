"""The top band of the live page: stage, time, who speaks, where the session stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QVBoxLayout

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.domain.session import PlannedStage, Session
from dilc_desktop.domain.timing import Phase, Timing
from dilc_desktop.ui.parts import Figure, column, label, paragraph, row, set_property
from dilc_desktop.ui.theme import CLOCK, DISPLAY, Theme
from dilc_desktop.ui.time_shapes import TimeBar
from dilc_desktop.ui.time_words import (
    PHASE_ROLE,
    expected_end,
    figure,
    figure_word,
    quoted_question,
    spoken_time,
    standing,
    standing_parts,
    wall_time,
)


class LiveBand(QFrame):
    """Everything that one glance must find."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._compact = False
        self.setProperty("surface", "band")
        self.stage = paragraph("", "title", strong=True)
        self.place = label("", "lead", "quiet")
        self.practice = label(self.tr("REHEARSAL: nothing is kept"), "body", "soon", strong=True)
        self.practice.hide()
        self.time = Figure()
        self.word = label("", "heading")
        self.speaks = paragraph("", "heading", strong=True)
        self.silent = paragraph("", "body", "quiet")
        self.standing = paragraph("", "body")
        self.clock = label("", "body", "quiet")
        self.bar = TimeBar(theme)
        self.question = paragraph("", "lead")
        for words in (self.speaks, self.silent, self.standing):
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.time.setAccessibleName(self.tr("Time"))

        left = column(self.practice, self.stage, self.place, None, spacing=theme.px(2))
        self.word.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._figure = row(self.time, self.word, None, spacing=theme.px(10))
        session = row(self.standing, self.clock, spacing=theme.px(12))
        session.setStretch(0, 1)
        right = column(
            self.speaks,
            self.silent,
            session,
            None,
            spacing=theme.px(2),
        )
        self._grid = grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        for place, part in enumerate((left, self._figure, right)):
            grid.addLayout(part, 0, place)
        self._box = box = QVBoxLayout()
        box.setContentsMargins(theme.px(24), theme.px(10), theme.px(24), theme.px(10))
        box.setSpacing(theme.px(8))
        box.addLayout(grid)
        box.addWidget(self.bar)
        box.addWidget(self.question)
        self.setLayout(box)
        theme.changed.connect(self._dress)
        self._dress()

    def set_compact(self, *, compact: bool) -> None:
        """Step down the type scale where the window is small for the size of the text."""
        set_property(self.stage, "type", "lead" if compact else "title")
        set_property(self.place, "type", "body" if compact else "lead")
        set_property(self.word, "type", "body" if compact else "heading")
        set_property(self.speaks, "type", "body" if compact else "heading")
        set_property(self.silent, "type", "small" if compact else "body")
        set_property(self.question, "type", "small" if compact else "lead")
        self._compact = compact
        self._figure.setDirection(
            QBoxLayout.Direction.TopToBottom if compact else QBoxLayout.Direction.LeftToRight
        )
        self._figure.setSpacing(0 if compact else self._theme.px(10))
        # Large words need the width more than the figure does.
        for place, stretch in enumerate((5, 2, 4) if compact else (4, 3, 4)):
            self._grid.setColumnStretch(place, stretch)
        self._dress()

    @property
    def rehearsal(self) -> bool:
        """Whether this is marked as a practice run."""
        return not self.practice.isHidden()

    def mark_rehearsal(self, *, on: bool) -> None:
        """Mark a practice run, so that nobody takes it for the session."""
        self.practice.setHidden(not on)

    def take_question(self) -> None:
        """Show the question in the band, where it was not put elsewhere."""
        self._box.addWidget(self.question)

    def _dress(self) -> None:
        # At large text the figure gives way before the words beside it are cut.
        size = DISPLAY if self._compact else CLOCK
        self.time.setStyleSheet(f"font-size: {self._theme.px(size)}px; font-weight: 600;")
        self.bar.updateGeometry()

    def show_session(self, record: SessionRecord, session: Session) -> None:
        """Show the stage and the question."""
        stage = session.stage if session.began is not None else session.next_stage
        self.question.setText(quoted_question(record.framing_question))
        self.question.setVisible(bool(record.framing_question.strip()))
        if stage is None:
            self.stage.setText(record.title)
            self.place.setText("")
            self.speaks.setText("")
            self.silent.setText("")
            return
        self.stage.setText(stage.name)
        place = self.tr("{0} of {1}").format(session.position(stage.id) + 1, len(session.stages))
        number = session.round_of(stage)
        if stage.rounds > 1 or number > 1:
            rounds = self.tr("{0}, round {1} of {2}")
            place = rounds.format(place, number, max(stage.rounds, number))
        self.place.setText(place)
        self._show_voices(stage)

    def _show_voices(self, stage: PlannedStage) -> None:
        listens = stage.kind is StageKind.PRESENTER_LISTENS
        self.speaks.setText(stage.speaks)
        self.silent.setText(self.tr("Presenter listens.") if listens else stage.silent)
        set_property(self.silent, "tone", "accent" if listens else "quiet")
        self.silent.setVisible(bool(self.silent.text()))

    def show_timing(self, timing: Timing, now_utc_ms: int, offset_min: int) -> None:
        """Show the time."""
        role = PHASE_ROLE[timing.phase]
        calm = timing.phase in (Phase.RUNNING, Phase.NOT_STARTED)
        set_property(self.time, "tone", "" if calm else role)
        set_property(self.word, "tone", "" if calm else role)
        self.time.setText(figure(timing))
        self.word.setText(figure_word(timing))
        spoken = spoken_time(timing)
        if spoken != self.time.accessibleDescription():
            self.time.setAccessibleDescription(spoken)
        self.bar.show_timing(timing)
        parts = [standing(timing), expected_end(timing, offset_min, now_utc_ms)]
        self.standing.setText(", ".join(part for part in parts if part))
        tip = standing_parts(timing)
        if tip != self.standing.toolTip():
            self.standing.setToolTip(tip)
        self.clock.setText(wall_time(now_utc_ms, offset_min))
