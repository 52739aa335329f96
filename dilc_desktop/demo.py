"""The demo: a worked session played through the real windows, by real keys and clicks.

The clock is simulated and goes exactly where the script says; everything else is the program as a
facilitator uses it.
"""

from __future__ import annotations

import logging
import re
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from types import TracebackType

import msgspec
from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QScrollArea, QWidget

from dilc_desktop import paths
from dilc_desktop.app import Program, application
from dilc_desktop.clock import Clock, SystemClock
from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.domain.framing import ANSWERS
from dilc_desktop.domain.protocol import ContributionKind, Protocol, Stage
from dilc_desktop.domain.protocol_differences import differences
from dilc_desktop.domain.record import Relevance, Role, SessionRecord
from dilc_desktop.exchange.protocol_file import read_protocol
from dilc_desktop.exchange.script_file import (
    Script,
    ScriptContribution,
    ScriptPerson,
    ScriptStage,
    milliseconds,
    one_line,
    read_scripts,
    typable,
)
from dilc_desktop.services.desk import Desk
from dilc_desktop.services.protocol_shelf import OWN_PLAN
from dilc_desktop.ui.fields import minutes_text
from dilc_desktop.ui.home_page import HomePage
from dilc_desktop.ui.live_page import LivePage
from dilc_desktop.ui.page import PageId
from dilc_desktop.ui.prepare import PreparePage
from dilc_desktop.ui.saving import letterhead_of
from dilc_desktop.ui.wrap_up_page import WrapUpPage

_log = logging.getLogger(__name__)

SCREENS = ("prepare", "live", "live-overtime", "room", "wrap-up", "session")
WIDTH, HEIGHT = 1366, 768
_BEFORE = timedelta(minutes=20)
_FRAME_MS = 100
_BETWEEN_KEYS_MS = 12
_PREVIEW_MS = 10_000
_TYPED_ALONE = 160
_DICTATED = 200
_SEAT_DIGITS = 9
_ALIKE = 0.5
# A session that tries out a protocol.
_TRIED_ON = "2026-10-14T13:00:00"
_PEOPLE = 6
_SAID_EACH = 3
_LEAST_S = 30
_BY_PRESENTER = frozenset(
    {
        ContributionKind.PROBLEM,
        ContributionKind.FRAMING_QUESTION,
        ContributionKind.RESTATED_QUESTION,
        ContributionKind.ANSWER,
        ContributionKind.REFLECTION,
        ContributionKind.COMMITMENT,
    }
)
_GO_ON = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


