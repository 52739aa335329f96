from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dilc_desktop import paths
from dilc_desktop.domain.errors import StorageError
from dilc_desktop.domain.protocol import ContributionKind, KindHelp, Protocol
from dilc_desktop.domain.protocol_draft import ProtocolDraft
from dilc_desktop.exchange.protocol_file import read_protocol
from dilc_desktop.store.protocol_drafts import ProtocolDrafts

WHEN = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)


@pytest.fixture
def protocol() -> Protocol:
    return read_protocol(paths.protocols() / "site_visit.toml")


def halves(protocol: Protocol, key: str = "con") -> ProtocolDraft:
    """Half a protocol: no name, no valid minutes, half a character, texts that are no numbers."""
    stages = (replace(protocol.stages[0], minutes=-1, say="\ud83c", name=""), *protocol.stages[1:])
    return ProtocolDraft(
        based_on=3,
        now=replace(
            protocol,
            key=key,
            name="",
            stages=stages,
            helps=(KindHelp(kind=ContributionKind.ANSWER, stems=(), test=""),),
        ),
        kept_at=WHEN,
        fresh=("stage_2",),
        typed=(("", "largest", "about ten"), (protocol.stages[1].key, "minutes", "ten")),
        asked_by="P07",
        reason="\u0645\u062b\u0627\u0644 \U0001f331",
        place=4,
    )


def test_half_a_protocol_is_there_again_just_as_it_was(tmp_path: Path, protocol: Protocol) -> None:
    folder = tmp_path / "drafts"
    drafts = ProtocolDrafts(folder)
    assert drafts.all() == {}
    assert not folder.exists()
    draft = halves(protocol)
    drafts.keep(replace(draft, reason="Before."))
    drafts.keep(draft)
    assert drafts.all() == {"con": draft}
    assert ProtocolDrafts(folder).all() == {"con": draft}
    assert [path.name for path in folder.iterdir()] == ["draft-con.json"]
    drafts.drop("con")
    drafts.drop("con")
    assert drafts.all() == {}
    assert ProtocolDrafts(folder).all() == {}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"[]",
        b'{"format": 1}',
        b'{"format": 1, "draft": {"based_on": "x"}}',
    ],
)
def test_a_file_that_is_no_draft_is_told_and_kept_and_keeps_nobody_out(
    tmp_path: Path, protocol: Protocol, text: bytes
) -> None:
    (tmp_path / "draft-ours.json").write_bytes(text)
    drafts = ProtocolDrafts(tmp_path)
    drafts.keep(halves(protocol, "other"))
    assert list(drafts.all()) == ["other"]
    assert [problem.file for problem in drafts.problems()] == ["draft-ours.json.unread-1"]
    assert "stays in the folder" in str(drafts.problems()[0])
    drafts.keep(halves(protocol, "ours"))
    assert (tmp_path / "draft-ours.json.unread-1").read_bytes() == text
    again = ProtocolDrafts(tmp_path)
    assert sorted(again.all()) == ["other", "ours"]
    assert again.problems() == ()


def test_drafts_of_a_newer_program_and_under_a_strange_name_are_put_aside(
    tmp_path: Path, protocol: Protocol
) -> None:
    ProtocolDrafts(tmp_path).keep(halves(protocol, "ours"))
    file = tmp_path / "draft-ours.json"
    said = json.loads(file.read_bytes())
    (tmp_path / "draft-theirs.json").write_text(json.dumps(said))
    file.write_text(json.dumps({**said, "format": 2}))
    (tmp_path / "draft-ours.json.unread-1").write_text("From before.")
    drafts = ProtocolDrafts(tmp_path)
    assert drafts.all() == {}
    names = [problem.file for problem in drafts.problems()]
    assert names == ["draft-ours.json.unread-2", "draft-theirs.json.unread-1"]
    assert (tmp_path / "draft-ours.json.unread-1").read_text() == "From before."


def test_what_cannot_be_written_is_said_and_what_was_kept_before_stays(
    tmp_path: Path, protocol: Protocol
) -> None:
    folder = tmp_path / "drafts"
    folder.write_text("A file where the folder should be.")
    drafts = ProtocolDrafts(folder)
    with pytest.raises(StorageError, match="not on the disk yet"):
        drafts.keep(halves(protocol))
    assert drafts.all() == {}
    folder.unlink()
    drafts.keep(halves(protocol))
    (folder / ".draft-con.json.new").mkdir()
    with pytest.raises(StorageError, match="not on the disk yet"):
        drafts.keep(replace(halves(protocol), reason="Later."))
    assert ProtocolDrafts(folder).all() == {"con": halves(protocol)}
