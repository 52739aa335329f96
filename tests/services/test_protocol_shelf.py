"""The shelf: which protocols are at hand, what it suggests, and the house protocols on it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dilc_desktop.domain.choosing import Wish
from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError
from dilc_desktop.domain.protocol import Protocol, Situation, Trust
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.live import Live
from dilc_desktop.services.planning import Planning
from dilc_desktop.services.protocol_shelf import ProtocolShelf
from dilc_desktop.store.library import Library

if TYPE_CHECKING:
    from tests.conftest import FakeClock

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "protocols"
MEETINGS = [
    "des_meeting",
    "retreat_block",
    "focal_school_observation",
    "interview_guide",
    "preconf",
    "own_plan",
]


@pytest.fixture
def shelf(library: Library, clock: FakeClock) -> ProtocolShelf:
    return ProtocolShelf(SHIPPED, library, clock)


@pytest.fixture
def shelf_of(library: Library, clock: FakeClock) -> Callable[[Path], ProtocolShelf]:
    return lambda folder: ProtocolShelf(folder, library, clock)


@pytest.fixture
def house(shelf: ProtocolShelf) -> Protocol:
    """A house version of the tuning, as a district would make it."""
    change = shelf.copy("tuning", "Our Tuning", asked_by="DES-3", reason="Shorter evenings")
    return shelf.protocol(change.ids[0])


def longer(protocol: Protocol, minutes: int = 15) -> Protocol:
    """The same with other minutes for feedback, and words of its own in it."""
    stages = tuple(
        replace(s, minutes=minutes, say="Warm first: שלום 🙂, “then” cool.")
        if s.key == "feedback"
        else s
        for s in protocol.stages
    )
    assert stages != protocol.stages
    return replace(protocol, stages=stages)


# What is there


def test_the_well_known_come_first_the_meetings_late_and_the_open_session_last(
    shelf: ProtocolShelf,
) -> None:
    keys = [protocol.key for protocol in shelf.all()]
    assert len(keys) == len(list(SHIPPED.glob("*.toml")))
    assert keys[:3] == ["consultancy", "tuning", "site_visit"]
    assert keys[-6:] == MEETINGS
    names = [protocol.name.casefold() for protocol in shelf.all()][3:-6]
    assert names == sorted(names)
    assert shelf.problems() == ()


def test_names_are_sorted_with_their_numbers_as_numbers(shelf: ProtocolShelf) -> None:
    names = [
        "Ours 25",
        "ours 5",
        "Ours 15",
        "Ours",
        "9 rounds",
        f"Ours {'9' * 5000}",
        "Ours \u0662",
    ]
    for name in names:
        shelf.copy("tuning", name, asked_by="", reason="Ours.")
    found = [protocol.name for protocol in shelf.all() if protocol.name in names]
    assert found == ["9 rounds", "Ours", names[6], "ours 5", "Ours 15", "Ours 25", names[5]]


def test_a_protocol_is_found_by_its_key(shelf: ProtocolShelf) -> None:
    assert shelf.protocol("charrette").name == "Charrette"
    with pytest.raises(RuleError, match="choose another"):
        shelf.protocol("roundtable")


def test_reading_the_whole_shelf_takes_no_time_that_anybody_notices(shelf: ProtocolShelf) -> None:
    shelf.protocol("tuning")
    took = []
    for _ in range(3):
        fresh = ProtocolShelf(SHIPPED, shelf._library, shelf._clock)
        began = time.perf_counter()
        fresh.all()
        took.append(time.perf_counter() - began)
    # 30 ms where it was measured; a machine under load gets its share too.
    assert min(took) < 0.15


def test_a_file_that_does_not_fit_stays_off_the_shelf_and_is_told(
    tmp_path: Path, shelf_of: Callable[[Path], ProtocolShelf]
) -> None:
    shutil.copy(SHIPPED / "tuning.toml", tmp_path / "a.toml")
    shutil.copy(SHIPPED / "tuning.toml", tmp_path / "b.toml")
    (tmp_path / "c.toml").write_text("key = ", encoding="utf-8")
    shelf = shelf_of(tmp_path)
    assert [protocol.key for protocol in shelf.all()] == ["tuning"]
    assert [(p.file, p.place) for p in shelf.problems()] == [
        ("b.toml", "key"),
        ("c.toml", "the end of the file"),
    ]


def test_the_folder_is_read_once(tmp_path: Path, shelf_of: Callable[[Path], ProtocolShelf]) -> None:
    shutil.copy(SHIPPED / "tuning.toml", tmp_path)
    shelf = shelf_of(tmp_path)
    before = shelf.all()
    (tmp_path / "tuning.toml").unlink()
    assert shelf.all() == before != ()


def test_an_empty_or_missing_folder_gives_an_empty_shelf(
    tmp_path: Path, shelf_of: Callable[[Path], ProtocolShelf]
) -> None:
    (tmp_path / "empty").mkdir()
    assert shelf_of(tmp_path / "empty").suggestions("a draft") == ()
    gone = shelf_of(tmp_path / "gone")
    assert gone.all() == ()
    assert gone.choose(Wish(situation=Situation.TEXT)) == ()


def test_a_shelf_loads_no_decoder_and_no_sql() -> None:
    code = (
        "import sys\n"
        "import dilc_desktop.services.protocol_shelf\n"
        "print({'msgspec', 'tomllib', 'tomlkit', 'sqlalchemy'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "set()"


# What suits


def test_without_a_purpose_the_plain_order_comes_with_each_protocols_own_purpose(
    shelf: ProtocolShelf,
) -> None:
    for purpose in ("", "   ", "Learn to lead.", "🙂 שלום", "x" * 20_000):
        suggestions = shelf.suggestions(purpose)
        assert [s.protocol.key for s in suggestions] == ["consultancy", "tuning", "site_visit"]
        assert [s.reason for s in suggestions] == [s.protocol.purpose for s in suggestions]


@pytest.mark.parametrize(
    ("purpose", "key", "word"),
    [
        ("I have a dilemma about feedback", "consultancy", "dilemma"),
        ("We have no plan yet for grade 4", "consultancy", "no plan yet"),
        ("A PROBLEM of practice", "consultancy", "problem"),
        ("I am stuck with my fourth grade", "consultancy", "stuck"),
        ("Look at the draft of our walkthrough form", "tuning", "draft"),
        ("Sharpen an observation tool and its form", "tuning", "tool"),
        ("My lesson plan for coaches", "tuning", "lesson"),
        ("Visit four classrooms", "site_visit", "visit"),
        ("What is the evidence of pupils' talk", "site_visit", "evidence"),
        ("Observe how teachers ask", "site_visit", "observe"),
        ("Look at student work from grade 2", "cac", "student work"),
        ("What our data say about fractions", "cac", "data"),
        ("Share a success of this fall", "success", "success"),
        ("Talk about an article on coaching", "four_as", "article"),
        ("There is tension about the schedule", "chalk_talk", "tension"),
        ("Our leadership team is stuck", "charrette", "team is stuck"),
    ],
)
def test_the_first_suggestion_follows_the_words_of_the_purpose(
    shelf: ProtocolShelf, purpose: str, key: str, word: str
) -> None:
    first, *others = shelf.suggestions(purpose)
    assert first.protocol.key == key
    assert first.reason.startswith(f"You wrote “{word}”: ")
    assert len(others) == 2
    assert "own_plan" not in {s.protocol.key for s in others}


def test_a_purpose_that_speaks_of_two_things_gets_something_for_both(shelf: ProtocolShelf) -> None:
    suggestions = shelf.suggestions("A dilemma about an article")
    assert [s.protocol.key for s in suggestions] == ["consultancy", "four_as", "descriptive"]
    assert [s.reason.split("”")[0] for s in suggestions] == [
        "You wrote “dilemma",
        "You wrote “article",
        "You wrote “dilemma",
    ]


def test_a_suggestion_that_does_not_fit_the_time_comes_later_and_says_so(
    shelf: ProtocolShelf,
) -> None:
    purpose = "Visit classrooms and observe"
    assert shelf.suggestions(purpose)[0].protocol.key == "site_visit"
    suggestions = shelf.suggestions(purpose, Wish(minutes=45))
    assert [s.protocol.key for s in suggestions] == [
        "peer_observer_coach",
        "observation_discussion",
        "site_visit",
    ]
    assert [s.reason.endswith("minutes at least; you have 45.") for s in suggestions] == [
        False,
        False,
        True,
    ]


def test_each_suggestion_says_what_is_particular_to_it(shelf: ProtocolShelf) -> None:
    for purpose in ("A dilemma", "Visit classrooms", "Student work", "Feedback on a draft"):
        suggestions = shelf.suggestions(purpose)
        assert len({suggestion.reason for suggestion in suggestions}) == len(suggestions)
        assert all(suggestion.word for suggestion in suggestions)


def test_evidence_for_a_purpose_of_another_kind_is_no_visit(shelf: ProtocolShelf) -> None:
    suggestions = shelf.suggestions("Lead planning meetings with evidence")
    assert [suggestion.word for suggestion in suggestions] == ["", "", ""]


@pytest.mark.parametrize("purpose", ["A planning meeting", "Inform the platform", "An explanation"])
def test_a_word_inside_another_word_says_nothing(shelf: ProtocolShelf, purpose: str) -> None:
    assert shelf.suggestions(purpose)[0].reason == shelf.all()[0].purpose


def test_a_wish_is_answered_from_the_whole_shelf_with_house_protocols(
    shelf: ProtocolShelf, house: Protocol
) -> None:
    wish = Wish(situation=Situation.DRAFT, people=8, minutes=60, trust=Trust.SOME)
    found = shelf.choose(wish)
    assert [choice.protocol.key for choice in found] == ["tuning", house.key, "tuning_short"]
    assert [choice.doubts for choice in found] == [(), (), ()]
    assert [choice.fitting and choice.fitting.total for choice in found] == [60, 60, 29]


# House protocols


def test_a_copy_is_a_house_protocol_with_a_key_made_from_its_name(
    shelf: ProtocolShelf, house: Protocol
) -> None:
    origin = shelf.protocol("tuning")
    assert house == replace(origin, key="our_tuning", name="Our Tuning", version=1)
    assert shelf.is_house(house.key)
    assert not shelf.is_house("tuning")
    assert shelf.protocol("tuning") == origin
    (first,) = shelf.versions(house.key)
    assert (first.asked_by, first.reason) == ("DES-3", "Shorter evenings")
    assert (first.based_on_key, first.based_on_version) == ("tuning", 1)
    assert first.changes == "Copied from Tuning, version 1"
    assert house in shelf.all()[3:-6]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Tuning", "tuning_2"),
        ("  Übung für   Ärzte ", "ubung_fur_arzte"),
        ("4 A's", "house_4_a_s"),
        ("שלום 🙂", "house"),
        ("x" * 500, "x" * 48),
    ],
)
def test_any_name_makes_a_key_and_the_same_name_another_one(
    shelf: ProtocolShelf, name: str, key: str
) -> None:
    change = shelf.copy("tuning", name, asked_by="", reason="To try it")
    assert change == Change(Changed.PROTOCOLS, "", (key,))
    shelf.remove(key)
    again = shelf.copy("tuning", name, asked_by="", reason="To try it").ids[0]
    assert again != key
    assert len(again) <= 48
    assert shelf.protocol(again).name == " ".join(name.split())


def test_a_copy_without_a_name_or_a_reason_is_refused_and_nothing_is_kept(
    shelf: ProtocolShelf,
) -> None:
    before = shelf.all()
    with pytest.raises(RuleError, match="name"):
        shelf.copy("tuning", "  ", asked_by="DES-3", reason="Shorter")
    with pytest.raises(RuleError, match="why"):
        shelf.copy("tuning", "Ours", asked_by="DES-3", reason=" \n")
    with pytest.raises(RuleError, match="not on the shelf"):
        shelf.copy("roundtable", "Ours", asked_by="DES-3", reason="Shorter")
    with pytest.raises(RuleError, match="half a character"):
        shelf.copy("tuning", "Ours \ud83d", asked_by="DES-3", reason="Shorter")
    assert shelf.all() == before


def test_a_save_is_the_next_version_and_tells_who_asked_why_and_what_changed(
    shelf: ProtocolShelf, house: Protocol, clock: FakeClock
) -> None:
    clock.advance(86_400)
    change = shelf.save(longer(house), asked_by=" P07 ", reason=" More voices ")
    assert change == Change(Changed.PROTOCOLS, "", (house.key,))
    assert shelf.protocol(house.key) == replace(longer(house), version=2)
    second, first = shelf.versions(house.key)
    assert (second.version, second.asked_by, second.reason) == (2, "P07", "More voices")
    assert second.made_at == clock.utc() > first.made_at
    name = next(s.name for s in house.stages if s.key == "feedback")
    assert second.changes == f"stage {name}, minutes: 12, now 15; stage {name}, say in other words"
    assert (second.based_on_key, second.based_on_version) == (house.key, 1)
    assert [d.place for d in shelf.differences(house.key, 1, 2)] == [
        f"stage {name}, minutes",
        f"stage {name}, say",
    ]
    assert shelf.version(house.key, 1) == house
    assert shelf.version("tuning", 1) == shelf.protocol("tuning")
    with pytest.raises(RuleError, match="not kept"):
        shelf.version(house.key, 3)


def test_a_save_that_does_not_fit_or_says_nothing_new_is_refused(
    shelf: ProtocolShelf, house: Protocol
) -> None:
    broken = replace(house, name=" ", stages=())
    assert [misfit.place for misfit in shelf.check(broken)] == ["name", "stage"]
    assert shelf.check(house) == ()
    why = {"asked_by": "", "reason": "Because"}
    with pytest.raises(RuleError, match="name: expected a few words"):
        shelf.save(broken, **why)
    with pytest.raises(RuleError, match="Nothing has changed since version 1"):
        shelf.save(house, **why)
    with pytest.raises(RuleError, match="why"):
        shelf.save(longer(house), asked_by="P07", reason="")
    with pytest.raises(RuleError, match="make a copy first"):
        shelf.save(longer(shelf.protocol("tuning")), **why)
    with pytest.raises(RuleError, match="not on the shelf"):
        shelf.save(replace(house, key="roundtable"), **why)
    with pytest.raises(RuleError, match="too long"):
        shelf.save(replace(house, notes="é" * 600_000), **why)
    assert len(shelf.versions(house.key)) == 1


def test_a_removed_protocol_leaves_the_shelf_and_comes_back(
    shelf: ProtocolShelf, house: Protocol
) -> None:
    assert shelf.remove(house.key).ids == (house.key,)
    assert house not in shelf.all()
    assert shelf.removed() == (house,)
    assert shelf.is_house(house.key)
    assert shelf.version(house.key, 1) == house
    shelf.restore(house.key)
    assert house in shelf.all()
    assert shelf.removed() == ()
    for act in (shelf.remove, shelf.restore):
        with pytest.raises(RuleError, match="stay as they are"):
            act("tuning")
        with pytest.raises(RuleError, match="not in the library"):
            act("roundtable")


def test_a_house_version_edited_in_mid_year_leaves_earlier_sessions_unchanged(
    shelf: ProtocolShelf, house: Protocol, library: Library, clock: FakeClock
) -> None:
    planning = Planning(library, clock)
    fall = planning.start_session(house, "Fall").session_id
    before = library.sessions.record(fall)
    shelf.save(longer(house), asked_by="P07", reason="More voices")
    spring = planning.start_session(shelf.protocol(house.key), "Spring").session_id
    shelf.remove(house.key)
    assert library.sessions.record(fall) == before
    after = library.sessions.record(spring)
    assert (before.protocol_version, after.protocol_version) == (1, 2)
    said = {s.stage_key: (s.planned_s, s.say) for s in before.plan}
    now = {s.stage_key: (s.planned_s, s.say) for s in after.plan}
    assert said["feedback"][0] == 12 * 60
    assert now["feedback"] == (15 * 60, "Warm first: שלום 🙂, “then” cool.")
    assert [(u.title, u.protocol_version) for u in shelf.uses(house.key)] == [
        ("Spring", 2),
        ("Fall", 1),
    ]
    for key in said.keys() - {"feedback"}:
        assert said[key] == now[key]


def test_versions_that_cannot_be_read_any_more_are_told_and_the_one_before_serves(
    shelf: ProtocolShelf, house: Protocol, library: Library
) -> None:
    shelf.save(longer(house), asked_by="", reason="More voices")
    other = shelf.copy("cac", "Other", asked_by="", reason="To try it").ids[0]
    with closing(sqlite3.connect(library.folder / "library.sqlite")) as file, file:
        file.execute(
            "UPDATE protocol_versions SET text = 'minutes = '"
            " WHERE version = 2 OR protocol_key = ?",
            (other,),
        )
    assert shelf.protocol(house.key) == house
    assert other not in {protocol.key for protocol in shelf.all()}
    problems = shelf.problems()
    assert [p.file for p in problems] == ["other, version 1", "our_tuning, version 2"]
    assert all("earlier version" in str(p) for p in problems)
    with pytest.raises(RuleError, match="our_tuning, version 2"):
        shelf.version(house.key, 2)
    shelf.save(longer(house, 14), asked_by="", reason="Again")
    assert shelf.protocol(house.key).version == 3
    with pytest.raises(RuleError, match="cannot be read"):
        shelf.take_in(replace(house, key=other), asked_by="", reason="Again")


# Files


def test_a_protocol_travels_to_another_laptop_and_its_next_version_too(
    shelf: ProtocolShelf, house: Protocol, tmp_path: Path, clock: FakeClock
) -> None:
    shelf.save(longer(house), asked_by="", reason="More voices")
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    shelf.export(house.key, first, 1)
    shelf.export(house.key, second)
    with Library.open(tmp_path / "theirs") as library:
        theirs = ProtocolShelf(SHIPPED, library, clock)
        assert theirs.read(first) == house
        assert theirs.take_in(theirs.read(first), asked_by="DES-1", reason="From DES-3").ids == (
            house.key,
        )
        assert theirs.versions(house.key)[0].changes == "Taken in from a file"
        with pytest.raises(RuleError, match="Nothing has changed"):
            theirs.take_in(theirs.read(first), asked_by="", reason="Again")
        theirs.take_in(theirs.read(second), asked_by="", reason="From DES-3")
        assert theirs.protocol(house.key) == shelf.protocol(house.key)
        theirs.take_in(theirs.read(first), asked_by="", reason="Back")
        assert [v.version for v in theirs.versions(house.key)] == [3, 2, 1]


def test_a_file_brings_back_a_protocol_that_was_removed(
    shelf: ProtocolShelf, house: Protocol
) -> None:
    for arrived, versions in ((house, [1]), (longer(house), [2, 1])):
        shelf.remove(house.key)
        shelf.take_in(arrived, asked_by="", reason="Needed again")
        assert [v.version for v in shelf.versions(house.key)] == versions
        assert replace(shelf.protocol(house.key), version=1) == arrived


def test_a_changed_built_in_protocol_comes_in_beside_it(shelf: ProtocolShelf) -> None:
    tuning = shelf.protocol("tuning")
    with pytest.raises(RuleError, match="word for word"):
        shelf.take_in(tuning, asked_by="", reason="Same")
    key = shelf.take_in(longer(tuning), asked_by="", reason="Ours").ids[0]
    assert key == "tuning_2"
    assert shelf.protocol("tuning") == tuning
    assert shelf.protocol(key) == replace(longer(tuning), key=key)
    assert shelf.versions(key)[0].based_on_key == "tuning"


def test_files_that_do_not_fit_or_cannot_be_written_are_told(
    shelf: ProtocolShelf, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('key = "house\nname = "House"\n', encoding="utf-8")
    with pytest.raises(FileProblem, match=r"broken\.toml, line 1"):
        shelf.read(broken)
    with pytest.raises(StorageError, match=r"out\.toml could not be written"):
        shelf.export("tuning", tmp_path / "gone" / "out.toml")
    with pytest.raises(RuleError, match="stage: expected"):
        shelf.take_in(replace(shelf.protocol("cac"), stages=()), asked_by="", reason="Ours")
    assert not shelf.is_house("cac")


# What was used


def test_favourites_are_kept_for_any_protocol(shelf: ProtocolShelf) -> None:
    assert shelf.set_favourite("tuning", True) == Change(Changed.PROTOCOLS, "", ("tuning",))
    assert shelf.favourites() == {"tuning"}
    shelf.set_favourite("tuning", False)
    assert shelf.favourites() == frozenset()


def test_the_last_three_runs_of_a_stage_are_told_newest_first(
    shelf: ProtocolShelf, house: Protocol, library: Library, clock: FakeClock
) -> None:
    for minutes in ((6, 9), (7, 11), (8, 10), (9, 12)):
        last = run(library, clock, house, minutes)
    began = library.sessions.record(last)
    library.sessions.insert(replace(began, id=clock.new_id(), copy_of=last))
    planned = Planning(library, clock).start_session(house, "Not begun").session_id
    Live(library, clock, begun_of(library, clock, house)).start()
    first, second = (stage.key for stage in house.stages[:2])
    assert shelf.last_runs(house.key) == {first: (9, 8, 7), second: (12, 10, 11)}
    assert shelf.last_runs("cac") == {}
    assert shelf.uses(house.key)[-1].session_id != planned
    assert shelf.last_used() == {house.key: clock.utc()}


def test_rounds_are_told_by_what_one_of_them_took(
    shelf: ProtocolShelf, library: Library, clock: FakeClock
) -> None:
    threes = shelf.protocol("dilemma_triad")
    run(library, clock, threes, (6, 6, 6, 6, 6, 8, 6, 6, 6, 6, 10))
    assert shelf.last_runs("dilemma_triad")[threes.stages[0].key] == (8,)


def begun_of(library: Library, clock: FakeClock, protocol: Protocol) -> str:
    return Planning(library, clock).start_session(protocol).session_id


def run(library: Library, clock: FakeClock, protocol: Protocol, minutes: tuple[int, ...]) -> str:
    """Run the first stages of a protocol and end the session."""
    session_id = begun_of(library, clock, protocol)
    live = Live(library, clock, session_id)
    for number, length in enumerate(minutes):
        live.next() if number else live.start()
        clock.advance(length * 60)
    live.end()
    clock.advance(86_400)
    return session_id


def test_a_time_of_use_has_its_zone(shelf: ProtocolShelf, library: Library, ended_id: str) -> None:
    record: SessionRecord = library.sessions.record(ended_id)
    used = shelf.last_used()
    assert used.keys() == {record.protocol_key}
    assert isinstance(used[record.protocol_key], datetime)
    assert used[record.protocol_key].tzinfo is not None
