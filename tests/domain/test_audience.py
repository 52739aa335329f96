"""The room sees the stage, its time as a shape and the question, and nothing that was captured."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from dilc_desktop.domain.audience import AudienceFrame, frame
from dilc_desktop.domain.protocol import RoomTime, StageKind
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.domain.session import PlannedStage, replay
from dilc_desktop.domain.timing import Phase, timing

if TYPE_CHECKING:
    from tests.domain.conftest import Told

QUESTION = "How can my feedback help?"


def shown(told: Told) -> AudienceFrame:
    return frame("A session", QUESTION, told.session, told.timing())


def test_before_the_start_the_room_sees_the_title_and_the_question(told: Told) -> None:
    assert shown(told) == AudienceFrame(
        title="A session", phase=Phase.NOT_STARTED, question=QUESTION
    )


def test_a_running_stage_shows_its_task_who_speaks_and_its_time(told: Told) -> None:
    told.enter(1)
    told.clock.advance(299.5)
    seen = shown(told)
    assert (seen.stage, seen.sentence) == ("Stage 1", "Sentence 1.")
    assert (seen.speaks, seen.silent) == ("presenter", "group")
    assert seen.seconds == 301
    assert seen.fraction_left == pytest.approx(0.5, abs=0.001)
    assert not seen.calm
    assert not seen.presenter_listens


def test_t30_the_room_is_held_at_zero_while_the_session_runs_on(told: Told) -> None:
    told.enter(1)
    told.minutes(14)
    seen = shown(told)
    assert (seen.seconds, seen.fraction_left, seen.phase) == (0, 0.0, Phase.OVER)
    assert told.timing().overrun == 240_000


def test_the_room_sees_soon_when_the_stage_says_so(
    tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage]
) -> None:
    told = tale(plan=[stage_of_plan(1, 600, soon_s=300), stage_of_plan(2, 600)])
    told.enter(1)
    told.clock.advance(299)
    assert shown(told).phase is Phase.RUNNING
    told.clock.advance(1)
    assert shown(told).phase is Phase.SOON
    told.enter(2)
    told.clock.advance(300)
    assert shown(told).phase is Phase.RUNNING


def test_the_room_does_not_count_up_unless_the_stage_does(
    tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage]
) -> None:
    told = tale(plan=[stage_of_plan(1, 60), stage_of_plan(2, 60, counts_up=True)])
    told.enter(1)
    told.clock.advance(150)
    assert shown(told).over_seconds is None
    told.enter(2)
    told.clock.advance(59.5)
    assert shown(told).over_seconds is None
    told.clock.advance(0.5)
    assert (shown(told).phase, shown(told).over_seconds) == (Phase.OVER, 0)
    told.clock.advance(80.9)
    assert (shown(told).seconds, shown(told).over_seconds) == (0, 80)


def test_a_stage_that_counts_up_still_says_how_far_it_was_while_it_is_interrupted(
    tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage]
) -> None:
    told = tale(plan=[stage_of_plan(1, 60, counts_up=True)])
    told.enter(1)
    told.clock.advance(70)
    told.interrupt()
    told.clock.advance(500)
    assert (shown(told).phase, shown(told).over_seconds) == (Phase.INTERRUPTED, 10)


@pytest.mark.parametrize("time", RoomTime)
def test_each_stage_says_how_the_room_sees_its_time(
    tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage], time: RoomTime
) -> None:
    told = tale(plan=[stage_of_plan(1, 60, room_time=time)])
    told.enter(1)
    assert shown(told).time is time


def test_where_no_time_is_shown_the_frame_holds_none_and_stays_the_same(
    tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage]
) -> None:
    told = tale(plan=[stage_of_plan(1, 600, room_time=RoomTime.NOTHING, counts_up=True)])
    told.enter(1)
    first = shown(told)
    told.clock.advance(100)
    assert shown(told) == first
    assert (first.seconds, first.fraction_left) == (None, 0.0)
    told.clock.advance(900)
    assert shown(told).over_seconds is None


def test_between_stages_and_after_the_end_no_stage_is_shown(told: Told) -> None:
    told.enter(1)
    told.leave()
    assert (shown(told).stage, shown(told).seconds) == ("", None)
    told.end()
    assert shown(told).phase is Phase.ENDED
    assert shown(told).stage == ""


def test_a_silent_stage_is_calm_and_a_listening_presenter_is_told_so(
    tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage]
) -> None:
    told = tale(
        plan=[
            stage_of_plan(1, 60, kind=StageKind.SILENT_WORK),
            stage_of_plan(2, 60, kind=StageKind.PRESENTER_LISTENS),
        ]
    )
    told.enter(1)
    assert shown(told).calm
    told.enter(2)
    assert shown(told).presenter_listens
    assert not shown(told).calm


def test_the_room_and_the_facilitator_see_the_same_second(told: Told) -> None:
    told.enter(1)
    for _ in range(50):
        told.clock.advance(0.37)
        remaining = told.timing().remaining
        assert remaining is not None
        assert shown(told).seconds == -(-remaining // 1000)


def test_a_frame_has_no_field_for_captures_notes_or_lateness() -> None:
    assert {field.name for field in fields(AudienceFrame)} == {
        "title",
        "phase",
        "stage",
        "sentence",
        "speaks",
        "silent",
        "question",
        "time",
        "seconds",
        "fraction_left",
        "over_seconds",
        "calm",
        "presenter_listens",
    }


def test_a_frame_is_made_without_the_record() -> None:
    assert list(inspect.signature(frame).parameters) == ["title", "question", "session", "timing"]


def test_no_captured_or_private_word_of_a_whole_record_is_in_any_frame(
    record: SessionRecord,
) -> None:
    said = [c.text for c in record.contributions if c.text]
    said += [w.text for c in record.contributions for w in c.earlier]
    said += [c.what for c in record.commitments]
    said += [p.code for p in record.participants]
    said += [record.problem, record.closing.reflection, record.closing.purpose_as_contested]
    assert "Quiet; ask P12 first next time." in said
    for length in range(len(record.facts) + 1):
        session = replay(record.plan, record.facts[:length])
        newest = session.newest
        seen = timing(session, session.axis, 0 if newest is None else newest.utc_ms)
        words = repr(frame(record.title, record.framing_question, session, seen))
        assert not [text for text in said if text in words]
