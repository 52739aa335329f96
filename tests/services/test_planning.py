from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError
from dilc_desktop.domain.protocol import (
    ContributionKind,
    Protocol,
    RoomTime,
    Stage,
    StageKind,
)
from dilc_desktop.domain.record import (
    Artifact,
    ChecklistAnswer,
    Consent,
    Participant,
    Relevance,
    Role,
    SessionRecord,
)
from dilc_desktop.domain.timing import total_planned_s
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.closing import WrapUp
from dilc_desktop.services.live import Live
from dilc_desktop.services.planning import Planning, StageChoices, rounds_offer
from dilc_desktop.store.library import Library

if TYPE_CHECKING:
    from tests.conftest import FakeClock


def stage(key: str, minutes: int, **more: Any) -> Stage:
    fields: dict[str, Any] = {
        "key": key,
        "name": key.title(),
        "kind": StageKind.GO_ROUND,
        "minutes": minutes,
        "shortest": None,
        "longest": None,
        "speaks": "group",
        "silent": "presenter",
        "kinds": (ContributionKind.WARM_FEEDBACK,),
        "say": "Say.",
        "room": "Room.",
    }
    return Stage(**(fields | more))


TUNING = Protocol(
    key="tuning",
    name="Tuning",
    version=3,
    purpose="To tune",
    group_size="5 to 12",
    roles="",
    credit="After its authors.",
    notes="",
    stages=(stage("opening", 5), stage("feedback", 15, shortest=10, longest=20, protected=True)),
)


@pytest.fixture
def planning(library: Library, clock: FakeClock) -> Planning:
    return Planning(library, clock)


@pytest.fixture
def saved(library: Library, session_id: str) -> Callable[[], SessionRecord]:
    """The planned session as it is on disk."""
    return lambda: library.sessions.record(session_id)


@pytest.fixture
def begun(library: Library, clock: FakeClock, session_id: str) -> Live:
    live = Live(library, clock, session_id)
    live.start()
    return live


@pytest.fixture
def once(library: Library, session_id: str, planned: SessionRecord) -> SessionRecord:
    """The planned session with every stage run once and by itself."""
    plan = tuple(replace(stage, block="", rounds=1) for stage in planned.plan)
    library.sessions.save_plan(session_id, plan)
    return replace(planned, plan=plan)


Saved = Callable[[], SessionRecord]


def test_a_new_session_has_the_protocols_stages_and_words(
    planning: Planning, library: Library, clock: FakeClock
) -> None:
    change = planning.start_session(TUNING)
    assert change == Change(Changed.SESSION_LIST, change.session_id, (change.session_id,))
    record = library.sessions.record(change.session_id)
    assert (record.title, record.created_at) == ("Tuning", clock.utc())
    assert (record.protocol_key, record.protocol_version) == ("tuning", 3)
    assert record.protocol_credit == TUNING.credit
    second = record.plan[1]
    assert (second.name, second.planned_s, second.stage_key) == ("Feedback", 900, "feedback")
    assert (second.shortest_s, second.longest_s, second.protected) == (600, 1200, True)
    assert (record.plan[0].shortest_s, record.plan[0].longest_s) == (None, None)
    assert (
        library.sessions.record(planning.start_session(TUNING, "Ours").session_id).title == "Ours"
    )


def test_typed_fields_are_saved_and_the_others_stay(
    planning: Planning, saved: Saved, planned: SessionRecord, session_id: str
) -> None:
    change = planning.write(session_id, title="New", problem="")
    assert change == Change(Changed.PREPARATION, session_id)
    assert saved() == replace(planned, title="New", problem="")


def test_times_are_those_of_the_laptops_wall_clock(
    planning: Planning, saved: Saved, session_id: str
) -> None:
    planning.schedule(session_id, date(2026, 3, 12), time(9, 0), time(10, 30))
    zone = timezone(timedelta(hours=-5))
    assert saved().scheduled_start == datetime(2026, 3, 12, 9, 0, tzinfo=zone)
    assert saved().agreed_end == datetime(2026, 3, 12, 10, 30, tzinfo=zone)
    planning.schedule(session_id, None, None, time(15, 0))
    assert saved().scheduled_start is None
    assert saved().agreed_end == datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
    with pytest.raises(RuleError, match="before the start"):
        planning.schedule(session_id, None, time(9, 0), time(9, 0))
    planning.schedule(session_id, None, None, None)
    assert saved().agreed_end is None


