"""Work that takes longer than a blink: the only module that names the thread pool."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError

_log = logging.getLogger(__name__)


class _News(QObject):
    done = Signal(object)
    failed = Signal(str)


class _Job(QRunnable):
    def __init__(self, work: Callable[[], object], news: _News) -> None:
        super().__init__()
        self._work = work
        self._news = news

    def run(self) -> None:
        try:
            result = self._work()
        except (RuleError, StorageError, FileProblem) as problem:
            self._news.failed.emit(str(problem))
        except Exception:  # noqa: BLE001 - one of the three places: a bug must not end the session
            _log.exception("background work failed")
            self._news.failed.emit(
                self._news.tr("That did not work. The log has the reason; your session is safe.")
            )
        else:
            self._news.done.emit(result)


class Background(QObject):
    """Runs one job at a time; its answer comes back on the thread of the windows."""

    busy = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._news: _News | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self._news is not None

    def start(
        self,
        work: Callable[[], object],
        done: Callable[[object], None],
        failed: Callable[[str], None],
    ) -> bool:
        """Start a job unless one is under way; `failed` gets a sentence for the person."""
        if self._news is not None:
            return False
        news = self._news = _News(self)

        def finish(tell: Callable[[], None]) -> None:
            self._news = None
            news.deleteLater()
            self.busy.emit(False)
            tell()

        news.done.connect(lambda result: finish(lambda: done(result)))
        news.failed.connect(lambda words: finish(lambda: failed(words)))
        self.busy.emit(True)
        self._pool.start(_Job(work, news))
        return True

    def wait(self) -> None:
        """Wait until the job under way has ended."""
        self._pool.waitForDone()
