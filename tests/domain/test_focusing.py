from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dilc_desktop.domain.focusing import FocusCue, balance, cue
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Contribution, Focus, Level

THEN = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
NOW = 1_000_000
TAGS = {
    "o": (Focus.OFF_INSTRUCTION,),
    "r": (Focus.OFF_ROLE,),
    "b": (Focus.OFF_INSTRUCTION, Focus.OFF_ROLE),
    "i": (Focus.INSTRUCTION,),
    "p": (Focus.PRINCIPALS_ROLE,),
    "e": (Focus.EVIDENCE,),
    ".": (),
}


def talk(tags: str) -> list[Contribution]:
    return [
        Contribution(
            id=f"c-{number:02}",
            kind=ContributionKind.SUGGESTION,
            text="x",
            speaker="p-1",
            stage_run="run-1",
            offset_ms=number * 1000,
            captured_at=THEN,
            focus=TAGS[tag],
        )
        for number, tag in enumerate(tags, start=1)
    ]


@pytest.mark.parametrize(
    ("tags", "subject"),
    [
        ("", None),
        ("oo", None),
        ("ooo", Focus.OFF_INSTRUCTION),
        ("rrr", Focus.OFF_ROLE),
        ("oro", None),
        ("ooi", None),
        ("oioo", None),
        ("oooi", None),
        ("ooop", Focus.OFF_INSTRUCTION),
        ("ooop.", Focus.OFF_INSTRUCTION),
        ("o.o..o", Focus.OFF_INSTRUCTION),
        ("o...oo", None),
        ("ooo..", Focus.OFF_INSTRUCTION),
        ("ooo...", None),
        ("oeoeo", Focus.OFF_INSTRUCTION),
        ("ooorrr", Focus.OFF_ROLE),
        ("orororo", Focus.OFF_INSTRUCTION),
        ("orororor", Focus.OFF_ROLE),
        ("bbb", Focus.OFF_INSTRUCTION),
        ("bbbi", Focus.OFF_ROLE),
    ],
)
def test_a_cue_follows_three_in_a_row_that_left_the_same_subject(
    tags: str, subject: Focus | None
) -> None:
    found = cue(talk(tags), NOW)
    assert (None if found is None else found.subject) is subject


def test_a_cue_names_its_row_in_order() -> None:
    said = talk("io.oo")
    assert cue(said, NOW) == FocusCue(Focus.OFF_INSTRUCTION, ("c-02", "c-04", "c-05"))


def test_only_what_was_said_by_then_counts() -> None:
    said = talk("ooo")
    assert cue(said, 2999) is None
    assert cue(said, 3000) is not None


def test_the_facilitators_own_notes_do_not_end_a_row() -> None:
    said = talk("oo....o")
    assert cue(said, NOW) is None
    said[2] = replace(said[2], kind=ContributionKind.PROCESS_NOTE)
    said[3] = replace(said[3], level=Level.FACILITATOR)
    assert cue(said, NOW) is not None


def test_the_balance_counts_kinds() -> None:
    said = talk("...")
    said[0] = replace(said[0], kind=ContributionKind.WARM_FEEDBACK)
    assert balance(said) == {ContributionKind.WARM_FEEDBACK: 1, ContributionKind.SUGGESTION: 2}
    assert balance([]) == {}