def test_a_day_beyond_the_end_of_summer_time_has_that_days_offset(
    library: Library, clock: FakeClock, session_id: str
) -> None:
    planning = Planning(library, clock)
    clock.travel(-240)
    clock.end_summer(datetime(2026, 11, 1, 2, 0))  # noqa: DTZ001 - a wall clock has no zone

    planning.schedule(session_id, date(2026, 10, 30), time(9, 0), None)
    before = library.sessions.record(session_id).scheduled_start
    planning.schedule(session_id, date(2026, 11, 3), time(9, 0), None)
    after = library.sessions.record(session_id).scheduled_start

    assert before is not None
    assert after is not None
    assert (before.utcoffset(), after.utcoffset()) == (timedelta(hours=-4), timedelta(hours=-5))


def test_an_evening_session_may_end_after_midnight(
    library: Library, clock: FakeClock, session_id: str
) -> None:
    planning = Planning(library, clock)

    planning.schedule(session_id, date(2026, 3, 12), time(23, 50), time(0, 40))

    record = library.sessions.record(session_id)
    assert record.scheduled_start is not None
    assert record.agreed_end is not None
    assert record.agreed_end - record.scheduled_start == timedelta(minutes=50)


def test_another_protocol_brings_its_name_and_plan_and_leaves_the_rest(
    planning: Planning, saved: Saved, planned: SessionRecord, session_id: str
) -> None:
    assert planning.choose_protocol(session_id, TUNING) == Change(Changed.PLAN, session_id)
    chosen = saved()
    assert (chosen.protocol_name, chosen.protocol_version) == ("Tuning", 3)
    assert [s.name for s in chosen.plan] == ["Opening", "Feedback"]
    assert chosen.participants == planned.participants
    assert chosen.framing_questions == planned.framing_questions


def test_a_stage_is_given_other_minutes_and_another_name(
    planning: Planning, saved: Saved, planned: SessionRecord, session_id: str
) -> None:
    change = planning.set_planned(session_id, "stage-2", 420)
    assert change == Change(Changed.PLAN, session_id, ("stage-2",))
    planning.rename_stage(session_id, "stage-2", " Questions ")
    assert saved().plan[1] == replace(planned.plan[1], planned_s=420, name="Questions")
    for seconds in (-1, 24 * 3600 + 1):
        with pytest.raises(RuleError, match="24 hours"):
            planning.set_planned(session_id, "stage-2", seconds)
    with pytest.raises(RuleError, match="needs a name"):
        planning.rename_stage(session_id, "stage-2", " ")
    with pytest.raises(RuleError, match="not in this session's plan"):
        planning.rename_stage(session_id, "stage-9", "x")


def test_stages_are_left_out_and_taken_in_but_never_all_left_out(
    planning: Planning, saved: Saved, session_id: str
) -> None:
    planning.leave_out(session_id, "stage-6", left_out=False)
    for number in range(1, 6):
        planning.leave_out(session_id, f"stage-{number}", left_out=True)
    with pytest.raises(RuleError, match="at least one stage"):
        planning.leave_out(session_id, "stage-6", left_out=True)
    assert [s.id for s in saved().session().stages] == ["stage-6"]


def test_a_plan_is_fitted_to_the_minutes_at_hand_inside_its_ranges(
    planning: Planning, library: Library
) -> None:
    session_id = planning.start_session(
        replace(
            TUNING,
            stages=(
                *TUNING.stages,
                stage("rounds", 5, shortest=3, longest=8, rounds=3),
                stage("debrief", 10, shortest=5, longest=10, protected=True),
            ),
        )
    ).session_id

    def lengths() -> list[int]:
        return [s.planned_s for s in library.sessions.record(session_id).plan]

    ids = tuple(s.id for s in library.sessions.record(session_id).plan)
    assert planning.fit_plan(session_id, 39) == Change(Changed.PLAN, session_id, ids)
    # Stages that are protected give way only where the others cannot.
    assert lengths() == [300, 900, 180, 600]
    planning.fit_plan(session_id, 30)
    assert lengths() == [300, 660, 180, 300]
    with pytest.raises(RuleError, match="29 minutes at least; you have 28"):
        planning.fit_plan(session_id, 28)
    assert lengths() == [300, 660, 180, 300]
    planning.leave_out(session_id, ids[0], left_out=True)
    planning.set_planned(session_id, ids[1], 650)
    planning.fit_plan(session_id, 24)
    assert lengths() == [300, 600, 180, 300]
    planning.fit_plan(session_id, 10_000)
    assert lengths() == [300, 1200, 480, 600]


