"""The right half of the live page: the capture line, what is still to do, the last captures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from dilc_desktop.domain.errors import StorageError
from dilc_desktop.domain.focusing import balance, cue
from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.record import Details, Level, Participant
from dilc_desktop.domain.timing import clock_text
from dilc_desktop.services.change import Change
from dilc_desktop.services.live import SAME_KEY_MS, FirstKey, Live
from dilc_desktop.ui.capture_panel import CapturePanel
from dilc_desktop.ui.captures_list import CapturesList
from dilc_desktop.ui.file_keeper import FileKeeper
from dilc_desktop.ui.live_bars import QuestionBar
from dilc_desktop.ui.live_keys import letters_of
from dilc_desktop.ui.marks_list import MarksList
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import column, paragraph, surface
from dilc_desktop.ui.words import cue_words, kind_words, speaker_words

if TYPE_CHECKING:
    from dilc_desktop.domain.session import PlannedStage
    from dilc_desktop.store.artifacts import KeptFile

_COUNTED = (
    ContributionKind.WARM_FEEDBACK,
    ContributionKind.COOL_FEEDBACK,
    ContributionKind.PARKING_LOT,
)


class LiveCaptures(QWidget):
    """Captures what is said into the session that is live; `said` carries words for the notice."""

    said = Signal(str)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        theme = around.theme
        self._around = around
        self._live: Live | None = None
        self._rehearsal = False
        self._hidden_cue = ""
        self.panel = CapturePanel(theme)
        self.captures = CapturesList(theme)
        self.marks = MarksList(theme)
        self.cue = QuestionBar(theme, "live.cue")
        self.counts = paragraph("", "small", "quiet")
        self.keeper = FileKeeper(around.background, around.desk.planning.keep_file, self)
        last = surface("sheet")
        counted = column(self.counts)
        counted.setContentsMargins(theme.px(8), theme.px(2), theme.px(8), theme.px(4))
        listed = column(self.captures, counted, spacing=theme.px(4), margins=theme.px(4))
        listed.setStretch(0, 1)
        last.setLayout(listed)
        box = column(self.panel, self.cue, self.marks, last, spacing=theme.px(10))
        box.setStretch(3, 1)
        self.setLayout(box)
        self._hold_timer = QTimer(self, singleShot=True, interval=SAME_KEY_MS)
        self._hold_timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._wire()
        self._use_preferences()

    def _wire(self) -> None:
        self.panel.submitted.connect(self._capture)
        self.panel.drafted.connect(self._keep_draft)
        self.panel.first_key_wanted.connect(self._stamp)
        self.panel.seated.connect(self._talk)
        self.panel.unseated.connect(self._end_hold)
        self._hold_timer.timeout.connect(self._keep_holding)
        for part in (self.captures, self.marks):
            part.refile_wanted.connect(lambda one, kind: self._correct(one, kind=kind))
        self.captures.changed_wanted.connect(lambda one, fields: self._correct(one, **fields))
        self.captures.move_wanted.connect(self._move_here)
        self.marks.filled.connect(lambda one, words: self._correct(one, text=words))
        self.marks.taken_up.connect(lambda one: self._correct(one, returns_in=None))
        self.marks.done.connect(self.panel.text.setFocus)
        self.keeper.kept.connect(self._kept)
        self.keeper.refused.connect(self.said)
        self._around.preferences.changed.connect(self._use_preferences)

    def _use_preferences(self) -> None:
        now = self._around.preferences.now
        self.panel.set_quick_keys(letters_of(now), on=now.quick_keys)
        self.captures.set_quick_keys(on=now.quick_keys)
        if not now.focus_cue:
            self.cue.put_away()

    # Showing

    def follow(self, live: Live, *, rehearsal: bool) -> None:
        """Capture into another session; half-typed words stay with the one before."""
        other = self._live is not None and self._live is not live
        if other:
            self.panel.let_go_of_seat()
            self.panel.accept()
        self._live = live
        self._rehearsal = rehearsal
        self.cue.put_away()
        self._hidden_cue = ""

    def settle(self) -> None:
        """Keep what is half typed, and end a turn whose key is still down."""
        self.panel.let_go_of_seat()
        self.panel.keep_draft()
        self.marks.settle()

    def show_stage(self, stage: PlannedStage | None) -> None:
        """Offer what belongs to a stage."""
        live = self._live
        if live is None:
            return
        session, record = live.session, live.record
        run = session.run
        kinds = stage.kinds if stage is not None else ()
        self.panel.setEnabled(session.began is not None)
        self.panel.offer(kinds, record.participants)
        self.panel.offer_artifacts(record.artifacts)
        here = "" if run is None else run.place
        visited = () if run is None else tuple(stop.place for stop in run.stops)
        places = () if stage is None else stage.places
        self.panel.offer_places(tuple(dict.fromkeys((*places, *visited))), here)
        coming = session.coming
        self.panel.offer_returns(coming, coming[-1].id if coming else None)
        self.captures.set_stage(kinds, None if run is None else run.id)
        self.marks.set_stage(kinds)

    def show_turns(self, stage: PlannedStage | None, waiting: Sequence[Participant]) -> None:
        """In a go-round, take the first of those who wait as the next speaker."""
        in_order = stage is not None and stage.kind is StageKind.GO_ROUND
        self.panel.suggest_speaker(waiting[0].id if waiting and in_order else None)

    def show_record(self) -> None:
        """Show what was captured, what is to be filled in, and the balance of kinds."""
        live = self._live
        if live is None:
            return
        record, session = live.record, live.session
        self.captures.show_record(record)
        self.marks.show_record(record, session)
        run = session.run
        self.panel.offer_earlier(record.kept, None if run is None else run.id)
        kinds = balance(record.kept)
        counts = [f"{kind_words(kind)} {kinds.get(kind, 0)}" for kind in _COUNTED]
        if self.marks.waiting:
            counts.append(self.tr("marks to fill {0}").format(self.marks.waiting))
        self.counts.setText("  \u00b7  ".join(counts))
        self.show_talk()
        self._show_cue(live)

    def show_talk(self) -> None:
        """Show who is talking and for how long, where turns are noted."""
        run = None if self._live is None else self._live.session.run
        if self._live is None or run is None or run.talking is None:
            self.panel.show_talk("")
            return
        length = max(0, self._live.timing().now - run.turns[-1].started)
        who = speaker_words(self._live.record.participant(run.talking))
        words = self.tr("{0} is talking, {1}").format(who, clock_text(length // 1000))
        self.panel.show_talk(words)

    def _show_cue(self, live: Live) -> None:
        """A private word when the talk has left teaching or the principal's own role."""
        wanted = self._around.preferences.now.focus_cue and live.session.live
        found = cue(live.record.kept, live.timing().now) if wanted else None
        first = "" if found is None else found.contributions[0]
        if found is None or first == self._hidden_cue:
            self.cue.put_away()
            return

        def hide() -> None:
            self._hidden_cue = first
            self.cue.put_away()

        self.cue.ask(cue_words(found.subject), [(self.tr("Hide"), hide)])

    # Capturing

    def _stamp(self) -> None:
        if self._live is not None:
            self.panel.stamp(self._live.first_key())

    def _capture(
        self,
        kind: ContributionKind,
        text: str,
        speaker: str | None,
        first_key: FirstKey,
        level: Level,
    ) -> None:
        live, more = self._live, self.panel.details
        if live is None:
            return

        def verb() -> Change:
            return live.add_contribution(
                kind,
                text,
                speaker,
                first_key,
                level,
                evidence=more.evidence,
                verbatim=more.verbatim,
                focus=more.focus,
                about=more.about,
                artifact=more.artifact,
                place=more.place,
                returns_in=more.returns_in,
            )

        if self._run(verb) is not None:
            self.panel.accept()
        else:
            self.panel.say(
                self.tr("Not saved yet. What you typed is still here; Enter tries again.")
            )

    def _talk(self, person_id: str) -> None:
        """A seat key notes a turn of talk, where that is wanted and a stage runs."""
        live = self._live
        wanted = self._around.preferences.now.talk_turns
        if live is None or live.session.run is None or wanted == "off":
            return
        if wanted == "tap":
            if person_id:
                self._run(lambda: live.talk(person_id))
        elif person_id:
            if self._run(lambda: live.hold_seat(person_id)) is not None:
                self._hold_timer.start()
        else:
            self._end_hold()

    def _keep_holding(self) -> None:
        live = self._live
        if live is not None:
            self._run(live.keep_holding)

    def _end_hold(self) -> None:
        """A seat key was let go."""
        self._hold_timer.stop()
        live = self._live
        if live is not None and live.seat_held:
            self._run(live.release_seat)

    def note_of_group(self, place: str, words: str) -> bool:
        """Capture what a small group says; whether it is kept."""
        live = self._live
        return live is not None and self._run(lambda: live.add_line(place, words)) is not None

    def _correct(self, contribution_id: str, **fields: object) -> None:
        live = self._live
        if live is not None:
            correct = cast("Callable[..., Change]", live.correct)
            self._run(lambda: correct(contribution_id, **fields))

    def _move_here(self, contribution_id: str) -> None:
        live = self._live
        run = None if live is None else live.session.run
        if run is not None:
            self._correct(contribution_id, stage_run=run.id)

    def _run(self, verb: Callable[[], Change]) -> Change | None:
        self.said.emit("")
        return self._around.notifier.run(verb)

    # Drafts

    def _keep_draft(
        self,
        text: str,
        kind: ContributionKind,
        speaker: str | None,
        level: Level,
        first_key: FirstKey | None,
        details: Details,
    ) -> None:
        live = self._live
        if live is not None:
            self._around.notifier.keep(
                lambda: live.save_draft(text, kind, speaker, level, first_key, details)
            )

    def keep_line(self, stage_id: str, place: str, words: str) -> None:
        """Keep what is half typed for a small group."""
        live = self._live
        if live is not None:
            self._around.notifier.keep(lambda: live.save_line(stage_id, place, words))

    def lines(self) -> dict[str, str]:
        """What was half typed for the small groups of the running stage."""
        return {} if self._live is None else self._live.lines()

    def restore_draft(self) -> None:
        """Put the half-typed capture of before back into the line."""
        live = self._live
        if live is None:
            return
        try:
            draft = live.draft()
        except StorageError as problem:
            self.said.emit(str(problem))
            return
        if draft is not None and not self.panel.words and not self.panel.details.evidence:
            self.panel.restore(
                draft.text,
                draft.kind or ContributionKind.PROCESS_NOTE,
                draft.speaker,
                draft.level,
                live.first_key_of(draft),
            )
            self.panel.restore_details(draft.details)

    # Files

    def keep_files(self, files: list[Path]) -> None:
        """Keep photos and files that were dropped on the window as artifacts."""
        if self._live is None:
            return
        if self._rehearsal:
            self.said.emit(self.tr("In a rehearsal no files are kept."))
            return
        self.keeper.keep(self._live.record.id, files)

    def _kept(self, session_id: str, found: KeptFile) -> None:
        planning = self._around.desk.planning
        if self._run(lambda: planning.add_kept_file(session_id, found)) is not None:
            self.said.emit(self.tr("Kept as an artifact: {0}").format(found.file_name))
