"""Protocol files: the shipped ones, and every kind of mistake a person can make in one."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.domain.protocol import (
    ContributionKind,
    KindHelp,
    MinutesFrom,
    Protocol,
    RoomTime,
    Situation,
    Stage,
    StageKind,
    Trust,
)
from dilc_desktop.exchange.protocol_file import (
    read_protocol,
    read_protocol_text,
    write_protocol,
)
from dilc_desktop.exchange.toml_text import MAX_BYTES

SHIPPED = Path(__file__).parents[2] / "protocols"

GOOD = """
key = "house"
name = "House protocol"
version = 1
purpose = "Talk."
credit = "Our own."

[[stage]]
key = "open"
name = "Opening"
kind = "talk"
minutes = 5
speaks = "Everybody"
say = "Welcome."
room = "Listen."

[[stage]]
key = "probing"
name = "Probing questions"
kind = "question_and_answer"
minutes = 10
shortest = 5
longest = 10
speaks = "Group asks"
silent = "No advice yet"
kinds = ["probing_question", "answer"]
say = "Ask."
room = "Ask."
protected = true
block = "asking"
rounds = 2
places = ["Room 4", "Room (12)"]
room_time = "shape"
counts_up = true
"""

# Default minutes, shortest and longest of each stage: the field's figures.
FIGURES = {
    "consultancy": [(8, 5, 10), (5, 5, 5), (10, 10, 10), (15, 15, 15), (5, 5, 5), (5, 5, 5)],
    "tuning": [
        (5, 5, 5),
        (15, 15, 15),
        (5, 5, 5),
        (12, 10, 15),
        (3, 2, 3),
        (12, 10, 15),
        (5, 5, 5),
        (5, 5, 5),
    ],
    "site_visit": [
        (10, 8, 10),
        (15, 10, 15),
        (5, 5, 5),
        (10, 5, 10),
        (45, 40, 60),
        (10, 8, 10),
        (15, 12, 15),
        (15, 12, 15),
        (10, 8, 10),
        (10, 8, 10),
        (15, 12, 15),
        (5, 5, 5),
        (5, 5, 5),
    ],
    "own_plan": [(30, None, None), (5, None, None)],
}
TOTALS = {"consultancy": 48, "tuning": 62, "site_visit": 170, "own_plan": 35}


def _file(folder: Path, text: str) -> Path:
    file = folder / "house.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("key", sorted(FIGURES))
def test_a_shipped_protocol_has_the_minutes_that_the_field_gives(key: str) -> None:
    protocol = read_protocol(SHIPPED / f"{key}.toml")
    assert protocol.key == key
    assert [(s.minutes, s.shortest, s.longest) for s in protocol.stages] == FIGURES[key]
    assert protocol.minutes == TOTALS[key]


@pytest.fixture(scope="module", params=sorted(FIGURES))
def shipped(request: pytest.FixtureRequest) -> Protocol:
    return read_protocol(SHIPPED / f"{request.param}.toml")


def test_shipped_wording_fits_the_room_screen_and_the_facilitator(shipped: Protocol) -> None:
    for stage in shipped.stages:
        assert len(stage.room) <= 90, stage.key
        assert stage.room.count(".") == 1, stage.key
        assert 2 <= len(stage.kinds) <= 5, stage.key
        assert "!" not in stage.say + stage.room + stage.speaks + stage.silent
        assert len(stage.say.split()) <= 60, stage.key


def test_debrief_and_the_presenters_reflection_are_protected_and_nothing_else(
    shipped: Protocol,
) -> None:
    protected = {stage.key for stage in shipped.stages if stage.protected}
    assert protected == {s.key for s in shipped.stages} & {"debrief", "reflect"}
    assert shipped.stages[-1].key == "debrief"


def test_shipped_credits_name_their_origin_and_claim_no_endorsement() -> None:
    credit = {key: read_protocol(SHIPPED / f"{key}.toml").credit for key in FIGURES}
    assert "Gene Thompson-Grove, Paula Evans and Faith Dunne" in credit["consultancy"]
    assert "not endorsed" in credit["consultancy"]
    assert "Joseph McDonald and David Allen" in credit["tuning"]
    assert "not endorsed" in credit["tuning"]
    assert credit["site_visit"].startswith("Our own synthesis")
    assert credit["own_plan"].startswith("Our own")


def test_stages_are_talked_as_the_field_says() -> None:
    kinds = {s.key: s.kind for s in read_protocol(SHIPPED / "consultancy.toml").stages}
    assert kinds["discuss"] is StageKind.PRESENTER_LISTENS
    kinds = {s.key: s.kind for s in read_protocol(SHIPPED / "site_visit.toml").stages}
    assert kinds["visits"] is StageKind.VISIT
    assert kinds["describe"] is StageKind.GO_ROUND
    assert kinds["sort"] is StageKind.SILENT_WORK


def test_a_protocol_of_ones_own_comes_out_as_it_was_written(tmp_path: Path) -> None:
    protocol = read_protocol(_file(tmp_path, GOOD))
    assert (protocol.key, protocol.version, protocol.notes) == ("house", 1, "")
    first, second = protocol.stages
    assert (first.shortest, first.longest, first.silent, first.kinds) == (None, None, "", ())
    assert second.kinds == (ContributionKind.PROBING_QUESTION, ContributionKind.ANSWER)
    assert (second.shortest, second.longest, second.protected) == (5, 10, True)
    assert (first.block, first.rounds, first.places) == ("", 1, ())
    assert (first.room_time, first.counts_up) == (RoomTime.DIGITS, False)
    assert (second.block, second.rounds, second.places) == ("asking", 2, ("Room 4", "Room (12)"))
    assert (second.room_time, second.counts_up) == (RoomTime.SHAPE, True)
    assert protocol.minutes == 25


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    file = tmp_path / "house.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_protocol(file).name == "House protocol"


def test_a_file_over_one_mebibyte_is_refused(tmp_path: Path) -> None:
    padding = "#" * (MAX_BYTES - len(GOOD.encode()))
    assert read_protocol(_file(tmp_path, GOOD + padding)).key == "house"
    with pytest.raises(FileProblem, match="1 MiB"):
        read_protocol(_file(tmp_path, GOOD + padding + "#"))


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="found a folder"):
        read_protocol(tmp_path)
    with pytest.raises(FileProblem, match="not there"):
        read_protocol(tmp_path / "gone.toml")


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    file = _file(tmp_path, GOOD)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileProblem, match="could not be read"):
        read_protocol(file)


# Writing

# What people paste: quotes of all kinds, line ends, backslashes, other scripts, things unseen.
PIECES = st.sampled_from(
    [
        *(
            '"',
            "'",
            '"""',
            "'''",
            "\\",
            "\\n",
            "\\u0041",
            "\n",
            "\r",
            "\r\n",
            "\t",
            " ",
            "#",
            "[[stage]]",
        ),
        *(
            "=",
            "🙂",
            "👩🏽‍🏫",
            "שאלה",
            "\u200f",
            "\u202e",
            "سؤال",
            "\u2028",
            "\x85",
            "\x7f",
            "\x00",
            "\ufeff",
            "é",
        ),
        *("Was “warm” — heißt?", "日本語", "x" * 90),
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=6).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
WORDS = TEXTS.filter(lambda text: bool(text.strip()))
LISTS = st.lists(WORDS, max_size=3).map(tuple)
PEOPLE = st.none() | st.integers(3, 9)