class DemoClock:
    """A clock that stands until it is told to go on."""

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._offset = start.utcoffset() or timedelta()
        self._ms = 0
        self._ids = SystemClock()
        self._boot = f"demo-{self._ids.new_id()}"

    def steady_ms(self) -> int:
        """Milliseconds since the demo began."""
        return self._ms

    def boot(self) -> str:
        """One start of one machine."""
        return self._boot

    def utc(self) -> datetime:
        """The time in the story."""
        return self._start + timedelta(milliseconds=self._ms)

    def offset_min(self, local: datetime | None = None) -> int:  # noqa: ARG002 - one zone throughout
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
    `bugs` fills where the windows go wrong; the hands then stop.
    """

    def __init__(
        self, clock: DemoClock, speed: float | None, bugs: Sequence[BaseException] = ()
    ) -> None:
        self.clock = clock
        self.speed = speed
        self._bugs = bugs

    def show(self, ms: int = 0) -> None:
        """Let the windows paint, and let real time pass where somebody watches."""
        QApplication.processEvents()
        if self.speed is not None and ms > 0:
            self._rest(ms)
        if self._bugs:
            raise self._bugs[0]

    def wait_for(self, there: Callable[[], bool], most_ms: int) -> None:
        """Let real time pass until something is there, or until it has been long enough."""
        timer = QElapsedTimer()
        timer.start()
        while not there() and timer.elapsed() < most_ms:
            self._rest(_FRAME_MS // 4)
            self.show()

    def _rest(self, ms: int) -> None:
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
        """Type text; what a keyboard has no key for comes as systems bring it, as input at once.

        Where nobody watches, the rest of a long text comes so too, as if it were dictated.
        """
        lines = text.split("\n")
        left = _TYPED_ALONE if self.speed is None else len(text)
        for number, line in enumerate(lines):
            if number:
                self.press(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
            for character in line[:left]:
                self._key(widget, character)
                if self.speed is not None:
                    self.show(_BETWEEN_KEYS_MS)
            for start in range(left, len(line), _DICTATED):
                self._commit(widget, line[start : start + _DICTATED])
            left = max(0, left - len(line))

    def _key(self, widget: QWidget, character: str) -> None:
        if ord(character) > 0xFFFF or not character.isprintable():
            self._commit(widget, character)
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
            QApplication.sendEvent(widget, event)

    def _commit(self, widget: QWidget, text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(widget, event)

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
        for _ in range(index):
            self.press(field, Qt.Key.Key_Down)


class Player:
    """Plays one script through one program, and keeps pictures of its screens.

    `as_it_stands` leaves the protocol's plan alone: the script's stages are its rounds.
    """

    def __init__(
        self, program: Program, script: Script, hands: Hands, out: Path, *, as_it_stands: bool
    ) -> None:
        self._program = program
        self._as_it_stands = as_it_stands
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
        self._fill(page.session.title, one_line(script.title))
        self._fill(page.session.day.line, begins.date().isoformat())
        self._fill(page.session.start, f"{begins:%H:%M}")
        self._fill(page.purpose.purpose, script.learning_purpose)
        self._fill(page.problem.problem, script.problem)
        self._questions(page)
        self._checklist(page)
        self._plan(page)
        self._people(page)
        self._artifacts(page)
        page.settle()
        hands.show(400)
        self._see(page.session.head)
        hands.show()
        self._picture(self._program.window, "prepare")

    def _questions(self, page: PreparePage) -> None:
        """Write the versions of the framing question one after another."""
        before = ""
        for number, question in enumerate(self._script.framing_questions, start=1):
            if not question.strip() or typable(question) == before:
                self._left_out.append(f"framing question {number} says nothing new")
                continue
            if before:
                self._click(page.question.new)
            before = typable(question)
            self._fill(page.question.text, question)
            page.settle()

    def _checklist(self, page: PreparePage) -> None:
        page.checklist.fold(False)
        for given in self._script.checklist:
            item = page.checklist.items.get(given.item)
            if item is None:
                self._left_out.append(f"checklist item {given.item!r} is not one of ours")
                continue
            if given.answer not in ANSWERS:
                self._left_out.append(f"checklist item {given.item!r} has no answer of ours")
                continue
            self._click(item.answer.buttons[ANSWERS.index(given.answer)])
            if one_line(given.note):
                self._fill(item.note, one_line(given.note))
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
        if self._as_it_stands:
            return
        protocol_plan = desk.catalogue.record(self._session_id).plan
        pairs = align([stage.name for stage in stages], [stage.name for stage in protocol_plan])
        ids: list[str] = []
        for number, stage in enumerate(stages):
            found = pairs.get(number)
            if found is not None:
                stage_id = protocol_plan[found].id
                self._fill(page.plan.rows[stage_id].name, one_line(stage.name))
                self._fill(page.plan.rows[stage_id].minutes, minutes_text(int(stage.planned_s)))
            else:
                stage_id = self._add_own_stage(page, stage)
                following = [place for other, place in pairs.items() if other > number]
                if following:
                    self._move_before(page, stage_id, protocol_plan[min(following)].id)
            ids.append(stage_id)
        for spare in protocol_plan:
            if spare.id not in ids:
                self._click(page.plan.rows[spare.id].out)

    def _add_own_stage(self, page: PreparePage, stage: ScriptStage) -> str:
        before = {planned.id for planned in self._record().plan}
        self._see(page.plan.own_name)
        self._hands.fill(page.plan.own_name, one_line(stage.name))
        self._fill(page.plan.own_minutes, minutes_text(int(stage.planned_s)))
        return next(planned.id for planned in self._record().plan if planned.id not in before)

    def _move_before(self, page: PreparePage, stage_id: str, following: str) -> None:
        """Move a stage from the end of the plan to its place."""

        def order() -> list[str]:
            return [planned.id for planned in self._record().plan]

        # One press passes all the stages that repeat together.
        while order().index(stage_id) > order().index(following):
            page.plan.rows[stage_id].name.setFocus()
            self._hands.press(
                page.plan.rows[stage_id].name, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier
            )

    def _people(self, page: PreparePage) -> None:
        hands = self._hands
        for person in self._script.participants:
            self._see(page.people.add_code)
            hands.choose(page.people.add_role, person.role)
            self._fill(page.people.add_code, one_line(person.code))
            added = self._record().participants[-1]
            row = page.people.rows[added.id]
            if one_line(person.name):
                self._fill(row.name, one_line(person.name))
            if person.research_consent is not None:
                self._click(row.consent)
                hands.choose(row.consent_line().research, person.research_consent)
                hands.click(row.consent)

    def _artifacts(self, page: PreparePage) -> None:
        for artifact in self._script.artifacts:
            self._fill(page.artifacts.add_title, one_line(artifact.title))
            added = self._record().artifacts[-1]
            row = page.artifacts.rows[added.id]
            self._see(row)
            if artifact.relevance is not None:
                levels = list(Relevance)
                self._click(row.relevance.buttons[levels.index(artifact.relevance)])
            if artifact.note:
                self._fill(row.note, artifact.note)
                row.note.settle()

    # Live

    def _run(self) -> None:
        hands, script = self._hands, self._script
        # The story's clock goes from the quiet before to the exact minute.
        hands.clock.advance(milliseconds(_BEFORE.total_seconds()))
        hands.click(self._prepare_page().begin)
        page = self._live_page()
        hands.press(page.foot.next_button, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
        hands.press(page.foot.next_button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
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
                offset = script.offset_ms(said)
                hands.wait(offset - gone)
                gone = offset
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
        return sorted(found, key=self._script.offset_ms)

    def _most_telling(self) -> ScriptContribution | None:
        """The contribution at which the pictures are taken: well inside the session, in time."""
        script = self._script
        played = [said for n in range(len(script.stages)) for said in self._said_in(n + 1)]
        spoken = [said for said in played if said.text.strip()]

        def is_late(said: ScriptContribution) -> bool:
            began, _ = script.span_ms(said.stage)
            planned = milliseconds(script.stages[said.stage - 1].planned_s)
            return script.offset_ms(said) - began > planned

        middle = len(spoken) * 11 // 20
        places = sorted(range(len(spoken)), key=lambda n: (is_late(spoken[n]), abs(n - middle)))
        return spoken[places[0]] if places else None

    def _say(self, page: LivePage, said: ScriptContribution, *, picture: bool) -> None:
        hands, panel = self._hands, page.panel
        if said.kind is not panel.kind:
            offered = panel.strip.button(said.kind)
            if offered is not None and offered.isVisible():
                hands.click(offered)
        if said.kind is not panel.kind:
            # Not among the stage's own, or its button has just slid and takes no click yet.
            hands.choose(panel.kind_field, said.kind)
        self._seat(page, said.speaker)
        panel.text.setFocus()
        text = typable(said.text)
        if picture:
            half = len(text) * 2 // 3
            hands.type(panel.text, text[:half])
            page.ticker.look()
            hands.show()
            self._picture(self._program.window, "live")
            self._picture_room(page)
            hands.type(panel.text, text[half:])
        else:
            hands.type(panel.text, text)
        hands.press(panel.text, Qt.Key.Key_Return)

    def _seat(self, page: LivePage, code: str | None) -> None:
        people = self._record().participants
        codes = [person.code for person in people]
        seat = 0 if code is None else codes.index(one_line(code)) + 1
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
        hands.press(page.foot.next_button, *_GO_ON)
        wrap_up = self._program.window.page(PageId.WRAP_UP)
        if not isinstance(wrap_up, WrapUpPage):
            raise TypeError("the wrap-up page is missing")
        follow_up = self._script.closing.follow_up
        if follow_up is not None:
            self._fill(wrap_up.next_date.line, follow_up.isoformat())
        wrap_up.settle()
        hands.wait_for(lambda: _shows_pages(wrap_up), _PREVIEW_MS)
        for area in wrap_up.findChildren(QScrollArea):
            area.verticalScrollBar().setValue(0)
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
        options = SummaryOptions(
            paper=chosen.paper,
            speakers=chosen.speakers,
            letterhead=letterhead_of(self._desk(), self._program.preferences),
        )
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

    def _click(self, widget: QWidget) -> None:
        self._see(widget)
        self._hands.click(widget)

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


def _shows_pages(page: WrapUpPage) -> bool:
    """Whether the summary beside the cards is painted: Qt paints its pages when it can."""
    if not page.summary.preview.is_current:
        return False
    image = page.summary.preview.grab().toImage()
    width, height = image.width(), image.height()
    inside = image.copy(width // 4, height // 20, width // 2, height // 2)
    shades = {
        inside.pixelColor(x, y).lightness()
        for x in range(0, inside.width(), 2)
        for y in range(inside.height())
    }
    return max(shades, default=0) - min(shades, default=0) > 128


def align(wanted: Sequence[str], offered: Sequence[str]) -> dict[int, int]:
    """Pair names of two ordered lists, keeping both orders, so that the likeness is largest."""
    rows, columns = len(wanted), len(offered)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    alike = [[_likeness(one, other) for other in offered] for one in wanted]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= _ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs: dict[int, int] = {}
    i = j = 0
    while i < rows and j < columns:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs[i] = j
            i, j = i + 1, j + 1
    return pairs


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


@contextmanager
def _bugs_caught() -> Iterator[list[BaseException]]:
    """Collect what goes wrong inside Qt's calls: from there it reaches only the hook.

    Ctrl+C is collected too, because Qt's calls cannot bear it at any moment.
    """
    found: list[BaseException] = []

    def hook(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        found.append(error)

    before, sys.excepthook = sys.excepthook, hook
    stop = signal.signal(signal.SIGINT, lambda *_: found.append(KeyboardInterrupt()))
    try:
        yield found
    finally:
        signal.signal(signal.SIGINT, stop)
        sys.excepthook = before


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
    return _play(scripts[:1] if only_first else scripts, out, speed, folders)


def play_protocol(file: Path, out: Path, speed: float | None, folders: paths.Folders | None) -> int:
    """Play a session by a protocol of one's own, made from the protocol itself."""
    protocol = read_protocol(file)
    return _play((script_of(protocol),), out, speed, folders, protocol)


