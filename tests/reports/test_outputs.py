"""Each output of a session: what stands in it, what never does, and how long it is."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.domain.outputs import Output
from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.readers import Reader
from dilc_desktop.domain.record import (
    Closing,
    Commitment,
    Consent,
    Contribution,
    Focus,
    Level,
    SessionRecord,
    Wording,
)
from dilc_desktop.domain.session import (
    Interrupted,
    Moment,
    PlaceEntered,
    Reason,
    Resumed,
    TimeAdded,
)
from dilc_desktop.reports.docx_summary import write_docx
from dilc_desktop.reports.html_summary import write_html
from dilc_desktop.reports.outline import Outline, Part, Table, Titled, WritingLines
from dilc_desktop.reports.summary import SummaryOptions, outline_for, write_summary
from dilc_desktop.reports.unnamed import room_codes

MADE_AT = datetime(2026, 11, 24, 19, 10, tzinfo=UTC)
Sample = Callable[[str], SessionRecord]
Told = Callable[[Outline], list[str]]
SAMPLES = ("consultancy", "tuning", "site_visit")
EVERY = [
    (name, output)
    for name in SAMPLES
    for output in Output
    if output is not Output.VISIT or name == "site_visit"
]
HEBREW = (
    "\u05de\u05d4 \u05d0\u05e0\u05d9 \u05d9\u05db\u05d5\u05dc\u05d4 \u05dc\u05e9\u05e0\u05d5\u05ea"
)


def saying(record: SessionRecord, text: str, kind: Kind, speaker: str | None, **fields: Any) -> Any:
    return replace(record.contributions[0], text=text, kind=kind, speaker=speaker, **fields)


@pytest.fixture
def visit(sample: Sample) -> SessionRecord:
    """The site visit with rooms, look-fors, links, private notes, marks and interruptions."""
    record = sample("site_visit")
    number = next(n for n, stage in enumerate(record.plan) if "Visits" in stage.name)
    places = ("Room A", "Room B", "Ms Alder, grade 3", "K4")
    stage = replace(record.plan[number], kind=StageKind.VISIT, places=places)
    began = record.facts[number].at

    def at(seconds: int) -> Moment:
        steady, utc = began.steady_ms + seconds * 1000, began.utc_ms + seconds * 1000
        return replace(began, steady_ms=steady, utc_ms=utc)

    moves = (
        *(
            PlaceEntered(id=f"p{n}", action=f"p{n}", at=at(60 + n * 700), place=place)
            for n, place in enumerate(places)
        ),
        Interrupted(id="i", action="i", at=at(300), reason=Reason.ANNOUNCEMENT),
        Resumed(id="j", action="j", at=at(390)),
        TimeAdded(id="t", action="t", at=at(2500), seconds=300),
    )
    look_for = next(c for c in record.contributions if c.kind is Kind.LOOK_FOR)
    run: dict[str, Any] = {"stage_run": f"r{number}"}
    more = (
        saying(
            record,
            "An adult reads aloud.",
            Kind.OBSERVATION,
            "P05",
            id="v1",
            offset_ms=2_700_000,
            place=places[2],
            about=look_for.id,
            **run,
        ),
        saying(
            record,
            "Turns were short.",
            Kind.PATTERN,
            "P44",
            id="v2",
            offset_ms=7_300_000,
            evidence="Eleven turns by adults.",
        ),
        saying(
            record,
            "Three pupils spoke in Ms Alder, grade 3.",
            Kind.OBSERVATION,
            "P12",
            id="v3",
            offset_ms=2_800_000,
            place="K4",
            about="v2",
            **run,
        ),
        saying(
            record,
            "I spoke too soon.",
            Kind.PROCESS_NOTE,
            "DES-1",
            id="d1",
            offset_ms=5_000_000,
            level=Level.FACILITATOR,
        ),
        saying(record, "", Kind.COOL_FEEDBACK, None, id="d2", offset_ms=5_100_000),
        saying(
            record,
            "Who buys the books?",
            Kind.PARKING_LOT,
            "P12",
            id="d3",
            offset_ms=5_200_000,
            returns_in=record.plan[-1].id,
        ),
        saying(
            record,
            "Let the coach run it.",
            Kind.SUGGESTION,
            "P05",
            id="d4",
            offset_ms=5_300_000,
            earlier=(
                Wording(
                    id="w",
                    kind=Kind.PROBING_QUESTION,
                    text="Have you thought of the coach?",
                    speaker="P05",
                    level=Level.GROUP,
                    replaced_at=MADE_AT,
                ),
            ),
        ),
        saying(
            record,
            "Is the bus late again?",
            Kind.CLARIFYING_QUESTION,
            "P38",
            id="d5",
            offset_ms=5_400_000,
            focus=(Focus.OFF_INSTRUCTION,),
        ),
        saying(
            record,
            "P29 alone may read this.",
            Kind.REFLECTION,
            "P29",
            id="d6",
            offset_ms=5_500_000,
            level=Level.PRESENTER,
        ),
    )
    facts = sorted((*record.facts, *moves), key=lambda fact: fact.at.steady_ms)
    return replace(
        record,
        plan=(*record.plan[:number], stage, *record.plan[number + 1 :]),
        facts=tuple(facts),
        contributions=(*record.contributions, *more),
        closing=replace(record.closing, reflection="I came for tricks.", debrief_effects="One."),
    )


@pytest.fixture
def pages(tmp_path: Path) -> Callable[..., list[str]]:
    """The words of each page of an output."""

    def print_it(record: SessionRecord, output: Output, **options: Any) -> list[str]:
        target = tmp_path / f"{output}.pdf"
        chosen = SummaryOptions(output=output, **options)
        count = write_summary(record, target, chosen, printed_at=MADE_AT)
        found = [" ".join(page.extract_text().split()) for page in PdfReader(target).pages]
        assert count == len(found)
        return found

    return print_it


def all_files(record: SessionRecord, options: SummaryOptions, folder: Path) -> list[str]:
    """Everything that a reader could find in the three kinds of file."""
    pdf, page, word = (folder / f"out.{ending}" for ending in ("pdf", "html", "docx"))
    write_summary(record, pdf, options, printed_at=MADE_AT)
    write_html(record, page, options, written_at=MADE_AT)
    write_docx(record, word, options, written_at=MADE_AT)
    read = PdfReader(pdf)
    with zipfile.ZipFile(word) as packed:
        parts = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    printed = [sheet.extract_text() for sheet in read.pages]
    return [
        " ".join([*printed, str(read.metadata)]),
        page.read_text(encoding="utf-8"),
        " ".join(parts),
    ]


def words(texts: list[str]) -> str:
    return " ".join(" ".join(texts).split())


def before_appendix(found: list[str]) -> int:
    starts = [n for n, page in enumerate(found) if "Everything that was said" in page]
    return starts[0] if starts else len(found)


@pytest.mark.parametrize(("name", "output"), EVERY)
def test_every_output_of_every_sample_says_the_same_in_three_kinds_of_file(
    sample: Sample, visit: SessionRecord, told: Told, tmp_path: Path, name: str, output: Output
) -> None:
    record = visit if output is Output.VISIT else sample(name)
    options = SummaryOptions(output=output)
    outline = outline_for(record, options)
    assert outline.document_title == f"{outline.title}: {outline.kind}"
    pdf, page, word = all_files(record, options, tmp_path)
    opened = docx.Document(str(tmp_path / "out.docx"))
    assert opened.core_properties.title == outline.document_title
    assert f"<title>{outline.document_title.replace(chr(39), '&#x27;')}</title>" in page
    for text in ("evaluation of any person", *(s.heading for s in outline.sections if s.heading)):
        assert text in " ".join(pdf.split())
        assert text.replace("'", "&#x27;") in page
        assert text in word
    assert len(told(outline)) > 60


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("name", SAMPLES)
def test_what_goes_to_others_is_one_page_or_two(
    sample: Sample, pages: Callable[..., list[str]], name: str, paper: str
) -> None:
    for output in (Output.SUMMARY, Output.GROUP):
        found = pages(sample(name), output, paper=paper)
        assert len(found) <= 2
        assert "Everything that was said" not in words(found), "a short session is whole"


def test_the_summary_helps_in_the_order_of_the_talk(whole: SessionRecord) -> None:
    outline = outline_for(whole, SummaryOptions())
    offered = outline.section(Part.OFFERED)
    assert offered is not None
    headings = [group.heading for group in offered.body if isinstance(group, Titled)]
    wanted = ("Probing questions", "Questions raised", "Warm feedback", "Suggestions")
    assert [heading for heading in headings if heading in wanted] == list(wanted)
    commitments = outline.section(Part.COMMITMENTS)
    assert commitments is not None
    table = commitments.body[0]
    assert isinstance(table, Table)
    assert table.header == ("Who", "What", "By when", "What will show it")


def test_feedback_is_tied_to_what_it_speaks_of(
    whole: SessionRecord, pages: Callable[..., list[str]]
) -> None:
    said = saying(whole, "It asks for one line.", Kind.WARM_FEEDBACK, "P03", artifact="A9")
    page = words(pages(replace(whole, contributions=(said,)), Output.SUMMARY))
    assert "It asks for one line. P03 On: A form" in page


@pytest.mark.parametrize("length", [4, 25, 80])
@pytest.mark.parametrize("output", [Output.SUMMARY, Output.GROUP])
def test_a_long_session_stays_short_and_loses_nothing(
    sample: Sample, pages: Callable[..., list[str]], output: Output, length: int
) -> None:
    record = sample("consultancy")
    kinds = tuple(kind for kind in Kind if kind not in {Kind.COMMITMENT, Kind.PROCESS_NOTE})
    many = tuple(
        saying(
            record,
            f"n{n}n " + "word " * (1 + n % length),
            kinds[n * 7 % len(kinds)],
            record.participants[2 + n % 4].id,
            id=f"n{n:03}",
            offset_ms=n * 1000,
            evidence="In three rooms." if n % 5 == 0 else "",
        )
        for n in range(400)
    )
    found = pages(replace(record, contributions=many), output)
    assert before_appendix(found) <= 2
    first, rest = words(found[: before_appendix(found)]), words(found[before_appendix(found) :])
    assert "All that was said stands in the appendix" in first
    assert "Warm feedback" in first
    assert "Suggestions" in first
    missing = [n for n in range(400) if f"n{n}n" not in rest]
    own = {Kind.PROBLEM, Kind.FRAMING_QUESTION, Kind.ANSWER, Kind.REFLECTION, Kind.ARTIFACT}
    assert not [n for n in missing if many[n].kind not in own], "nobody's words are lost"


def test_what_is_starred_comes_first_however_late_and_long_it_was(
    sample: Sample, pages: Callable[..., list[str]]
) -> None:
    record = sample("consultancy")
    speaker = record.participants[2].id

    def said(n: int, *, starred: bool) -> Contribution:
        words = f"n{n}n " + "word " * 60
        made: Contribution = saying(
            record, words, Kind.ASSUMPTION, speaker, id=f"n{n:03}", offset_ms=n * 1000
        )
        return replace(made, starred=starred)

    many = tuple(said(n, starred=n in (210, 299)) for n in range(300))
    found = pages(replace(record, contributions=many), Output.SUMMARY)
    first = words(found[: before_appendix(found)])
    assert before_appendix(found) <= 2
    assert "n210n" in first
    assert "n299n" in first
    plain = pages(
        replace(record, contributions=tuple(replace(c, starred=False) for c in many)),
        Output.SUMMARY,
    )
    assert "n299n" not in words(plain[: before_appendix(plain)])


def test_the_choice_takes_some_of_each_kind_and_prefers_evidence(sample: Sample) -> None:
    record = sample("tuning")
    many = tuple(
        saying(
            record,
            f"Said {n}. " * 9,
            kind,
            "P03",
            id=f"n{n:03}",
            offset_ms=n,
            evidence="Line 4." if n in {150, 151} else "",
        )
        for n, kind in enumerate([Kind.WARM_FEEDBACK, Kind.COOL_FEEDBACK] * 100)
    )
    outline = outline_for(replace(record, contributions=many), SummaryOptions())
    offered, everything = outline.section(Part.OFFERED), outline.section(Part.EVERYTHING)
    assert offered is not None
    assert everything is not None
    chosen = str(offered.body)
    assert "Said 150." in chosen
    assert "Said 151." in chosen
    assert str(everything.body).count("Line 4.") == 2
    assert [type(group) for group in offered.body] == [Titled, Titled]


def test_the_group_summary_names_nobody_for_what_they_said(
    visit: SessionRecord, tmp_path: Path
) -> None:
    named = tuple(
        replace(person, name=f"Given {person.code}", consent=Consent(quotes=person.code == "P12"))
        for person in visit.participants
    )
    record = replace(
        visit,
        participants=named,
        commitments=(
            Commitment(id="k", who="P05", what="I check who rewrites."),
            Commitment(id="l", who="P12", what="I count turns with Given P16."),
        ),
    )
    for speakers in ("code", "name", "role"):
        options = SummaryOptions(output=Output.GROUP, speakers=speakers, reader=Reader.PRESENTER)
        for text in all_files(record, options, tmp_path):
            for person in named:
                agreed = person.code == "P12" and speakers != "role"
                assert (person.code in text) is agreed, person.code
            for hidden in ("I spoke too soon", "alone may read", "I came for tricks"):
                assert hidden not in text
            assert "I did not lead the learning" not in text, "the presenter's own words"
            assert "Only room B had the guide" in " ".join(text.split())
            assert "[a colleague]" in text


def test_a_groups_commitment_without_consent_is_a_colleagues(
    visit: SessionRecord, pages: Callable[..., list[str]]
) -> None:
    page = words(pages(visit, Output.GROUP))
    assert "A colleague I count turns in my next five visits." in page
    assert "P12" not in page


def test_the_debrief_sheet_is_the_facilitators_alone(
    visit: SessionRecord, pages: Callable[..., list[str]], tmp_path: Path
) -> None:
    found = pages(visit, Output.DEBRIEF)
    assert all("For the facilitator only" in page for page in found)
    assert found[0].index("For the facilitator only") < 60
    page = words(found)
    for fact in (
        "Please do not pass this sheet on.",
        "I spoke too soon.",
        "Cool feedback, still without words",
        "Who buys the books?",
        "To come back in: Debrief",
        "Probing question \u2192 suggestion Let the coach run it.",
        "An announcement 1:30 min",
        "Gave 5 min",
        "Into Room B",
        "Off instruction: 1",
        "Is the bus late again?",
        "longer 5 min given, 1:30 min interrupted",
        "What I want to try next time",
        "3 clarifying questions",
    ):
        assert fact in page, fact
    for text in all_files(visit, SummaryOptions(output=Output.DEBRIEF), tmp_path):
        assert "For the facilitator only" in text
    for text in all_files(visit, SummaryOptions(reader=Reader.PRESENTER), tmp_path):
        for private in ("I spoke too soon", "For the facilitator only", "Off instruction"):
            assert private not in text


def test_the_debrief_sheet_counts_nobody_by_name(visit: SessionRecord, told: Told) -> None:
    loud = tuple(
        saying(visit, "More.", Kind.SUGGESTION, "P16", id=f"l{n}", offset_ms=n) for n in range(9)
    )
    record = replace(visit, contributions=(*visit.contributions, *loud))
    outline = outline_for(record, SummaryOptions(output=Output.DEBRIEF))
    text = " ".join(told(outline))
    for person in visit.participants:
        assert person.code not in text, person.code
    assert "1 person nothing noted" in text
    assert re.search(r"\d (person|people) 6 notes or more", text)
    section = outline.section(Part.NEXT_TIME)
    assert section is not None
    assert [type(node) for node in section.body] == [WritingLines]


def test_what_stands_on_the_facilitators_sheet_is_told_where_it_cannot_be_written(
    visit: SessionRecord, tmp_path: Path
) -> None:
    options = SummaryOptions(output=Output.DEBRIEF)
    with pytest.raises(StorageError, match=r"The facilitator's debrief sheet .s\.pdf. could not"):
        write_summary(visit, tmp_path / "gone" / "s.pdf", options, printed_at=MADE_AT)


def test_lines_to_write_on_are_in_every_kind_of_file(visit: SessionRecord, tmp_path: Path) -> None:
    _, page, word = all_files(visit, SummaryOptions(output=Output.DEBRIEF), tmp_path)
    assert page.count('<div class="write"></div>') == 5
    assert word.count("w:between") == 5


def test_the_report_of_a_visit_is_by_look_for_and_pattern_with_coded_rooms(
    visit: SessionRecord, pages: Callable[..., list[str]], tmp_path: Path
) -> None:
    page = words(pages(visit, Output.VISIT))
    assert list(room_codes(visit).values()) == ["Room A", "Room B", "Room C", "K4"]
    for fact in (
        "What happens after a wrong answer? Room C An adult reads aloud. minute 45",
        "Turns were short. Seen or heard: Eleven turns by adults.",
        "Three pupils spoke in Room C. K4, minute 46",
        "Room A minute 41 11:40 min",
        "If nothing changes A pupil in A or C will know the topic",
        "Next level of work",
        "Exceptions Room D has pupil reading",
    ):
        assert fact in page, fact
    named = tuple(replace(p, name=f"Given {p.code}") for p in visit.participants)
    wide = {"id": "x", "level": Level.DISTRICT}
    said = saying(visit, "Given P05 came back.", Kind.OBSERVATION, "P05", **wide)
    record = replace(visit, participants=named, contributions=(*visit.contributions, said))
    options = SummaryOptions(output=Output.VISIT, reader=Reader.DISTRICT)
    page = words(pages(record, Output.VISIT, reader=Reader.DISTRICT))
    assert "What was seen and heard [a colleague] came back. minute 4" in page
    for text in all_files(record, options, tmp_path):
        for hidden in ("Alder", "I spoke too soon", "P05", "P44", "alone may read", "DES-1"):
            assert hidden not in text, hidden


@pytest.mark.parametrize("write", ["pdf", "html", "docx"])
def test_a_visits_report_is_refused_where_no_stage_visits_rooms(
    sample: Sample, tmp_path: Path, write: str
) -> None:
    record, options = sample("consultancy"), SummaryOptions(output=Output.VISIT)
    target = tmp_path / f"out.{write}"
    writers: dict[str, Callable[[], object]] = {
        "pdf": lambda: write_summary(record, target, options, printed_at=MADE_AT),
        "html": lambda: write_html(record, target, options, written_at=MADE_AT),
        "docx": lambda: write_docx(record, target, options, written_at=MADE_AT),
    }
    with pytest.raises(RuleError, match="no visit to report"):
        writers[write]()
    assert not target.exists()


@pytest.mark.parametrize("output", list(Output))
def test_a_session_with_nothing_in_it_still_is_a_document(
    visit: SessionRecord, tmp_path: Path, output: Output
) -> None:
    empty = SessionRecord(
        id="empty",
        title="",
        created_at=MADE_AT,
        protocol_key="",
        protocol_name="",
        protocol_version=1,
        protocol_credit="",
        plan=visit.plan if output is Output.VISIT else (),
    )
    for text in all_files(empty, SummaryOptions(output=output), tmp_path):
        assert "In progress: the session has not begun yet." in " ".join(text.split())
    begun = replace(visit, facts=visit.facts[:1], contributions=(), closing=Closing())
    for text in all_files(begun, SummaryOptions(output=output), tmp_path):
        assert "In progress: the session has not ended yet." in " ".join(text.split())


@pytest.mark.parametrize("output", list(Output))
def test_words_from_right_to_left_and_names_inside_them_are_kept_or_hidden(
    visit: SessionRecord, tmp_path: Path, output: Output
) -> None:
    name = "\u05e9\u05e8\u05d4"
    people = tuple(replace(p, name=name) if p.code == "P05" else p for p in visit.participants)
    said = tuple(
        replace(c, text=f"{HEBREW} {name} {n} \U0001f642", evidence=HEBREW) if not c.is_mark else c
        for n, c in enumerate(visit.contributions)
    )
    record = replace(visit, title=HEBREW, participants=people, contributions=said)
    _, page, word = all_files(record, SummaryOptions(output=output), tmp_path)
    nameless = output in {Output.GROUP, Output.VISIT}
    for text in (page, word):
        assert HEBREW in text
        assert (name in text) is not nameless


def test_equal_input_gives_an_equal_file_of_every_output(
    visit: SessionRecord, tmp_path: Path
) -> None:
    for output in Output:
        made = []
        for _ in range(2):
            options = SummaryOptions(output=output)
            write_summary(visit, tmp_path / "a.pdf", options, printed_at=MADE_AT)
            made.append((tmp_path / "a.pdf").read_bytes())
        assert made[0] == made[1]
