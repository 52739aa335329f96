from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Contribution, Level, SessionRecord, Status
from dilc_desktop.domain.session import Reason, Recovered, StageLeft, tell
from dilc_desktop.domain.timing import Phase
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.live import Act, FirstKey, Live, OutageAnswer
from dilc_desktop.store.library import Library

if TYPE_CHECKING:
    from tests.conftest import FakeClock

MINUTE = 60_000
ANSWER = ContributionKind.ANSWER


def say(live: Live, text: str = "Twice a month.", speaker: str | None = "person-2") -> Contribution:
    change = live.add_contribution(ANSWER, text, speaker, live.first_key())
    return found(live, change.ids[0])


def found(live: Live, contribution_id: str) -> Contribution:
    return next(c for c in live.record.contributions if c.id == contribution_id)


def status(library: Library, session_id: str) -> Status:
    return next(s.status for s in library.sessions.summaries() if s.id == session_id)


def stage(live: Live) -> str:
    assert live.session.stage is not None
    return live.session.stage.id


# Moves


def test_starting_enters_the_first_stage_and_the_session_is_live(
    live: Live, library: Library, session_id: str
) -> None:
    change = live.start()
    assert change == Change(Changed.CLOCK, session_id, (live.record.facts[0].id,))
    assert stage(live) == "stage-1"
    assert status(library, session_id) is Status.LIVE


def test_t05_a_second_start_changes_nothing(live: Live, clock: FakeClock, session_id: str) -> None:
    live.start()
    clock.advance(60)
    assert live.start() == Change(Changed.CLOCK, session_id)
    assert len(live.record.facts) == 1
    assert live.timing().elapsed == MINUTE


def test_next_goes_through_the_stages_that_are_not_left_out_and_then_ends(
    live: Live, library: Library, clock: FakeClock, session_id: str
) -> None:
    live.start()
    seen = [stage(live)]
    while live.session.live:
        clock.advance(60)
        live.next()
        seen.append(stage(live))
    assert seen == ["stage-1", "stage-2", "stage-3", "stage-4", "stage-5", "stage-5"]
    assert status(library, session_id) is Status.ENDED
    with pytest.raises(RuleError, match="has ended"):
        live.next()


def test_next_before_the_start_starts(live: Live) -> None:
    live.next()
    assert stage(live) == "stage-1"


def test_a_plan_without_a_stage_cannot_be_started(
    library: Library, clock: FakeClock, session_id: str
) -> None:
    library.sessions.save_plan(session_id, ())
    live = Live(library, clock, session_id)
    with pytest.raises(RuleError, match="no stage yet"):
        live.start()
    with pytest.raises(RuleError, match="not started"):
        live.next()
    assert live.timing().phase is Phase.NOT_STARTED