@pytest.mark.parametrize(
    ("place", "order"), [(0, "312456"), (1, "132456"), (99, "124563"), (-5, "312456")]
)
def test_a_stage_is_moved_to_another_place(
    planning: Planning, saved: Saved, session_id: str, place: int, order: str
) -> None:
    planning.move_stage(session_id, "stage-3", place)
    assert "".join(s.id.removeprefix("stage-") for s in saved().plan) == order


def test_a_plan_takes_the_minutes_that_were_shown_for_its_stages(
    planning: Planning, saved: Saved, planned: SessionRecord, session_id: str
) -> None:
    minutes = tuple(range(3, 3 + len(planned.plan)))
    change = planning.take_minutes(session_id, minutes)
    assert change == Change(Changed.PLAN, session_id, tuple(s.id for s in planned.plan))
    plan = saved().plan
    assert tuple(stage.planned_s for stage in plan) == tuple(n * 60 for n in minutes)
    for refused in (minutes[1:], (*minutes[1:], -1)):
        with pytest.raises(RuleError):
            planning.take_minutes(session_id, refused)
    assert saved().plan == plan


def test_a_stage_of_our_own_is_added_where_it_is_wanted(
    planning: Planning, saved: Saved, session_id: str
) -> None:
    change = planning.add_stage(session_id, " Song ", 120, 1)
    own = saved().plan[1]
    assert (own.id, own.name, own.room, own.planned_s) == (change.ids[0], "Song", "", 120)
    assert own.stage_key == ""
    with pytest.raises(RuleError, match="needs a name"):
        planning.add_stage(session_id, " ", 120, 1)
    with pytest.raises(RuleError, match="24 hours"):
        planning.add_stage(session_id, "Song", -1, 1)
    assert len(saved().plan) == 7


@pytest.mark.parametrize(
    "choices",
    [
        StageChoices(kind=StageKind.VISIT, places=("Room 12", "Room 14")),
        StageChoices(room_time=RoomTime.SHAPE),
        StageChoices(counts_up=True),
        StageChoices(soon_s=60),
        StageChoices(protected=True),
    ],
)
def test_what_is_chosen_for_a_stage_is_stored_and_the_rest_stays(
    planning: Planning, saved: Saved, planned: SessionRecord, session_id: str, choices: StageChoices
) -> None:
    change = planning.change_stage(session_id, "stage-2", **choices)
    assert change == Change(Changed.PLAN, session_id, ("stage-2",))
    changed = replace(planned.plan[1], **choices)
    assert changed != planned.plan[1]
    assert saved().plan == (planned.plan[0], changed, *planned.plan[2:])


def test_places_are_kept_tidy_and_short(planning: Planning, saved: Saved, session_id: str) -> None:
    typed = ("  Room   12 ", "غرفة 7", "", "Room 12", "\U0001f6aa 3")
    planning.change_stage(session_id, "stage-2", places=typed)
    assert saved().plan[1].places == ("Room 12", "غرفة 7", "\U0001f6aa 3")
    with pytest.raises(RuleError, match="leave some out"):
        planning.change_stage(session_id, "stage-2", places=tuple(map(str, range(21))))
    with pytest.raises(RuleError, match="short code"):
        planning.change_stage(session_id, "stage-2", places=("x" * 61,))
    assert len(saved().plan[1].places) == 3
    planning.change_stage(session_id, "stage-2", places=())
    assert saved().plan[1].places == ()


def test_soon_begins_inside_the_stage_or_by_itself(
    planning: Planning, saved: Saved, planned: SessionRecord, session_id: str
) -> None:
    length = planned.plan[1].planned_s
    planning.change_stage(session_id, "stage-2", soon_s=length)
    assert saved().plan[1].soon_s == length
    for seconds in (-1, length + 1):
        with pytest.raises(RuleError, match="nearer to its end"):
            planning.change_stage(session_id, "stage-2", soon_s=seconds)
    planning.change_stage(session_id, "stage-2", soon_s=0)
    assert saved().plan == planned.plan


def prompts(record: SessionRecord) -> list[int]:
    """How many prompts each stage has."""
    return [len(stage.prompts) for stage in record.plan]


