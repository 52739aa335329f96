"""The demo: a worked session played through the real windows, by real keys and clicks.

The clock is simulated and goes exactly where the script says; everything else is the program as a
facilitator uses it.
"""

from __future__ import annotations

import logging
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QScrollArea, QWidget

from dilc_desktop import paths
from dilc_desktop.app import Program, application
from dilc_desktop.clock import SystemClock
from dilc_desktop.domain.errors import StorageError
from dilc_desktop.domain.framing import ANSWERS
from dilc_desktop.domain.record import Relevance, SessionRecord
from dilc_desktop.exchange.script_file import (
    Script,
    ScriptContribution,
    ScriptStage,
    milliseconds,
    read_scripts,
)
from dilc_desktop.services.desk import Desk
from dilc_desktop.services.protocol_shelf import OWN_PLAN
from dilc_desktop.ui.fields import minutes_text
from dilc_desktop.ui.home_page import HomePage
from dilc_desktop.ui.live_page import LivePage
from dilc_desktop.ui.page import PageId
from dilc_desktop.ui.prepare import PreparePage
from dilc_desktop.ui.wrap_up_page import WrapUpPage

_log = logging.getLogger(__name__)

SCREENS = ("prepare", "live", "live-overtime", "room", "wrap-up", "session")
WIDTH, HEIGHT = 1366, 768
_BEFORE = timedelta(minutes=20)
_FRAME_MS = 100
_BETWEEN_KEYS_MS = 12
_PREVIEW_MS = 10_000
_SEAT_DIGITS = 9
_ALIKE = 0.5
_GO_ON = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


class DemoClock:
    """A clock that stands until it is told to go on."""

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._offset = start.utcoffset() or timedelta()
        self._ms = 0
        self._ids = SystemClock()

    def steady_ms(self) -> int:
        """Milliseconds since the demo began."""
        return self._ms

    def boot(self) -> str:
        """One start of one machine."""
        return "demo"

    def utc(self) -> datetime:
        """The time in the story."""
        return self._start + timedelta(milliseconds=self._ms)

    def offset_min(self) -> int:
        """The zone of the story."""
        return round(self._offset.total_seconds() / 60)

    def new_id(self) -> str:
        """A new identifier that sorts by time."""
        return self._ids.new_id()

    def advance(self, ms: int) -> None:
        """Let time pass."""
        self._ms += ms


class Hands:
    """The facilitator's hands: they click and type at the windows.

    With a speed they wait as long as life would, divided by it; without one they do not wait.
    """

    def __init__(self, clock: DemoClock, speed: float | None) -> None:
        self.clock = clock
        self.speed = speed

    def show(self, ms: int = 0) -> None:
        """Let the windows paint, and let real time pass where somebody watches."""
        QApplication.processEvents()
        if self.speed is not None and ms > 0:
            loop = QEventLoop()
            QTimer.singleShot(ms, loop.quit)
            loop.exec()

    def wait(self, ms: int) -> None:
        """Let the story's time pass."""
        if self.speed is None:
            self.clock.advance(ms)
            self.show()
            return
        timer = QElapsedTimer()
        timer.start()
        gone = 0
        while gone < ms:
            self.show(_FRAME_MS)
            now = min(ms, round(timer.elapsed() * self.speed))
            self.clock.advance(now - gone)
            gone = now

    def click(self, widget: QWidget) -> None:
        """Click a control."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.show(60)

    def press(
        self,
        widget: QWidget,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press a key, with the shortcuts that belong to it."""
        QTest.keyClick(widget, key, modifiers)
        self.show()

    def type(self, widget: QWidget, text: str) -> None:
        """Type text, one character after another."""
        for character in text:
            if character == "\n":
                self.press(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
                continue
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
                QApplication.sendEvent(widget, event)
            if self.speed is not None:
                self.show(_BETWEEN_KEYS_MS)

    def fill(self, widget: QWidget, text: str) -> None:
        """Put the cursor into a field, type over what stands there, and leave it."""
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, Qt.Key.Key_Delete)
        self.type(widget, text)

    def choose(self, field: QComboBox, wanted: object) -> None:
        """Walk a list of choices with the arrow keys to the one that holds a value."""
        index = next(i for i in range(field.count()) if field.itemData(i) == wanted)
        field.setFocus(Qt.FocusReason.TabFocusReason)
        self.press(field, Qt.Key.Key_Home)
        while field.currentIndex() < index:
            self.press(field, Qt.Key.Key_Down)


