"""Protocol files: the shipped ones, and every kind of mistake a person can make in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.domain.protocol import ContributionKind, Protocol, RoomTime, StageKind
from dilc_desktop.exchange.protocol_file import MAX_BYTES, read_protocol

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


def test_only_the_protocols_that_these_tests_know_are_shipped() -> None:
    assert {file.stem for file in SHIPPED.glob("*.toml")} == set(FIGURES)


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


MISTAKES = [
    ("minutes = 10", 'minutes = "10"', "stage 2 (probing), minutes", "a whole number, found a te"),
    ("minutes = 10", "minutes = 10.5", "stage 2 (probing), minutes", "a whole number"),
    ("minutes = 10", "minutes = true", "stage 2 (probing), minutes", "a whole number"),
    ("minutes = 10", "minutes = 11", "stage 2 (probing), minutes", "5 to 10"),
    ("minutes = 5", "minutes = -1", "stage 1 (open), minutes", "0 to 1440"),
    ("minutes = 5", "minutes = 99999", "stage 1 (open), minutes", "0 to 1440"),
    ("shortest = 5\n", "", "stage 2 (probing), shortest", "both"),
    ("shortest = 5\n", "shortest = 20\n", "stage 2 (probing), shortest", "at most longest"),
    ("longest = 10", "longst = 10", "stage 2 (probing), longst", "not known"),
    ('kind = "talk"', 'kind = "talking"', "stage 1 (open), kind", "silent_work"),
    ('"answer"]', '"answr"]', "stage 2 (probing), kinds, entry 2", "probing_question"),
    ('"answer"]', '"probing_question"]', "stage 2 (probing), kinds", "once"),
    ('kinds = ["probing_question", "answer"]', 'kinds = "answer"', "stage 2 (probing), kinds", "l"),
    ("protected = true", 'protected = "yes"', "stage 2 (probing), protected", "true or false"),
    ('"asking"', '"Asking"', "stage 2 (probing), block", "lower-case"),
    ("rounds = 2", "rounds = 0", "stage 2 (probing), rounds", "1 to 20"),
    ("rounds = 2", 'rounds = "two"', "stage 2 (probing), rounds", "a whole number"),
    ('"Room 4", ', '"", ', "stage 2 (probing), places", "at most 60"),
    ('"Room 4", ', "4, ", "stage 2 (probing), places, entry 1", "a text in quotes"),
    ('"shape"', '"clock"', "stage 2 (probing), room_time", "minutes"),
    ("counts_up = true", "counts_up = 1", "stage 2 (probing), counts_up", "true or false"),
    ('name = "Opening"\n', "", "stage 1 (open), name", "missing"),
    ('room = "Listen."\n', "", "stage 1 (open), room", "missing"),
    ('say = "Welcome."', 'say = " "', "stage 1 (open), say", "a few words"),
    ('key = "probing"', 'key = "open"', "stage 2 (open), key", "no earlier stage"),
    ('key = "probing"', 'key = "Pro bing"', "stage 2 (Pro bing), key", "lower-case"),
    ('key = "probing"\n', "", "stage 2, key", "missing"),
    ('key = "house"', 'key = "House"', "key", "lower-case"),
    ('key = "house"', "key = 7", "key", "a text in quotes, found a whole number"),
    ("version = 1", "version = 0", "version", "1 or more"),
    ('name = "House protocol"', 'name = ""', "name", "a few words"),
    ('credit = "Our own."\n', "", "credit", "missing"),
    ('credit = "Our own."', 'credits = "Our own."', "credits", "not known"),
    ("version = 1", "version = 1\nversion = 2", "line 5", "TOML"),
    ('purpose = "Talk."', 'purpose = "Talk.', "line 5", "TOML"),
    ("minutes = 10", "minutes = ten", "line 21", "TOML"),
]


@pytest.mark.parametrize(("right", "wrong", "place", "expected"), MISTAKES)
def test_a_mistake_is_named_with_its_place_and_what_was_expected(
    tmp_path: Path, right: str, wrong: str, place: str, expected: str
) -> None:
    assert right in GOOD
    with pytest.raises(FileProblem) as caught:
        read_protocol(_file(tmp_path, GOOD.replace(right, wrong, 1)))
    problem = caught.value
    assert problem.file == "house.toml"
    assert problem.place == place
    assert expected in problem.expected
    assert problem.advice
    assert "`" not in str(problem)
    assert "$" not in str(problem)


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("", "key", "missing"),
        (GOOD[: GOOD.index("[[stage]]")], "stage", "missing"),
        (GOOD[: GOOD.index("[[stage]]")] + "stage = []", "stage", "at least one stage"),
        (GOOD[: GOOD.index("[[stage]]")] + "stage = [3]", "stage 1", "a group of fields"),
        (GOOD[: GOOD.index("[[stage]]")] + "stage = 3", "stage", "a list"),
        ("key = " + "[" * 20_000, "", "TOML"),
        ("version = " + "9" * 6_000, "", "TOML"),
        ("version = 99999999999999999999999", "version", "1000000 or less"),
        ('key = "house', "the end of the file", "TOML"),
    ],
)
def test_a_text_that_is_no_protocol_is_refused_in_words(
    tmp_path: Path, text: str, place: str, expected: str
) -> None:
    if place == "version":
        text = GOOD.replace("version = 1", text)
    with pytest.raises(FileProblem) as caught:
        read_protocol(_file(tmp_path, text))
    assert caught.value.place == place
    assert expected in caught.value.expected


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "house.toml"
    file.write_bytes(GOOD.replace("House", "Häuser", 1).encode("latin-1"))
    with pytest.raises(FileProblem, match="UTF-8") as caught:
        read_protocol(file)
    assert caught.value.place == "line 3"


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
