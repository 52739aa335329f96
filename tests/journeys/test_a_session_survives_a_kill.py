"""The program is ended in the middle of a session, and nothing that counts is gone."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dilc_desktop import paths
from dilc_desktop.clock import SystemClock
from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.record import Draft, Participant, SessionRecord
from dilc_desktop.domain.session import PlannedStage, replay
from dilc_desktop.services.desk import Desk
from dilc_desktop.services.live import Live
from dilc_desktop.store.library import Library

ROOT = Path(__file__).parents[2]
FACILITATOR = Path(__file__).with_name("typing_facilitator.py")
HALF_TYPING = Path(__file__).with_name("half_typing_facilitator.py")
KILLS = 20
SECOND_NS = 1_000_000_000
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "QT_QPA_PLATFORM": "offscreen",
}
GROUPS = PlannedStage(
    id="groups",
    name="Groups",
    kind=StageKind.SMALL_GROUPS,
    planned_s=600,
    speaks="",
    silent="",
    kinds=(ContributionKind.WARM_FEEDBACK,),
    say="",
    room="",
    places=("Window", "Door"),
)


@dataclass(frozen=True)
class Told:
    """What a facilitator said before the kill, and when the kill came."""

    lines: list[list[Any]]
    killed_at: int

    def of(self, word: str) -> list[list[Any]]:
        return [rest for first, *rest in self.lines if first == word]

    def must_be_kept(self) -> str:
        """The longest half-typed words that are older than a second."""
        found = ""
        for first, *rest in self.lines:
            if first == "kept":
                found = ""
            elif first == "ready":
                found = rest[2]
            elif first == "typed" and rest[0] <= self.killed_at - SECOND_NS:
                found = rest[1]
        return found


def type_until_killed(folder: Path, seed: int, seconds: float, *, from_start: bool) -> Told:
    """Let a facilitator type for some seconds, from the process's start or from when it can."""
    with subprocess.Popen(
        [sys.executable, str(FACILITATOR), str(folder), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as facilitator:
        assert facilitator.stdout is not None
        assert facilitator.stderr is not None
        first = b"" if from_start else facilitator.stdout.readline()
        time.sleep(seconds)
        assert facilitator.poll() is None, facilitator.stderr.read().decode()
        killed_at = time.monotonic_ns()
        facilitator.kill()
        said = first + facilitator.stdout.read()
    # A line that the kill cut off was never said.
    whole = said[: said.rfind(b"\n") + 1]
    return Told([json.loads(line) for line in whole.splitlines()], killed_at)


def session_in(folder: Path, began: float) -> tuple[SessionRecord, Draft | None]:
    """The session as a restart finds it, once library and clock are proved sound."""
    with Desk(folder, paths.protocols(), SystemClock()) as desk:
        assert desk.verify() == []
        (summary,) = desk.catalogue.sessions()
        assert desk.catalogue.live_session() == summary.id
        live = desk.live(summary.id)
        assert live.session.live
        assert live.session == replay(live.record.plan, live.record.facts)
        assert abs(live.timing().now / 1000 - (time.time() - began)) < 1
        return live.record, live.draft()


@pytest.mark.slow
def test_a_session_survives_twenty_kills_at_random_moments(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Desk(folder, paths.protocols(), SystemClock()) as desk:
        protocol = desk.shelf.protocol("consultancy")
        session_id = desk.planning.start_session(protocol, "March").session_id
        desk.live(session_id).start()
        began = time.time()
    chance = random.Random(2026)
    kept: dict[str, str] = {}
    facts: list[str] = []
    half_typed = 0
    for number in range(KILLS):
        from_start = number % 5 == 4
        seconds = chance.uniform(0.05, 0.8 if from_start else 2.0)
        told = type_until_killed(folder, number, seconds, from_start=from_start)
        assert not told.of("not opened")
        for here, reopened, _ in told.of("ready"):
            assert (here, reopened) == ("live", session_id)
        for contribution_id, text, typed in told.of("kept"):
            assert text == typed
            kept[contribution_id] = text

        for told_facts, _ in told.of("told"):
            assert told_facts[: len(facts)] == facts
            facts = told_facts

        record, draft = session_in(folder, began)

        # What the log says is all that was said of it, and at most the one that was just durable.
        log = [fact.id for fact in record.facts]
        assert log[: len(facts)] == facts
        assert len(log) <= len(facts) + 1
        facts = log
        stored = {c.id: c.text for c in record.contributions}
        assert kept.items() <= stored.items()
        # At most the one that was durable just before it could be said.
        assert len(stored) <= len(kept) + 1
        unsaid = [text for key, text in stored.items() if key not in kept]
        words = told.must_be_kept()
        half_typed += bool(words)
        where = [*unsaid, "" if draft is None else draft.text]
        assert any(found.startswith(words) for found in where), (words, where)
        kept = stored
    assert len(kept) > KILLS
    assert len(facts) > KILLS
    assert half_typed >= 3


def test_a_half_typed_judgement_and_a_half_typed_group_line_both_come_back_whole(
    tmp_path: Path,
) -> None:
    folder, clock = tmp_path / "data", SystemClock()
    people = (Participant(id="p-1", code="P01"), Participant(id="p-2", code="P02"))
    with Library.open(folder) as library:
        library.sessions.insert(
            SessionRecord(
                id="session-1",
                title="March",
                created_at=datetime(2026, 3, 1, tzinfo=UTC),
                protocol_key="own",
                protocol_name="Own",
                protocol_version=1,
                protocol_credit="",
                plan=(GROUPS,),
                participants=people,
            )
        )
        live = Live(library, clock, "session-1")
        live.start()
        warm = ContributionKind.WARM_FEEDBACK
        said = live.add_contribution(warm, "Before.", "p-1", live.first_key()).ids[0]
    command = [sys.executable, str(HALF_TYPING), str(folder)]
    with subprocess.Popen(
        [*command, "type"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as facilitator:
        assert facilitator.stdout is not None
        assert facilitator.stderr is not None
        typed = facilitator.stdout.readline()
        assert typed == b'["typed"]\n', facilitator.stderr.read().decode()
        time.sleep(1)
        facilitator.kill()
    looked = subprocess.run(
        [*command, "look"], capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=60
    )
    assert looked.stdout, looked.stderr
    capture, lines = (json.loads(line) for line in looked.stdout.splitlines())
    tags = ["instruction", "evidence"]
    assert capture == ["Clear ai", warm.value, "p-2", "group", "Nine of 28 han", tags, said]
    assert lines == [{"Window": "", "Door": "Samples fir"}]
