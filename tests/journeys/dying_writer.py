"""Dies in the middle of one act, before its first, second, ... statement: for the tests of T62.

The library is copied for each death; one JSON list at the end tells how many acts were committed
in each copy, the last of which nobody stopped.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from dilc_desktop import paths
from dilc_desktop.clock import SystemClock
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.services.desk import Desk

MOST = 40


def act(folder: Path, session_id: str, statement: int, committed: int) -> None:
    """Capture, and undo the move before it; die before the statement of this number."""
    passed, writing = 0, False

    def count(sql: str) -> None:
        nonlocal passed, writing
        passed += 1
        if passed == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        writing = writing or sql == "BEGIN IMMEDIATE"
        if writing and sql == "COMMIT":
            writing = False
            os.write(committed, b".")

    with Desk(folder, paths.protocols(), SystemClock()) as desk:
        live = desk.live(session_id)
        desk._library._database._driver.set_trace_callback(count)
        kind = ContributionKind.PROCESS_NOTE
        live.add_contribution(kind, "Said.", None, live.first_key())
        live.undo_move()
    os._exit(0)


def main(folder: Path, session_id: str) -> None:
    """Let one child after another die a statement later."""
    told: list[int] = []
    # What opening needs is loaded once, before there are children.
    with Desk(folder, paths.protocols(), SystemClock()) as desk:
        desk.live(session_id)
    for statement in range(1, MOST):
        copy = folder.with_name(f"died-{statement}")
        shutil.copytree(folder, copy)
        hears, committed = os.pipe()
        child = os.fork()
        if child == 0:
            act(copy, session_id, statement, committed)
        os.close(committed)
        _, status = os.waitpid(child, 0)
        with os.fdopen(hears, "rb") as pipe:
            told.append(len(pipe.read()))
        if os.waitstatus_to_exitcode(status) == 0:
            break
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