def test_the_equity_prompts_are_laid_over_a_plan_and_taken_off_again(
    planning: Planning, saved: Saved, planned: SessionRecord, session_id: str
) -> None:
    assert planning.lay_overlay(session_id, on=True) == Change(Changed.PLAN, session_id)
    laid = saved()
    assert prompts(laid) == [1, 1, 1, 0, 0, 0]
    assert all(prompt.endswith("?") for stage in laid.plan for prompt in stage.prompts)
    planning.lay_overlay(session_id, on=True)
    assert saved() == laid
    planning.lay_overlay(session_id, on=False)
    planning.lay_overlay(session_id, on=False)
    assert saved() == planned


def test_laid_prompts_follow_the_protocol_and_the_way_a_stage_is_talked(
    planning: Planning, saved: Saved, session_id: str
) -> None:
    visit = stage("look", 30, kind=StageKind.TALK, kinds=(ContributionKind.OBSERVATION,))
    other = replace(TUNING, key="visit", stages=(visit, *TUNING.stages))
    planning.choose_protocol(session_id, other)
    assert prompts(saved()) == [0, 0, 0]
    planning.lay_overlay(session_id, on=True)
    first = saved().plan[0]
    assert len(first.prompts) == 1
    planning.change_stage(session_id, first.id, kind=StageKind.VISIT)
    changed = saved().plan[0].prompts
    assert (len(changed), changed[-1:]) == (2, first.prompts)
    planning.change_stage(session_id, first.id, soon_s=60)
    assert saved().plan[0].prompts == changed
    planning.choose_protocol(session_id, replace(other, stages=(visit,)))
    assert prompts(saved()) == [1]


def test_equity_prompts_that_fit_nowhere_or_come_too_late_change_nothing(
    planning: Planning, saved: Saved, session_id: str, library: Library, clock: FakeClock
) -> None:
    planning.choose_protocol(session_id, TUNING)
    before = saved()
    with pytest.raises(RuleError, match="None of the prompts fits"):
        planning.lay_overlay(session_id, on=True)
    assert saved() == before
    Live(library, clock, session_id).start()
    for on in (True, False):
        with pytest.raises(RuleError, match="has begun"):
            planning.lay_overlay(session_id, on=on)
    assert saved().plan == before.plan


def shape(record: SessionRecord) -> str:
    """Each stage's number, those that repeat together in brackets, with their rounds."""
    parts: list[str] = []
    before = ""
    for stage in record.plan:
        number = stage.id.removeprefix("stage-")
        if stage.block and stage.block == before:
            parts[-1] = f"{parts[-1].split(')')[0]}{number}){stage.rounds}"
        else:
            parts.append(f"({number}){stage.rounds}" if stage.block else number)
        before = stage.block
    return "".join(parts)


def test_stages_repeat_together_with_the_stage_above_and_part_again(
    planning: Planning, saved: Saved, once: SessionRecord, session_id: str
) -> None:
    planning.set_rounds(session_id, "stage-2", 3)
    planning.repeat_together(session_id, "stage-3", together=True)
    assert shape(saved()) == "1(23)3456"
    planning.repeat_together(session_id, "stage-5", together=True)
    planning.set_rounds(session_id, "stage-5", 2)
    assert shape(saved()) == "1(23)3(45)26"
    planning.repeat_together(session_id, "stage-4", together=True)
    planning.repeat_together(session_id, "stage-4", together=True)
    assert shape(saved()) == "1(2345)36"
    planning.repeat_together(session_id, "stage-4", together=False)
    assert shape(saved()) == "1(23)3(45)36"
    planning.repeat_together(session_id, "stage-3", together=False)
    planning.repeat_together(session_id, "stage-5", together=False)
    assert shape(saved()) == "123456"
    for number in "2345":
        planning.set_rounds(session_id, f"stage-{number}", 1)
    assert saved() == once
    with pytest.raises(RuleError, match="none above"):
        planning.repeat_together(session_id, "stage-1", together=True)


