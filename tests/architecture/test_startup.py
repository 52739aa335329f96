"""The window first: what must not be imported before it is painted, counted in fresh processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (
    "capture_panel",
    "captures_list",
    "chooser",
    "home_page",
    "library",
    "live_captures",
    "live_page",
    "mini_strip",
    "plan_strip",
    "prepare",
    "room_screen",
    "session_page",
    "settings_page",
    "signals",
    "stages_panel",
    "transcript",
    "wrap_up_page",
)
LATER = (
    "alembic",
    "bidi",
    "dilc_desktop.cli",
    "dilc_desktop.demo",
    "dilc_desktop.domain.handouts",
    "dilc_desktop.domain.protocol",
    "dilc_desktop.domain.session",
    "dilc_desktop.exchange",
    "dilc_desktop.reports",
    "dilc_desktop.services.desk",
    "dilc_desktop.services.live",
    "dilc_desktop.store",
    "msgspec",
    "PySide6.QtMultimedia",
    "PySide6.QtNetwork",
    "PySide6.QtPdf",
    "PySide6.QtPdfWidgets",
    "PySide6.QtPrintSupport",
    "PySide6.QtQml",
    "PySide6.QtTest",
    "PySide6.QtWebEngineCore",
    "reportlab",
    "sqlalchemy",
    "sqlite3",
    *(f"dilc_desktop.ui.{page}" for page in PAGES),
)

# Shows the window as the program does, and tells what happened in which order.
SHOW = """
import json, os, sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

import dilc_desktop.__main__
from dilc_desktop import paths
from dilc_desktop.app import Program, application
from dilc_desktop.clock import SystemClock

app = application(["dilc-desktop"])
told = {}


class Eye(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and watched is program.window:
            told.setdefault("painted", sorted(sys.modules))
        return False


program = Program(paths.folders_in(Path(sys.argv[1])), SystemClock())
eye = Eye()
program.window.installEventFilter(eye)
open_library = program.open_library


def opened():
    told.setdefault("opening", "painted" in told)
    open_library()


program.open_library = opened
program.ready.connect(lambda: (told.setdefault("ready", sorted(sys.modules)), app.quit()))
QTimer.singleShot(30_000, app.quit)
program.show()
app.exec()
program.window.close()
print(json.dumps(told), flush=True)
"""


def run(code: str, *arguments: str) -> str:
    """What a fresh interpreter prints."""
    asked = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert asked.returncode == 0, asked.stderr
    return asked.stdout


def among(modules: list[str], names: tuple[str, ...]) -> list[str]:
    """Which of the names, or what is inside them, is among the modules."""
    return [m for m in modules if any(m == n or m.startswith(f"{n}.") for n in names)]


def test_the_window_is_painted_before_the_library_and_the_pages_are_even_imported(
    tmp_path: Path,
) -> None:
    told = json.loads(run(SHOW, str(tmp_path)))
    assert told["opening"], "the library was opened before the window was painted"
    assert among(told["painted"], LATER) == []
    # Else the list above would forbid names that nothing bears any more.
    assert among(told["ready"], ("dilc_desktop.store", "sqlalchemy", "dilc_desktop.ui.home_page"))


def test_a_program_with_its_library_open_does_without_what_only_files_need(
    tmp_path: Path,
) -> None:
    told = json.loads(run(SHOW, str(tmp_path)))
    assert among(told["ready"], ("reportlab", "alembic", "PySide6.QtMultimedia", "bidi")) == []


def test_every_module_that_must_come_later_exists() -> None:
    for page in PAGES:
        place = ROOT / "dilc_desktop" / "ui" / page
        assert place.with_suffix(".py").exists() or (place / "__init__.py").exists(), page


@pytest.mark.parametrize("command", [("list",), ("verify",)])
def test_a_command_without_a_window_imports_no_qt(tmp_path: Path, command: tuple[str]) -> None:
    code = (
        "import json, sys\n"
        "from dilc_desktop.__main__ import main\n"
        "assert main(sys.argv[1:]) == 0\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    lines = run(code, "--data-dir", str(tmp_path), *command).splitlines()
    modules = json.loads(lines[-1])
    assert "dilc_desktop.store.library" in modules
    assert among(modules, ("PySide6", "shiboken6", "reportlab", "dilc_desktop.ui")) == []


def test_the_command_line_answers_a_question_about_itself_without_qt_or_sql(
    tmp_path: Path,
) -> None:
    code = (
        "import json, sys\n"
        "from dilc_desktop.__main__ import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "except SystemExit as stop:\n"
        "    assert stop.code == 0\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    modules = json.loads(run(code).splitlines()[-1])
    assert among(modules, ("PySide6", "shiboken6", "sqlalchemy", "msgspec", "reportlab")) == []
    assert not any(tmp_path.iterdir())


def test_the_live_service_imports_no_sql_and_no_qt() -> None:
    code = "import json, sys, dilc_desktop.services.live; print(json.dumps(sorted(sys.modules)))"
    modules = json.loads(run(code))
    assert "dilc_desktop.domain.timing" in modules
    assert among(modules, ("sqlalchemy", "sqlite3", "alembic", "PySide6", "msgspec")) == []