@st.composite
def stages(draw: st.DrawFn, number: int) -> Stage:
    low, minutes, high = sorted(draw(st.lists(st.integers(0, 1440), min_size=3, max_size=3)))
    ranged = draw(st.booleans())
    places = st.text("ab \"'\\é🙂", min_size=1, max_size=5).filter(lambda name: bool(name.strip()))
    return Stage(
        key=f"stage_{number}",
        name=draw(WORDS),
        kind=draw(st.sampled_from(StageKind)),
        minutes=minutes,
        shortest=low if ranged else None,
        longest=high if ranged else None,
        speaks=draw(WORDS),
        silent=draw(TEXTS),
        kinds=tuple(draw(st.lists(st.sampled_from(ContributionKind), unique=True, max_size=9))),
        say=draw(WORDS),
        room=draw(WORDS),
        protected=draw(st.booleans()),
        block=draw(st.sampled_from(["", f"block_{number}"])),
        rounds=draw(st.integers(1, 20)),
        places=tuple(draw(st.lists(places, unique=True, max_size=3))),
        room_time=draw(st.sampled_from(RoomTime)),
        counts_up=draw(st.booleans()),
        soon_s=draw(st.integers(0, minutes * 60)),
        per_person_s=draw(st.integers(0, 3600)),
        minutes_from=draw(st.sampled_from(MinutesFrom)),
    )


