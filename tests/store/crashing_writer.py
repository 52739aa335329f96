"""Adds captures to a library and says so after each: started, and ended, by test_crashes."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Contribution, Draft, Level
from dilc_desktop.store.library import Library


def write(folder: Path, session_id: str, count: int) -> None:
    """Keep a draft, then add the capture that it becomes, `count` times."""
    library = Library.open(folder)
    library._database._driver.execute("pragma wal_autocheckpoint = 40")
    os.write(1, b"READY\n")
    for number in range(count):
        text = f"Words {number} " * (1 + number % 60)
        draft = Draft(
            text=text, kind=None, speaker=None, level=Level.GROUP, stage_run=None, offset_ms=None
        )
        library.sessions.save_draft(session_id, draft)
        library.sessions.add_contribution(
            session_id,
            Contribution(
                id=f"n{number}",
                kind=ContributionKind.ANSWER,
                text=text,
                speaker=None,
                stage_run=None,
                offset_ms=number,
                captured_at=datetime(2026, 3, 2, tzinfo=UTC),
            ),
        )
        os.write(1, b"ACK %d\n" % (number + 1))


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
