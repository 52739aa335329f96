"""What is half typed while a session is live, and comes back after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dilc_desktop.clock import Clock
from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Details, Focus, Level
from dilc_desktop.services.live import Live
from dilc_desktop.services.rehearsal import Rehearsal

if TYPE_CHECKING:
    from pathlib import Path

    from dilc_desktop.store.library import Library
    from tests.conftest import FakeClock

WARM = ContributionKind.WARM_FEEDBACK
WHOLE = Details(
    verbatim=True,
    evidence="Nine of 28 hands. \u0639\u064a\u0646\u0629 \U0001f52c",
    focus=(Focus.INSTRUCTION, Focus.EVIDENCE),
    about="contribution-1",
    artifact="artifact-1",
    place="Room 4",
    returns_in="stage-5",
)


def again(live: Live, library: Library, clock: Clock) -> Live:
    """The session as the next start of the program finds it."""
    return Live(library, clock, live.record.id)


@pytest.mark.parametrize("text", ["Clear ai", ""])
def test_a_half_typed_capture_comes_back_with_all_its_details(
    live: Live, library: Library, clock: FakeClock, text: str
) -> None:
    live.start()
    live.save_draft(text, WARM, "person-2", Level.DISTRICT, live.first_key(), WHOLE)
    draft = again(live, library, clock).draft()
    assert draft is not None
    assert (draft.text, draft.kind, draft.details) == (text, WARM, WHOLE)


def test_without_words_and_evidence_nothing_is_half_typed(live: Live) -> None:
    live.start()
    live.save_draft("", WARM, None, Level.GROUP, live.first_key(), Details(focus=WHOLE.focus))
    assert live.draft() is None


def test_half_typed_lines_come_back_in_their_own_stage_only(
    live: Live, library: Library, clock: FakeClock
) -> None:
    assert live.lines() == {}
    live.start()
    long = "\u0639\u064a\u0646\u0629 \U0001f52c " * 2_000
    live.save_line("stage-1", "Window", "Half a li")
    live.save_line("stage-1", "Table\n3", long)
    live.save_line("stage-2", "Window", "Of the next stage")
    live.save_line("stage-1", "Door", "Gone")
    live.save_line("stage-1", "Door", "")
    assert again(live, library, clock).lines() == {"Window": "Half a li", "Table\n3": long}
    live.next()
    assert again(live, library, clock).lines() == {"Window": "Of the next stage"}


def test_a_line_that_is_captured_is_half_typed_no_longer(live: Live, clock: FakeClock) -> None:
    with pytest.raises(RuleError, match="No stage is running"):
        live.add_line("Window", "Too early")
    live.start()
    live.save_line("stage-1", "Window", "Samples firs")
    live.save_line("stage-1", "Door", "Half")
    clock.advance(7)
    live.add_line("Window", "Samples first.")
    (kept,) = live.record.kept
    assert (kept.text, kept.place, kept.offset_ms) == ("Samples first.", "Window", 7_000)
    assert live.lines() == {"Door": "Half"}


def test_a_line_that_is_captured_leaves_the_half_typed_capture_where_it_is(
    live: Live, library: Library, clock: FakeClock
) -> None:
    live.start()
    live.save_draft("Clear ai", WARM, "person-2", Level.DISTRICT, live.first_key(), WHOLE)
    live.add_line("Window", "Samples first.")
    kept = again(live, library, clock)
    draft = kept.draft()
    assert draft is not None
    assert (draft.text, draft.details) == ("Clear ai", WHOLE)
    kept.add_contribution(WARM, "Clear aims.", "person-2", kept.first_key_of(draft))
    assert kept.draft() is None


@pytest.mark.usefixtures("expect_log")
def test_on_a_full_disk_a_line_waits_and_what_was_half_typed_goes_only_after_it(
    live: Live, library: Library, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **_named: object) -> None:
        raise StorageError("The disk is full. Please make room.")

    live.start()
    live.save_line("stage-1", "Window", "Samples")
    with monkeypatch.context() as broken:
        for verb in ("add_contribution", "save_line"):
            broken.setattr(library.sessions, verb, refuse)
        live.add_line("Window", "Samples first.")
        assert again(live, library, clock).lines() == {"Window": "Samples"}
    assert live.write_waiting() == 0
    assert live.lines() == {}
    assert [c.text for c in library.sessions.record(live.record.id).kept] == ["Samples first."]


def test_a_rehearsal_leaves_no_half_typed_words_in_the_library(
    live: Live, library: Library, clock: FakeClock, tmp_path: Path
) -> None:
    practice = Rehearsal(tmp_path / "practice", live.record, clock)
    practice.live.start()
    practice.live.save_draft("Half", WARM, None, Level.GROUP, None, WHOLE)
    practice.live.save_line("stage-1", "Window", "Half")
    assert practice.live.lines() == {"Window": "Half"}
    practice.close()
    assert live.draft() is None
    assert library.sessions.lines(live.record.id) == {}
