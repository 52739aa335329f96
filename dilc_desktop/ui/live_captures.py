"""The right half of the live page: the capture line, what is still to do, the last captures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dilc_desktop.domain.focusing import balance, cue
from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.record import Level
from dilc_desktop.services.change import Change
from dilc_desktop.services.live import FirstKey, Live
from dilc_desktop.ui.capture_panel import CapturePanel
from dilc_desktop.ui.captures_list import CapturesList
from dilc_desktop.ui.file_keeper import FileKeeper
from dilc_desktop.ui.live_bars import QuestionBar
from dilc_desktop.ui.live_keys import letters_of
from dilc_desktop.ui.marks_list import MarksList
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import column, paragraph, surface
from dilc_desktop.ui.words import cue_words, kind_words

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
        self._wire()
        self._use_preferences()

    def _wire(self) -> None:
        self.panel.submitted.connect(self._capture)
        self.panel.drafted.connect(self._keep_draft)
        self.panel.first_key_wanted.connect(self._stamp)
        self.panel.seated.connect(self._talk)
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
            self.panel.accept()
        self._live = live
        self._rehearsal = rehearsal
        self.cue.put_away()
        self._hidden_cue = ""

    def settle(self) -> None:
        """Keep what is half typed."""
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
        in_order = stage is not None and stage.kind is StageKind.GO_ROUND
        waiting = live.not_yet_heard() if in_order else ()
        self.panel.suggest_speaker(waiting[0].id if waiting else None)

    def show_record(self) -> None:
        """Show what was captured, what is to be filled in, and the balance of kinds."""
        live = self._live
        if live is None:
            return
        record, session = live.record, live.session
        self.captures.show_record(record)
        self.marks.show_record(record, session)
        run = session.run
        self.panel.offer_earlier(record.contributions, None if run is None else run.id)
        kinds = balance(record.contributions)
        counts = [f"{kind_words(kind)} {kinds.get(kind, 0)}" for kind in _COUNTED]
        marks = sum(c.is_mark for c in record.contributions if c.withdrawn_at is None)
        if marks:
            counts.append(self.tr("marks to fill {0}").format(marks))
        self.counts.setText("  \u00b7  ".join(counts))
        self._show_cue(live)

    def _show_cue(self, live: Live) -> None:
        """A private word when the talk has left teaching or the principal's own role."""
        wanted = self._around.preferences.now.focus_cue and live.session.live
        found = cue(live.record.contributions, live.timing().now) if wanted else None
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
        """A seat key begins or ends a talk turn, where that is wanted and a stage runs."""
        live = self._live
        wanted = self._around.preferences.now.talk_turns
        if live is not None and live.session.run is not None and wanted and person_id:
            self._run(lambda: live.talk(person_id))

    def note_of_group(self, place: str, words: str) -> bool:
        """Capture what a small group says; whether it is kept."""
        live = self._live
        stage = None if live is None else live.session.stage
        if live is None or stage is None:
            return False
        kind = stage.kinds[0] if stage.kinds else ContributionKind.PROCESS_NOTE
        key = live.first_key()
        return (
            self._run(lambda: live.add_contribution(kind, words, None, key, place=place))
            is not None
        )

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
    ) -> None:
        live = self._live
        if live is not None:
            self._around.notifier.keep(
                lambda: live.save_draft(text, kind, speaker, level, first_key)
            )

    def restore_draft(self) -> None:
        """Put the half-typed words of before back into the line."""
        live = self._live
        if live is None:
            return
        draft = live.draft()
        if draft is not None and draft.text and not self.panel.words:
            self.panel.restore(
                draft.text,
                draft.kind or ContributionKind.PROCESS_NOTE,
                draft.speaker,
                draft.level,
                live.first_key_of(draft),
            )

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
