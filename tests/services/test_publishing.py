"""Exporting and importing: two laptops, the same session, and nothing lost on the way."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.readers import Reader, reaches
from dilc_desktop.domain.record import (
    Artifact,
    Commitment,
    Contribution,
    Level,
    Participant,
    SessionRecord,
    Wording,
)
from dilc_desktop.exchange.session_file import (
    content_sha256,
    earlier_sha256,
    write_session_file,
)
from dilc_desktop.reports.summary import SummaryOptions
from dilc_desktop.services.publishing import Outcome, Publishing, copy_names, with_private
from dilc_desktop.store.library import Library

if TYPE_CHECKING:
    from tests.conftest import FakeClock

EXPORTED_AT = datetime(2026, 3, 11, tzinfo=UTC)


class Laptop:
    """A library with its publishing."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.library = Library.open(folder)
        self.publishing = Publishing(self.library, clock)

    def record(self, session_id: str = "session-1") -> SessionRecord:
        return self.library.sessions.record(session_id)

    def ids(self) -> set[str]:
        return {summary.id for summary in self.library.sessions.summaries()}

    def take(self, file: Path) -> list[Outcome]:
        return [taken.outcome for taken in self.publishing.import_file(file)]

    def save(self, record: SessionRecord) -> None:
        self.library.sessions.replace(record)


@pytest.fixture
def laptop(tmp_path: Path, new_clock: type[FakeClock]) -> Iterator[Callable[[str], Laptop]]:
    """Makes laptops."""
    made: list[Laptop] = []

    def make(name: str) -> Laptop:
        clock = new_clock()
        for _ in range(100 * len(made)):
            clock.new_id()
        made.append(Laptop(tmp_path / name, clock))
        return made[-1]

    yield make
    for one in made:
        assert one.library.verify() == []
        one.library.close()


@pytest.fixture
def home(laptop: Callable[[str], Laptop], record: SessionRecord) -> Laptop:
    """A laptop that holds the session."""
    one = laptop("home")
    one.library.sessions.insert(record)
    return one


@pytest.fixture
def away(laptop: Callable[[str], Laptop]) -> Laptop:
    """Another laptop, still empty."""
    return laptop("away")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "session.dilc"


def public(record: SessionRecord) -> list[Contribution]:
    return [c for c in record.contributions if not c.private]


def private(record: SessionRecord) -> list[Contribution]:
    return [c for c in record.contributions if c.private]


def note(number: int, **fields: object) -> Contribution:
    given = Contribution(
        id=f"note-{number}",
        kind=ContributionKind.PROCESS_NOTE,
        text=f"Only for me {number}",
        speaker=None,
        stage_run="run-4",
        offset_ms=1_400_000 + number,
        captured_at=EXPORTED_AT,
        level=Level.FACILITATOR,
    )
    return replace(given, **fields)  # type: ignore[arg-type] # one of each type


def test_a_session_arrives_whole_but_for_what_is_private_or_was_taken_back(
    home: Laptop, away: Laptop, file: Path
) -> None:
    home.publishing.export_session("session-1", file)
    (taken,) = away.publishing.import_file(file)
    assert (taken.session_id, taken.title, taken.outcome) == (
        "session-1",
        "Discussion in grade 4",
        Outcome.ADDED,
    )
    ours, theirs = home.record(), away.record()
    alive = [c for c in public(ours) if c.withdrawn_at is None]
    assert theirs == replace(ours, contributions=theirs.contributions)
    assert [c for c in theirs.contributions if c.withdrawn_at is None] == alive
    (gone,) = (c for c in theirs.contributions if c.withdrawn_at is not None)
    assert (gone.text, gone.speaker) == ("", None)


def test_the_same_file_again_changes_nothing(home: Laptop, away: Laptop, file: Path) -> None:
    home.publishing.export_session("session-1", file)
    assert away.take(file) == [Outcome.ADDED]
    before, history = away.record(), away.library.sessions.history("session-1")
    assert away.take(file) == [Outcome.UNCHANGED]
    assert away.take(file) == [Outcome.UNCHANGED]
    assert home.take(file) == [Outcome.UNCHANGED]
    assert (away.record(), away.library.sessions.history("session-1")) == (before, history)