def test_a_stage_runs_once_to_twenty_times(
    planning: Planning, saved: Saved, once: SessionRecord, session_id: str
) -> None:
    planning.set_rounds(session_id, "stage-1", 20)
    assert [s.rounds for s in saved().plan] == [20, 1, 1, 1, 1, 1]
    assert total_planned_s(saved().plan) == (
        total_planned_s(once.plan) + 19 * once.plan[0].planned_s
    )
    for rounds in (0, 21):
        with pytest.raises(RuleError, match="between once and 20 times"):
            planning.set_rounds(session_id, "stage-1", rounds)


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(
    ("stage_id", "place", "expected"),
    [
        ("stage-3", 1, "1(324)256"),
        ("stage-2", 3, "1(342)256"),
        ("stage-4", 4, "15(234)26"),
        ("stage-2", 0, "(234)2156"),
        ("stage-5", 3, "15(234)26"),
        ("stage-1", 1, "(234)2156"),
        ("stage-1", 5, "(234)2561"),
        ("stage-6", 4, "1(234)265"),
    ],
)
def test_stages_that_repeat_together_stay_in_a_row(
    planning: Planning, saved: Saved, session_id: str, stage_id: str, place: int, expected: str
) -> None:
    planning.set_rounds(session_id, "stage-2", 2)
    planning.repeat_together(session_id, "stage-3", together=True)
    planning.repeat_together(session_id, "stage-4", together=True)
    planning.move_stage(session_id, stage_id, place)
    assert shape(saved()) == expected


@pytest.mark.usefixtures("once")
def test_a_stage_of_our_own_does_not_part_stages_that_repeat_together(
    planning: Planning, saved: Saved, session_id: str
) -> None:
    planning.repeat_together(session_id, "stage-3", together=True)
    planning.add_stage(session_id, "Song", 60, 2)
    assert [s.name for s in saved().plan].index("Song") == 3
    planning.add_stage(session_id, "Stretch", 60, 1)
    assert [s.name for s in saved().plan].index("Stretch") == 1


@pytest.mark.usefixtures("once")
def test_the_session_runs_as_the_rounds_were_planned(
    planning: Planning, library: Library, clock: FakeClock, session_id: str
) -> None:
    planning.repeat_together(session_id, "stage-2", together=True)
    planning.set_rounds(session_id, "stage-1", 2)
    live = Live(library, clock, session_id)
    live.start()
    entered: list[str] = []
    while live.session.stage is not None and len(entered) < 5:
        entered.append(live.session.stage.id)
        following = live.session.next_stage
        assert following is not None
        live.enter(following.id, again=live.session.going_round is not None)
    assert entered == ["stage-1", "stage-2", "stage-1", "stage-2", "stage-3"]


@pytest.mark.usefixtures("once")
def test_a_round_for_each_presenter_is_offered_where_stages_repeat_together(
    planning: Planning, saved: Saved, session_id: str
) -> None:
    planning.repeat_together(session_id, "stage-3", together=True)
    people = saved().participants
    for person in people:
        planning.change_participant(session_id, replace(person, roles=(Role.PRESENTER,)))
    offer = rounds_offer(saved())
    assert offer is not None
    assert ([s.id for s in offer.stages], offer.presenters) == (["stage-2", "stage-3"], 3)
    planning.set_rounds(session_id, "stage-3", 3)
    assert rounds_offer(saved()) is None
    for person in people[1:]:
        planning.change_participant(session_id, replace(person, roles=(Role.PARTICIPANT,)))
    assert rounds_offer(saved()) is None


@pytest.mark.usefixtures("once")
def test_no_round_is_offered_for_a_plan_without_stages_that_repeat_together(
    planning: Planning, saved: Saved, session_id: str
) -> None:
    for person in saved().participants:
        planning.change_participant(session_id, replace(person, roles=(Role.PRESENTER,)))
    planning.set_rounds(session_id, "stage-2", 2)
    assert rounds_offer(saved()) is None


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    "act",
    [
        lambda planning, session: planning.choose_protocol(session, TUNING),
        lambda planning, session: planning.set_planned(session, "stage-1", 60),
        lambda planning, session: planning.rename_stage(session, "stage-1", "x"),
        lambda planning, session: planning.leave_out(session, "stage-1", left_out=True),
        lambda planning, session: planning.move_stage(session, "stage-1", 2),
        lambda planning, session: planning.add_stage(session, "x", 60, 0),
        lambda planning, session: planning.change_stage(session, "stage-1", protected=True),
        lambda planning, session: planning.set_rounds(session, "stage-1", 2),
        lambda planning, session: planning.repeat_together(session, "stage-2", together=True),
    ],
)
def test_the_plan_stays_as_it_is_once_the_session_has_begun(
    planning: Planning, saved: Saved, session_id: str, act: Callable[[Planning, str], Change]
) -> None:
    before = saved()
    with pytest.raises(RuleError, match="has begun"):
        act(planning, session_id)
    assert saved() == before


