"""Choosing a protocol: by what a group brings, its size, its time and its trust.

The rules are the field's guidance on choosing (dilemma or tuning, work or data, a success, a
text, tension, a team that is stuck); they advise and never exclude.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dilc_desktop.domain.protocol import Protocol, Situation, Stage, Trust

SUGGESTED = 3

_SENTENCE_END = re.compile(r"(?<=[.?!\u3002\u061f])\s+")
_TRUST = (Trust.LOW, Trust.SOME, Trust.HIGH)
_FAR = 2
_REASONS = {
    Situation.OPEN_DILEMMA: "A question that is still open gains from many ways of seeing it.",
    Situation.DRAFT: "What is already on paper gets sharper with warm and cool feedback.",
    Situation.STUDENT_WORK: "Work and data tell more when they are described before being judged.",
    Situation.SUCCESS: "What made a success possible can be found and used again.",
    Situation.TEXT: "A text is understood better when each voice takes its turn with it.",
    Situation.TENSION: "In silence and in small steps, hard things can be said and heard.",
    Situation.STUCK_TEAM: "A stuck team moves on when others think as if the work were theirs.",
    Situation.CLASSROOMS: "What happens in classrooms is best seen there, together.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is known when a protocol is chosen; None where nothing was said.

    `people` counts everybody in the room, `minutes` is the time at hand, `trust` how much of it
    the group has.
    """

    situation: Situation | None = None
    people: int | None = None
    minutes: int | None = None
    trust: Trust | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """A protocol laid into the minutes at hand, inside the ranges of its stages.

    `minutes` has one figure for each stage, in order; `total` counts all rounds. `fits` is false
    where even the shortest form takes longer.
    """

    minutes: tuple[int, ...]
    total: int
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leeway:
    """What a stage usually takes, and the range it may be moved in; one unit for all three."""

    usual: int
    shortest: int
    longest: int
    rounds: int = 1
    protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A protocol that is suggested: why this one, its common risk, and what speaks against it."""

    protocol: Protocol
    reason: str
    risk: str
    doubts: tuple[str, ...]
    fitting: Fitting | None


def fit(protocol: Protocol, minutes: int, people: int | None = None) -> Fitting:
    """Fit a protocol to the minutes at hand, minute by minute where there is most leeway.

    Protected stages give way last. Where turns are counted, `people` sets their stage's length.
    """
    stages = [_leeway(stage, people) for stage in protocol.stages]
    lengths = spread(stages, minutes)
    total = whole(stages, lengths)
    return Fitting(minutes=lengths, total=total, fits=total <= minutes)


def spread(stages: Sequence[Leeway], most: int, step: int = 1) -> tuple[int, ...]:
    """The length of each stage so that all together take `most`, as far as their ranges allow.

    A length grows by whole steps; it shrinks by whole steps, the last one cut at its range.
    """
    lengths = [stage.usual for stage in stages]
    if whole(stages, lengths) > most:
        for protected in (False, True):
            _shorten(stages, lengths, most, step, protected=protected)
    else:
        _lengthen(stages, lengths, most, step)
    return tuple(lengths)


def whole(stages: Sequence[Leeway], lengths: Sequence[int]) -> int:
    """What stages of these lengths take together, all rounds counted."""
    return sum(n * stage.rounds for n, stage in zip(lengths, stages, strict=True))


def _leeway(stage: Stage, people: int | None) -> Leeway:
    least = stage.minutes if stage.shortest is None else stage.shortest
    most = stage.minutes if stage.longest is None else stage.longest
    usual = stage.minutes
    if people is not None and stage.per_person_s:
        usual = min(max(-(-people * stage.per_person_s // 60), least), most)
    return Leeway(
        usual=usual, shortest=least, longest=most, rounds=stage.rounds, protected=stage.protected
    )


def _shorten(
    stages: Sequence[Leeway], lengths: list[int], most: int, step: int, *, protected: bool
) -> None:
    """Take a step from the stage that can spare most, until the time suffices."""
    while whole(stages, lengths) > most:
        spare = {
            place: (lengths[place] - stage.shortest) / max(1, lengths[place])
            for place, stage in enumerate(stages)
            if stage.protected is protected and lengths[place] > stage.shortest
        }
        if not spare:
            return
        place = max(spare, key=spare.__getitem__)
        lengths[place] = max(stages[place].shortest, lengths[place] - step)


def _lengthen(stages: Sequence[Leeway], lengths: list[int], most: int, step: int) -> None:
    """Give a step to the stage that can take most, as long as there is one to give."""
    while True:
        left = most - whole(stages, lengths)
        room = {
            place: (stage.longest - lengths[place]) / max(1, lengths[place])
            for place, stage in enumerate(stages)
            if lengths[place] + step <= stage.longest and stage.rounds * step <= left
        }
        if not room:
            return
        lengths[max(room, key=room.__getitem__)] += step


def choose(protocols: Sequence[Protocol], wish: Wish) -> tuple[Choice, ...]:
    """At most three protocols for a wish, the most fitting first.

    Protocols made for the situation come before all others, those without a doubt first; then
    the order in which they were given. Where too few are made for it, others fill up, and say so.
    What needs far more trust than there is gives way to both, unless nothing else is made for it.
    """
    choices = [(_place(p, wish), _lacking(p, wish), _choice(p, wish)) for p in protocols]
    safe = any(place is not None and lacking < _FAR for place, lacking, _ in choices)
    ranked = sorted(
        choices,
        key=lambda one: (
            safe and one[1] >= _FAR,
            one[0] is None,
            len(one[2].doubts),
            one[1],
            _is_delicate(one[2].protocol, wish),
            one[0] or 0,
        ),
    )
    return tuple(choice for *_, choice in ranked[:SUGGESTED])


def _lacking(protocol: Protocol, wish: Wish) -> int:
    """By how many steps a protocol needs more trust than there is."""
    if wish.trust is None:
        return 0
    return max(0, _TRUST.index(protocol.trust) - _TRUST.index(wish.trust))


def _is_delicate(protocol: Protocol, wish: Wish) -> bool:
    """Whether it needs much trust of a group of which nothing was said."""
    return wish.trust is None and protocol.trust is Trust.HIGH


def _place(protocol: Protocol, wish: Wish) -> int | None:
    """Where the situation stands among those of a protocol; None where it is not made for it."""
    if wish.situation is None:
        return 0
    if wish.situation not in protocol.situations:
        return None
    return protocol.situations.index(wish.situation)


def _choice(protocol: Protocol, wish: Wish) -> Choice:
    fitting = None if wish.minutes is None else fit(protocol, wish.minutes, wish.people)
    checks: tuple[Callable[[Protocol, Wish], str], ...] = (_trust_doubt, _people_doubt)
    doubts = [words for check in checks if (words := check(protocol, wish))]
    if fitting is not None and not fitting.fits:
        doubts.append(f"It takes {fitting.total} minutes at least; you have {wish.minutes}.")
    made_for = wish.situation is None or wish.situation in protocol.situations
    reason = protocol.purpose
    if wish.situation is not None:
        other = f"Not made for this, but it may serve. {protocol.purpose}"
        reason = _when(protocol) or because(wish.situation) if made_for else other
    return Choice(
        protocol=protocol,
        reason=reason,
        risk=protocol.risk,
        doubts=tuple(doubts),
        fitting=fitting,
    )


def because(situation: Situation) -> str:
    """Why a situation asks for the protocols that are made for it, in one sentence."""
    return _REASONS[situation]


def _when(protocol: Protocol) -> str:
    """When to choose it, as the first sentence of its own words says."""
    return _SENTENCE_END.split(protocol.use_when.strip(), maxsplit=1)[0]


def _trust_doubt(protocol: Protocol, wish: Wish) -> str:
    return "It needs more trust than this group has yet." if _lacking(protocol, wish) else ""


def _people_doubt(protocol: Protocol, wish: Wish) -> str:
    fewest, most, people = protocol.smallest, protocol.largest, wish.people
    if people is None:
        return ""
    if fewest is not None and people < fewest:
        return f"It is made for {fewest} people or more; you are {people}."
    if most is not None and people > most:
        return f"It is made for {most} people or fewer; you are {people}."
    return ""
