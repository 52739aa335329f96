from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dilc_desktop.domain.protocol import ContributionKind, Protocol, Stage, StageKind, misfits


def stage(**changes: Any) -> Stage:
    whole = Stage(
        key="questions",
        name="Questions",
        kind=StageKind.QUESTION_AND_ANSWER,
        minutes=10,
        shortest=5,
        longest=15,
        speaks="group",
        silent="",
        kinds=(ContributionKind.CLARIFYING_QUESTION,),
        say="Ask for facts.",
        room="Ask for facts.",
    )
    return replace(whole, **changes)


def protocol(*stages: Stage, **changes: Any) -> Protocol:
    whole = Protocol(
        key="tuning",
        name="Tuning",
        version=1,
        purpose="To give feedback",
        group_size="5 to 12",
        roles="presenter, facilitator",
        credit="After its authors.",
        notes="",
        stages=stages or (stage(),),
    )
    return replace(whole, **changes)


def places(checked: Protocol) -> list[str]:
    return [misfit.place for misfit in misfits(checked)]


def test_a_whole_protocol_has_no_misfits_and_knows_its_length() -> None:
    whole = protocol(stage(), stage(key="debrief", minutes=0, shortest=None, longest=None))
    assert places(whole) == []
    assert whole.minutes == 10


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"key": "Tuning"}, "key"),
        ({"key": "a" * 49}, "key"),
        ({"version": 0}, "version"),
        ({"name": " "}, "name"),
        ({"purpose": ""}, "purpose"),
        ({"credit": ""}, "credit"),
        ({"stages": ()}, "stage"),
    ],
)
def test_what_does_not_fit_a_protocol_is_named(changes: dict[str, Any], place: str) -> None:
    assert places(protocol(**changes)) == [place]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"key": "2nd"}, "stage 1 (2nd), key"),
        ({"name": ""}, "stage 1 (questions), name"),
        ({"say": ""}, "stage 1 (questions), say"),
        ({"room": ""}, "stage 1 (questions), room"),
        ({"speaks": ""}, "stage 1 (questions), speaks"),
        ({"minutes": -1, "shortest": None, "longest": None}, "stage 1 (questions), minutes"),
        ({"minutes": 1441, "shortest": None, "longest": None}, "stage 1 (questions), minutes"),
        ({"longest": None}, "stage 1 (questions), shortest"),
        ({"shortest": None}, "stage 1 (questions), shortest"),
        ({"shortest": 16}, "stage 1 (questions), shortest"),
        ({"minutes": 4}, "stage 1 (questions), minutes"),
        ({"minutes": 16}, "stage 1 (questions), minutes"),
        ({"kinds": (ContributionKind.ANSWER,) * 2}, "stage 1 (questions), kinds"),
        ({"block": "Lab rounds"}, "stage 1 (questions), block"),
        ({"rounds": 0}, "stage 1 (questions), rounds"),
        ({"rounds": 21}, "stage 1 (questions), rounds"),
        ({"places": ("Room 4", " ")}, "stage 1 (questions), places"),
        ({"places": ("a" * 61,)}, "stage 1 (questions), places"),
        ({"places": ("Room 4", "Room 4")}, "stage 1 (questions), places"),
        ({"places": tuple(f"Room {n}" for n in range(21))}, "stage 1 (questions), places"),
    ],
)
def test_what_does_not_fit_a_stage_is_named_with_its_place(
    changes: dict[str, Any], place: str
) -> None:
    assert places(protocol(stage(**changes))) == [place]


def test_stages_of_one_block_stand_in_a_row_and_have_as_many_rounds() -> None:
    one, two = (stage(key=key, block="visit", rounds=3) for key in ("walk", "watch"))
    other = stage(key="debrief", rounds=2)
    again = stage(key="talk", block="more", rounds=2)
    whole = protocol(one, two, other, again)
    assert places(whole) == []
    assert whole.minutes == 30 + 30 + 20 + 20
    assert places(protocol(one, other, two)) == ["stage 3 (watch), block"]
    assert places(protocol(one, replace(two, rounds=2))) == ["stage 2 (watch), rounds"]


def test_two_stages_cannot_have_one_key() -> None:
    assert places(protocol(stage(), stage())) == ["stage 2 (questions), key"]


def test_a_misfit_says_what_was_expected() -> None:
    (misfit,) = misfits(protocol(stage(minutes=4)))
    assert misfit.expected == "expected minutes inside the range, 5 to 15."
