"""Who has been heard in a stage, and who is next; for the facilitator alone, never to rank."""

from __future__ import annotations

from collections.abc import Sequence

from dilc_desktop.domain.record import Contribution, Participant, Role
from dilc_desktop.domain.session import StageRun

_NOT_ASKED = frozenset({Role.FACILITATOR, Role.PROCESS_OBSERVER, Role.OBSERVER})


def seats(people: Sequence[Participant], *, presenter_too: bool) -> tuple[Participant, ...]:
    """The people who are asked in a go-round, in the order of their seats."""
    return tuple(
        person
        for person in people
        if not _NOT_ASKED.intersection(person.roles)
        and (presenter_too or Role.PRESENTER not in person.roles)
    )


def heard(run: StageRun, said: Sequence[Contribution]) -> frozenset[str]:
    """Ids of people who spoke in a stage run, by a capture or a talk turn, or who passed."""
    spoke = {c.speaker for c in said if c.speaker and c.stage_run == run.id and not c.withdrawn_at}
    return frozenset(spoke | {turn.speaker for turn in run.turns} | set(run.passed))


def not_yet_heard(
    asked: Sequence[Participant], run: StageRun, said: Sequence[Contribution]
) -> tuple[Participant, ...]:
    """The people who were asked and not heard yet, in the order of their seats; first is next."""
    found = heard(run, said)
    return tuple(person for person in asked if person.id not in found)
