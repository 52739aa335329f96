"""The summary as a web page: the words of the outline, nothing private, and valid HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.record import Consent, Level, SessionRecord
from dilc_desktop.reports.html_summary import write_html
from dilc_desktop.reports.outline import Outline
from dilc_desktop.reports.summary import SummaryOptions, outline_for

WRITTEN_AT = datetime(2026, 10, 14, 19, 10, tzinfo=UTC)
HEBREW = "\u05e9\u05dc\u05d5\u05dd"
VOID = {"meta", "br"}
# Inside these a word ends at their edges.
BLOCKS = {"h1", "h2", "h3", "p", "li", "dt", "dd", "th", "td", "br", "svg", "ul", "dl", "table"}
Sample = Callable[[str], SessionRecord]
Told = Callable[[Outline], list[str]]


class Reader(HTMLParser):
    """Reads a page as a screen reader does, and refuses what is not well nested."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.headings: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute of {tag} stands twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in BLOCKS:
            self.text += "\n"
        if tag == "svg":
            self.text += f"{dict(attrs)['aria-label']}\n"
        if tag in {"h1", "h2", "h3"}:
            self.headings.append((tag, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "svg" in self.open, f"{tag} closes itself outside a drawing"
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in BLOCKS:
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if {"svg", "style", "title", "footer"} & set(self.open):
            return
        self.text += data
        if {"h1", "h2", "h3"} & set(self.open):
            tag, words = self.headings[-1]
            self.headings[-1] = (tag, words + data)

    @property
    def words(self) -> list[str]:
        return self.text.split()

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.tags if found == tag]


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., str]:
    def write(record: SessionRecord, **options: Any) -> str:
        target = tmp_path / "summary.html"
        write_html(record, target, SummaryOptions(**options), written_at=WRITTEN_AT)
        return target.read_text(encoding="utf-8")

    return write


@pytest.mark.parametrize("name", ["consultancy", "site_visit", "whole"])
def test_the_page_says_the_words_of_the_outline_in_its_order(
    sample: Sample, whole: SessionRecord, told: Told, written: Callable[..., str], name: str
) -> None:
    record = whole if name == "whole" else sample(name)
    for speakers in ("code", "role"):
        outline = outline_for(record, SummaryOptions(speakers=speakers))
        assert read(written(record, speakers=speakers)).words == told(outline)


def test_the_page_can_be_walked_by_landmarks_headings_and_tables(
    whole: SessionRecord, written: Callable[..., str]
) -> None:
    page = read(written(whole))
    tags = [tag for tag, _ in page.tags]
    assert [tags.count(tag) for tag in ("html", "header", "main", "footer", "h1", "title")] == [
        1
    ] * 6
    assert page.headings[0] == ("h1", whole.title)
    assert [words for tag, words in page.headings if tag == "h2"] == [
        "Framing question",
        "In your words",
        "What colleagues offered",
        "Evidence",
        "What we made of it",
        "Commitments",
        "Looking back",
        "Time",
        "Everything that was said",
    ]
    levels = [int(tag[1]) for tag, _ in page.headings]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [value for _, attributes in page.tags if (value := attributes.get("id"))]
    assert len(ids) == len(set(ids))
    labels = [section["aria-labelledby"] for section in page.attributes("section")]
    assert set(labels) <= set(ids)
    assert len(labels) == 9
    assert {th["scope"] for th in page.attributes("th")} == {"col", "row"}
    assert [table["aria-label"] for table in page.attributes("table")] == [
        "Commitments",
        "The stages and their minutes",
    ]
    [drawing] = page.attributes("svg")
    assert drawing["role"] == "img"
    assert all(ul["role"] == "list" for ul in page.attributes("ul"))


def test_the_page_says_what_it_is_and_needs_nothing_else(
    sample: Sample, written: Callable[..., str]
) -> None:
    text = written(sample("consultancy"), language="es")
    page = read(text)
    assert text.startswith("<!DOCTYPE html>\n")
    assert page.attributes("html") == [{"lang": "es"}]
    assert "<title>Consultancy: a principal&#x27;s instructional dilemma: summary</title>" in text
    names = {meta.get("name"): meta.get("content") for meta in page.attributes("meta")}
    assert names["author"] == "DES-3"
    assert names["description"] == "Summary of a session, Wednesday, 14 October 2026"
    assert {"script", "link", "img", "iframe", "a", "form"}.isdisjoint(tag for tag, _ in page.tags)
    assert "://" not in text
    assert re.findall(r"url\([^)]*\)|@import|src=|href=", text) == ["url(#hatch)"]
    assert "It is not an evaluation of any person or school. Written 14 October 2026." in text


def test_words_from_right_to_left_stand_at_the_right_in_lists_too(
    sample: Sample, written: Callable[..., str]
) -> None:
    rules = written(sample("tuning")).partition("</style>")[0]
    assert "li > p { text-align: start; }" in rules
    assert "main p:dir(rtl) { margin-left: auto; }" in rules


