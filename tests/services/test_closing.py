from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Agreement, Commitment, Level, Relevance, SessionRecord
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.closing import WrapUp
from dilc_desktop.services.live import Live
from dilc_desktop.store.library import Library

if TYPE_CHECKING:
    from tests.conftest import FakeClock


@pytest.fixture
def wrap_up(library: Library, clock: FakeClock) -> WrapUp:
    return WrapUp(library, clock)


def commitments(library: Library, session_id: str) -> tuple[Commitment, ...]:
    return library.sessions.record(session_id).commitments


def test_a_written_field_is_kept_and_the_others_stay(
    wrap_up: WrapUp, library: Library, ended_id: str, record: SessionRecord
) -> None:
    change = wrap_up.write(ended_id, reflection="I heard more.", next_date=None)
    assert change == Change(Changed.CLOSING, ended_id)
    assert library.sessions.record(ended_id).closing == replace(
        record.closing, reflection="I heard more.", next_date=None
    )


def test_the_purpose_can_be_called_contested_and_agreed_again(
    wrap_up: WrapUp, library: Library, session_id: str
) -> None:
    wrap_up.write(session_id, purpose_agreement=Agreement.CONTESTED, purpose_as_contested="Other.")
    wrap_up.write(session_id, purpose_agreement=Agreement.AGREED)
    closing = library.sessions.record(session_id).closing
    assert closing.purpose_agreement is Agreement.AGREED
    assert closing.purpose_as_contested == "Other."


def test_nothing_is_written_to_a_session_that_is_not_there(wrap_up: WrapUp) -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: wrap_up.write("nowhere", reflection="x"),
        lambda: wrap_up.add_commitment("nowhere", None, "x"),
        lambda: wrap_up.gather_commitments("nowhere"),
        lambda: wrap_up.rate_artifact("nowhere", "a", None),
    )
    for act in acts:
        with pytest.raises(RuleError, match="not in the library"):
            act()


def test_a_commitment_is_added_at_the_end(wrap_up: WrapUp, library: Library, ended_id: str) -> None:
    change = wrap_up.add_commitment(
        ended_id, "person-3", " Visit in April. ", date(2026, 4, 2), " A note ", "said-8"
    )
    assert change.what is Changed.CLOSING
    assert commitments(library, ended_id)[1:] == (
        Commitment(
            id=change.ids[0],
            who="person-3",
            what="Visit in April.",
            by_when=date(2026, 4, 2),
            evidence="A note",
            contribution="said-8",
        ),
    )


def test_a_commitment_can_be_the_whole_groups(
    wrap_up: WrapUp, library: Library, session_id: str
) -> None:
    wrap_up.add_commitment(session_id, None, "Meet again.")
    assert commitments(library, session_id)[0].who is None


def test_a_commitment_needs_words_and_people_and_captures_of_the_session(
    wrap_up: WrapUp, library: Library, ended_id: str
) -> None:
    before = commitments(library, ended_id)
    with pytest.raises(RuleError, match="needs a few words"):
        wrap_up.add_commitment(ended_id, None, "  ")
    with pytest.raises(RuleError, match="person is not in this session"):
        wrap_up.add_commitment(ended_id, "nobody", "x")
    with pytest.raises(RuleError, match="contribution is not in this session"):
        wrap_up.add_commitment(ended_id, None, "x", contribution="nothing")
    with pytest.raises(RuleError, match="needs a few words"):
        wrap_up.change_commitment(ended_id, replace(before[0], what=""))
    assert commitments(library, ended_id) == before


def test_a_commitment_is_changed_in_its_place(
    wrap_up: WrapUp, library: Library, ended_id: str
) -> None:
    wrap_up.add_commitment(ended_id, None, "Meet again.")
    first, second = commitments(library, ended_id)
    new = replace(first, what="Write two.", by_when=None)
    change = wrap_up.change_commitment(ended_id, new)
    assert change.ids == (first.id,)
    assert commitments(library, ended_id) == (new, second)


