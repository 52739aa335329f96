"""Protocol files with a mistake: each is refused whole, with its name, the place and what fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.exchange.protocol_file import read_protocol

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


def _file(folder: Path, text: str) -> Path:
    file = folder / "house.toml"
    file.write_text(text, encoding="utf-8")
    return file


def _with(right: str, wrong: str) -> bytes:
    assert right in GOOD
    return GOOD.replace(right, wrong, 1).encode()


# Ten files that a district may well write: what is in them, the place, what was expected.
TEN = {
    "a quote that is missing": (
        _with('purpose = "Talk."', 'purpose = "Talk.'),
        "line 5",
        "expected TOML: name = value lines and [[stage]] headings, texts in quotes.",
    ),
    "a field that is not known": (
        _with("longest = 10", "longst = 10"),
        "stage 2 (probing), longst",
        "this field is not known here; please take it out or check its spelling.",
    ),
    "a text for a number": (
        _with("minutes = 10", 'minutes = "10"'),
        "stage 2 (probing), minutes",
        "expected a whole number, found a text in quotes.",
    ),
    "a kind of stage that is not known": (
        _with('kind = "talk"', 'kind = "talking"'),
        "stage 1 (open), kind",
        f"expected one of {', '.join(StageKind)}.",
    ),
    "minutes outside their range": (
        _with("minutes = 10", "minutes = 11"),
        "stage 2 (probing), minutes",
        "expected minutes inside the range, 5 to 10.",
    ),
    "the same key twice": (
        _with('key = "probing"', 'key = "open"'),
        "stage 2 (open), key",
        "expected a key that no earlier stage has.",
    ),
    "rounds of a block that differ": (
        _with('room = "Listen."', 'room = "Listen."\nblock = "asking"\nrounds = 3'),
        "stage 2 (probing), rounds",
        "expected 3, as in the stage with which its block begins.",
    ),
    "a soon that is longer than its stage": (
        _with("counts_up = true", "counts_up = true\nsoon_s = 601"),
        "stage 2 (probing), soon_s",
        "expected 0 to 600 seconds, the length of the stage.",
    ),
    "no stage": (
        GOOD[: GOOD.index("[[stage]]")].encode(),
        "stage",
        "expected this field, and it is missing.",
    ),
    "letters that are not UTF-8": (
        GOOD.replace("House", "H\u00e4user", 1).encode("latin-1"),
        "line 3",
        "expected UTF-8 text.",
    ),
}


@pytest.mark.parametrize("mistake", TEN)
def test_a_broken_file_is_refused_with_its_name_the_place_and_what_was_expected(
    tmp_path: Path, mistake: str
) -> None:
    text, place, expected = TEN[mistake]
    file = tmp_path / "house.toml"
    file.write_bytes(text)
    with pytest.raises(FileProblem) as caught:
        read_protocol(file)
    problem = caught.value
    assert (problem.file, problem.place, problem.expected) == ("house.toml", place, expected)
    assert problem.advice.startswith("Please ")
    assert str(problem) == f"house.toml, {place}: {expected} {problem.advice}"


MISTAKES = [
    ("minutes = 10", "minutes = 10.5", "stage 2 (probing), minutes", "a whole number"),
    ("minutes = 10", "minutes = true", "stage 2 (probing), minutes", "a whole number"),
    ("minutes = 5", "minutes = -1", "stage 1 (open), minutes", "0 to 1440"),
    ("minutes = 5", "minutes = 99999", "stage 1 (open), minutes", "0 to 1440"),
    ("shortest = 5\n", "", "stage 2 (probing), shortest", "both"),
    ("shortest = 5\n", "shortest = 20\n", "stage 2 (probing), shortest", "at most longest"),
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
    ('key = "probing"', 'key = "Pro bing"', "stage 2 (Pro bing), key", "lower-case"),
    ('key = "probing"\n', "", "stage 2, key", "missing"),
    ('key = "house"', 'key = "House"', "key", "lower-case"),
    ('key = "house"', "key = 7", "key", "a text in quotes, found a whole number"),
    ("version = 1", "version = 0", "version", "1 or more"),
    ('name = "House protocol"', 'name = ""', "name", "a few words"),
    ('credit = "Our own."\n', "", "credit", "missing"),
    ('credit = "Our own."', 'credits = "Our own."', "credits", "not known"),
    ("version = 1", "version = 1\nversion = 2", "line 5", "TOML"),
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


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        ("-1", "expected 0 to 600 seconds, the length of the stage."),
        ("9" * 30, "expected 0 to 600 seconds, the length of the stage."),
        ('"90"', "expected a whole number, found a text in quotes."),
        ("1.5", "expected a whole number, found a number."),
    ],
)
def test_t27_a_soon_that_was_entered_by_mistake_is_refused_with_its_place(
    tmp_path: Path, threshold: str, expected: str
) -> None:
    for good in ("0", "90", "600"):
        read_protocol(_file(tmp_path, f"{GOOD}soon_s = {good}\n"))
    with pytest.raises(FileProblem) as caught:
        read_protocol(_file(tmp_path, f"{GOOD}soon_s = {threshold}\n"))
    assert (caught.value.file, caught.value.place) == ("house.toml", "stage 2 (probing), soon_s")
    assert caught.value.expected == expected
    assert caught.value.advice