def test_people_are_added_changed_moved_and_removed(
    planning: Planning, saved: Saved, session_id: str
) -> None:
    change = planning.add_participant(session_id, " P20 ", " N. ")
    new = Participant(id=change.ids[0], code="P20", name="N.")
    assert saved().participants[-1] == new
    assert change == Change(Changed.PEOPLE, session_id, (new.id,))
    planning.change_participant(session_id, replace(new, code=" P21 ", roles=(Role.OBSERVER,)))
    assert saved().participants[-1] == replace(new, code="P21", roles=(Role.OBSERVER,))
    planning.move_participant(session_id, new.id, 0)
    assert [p.id for p in saved().participants] == [new.id, "person-1", "person-2", "person-3"]
    planning.remove_participant(session_id, new.id)
    assert [p.id for p in saved().participants] == ["person-1", "person-2", "person-3"]


def test_each_person_has_a_code_of_their_own(
    planning: Planning, saved: Saved, planned: SessionRecord, session_id: str
) -> None:
    with pytest.raises(RuleError, match="needs a code"):
        planning.add_participant(session_id, "  ")
    with pytest.raises(RuleError, match="same code"):
        planning.add_participant(session_id, "P07")
    with pytest.raises(RuleError, match="same code"):
        planning.change_participant(session_id, replace(planned.participants[2], code="P07 "))
    assert saved() == planned


def test_people_who_are_not_there_are_neither_changed_nor_moved_nor_removed(
    planning: Planning, session_id: str
) -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: planning.change_participant(session_id, Participant(id="no", code="P99")),
        lambda: planning.move_participant(session_id, "no", 0),
        lambda: planning.remove_participant(session_id, "no"),
        lambda: planning.record_consent(session_id, "no", Consent(quotes=True)),
    )
    for act in acts:
        with pytest.raises(RuleError, match="not in this session"):
            act()


def test_consent_is_kept_with_the_day_on_which_it_was_asked(
    planning: Planning, saved: Saved, session_id: str
) -> None:
    planning.record_consent(session_id, "person-3", Consent(quotes=False))
    person = saved().participant("person-3")
    assert person is not None
    assert person.consent == Consent(quotes=False, asked_on=date(2026, 3, 10))
    planning.record_consent(session_id, "person-3", Consent())
    person = saved().participant("person-3")
    assert person is not None
    assert person.consent == Consent()


def test_people_whose_words_or_promises_are_kept_stay_listed(
    planning: Planning, library: Library, clock: FakeClock, begun: Live, session_id: str
) -> None:
    said = begun.add_contribution(
        ContributionKind.ANSWER, "Twice.", "person-2", begun.first_key()
    ).ids[0]
    with pytest.raises(RuleError, match="stay listed"):
        planning.remove_participant(session_id, "person-2")
    begun.correct(said, whole_group=True)
    with pytest.raises(RuleError, match="stay listed"):
        planning.remove_participant(session_id, "person-2")
    WrapUp(library, clock).add_commitment(session_id, "person-3", "Visit.")
    with pytest.raises(RuleError, match="stay listed"):
        planning.remove_participant(session_id, "person-3")
    planning.remove_participant(session_id, "person-1")


def test_the_framing_question_is_rewritten_or_begun_anew(
    planning: Planning, saved: Saved, clock: FakeClock, session_id: str
) -> None:
    planning.write_framing_question(session_id, "How can I help?")
    assert [q.text for q in saved().framing_questions] == [
        "Is my feedback good?",
        "How can I help?",
    ]
    clock.advance(5)
    change = planning.write_framing_question(session_id, "What do I ask?", new=True)
    newest = saved().framing_questions[-1]
    assert (newest.id, newest.text, newest.written_at) == (
        change.ids[0],
        "What do I ask?",
        clock.utc(),
    )
    assert len(saved().framing_questions) == 3


def test_the_first_framing_question_needs_no_asking_for(
    planning: Planning, library: Library
) -> None:
    session = planning.start_session(TUNING).session_id
    planning.write_framing_question(session, "How can I help?")
    assert library.sessions.record(session).framing_question == "How can I help?"


