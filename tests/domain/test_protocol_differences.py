from __future__ import annotations

from dataclasses import replace

from dilc_desktop.domain.protocol import ContributionKind, KindHelp, Protocol, Stage, StageKind
from dilc_desktop.domain.protocol_differences import Difference, differences, told


def stage(key: str, minutes: int = 5) -> Stage:
    return Stage(
        key=key,
        name=key.title(),
        kind=StageKind.TALK,
        minutes=minutes,
        shortest=None,
        longest=None,
        speaks="Everybody",
        silent="",
        kinds=(ContributionKind.PROBLEM,),
        say="Please begin.",
        room="We talk.",
    )


OLDER = Protocol(
    key="tuning",
    name="Tuning",
    version=1,
    purpose="Sharpen a draft.",
    group_size="",
    roles="",
    credit="Our own.",
    notes="",
    stages=(stage("present"), stage("warm"), stage("debrief")),
)


def test_nothing_differs_from_itself_and_the_version_alone_is_no_difference() -> None:
    assert differences(OLDER, replace(OLDER, version=2)) == ()


def test_a_changed_field_is_told_with_before_and_after() -> None:
    longer = replace(OLDER.stages[1], minutes=8, protected=True)
    newer = replace(OLDER, purpose="Tune it.", stages=(OLDER.stages[0], longer, OLDER.stages[2]))
    assert differences(OLDER, newer) == (
        Difference("purpose", "Sharpen a draft.", "Tune it."),
        Difference("stage Warm, minutes", "5", "8"),
        Difference("stage Warm, protected", "no", "yes"),
    )


def test_stages_that_came_went_and_moved_are_told() -> None:
    present, warm, debrief = OLDER.stages
    newer = replace(OLDER, stages=(warm, present, stage("cool", 7)))
    assert differences(OLDER, newer) == (
        Difference("stage Debrief", "Debrief, 5 min", ""),
        Difference("stage Cool", "", "Cool, 7 min"),
        Difference("order", "Present, Warm", "Warm, Present"),
    )
    assert debrief not in newer.stages


def test_lists_and_helps_are_told_in_words() -> None:
    help_ = KindHelp(kind=ContributionKind.WARM_FEEDBACK, stems=("I noticed",), test="Is it seen?")
    newer = replace(OLDER, norms=("Be kind", "Be specific"), helps=(help_,))
    assert differences(OLDER, newer) == (
        Difference("norms", "", "Be kind; Be specific"),
        Difference("helps", "", "warm feedback: I noticed / Is it seen?"),
    )


def test_differences_are_told_in_one_line_of_short_words() -> None:
    present, warm, debrief = OLDER.stages
    longer = replace(warm, minutes=8, say="Say what you see in it, and where you see it.")
    newer = replace(OLDER, notes="Ours.", stages=(debrief, longer, stage("cool", 7)))
    assert told(differences(OLDER, newer)) == (
        "notes added; stage Present taken out; stage Warm, minutes: 5, now 8; "
        "stage Warm, say in other words; stage Cool added; stages in another order"
    )
    assert told(()) == ""
    assert present not in newer.stages


def test_a_long_list_of_differences_ends_with_how_many_more_there_are() -> None:
    newer = replace(OLDER, stages=tuple(stage(f"new_{n}") for n in range(40)))
    lines = told(differences(OLDER, newer)).split("; ")
    assert lines[0] == "stage Present taken out"
    assert lines[-1] == "and 31 more"
    assert len(lines) == 13