def test_on_paper_the_time_strip_and_its_table_stay_on_one_page(
    sample: Sample, written: Callable[..., str]
) -> None:
    on_paper = written(sample("tuning")).partition("@media print {")[2].partition("</style>")[0]
    assert ".strip { break-after: avoid; }" in on_paper
    assert re.search(r"\.legend \{ break-inside: avoid; \}", on_paper)
    assert "footer { break-before: avoid; }" in on_paper


def test_words_can_be_read_on_screens_of_both_kinds_and_on_paper(
    sample: Sample, written: Callable[..., str]
) -> None:
    text = written(sample("tuning"))
    rules = re.findall(r":root \{([^}]*)\}", text)
    assert len(rules) == 3
    assert "@media screen and (prefers-color-scheme: dark)" in text
    for rule in rules:
        tokens = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", rule))
        for ink in ("ink", "quiet", "warm", "cool"):
            for ground in ("paper", "sheet"):
                assert contrast(tokens[ink], tokens[ground]) >= 4.5, (ink, ground)
        assert contrast(tokens["ink"], tokens["track"]) >= 4.5


def contrast(one: str, other: str) -> float:
    def light(code: str) -> float:
        parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_private_and_withdrawn_words_are_not_in_the_page(
    sample: Sample, written: Callable[..., str]
) -> None:
    record = sample("consultancy")
    first = record.contributions[0]
    hidden = (
        replace(first, id="x1", text="Privately noted", level=Level.FACILITATOR, evidence="Heard"),
        replace(first, id="x2", text="Taken back", withdrawn_at=WRITTEN_AT),
    )
    people = tuple(
        replace(person, name=f"Name of {person.code}", consent=Consent(quotes=person.id != "P21"))
        for person in record.participants
    )
    text = written(
        replace(record, contributions=(*record.contributions, *hidden), participants=people),
        speakers="name",
    )
    for words in ("Privately", "Heard", "Taken back", "P21"):
        assert words not in text, words
    assert "Name of P14" in text
    assert "A colleague" in text


def test_hostile_words_are_shown_and_never_obeyed(
    sample: Sample, written: Callable[..., str]
) -> None:
    script = "<script>alert(\"1\")</script></title></style> & 'x' &amp; {0} %s"
    record = sample("tuning")
    said = replace(
        record.contributions[0],
        kind=Kind.WARM_FEEDBACK,
        text=f"{HEBREW} 😀 {script}",
        speaker="P03",
        evidence="\u202eturned",
        place='"><p>',
    )
    control = "first\x00\x07\x1b\ud800 line\n\n\x0bsecond\ufffe\tline"
    text = written(
        replace(
            record,
            title=script,
            learning_purpose=control,
            contributions=(said,),
            participants=tuple(replace(p, name=f"{script} {HEBREW}") for p in record.participants),
        ),
        speakers="name",
    )
    page = read(text)
    assert "script" not in {tag for tag, _ in page.tags}
    assert page.text.count(" ".join(script.split())) == 5, "title, three names, words"
    assert "first\ufffd line\nsecond line" in page.text
    assert f"{HEBREW} 😀 <script>" in page.text
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe]", text) is None
    assert "Seen or heard: \u202eturned\u202c</p>" in text
    ours = [p for p in page.attributes("p") if p.get("dir") != "auto"]
    assert ours == [{"class": "how"}, {}], "words of people find their own direction"
    assert f'<p dir="auto">{HEBREW}' in text


def test_a_session_with_nothing_in_it_still_is_a_page(
    sample: Sample, written: Callable[..., str]
) -> None:
    bare = sample("tuning")
    empty = SessionRecord(
        id="e",
        title=" ",
        created_at=bare.created_at,
        protocol_key="",
        protocol_name="",
        protocol_version=1,
        protocol_credit="",
    )
    page = read(written(empty))
    assert page.headings == [("h1", "Session")]
    assert " ".join(page.words) == (
        "Session Thursday, 1 October 2026 For the presenter "
        "In progress: the session has not begun yet."
    )


def test_a_long_session_loses_nothing(
    sample: Sample, told: Told, written: Callable[..., str]
) -> None:
    record = sample("tuning")
    first = record.contributions[0]
    many = tuple(
        replace(first, id=f"n{n:04}", kind=tuple(Kind)[n % len(Kind)], text=f"Word{n} " * 30)
        for n in range(1000)
    )
    long = replace(record, contributions=many)
    found = read(written(long)).words
    assert found == told(outline_for(long, SummaryOptions()))
    assert {f"Word{n}" for n in range(1000)} <= set(found)


def test_equal_input_gives_an_equal_page(whole: SessionRecord, written: Callable[..., str]) -> None:
    assert written(whole) == written(whole)


def test_what_cannot_be_written_is_told_and_leaves_the_old_page(
    sample: Sample, tmp_path: Path
) -> None:
    record = sample("tuning")
    with pytest.raises(StorageError, match="choose another folder"):
        write_html(record, tmp_path / "gone" / "s.html", SummaryOptions(), written_at=WRITTEN_AT)
    target = tmp_path / "s.html"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(RuleError, match="code, name or role"):
        write_html(record, target, SummaryOptions(speakers="face"), written_at=WRITTEN_AT)
    assert target.read_text(encoding="utf-8") == "old"