def _play(
    scripts: Sequence[Script],
    out: Path,
    speed: float | None,
    folders: paths.Folders | None,
    protocol: Protocol | None = None,
) -> int:
    """Play scripts one after the other; one by a protocol, where it is given, as it stands."""
    targets = [out] if len(scripts) == 1 else [out / name for name in _names(scripts)]
    for target in targets:
        try:
            (target / "screens").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"{target} cannot be written. Please choose another folder."
            ) from error
    app = application(sys.argv[:1])
    with tempfile.TemporaryDirectory() as spare, _quiet_qt(), _bugs_caught() as bugs:
        where = folders or paths.folders_in(Path(spare))
        for one, target in zip(scripts, targets, strict=True):
            lines = _play_one(one, target, where, speed, bugs, protocol)
            print(*lines, sep="\n")
        app.processEvents()
        if bugs:
            raise bugs[0]
    return 0


def _play_one(
    script: Script,
    out: Path,
    folders: paths.Folders,
    speed: float | None,
    bugs: Sequence[BaseException],
    protocol: Protocol | None,
) -> list[str]:
    start = script.begins
    if start.tzinfo is None:
        start = start.astimezone()
    clock = DemoClock(start - _BEFORE)
    _refuse_live(folders, clock)
    as_it_stands = protocol is not None
    if protocol is not None:
        key = _shelved(folders, protocol, clock)
        script = msgspec.structs.replace(script, protocol=key)
    hands = Hands(clock, speed, bugs)
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
        hands.wait_for(program.window.isActiveWindow, _PREVIEW_MS)
        lines = Player(program, script, hands, out, as_it_stands=as_it_stands).play()
        if trouble:
            raise StorageError(trouble[0])
        return lines
    finally:
        program.window.close()
        program.window.deleteLater()
        program.close()