def test_a_newer_revision_updates_and_an_older_one_does_not(
    home: Laptop, away: Laptop, file: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older.dilc"
    home.publishing.export_session("session-1", older)
    away.take(older)
    home.save(replace(home.record(), title="A better title"))
    home.publishing.export_session("session-1", file)
    assert away.take(file) == [Outcome.UPDATED]
    assert away.record().title == "A better title"
    assert away.take(older) == [Outcome.UNCHANGED]
    assert away.record().title == "A better title"
    assert away.take(file) == [Outcome.UNCHANGED]


def test_a_session_goes_back_and_forth(home: Laptop, away: Laptop, file: Path) -> None:
    home.publishing.export_session("session-1", file)
    away.take(file)
    for number, (one, other) in enumerate([(away, home), (home, away), (away, home)]):
        one.save(replace(one.record(), problem=f"Problem {number}"))
        one.publishing.export_session("session-1", file)
        assert other.take(file) == [Outcome.UPDATED]
        assert other.record().problem == f"Problem {number}"
        assert one.take(file) == [Outcome.UNCHANGED]
    assert home.ids() == away.ids() == {"session-1"}


def test_what_grew_apart_is_kept_beside_once(home: Laptop, away: Laptop, file: Path) -> None:
    home.publishing.export_session("session-1", file)
    away.take(file)
    home.save(replace(home.record(), title="Ours"))
    away.save(replace(away.record(), title="Theirs"))
    away.publishing.export_session("session-1", file)
    (taken,) = home.publishing.import_file(file)
    assert taken.outcome is Outcome.KEPT_BESIDE
    assert home.record().title == "Ours"
    copy = home.record(taken.session_id)
    assert (copy.title, copy.copy_of) == ("Theirs", "session-1")
    assert home.take(file) == [Outcome.UNCHANGED]
    assert len(home.ids()) == 2


def test_an_unknown_session_is_not_exported(home: Laptop, file: Path) -> None:
    with pytest.raises(RuleError):
        home.publishing.export_session("nobody", file)
    assert not file.exists()


# What is private


def test_ones_own_private_file_changes_nothing_at_home(
    home: Laptop, file: Path, tmp_path: Path
) -> None:
    home.publishing.export_session("session-1", file, private=True)
    assert home.take(file) == [Outcome.UNCHANGED]
    assert home.take(file) == [Outcome.UNCHANGED]
    later = replace(home.record(), contributions=(*home.record().contributions, note(1)))
    home.save(later)
    assert home.take(file) == [Outcome.UNCHANGED]
    assert home.record() == later
    home.publishing.export_session("session-1", tmp_path / "later.dilc", private=True)
    assert home.take(tmp_path / "later.dilc") == [Outcome.UNCHANGED]
    assert home.ids() == {"session-1"}


def test_exporting_again_and_again_is_remembered_once(home: Laptop, file: Path) -> None:
    for private_too in (False, True, False, True):
        home.publishing.export_session("session-1", file, private=private_too)
    assert len(home.library.sessions.history("session-1")) == 2


def test_ones_own_second_laptop_takes_private_notes_and_gives_them_back(
    home: Laptop, away: Laptop, file: Path
) -> None:
    home.publishing.export_session("session-1", file, private=True)
    assert away.take(file) == [Outcome.ADDED]
    assert away.record() == home.record()
    away.save(replace(away.record(), contributions=(*away.record().contributions, note(1))))
    away.publishing.export_session("session-1", file, private=True)
    assert home.take(file) == [Outcome.UPDATED]
    assert set(home.record().contributions) == set(away.record().contributions)
    assert "note-1" in {c.id for c in private(home.record())}


def test_private_notes_that_grew_apart_are_not_written_over(
    home: Laptop, away: Laptop, file: Path
) -> None:
    home.publishing.export_session("session-1", file, private=True)
    away.take(file)

    def reworded(record: SessionRecord, text: str) -> SessionRecord:
        return replace(
            record,
            contributions=tuple(
                replace(c, text=text) if c.private else c for c in record.contributions
            ),
        )

    home.save(reworded(home.record(), "Ours"))
    away.save(reworded(away.record(), "Theirs"))
    away.publishing.export_session("session-1", file, private=True)
    assert home.take(file) == [Outcome.KEPT_BESIDE]
    assert {c.text for c in private(home.record())} == {"Ours"}


def _ours_and_theirs(home: Laptop, away: Laptop, file: Path, ours: SessionRecord) -> None:
    """Home has private things of its own, sends the rest away, and gets a newer revision."""
    home.save(ours)
    home.publishing.export_session("session-1", file)
    assert away.take(file) == [Outcome.ADDED]
    away.save(replace(away.record(), title="Newer"))
    away.publishing.export_session("session-1", file)
    assert home.take(file) == [Outcome.UPDATED]
    assert home.record().title == "Newer"


def test_an_update_keeps_our_private_notes_with_their_runs(
    home: Laptop, away: Laptop, file: Path
) -> None:
    # run-3 was undone; a note that was begun in it still belongs to it.
    kept = (note(1), note(2, stage_run="run-3"), note(3, stage_run=None, withdrawn_at=EXPORTED_AT))
    record = home.record()
    _ours_and_theirs(
        home, away, file, replace(record, contributions=(*record.contributions, *kept))
    )
    found = {c.id: c for c in private(home.record())}
    assert [found[n.id] for n in kept] == list(kept)
    assert len(found) == 4


def test_an_update_keeps_what_a_contribution_said_while_it_was_private(
    home: Laptop, away: Laptop, file: Path
) -> None:
    record = home.record()
    before = Wording(
        id="wording-private",
        kind=ContributionKind.PROCESS_NOTE,
        text="Not for others",
        speaker="person-3",
        level=Level.FACILITATOR,
        replaced_at=record.contributions[2].earlier[0].replaced_at - timedelta(seconds=1),
    )
    answer = replace(record.contributions[2], earlier=(before, *record.contributions[2].earlier))
    contributions = (*record.contributions[:2], answer, *record.contributions[3:])
    _ours_and_theirs(home, away, file, replace(record, contributions=contributions))
    found = next(c for c in home.record().contributions if c.id == answer.id)
    assert [w.id for w in found.earlier] == ["wording-private", "wording-1"]
    there = next(c for c in away.record().contributions if c.id == answer.id)
    assert [w.id for w in there.earlier] == ["wording-1"]


def test_what_is_made_private_over_there_is_private_here_and_not_lost(
    home: Laptop, away: Laptop, file: Path
) -> None:
    said = home.record().contributions[0]
    promised = replace(home.record().commitments[0], id="k", contribution=said.id)
    home.save(replace(home.record(), commitments=(promised,)))
    home.publishing.export_session("session-1", file)
    away.take(file)
    theirs = away.record()
    hidden = replace(theirs.contributions[0], level=Level.FACILITATOR)
    away.save(replace(theirs, contributions=(hidden, *theirs.contributions[1:])))
    away.publishing.export_session("session-1", file)
    assert home.take(file) == [Outcome.UPDATED]
    assert replace(said, level=Level.FACILITATOR) in home.record().contributions
    assert home.record().commitments == away.record().commitments == (promised,)
    home.save(replace(home.record(), title="Newer"))
    home.publishing.export_session("session-1", file)
    assert away.take(file) == [Outcome.UPDATED]
    assert hidden in away.record().contributions
    away.save(replace(away.record(), contributions=theirs.contributions))
    away.publishing.export_session("session-1", file)
    assert home.take(file) == [Outcome.UPDATED]
    assert said in home.record().contributions


def _with_promise_from_a_note(record: SessionRecord) -> SessionRecord:
    promised = Commitment(id="commitment-2", who=None, what="Ask again.", contribution="note-1")
    return replace(
        record,
        contributions=(*record.contributions, note(1)),
        commitments=(*record.commitments, promised),
    )


def test_an_update_keeps_a_commitment_that_grew_from_what_is_private(
    home: Laptop, away: Laptop, file: Path
) -> None:
    record = home.record()
    ours = _with_promise_from_a_note(record)
    _ours_and_theirs(home, away, file, ours)
    assert home.record().commitments == ours.commitments
    assert away.record().commitments == record.commitments


def test_a_commitment_taken_out_with_its_private_note_in_sight_stays_out(
    home: Laptop, away: Laptop, file: Path
) -> None:
    record = home.record()
    ours = _with_promise_from_a_note(record)
    *_, promised = ours.commitments
    home.save(ours)
    home.publishing.export_session("session-1", file, private=True)
    away.take(file)
    assert away.record().commitments == ours.commitments
    away.save(replace(away.record(), commitments=record.commitments))
    away.publishing.export_session("session-1", file, private=True)
    assert home.take(file) == [Outcome.UPDATED]
    assert home.record().commitments == record.commitments
    from_an_older_program = replace(record, commitments=(replace(promised, contribution=None),))
    assert with_private(from_an_older_program, ours).commitments == (promised,)


def test_an_update_keeps_a_person_whom_a_private_note_names(
    home: Laptop, away: Laptop, file: Path
) -> None:
    record = home.record()
    home.save(
        replace(
            record,
            participants=(*record.participants, Participant(id="person-4", code="P20")),
            contributions=(*record.contributions, note(1, speaker="person-4")),
        )
    )
    home.publishing.export_session("session-1", file)
    away.take(file)
    people = tuple(p for p in away.record().participants if p.id != "person-4")
    away.save(replace(away.record(), participants=people))
    away.publishing.export_session("session-1", file)
    assert home.take(file) == [Outcome.UPDATED]
    assert [p.code for p in home.record().participants] == ["DES-3", "P07", "P12", "P20"]
    assert private(home.record())[-1].speaker == "person-4"


def test_a_private_note_of_a_run_that_is_gone_stands_between_the_stages(
    record: SessionRecord,
) -> None:
    ours = replace(record, contributions=(note(1, stage_run="run-9"),))
    merged = with_private(replace(record, contributions=()), ours)
    assert merged.contributions == (note(1, stage_run=None),)


# What was taken back


def taken_back(record: SessionRecord) -> dict[str, Contribution]:
    return {c.id: c for c in record.contributions if c.withdrawn_at is not None}


def _now(record: SessionRecord, id_: str, at: datetime | None) -> SessionRecord:
    """The record with a contribution taken back at a moment, or there again."""
    contributions = (
        replace(c, withdrawn_at=at) if c.id == id_ else c for c in record.contributions
    )
    return replace(record, contributions=tuple(contributions))


def test_an_update_keeps_the_words_that_we_took_back(
    home: Laptop, away: Laptop, file: Path
) -> None:
    before = taken_back(home.record())
    assert [c.text for c in before.values()] == ["No note asks for a change."]
    _ours_and_theirs(home, away, file, home.record())
    assert taken_back(home.record()) == before
    assert {c.text for c in taken_back(away.record()).values()} == {""}


def test_what_is_taken_back_over_there_is_taken_back_here_with_its_words(
    home: Laptop, away: Laptop, file: Path
) -> None:
    said = home.record().contributions[0]
    promised = replace(home.record().commitments[0], id="k", what=said.text, contribution=said.id)
    home.save(replace(home.record(), commitments=(promised,)))
    home.publishing.export_session("session-1", file)
    away.take(file)
    assert away.record().commitments == (promised,)
    away.save(_now(away.record(), said.id, EXPORTED_AT))
    away.publishing.export_session("session-1", file)
    assert home.take(file) == [Outcome.UPDATED]
    assert taken_back(home.record())[said.id] == replace(said, withdrawn_at=EXPORTED_AT)
    assert home.record().commitments == (promised,)
    home.publishing.export_session("session-1", file)
    assert away.take(file) == [Outcome.UNCHANGED]


def test_what_is_there_again_arrives_with_its_words(home: Laptop, away: Laptop, file: Path) -> None:
    home.publishing.export_session("session-1", file)
    away.take(file)
    home.save(_now(home.record(), "said-5", None))
    home.publishing.export_session("session-1", file)
    assert away.take(file) == [Outcome.UPDATED]
    assert taken_back(away.record()) == {}
    assert "No note asks for a change." in {c.text for c in away.record().contributions}


def test_what_was_taken_back_goes_to_ones_own_second_laptop(
    home: Laptop, away: Laptop, file: Path
) -> None:
    home.publishing.export_session("session-1", file, private=True)
    away.take(file)
    assert taken_back(away.record()) == taken_back(home.record())


def test_laptops_that_met_while_taken_back_words_still_travelled_follow_each_other(
    home: Laptop, away: Laptop, file: Path
) -> None:
    """A file of an earlier program is one with those words and without private notes."""
    both = home.record()
    met = replace(both, contributions=tuple(public(both)))
    revision = earlier_sha256(both)
    assert revision == content_sha256(met, private=True)
    away.library.sessions.insert(met)
    for one in (home, away):
        one.library.sessions.add_history("session-1", revision)
    newer = replace(met, title="From an earlier program")
    write_session_file(
        file,
        [(newer, [revision])],
        away.library.artifacts.path,
        exported_at=EXPORTED_AT,
        private=True,
    )
    assert home.take(file) == [Outcome.UPDATED]
    assert home.record().title == newer.title
    assert set(home.record().contributions) == set(both.contributions)
    assert away.take(file) == [Outcome.UPDATED]
    home.save(replace(home.record(), title="From this program"))
    home.publishing.export_session("session-1", file)
    assert away.take(file) == [Outcome.UPDATED]
    assert away.record() == replace(met, title="From this program")


# Artifacts


def _with_file(one: Laptop, source: Path) -> str:
    kept = one.library.artifacts.keep(source)
    artifact = Artifact(
        id="artifact-9",
        title="A page",
        file_name=kept.file_name,
        media_type=kept.media_type,
        sha256=kept.sha256,
        size=kept.size,
    )
    one.save(replace(one.record(), artifacts=(*one.record().artifacts, artifact)))
    return kept.sha256


def test_the_files_of_a_session_travel_with_it(
    home: Laptop, away: Laptop, file: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(b"what was seen\r\n")
    sha256 = _with_file(home, page)
    home.publishing.export_session("session-1", file)
    assert away.take(file) == [Outcome.ADDED]
    assert away.library.artifacts.path(sha256).read_bytes() == page.read_bytes()
    assert sha256 == hashlib.sha256(page.read_bytes()).hexdigest()


def test_a_file_that_a_newer_revision_no_longer_has_is_let_go(
    home: Laptop, away: Laptop, file: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_text("what was seen")
    sha256 = _with_file(home, page)
    home.publishing.export_session("session-1", file)
    away.take(file)
    home.save(replace(home.record(), artifacts=home.record().artifacts[:-1]))
    home.publishing.export_session("session-1", file)
    assert away.take(file) == [Outcome.UPDATED]
    assert not away.library.artifacts.exists(sha256)


def test_a_session_whose_file_is_lost_is_not_exported(
    home: Laptop, file: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_text("what was seen")
    sha256 = _with_file(home, page)
    home.library.artifacts.drop(sha256)
    with pytest.raises(StorageError, match="A page"):
        home.publishing.export_session("session-1", file)
    assert not file.exists()
    home.save(replace(home.record(), artifacts=()))


# Files that do not fit, and files of several sessions


def test_a_damaged_file_leaves_the_library_as_it_was(
    home: Laptop, away: Laptop, file: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(bytes(range(256)) * 40)
    sha256 = _with_file(home, page)
    home.publishing.export_session("session-1", file)
    whole = file.read_bytes()
    for where in range(40, len(whole), len(whole) // 25):
        damaged = bytearray(whole)
        damaged[where] ^= 0xFF
        file.write_bytes(damaged)
        try:
            away.publishing.import_file(file)
        except FileProblem:
            assert away.ids() == set()
            assert not away.library.artifacts.exists(sha256)
        else:
            # A byte that nobody reads, such as a time in a header: all that counts is whole.
            assert away.record().artifacts == home.record().artifacts
            away.library.sessions.delete("session-1")
            away.library.drop_unused([sha256])


def test_each_session_of_a_file_is_taken_for_itself(
    home: Laptop, away: Laptop, file: Path, record: SessionRecord
) -> None:
    second = replace(record, id="session-2", title="Second")
    third = replace(record, id="session-3", title="Third")
    away.library.sessions.insert(replace(second, title="Ours"))
    home.publishing.export_session("session-1", file)
    away.take(file)
    documents: list[tuple[SessionRecord, tuple[str, ...]]] = [
        (record, ()),
        (second, ()),
        (third, ()),
    ]
    write_session_file(
        file, documents, home.library.artifacts.path, exported_at=EXPORTED_AT, private=False
    )
    steps: list[tuple[int, int]] = []
    taken = away.publishing.import_file(file, lambda done, count: steps.append((done, count)))
    assert [t.outcome for t in taken] == [Outcome.UNCHANGED, Outcome.KEPT_BESIDE, Outcome.ADDED]
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert len(away.ids()) == 4
    assert away.take(file) == [Outcome.UNCHANGED] * 3


# Summaries


def test_a_summary_is_written_of_what_is_stored(home: Laptop, tmp_path: Path) -> None:
    target = tmp_path / "summary.pdf"
    pages = home.publishing.write_summary("session-1", target, SummaryOptions())
    read = PdfReader(target)
    assert pages == len(read.pages)
    assert "Discussion in grade 4" in read.pages[0].extract_text()
    with pytest.raises(RuleError):
        home.publishing.write_summary("nobody", target, SummaryOptions())


def test_everybody_gets_a_file_named_by_code_and_none_is_written_over(
    home: Laptop, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    people = home.record().participants
    files = home.publishing.write_copies_apart("session-1", folder, SummaryOptions())
    assert sorted(folder.iterdir()) == sorted(files)
    assert len(files) == len(people)
    names = " ".join(file.name for file in files)
    assert all(person.code in names for person in people)
    assert not any(person.name and person.name in names for person in people)
    before = [file.read_bytes() for file in files]
    with pytest.raises(RuleError, match="choose an empty folder"):
        home.publishing.write_copies_apart("session-1", folder, SummaryOptions())
    assert [file.read_bytes() for file in files] == before


def test_copies_tell_once_what_no_font_can_print(home: Laptop, tmp_path: Path) -> None:
    told: list[tuple[str, ...]] = []
    publishing, options = home.publishing, SummaryOptions()
    plain, strange = tmp_path / "plain", tmp_path / "strange"
    for folder in (plain, strange):
        folder.mkdir()
    publishing.write_copies("session-1", plain / "c.pdf", options, unprinted=told.append)
    publishing.write_copies_apart("session-1", plain, options, unprinted=told.append)
    assert told == []
    home.save(replace(home.record(), learning_purpose="\u1230\u120b\u1230"))
    publishing.write_copies("session-1", strange / "c.pdf", options, unprinted=told.append)
    publishing.write_copies_apart("session-1", strange, options, unprinted=told.append)
    assert told == [("\u1230", "\u120b")] * 2


def test_codes_that_look_alike_give_files_of_their_own(record: SessionRecord) -> None:
    codes = ("P 1", "p/1", "\u8a0e\u8ad6", "P 1", "..")
    people = tuple(Participant(id=f"i{n}", code=code) for n, code in enumerate(codes))
    names = copy_names(replace(record, participants=people))
    assert names == (
        "summary-P-1.pdf",
        "summary-p-1-no-2.pdf",
        "summary-3.pdf",
        "summary-P-1-no-4.pdf",
        "summary-5.pdf",
    )


@pytest.mark.parametrize(("ending", "magic"), [(".html", b"<!DOCTYPE html>"), (".DOCX", b"PK")])
def test_the_ending_names_the_kind_of_summary(
    home: Laptop, tmp_path: Path, ending: str, magic: bytes
) -> None:
    target = tmp_path / f"summary{ending}"
    assert home.publishing.write_summary("session-1", target, SummaryOptions()) == 0
    assert target.read_bytes().startswith(magic)


@pytest.mark.parametrize("ending", [".pdf", ".html", ".docx"])
@pytest.mark.parametrize("reader", Reader)
def test_a_summary_holds_what_its_reader_may_see(
    home: Laptop, tmp_path: Path, reader: Reader, ending: str
) -> None:
    record = home.record()
    for_whom = {level: f"onlyfor{level}." for level in Level}
    said = tuple(
        note(number, level=level, text=text)
        for number, (level, text) in enumerate(for_whom.items())
    )
    home.save(replace(record, contributions=(*record.contributions, *said)))
    target = tmp_path / f"summary{ending}"
    home.publishing.write_summary("session-1", target, SummaryOptions(reader=reader))
    if ending == ".pdf":
        file = "".join(page.extract_text() for page in PdfReader(target).pages)
    elif ending == ".docx":
        with zipfile.ZipFile(target) as parts:
            file = parts.read("word/document.xml").decode("utf-8")
    else:
        file = target.read_text(encoding="utf-8")
    seen = {level for level, text in for_whom.items() if text in file}
    assert seen == {level for level in Level if reaches(level, reader)}
    assert (record.closing.reflection in " ".join(file.split())) is (
        reader in {Reader.PRESENTER, Reader.GROUP}
    )


def test_a_summary_of_another_kind_is_refused(home: Laptop, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"ends in \.pdf, \.html or \.docx\. .* notes\.pdf\."):
        home.publishing.write_summary("session-1", tmp_path / "notes.txt", SummaryOptions())
    assert not (tmp_path / "notes.txt").exists()
