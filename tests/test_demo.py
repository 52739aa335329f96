"""The demo: what a script says is what the session file and the summary hold, to the second."""

from __future__ import annotations

import json
import sys
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

from dilc_desktop import paths
from dilc_desktop.app import application
from dilc_desktop.clock import SystemClock
from dilc_desktop.demo import DemoClock, align, play_protocol, run_demo
from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError
from dilc_desktop.domain.framing import CHECKLIST_ITEMS
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Status
from dilc_desktop.services.desk import Desk
from dilc_desktop.settings import Settings, save_settings

Json = dict[str, Any]
Play = Callable[[Json], Path]

SAMPLES = paths.resources() / "samples" / "worked-sessions.json"
SCREENS = ("prepare", "live", "live-overtime", "room", "wrap-up", "session")
WORKED: list[Json] = json.loads(SAMPLES.read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _offscreen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Windows without a screen, and what Python does with bugs as it was."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    hook = sys.excepthook
    application([])
    yield
    sys.excepthook = hook


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Plays a script in a library that is thrown away; returns what --out holds."""

    def play_it(script: Json) -> Path:
        file, out = tmp_path / "script.json", tmp_path / "out"
        file.write_text(json.dumps(script, ensure_ascii=False), encoding="utf-8")
        assert run_demo(file, out, None, None, only_first=False) == 0
        return out

    return play_it


# Comparing a script with what came out, through the plain JSON in the zip


def exported(out: Path) -> Json:
    with zipfile.ZipFile(out / "session.dilc") as archive:
        assert archive.testzip() is None
        (listed,) = json.loads(archive.read("manifest.json"))["sessions"]
        session: Json = json.loads(archive.read(f"sessions/{listed['id']}.json"))
    return session


def line(text: str) -> str:
    return " ".join(text.replace("\r\n", "\n").split("\n")).strip()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def seconds_between(first: str, second: str) -> float:
    return (instant(second) - instant(first)) / timedelta(seconds=1)


def assert_agrees(script: Json, session: Json) -> None:
    """Hold every field of a script against a session document."""
    _assert_frame(script, session)
    _assert_people(script, session)
    _assert_time(script, session)
    _assert_said(script, session)


def _assert_frame(script: Json, session: Json) -> None:
    assert session["title"] == line(script["title"])
    assert session["learning_purpose"] == script.get("learning_purpose", "")
    assert session["problem"] == script.get("problem", "")
    assert [q["text"] for q in session["framing_questions"]] == script.get("framing_questions", [])
    ours = [a for a in script.get("checklist", []) if a["item"] in CHECKLIST_ITEMS]
    assert {a["item"]: (a["answer"], a["note"]) for a in session["checklist"]} == {
        a["item"]: (a["answer"], line(a.get("note", ""))) for a in ours
    }
    assert [(a["title"], a["relevance"], a["relevance_note"]) for a in session["artifacts"]] == [
        (line(a["title"]), a.get("relevance"), a.get("note", ""))
        for a in script.get("artifacts", [])
    ]
    follow_up = script.get("closing", {}).get("follow_up")
    assert session["closing"]["next_date"] == follow_up


def _assert_people(script: Json, session: Json) -> None:
    assert [
        (p["code"], p["name"], p["roles"], p["consent"]["research"])
        for p in session["participants"]
    ] == [
        (
            line(p["code"]),
            line(p.get("name", "")),
            [p.get("role", "participant")],
            p.get("research_consent"),
        )
        for p in script.get("participants", [])
    ]


def _assert_time(script: Json, session: Json) -> None:
    stages = script["stages"]
    plan = [stage for stage in session["plan"] if not stage["left_out"]]
    planned = [(line(s["name"]), s["planned_s"]) for s in stages]
    assert [(s["name"], s["planned_s"]) for s in plan] == planned
    runs = session["stage_runs"]
    assert [run["stage"] for run in runs] == [stage["id"] for stage in plan]
    assert [(run["name"], run["planned_s"]) for run in runs] == planned
    for stage, run in zip(stages, runs, strict=True):
        assert run["active_s"] == stage["actual_s"]
        assert seconds_between(run["started_at"], run["ended_at"]) == stage["actual_s"]
        assert (run["interrupted_s"], run["added_s"]) == (0, 0)
    for before, after in pairwise(runs):
        assert before["ended_at"] == after["started_at"]
    start = instant(script["start"])
    start = start if start.tzinfo else start.astimezone()
    assert instant(session["started_at"]) == start
    assert instant(session["scheduled_start"]) == start.replace(second=0, microsecond=0)
    assert session["started_at"] == runs[0]["started_at"]
    assert session["ended_at"] == runs[-1]["ended_at"]


def _assert_said(script: Json, session: Json) -> None:
    codes = {person["id"]: person["code"] for person in session["participants"]} | {None: None}
    places = {run["id"]: place for place, run in enumerate(session["stage_runs"], start=1)}
    inorder = sorted(
        script.get("contributions", []), key=lambda said: (said["offset_s"], said["stage"])
    )
    wanted = [
        (
            said["offset_s"],
            said["stage"],
            said["kind"],
            None if said.get("speaker") is None else line(said["speaker"]),
            said["text"].replace("\r\n", "\n"),
        )
        for said in inorder
    ]
    found = [
        (c["offset_s"], places[c["stage_run"]], c["kind"], codes[c["speaker"]], c["text"])
        for c in session["contributions"]
    ]
    assert found == wanted
    assert session["withdrawn_contributions"] == []
    for said in session["contributions"]:
        assert (said["level"], said["during_interruption"], said["earlier"]) == ("group", False, [])
        late = seconds_between(session["started_at"], said["captured_at"])
        assert late == pytest.approx(said["offset_s"], abs=0.0005)


# Of an emoji in one colour neither its shade of skin nor its wish for colour is seen.
UNSHOWN = dict.fromkeys((*range(0x1F3FB, 0x1F400), 0xFE0F))


def letters(text: str) -> str:
    """What of a text shows on a page that breaks its lines where it must."""
    joined = unicodedata.normalize("NFC", text).translate(UNSHOWN)
    return "".join(c for c in joined if unicodedata.category(c) != "Cf" and not c.isspace())


def printed(out: Path) -> str:
    return letters(" ".join(page.extract_text() for page in PdfReader(out / "summary.pdf").pages))


def assert_printed(script: Json, out: Path) -> None:
    page = printed(out)
    for said in script.get("contributions", []):
        assert letters(said["text"]) in page, said["text"]


# The worked sessions


@pytest.mark.slow
@pytest.mark.parametrize("script", WORKED, ids=[script["id"] for script in WORKED])
def test_a_worked_session_comes_out_as_its_script_says(script: Json, play: Play) -> None:
    began = time.monotonic()
    out = play(script)
    assert time.monotonic() - began < 30
    assert_agrees(script, exported(out))
    assert_printed(script, out)
    assert sorted(file.name for file in out.iterdir()) == ["screens", "session.dilc", "summary.pdf"]
    for screen in SCREENS:
        picture = QImage(str(out / "screens" / f"{screen}.png"))
        assert (picture.width(), picture.height()) == (1366, 768)
    assert shades(QImage(str(out / "screens" / "wrap-up.png")).copy(1000, 150, 300, 400)) > 128
    assert len(list((out / "screens").iterdir())) == len(SCREENS)


def shades(picture: QImage) -> int:
    """How far the lightest and the darkest of a picture are apart, at most 255."""
    found = {
        picture.pixelColor(x, y).lightness()
        for x in range(0, picture.width(), 2)
        for y in range(picture.height())
    }
    return max(found) - min(found)


# Scripts that are not in the repository

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
HARD_TEXTS = (
    f"{FAMILY} and a flag \U0001f1fb\U0001f1f3, a thumb \U0001f44d\U0001f3fd, \u2764\ufe0f",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645 12 (abc)",
    "\u05e9\u05dc\u05d5\u05dd \u2026 \u200f\u200e mixed",
    "Tie\u0302\u0301ng Vie\u0323\u0302t and Ti\u1ebfng Vi\u1ec7t",
    "\u6559\u5e08\u5982\u4f55\u63d0\u95ee\uff1f\u65e5\u672c\u8a9e\u306e\u6388\u696d",
    "first line\nsecond line\n\n  indented\twith a tab\n",
    "\nopens with a line",
    "  two spaces before and two behind  ",
    "no\u00a0break, narrow\u202fone, zero\u200bwidth, soft\u00adhyphen",
    "\"quotes\" 'and' \u201cothers\u201d <b>tags</b> & &amp; \\n %1 {0} C:\\path",
    "windows\r\nends",
    "=1+1",
    " ",
    "",
    "a",
    "\U0001f642",
    "\ue000 private use, \U0010fffd, \u0e01\u0e33 \u0915\u094d\u0937 \U0001f9d1\u200d\U0001f3eb",
    "Digits 0123456789 +-=!@#$%^&*()[]{};:,./?`~|_",
    "\u00c4\u00d6\u00dc \u00e4\u00f6\u00fc \u00df \u00e9\u00e8 \u0142 \u0151 \u011f \u0130\u0131",
    "\u201a\u2018low quote\u2019 \u2013 \u2014 \u2026 \u20ac \u00bd \u2192",
    "A B C" * 20,
    "a text with a trailing line\n\n\n",
    "\ttab first",
    "\u0301 begins with a combining mark",
    "\u202eoverride\u202c and isolates \u2067\u05d0\u2069",
    "a\u2060b\u200cc\u200dd",
)


def minimal(**fields: Any) -> Json:
    script: Json = {
        "title": "Short",
        "protocol": "own_plan",
        "start": "2026-10-14 13:00",
        "participants": [],
        "stages": [{"name": "All", "planned_s": 60, "actual_s": 60}],
    }
    return script | fields


def said(offset: float, stage: int, text: str, **fields: Any) -> Json:
    return {
        "offset_s": offset,
        "stage": stage,
        "kind": "answer",
        "speaker": None,
        "text": text,
    } | fields


def hard_script() -> Json:
    """People beyond the digits, every kind, every alphabet, over midnight, in odd seconds."""
    kinds = list(ContributionKind)
    assert len(HARD_TEXTS) == len(kinds)
    people = [
        {"code": f"P{n:02}", "role": "participant", "research_consent": [True, False, None][n % 3]}
        for n in range(1, 26)
    ]
    people[0] |= {"role": "presenter", "name": "P02"}
    people[1] |= {"role": "facilitator", "name": "P02"}
    people[2] |= {"role": "timekeeper", "name": "\u05d3\u05d5\u05d3 \U0001f469\u200d\U0001f3eb"}
    people[3] |= {"role": "recorder", "code": "DES 3 / \u00e9"}
    people[4] |= {"role": "process_observer", "code": "7"}
    people[5] |= {"role": "observer"}
    contributions = []
    for number, (kind, text) in enumerate(zip(kinds, HARD_TEXTS, strict=True)):
        speaker = None if number % 5 == 0 else people[(number * 7) % 25]["code"]
        stage = 1 + number // 10
        offset = (0.0, 100.125, 700.5)[stage - 1] + (number % 10 // 3) * 12.25
        contributions.append(said(offset, stage, text, kind=kind.value, speaker=speaker))
    return {
        "title": "A title\nof two lines \U0001f4da",
        "protocol": "fishbowl",
        "start": "2026-12-31 23:50",
        "learning_purpose": "Purpose\nin two lines \u2013 \u05e9\u05dc\u05d5\u05dd",
        "participants": people,
        "problem": "\tA tab, \u00a0 and " + FAMILY,
        "framing_questions": ["Why?", "Why\nthen?", "\u0644\u0645\u0627\u0630\u0627\u061f"],
        "checklist": [
            {"item": "instruction", "answer": "partly", "note": "a note\nin lines \U0001f642"},
            {"item": "weather", "answer": "yes", "note": ""},
            {"item": "own_role", "answer": "no"},
        ],
        "artifacts": [
            {"id": "A1", "title": "Plan \U0001f4c4", "relevance": "high", "note": "two\nlines"},
            {"id": "A2", "title": "Nothing said of it"},
            {"id": "A3", "title": "Not used", "relevance": "none", "note": ""},
        ],
        "stages": [
            {"name": "Present \U0001f3a4", "planned_s": 95, "actual_s": 100.125},
            {"name": "\u05e9\u05d0\u05dc\u05d5\u05ea", "planned_s": 600, "actual_s": 600.375},
            {"name": "Reflect", "planned_s": 330, "actual_s": 300.001},
        ],
        "contributions": contributions,
        "closing": {"follow_up": "2028-02-29"},
    }


@pytest.mark.slow
def test_every_kind_every_alphabet_and_every_seat_comes_through(
    play: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    script = hard_script()
    out = play(script)
    assert_agrees(script, exported(out))
    told = capsys.readouterr().out
    assert "Left out: protocol 'fishbowl' is not on the shelf: played as an open session" in told
    assert "Left out: checklist item 'weather' is not one of ours" in told
    assert exported(out)["protocol"]["key"] == "own_plan"
    page = printed(out)
    for number in (0, 3, 4, 9, 10, 11, 15, 17, 18, 19, 20):
        assert letters(HARD_TEXTS[number]) in page


@pytest.mark.slow
def test_thirty_stages_some_of_them_empty_and_one_of_four_hours(play: Play) -> None:
    stages = [
        {"name": f"Stage {n}", "planned_s": (n % 4) * 75, "actual_s": (n % 5) * 37}
        for n in range(1, 31)
    ]
    stages[14] = {"name": "All day", "planned_s": 4 * 3600, "actual_s": 4 * 3600 + 61}
    stages[29] = {"name": "Stage 30", "planned_s": 0, "actual_s": 0}
    contributions, begins = [], 0
    for number, stage in enumerate(stages, start=1):
        ends = begins + stage["actual_s"]  # type: ignore[operator] # a number of seconds
        contributions.append(said(begins, number, f"first of {number}"))
        contributions.append(said(ends, number, f"last of {number}", kind="process_note"))
        begins = ends
    script = minimal(
        protocol="tuning", start="2026-03-01T00:05", stages=stages, contributions=contributions
    )
    out = play(script)
    assert_agrees(script, exported(out))
    assert_printed(script, out)


@pytest.mark.slow
def test_one_stage_with_nobody_and_nothing_said_has_all_its_pictures(play: Play) -> None:
    script = minimal(start="2026-07-01T09:00:30+02:00")
    del script["participants"]
    out = play(script)
    assert_agrees(script, exported(out))
    for screen in SCREENS:
        assert (out / "screens" / f"{screen}.png").stat().st_size > 5_000


@pytest.mark.slow
def test_texts_of_six_thousand_characters_are_played_in_time(play: Play) -> None:
    words = "What the pupils said about the task, in their own words; "
    texts = [(f"{n}. " + words * 110)[:6_000] for n in range(20)]
    texts[3] = (FAMILY + " \u05e9\u05dc\u05d5\u05dd\n") * 500
    people = [{"code": "P1", "role": "presenter"}]
    contributions = [said(n, 1, text, speaker="P1") for n, text in enumerate(texts)]
    script = minimal(
        participants=people, contributions=contributions, problem=words * 100, title=words * 5
    )
    began = time.monotonic()
    out = play(script)
    assert time.monotonic() - began < 30
    script["title"] = script["title"].strip()
    assert_agrees(script, exported(out))
    page = printed(out)
    for number, text in enumerate(texts):
        if number != 3:
            assert letters(text[:60]) in page
            assert page.count(letters(words)) > 100 * len(texts) - 200


@pytest.mark.slow
def test_several_sessions_come_out_in_folders_of_their_own(tmp_path: Path) -> None:
    scripts = [minimal(id="one", title="One"), minimal(id="../two", title="Two")]
    file = tmp_path / "script.json"
    file.write_text(json.dumps(scripts), encoding="utf-8")
    assert run_demo(file, tmp_path / "out", None, None, only_first=False) == 0
    assert sorted(folder.name for folder in (tmp_path / "out").iterdir()) == ["one", "session-2"]
    assert exported(tmp_path / "out" / "session-2")["title"] == "Two"


# The library


@pytest.mark.slow
def test_a_library_that_is_named_gets_the_session_beside_its_own_and_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = paths.folders_in(tmp_path / "library")
    save_settings(folders.settings, Settings(district="Distrito Escolar 3"))
    with Desk(folders.data, paths.protocols(), SystemClock()) as desk:
        desk.planning.start_session(desk.shelf.protocol("tuning"), "Mine")
    file = tmp_path / "script.json"
    file.write_text(json.dumps(minimal()), encoding="utf-8")
    for _ in range(2):
        assert run_demo(file, tmp_path / "out", None, folders, only_first=False) == 0
    assert capsys.readouterr().out.count("Played 'Short': 1 stages, 0 contributions") == 2
    summary = PdfReader(tmp_path / "out" / "summary.pdf")
    assert summary.pages[0].extract_text().startswith("Distrito Escolar 3")
    with Desk(folders.data, paths.protocols(), SystemClock()) as desk:
        sessions = desk.catalogue.sessions()
        assert sorted(s.title for s in sessions) == ["Mine", "Short", "Short"]
        assert exported(tmp_path / "out")["id"] in {s.id for s in sessions}
        assert desk.verify() == []


def test_a_session_that_is_live_in_a_library_is_not_touched(tmp_path: Path) -> None:
    folders = paths.folders_in(tmp_path / "library")
    clock = DemoClock(datetime.fromisoformat("2026-10-14T12:50+00:00"))
    with Desk(folders.data, paths.protocols(), clock) as desk:
        mine = desk.planning.start_session(desk.shelf.protocol("tuning"), "Mine").session_id
        desk.live(mine).start()
        before = desk.catalogue.record(mine)
    file = tmp_path / "script.json"
    file.write_text(json.dumps(minimal(start="2026-10-14T13:00+00:00")), encoding="utf-8")
    with pytest.raises(RuleError, match="A session is live in this library"):
        run_demo(file, tmp_path / "out", None, folders, only_first=False)
    with Desk(folders.data, paths.protocols(), clock) as desk:
        assert desk.catalogue.record(mine) == before
        assert [s.status for s in desk.catalogue.sessions()] == [Status.LIVE]


def test_a_library_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    file = tmp_path / "script.json"
    file.write_text(json.dumps(minimal()), encoding="utf-8")
    folders = paths.folders_in(tmp_path / "file")
    with pytest.raises(StorageError, match="cannot be used for the library"):
        run_demo(file, tmp_path / "out", None, folders, only_first=False)


def test_a_place_that_cannot_be_written_is_told_before_anything_is_played(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    file = tmp_path / "script.json"
    file.write_text(json.dumps(minimal()), encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be written"):
        run_demo(file, tmp_path / "file" / "out", None, None, only_first=False)


def test_a_script_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "script.json"
    file.write_text("[]")
    with pytest.raises(FileProblem):
        run_demo(file, tmp_path / "out", None, None, only_first=False)
    assert not (tmp_path / "out").exists()


# A protocol of one's own

ODD = """
key = "odd"
name = "שלום 🙂 \\u0007 Odd"
version = 7
purpose = "See \\u0000 whether it runs.\\nOn two lines."
credit = "Our own."
smallest = 1

[[stage]]
key = "nothing"
name = "Nothing yet"
kind = "silent_work"
minutes = 0
speaks = "Nobody"
say = "Wait."
room = "Wait."

[[stage]]
key = "ask"
name = "LONG"
kind = "go_round"
minutes = 3
speaks = "Everybody"
kinds = ["artifact", "parking_lot", "commitment", "answer"]
say = "Ask."
room = "Ask."
block = "turns"
rounds = 2

[[stage]]
key = "turns"
name = "Turns"
kind = "small_groups"
minutes = 2
places = ["A", "B"]
speaks = "Everybody"
say = "Talk."
room = "Talk."
block = "turns"
rounds = 2

[[help]]
kind = "commitment"
stems = ["I will\\n…", "By May"]
""".replace("LONG", "Ask " * 60)


@pytest.mark.slow
def test_an_odd_protocol_runs_round_by_round_and_twice_by_the_same_house_protocol(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "odd.toml", tmp_path / "out"
    file.write_text(ODD, encoding="utf-8")
    folders = paths.folders_in(tmp_path / "library")
    for _ in range(2):
        assert play_protocol(file, out, None, folders) == 0
    assert "Left out" not in capsys.readouterr().out
    session = exported(out)
    plan = {stage["id"]: stage["name"].split()[0] for stage in session["plan"]}
    assert [plan[run["stage"]] for run in session["stage_runs"]] == [
        *("Nothing", "Ask", "Turns", "Ask", "Turns")
    ]
    said = [(c["kind"], c["text"]) for c in session["contributions"]]
    assert [kind for kind, _ in said] == ["artifact", "parking_lot", "commitment"] * 2
    assert said[2][1] == "Example 3, commitment. It may begin: “I will …”"
    assert session["learning_purpose"] == "See whether it runs. On two lines."
    with Desk(folders.data, paths.protocols(), SystemClock()) as desk:
        assert [v.version for v in desk.shelf.versions("odd")] == [7]
        assert [use.protocol_version for use in desk.shelf.uses("odd")] == [7, 7]


def test_a_protocol_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(ODD.replace("rounds = 2", "rounds = 3", 1), encoding="utf-8")
    with pytest.raises(FileProblem, match="expected 3, as in the stage"):
        play_protocol(file, tmp_path / "out", None, None)
    assert not (tmp_path / "out").exists()


def test_a_live_session_keeps_a_protocol_out_of_its_library(tmp_path: Path) -> None:
    folders = paths.folders_in(tmp_path / "library")
    clock = DemoClock(datetime.fromisoformat("2026-10-14T12:30").astimezone())
    with Desk(folders.data, paths.protocols(), clock) as desk:
        mine = desk.planning.start_session(desk.shelf.protocol("tuning"), "Mine").session_id
        desk.live(mine).start()
    file = tmp_path / "odd.toml"
    file.write_text(ODD, encoding="utf-8")
    with pytest.raises(RuleError, match="A session is live in this library"):
        play_protocol(file, tmp_path / "out", None, folders)
    with Desk(folders.data, paths.protocols(), clock) as desk:
        assert not desk.shelf.is_house("odd")


# When something goes wrong


def test_a_bug_in_the_windows_stops_the_demo(tmp_path: Path) -> None:
    def bug() -> None:
        raise ZeroDivisionError("a bug")

    file = tmp_path / "script.json"
    file.write_text(json.dumps(minimal()), encoding="utf-8")
    QTimer.singleShot(0, bug)
    hook = sys.excepthook
    with pytest.raises(ZeroDivisionError):
        run_demo(file, tmp_path / "out", None, None, only_first=False)
    assert sys.excepthook is hook


def test_an_interrupt_inside_the_windows_stops_the_demo(tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    file = tmp_path / "script.json"
    file.write_text(json.dumps(minimal()), encoding="utf-8")
    QTimer.singleShot(0, stop)
    with pytest.raises(KeyboardInterrupt):
        run_demo(file, tmp_path / "out", None, None, only_first=False)


# Its parts


def test_the_clock_of_the_story_stands_until_it_is_told_to_go_on() -> None:
    clock = DemoClock(datetime.fromisoformat("2026-10-14T13:00:00-05:00"))
    assert clock.offset_min() == -300
    assert (clock.steady_ms(), clock.utc().hour) == (0, 18)
    clock.advance(1500)
    assert clock.steady_ms() == 1500
    assert clock.utc() == datetime.fromisoformat("2026-10-14T18:00:01.500+00:00")
    assert clock.boot() != DemoClock(clock.utc()).boot()
    ids = [clock.new_id() for _ in range(1_000)]
    assert ids == sorted(set(ids))


def test_stages_are_paired_by_their_names_in_order() -> None:
    offered = ["Introduction", "Presentation", "Clarifying questions", "Debrief"]
    assert align(["Presentation and question", "Debrief"], offered) == {0: 1, 1: 3}
    assert align(["Debrief", "Presentation"], offered) in ({0: 3}, {1: 1})
    assert align(["Warm-up games"], offered) == {}
    assert align([], offered) == {}
    assert align(["Debrief"] * 200, ["Debrief"] * 200) == {n: n for n in range(200)}