def test_back_returns_to_the_stage_before_with_what_time_it_had_left(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    clock.advance(240)
    live.next()
    clock.advance(30)
    live.back()
    assert stage(live) == "stage-1"
    assert live.timing().remaining == 6 * MINUTE


def test_back_is_refused_before_the_start_and_in_the_first_stage(live: Live) -> None:
    with pytest.raises(RuleError, match="not started"):
        live.back()
    live.start()
    with pytest.raises(RuleError, match="first stage"):
        live.back()


def test_entering_a_later_stage_skips_those_between(live: Live) -> None:
    live.start()
    live.enter("stage-4")
    assert live.session.skipped == {"stage-2", "stage-3"}
    with pytest.raises(RuleError, match="left out"):
        live.enter("stage-6")
    with pytest.raises(RuleError, match="not in this session's plan"):
        live.enter("stage-9")


def test_an_interruption_holds_the_clock_until_it_is_resumed(live: Live, clock: FakeClock) -> None:
    with pytest.raises(RuleError, match="not started"):
        live.interrupt()
    live.start()
    clock.advance(60)
    live.interrupt(Reason.VISITOR)
    clock.advance(90)
    assert live.timing().phase is Phase.INTERRUPTED
    with pytest.raises(RuleError, match="already interrupted"):
        live.interrupt()
    live.resume()
    clock.advance(30)
    seen = live.timing()
    assert (seen.elapsed, seen.interrupted) == (90_000, 90_000)
    with pytest.raises(RuleError, match="not interrupted"):
        live.resume()


def test_time_is_added_and_taken(live: Live) -> None:
    with pytest.raises(RuleError, match="not started"):
        live.add_time(60)
    live.start()
    live.add_time(120)
    live.add_time(-60)
    assert live.timing().allowed == 11 * MINUTE


def test_in_overtime_there_is_nothing_left_to_take(live: Live, clock: FakeClock) -> None:
    live.start()
    clock.advance(11 * 60)
    facts = live.record.facts
    with pytest.raises(RuleError, match="used up"):
        live.add_time(-60)
    assert live.record.facts == facts


def test_t41_a_session_can_end_anywhere_and_keeps_what_was_captured(
    live: Live, clock: FakeClock
) -> None:
    with pytest.raises(RuleError, match="not started"):
        live.end()
    live.start()
    live.next()
    kept = say(live)
    clock.advance(60)
    live.end()
    assert live.session.ended == MINUTE
    assert live.record.kept == (kept,)
    with pytest.raises(RuleError, match="has ended"):
        live.end()


def test_the_timing_knows_the_schedule_and_the_agreed_end(live: Live, clock: FakeClock) -> None:
    clock.advance(60)
    live.start()
    seen = live.timing()
    assert seen.behind_schedule == 6 * MINUTE
    assert seen.until_agreed == 44 * MINUTE
    assert seen.behind_agreed == -4 * MINUTE


def test_a_session_without_a_schedule_has_a_timing_too(
    live: Live, library: Library, session_id: str
) -> None:
    library.sessions.save_fields(session_id, scheduled_start=None, agreed_end=None)
    live.reload()
    live.start()
    seen = live.timing()
    assert (seen.behind_schedule, seen.behind_agreed, seen.until_agreed) == (None, None, None)


def test_the_room_sees_the_stage_and_the_question(live: Live, planned: SessionRecord) -> None:
    live.start()
    say(live, "Quiet.")
    seen = live.frame(live.timing())
    assert (seen.title, seen.question) == (planned.title, planned.framing_question)
    assert (seen.stage, seen.seconds) == ("Presentation", 600)


def test_a_reload_shows_what_another_service_changed(
    live: Live, library: Library, session_id: str
) -> None:
    library.sessions.save_fields(session_id, title="Another title")
    live.reload()
    assert live.record.title == "Another title"


# Captures


def test_a_capture_is_stamped_at_its_first_key_and_belongs_to_the_stage_of_that_key(
    live: Live, library: Library, clock: FakeClock, session_id: str
) -> None:
    live.start()
    clock.advance(590)
    first_key = live.first_key()
    pressed = clock.utc()
    clock.advance(20)
    live.next()
    clock.advance(5)
    change = live.add_contribution(ANSWER, "Twice.", "person-2", first_key, Level.RESEARCH)
    said = found(live, change.ids[0])
    assert change.what is Changed.CONTRIBUTIONS
    assert said.stage_run == live.session.runs[0].id
    assert (said.offset_ms, said.captured_at, said.level) == (590_000, pressed, Level.RESEARCH)
    assert library.sessions.record(session_id).contributions == (said,)


def test_t16_a_capture_while_interrupted_has_its_real_time_and_is_flagged(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    assert not say(live).during_interruption
    clock.advance(60)
    live.interrupt()
    clock.advance(30)
    said = say(live)
    assert said.during_interruption
    assert said.offset_ms == 90_000


def test_a_capture_between_stages_belongs_to_no_run(
    live: Live, library: Library, clock: FakeClock, session_id: str
) -> None:
    live.start()
    clock.advance(60)
    left = StageLeft(id=clock.new_id(), action=clock.new_id(), at=clock.moment())
    tell(live.session, left)
    library.sessions.append_facts(session_id, (left,), Status.LIVE)
    live.reload()
    clock.advance(5)
    assert (say(live).stage_run, say(live).offset_ms) == (None, 65_000)


def test_nothing_is_captured_before_the_start_or_for_a_stranger(
    live: Live, library: Library, session_id: str
) -> None:
    with pytest.raises(RuleError, match="Press Start first"):
        say(live)
    live.start()
    with pytest.raises(RuleError, match="not in this session"):
        say(live, speaker="nobody")
    assert library.sessions.record(session_id).contributions == ()


def test_a_capture_after_the_end_is_kept_at_the_end(live: Live, clock: FakeClock) -> None:
    live.start()
    clock.advance(60)
    live.end()
    clock.advance(600)
    said = say(live)
    assert (said.offset_ms, said.stage_run) == (MINUTE, None)


def test_a_mark_is_given_words_later_and_stays_known_as_a_mark(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    mark = say(live, "")
    assert mark.is_mark
    clock.advance(30)
    live.correct(mark.id, text="Twice a month.")
    said = found(live, mark.id)
    assert (said.text, said.offset_ms) == ("Twice a month.", 0)
    assert [earlier.text for earlier in said.earlier] == [""]


def test_a_correction_keeps_every_earlier_wording_in_order(
    live: Live, library: Library, clock: FakeClock, session_id: str
) -> None:
    live.start()
    said = say(live, "Twice a moth.")
    clock.advance(5)
    live.correct(said.id, text="Twice a month.", kind=ContributionKind.OBSERVATION)
    clock.advance(5)
    live.correct(said.id, speaker="person-3")
    clock.advance(5)
    live.correct(said.id, whole_group=True, level=Level.FACILITATOR)
    new = found(live, said.id)
    assert (new.text, new.kind, new.speaker) == (
        "Twice a month.",
        ContributionKind.OBSERVATION,
        None,
    )
    assert new.private
    assert [(w.text, w.kind, w.speaker, w.level) for w in new.earlier] == [
        ("Twice a moth.", ANSWER, "person-2", Level.GROUP),
        ("Twice a month.", ContributionKind.OBSERVATION, "person-2", Level.GROUP),
        ("Twice a month.", ContributionKind.OBSERVATION, "person-3", Level.GROUP),
    ]
    assert new.earlier[0].replaced_at == datetime(2026, 3, 10, 19, 0, 5, tzinfo=UTC)
    assert library.sessions.record(session_id).contributions == (new,)


def test_a_correction_that_changes_nothing_writes_nothing(live: Live) -> None:
    live.start()
    said = say(live)
    change = live.correct(said.id, text=said.text, kind=said.kind, speaker=said.speaker)
    assert change.ids == (said.id,)
    assert found(live, said.id).earlier == ()


def test_what_is_not_in_the_session_cannot_be_corrected(live: Live) -> None:
    with pytest.raises(RuleError, match="contribution is not in this session"):
        live.correct("nothing", text="x")
    live.start()
    said = say(live)
    with pytest.raises(RuleError, match="person is not in this session"):
        live.correct(said.id, speaker="nobody")
    assert found(live, said.id) == said


def test_a_contribution_of_an_ended_session_can_be_corrected(
    library: Library, clock: FakeClock, ended_id: str
) -> None:
    live = Live(library, clock, ended_id)
    live.correct("said-1", text="I praise and little changes.")
    again = library.sessions.record(ended_id).contributions[0]
    assert again.text == "I praise and little changes."
    assert [w.text for w in again.earlier] == ["I praise, and nothing changes."]


# Drafts


def test_a_draft_survives_with_the_time_and_the_stage_of_its_first_key(
    live: Live, library: Library, clock: FakeClock, session_id: str
) -> None:
    live.start()
    clock.advance(60)
    live.interrupt()
    clock.advance(5)
    first_key = live.first_key()
    live.save_draft("Twice a", ANSWER, "person-2", Level.GROUP, first_key)
    clock.advance(20)
    again = Live(library, clock, session_id)
    again.resume()
    draft = again.draft()
    assert draft is not None
    assert (draft.text, draft.kind, draft.speaker) == ("Twice a", ANSWER, "person-2")
    assert again.first_key_of(draft) == first_key
    clock.advance(5)
    again.add_contribution(ANSWER, "Twice a month.", "person-2", again.first_key_of(draft))
    (said,) = again.record.contributions
    assert (said.offset_ms, said.stage_run, said.captured_at, said.during_interruption) == (
        65_000,
        first_key.stage_run,
        first_key.at.utc,
        True,
    )
    assert again.draft() is None


def test_a_draft_without_a_first_key_is_stamped_when_it_is_taken_up(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    live.save_draft("Hm", None, None, Level.GROUP, None)
    clock.advance(7)
    draft = live.draft()
    assert draft is not None
    assert live.first_key_of(draft) == live.first_key()


def test_an_emptied_draft_is_gone(live: Live) -> None:
    live.start()
    live.save_draft("Tw", ANSWER, None, Level.GROUP, live.first_key())
    live.save_draft("", ANSWER, None, Level.GROUP, live.first_key())
    assert live.draft() is None


# Undo


def test_undo_takes_moves_and_captures_back_in_the_order_of_time(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    first = say(live, "One.")
    live.next()
    second = say(live, "Two.")
    live.add_time(60)
    seen: list[tuple[Act, str]] = []
    for _ in range(5):
        undoable = live.undoable()
        assert undoable is not None
        clock.advance(1)
        seen.append((undoable.act, undoable.detail))
        live.undo()
    assert seen == [
        (Act.TIME_ADDED, "60"),
        (Act.CAPTURED, "answer"),
        (Act.ENTERED, "Clarifying questions"),
        (Act.CAPTURED, "answer"),
        (Act.ENTERED, "Presentation"),
    ]
    assert live.session.began is None
    assert live.record.kept == ()
    assert {c.id for c in live.record.contributions} == {first.id, second.id}
    with pytest.raises(RuleError, match="nothing to undo"):
        live.undo()


def test_an_undone_capture_is_kept_aside_with_the_time_of_the_undo(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    said = say(live)
    clock.advance(3)
    change = live.undo()
    assert change.ids == (said.id,)
    assert found(live, said.id).withdrawn_at == clock.utc()


def test_a_corrected_capture_keeps_its_place_in_the_order_of_undo(live: Live) -> None:
    live.start()
    first, second = say(live, "One."), say(live, "Two.")
    live.correct(first.id, text="One, corrected.")
    live.undo()
    assert [c.id for c in live.record.kept] == [first.id]
    assert found(live, second.id).withdrawn_at is not None


def test_t33_an_undone_move_lets_the_stage_go_on_as_if_never_left(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    clock.advance(60)
    live.next()
    clock.advance(8)
    live.undo()
    assert stage(live) == "stage-1"
    assert live.timing().elapsed == 68_000


def test_the_kinds_of_acts_are_named(live: Live, library: Library, session_id: str) -> None:
    live.start()
    live.interrupt(Reason.VISITOR)
    held = live.undoable()
    assert held is not None
    assert (held.act, held.detail) == (Act.INTERRUPTED, "visitor")
    live.resume()
    resumed = live.undoable()
    assert resumed is not None
    assert resumed.act is Act.RESUMED
    live.end()
    ended = live.undoable()
    assert ended is not None
    assert ended.act is Act.ENDED
    live.undo()
    assert live.session.live
    assert status(library, session_id) is Status.LIVE


def test_undoing_the_start_makes_the_session_planned_again(
    live: Live, library: Library, clock: FakeClock, session_id: str
) -> None:
    live.start()
    clock.advance(20)
    live.undo()
    assert status(library, session_id) is Status.PLANNED
    assert live.timing().phase is Phase.NOT_STARTED
    clock.advance(20)
    live.start()
    clock.advance(10)
    assert live.timing().elapsed == 10_000


def test_words_begun_in_a_stage_that_was_undone_belong_to_the_stage_that_ran_instead(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    clock.advance(60)
    live.next()
    clock.advance(5)
    first_key = live.first_key()
    live.undo()
    clock.advance(5)
    live.add_contribution(ANSWER, "Twice.", None, first_key)
    (said,) = live.record.contributions
    assert said.stage_run == live.session.runs[0].id
    assert said.offset_ms == 65_000


def test_words_begun_before_an_undone_start_are_placed_in_the_session_that_began_anew(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    clock.advance(60)
    first_key = live.first_key()
    live.undo()
    live.start()
    clock.advance(10)
    live.add_contribution(ANSWER, "Twice.", None, first_key)
    (said,) = live.record.contributions
    assert said.stage_run == live.session.runs[0].id
    assert said.offset_ms == 10_000


def test_undo_finds_the_newest_act_after_a_restart_with_the_wall_clock_set_back(
    live: Live, library: Library, new_clock: type[FakeClock], clock: FakeClock, session_id: str
) -> None:
    for _ in range(10):
        clock.new_id()
    live.start()
    live.next()
    # This clock gives ids that sort before those of the first.
    again = Live(library, new_clock(boot="boot-2"), session_id)
    said = say(again)
    assert said.id < live.record.facts[0].id
    undoable = again.undoable()
    assert undoable is not None
    assert undoable.action == said.id


# After the program was away


def test_killed_and_opened_again_the_session_is_the_same(
    live: Live, library: Library, clock: FakeClock, session_id: str
) -> None:
    live.start()
    clock.advance(60)
    say(live)
    live.add_time(60)
    live.next()
    live.interrupt()
    clock.advance(30)
    again = Live(library, clock, session_id)
    assert again.record == live.record
    assert again.session == live.session
    assert again.timing() == live.timing()
    assert again.undoable() == live.undoable()


def test_a_sign_of_life_is_left_only_while_live(
    live: Live, library: Library, clock: FakeClock, session_id: str
) -> None:
    live.keep_alive()
    assert library.sessions.last_alive(session_id) is None
    live.start()
    clock.advance(5)
    live.keep_alive()
    alive = clock.moment()
    assert library.sessions.last_alive(session_id) == alive
    live.end()
    clock.advance(5)
    live.keep_alive()
    assert library.sessions.last_alive(session_id) == alive


def test_a_short_absence_is_no_outage(live: Live, clock: FakeClock) -> None:
    assert live.outage() is None
    live.start()
    clock.advance(4.999)
    assert live.outage() is None
    clock.advance(0.001)
    assert live.outage() is not None
    live.end()
    clock.advance(60)
    assert live.outage() is None


@pytest.fixture
def away(live: Live, library: Library, clock: FakeClock, session_id: str) -> Callable[..., Live]:
    """Run for a minute, leave a sign of life, die, and come back three minutes later."""

    def come_back(*, boot: str = "", jump: float = 0) -> Live:
        live.start()
        clock.advance(60)
        live.keep_alive()
        if boot:
            clock.restart(boot, seconds=180)
        else:
            clock.suspend(180)
        clock.jump(jump)
        return Live(library, clock, session_id)

    return come_back


@pytest.mark.parametrize("jump", [0, -3600, 3600])
def test_in_the_same_boot_an_outage_is_exact_whatever_the_wall_clock_did(
    away: Callable[..., Live], jump: float
) -> None:
    outage = away(jump=jump).outage()
    assert outage is not None
    assert (outage.length_ms, outage.estimated) == (3 * MINUTE, False)


def test_over_a_restart_of_the_laptop_an_outage_is_estimated(away: Callable[..., Live]) -> None:
    outage = away(boot="boot-2").outage()
    assert outage is not None
    assert (outage.length_ms, outage.estimated) == (3 * MINUTE, True)


def test_an_outage_begins_at_a_move_that_is_newer_than_the_sign_of_life(
    live: Live, library: Library, clock: FakeClock, session_id: str
) -> None:
    live.start()
    live.keep_alive()
    clock.advance(60)
    clock.jump(-3600)
    live.next()
    clock.advance(30)
    outage = Live(library, clock, session_id).outage()
    assert outage is not None
    assert outage.length_ms == 30_000


@pytest.mark.parametrize("boot", ["", "boot-2"])
def test_an_outage_that_counts_leaves_the_stage_running_with_its_time(
    away: Callable[..., Live], clock: FakeClock, boot: str
) -> None:
    live = away(boot=boot)
    outage = live.outage()
    assert outage is not None
    undoable = live.undoable()
    clock.advance(15)
    live.answer_outage(outage, OutageAnswer.COUNT)
    counted = live.record.facts[-1]
    assert isinstance(counted, Recovered)
    # While the question stood the program was there.
    assert counted.away_ms == outage.length_ms == 3 * MINUTE
    assert live.undoable() == undoable
    assert live.timing().elapsed == 4 * MINUTE + 15_000
    assert live.outage() is None


@pytest.mark.parametrize("boot", ["", "boot-2"])
def test_an_outage_can_be_an_interruption(
    away: Callable[..., Live], clock: FakeClock, boot: str
) -> None:
    live = away(boot=boot)
    outage = live.outage()
    assert outage is not None
    clock.advance(15)
    change = live.answer_outage(outage, OutageAnswer.INTERRUPTION)
    assert change.ids == tuple(fact.id for fact in live.record.facts[1:])
    seen = live.timing()
    assert (seen.elapsed, seen.interrupted) == (MINUTE, 3 * MINUTE + 15_000)
    assert live.session.estimated == bool(boot)
    undoable = live.undoable()
    assert undoable is not None
    assert (undoable.act, undoable.detail) == (Act.INTERRUPTED, "outage")
    live.undo()
    assert live.timing().elapsed == 4 * MINUTE + 15_000


def test_the_session_can_have_ended_when_the_program_did(
    away: Callable[..., Live], library: Library, session_id: str
) -> None:
    live = away()
    outage = live.outage()
    assert outage is not None
    live.answer_outage(outage, OutageAnswer.SESSION_ENDED)
    assert live.session.ended == MINUTE
    assert status(library, session_id) is Status.ENDED


def test_t15_an_outage_while_interrupted_stays_in_that_interruption(
    live: Live, library: Library, clock: FakeClock, session_id: str
) -> None:
    live.start()
    live.interrupt()
    clock.suspend(180)
    again = Live(library, clock, session_id)
    outage = again.outage()
    assert outage is not None
    again.answer_outage(outage, OutageAnswer.INTERRUPTION)
    assert isinstance(again.record.facts[-1], Recovered)
    seen = again.timing()
    assert (seen.phase, seen.interrupted) == (Phase.INTERRUPTED, 3 * MINUTE)


def test_once_answered_a_wall_clock_that_is_set_right_bends_nothing(
    away: Callable[..., Live], clock: FakeClock
) -> None:
    live = away(boot="boot-2")
    outage = live.outage()
    assert outage is not None
    live.answer_outage(outage, OutageAnswer.COUNT)
    clock.jump(3600)
    clock.advance(60)
    assert live.timing().elapsed == 5 * MINUTE


def test_an_outage_that_was_not_answered_is_asked_about_after_the_next_start_too(
    away: Callable[..., Live], library: Library, clock: FakeClock, session_id: str
) -> None:
    live = away()
    outage = live.outage()
    assert outage is not None
    clock.advance(2)
    live.keep_alive()
    clock.advance(1)
    again = Live(library, clock, session_id).outage()
    assert again is not None
    assert again.since == outage.since


def test_an_outage_grows_no_longer_while_the_question_stands(
    away: Callable[..., Live], clock: FakeClock
) -> None:
    live = away()
    outage = live.outage()
    clock.advance(40)
    # Another page was looked at meanwhile.
    live.reload()
    assert live.outage() == outage


def test_an_outage_answered_after_the_next_move_can_only_count(
    away: Callable[..., Live], clock: FakeClock
) -> None:
    live = away()
    outage = live.outage()
    assert outage is not None
    live.next()
    clock.advance(5)
    for answer in (OutageAnswer.INTERRUPTION, OutageAnswer.SESSION_ENDED):
        with pytest.raises(RuleError, match="gone on since"):
            live.answer_outage(outage, answer)
    live.answer_outage(outage, OutageAnswer.COUNT)
    assert live.session.runs[0].active_ms(0) == 4 * MINUTE


# A disk that does not take it


@pytest.fixture
def held(
    impatient_library: Library,
    other_program: sqlite3.Connection,
    planned: SessionRecord,
    clock: FakeClock,
) -> Live:
    """A live session with one capture, whose library another program holds."""
    impatient_library.sessions.insert(planned)
    live = Live(impatient_library, clock, planned.id)
    live.start()
    say(live, "One.")
    other_program.execute("BEGIN IMMEDIATE")
    return live


@pytest.mark.parametrize(
    "act",
    [
        Live.next,
        Live.interrupt,
        Live.end,
        Live.undo,
        Live.leave,
        Live.repeat,
        lambda live: live.add_time(60),
        lambda live: say(live, "Two."),
        lambda live: live.correct(live.record.contributions[0].id, text="Another."),
    ],
)
@pytest.mark.usefixtures("expect_log")
def test_t65_what_the_disk_refuses_shows_at_once_and_is_written_later(
    held: Live,
    impatient_library: Library,
    other_program: sqlite3.Connection,
    act: Callable[[Live], object],
) -> None:
    record, undoable = held.record, held.undoable()
    act(held)
    assert (held.record, held.undoable()) != (record, undoable)
    assert held.waiting == 1
    other_program.execute("ROLLBACK")
    assert impatient_library.sessions.record(record.id) == record
    assert held.write_waiting() == 0
    assert impatient_library.sessions.record(record.id) == held.record


def test_a_first_key_is_free_of_the_disk(held: Live, clock: FakeClock) -> None:
    clock.advance(3)
    assert held.first_key() == FirstKey(3_000, held.session.runs[0].id, clock.moment(), False)
    assert held.timing().elapsed == timedelta(seconds=3) / timedelta(milliseconds=1)
