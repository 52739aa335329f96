"""A library opens, is brought up to date, or says in words why it cannot be."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from dilc_desktop.domain.errors import StorageError
from dilc_desktop.domain.protocol import ContributionKind, RoomTime
from dilc_desktop.domain.record import Contribution, Details, Focus, SessionRecord, Status
from dilc_desktop.domain.session import Recovered, Reopened, StageEntered
from dilc_desktop.store import backup, migrations, schema
from dilc_desktop.store.backup import verified_backup
from dilc_desktop.store.engine import APPLICATION_ID
from dilc_desktop.store.library import FILE_NAME, Library

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
LIBRARIES = Path(__file__).parents[1] / "libraries"
RELEASED = range(1, schema.SCHEMA_VERSION + 1)
ROOT = Path(__file__).parents[2]
WORDS = Contribution(
    id="n1",
    kind=ContributionKind.ANSWER,
    text="Words " * 2_000,
    speaker="p1",
    stage_run=None,
    offset_ms=0,
    captured_at=NOW,
)

TODAY = schema.SCHEMA_VERSION
NEXT_VERSION = '''
"""A schema after today's, for tests."""
import sqlalchemy as sa
from alembic import op
revision = "NEXT"
down_revision = "TODAY"
def upgrade() -> None:
    with op.batch_alter_table("participants") as table:
        table.add_column(sa.Column("district", sa.Text(), nullable=False, server_default="-"))
    op.execute("update participants set district = 'D'")
