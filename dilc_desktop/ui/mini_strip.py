"""A small strip on top of other windows, for while the laptop shows something else."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from dilc_desktop.domain.session import PlannedStage, Session
from dilc_desktop.domain.timing import Phase, Timing
from dilc_desktop.ui.parts import button, column, icon_button, label, row, set_property
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.time_shapes import TimeBar, edge_pen
from dilc_desktop.ui.time_words import PHASE_ROLE, figure, figure_word, spoken_time

_WIDTH, _HEIGHT, _EDGE = 480, 72, 4
_BAR = 6
# Hours make the figure wide; it gives way rather than the words beside it.
_LARGE_LETTERS = 5


class MiniStrip(QWidget):
    """Stage, time and the next step; `back_wanted` asks for the whole window."""

    next_wanted = Signal()
    interrupt_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        # The last window that is closed ends the program; this one is never the last.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self._theme = theme
        self._phase = Phase.NOT_STARTED
        self._held_at: QPoint | None = None
        self.setWindowTitle(self.tr("DILC Desktop, small strip"))
        self.setAccessibleName(self.tr("Small strip"))
        self._name = ""
        self.stage = label("", "body", strong=True)
        # The name takes what room there is, and is cut where there is too little.
        self.stage.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.place = label("", "small", "quiet")
        self.time = label("", "title", strong=True)
        self.word = label("", "small")
        self.bar = TimeBar(theme)
        self.next_button = button(self.tr("Next"), self.next_wanted.emit, "next-strip")
        self.next_button.setObjectName("mini.next")
        self.hold_button = icon_button(
            theme, "pause", self.tr("Interruption on or off"), self.interrupt_wanted.emit
        )
        self.hold_button.setObjectName("mini.interrupt")
        self.back_button = icon_button(
            theme, "arrow-up", self.tr("Back to the window"), self.back_wanted.emit
        )
        self.back_button.setObjectName("mini.back")
        px = theme.px
        state = row(self.word, self.place, None, spacing=px(8))
        words = column(None, self.stage, state, None, spacing=0)
        line = row(
            self.time,
            words,
            self.hold_button,
            self.next_button,
            self.back_button,
            spacing=px(6),
        )
        line.setStretch(1, 1)
        self._box = box = column(line, self.bar, spacing=px(4))
        box.setContentsMargins(px(8), px(8), px(8), px(8))
        self.setLayout(box)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.bar.setFixedHeight(self._theme.px(_BAR))
        # It has no frame of the system's: this is all that it takes of the screen.
        self.setFixedSize(self._theme.px(_WIDTH), self._theme.px(_HEIGHT))
        self._show_name()
        self.update()

    def show_session(self, session: Session) -> None:
        """Show the stage that runs, or the one that would be next."""
        stage = session.stage if session.began is not None else session.next_stage
        self._name = "" if stage is None else stage.name
        self.stage.setToolTip(self._name)
        self.stage.setAccessibleName(self._name)
        self._show_name()
        self.place.setText("" if stage is None else self._place_words(session, stage))
        self.hold_button.setEnabled(session.run is not None)
        self.next_button.setEnabled(session.ended is None)
        following = session.next_stage
        name = self.tr("Finish") if following is None else following.name
        self.next_button.setToolTip(name)
        self.next_button.setAccessibleName(self.tr("Next: {0}").format(name))

    def _place_words(self, session: Session, stage: PlannedStage) -> str:
        """Which round it is of a stage that comes again, else its place in the plan."""
        number = session.round_of(stage)
        rounds = max(stage.rounds, number)
        if rounds > 1:
            return self.tr("round {0} of {1}").format(number, rounds)
        if session.stage_left_out(stage):
            return ""
        return self.tr("{0} of {1}").format(session.position(stage.id) + 1, len(session.stages))

    def _show_name(self) -> None:
        """Show as much of the stage's name as there is room for; its tip has it whole."""
        metrics = self.stage.fontMetrics()
        end = Qt.TextElideMode.ElideRight
        self.stage.setText(metrics.elidedText(self._name, end, self.stage.width()))

    def show_timing(self, timing: Timing) -> None:
        """Show the time, in the words and shapes of the large window."""
        calm = timing.phase in (Phase.RUNNING, Phase.NOT_STARTED)
        tone = "" if calm else PHASE_ROLE[timing.phase]
        set_property(self.time, "tone", tone)
        set_property(self.word, "tone", tone)
        text = figure(timing)
        set_property(self.time, "type", "title" if len(text) <= _LARGE_LETTERS else "heading")
        self.time.setText(text)
        self.word.setText(figure_word(timing))
        self.time.setAccessibleName(spoken_time(timing))
        self.bar.show_timing(timing)
        if self._box.activate():
            # A wider figure leaves the name less room.
            self._show_name()
        if timing.phase is not self._phase:
            self._phase = timing.phase
            self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Cut the name to the room that there is now."""
        super().showEvent(event)
        self._box.activate()
        self._show_name()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the strip; the states differ at its edge as they do at the window's."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("paper"))
        calm = QPen(self._theme.colour("line"), 2)
        painter.setPen(edge_pen(self._theme, self._phase, _EDGE * 2) or calm)
        painter.drawRect(QRectF(self.rect()))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the window; it stops nothing."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it brings the window back."""
        super().closeEvent(event)
        self.back_wanted.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the strip, to move it."""
        window = self.windowHandle()
        if event.button() == Qt.MouseButton.LeftButton and window is not None:
            self._held_at = None
            if not window.startSystemMove():
                self._held_at = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the strip where the system does not do it."""
        if self._held_at is not None:
            self.move(event.globalPosition().toPoint() - self._held_at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the strip."""
        self._held_at = None
