"""What was acknowledged is on disk: after kill -9, and after the power failed."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.store.library import FILE_NAME, Library

WRITER = Path(__file__).with_name("crashing_writer.py")
ROOT = Path(__file__).parents[2]
SECTOR = 512


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def prepared(folder: Path, record: SessionRecord) -> SessionRecord:
    bare = replace(record, contributions=(), commitments=(), artifacts=())
    with Library.open(folder) as library:
        library.sessions.insert(bare)
    return bare


def captures_in(folder: Path, session_id: str) -> int:
    """How many captures a library holds, once it is proved sound and without a gap."""
    with Library.open(folder) as library:
        assert library.verify() == []
        found = library.sessions.record(session_id).contributions
        draft = library.sessions.draft(session_id)
    assert [c.id for c in found] == [f"n{number}" for number in range(len(found))]
    assert draft is None or draft.text.startswith(f"Words {len(found)} ")
    return len(found)


def test_nothing_acknowledged_is_lost_when_the_program_is_killed(
    folder: Path, record: SessionRecord
) -> None:
    bare = prepared(folder, record)
    pristine = folder.with_name("pristine")
    shutil.copytree(folder, pristine)
    chance = random.Random(7)
    acknowledged = 0
    for _ in range(10):
        shutil.rmtree(folder)
        shutil.copytree(pristine, folder)
        with subprocess.Popen(
            [sys.executable, str(WRITER), str(folder), bare.id, "100000"],
            stdout=subprocess.PIPE,
            env=environment(),
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"READY\n"
            # A busy machine writes slowly: some captures are waited for, the rest is chance.
            for number in range(1, 7):
                assert writer.stdout.readline() == b"ACK %d\n" % number
            time.sleep(chance.uniform(0, 0.1))
            writer.kill()
            said = 6 + writer.stdout.read().count(b"\n")
        acknowledged += said
        assert captures_in(folder, bare.id) >= said
    assert acknowledged > 50


# Power failure: the writer runs under strace and its writes are replayed up to a random point; of
# those that no sync had followed yet, some are dropped and some torn. File names are never lost.


@dataclass(frozen=True)
class Written:
    """Bytes that went to a place in a file."""

    file: str
    at: int
    content: bytes


@dataclass(frozen=True)
class Cut:
    """A file that was cut to a length."""

    file: str
    length: int


@dataclass(frozen=True)
class Synced:
    """A file whose writes are on the disk from here on."""

    file: str


@dataclass(frozen=True)
class Said:
    """So many captures were acknowledged."""

    count: int


Event = Written | Cut | Synced | Said

_CALL = re.compile(r"(?:\d+ +)?(\w+)\((\d+)<([^>]*)>(?:, \"([^\"]*)\"(?:, (\d+))?)?(?:, (\d+))?")


def events(log: Path, library_file: str) -> Iterator[Event]:
    """What the log of system calls says of the library's files, in order."""
    for line in log.read_text(encoding="ascii").splitlines():
        found = _CALL.match(line)
        if found is None:
            continue
        call, handle, hex_path, text, _, last = found.groups()
        path = _bytes(hex_path).decode()
        if call == "write" and handle == "1":
            word, _, count = _bytes(text).decode().strip().partition(" ")
            yield Said(int(count) if word == "ACK" else 0)
        elif not path.startswith(library_file) or path.endswith("-shm"):
            continue
        elif call == "pwrite64":
            yield Written(path, int(last), _bytes(text))
        elif call == "ftruncate":
            yield Cut(path, int(last))
        elif call in ("fsync", "fdatasync"):
            yield Synced(path)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@dataclass
class Disk:
    """What is on the disk for certain, and what was only written."""

    files: dict[str, bytearray]
    waiting: dict[str, list[Written | Cut]] = field(default_factory=lambda: defaultdict(list))

    def take(self, event: Event) -> None:
        match event:
            case Written() | Cut():
                self.waiting[event.file].append(event)
            case Synced():
                for change in self.waiting.pop(event.file, []):
                    self.apply(change)
            case Said():
                pass

    def apply(self, change: Written | Cut) -> None:
        content = self.files.setdefault(change.file, bytearray())
        if isinstance(change, Cut):
            content[:] = content[: change.length].ljust(change.length, b"\0")
        else:
            end = change.at + len(change.content)
            content.extend(b"\0" * (end - len(content)))
            content[change.at : end] = change.content

    def fail(self, chance: random.Random) -> None:
        """Let the power fail: of what waits, nothing, something or all reaches the disk."""
        for changes in self.waiting.values():
            share = chance.choice((0.0, 0.5, 1.0))
            for change in changes:
                if chance.random() >= share:
                    continue
                if isinstance(change, Written) and chance.random() < 0.1:
                    sectors = chance.randrange(len(change.content) // SECTOR + 1)
                    self.apply(replace(change, content=change.content[: sectors * SECTOR]))
                else:
                    self.apply(change)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_nothing_acknowledged_is_lost_when_the_power_fails(
    folder: Path, record: SessionRecord
) -> None:
    bare = prepared(folder, record)
    library_file = folder / FILE_NAME
    before = library_file.read_bytes()
    log = folder.with_name("calls")
    calls = "trace=pwrite64,write,ftruncate,fdatasync,fsync"
    strace = ["strace", "-y", "-xx", "-s", "300000", "-o", str(log), "-e", calls]
    subprocess.run(
        [*strace, sys.executable, str(WRITER), str(folder), bare.id, "60"],
        stdout=subprocess.DEVNULL,
        check=True,
        env=environment(),
    )
    told = list(events(log, str(library_file)))
    assert told.count(Said(60)) == 1
    assert {event.file for event in told if isinstance(event, Synced)} == {
        str(library_file),
        f"{library_file}-wal",
    }
    chance = random.Random(11)
    survived = 0
    for number in range(40):
        disk = Disk({str(library_file): bytearray(before)})
        acknowledged = 0
        for event in told[: chance.randrange(len(told))]:
            disk.take(event)
            acknowledged = event.count if isinstance(event, Said) else acknowledged
        disk.fail(chance)
        restarted = folder.with_name(f"restarted-{number}")
        restarted.mkdir()
        for name, content in disk.files.items():
            (restarted / Path(name).name).write_bytes(content)
        found = captures_in(restarted, bare.id)
        assert found >= acknowledged
        survived += found
    assert survived > 0