def test_a_checklist_answer_takes_the_place_of_the_one_before(
    planning: Planning, saved: Saved, session_id: str
) -> None:
    new = ChecklistAnswer(item="own_role", answer="yes")
    planning.answer_checklist(session_id, new)
    planning.answer_checklist(session_id, ChecklistAnswer(item="leverage", answer="no"))
    assert [(a.item, a.answer) for a in saved().checklist] == [
        ("instruction", "yes"),
        ("own_role", "yes"),
        ("leverage", "no"),
    ]


def test_artifacts_are_added_changed_and_removed(
    planning: Planning, saved: Saved, session_id: str
) -> None:
    change = planning.add_artifact(session_id, " Notes ", " https://example.org ")
    assert change.what is Changed.ARTIFACTS
    new = saved().artifacts[-1]
    assert (new.id, new.title, new.link) == (change.ids[0], "Notes", "https://example.org")
    planning.change_artifact(session_id, replace(new, relevance=Relevance.MEDIUM))
    assert saved().artifacts[-1].relevance is Relevance.MEDIUM
    planning.remove_artifact(session_id, new.id)
    assert [a.id for a in saved().artifacts] == ["artifact-1", "artifact-2"]
    with pytest.raises(RuleError, match="artifact is not in this session"):
        planning.remove_artifact(session_id, new.id)
    with pytest.raises(RuleError, match="artifact is not in this session"):
        planning.change_artifact(session_id, Artifact(id="no", title="x"))


def test_a_file_is_copied_into_the_library_and_goes_with_its_last_artifact(
    planning: Planning, library: Library, saved: Saved, session_id: str, tmp_path: Path
) -> None:
    source = tmp_path / "feedback notes.txt"
    source.write_text("Three notes", encoding="utf-8")
    first = planning.add_file(session_id, source).ids[0]
    second = planning.add_file(session_id, source, " Notes ").ids[0]
    source.unlink()
    kept, again = saved().artifacts[-2:]
    assert (kept.title, kept.file_name, kept.size) == ("feedback notes", "feedback notes.txt", 11)
    assert (again.title, again.sha256) == ("Notes", kept.sha256)
    assert library.artifacts.path(kept.sha256).read_text(encoding="utf-8") == "Three notes"
    planning.remove_artifact(session_id, first)
    assert library.artifacts.exists(kept.sha256)
    planning.remove_artifact(session_id, second)
    assert not library.artifacts.exists(kept.sha256)


def test_a_file_that_is_not_there_adds_nothing(
    planning: Planning, saved: Saved, planned: SessionRecord, session_id: str, tmp_path: Path
) -> None:
    with pytest.raises((FileProblem, StorageError)):
        planning.add_file(session_id, tmp_path / "nowhere.pdf")
    assert saved() == planned


def test_nothing_is_prepared_in_a_session_that_is_not_there(planning: Planning) -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: planning.write("nowhere", title="x"),
        lambda: planning.choose_protocol("nowhere", TUNING),
        lambda: planning.add_participant("nowhere", "P1"),
        lambda: planning.write_framing_question("nowhere", "x"),
        lambda: planning.add_artifact("nowhere", "x"),
    )
    for act in acts:
        with pytest.raises(RuleError, match="not in the library"):
            act()


def test_what_the_disk_refuses_changes_nothing(
    impatient_library: Library,
    other_program: sqlite3.Connection,
    clock: FakeClock,
    planned: SessionRecord,
) -> None:
    impatient_library.sessions.insert(planned)
    planning = Planning(impatient_library, clock)
    other_program.execute("BEGIN IMMEDIATE")
    acts: tuple[Callable[[], object], ...] = (
        lambda: planning.write(planned.id, title="x"),
        lambda: planning.choose_protocol(planned.id, TUNING),
        lambda: planning.leave_out(planned.id, "stage-1", left_out=True),
        lambda: planning.add_participant(planned.id, "P99"),
    )
    for act in acts:
        with pytest.raises(StorageError):
            act()
    other_program.execute("ROLLBACK")
    assert impatient_library.sessions.record(planned.id) == planned


def test_a_title_that_is_only_the_protocols_name_follows_the_protocol(
    planning: Planning, library: Library
) -> None:
    plain = planning.start_session(TUNING).session_id
    named = planning.start_session(TUNING, "March").session_id
    other = replace(TUNING, key="other", name="Another protocol")
    for session_id in (plain, named):
        planning.choose_protocol(session_id, other)
    titles = [library.sessions.record(session_id).title for session_id in (plain, named)]
    assert titles == ["Another protocol", "March"]
