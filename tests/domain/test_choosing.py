from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dilc_desktop.domain.choosing import SUGGESTED, Leeway, Wish, choose, fit, spread, whole
from dilc_desktop.domain.protocol import (
    ContributionKind,
    Protocol,
    Situation,
    Stage,
    StageKind,
    Trust,
)


def stage(
    minutes: int,
    shortest: int | None = None,
    longest: int | None = None,
    *,
    protected: bool = False,
    rounds: int = 1,
    per_person_s: int = 0,
) -> Stage:
    return Stage(
        key="talk",
        name="Talk",
        kind=StageKind.TALK,
        minutes=minutes,
        shortest=shortest,
        longest=longest,
        speaks="Everybody",
        silent="",
        kinds=(ContributionKind.PROBLEM,),
        say="Please begin.",
        room="We talk.",
        protected=protected,
        rounds=rounds,
        per_person_s=per_person_s,
    )


def protocol(key: str, *stages: Stage, **more: object) -> Protocol:
    made = Protocol(
        key=key,
        name=key.title(),
        version=1,
        purpose=f"The purpose of {key}.",
        group_size="",
        roles="",
        credit="Our own.",
        notes="",
        stages=stages or (stage(30, 20, 40),),
        risk=f"The risk of {key}.",
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name, from a test


DILEMMA = protocol("dilemma", situations=(Situation.OPEN_DILEMMA,), smallest=5, largest=12)
THREES = protocol("threes", situations=(Situation.OPEN_DILEMMA,), smallest=3, largest=3)
WORK = protocol("work", situations=(Situation.STUDENT_WORK,), trust=Trust.HIGH)
CALM = protocol("calm", situations=(Situation.TENSION, Situation.OPEN_DILEMMA), trust=Trust.LOW)
OWN = protocol("own")
SHELF = (DILEMMA, THREES, WORK, CALM, OWN)


def keys(wish: Wish) -> list[str]:
    return [choice.protocol.key for choice in choose(SHELF, wish)]


def test_what_is_made_for_the_situation_comes_first_and_the_nearest_of_it_before_the_rest() -> None:
    assert keys(Wish(situation=Situation.OPEN_DILEMMA)) == ["dilemma", "threes", "calm"]
    assert keys(Wish(situation=Situation.TENSION))[0] == "calm"


def test_a_doubt_puts_a_protocol_behind_those_that_are_made_for_it_without_one() -> None:
    three = choose(SHELF, Wish(situation=Situation.OPEN_DILEMMA, people=3))
    assert [choice.protocol.key for choice in three] == ["threes", "calm", "dilemma"]
    assert three[2].doubts == ("It is made for 5 people or more; you are 3.",)
    assert three[0].doubts == ()


def test_more_trust_than_there_is_is_said_and_never_hidden() -> None:
    found = choose(SHELF, Wish(situation=Situation.STUDENT_WORK, trust=Trust.LOW))
    assert found[0].protocol is WORK
    assert found[0].doubts == ("It needs more trust than this group has yet.",)


def test_far_more_trust_than_there_is_gives_way_where_anything_else_is_made_for_it() -> None:
    gentle = protocol("gentle", situations=(Situation.STUDENT_WORK,))
    low = Wish(situation=Situation.STUDENT_WORK, trust=Trust.LOW)
    found = choose((WORK, gentle, CALM, OWN, DILEMMA), low)
    assert [choice.protocol.key for choice in found] == ["gentle", "calm", "own"]
    some = replace(low, trust=Trust.SOME)
    assert [choice.protocol.key for choice in choose((WORK, gentle, OWN), some)] == [
        "gentle",
        "work",
        "own",
    ]


def test_nothing_said_of_trust_puts_what_needs_much_of_it_behind_its_equals() -> None:
    gentle = protocol("gentle", situations=(Situation.STUDENT_WORK,))
    found = choose((WORK, gentle), Wish(situation=Situation.STUDENT_WORK))
    assert [choice.protocol.key for choice in found] == ["gentle", "work"]
    assert [choice.doubts for choice in found] == [(), ()]


def test_every_choice_has_a_reason_and_a_risk_also_where_nothing_is_made_for_it() -> None:
    for situation in (None, *Situation):
        found = choose(SHELF, Wish(situation=situation))
        assert len(found) == SUGGESTED
        assert all(choice.reason and choice.risk for choice in found)
    assert choose(SHELF, Wish(situation=Situation.TEXT))[0].reason.startswith("Not made for this")


def test_nothing_on_the_shelf_gives_no_choice() -> None:
    assert choose((), Wish(situation=Situation.TEXT)) == ()


def test_too_little_time_is_a_doubt_with_the_least_that_it_takes() -> None:
    found = choose((DILEMMA,), Wish(minutes=15))[0]
    assert found.doubts == ("It takes 20 minutes at least; you have 15.",)
    assert found.fitting is not None
    assert not found.fitting.fits


def test_protected_stages_give_way_last() -> None:
    plan = protocol("plan", stage(20, 10, 20), stage(10, 5, 10, protected=True))
    assert fit(plan, 22).minutes == (12, 10)
    assert fit(plan, 16).minutes == (10, 6)
    assert fit(plan, 3) == fit(plan, 0)
    assert fit(plan, 3).total == 15


def test_stages_without_a_range_keep_their_minutes() -> None:
    assert fit(protocol("plan", stage(20), stage(10, 5, 15)), 34).minutes == (20, 14)


def test_a_round_counts_as_often_as_it_runs() -> None:
    rounds = protocol("plan", stage(5, 3, 8, rounds=4))
    assert fit(rounds, 27).minutes == (6,)
    assert fit(rounds, 27).total == 24
    assert fit(rounds, 13).minutes == (3,)


def test_turns_are_counted_by_the_people_inside_the_range() -> None:
    turns = protocol("plan", stage(4, 3, 8, per_person_s=40))
    assert fit(turns, 6, people=9).minutes == (6,)
    assert fit(turns, 60, people=3).minutes == (8,)


def test_lengths_move_by_whole_steps_and_the_last_one_is_cut_at_the_range() -> None:
    stages = (
        Leeway(usual=650, shortest=600, longest=1200),
        Leeway(usual=300, shortest=290, longest=300, rounds=2),
    )
    assert spread(stages, 1_190, step=60) == (600, 290)
    assert spread(stages, 1_249, step=60) == (600, 300)
    assert spread(stages, 1_500, step=60) == (890, 300)
    assert spread(stages, 9_000, step=60) == (1190, 300)
    assert whole(stages, (600, 290)) == 1_180


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.booleans()),
        min_size=1,
        max_size=8,
    ),
    st.integers(0, 300),
)
def test_a_fitting_stays_inside_every_range_and_uses_the_time_as_far_as_it_can(
    given_stages: list[tuple[int, int, int, bool]], minutes: int
) -> None:
    made = [
        stage(least + more, least, least + more + most, protected=protected)
        for least, more, most, protected in given_stages
    ]
    found = fit(protocol("plan", *made), minutes)
    assert all(
        (s.shortest or 0) <= n <= (s.longest or 0) for n, s in zip(found.minutes, made, strict=True)
    )
    least, most = sum(s.shortest or 0 for s in made), sum(s.longest or 0 for s in made)
    assert found.total == min(max(minutes, least), most)
    assert found.fits is (least <= minutes)


@pytest.mark.parametrize("people", [0, 1, 500])
def test_any_number_of_people_is_answered(people: int) -> None:
    assert len(choose(SHELF, Wish(people=people, minutes=45))) == SUGGESTED
