"""Scripts of worked sessions: what is read, and what is refused with its place."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dilc_desktop import paths
from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.exchange.script_file import one_line, read_scripts, typable

Json = dict[str, Any]


def script(**fields: Any) -> Json:
    values: Json = {
        "title": "Short",
        "protocol": "tuning",
        "start": "2026-10-14 13:00",
        "participants": [{"code": "P1", "role": "presenter"}, {"code": "P2"}],
        "stages": [
            {"name": "One", "planned_s": 60, "actual_s": 90.5},
            {"name": "Two", "planned_s": 120, "actual_s": 100},
        ],
        "contributions": [spoken()],
    }
    return values | fields


def spoken(**fields: Any) -> Json:
    values = {"offset_s": 10, "stage": 1, "kind": "answer", "speaker": "P2", "text": "Yes."}
    return values | fields


def written(folder: Path, content: object) -> Path:
    file = folder / "script.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def problem(folder: Path, content: object) -> FileProblem:
    with pytest.raises(FileProblem) as refused:
        read_scripts(written(folder, content))
    assert refused.value.file == "script.json"
    assert refused.value.expected
    return refused.value


def test_the_worked_sessions_are_read_whole() -> None:
    scripts = read_scripts(paths.resources() / "samples" / "worked-sessions.json")
    assert [s.id for s in scripts] == ["S-A", "S-B", "S-C"]
    assert [len(s.contributions) for s in scripts] == [28, 25, 30]
    assert [len(s.stages) for s in scripts] == [7, 8, 13]
    assert scripts[0].closing.follow_up == date(2026, 11, 18)


def test_one_session_may_stand_alone_with_what_is_needed_and_no_more(tmp_path: Path) -> None:
    bare = script()
    del bare["participants"], bare["contributions"]
    (found,) = read_scripts(written(tmp_path, bare | {"codes": ["not ours"], "n": 1e300}))
    assert (found.participants, found.contributions, found.closing.follow_up) == ((), (), None)
    assert found.begins.isoformat() == "2026-10-14T13:00:00"


def test_a_byte_order_mark_and_a_zone_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "script.json"
    text = json.dumps([script(start="2026-10-14T13:00:00+02:00")])
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    (found,) = read_scripts(file)
    assert found.begins.utcoffset() == timedelta(hours=2)


def test_times_may_stand_exactly_at_the_ends_of_their_stage(tmp_path: Path) -> None:
    said = [
        spoken(offset_s=0),
        spoken(offset_s=90.5),
        spoken(offset_s=90.5, stage=2),
        spoken(offset_s=190.5, stage=2),
    ]
    (found,) = read_scripts(written(tmp_path, script(contributions=said)))
    assert [found.offset_ms(s) for s in found.contributions] == [0, 90_500, 90_500, 190_500]
    assert found.ends_ms == (90_500, 190_500)
    assert found.span_ms(2) == (90_500, 190_500)


def test_times_finer_than_a_millisecond_fall_inside_their_stage(tmp_path: Path) -> None:
    thirds = [{"name": str(n), "planned_s": 33, "actual_s": 33.3335} for n in range(3)]
    said = [spoken(offset_s=100.0005, stage=3), spoken(offset_s=33.3335, stage=2)]
    (found,) = read_scripts(written(tmp_path, script(stages=thirds, contributions=said)))
    for contribution in found.contributions:
        began, ended = found.span_ms(contribution.stage)
        assert began <= found.offset_ms(contribution) <= ended


def test_every_kind_of_the_closed_list_is_taken(tmp_path: Path) -> None:
    said = [spoken(kind=kind.value) for kind in ContributionKind]
    (found,) = read_scripts(written(tmp_path, script(contributions=said)))
    assert [c.kind for c in found.contributions] == list(ContributionKind)


def test_planned_seconds_may_be_written_as_a_decimal_but_must_be_whole(tmp_path: Path) -> None:
    stages = [{"name": "One", "planned_s": 60.0, "actual_s": 90.5}]
    (found,) = read_scripts(written(tmp_path, script(stages=stages)))
    assert found.stages[0].planned_s == 60
    stages[0]["planned_s"] = 60.5
    assert problem(tmp_path, script(stages=stages)).place == "stages, entry 1, planned_s"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ([], ""),
        ("a text", ""),
        (script(title=7), "title"),
        (script(start="at noon"), "start"),
        (script(start="0001-01-01 00:00"), "start"),
        (script(start="9999-12-31 23:59"), "start"),
        (script(stages=[]), "stages"),
        (script(stages=[{"name": " ", "planned_s": 1, "actual_s": 99}]), "stages, entry 1, name"),
        (
            script(stages=[{"name": "One", "planned_s": -1, "actual_s": 90}]),
            "stages, entry 1, planned_s",
        ),
        (
            script(stages=[{"name": "One", "planned_s": 1, "actual_s": 1e12}]),
            "stages, entry 1, actual_s",
        ),
        (
            script(stages=[{"name": "One", "planned_s": 10**30, "actual_s": 1}]),
            "stages, entry 1, planned_s",
        ),
        (script(participants=[{"code": "P2"}, {"code": " P2\n"}]), "participants, entry 2, code"),
        (script(participants=[{"code": " "}, {"code": "P2"}]), "participants, entry 1, code"),
        (
            script(participants=[{"code": "P2", "role": "king"}]),
            "participants, entry 1, role",
        ),
        (
            script(checklist=[{"item": "strategy"}, {"item": "strategy"}]),
            "checklist, entry 2, item",
        ),
        (script(artifacts=[{"title": "\n"}]), "artifacts, entry 1, title"),
        (
            script(artifacts=[{"title": "A", "relevance": "some"}]),
            "artifacts, entry 1, relevance",
        ),
        (script(contributions=[spoken(kind="joke")]), "contributions, entry 1, kind"),
        (script(contributions=[spoken(speaker="P9")]), "contributions, entry 1, speaker"),
        (script(contributions=[spoken(stage=0)]), "contributions, entry 1, stage"),
        (script(contributions=[spoken(stage=3)]), "contributions, entry 1, stage"),
        (script(contributions=[spoken(offset_s=91)]), "contributions, entry 1, offset_s"),
        (
            script(contributions=[spoken(), spoken(offset_s=90, stage=2)]),
            "contributions, entry 2, offset_s",
        ),
        (script(contributions=[spoken(offset_s=-1)]), "contributions, entry 1, offset_s"),
        (script(contributions=[spoken(offset_s="10")]), "contributions, entry 1, offset_s"),
        (script(contributions=[spoken(text=None)]), "contributions, entry 1, text"),
        (script(contributions=[spoken(text="a\x00b")]), "contributions, entry 1, text"),
        (script(contributions=[spoken(text="a\ufdd0b")]), "contributions, entry 1, text"),
        (script(contributions=[spoken(text="a\U0001ffffb")]), "contributions, entry 1, text"),
        (script(framing_questions=["Why?", "\x1b[2J"]), "framing_questions, entry 2"),
        (script(closing={"follow_up": "soon"}), "closing, follow_up"),
        ([script(), script(start="?")], "session 2, start"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    tmp_path: Path, content: object, place: str
) -> None:
    assert problem(tmp_path, content).place == place


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not JSON",
        b"\xff\xfe{}",
        b'{"title": NaN}',
        b'{"title": Infinity}',
        b'{"title": "\\ud83d"}',
        b"\x00" * 100,
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "script.json"
    file.write_bytes(data)
    with pytest.raises(FileProblem, match="expected JSON"):
        read_scripts(file)


def test_lists_without_end_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "script.json"
    file.write_bytes(b"[" * 1_000_000)
    with pytest.raises(FileProblem):
        read_scripts(file)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "1e308", "-1"])
def test_numbers_that_are_no_time_are_refused(tmp_path: Path, number: str) -> None:
    file = tmp_path / "script.json"
    text = json.dumps(script(contributions=[spoken(offset_s=12345.5)]))
    file.write_text(text.replace("12345.5", number))
    with pytest.raises(FileProblem):
        read_scripts(file)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"gone\.json: the file is not there"):
        read_scripts(tmp_path / "gone.json")
    with pytest.raises(FileProblem, match="expected a file, found a folder"):
        read_scripts(tmp_path)


def test_a_file_larger_than_any_script_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as large:
        large.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(FileProblem, match="at most 64 MiB"):
        read_scripts(file)


def test_texts_are_brought_to_what_fields_hold() -> None:
    assert typable("a\r\nb\rc\u2028d\u2029e\ufeff") == "a\nb\nc\nd\ne"
    assert typable(" \ttwo  spaces\u00a0") == " \ttwo  spaces\u00a0"
    assert one_line(" a\r\nb\n") == "a b"
