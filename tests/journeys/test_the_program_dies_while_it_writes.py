"""Killed between any two statements of an act: the last act that was committed is what is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dilc_desktop import paths
from dilc_desktop.clock import SystemClock
from dilc_desktop.services.desk import Desk

ROOT = Path(__file__).parents[2]
WRITER = Path(__file__).with_name("dying_writer.py")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_t62_killed_during_a_write_the_last_committed_act_wins_and_the_file_is_sound(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    with Desk(folder, paths.protocols(), SystemClock()) as desk:
        protocol = desk.shelf.protocol("consultancy")
        session_id = desk.planning.start_session(protocol, "March").session_id
        desk.live(session_id).start()
        desk.live(session_id).next()
    asked = subprocess.run(
        [sys.executable, str(WRITER), str(folder), session_id],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert asked.returncode == 0, asked.stderr
    committed = json.loads(asked.stdout)
    assert committed == sorted(committed)
    assert committed[-1] == 2, "the last one was let finish"
    assert min(committed.count(0), committed.count(1)) > 2
    for statement, acts in enumerate(committed, start=1):
        with Desk(folder.with_name(f"died-{statement}"), paths.protocols(), SystemClock()) as desk:
            # Among what it asks is SQLite's own check of the file.
            assert desk.verify() == []
            record = desk.catalogue.record(session_id)
            assert desk.catalogue.live_session() == session_id
        session = record.session()
        assert (len(record.facts), len(session.runs)) == ((2, 2), (2, 2), (3, 1))[acts], statement
        # The move is undone together with the capture that was made since, or not at all.
        placed = [c.stage_run == session.runs[-1].id for c in record.kept]
        assert placed == ([], [True], [True])[acts], statement