def test_a_commitment_is_removed_and_its_capture_stays(
    wrap_up: WrapUp, library: Library, ended_id: str, record: SessionRecord
) -> None:
    change = wrap_up.remove_commitment(ended_id, "commitment-1")
    assert change.ids == ("commitment-1",)
    assert commitments(library, ended_id) == ()
    assert library.sessions.record(ended_id).contributions == record.contributions


def test_a_commitment_that_is_not_there_is_neither_changed_nor_removed(
    wrap_up: WrapUp, ended_id: str
) -> None:
    with pytest.raises(RuleError, match="commitment is not in this session"):
        wrap_up.change_commitment(ended_id, Commitment(id="none", who=None, what="x"))
    with pytest.raises(RuleError, match="commitment is not in this session"):
        wrap_up.remove_commitment(ended_id, "none")


def test_captured_promises_are_gathered_once(
    wrap_up: WrapUp, library: Library, ended_id: str
) -> None:
    change = wrap_up.gather_commitments(ended_id)
    first, second = commitments(library, ended_id)
    assert first.id == "commitment-1"
    assert change.ids == (second.id,)
    assert (second.who, second.what, second.contribution) == (
        "person-2",
        "Bring two notes in April.",
        "said-8",
    )
    again = wrap_up.gather_commitments(ended_id)
    assert again == Change(Changed.CLOSING, ended_id)
    assert commitments(library, ended_id) == (first, second)


def test_a_gathered_commitment_that_was_rewritten_is_not_gathered_again(
    wrap_up: WrapUp, library: Library, ended_id: str
) -> None:
    wrap_up.gather_commitments(ended_id)
    gathered = commitments(library, ended_id)[1]
    wrap_up.change_commitment(ended_id, replace(gathered, what="Bring three."))
    wrap_up.gather_commitments(ended_id)
    assert [c.what for c in commitments(library, ended_id)][1:] == ["Bring three."]


def test_private_undone_and_wordless_promises_are_not_gathered(
    wrap_up: WrapUp, library: Library, clock: FakeClock, session_id: str
) -> None:
    live = Live(library, clock, session_id)
    live.start()
    for text, level in (("Private.", Level.FACILITATOR), ("  ", Level.GROUP), ("Un.", Level.GROUP)):
        live.add_contribution(ContributionKind.COMMITMENT, text, None, live.first_key(), level)
    live.undo()
    live.add_contribution(ContributionKind.SUGGESTION, "Try it.", None, live.first_key())
    assert wrap_up.gather_commitments(session_id).ids == ()
    assert commitments(library, session_id) == ()


def test_an_artifact_is_rated_again_after_the_session(
    wrap_up: WrapUp, library: Library, ended_id: str, record: SessionRecord
) -> None:
    change = wrap_up.rate_artifact(ended_id, "artifact-2", Relevance.LOW)
    assert change == Change(Changed.ARTIFACTS, ended_id, ("artifact-2",))
    first, second = library.sessions.record(ended_id).artifacts
    assert first == record.artifacts[0]
    assert second == replace(record.artifacts[1], relevance=Relevance.LOW)
    wrap_up.rate_artifact(ended_id, "artifact-2", None)
    assert library.sessions.record(ended_id).artifacts == record.artifacts
    with pytest.raises(RuleError, match="artifact is not in this session"):
        wrap_up.rate_artifact(ended_id, "none", Relevance.LOW)


def test_what_the_disk_refuses_changes_nothing(
    impatient_library: Library,
    other_program: sqlite3.Connection,
    clock: FakeClock,
    record: SessionRecord,
) -> None:
    impatient_library.sessions.insert(record)
    wrap_up = WrapUp(impatient_library, clock)
    other_program.execute("BEGIN IMMEDIATE")
    acts: tuple[Callable[[], object], ...] = (
        lambda: wrap_up.write(record.id, reflection="x"),
        lambda: wrap_up.gather_commitments(record.id),
        lambda: wrap_up.rate_artifact(record.id, "artifact-1", None),
    )
    for act in acts:
        with pytest.raises(StorageError):
            act()
    other_program.execute("ROLLBACK")
    assert impatient_library.sessions.record(record.id) == record
