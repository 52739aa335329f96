"""What the facilitator's focus tags amount to: a quiet cue, and the balance of kinds.

Nothing here counts persons.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Contribution, Focus

IN_A_ROW = 3
# What has no tag says nothing; but after so many of them the talk has moved on.
_UNTAGGED_END = 3
_SUBJECTS = (
    (Focus.OFF_INSTRUCTION, Focus.INSTRUCTION),
    (Focus.OFF_ROLE, Focus.PRINCIPALS_ROLE),
)


@dataclass(frozen=True, slots=True)
class FocusCue:
    """The talk has left a subject: `subject` is the tag, `contributions` the row's ids in order.

    A cue with the same first contribution is the same cue, so that it can stay hidden.
    """

    subject: Focus
    contributions: tuple[str, ...]


def cue(kept: Sequence[Contribution], at: int) -> FocusCue | None:
    """Whether the talk up to `at`, in ms since the start, has been off a subject three times.

    `kept` is in the order of the offsets. A contribution on that subject ends the row, and so do
    three in a row without a tag on it. Where both subjects were left, the cue is of the one that
    was left last.
    """
    end = bisect_right(kept, at, key=attrgetter("offset_ms"))
    found: list[tuple[int, FocusCue]] = []
    for off, on in _SUBJECTS:
        places = _row(kept, end, off, on)
        if len(places) >= IN_A_ROW:
            found.append((places[-1], FocusCue(off, tuple(kept[place].id for place in places))))
    return max(found, key=lambda one: one[0])[1] if found else None


def _row(said: Sequence[Contribution], end: int, off: Focus, on: Focus) -> list[int]:
    """The places of the row that is still open before `end`, in order."""
    places: list[int] = []
    untagged = 0
    for place in range(end - 1, -1, -1):
        tags = said[place].focus
        if off in tags:
            places.append(place)
            untagged = 0
        elif on in tags:
            break
        elif _is_talk(said[place]):
            untagged += 1
            if untagged == _UNTAGGED_END:
                break
    return places[::-1]


def _is_talk(contribution: Contribution) -> bool:
    """Whether it was said in the room: the facilitator's own notes do not end a row."""
    return not contribution.private and contribution.kind is not ContributionKind.PROCESS_NOTE


def balance(kept: Iterable[Contribution]) -> dict[ContributionKind, int]:
    """How many contributions there are of each kind that occurs."""
    return dict(Counter(map(attrgetter("kind"), kept)))