'''


def master(path: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(
            connection.execute(
                "select type, name, sql from sqlite_master where sql is not null"
            ).fetchall()
        )


def pragma(path: Path, name: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"pragma {name}").fetchone()[0]


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Pretend that the program has moved on by a schema; the folder of its migrations."""
    versions = tmp_path / "100% versions"
    shutil.copytree(migrations.SCRIPTS / "versions", versions)
    script = NEXT_VERSION.replace("TODAY", schema.revision(TODAY))
    script = script.replace("NEXT", schema.revision(TODAY + 1))
    (versions / "9999_next.py").write_text(script, encoding="utf-8")
    monkeypatch.setattr(schema, "SCHEMA_VERSION", TODAY + 1)
    monkeypatch.setattr(migrations, "upgrade", partial(migrations.upgrade, versions=versions))
    return versions


# Opening


def test_a_new_library_is_one_file_of_ours_beside_its_artifacts(folder: Path) -> None:
    with Library.open(folder) as library:
        assert library.folder == folder
        assert library.verify() == []
    assert sorted(path.name for path in folder.iterdir()) == ["artifacts", FILE_NAME]
    assert pragma(folder / FILE_NAME, "application_id") == APPLICATION_ID
    assert pragma(folder / FILE_NAME, "user_version") == schema.SCHEMA_VERSION
    assert pragma(folder / FILE_NAME, "journal_mode") == "wal"


def test_every_connection_is_set_to_be_durable(library: Library) -> None:
    def asked(name: str) -> object:
        return library._database._driver.execute(f"pragma {name}").fetchone()[0]

    assert asked("synchronous") == 2
    assert asked("foreign_keys") == 1
    assert asked("secure_delete") == 1
    assert asked("busy_timeout") == 50


def test_a_folder_with_odd_letters_opens_twice(tmp_path: Path, record: SessionRecord) -> None:
    folder = tmp_path / "50% of #1? Ünï"
    with Library.open(folder) as library:
        library.sessions.insert(record)
    with Library.open(folder) as library:
        assert library.sessions.record(record.id) == record


def test_opening_needs_no_alembic(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from dilc_desktop.store.library import Library\n"
        "for _ in range(2): Library.open(Path(sys.argv[1])).close()\n"
        "print([name for name in sys.modules if name.startswith(('alembic', 'sqlalchemy.orm'))])"
    )
    done = run(code, str(tmp_path / "library"))
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_several_programs_can_make_the_same_library_at_once(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from dilc_desktop.store.library import Library\n"
        "sys.stdin.read(1); library = Library.open(Path(sys.argv[1]))\n"
        "print(library.verify()); library.close()"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in started]
    assert said == ["[]\n"] * 4


# Refusals


def refused(folder: Path) -> str:
    """What is said when a library does not open, and that its file stayed as it was."""
    path = folder / FILE_NAME
    before = path.read_bytes()
    with pytest.raises(StorageError) as caught:
        Library.open(folder)
    assert path.read_bytes() == before
    beside = {name.name for name in folder.iterdir()} - {"artifacts", FILE_NAME}
    assert beside <= {FILE_NAME + "-wal", FILE_NAME + "-shm"}
    return str(caught.value)


def test_a_newer_file_is_refused_and_untouched(folder: Path) -> None:
    Library.open(folder).close()
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        connection.execute(f"pragma user_version = {schema.SCHEMA_VERSION + 1}")
    assert "newer version" in refused(folder)


def test_a_newer_file_whose_log_is_not_yet_folded_in_is_untouched(folder: Path) -> None:
    Library.open(folder).close()
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('pragma user_version = 99'); os._exit(0)"
    )
    run(code, str(folder / FILE_NAME))
    log = folder / (FILE_NAME + "-wal")
    before = log.read_bytes()
    assert before
    assert "newer version" in refused(folder)
    assert log.read_bytes() == before


@pytest.mark.parametrize("application_id", [0, 1234])
def test_a_file_of_another_program_is_refused_and_untouched(
    folder: Path, application_id: int
) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        connection.execute(f"pragma application_id = {application_id}")
        connection.execute("create table theirs (x)")
    assert "another program" in refused(folder)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"This is no library.\n" * (len(content) // 20),
        lambda content: b"\0" * len(content),
        lambda content: content[:50],
        lambda content: content[:100] + b"\xff" * 4000 + content[4100:],
    ],
    ids=["text", "zeros", "short", "first page"],
)
def test_a_damaged_file_is_refused_and_untouched(
    folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    Library.open(folder).close()
    path = folder / FILE_NAME
    path.write_bytes(damage(path.read_bytes()))
    assert "damaged" in refused(folder)


def test_damage_deep_in_the_file_is_found_by_verifying(folder: Path, record: SessionRecord) -> None:
    with Library.open(folder) as library:
        library.sessions.insert(record)
    path = folder / FILE_NAME
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "select rootpage from sqlite_master where name = 'participants'"
        ).fetchone()
        (size,) = connection.execute("pragma page_size").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : (page - 1) * size + 64] = b"\xff" * 64
    path.write_bytes(content)
    with Library.open(folder) as library:
        found = library.verify()
        assert found
        assert all("damaged" in line for line in found)
        with pytest.raises(StorageError, match="damaged"):
            library.sessions.record(record.id)


def test_a_log_that_cannot_be_told_is_found_by_verifying(
    library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    with library._database.writing() as connection:
        connection.exec_driver_sql("update timeline set type = 'resumed' where id = 'f9'")
    lines = library.verify()
    assert "The session “Exit tickets in grade 7” cannot be told again: " in lines[1]


def test_a_broken_reference_is_found_by_verifying(library: Library, record: SessionRecord) -> None:
    library.sessions.insert(record)
    with library._database.without_references(), library._database.writing() as connection:
        connection.exec_driver_sql("delete from participants where id = 'p1'")
    assert library.verify() == [
        "A row of contributions refers to a row of participants that is not there."
    ]


def test_a_folder_in_the_place_of_the_file_is_said(folder: Path) -> None:
    (folder / FILE_NAME).mkdir(parents=True)
    with pytest.raises(StorageError, match="should be"):
        Library.open(folder)


def test_a_file_in_the_place_of_the_folder_is_said(folder: Path) -> None:
    folder.write_text("in the way")
    with pytest.raises(StorageError, match="cannot be used"):
        Library.open(folder)


# The trial opening imports all that is needed while that may still be read.
WRITE_PROTECTED = """
import os, sys
from pathlib import Path
from dilc_desktop.domain.errors import StorageError
from dilc_desktop.store.library import Library
Library.open(Path(sys.argv[2])).close()
if os.getuid() == 0:
    os.setuid(65534)
try:
    Library.open(Path(sys.argv[1]))
except StorageError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are another thing there")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_write_protected_library_is_said(record: SessionRecord, what: str) -> None:
    # Root may write anywhere, so the opening is done by nobody, outside of root's own folders.
    place = Path(tempfile.mkdtemp())
    try:
        place.chmod(0o755)
        folder = place / "library"
        with Library.open(folder) as library:
            library.sessions.insert(record)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)
        (folder / FILE_NAME).chmod(0o444)
        if what == "folder":
            folder.chmod(0o555)
        done = run(WRITE_PROTECTED, str(folder), str(place / "trial"))
        assert done.stderr == ""
        assert "you may write to it" in done.stdout or "write-protected" in done.stdout
    finally:
        shutil.rmtree(place)


# Trouble while working


def test_two_windows_on_one_library_both_work(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    with Library.open(folder) as other:
        library.sessions.insert(record)
        other.sessions.save_fields(record.id, title="From the other")
        assert library.sessions.record(record.id).title == "From the other"


def test_a_library_that_another_program_writes_to_is_said_and_nothing_changes(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(StorageError, match="Another program is using the library"):
            library.sessions.add_contribution(record.id, WORDS)
        assert library.sessions.record(record.id) == record
        with Library.open(folder, busy_timeout_ms=50) as third:
            assert third.sessions.record(record.id) == record
        other.execute("rollback")
    library.sessions.add_contribution(record.id, WORDS)
    assert library.sessions.record(record.id).contributions[-1] == WORDS


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be moved there")
def test_a_folder_that_was_moved_is_said_and_work_goes_on_when_it_is_back(
    folder: Path, library: Library, record: SessionRecord, tmp_path: Path
) -> None:
    library.sessions.insert(record)
    folder.rename(tmp_path / "elsewhere")
    for _ in range(2):
        with pytest.raises(StorageError, match="put it back where it was"):
            library.sessions.add_contribution(record.id, WORDS)
        # Another library in its place is not the one that is open.
        Library.open(folder).close()
    shutil.rmtree(folder)
    (tmp_path / "elsewhere").rename(folder)
    library.sessions.add_contribution(record.id, WORDS)
    assert library.sessions.record(record.id).contributions[-1] == WORDS


def test_a_full_library_is_said_and_nothing_is_half_written(
    library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    driver = library._database._driver
    (pages,) = driver.execute("pragma page_count").fetchone()
    driver.execute(f"pragma max_page_count = {pages}")

    def fill() -> None:
        for number in range(100):
            library.sessions.add_contribution(record.id, replace(WORDS, id=f"n{number}"))

    with pytest.raises(StorageError, match="disk is full"):
        fill()
    kept = library.sessions.record(record.id)
    driver.execute("pragma max_page_count = 1000000")
    library.sessions.add_contribution(record.id, replace(WORDS, id="n-last"))
    assert library.sessions.record(record.id).contributions[:-1] == kept.contributions


def _lock(library: Library, stack: ExitStack) -> None:
    path = library.folder / FILE_NAME
    other = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
    other.execute("begin immediate")


def _fill(library: Library, stack: ExitStack) -> None:
    driver = library._database._driver
    (pages,) = driver.execute("pragma page_count").fetchone()
    # The limit of this connection stands in for the end of the disk.
    driver.execute(f"pragma max_page_count = {pages}")
    stack.callback(driver.execute, "pragma max_page_count = 1000000")


def _protect(library: Library, stack: ExitStack) -> None:
    # An open file stays writable whatever its mode; SQLite refuses as for a protected one.
    library._database._driver.execute("pragma query_only = on")
    stack.callback(library._database._driver.execute, "pragma query_only = off")


def _move_away(library: Library, stack: ExitStack) -> None:
    away = library.folder.with_name("elsewhere")
    library.folder.rename(away)
    stack.callback(away.rename, library.folder)


TROUBLES: dict[str, Callable[[Library, ExitStack], None]] = {
    "locked": _lock,
    "full": _fill,
    "read-only": _protect,
    "moved away": _move_away,
}


@pytest.mark.parametrize("name", TROUBLES)
def test_what_is_refused_while_there_is_trouble_is_taken_when_it_is_over(
    library: Library, record: SessionRecord, name: str
) -> None:
    if name == "moved away" and sys.platform == "win32":
        pytest.skip("an open file cannot be moved there")
    library.sessions.insert(record)
    # More words than the pages at hand can take, so that the library must grow.
    long = replace(WORDS, text="Words " * 200_000)
    changed = tuple(replace(c, text="Words " * 200_000) for c in record.contributions)
    reopened_again = Reopened(id="z", action="z", at=record.facts[-1].at)
    acts: tuple[Callable[[], None], ...] = (
        lambda: library.sessions.add_contribution(record.id, long),
        lambda: library.sessions.save_contributions(record.id, changed),
        lambda: library.sessions.append_facts(
            record.id, (reopened_again,), Status.LIVE, contributions=changed
        ),
    )
    with ExitStack() as trouble:
        TROUBLES[name](library, trouble)
        for act in (*acts, *acts):
            with pytest.raises(StorageError, match="try again"):
                act()
    assert library.sessions.record(record.id) == record
    for act in acts:
        act()
    found = library.sessions.record(record.id)
    assert found.contributions == (*changed, long)
    assert found.facts == (*record.facts, reopened_again)
    assert library._database.faults() == []


def test_a_block_can_wait_less_for_another_program_than_the_rest(
    folder: Path, record: SessionRecord
) -> None:
    def waited() -> float:
        began = time.monotonic()
        with pytest.raises(StorageError, match="Another program is using the library"):
            library.sessions.keep_alive(record.id, record.facts[-1].at)
        return time.monotonic() - began

    with Library.open(folder, busy_timeout_ms=1_500) as library:
        library.sessions.insert(record)
        with ExitStack() as trouble:
            _lock(library, trouble)
            with library.wait_for_locks(150):
                short = waited()
            with pytest.raises(ZeroDivisionError), library.wait_for_locks(0):
                raise ZeroDivisionError
            assert 0.1 <= short < 1 <= waited()
        with library.wait_for_locks(150):
            library.sessions.keep_alive(record.id, record.facts[-1].at)


FULL_DISK = """
import resource, sys
from dataclasses import replace
from pathlib import Path
from dilc_desktop.domain.errors import StorageError
from dilc_desktop.store.library import Library
with Library.open(Path(sys.argv[1])) as library:
    before = library.sessions.record(sys.argv[2])
    words = replace(before.contributions[0], text="x" * 3000, earlier=())
    size = (Path(sys.argv[1]) / "library.sqlite-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50_000, resource.RLIM_INFINITY))
    acknowledged = 0
    try:
        while True:
            library.sessions.add_contribution(before.id, replace(words, id=f"n{acknowledged}"))
            acknowledged += 1
    except StorageError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    found = len(library.sessions.record(before.id).contributions) - len(before.contributions)
    library.sessions.add_contribution(before.id, replace(words, id="afterwards"))
    print(acknowledged, found, library._database.faults())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of that kind there")
def test_a_disk_that_takes_no_more_is_said_and_work_goes_on_when_there_is_room(
    folder: Path, record: SessionRecord
) -> None:
    with Library.open(folder) as library:
        library.sessions.insert(record)
    done = run(FULL_DISK, str(folder), record.id)
    assert done.stderr == ""
    advice, figures = done.stdout.splitlines()
    acknowledged, found, faults = figures.split(maxsplit=2)
    assert "try again" in advice
    assert int(acknowledged) > 0
    assert (acknowledged, faults) == (found, "[]")


def test_a_trigger_that_fails_undoes_the_whole_action(
    library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    with library._database.writing() as connection:
        connection.exec_driver_sql(
            "create trigger late before insert on wordings begin"
            " select raise(abort, 'stopped on purpose'); end"
        )
    corrected = replace(record.contributions[0], text="Other words")
    with pytest.raises(Exception, match="stopped on purpose"):
        library.sessions.save_contribution(record.id, corrected)
    assert library.sessions.record(record.id) == record


def test_the_message_of_a_statement_that_fails_quotes_nothing_that_was_written(
    library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    with library._database.writing() as connection:
        connection.exec_driver_sql(
            "create trigger late before insert on commitments begin"
            " select raise(abort, 'stopped on purpose'); end"
        )
    promised = replace(record.commitments[0], id="commitment-9", what="I will ask P12 first.")
    with pytest.raises(Exception, match="stopped on purpose") as stopped:
        library.sessions.save_commitments(record.id, (promised,))
    assert promised.what not in str(stopped.value)


# Migrations and backups


def test_a_migrated_library_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    Library.open(tmp_path / "new").close()
    old = tmp_path / "old"
    old.mkdir()
    with closing(sqlite3.connect(old / FILE_NAME)) as connection:
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
    Library.open(old).close()
    assert master(old / FILE_NAME) == master(tmp_path / "new" / FILE_NAME)
    assert len(list((old / "backups").iterdir())) == 1
    with closing(sqlite3.connect(old / FILE_NAME)) as connection:
        marked = connection.execute("select version_num from alembic_version").fetchall()
    assert marked == [(schema.revision(schema.SCHEMA_VERSION),)]


@pytest.mark.parametrize("version", RELEASED)
def test_a_library_of_each_schema_gets_the_tables_of_a_new_one(
    tmp_path: Path, version: int
) -> None:
    Library.open(tmp_path / "new").close()
    shutil.copytree(LIBRARIES / f"v{version}", tmp_path / "old")
    Library.open(tmp_path / "old").close()
    assert master(tmp_path / "old" / FILE_NAME) == master(tmp_path / "new" / FILE_NAME)


def test_every_schema_has_a_library_file_of_its_time() -> None:
    files = {v: LIBRARIES / f"v{v}" / FILE_NAME for v in RELEASED}
    for version, file in files.items():
        # Opened as unchangeable, because even reading would leave files beside it.
        with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as connection:
            assert connection.execute("pragma user_version").fetchone() == (version,)


def test_a_library_of_the_first_schema_opens_today(tmp_path: Path) -> None:
    folder = tmp_path / "v1"
    shutil.copytree(LIBRARIES / "v1", folder)
    with Library.open(folder) as library:
        assert library.verify() == []
        planned, ended = sorted(library.sessions.summaries(), key=lambda s: s.status.value)[::-1]
        assert (planned.status, ended.status) == (Status.PLANNED, Status.ENDED)
        record = library.sessions.record(ended.id)
        assert record.contributions[0].text == "They all begin at the right end. 🙂"
        assert [wording.text for wording in record.contributions[0].earlier] == [
            "They begin",
            "They all begin",
        ]
        assert record.session().estimated is False
        assert len(record.facts) == 9
        assert library.artifacts.sound(record.artifacts[0].sha256)
        assert library.sessions.history(ended.id) == ("ab" * 32,)
        kept = library.sessions.draft(planned.id)
        assert kept is not None
        assert (kept.text, kept.details) == ("half a sen", Details())
        # What the first schema did not know is as if nobody had used it.
        assert {(s.block, s.rounds, s.places, s.room_time, s.counts_up) for s in record.plan} == {
            ("", 1, (), RoomTime.DIGITS, False)
        }
        assert {stage.soon_s for stage in record.plan} == {0}
        assert library.sessions.lines(planned.id) == {}
        assert library.protocols.newest() == ()
        assert library.protocols.favourites() == frozenset()
        assert {f.again for f in record.facts if isinstance(f, StageEntered)} == {False}
        plain = replace(
            record.contributions[0],
            evidence="",
            verbatim=False,
            focus=(),
            about=None,
            artifact=None,
            place="",
            returns_in=None,
        )
        assert record.contributions[0] == plain
        assert [wording.evidence for wording in plain.earlier] == ["", ""]
        library.sessions.replace(replace(record, title="Written today"))
        assert library.verify() == []


def test_a_library_of_the_second_schema_opens_today(tmp_path: Path) -> None:
    folder = tmp_path / "v2"
    shutil.copytree(LIBRARIES / "v2", folder)
    with Library.open(folder) as library:
        assert library.verify() == []
        planned, ended = sorted(library.sessions.summaries(), key=lambda s: s.status.value)[::-1]
        record = library.sessions.record(ended.id)
        stage = record.plan[1]
        assert (stage.block, stage.rounds, stage.places) == ("pair", 2, ("Room 4", "Room “12”"))
        assert (stage.room_time, stage.counts_up) == (RoomTime.SHAPE, True)
        assert [type(fact).__name__ for fact in record.facts] == [
            "StageEntered",
            "Undone",
            "StageEntered",
            "StartMoved",
            "Interrupted",
            "Resumed",
            "TimeAdded",
            "StageSkipped",
            "StageLeft",
            "StageEntered",
            "PlaceEntered",
            "PlaceEntered",
            "TurnBegan",
            "TurnEnded",
            "Passed",
            "Replanned",
            "StageEntered",
            "Ended",
            "Reopened",
            "Recovered",
            "Ended",
        ]
        told = record.session()
        assert told.start == -20_000
        assert [run.round for run in told.runs] == [1, 1, 2]
        assert told.runs[1].passed == ("p1",)
        said = record.contributions[0]
        assert (said.evidence, said.verbatim) == ("Four of five pages begin there.", True)
        assert said.focus == (Focus.EVIDENCE, Focus.OFF_ROLE)
        assert (said.about, said.artifact) == ("c1", "x2")
        assert (said.place, said.returns_in) == ("Room 4", "stage-3")
        assert said.earlier[0].evidence == "Three pages"
        assert library.artifacts.sound(record.artifacts[0].sha256)
        assert library.sessions.history(ended.id) == ("ab" * 32,)
        kept = library.sessions.draft(planned.id)
        assert kept is not None
        assert (kept.text, kept.offset_ms, kept.details) == ("half a sen", 1234, Details())
        # What the second schema did not know is as if nobody had used it.
        assert {(one.soon_s, one.prompts) for one in record.plan} == {(0, ())}
        (away,) = (fact for fact in record.facts if isinstance(fact, Recovered))
        assert away.away_ms == 0
        assert library.sessions.lines(planned.id) == {}
        assert library.protocols.newest() == ()
        library.sessions.replace(replace(record, title="Written today"))
        assert library.verify() == []


def test_a_library_of_the_third_schema_opens_today(tmp_path: Path) -> None:
    folder = tmp_path / "v3"
    shutil.copytree(LIBRARIES / "v3", folder)
    with Library.open(folder) as library:
        assert library.verify() == []
        planned, ended = sorted(library.sessions.summaries(), key=lambda s: s.status.value)[::-1]
        record = library.sessions.record(ended.id)
        assert [stage.soon_s for stage in record.plan] == [0, 90, 0, 0]
        prompts = ("Who is “missing”?\n🙂", "Whose work is it?")
        assert [stage.prompts for stage in record.plan] == [(), prompts, (), ()]
        (away,) = (fact for fact in record.facts if isinstance(fact, Recovered))
        assert away.away_ms == 240_000
        kept = library.sessions.draft(planned.id)
        assert kept is not None
        assert kept.details == Details(
            verbatim=True,
            evidence="Four of five “pages”\n🙂",
            focus=(Focus.EVIDENCE, Focus.OFF_ROLE),
            about="c1",
            artifact="x2",
            place="Room 4",
            returns_in="stage-3",
        )
        assert library.sessions.lines(planned.id) == {"Room 4": "half a word", "Room “12”": "other"}
        assert [use.session_id for use in library.sessions.uses_of("consultancy")] == [
            planned.id,
            ended.id,
        ]
        (newest,) = library.protocols.newest()
        assert (newest.protocol_key, newest.version, newest.asked_by) == ("house", 2, "DES-3")
        assert (newest.based_on_key, newest.based_on_version) == ("tuning", 1)
        assert 'key = "house"' in newest.text
        assert [one.version for one in library.protocols.versions("house")] == [1, 2]
        assert library.protocols.favourites() == {"house", "tuning"}
        library.protocols.restore("removed")
        assert len(library.protocols.newest()) == 2
        library.sessions.replace(replace(record, title="Written today"))
        assert library.verify() == []


@pytest.mark.usefixtures("next_version")
@pytest.mark.parametrize("version", RELEASED)
def test_an_older_library_is_backed_up_and_brought_up_to_date(tmp_path: Path, version: int) -> None:
    folder = tmp_path / "old"
    shutil.copytree(LIBRARIES / f"v{version}", folder)
    with Library.open(folder) as library:
        assert library.verify() == []
        assert library._database._driver.execute("pragma foreign_keys").fetchone() == (1,)
        rows = library._database._driver.execute(
            "select distinct district from participants"
        ).fetchall()
        assert rows == [("D",)]
    assert pragma(folder / FILE_NAME, "user_version") == TODAY + 1
    (kept,) = (folder / "backups").iterdir()
    assert pragma(kept, "user_version") == version
    Library.open(folder).close()
    assert len(list((folder / "backups").iterdir())) == 1


@pytest.mark.parametrize(
    "ending",
    [
        "    raise ZeroDivisionError\n",
        "    op.execute(\"delete from sessions where status = 'ended'\")\n",
    ],
    ids=["stopped", "left rows without their session"],
)
def test_a_migration_that_fails_leaves_the_library_as_it_was(
    next_version: Path, tmp_path: Path, ending: str
) -> None:
    script = next_version / "9999_next.py"
    script.write_text(script.read_text(encoding="utf-8") + ending, encoding="utf-8")
    folder = tmp_path / "v1"
    shutil.copytree(LIBRARIES / "v1", folder)
    before = master(folder / FILE_NAME)
    with pytest.raises((ZeroDivisionError, StorageError)):
        Library.open(folder)
    assert master(folder / FILE_NAME) == before
    assert pragma(folder / FILE_NAME, "user_version") == 1
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        assert connection.execute("select count(*) from sessions").fetchone() == (2,)


def test_a_backup_is_a_whole_library(folder: Path, library: Library, record: SessionRecord) -> None:
    library.sessions.insert(record)
    kept = verified_backup(folder / FILE_NAME, folder / "backups", NOW)
    assert kept.name == "library-20260302-180000-00.sqlite"
    elsewhere = folder / "restored"
    elsewhere.mkdir()
    shutil.copy(kept, elsewhere / FILE_NAME)
    with Library.open(elsewhere) as restored:
        assert restored.sessions.record(record.id) == record


def test_the_newest_seven_backups_are_kept(folder: Path, library: Library) -> None:
    assert library.verify() == []
    (folder / "backups").mkdir()
    (folder / "backups" / "my own notes.txt").write_text("stays")
    made = [
        verified_backup(folder / FILE_NAME, folder / "backups", NOW + timedelta(days=day // 2))
        for day in range(9)
    ]
    left = sorted(path.name for path in (folder / "backups").iterdir())
    assert left == [*sorted(path.name for path in made[2:]), "my own notes.txt"]


def test_a_backup_that_is_not_sound_is_no_backup(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert library.verify() == []
    answers = iter(({"sessions": 2}, {"sessions": 1}))
    monkeypatch.setattr(backup, "_counts", lambda _connection: next(answers))
    with pytest.raises(StorageError, match="not sound"):
        verified_backup(folder / FILE_NAME, folder / "backups", NOW)
    assert list((folder / "backups").iterdir()) == []


def test_a_backup_that_cannot_be_written_is_said(folder: Path, library: Library) -> None:
    assert library.verify() == []
    (folder / "backups").write_text("in the way")
    with pytest.raises(StorageError, match="backup"):
        verified_backup(folder / FILE_NAME, folder / "backups", NOW)
