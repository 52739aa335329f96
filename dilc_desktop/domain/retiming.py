"""A proposal that shares lateness out over the stages to come; nothing changes by itself."""

from __future__ import annotations

from dataclasses import dataclass

from dilc_desktop.domain.session import PlannedStage, Session, left_of_stage

WORTHWHILE_S = 15
_LEAST_S = 60


@dataclass(frozen=True, slots=True)
class Retimed:
    """A coming stage with its planned seconds before and after; `kept` where it stays whole."""

    stage_id: str
    name: str
    before_s: int
    after_s: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """New lengths for the coming stages; `missing_s` is what could not be saved by them."""

    stages: tuple[Retimed, ...]
    missing_s: int

    @property
    def saved_s(self) -> int:
        """Seconds by which the coming stages become shorter."""
        return sum(stage.before_s - stage.after_s for stage in self.stages)


def propose(session: Session, late_s: int) -> Proposal | None:
    """Shorten what is left in proportion to its lengths, to save `late_s` seconds.

    Protected stages stay whole, and none goes below the shortest of its range or, without one,
    half of its length but at least a minute. None where less than 15 seconds are to be saved or
    nothing can be shortened. The shares sum to the second.
    """
    coming = [stage for stage in session.coming if stage.rounds == 1]
    # A stage that was visited before has less left than its plan; both shrink by the same cut.
    lengths = {s.id: left_of_stage(session, s) // 1000 for s in coming}
    room = {s.id: 0 if s.protected else _room(s, lengths[s.id]) for s in coming}
    if late_s < WORTHWHILE_S or not any(room.values()):
        return None
    cuts = _shares(lengths, room, late_s)
    stages = tuple(
        Retimed(
            stage_id=stage.id,
            name=stage.name,
            before_s=stage.planned_s,
            after_s=stage.planned_s - cuts[stage.id],
            kept=stage.protected,
        )
        for stage in coming
    )
    return Proposal(stages, missing_s=late_s - sum(cuts.values()))


def _room(stage: PlannedStage, left_s: int) -> int:
    """Seconds by which a stage may become shorter, at most what it still has."""
    least = stage.shortest_s
    if least is None:
        least = max(_LEAST_S, stage.planned_s // 2)
    return max(0, min(left_s, stage.planned_s - least))


def _shares(lengths: dict[str, int], room: dict[str, int], wanted: int) -> dict[str, int]:
    """Share a cut in proportion to the lengths; what one cannot give the others take over."""
    cuts = dict.fromkeys(lengths, 0)
    while True:
        rest = wanted - sum(cuts.values())
        open_ = [name for name in lengths if room[name] > cuts[name]]
        if rest <= 0 or not open_:
            return cuts
        whole = sum(lengths[name] for name in open_)
        given = 0
        for name in open_:
            share = min(rest * lengths[name] // whole, room[name] - cuts[name])
            cuts[name] += share
            given += share
        if given == 0:
            # Less than a second for each: the longest gives it.
            name = max(open_, key=lambda n: lengths[n] - cuts[n])
            cuts[name] += 1
