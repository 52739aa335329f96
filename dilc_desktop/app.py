"""The composition root: folders, look and window first, then the library and what needs it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLockFile, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from dilc_desktop import paths
from dilc_desktop.clock import Clock, SystemClock
from dilc_desktop.domain.errors import FileProblem, StorageError
from dilc_desktop.logs import start_logging
from dilc_desktop.ui.main_window import MainWindow
from dilc_desktop.ui.page import PageId
from dilc_desktop.ui.preferences import Preferences
from dilc_desktop.ui.theme import Theme, load_fonts

if TYPE_CHECKING:
    from dilc_desktop.services.change import Change
    from dilc_desktop.services.desk import Desk
    from dilc_desktop.ui.mini_strip import MiniStrip
    from dilc_desktop.ui.room_screen import RoomScreen

_log = logging.getLogger(__name__)
_FRAME_PX = 80


def application(arguments: list[str]) -> QApplication:
    """Make the one application object."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    app = QApplication(arguments)
    app.setApplicationName("dilc-desktop")
    app.setApplicationDisplayName("DILC Desktop")
    app.setDesktopFileName("dilc-desktop")
    app.setWindowIcon(QIcon(str(paths.resources() / "icons" / "dilc-desktop.svg")))
    return app


class Program(QObject):
    """The running program: one window, one room screen, one desk.

    `ready` follows the opening of the library, `not_opened` carries why it could not be opened,
    `trouble` what the library refused to keep.
    """

    ready = Signal()
    not_opened = Signal(str)
    trouble = Signal(str)

    def __init__(self, folders: paths.Folders, clock: Clock) -> None:
        super().__init__()
        self.folders = folders
        self.clock = clock
        self.preferences = Preferences(folders.settings)
        now = self.preferences.now
        self.theme = Theme(paths.resources(), now.palette, now.text_scale)
        load_fonts(paths.resources() / "fonts", "IBMPlexSans-*.ttf")
        self.theme.apply()
        self.theme.follow_system()
        self.window = MainWindow(self.theme, self.preferences)
        self.window.closed.connect(self.close)
        self.desk: Desk | None = None
        self.room: RoomScreen | None = None
        self.mini: MiniStrip | None = None
        self._room_was_shown = False
        self._lock: QLockFile | None = None

    def show(self) -> None:
        """Show the window, and open the library once it is painted."""
        self.window.installEventFilter(self)
        self.window.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint; a timer alone would run before the system asks for it."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.open_library)
        return False

    def open_library(self) -> None:
        """Open the library, build the pages, and go to the session that was live, if any."""
        from dilc_desktop.services.desk import Desk  # noqa: PLC0415 - the window comes first

        try:
            self._take_lock()
            self.desk = Desk(self.folders.data, paths.protocols(), self.clock)
        except (StorageError, FileProblem) as problem:
            _log.info("the library was not opened: %s", type(problem).__name__)
            self.window.cannot_open(str(problem), self.folders.data)
            self.not_opened.emit(str(problem))
            return
        load_fonts(paths.resources() / "fonts", "[!I]*.ttf")
        self._build_pages(self.desk)
        self.window.waiting = self._waiting
        live = self.desk.catalogue.live_session()
        if live is not None:
            self.window.show_page(PageId.LIVE, live)
        else:
            self.window.show_page(PageId.HOME)
        self.ready.emit()

    def _take_lock(self) -> None:
        try:
            self.folders.data.mkdir(parents=True, exist_ok=True)
        except OSError:
            # Opening the library says what is wrong with the folder.
            return
        lock = QLockFile(str(self.folders.data / "open.lock"))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError:
            raise StorageError(
                "DILC Desktop is already open with these sessions. Please use that window, or "
                "close it and start again."
            )
        self._lock = lock

    def _build_pages(self, desk: Desk) -> None:
        # Imported here: pages are not needed for the first painted window.
        from dilc_desktop.ui.awake import Awake  # noqa: PLC0415
        from dilc_desktop.ui.background import Background  # noqa: PLC0415
        from dilc_desktop.ui.home_page import HomePage  # noqa: PLC0415
        from dilc_desktop.ui.library import LibraryPage  # noqa: PLC0415
        from dilc_desktop.ui.live_page import LivePage  # noqa: PLC0415
        from dilc_desktop.ui.notifier import Notifier  # noqa: PLC0415
        from dilc_desktop.ui.page import Surroundings  # noqa: PLC0415
        from dilc_desktop.ui.prepare import PreparePage  # noqa: PLC0415
        from dilc_desktop.ui.room_screen import RoomScreen  # noqa: PLC0415
        from dilc_desktop.ui.session_page import SessionPage  # noqa: PLC0415
        from dilc_desktop.ui.settings_page import SettingsPage  # noqa: PLC0415
        from dilc_desktop.ui.signals import Chime, Signals  # noqa: PLC0415
        from dilc_desktop.ui.wrap_up_page import WrapUpPage  # noqa: PLC0415

        self.notifier = notifier = Notifier()
        notifier.setParent(self)
        self.background = Background(self)
        around = Surroundings(desk, notifier, self.theme, self.background, self.preferences)
        self.awake = Awake(parent=self)
        chime = Chime(paths.resources() / "sounds" / "chime.wav")
        self.signals = Signals(self.preferences, chime, parent=self)
        self.signals.pulse_wanted.connect(self.window.pulse.start)
        self.room = RoomScreen(self.theme)
        self.room.projector.chosen.connect(lambda key: self.preferences.change(room_screen=key))
        self.preferences.changed.connect(self._remember_screen)
        self._remember_screen()
        self.live = live = LivePage(around, self.room, self.signals)
        live.pages_wanted.connect(self.window.show_rail)
        live.mini_wanted.connect(self._toggle_mini)
        live.ticker.ticked.connect(self.awake.look)
        settings = SettingsPage(around, self.signals, self.awake, self.folders.data)
        settings.test_picture_wanted.connect(self._show_test_picture)
        settings.test_picture_done.connect(self._end_test_picture)
        self.room.picture_changed.connect(
            lambda: settings.show_tested(on=self.room is not None and bool(self.room.picture.test))
        )
        home = HomePage(around)
        home.sample_wanted.connect(self._load_sample)
        self.window.add_page(PageId.HOME, home)
        prepare = PreparePage(around)
        prepare.rehearsal_wanted.connect(self._rehearse)
        self.window.add_page(PageId.PREPARE, prepare)
        self.window.add_page(PageId.LIVE, live)
        self.window.add_page(PageId.WRAP_UP, WrapUpPage(around))
        self.window.add_page(PageId.SESSION, SessionPage(around))
        self.window.add_page(PageId.LIBRARY, LibraryPage(around))
        self.window.add_page(PageId.SETTINGS, settings)
        notifier.changed.connect(self.window.on_change)
        notifier.unsaved.connect(self.window.say)
        notifier.unsaved.connect(self.trouble)
        notifier.refused.connect(self.trouble)

    def _remember_screen(self) -> None:
        if self.room is not None:
            self.room.projector.remember(self.preferences.now.room_screen)

    def _show_test_picture(self, screen: str) -> None:
        """Fill the chosen screen with the test picture; the keys stay with the window."""
        room = self.room
        if room is None:
            return
        self._room_was_shown = room.isVisible()
        room.projector.remember(screen)
        room.place(self.window.screen(), QGuiApplication.screens())
        room.show_test_picture(on=True)
        self.window.activateWindow()
        # On an only screen the window that was just made active would cover it.
        room.raise_()

    def _end_test_picture(self) -> None:
        """Show again what was there before the test picture."""
        room = self.room
        if room is None or not room.picture.test:
            return
        room.show_test_picture(on=False)
        if not self._room_was_shown:
            room.hide()

    def _toggle_mini(self) -> None:
        """Shrink to the small strip, or come back from it to the whole window."""
        if self.mini is not None and self.mini.isVisible():
            self._leave_mini()
            return
        if self.mini is None:
            self.mini = self._build_mini()
        session = None if self.live.live is None else self.live.live.session
        if session is None:
            return
        self.mini.show_session(session)
        self.mini.addActions(list(self.live.live_actions))
        self.mini.show()
        self.live.ticker.look_again()
        self.window.showMinimized()
        self.mini.activateWindow()

    def _build_mini(self) -> MiniStrip:
        from dilc_desktop.ui.mini_strip import MiniStrip  # noqa: PLC0415 - rarely wanted

        mini, live = MiniStrip(self.theme), self.live
        mini.next_wanted.connect(lambda: live.act("next"))
        mini.interrupt_wanted.connect(lambda: live.act("interrupt"))
        mini.back_wanted.connect(self._leave_mini)
        live.ticker.ticked.connect(mini.show_timing)
        self.notifier.changed.connect(self._tell_mini)
        return mini

    def _tell_mini(self, change: Change) -> None:
        live = self.live.live
        if self.mini is not None and live is not None and change.session_id == live.record.id:
            self.mini.show_session(live.session)

    def _leave_mini(self) -> None:
        if self.mini is not None and self.mini.isVisible():
            self.mini.hide()
            self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
            self.window.raise_()
            self.window.activateWindow()

    def _waiting(self) -> int:
        return 0 if self.desk is None else self.desk.waiting

    def _rehearse(self, session_id: str) -> None:
        """Go to the live page for a practice run."""
        self.live.rehearse_next()
        self.window.show_page(PageId.LIVE, session_id)

    def _load_sample(self) -> None:
        """Take in the worked session that travels with the program."""
        if self.desk is None:
            return
        try:
            taken = self.desk.publishing.import_file(paths.resources() / "samples" / "sample.dilc")
        except (StorageError, FileProblem) as problem:
            self.window.say(str(problem))
            return
        self.window.show_page(PageId.SESSION, taken[0].session_id)

    def close(self) -> None:
        """Let go of everything, in the order in which it was taken."""
        if self.room is not None:
            self.room.close()
        if self.mini is not None:
            self.mini.hide()
            self.mini.deleteLater()
            self.mini = None
        # What loses the focus now can still save itself.
        self.window.hide()
        if self.desk is not None:
            self.awake.close()
            self.background.wait()
            self.desk.close()
            self.desk = None
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def report_bugs(program: Program) -> Callable[[], None]:
    """Send bugs to the log and show a window beside the others; returns the way back."""
    from dilc_desktop.ui.report_window import ReportWindow  # noqa: PLC0415 - rarely needed

    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            program.window.close()
            return
        _log.error("a bug", exc_info=(kind, error, trace))
        ReportWindow(program.folders.logs, program.window).show()

    sys.excepthook = hook

    def restore() -> None:
        sys.excepthook = before

    return restore


def fill_small_screen(window: MainWindow) -> None:
    """Maximize the window where, with its frame, it would stick out of its screen."""
    room, wanted = window.screen().availableGeometry(), window.size()
    narrow = room.width() < wanted.width() + _FRAME_PX
    if narrow or room.height() < wanted.height() + _FRAME_PX:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def run_window(folders: paths.Folders) -> int:
    """Open the window and stay until it is closed."""
    crashes = start_logging(folders.logs)
    app = application(sys.argv[:1])
    program = Program(folders, SystemClock())
    failed: list[str] = []
    program.not_opened.connect(failed.append)
    restore = report_bugs(program)
    fill_small_screen(program.window)
    program.show()
    code = app.exec()
    restore()
    program.close()
    if crashes is not None:
        crashes.close()
    if failed:
        print(failed[0], file=sys.stderr)
        return 1
    return code