def script_of(protocol: Protocol) -> Script:
    """A session that runs through every stage and round of a protocol, with examples said in it."""
    speakers = min(max(protocol.smallest or _PEOPLE, 2), _PEOPLE)
    codes = [f"P{number:02}" for number in range(1, speakers + 1)]
    roles = [Role.PRESENTER, *[Role.PARTICIPANT] * (speakers - 1)]
    stems = {help_.kind: help_.stems[0] for help_ in protocol.helps if help_.stems}
    stages: list[ScriptStage] = []
    said: list[ScriptContribution] = []
    began = 0
    for number, stage in enumerate(_by_rounds(protocol.stages), start=1):
        planned = stage.minutes * 60
        # One stage runs over, so that the screens show what is said of it.
        late = number == 2
        actual = max(_LEAST_S, planned * 6 // 5 if late else planned * 9 // 10)
        stages.append(ScriptStage(name=stage.name, planned_s=planned, actual_s=actual))
        kinds = stage.kinds[:_SAID_EACH]
        for place, kind in enumerate(kinds):
            by = 0 if kind in _BY_PRESENTER else 1 + len(said) % (speakers - 1)
            said.append(
                ScriptContribution(
                    offset_s=began + actual * (place + 1) // (len(kinds) + 1),
                    stage=number,
                    kind=kind,
                    text=_example(kind, len(said) + 1, stems.get(kind, "")),
                    speaker=codes[by],
                )
            )
        began += actual
    return Script(
        id=protocol.key,
        title=_plain(f"Trying out: {protocol.name}"),
        protocol=protocol.key,
        start=_TRIED_ON,
        learning_purpose=_plain(protocol.purpose),
        problem="An example, to see how this protocol runs.",
        framing_questions=("What does this protocol let us see that we would have missed?",),
        participants=tuple(
            ScriptPerson(code=code, role=role) for code, role in zip(codes, roles, strict=True)
        ),
        stages=tuple(stages),
        contributions=tuple(said),
    )


def _by_rounds(stages: Sequence[Stage]) -> Iterator[Stage]:
    """Each stage as often as it is run, in that order; those of a block go round together."""
    for _, group in groupby(stages, key=lambda s: (s.block, "" if s.block else s.key)):
        block = tuple(group)
        for _ in range(block[0].rounds):
            yield from block


def _example(kind: ContributionKind, number: int, stem: str) -> str:
    begins = f" It may begin: “{_plain(stem)}”" if stem else ""
    return f"Example {number}, {kind.replace('_', ' ')}.{begins}"


def _plain(text: str) -> str:
    """A text from a file as it can be typed, and not more of it than a person would type."""
    words = "".join(c if c.isprintable() else " " for c in text).split()
    return one_line(" ".join(words))[:_TYPED_ALONE].rstrip()


def _shelved(folders: paths.Folders, protocol: Protocol, clock: Clock) -> str:
    """The key under which a protocol is on the shelf, taken in where it is not there yet."""
    with Desk(folders.data, paths.protocols(), clock) as desk:
        for known in desk.shelf.all():
            if not differences(known, protocol):
                return known.key
        return desk.shelf.take_in(protocol, asked_by="", reason="Played by the demo").ids[0]


def _refuse_live(folders: paths.Folders, clock: DemoClock) -> None:
    """The story's clock must not touch a session that is live in somebody's library."""
    with Desk(folders.data, paths.protocols(), clock) as desk:
        if desk.catalogue.live_session() is not None:
            raise RuleError(
                "A session is live in this library. Please end it first, or let the demo use "
                "another folder."
            )


def _names(scripts: Sequence[Script]) -> list[str]:
    """A folder name for each script: its id where that is one, else its number."""
    names = [
        script.id if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", script.id) else f"session-{number}"
        for number, script in enumerate(scripts, start=1)
    ]
    if len(set(names)) == len(names):
        return names
    return [f"session-{number}" for number in range(1, len(scripts) + 1)]