class Player:
    """Plays one script through one program, and keeps pictures of its screens."""

    def __init__(self, program: Program, script: Script, hands: Hands, out: Path) -> None:
        self._program = program
        self._script = script
        self._hands = hands
        self._out = out
        self._session_id = ""
        self._left_out: list[str] = []

    def play(self) -> list[str]:
        """Prepare, run, capture, wrap up and print; returns what was done, a line each."""
        self._prepare()
        self._run()
        self._wrap_up()
        return self._keep()

    # Prepare

    def _prepare(self) -> None:
        hands, script = self._hands, self._script
        home = self._home()
        hands.click(home.plan)
        page = self._prepare_page()
        self._session_id = page.session_id
        begins = script.begins
        self._fill(page.session.title, _line(script.title))
        self._fill(page.session.day.line, begins.date().isoformat())
        self._fill(page.session.start, f"{begins:%H:%M}")
        self._fill(page.purpose.purpose, script.learning_purpose)
        self._fill(page.problem.problem, script.problem)
        for number, question in enumerate(script.framing_questions):
            if number:
                hands.click(page.question.new)
            self._fill(page.question.text, question)
            page.settle()
        self._checklist(page)
        self._plan(page)
        self._people(page)
        self._artifacts(page)
        page.settle()
        hands.show(400)
        self._see(page.session.head)
        hands.show()
        self._picture(self._program.window, "prepare")

    def _checklist(self, page: PreparePage) -> None:
        page.checklist.fold(False)
        for given in self._script.checklist:
            item = page.checklist.items.get(given.item)
            if item is None or given.answer not in ANSWERS:
                self._left_out.append(f"checklist item {given.item!r} is not one of ours")
                continue
            self._see(item)
            self._hands.click(item.answer.buttons[ANSWERS.index(given.answer)])
            if given.note:
                self._fill(item.note, _line(given.note))
        page.settle()
        page.checklist.fold(True)

    def _plan(self, page: PreparePage) -> None:
        """Bring the protocol's stages to the script's: names, minutes, order, own stages."""
        desk = self._desk()
        hands, stages = self._hands, self._script.stages
        known = {protocol.key for protocol in desk.shelf.all()}
        wanted = self._script.protocol if self._script.protocol in known else OWN_PLAN
        if wanted != self._script.protocol:
            self._left_out.append(
                f"protocol {self._script.protocol!r} is not on the shelf: played as an open session"
            )
        self._see(page.plan.choice.every)
        hands.choose(page.plan.choice.every, wanted)
        protocol_plan = desk.catalogue.record(self._session_id).plan
        pairs = align([stage.name for stage in stages], [stage.name for stage in protocol_plan])
        ids: list[str] = []
        for number, stage in enumerate(stages):
            found = pairs.get(number)
            if found is not None:
                stage_id = protocol_plan[found].id
                self._fill(page.plan.rows[stage_id].name, _line(stage.name))
                self._fill(page.plan.rows[stage_id].minutes, minutes_text(stage.planned_s))
            else:
                stage_id = self._add_own_stage(page, stage)
            ids.append(stage_id)
            self._move_behind(page, stage_id, ids[-2] if len(ids) > 1 else None)
        for spare in protocol_plan:
            if spare.id not in ids:
                hands.click(page.plan.rows[spare.id].out)

    def _add_own_stage(self, page: PreparePage, stage: ScriptStage) -> str:
        before = {planned.id for planned in self._record().plan}
        self._see(page.plan.own_name)
        self._hands.fill(page.plan.own_name, _line(stage.name))
        self._fill(page.plan.own_minutes, minutes_text(stage.planned_s))
        return next(planned.id for planned in self._record().plan if planned.id not in before)

    def _move_behind(self, page: PreparePage, stage_id: str, before: str | None) -> None:
        order = [planned.id for planned in self._record().plan]
        target = 0 if before is None else order.index(before) + 1
        moves = order.index(stage_id) - target
        key = Qt.Key.Key_Up if moves > 0 else Qt.Key.Key_Down
        for _ in range(abs(moves)):
            field = page.plan.rows[stage_id].name
            field.setFocus()
            self._hands.press(field, key, Qt.KeyboardModifier.AltModifier)

    def _people(self, page: PreparePage) -> None:
        hands = self._hands
        for person in self._script.participants:
            self._see(page.people.add_code)
            hands.choose(page.people.add_role, person.role)
            self._fill(page.people.add_code, _line(person.code))
            added = self._record().participants[-1]
            row = page.people.rows[added.id]
            if person.name:
                self._fill(row.name, _line(person.name))
            if person.research_consent is not None:
                hands.click(row.consent)
                hands.choose(row.line.research, person.research_consent)
                hands.click(row.consent)

    def _artifacts(self, page: PreparePage) -> None:
        for artifact in self._script.artifacts:
            self._fill(page.artifacts.add_title, _line(artifact.title))
            added = self._record().artifacts[-1]
            row = page.artifacts.rows[added.id]
            self._see(row)
            if artifact.relevance is not None:
                levels = list(Relevance)
                self._hands.click(row.relevance.buttons[levels.index(artifact.relevance)])
            if artifact.note:
                self._fill(row.note, artifact.note)
                row.note.settle()

    # Live

    def _run(self) -> None:
        hands, script = self._hands, self._script
        # The story's clock goes from the quiet before to the exact minute.
        hands.clock.advance(milliseconds(_BEFORE.total_seconds()))
        hands.click(self._prepare_page().start)
        page = self._live_page()
        hands.press(page.next_button, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
        hands.press(page.next_button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        shown = self._most_telling()
        latest = max(
            range(len(script.stages)),
            key=lambda n: script.stages[n].actual_s - script.stages[n].planned_s,
        )
        gone = 0
        for number, ends in enumerate(script.ends_ms):
            if number:
                hands.press(page.panel.text, *_GO_ON)
            for said in self._said_in(number + 1):
                hands.wait(milliseconds(said.offset_s) - gone)
                gone = milliseconds(said.offset_s)
                self._say(page, said, picture=said is shown)
            hands.wait(ends - gone)
            gone = ends
            if number == latest:
                page.ticker.look()
                hands.show()
                self._picture(self._program.window, "live-overtime")
        if shown is None:
            self._picture(self._program.window, "live")
            self._picture_room(page)
        hands.press(page.panel.text, *_GO_ON)

    def _said_in(self, stage: int) -> list[ScriptContribution]:
        found = [said for said in self._script.contributions if said.stage == stage]
        return sorted(found, key=lambda said: milliseconds(said.offset_s))

    def _most_telling(self) -> ScriptContribution | None:
        """The contribution at which the pictures are taken: well inside the session."""
        played = [s for n in range(len(self._script.stages)) for s in self._said_in(n + 1)]
        spoken = [said for said in played if said.text]
        return spoken[len(spoken) * 11 // 20] if spoken else None

    def _say(self, page: LivePage, said: ScriptContribution, *, picture: bool) -> None:
        hands, panel = self._hands, page.panel
        if said.kind is not panel.kind:
            offered = panel.strip.button(said.kind)
            if offered is not None and offered.isVisible():
                hands.click(offered)
            else:
                hands.choose(panel.kind_field, said.kind)
        self._seat(page, said.speaker)
        panel.text.setFocus()
        if picture:
            half = len(said.text) * 2 // 3
            hands.type(panel.text, said.text[:half])
            page.ticker.look()
            hands.show()
            self._picture(self._program.window, "live")
            self._picture_room(page)
            hands.type(panel.text, said.text[half:])
        else:
            hands.type(panel.text, said.text)
        hands.press(panel.text, Qt.Key.Key_Return)

    def _seat(self, page: LivePage, code: str | None) -> None:
        people = self._record().participants
        codes = [person.code for person in people]
        seat = 0 if code is None else codes.index(_line(code).strip()) + 1
        panel = page.panel
        if panel.speaker_field.currentIndex() == seat:
            return
        if seat <= _SEAT_DIGITS:
            key = Qt.Key(Qt.Key.Key_0 + seat)
            self._hands.press(panel.text, key, Qt.KeyboardModifier.ControlModifier)
        else:
            self._hands.choose(panel.speaker_field, people[seat - 1].id)

    # After it

    def _wrap_up(self) -> None:
        hands = self._hands
        page = self._live_page()
        hands.press(page.next_button, *_GO_ON)
        wrap_up = self._program.window.page(PageId.WRAP_UP)
        if not isinstance(wrap_up, WrapUpPage):
            raise TypeError("the wrap-up page is missing")
        follow_up = self._script.closing.follow_up
        if follow_up is not None:
            self._fill(wrap_up.next_date.line, follow_up.isoformat())
        wrap_up.settle()
        loop = QEventLoop()
        wrap_up.preview_ready.connect(loop.quit)
        QTimer.singleShot(_PREVIEW_MS, loop.quit)
        loop.exec()
        hands.show(1500)
        self._picture(self._program.window, "wrap-up")
        self._program.window.show_page(PageId.SESSION, self._session_id)
        hands.show(1500)
        self._picture(self._program.window, "session")
        if self._program.room is not None:
            self._program.room.hide()

    def _keep(self) -> list[str]:
        from dilc_desktop.reports.summary import SummaryOptions  # noqa: PLC0415 - slow to import

        publishing = self._desk().publishing
        chosen = self._program.preferences.now
        options = SummaryOptions(paper=chosen.paper, speakers=chosen.speakers)
        summary, session = self._out / "summary.pdf", self._out / "session.dilc"
        pages = publishing.write_summary(self._session_id, summary, options)
        publishing.export_session(self._session_id, session)
        record = self._record()
        runs = len(record.session().runs)
        lines = [
            f"Played {self._script.title!r}: {runs} stages, {len(record.kept)} contributions",
            f"Wrote {summary}: {pages} {'page' if pages == 1 else 'pages'}",
            f"Wrote {session}",
            f"Wrote {self._out / 'screens'}: {', '.join(SCREENS)}",
        ]
        return lines + [f"Left out: {words}" for words in self._left_out]

    # Small steps

    def _fill(self, widget: QWidget, text: str) -> None:
        """Bring a field into sight, fill it, and leave it with Enter where it is one line."""
        self._see(widget)
        self._hands.fill(widget, text)
        if isinstance(widget, QLineEdit):
            self._hands.press(widget, Qt.Key.Key_Return)

    def _see(self, widget: QWidget) -> None:
        """Scroll to a control, as a person would before using it."""
        around = widget.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(widget, 0, HEIGHT // 4)
            self._hands.show(30)

    def _picture(self, widget: QWidget, name: str) -> None:
        self._hands.show()
        folder = self._out / "screens"
        if not widget.grab().save(str(folder / f"{name}.png")):
            raise StorageError(f"{folder} cannot be written. Please choose another folder.")

    def _picture_room(self, page: LivePage) -> None:
        room = page.room
        if room.size().width() < WIDTH:
            room.resize(WIDTH, HEIGHT)
        self._picture(room, "room")

    def _desk(self) -> Desk:
        if self._program.desk is None:
            raise StorageError("The sessions could not be opened.")
        return self._program.desk

    def _record(self) -> SessionRecord:
        return self._desk().catalogue.record(self._session_id)

    def _home(self) -> HomePage:
        page = self._program.window.page(PageId.HOME)
        if not isinstance(page, HomePage):
            raise TypeError("the home page is missing")
        return page

    def _prepare_page(self) -> PreparePage:
        page = self._program.window.page(PageId.PREPARE)
        if not isinstance(page, PreparePage):
            raise TypeError("the prepare page is missing")
        return page

    def _live_page(self) -> LivePage:
        page = self._program.window.page(PageId.LIVE)
        if not isinstance(page, LivePage):
            raise TypeError("the live page is missing")
        return page


def _line(text: str) -> str:
    """Text for a field of one line."""
    return " ".join(text.splitlines()) if len(text.splitlines()) > 1 else text


def align(wanted: Sequence[str], offered: Sequence[str]) -> dict[int, int]:
    """Pair names of two ordered lists, keeping both orders, so that the likeness is largest."""
    best: dict[tuple[int, int], tuple[float, dict[int, int]]] = {}

    def solve(i: int, j: int) -> tuple[float, dict[int, int]]:
        if i == len(wanted) or j == len(offered):
            return 0.0, {}
        if (i, j) not in best:
            choices = [solve(i + 1, j), solve(i, j + 1)]
            likeness = _likeness(wanted[i], offered[j])
            if likeness >= _ALIKE:
                score, pairs = solve(i + 1, j + 1)
                choices.append((score + likeness, {i: j} | pairs))
            best[i, j] = max(choices, key=lambda choice: choice[0])
        return best[i, j]

    return solve(0, 0)[1]


def _likeness(one: str, other: str) -> float:
    """How alike two stage names are, 0 to 1: by their letters, or by words that begin alike."""
    first, second = one.casefold(), other.casefold()
    letters = SequenceMatcher(None, first, second).ratio()
    stems = [{word[:6] for word in text.split() if len(word) > 3} for text in (first, second)]
    smaller = min(len(stems[0]), len(stems[1]))
    words = len(stems[0] & stems[1]) / smaller if smaller else 0.0
    return max(letters, words)


@contextmanager
def _quiet_qt() -> Iterator[None]:
    """Send Qt's own remarks to the log: they are not for the person."""
    before = qInstallMessageHandler(lambda _kind, _where, words: _log.debug("Qt: %s", words))
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def run_demo(
    script: Path,
    out: Path,
    speed: float | None,
    folders: paths.Folders | None,
    *,
    only_first: bool,
) -> int:
    """Play the sessions of a script; without folders in a library that is thrown away."""
    scripts = read_scripts(script)
    if only_first:
        scripts = scripts[:1]
    targets = [out] if len(scripts) == 1 else [out / name for name in _names(scripts)]
    for target in targets:
        try:
            (target / "screens").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"{target} cannot be written. Please choose another folder."
            ) from error
    app = application(sys.argv[:1])
    with tempfile.TemporaryDirectory() as spare, _quiet_qt():
        where = folders or paths.folders_in(Path(spare))
        for one, target in zip(scripts, targets, strict=True):
            for line in _play_one(one, target, speed, where):
                print(line)
        app.processEvents()
    return 0


def _play_one(script: Script, out: Path, speed: float | None, folders: paths.Folders) -> list[str]:
    start = script.begins
    if start.tzinfo is None:
        start = start.astimezone()
    clock = DemoClock(start - _BEFORE)
    program = Program(folders, clock)
    trouble: list[str] = []
    program.not_opened.connect(trouble.append)
    program.window.resize(WIDTH, HEIGHT)
    program.window.show()
    program.open_library()
    try:
        if trouble:
            raise StorageError(trouble[0])
        program.trouble.connect(trouble.append)
        program.window.show_page(PageId.HOME)
        program.window.activateWindow()
        QTest.qWaitForWindowActive(program.window, _PREVIEW_MS)
        lines = Player(program, script, Hands(clock, speed), out).play()
        if trouble:
            raise StorageError(trouble[0])
        return lines
    finally:
        program.window.close()
        program.window.deleteLater()
        program.close()


def _names(scripts: Sequence[Script]) -> list[str]:
    """A folder name for each script: its id where that is one, else its number."""
    names = [
        script.id if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", script.id) else f"session-{number}"
        for number, script in enumerate(scripts, start=1)
    ]
    if len(set(names)) == len(names):
        return names
    return [f"session-{number}" for number in range(1, len(scripts) + 1)]
