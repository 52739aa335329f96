"""A small strip on top of other windows, for while the laptop shows something else."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from dilc_desktop.domain.session import Session
from dilc_desktop.domain.timing import Phase, Timing
from dilc_desktop.ui.live_words import shortened
from dilc_desktop.ui.parts import button, column, icon_button, label, row, set_property
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.time_shapes import TimeBar, hatch
from dilc_desktop.ui.time_words import PHASE_ROLE, figure, figure_word, spoken_time

_WIDTH, _HEIGHT, _EDGE = 480, 72, 4
_NAME_LETTERS = 34


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
        self.stage = label("", "body", strong=True)
        self.place = label("", "small", "quiet")
        self.time = label("", "heading", strong=True)
        self.word = label("", "small")
        self.bar = TimeBar(theme)
        self.next_button = button(self.tr("Next"), self.next_wanted.emit, "next-small")
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
        words = column(self.stage, self.place, spacing=0)
        figures = column(self.time, self.word, spacing=0)
        line = row(
            words,
            None,
            figures,
            self.hold_button,
            self.next_button,
            self.back_button,
            spacing=px(8),
        )
        box = column(line, self.bar, spacing=px(4))
        box.setContentsMargins(px(10), px(6), px(10), px(6))
        self.setLayout(box)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setMinimumSize(self._theme.px(_WIDTH), self._theme.px(_HEIGHT))
        self.adjustSize()
        self.update()

    def show_session(self, session: Session) -> None:
        """Show the stage that runs, or the one that would be next."""
        stage = session.stage if session.began is not None else session.next_stage
        self.stage.setText("" if stage is None else shortened(stage.name, _NAME_LETTERS))
        self.stage.setToolTip("" if stage is None else stage.name)
        words = ""
        if stage is not None and not session.stage_left_out(stage):
            place = session.position(stage.id) + 1
            words = self.tr("{0} of {1}").format(place, len(session.stages))
        self.place.setText(words)
        self.hold_button.setEnabled(session.run is not None)
        self.next_button.setEnabled(session.ended is None)
        following = session.next_stage
        name = self.tr("Finish") if following is None else following.name
        self.next_button.setToolTip(name)
        self.next_button.setAccessibleName(self.tr("Next: {0}").format(name))

    def show_timing(self, timing: Timing) -> None:
        """Show the time, in the words and shapes of the large window."""
        calm = timing.phase in (Phase.RUNNING, Phase.NOT_STARTED)
        tone = "" if calm else PHASE_ROLE[timing.phase]
        set_property(self.time, "tone", tone)
        set_property(self.word, "tone", tone)
        self.time.setText(figure(timing))
        self.word.setText(figure_word(timing))
        self.time.setAccessibleName(spoken_time(timing))
        self.bar.show_timing(timing)
        if timing.phase is not self._phase:
            self._phase = timing.phase
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the strip; the states differ at its edge as they do at the window's."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("paper"))
        brush = hatch(self._theme, self._phase)
        pen = QPen(self._theme.colour("line"), 2)
        if self._phase is Phase.OVER:
            pen = QPen(self._theme.colour("over"), _EDGE * 2)
        elif self._phase is Phase.BETWEEN:
            pen = QPen(self._theme.colour("quiet"), _EDGE * 2, Qt.PenStyle.DashLine)
        elif brush is not None and self._phase in (Phase.INTERRUPTED, Phase.SOON):
            pen = QPen(brush, _EDGE * 2)
        painter.setPen(pen)
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
