"""Ten groups that look for a protocol, and what the library as it ships answers each of them.

The rules are the field's: no plan yet, a dilemma; a draft, the tuning family; pupils' work or data,
a conference or a dialogue, ATLAS only with trust; a success; a text; tension; a team that is stuck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from dilc_desktop import paths
from dilc_desktop.domain.choosing import Choice, Wish, because, choose
from dilc_desktop.domain.protocol import Protocol, Situation, Trust
from dilc_desktop.services.protocol_shelf import ProtocolShelf
from dilc_desktop.store.library import Library

if TYPE_CHECKING:
    from tests.conftest import FakeClock


@dataclass(frozen=True)
class Group:
    """What a group says, what is understood of it, and which first answers fit."""

    says: str
    wish: Wish
    first: tuple[str, ...]
    never: tuple[str, ...] = ()


ATLAS = ("atlas_work", "atlas_data")
TUNING = ("tuning", "tuning_plan", "tuning_short", "charrette")
GROUPS = (
    Group(
        "Eight principals who hardly know each other yet bring pupils' writing.",
        Wish(situation=Situation.STUDENT_WORK, people=8, trust=Trust.LOW),
        ("cac", "ddd"),
        never=ATLAS,
    ),
    Group(
        "One principal has a draft of a walkthrough form; nine people, an hour.",
        Wish(situation=Situation.DRAFT, people=9, minutes=60, trust=Trust.SOME),
        ("tuning", "tuning_plan"),
    ),
    Group(
        "A group that has met for two years brings pupils' work in mathematics.",
        Wish(situation=Situation.STUDENT_WORK, people=7, minutes=50, trust=Trust.HIGH),
        ("cac", "ddd", *ATLAS),
    ),
    Group(
        "Each of four has had a success this fall and wants it to happen again.",
        Wish(situation=Situation.SUCCESS, people=4),
        ("success",),
    ),
    Group(
        "Four people have read an article on feedback to teachers.",
        Wish(situation=Situation.TEXT, people=4, minutes=45),
        ("last_word", "four_as", "text_rendering"),
    ),
    Group(
        "There is tension over the new schedule, and trust is low.",
        Wish(situation=Situation.TENSION, people=12, trust=Trust.LOW),
        ("chalk_talk",),
    ),
    Group(
        "A leadership team of eight is stuck with its unfinished plan.",
        Wish(situation=Situation.STUCK_TEAM, people=8),
        ("charrette",),
    ),
    Group(
        "Three principals each bring a dilemma and have an hour and a half.",
        Wish(situation=Situation.OPEN_DILEMMA, people=3, minutes=90),
        ("dilemma_triad",),
    ),
    Group(
        "Nine people want to see in classrooms how teachers ask questions.",
        Wish(situation=Situation.CLASSROOMS, people=9),
        ("site_visit", "rounds"),
    ),
    Group(
        "Six people have thirty minutes for the draft of a tool.",
        Wish(situation=Situation.DRAFT, people=6, minutes=30),
        ("tuning_short",),
    ),
)


@pytest.fixture
def shelf(library: Library, clock: FakeClock) -> ProtocolShelf:
    return ProtocolShelf(paths.protocols(), library, clock)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.says)
def test_a_group_is_answered_as_the_field_advises(shelf: ProtocolShelf, group: Group) -> None:
    found = shelf.choose(group.wish)
    assert len(found) == 3
    assert found[0].protocol.key in group.first
    assert found[0].protocol.situations[0] is group.wish.situation
    assert not {choice.protocol.key for choice in found} & set(group.never)
    for choice in found:
        assert choice.reason
        assert choice.risk
        assert _keeps_its_word(choice, group.wish)


def _keeps_its_word(choice: Choice, wish: Wish) -> bool:
    """What does not fit in size, time or trust is said, and nothing else is."""
    protocol, people = choice.protocol, wish.people or 0
    trust = list(Trust)
    wrong = (
        people < (protocol.smallest or 0) or people > (protocol.largest or people),
        wish.minutes is not None and protocol.shortest > wish.minutes,
        wish.trust is not None and trust.index(protocol.trust) > trust.index(wish.trust),
    )
    if choice.fitting is not None and choice.fitting.fits:
        assert choice.fitting.total <= (wish.minutes or 0)
    return len(choice.doubts) == sum(wrong)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.says)
def test_what_does_not_fit_stands_behind_what_does(shelf: ProtocolShelf, group: Group) -> None:
    made = [p for p in shelf.all() if group.wish.situation in p.situations]
    found = [c for c in shelf.choose(group.wish) if c.protocol in made]
    assert [len(c.doubts) for c in found] == sorted(len(c.doubts) for c in found)
    assert not found[0].doubts or group.wish.trust is Trust.LOW


@pytest.mark.parametrize("situation", Situation)
def test_each_answer_says_what_is_particular_to_it(
    shelf: ProtocolShelf, situation: Situation
) -> None:
    reasons = [choice.reason for choice in shelf.choose(Wish(situation=situation))]
    assert len(set(reasons)) == len(reasons)
    assert because(situation) not in reasons


def test_two_hundred_people_or_five_minutes_are_answered_with_what_speaks_against_it(
    shelf: ProtocolShelf,
) -> None:
    for wish in (
        Wish(situation=Situation.TEXT, people=200),
        Wish(situation=Situation.CLASSROOMS, minutes=5),
    ):
        found = shelf.choose(wish)
        assert found[0].doubts
        assert found[0].reason


def test_atlas_is_not_first_for_a_group_of_which_nothing_was_said(shelf: ProtocolShelf) -> None:
    found = shelf.choose(Wish(situation=Situation.STUDENT_WORK))
    assert found[0].protocol.key == "cac"


def test_the_order_of_the_shelf_decides_between_equals(shelf: ProtocolShelf) -> None:
    wish = Wish(situation=Situation.OPEN_DILEMMA, people=8)
    shelves: tuple[Protocol, ...] = shelf.all()
    first = choose(shelves, wish)[0].protocol
    assert first.key == "consultancy"
    without = tuple(p for p in shelves if p is not first)
    assert choose(without, wish)[0].protocol.key == "descriptive"
