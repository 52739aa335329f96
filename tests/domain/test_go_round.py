from __future__ import annotations

from dataclasses import replace

import pytest

from dilc_desktop.domain.go_round import heard, not_yet_heard, seats
from dilc_desktop.domain.record import Participant, Role, SessionRecord
from dilc_desktop.domain.session import StageRun, Turn


@pytest.fixture
def people() -> tuple[Participant, ...]:
    roles = (Role.FACILITATOR, Role.PRESENTER, Role.PARTICIPANT, Role.TIMEKEEPER, Role.OBSERVER)
    return tuple(
        Participant(id=f"p{number}", code=f"P{number:02}", roles=(role,))
        for number, role in enumerate(roles, start=1)
    )


def test_the_facilitator_and_observers_are_not_asked(people: tuple[Participant, ...]) -> None:
    assert [p.id for p in seats(people, presenter_too=True)] == ["p2", "p3", "p4"]
    assert [p.id for p in seats(people, presenter_too=False)] == ["p3", "p4"]


def test_a_capture_a_talk_turn_and_a_pass_each_count_as_heard(record: SessionRecord) -> None:
    said = replace(record.contributions[0], stage_run="run", speaker="p1", withdrawn_at=None)
    elsewhere = replace(said, stage_run="other", speaker="p4")
    undone = replace(said, speaker="p5", withdrawn_at=said.captured_at)
    run = StageRun(
        id="run",
        stage_id="s",
        started=0,
        planned_ms=1,
        turns=(Turn("p2", 0),),
        passed=("p3",),
    )
    assert heard(run, (said, elsewhere, undone)) == {"p1", "p2", "p3"}


def test_the_next_is_the_first_seat_not_yet_heard(people: tuple[Participant, ...]) -> None:
    run = StageRun(id="run", stage_id="s", started=0, planned_ms=1, passed=("p2",))
    asked = seats(people, presenter_too=True)
    assert [p.id for p in not_yet_heard(asked, run, ())] == ["p3", "p4"]