@st.composite
def protocols(draw: st.DrawFn) -> Protocol:
    helped = draw(st.lists(st.sampled_from(ContributionKind), unique=True, max_size=2))
    return Protocol(
        key="house",
        name=draw(WORDS),
        version=draw(st.integers(1, 1_000_000)),
        purpose=draw(WORDS),
        group_size=draw(TEXTS),
        roles=draw(TEXTS),
        credit=draw(WORDS),
        notes=draw(TEXTS),
        smallest=draw(st.none() | st.integers(1, 3)),
        largest=draw(PEOPLE),
        situations=tuple(draw(st.lists(st.sampled_from(Situation), unique=True))),
        trust=draw(st.sampled_from(Trust)),
        use_when=draw(TEXTS),
        avoid_when=draw(TEXTS),
        risk=draw(TEXTS),
        roles_optional=draw(TEXTS),
        norms=draw(LISTS),
        preparation=draw(LISTS),
        differs=draw(TEXTS),
        helps=tuple(KindHelp(kind=k, stems=draw(LISTS), test=draw(WORDS)) for k in helped),
        stages=tuple(draw(stages(n)) for n in range(draw(st.integers(1, 3)))),
    )


@settings(max_examples=60, deadline=None)
@given(protocols())
def test_any_protocol_comes_back_from_its_text_as_it_was(protocol: Protocol) -> None:
    text = write_protocol(protocol)
    assert read_protocol_text(text, "house") == protocol
    assert text.encode("utf-8").decode("utf-8-sig") == text


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_a_shipped_protocol_comes_back_from_the_file_that_we_write(
    tmp_path: Path, file: Path
) -> None:
    protocol = read_protocol(file)
    again = tmp_path / file.name
    again.write_text(write_protocol(protocol), encoding="utf-8", newline="\r\n")
    assert read_protocol(again) == protocol


def test_a_written_protocol_reads_like_one_that_a_person_wrote() -> None:
    protocol = read_protocol_text(GOOD, "house")
    text = write_protocol(protocol)
    comment, rest = text.split("\n", 1)
    assert comment.startswith("# ")
    written = [line for line in rest.splitlines() if line.strip()]
    assert written == [line for line in GOOD.splitlines() if line.strip()]
    longer = replace(
        protocol,
        notes="Two lines,\none of them “short”.",
        norms=("Hard on the content, soft on the people, always.", "Share the air in the room."),
    )
    text = write_protocol(longer)
    assert 'notes = """Two lines,\none of them “short”."""\n' in text
    norms = """norms = [
    "Hard on the content, soft on the people, always.",
    "Share the air in the room.",
]
"""
    assert norms in text


def test_a_whole_book_that_was_pasted_is_written_without_waiting() -> None:
    book = replace(read_protocol_text(GOOD, "house"), notes='"""He said \\ “no”.\n' * 30_000)
    began = time.monotonic()
    text = write_protocol(book)
    assert time.monotonic() - began < 2
    assert read_protocol_text(text, "house") == book


def test_a_mistake_in_a_text_is_named_by_the_name_it_was_given() -> None:
    wrong = GOOD.replace("minutes = 10", "minutes = 99", 1)
    with pytest.raises(FileProblem) as caught:
        read_protocol_text(wrong, "House protocol, version 2")
    assert caught.value.file == "House protocol, version 2"
    assert caught.value.place == "stage 2 (probing), minutes"
    with pytest.raises(FileProblem, match="House protocol, version 2, line 1"):
        read_protocol_text("= 3", "House protocol, version 2")
