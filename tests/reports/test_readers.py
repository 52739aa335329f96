"""One session written for each reader as each kind of file, searched for what must not be there."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

from dilc_desktop.domain.handouts import HandoutKind
from dilc_desktop.domain.outputs import Output
from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.readers import Reader, reaches
from dilc_desktop.domain.record import (
    Agreement,
    Artifact,
    ChecklistAnswer,
    Closing,
    Commitment,
    Consent,
    Contribution,
    Focus,
    FramingQuestion,
    Level,
    SessionRecord,
    Wording,
)
from dilc_desktop.reports.docx_summary import write_docx
from dilc_desktop.reports.handouts import HandoutOptions, write_handout
from dilc_desktop.reports.html_summary import write_html
from dilc_desktop.reports.summary import SummaryOptions, write_summary

AT = datetime(2026, 10, 14, 19, 10, tzinfo=UTC)
FOR = {
    Reader.PRESENTER: "For the presenter",
    Reader.GROUP: "For the group",
    Reader.DISTRICT: "For the district",
    Reader.RESEARCH: "For research",
}
EVERY = frozenset(Reader)
IN_THE_ROOM = frozenset({Reader.PRESENTER, Reader.GROUP})
AND_DISTRICT = IN_THE_ROOM | {Reader.DISTRICT}
LEVELS = {
    Level.FACILITATOR: frozenset[Reader](),
    Level.PRESENTER: frozenset({Reader.PRESENTER}),
    Level.GROUP: IN_THE_ROOM,
    Level.DISTRICT: AND_DISTRICT,
    Level.RESEARCH: EVERY,
}
NOBODY = frozenset[Reader]()


def said(kind: Kind, level: Level, prefix: str, **more: object) -> Contribution:
    """A capture whose every text tells its kind, its level and its field, in one word."""
    mark = f"{prefix}{kind.name}{level.name}".replace("_", "").lower()
    given = Contribution(
        id=f"{mark}id",
        kind=kind,
        text=f"{mark}text",
        speaker="P03",
        stage_run=None,
        offset_ms=0,
        captured_at=AT,
        level=level,
        evidence=f"{mark}evidence",
        place=f"{mark}place",
        focus=tuple(Focus),
        artifact="A9",
        earlier=tuple(
            Wording(
                id=f"{mark}{before.name}id",
                kind=kind,
                text=f"{mark}before{before.name.lower()}",
                speaker="P03",
                level=before,
                replaced_at=AT,
                evidence=f"{mark}earlierevidence",
            )
            for before in Level
        ),
    )
    return replace(given, **more)  # type: ignore[arg-type] # one of each type


@pytest.fixture
def marked(sample: Callable[[str], SessionRecord]) -> SessionRecord:
    """A session with every kind of capture at every level, and a word of its own in each field."""
    plain = sample("tuning")
    agreed = Consent(quotes=True, research=True)
    captures = [said(kind, level, "") for kind in Kind for level in Level]
    answers = [
        said(Kind.ANSWER, level, "re", about=question.id, speaker="P18")
        for question in captures
        if question.kind is Kind.PROBING_QUESTION
        for level in (Level.PRESENTER, Level.RESEARCH)
    ]
    own = said(Kind.PROBLEM, Level.RESEARCH, "own", speaker="P18")
    gone = said(Kind.SUGGESTION, Level.RESEARCH, "gone", withdrawn_at=AT)
    refused = said(Kind.SUGGESTION, Level.RESEARCH, "refused", speaker="P09")
    return replace(
        plain,
        title="thetitle",
        protocol_name="theprotocol",
        learning_purpose="thepurpose",
        student_aim="theaim",
        problem="presentedproblem",
        participants=tuple(
            replace(
                person,
                name=f"Nameof{person.code}",
                consent=replace(agreed, research=person.code != "P09"),
            )
            for person in plain.participants
        ),
        framing_questions=tuple(
            FramingQuestion(id=text, text=text, written_at=AT)
            for text in ("firstquestion", "lastquestion")
        ),
        checklist=(ChecklistAnswer(item="own_role", answer="no", note="checklistnote"),),
        artifacts=(
            Artifact(id="A9", title="theartifact", relevance_note="itsnote", link="itslink"),
        ),
        contributions=(*captures, *answers, own, gone, refused),
        commitments=(
            *(
                Commitment(
                    id=f"k{c.id}",
                    who="P18",
                    what=f"promiseof{c.level}.",
                    evidence=f"proofof{c.level}.",
                    contribution=c.id,
                )
                for c in captures
                if c.kind is Kind.COMMITMENT
            ),
            Commitment(id="k", who="P18", what="handwritten", evidence="handproof"),
        ),
        closing=Closing(
            reflection="thereflection",
            debrief_purpose="debriefpurpose",
            debrief_approach="debriefapproach",
            debrief_effects="debriefeffects",
            purpose_agreement=Agreement.CONTESTED,
            purpose_as_contested="ascontested",
        ),
    )


def allowed(record: SessionRecord) -> dict[str, frozenset[Reader]]:
    """Each text of the session with its readers, whether or not a summary prints it for them."""
    found: dict[str, frozenset[Reader]] = {
        "thetitle": AND_DISTRICT,
        "thepurpose": AND_DISTRICT,
        "theaim": AND_DISTRICT,
        "presentedproblem": AND_DISTRICT,
        "firstquestion": AND_DISTRICT,
        "lastquestion": AND_DISTRICT,
        "checklistnote": NOBODY,
        "theartifact": AND_DISTRICT,
        "itsnote": IN_THE_ROOM,
        "itslink": IN_THE_ROOM,
        "thereflection": IN_THE_ROOM,
        "debriefpurpose": AND_DISTRICT,
        "debriefapproach": AND_DISTRICT,
        "debriefeffects": AND_DISTRICT,
        "ascontested": IN_THE_ROOM,
        "Seeninmorethanoneway": IN_THE_ROOM,
        "handwritten": IN_THE_ROOM,
        "handproof": IN_THE_ROOM,
        "Offinstruction": NOBODY,
        "off_instruction": NOBODY,
    }
    for level, readers in LEVELS.items():
        found |= {f"promiseof{level}.": readers, f"proofof{level}.": readers}
    for c in record.contributions:
        readers = NOBODY if c.withdrawn_at is not None else LEVELS[c.level]
        if c.speaker == "P09":
            readers -= {Reader.RESEARCH}
        found |= {c.text: readers, c.evidence: readers, c.place: readers, c.id: NOBODY}
        found |= {wording.text: NOBODY for wording in c.earlier}
        found |= {wording.evidence: NOBODY for wording in c.earlier}
    return found


def pdf(record: SessionRecord, folder: Path, options: SummaryOptions) -> str:
    target = folder / "s.pdf"
    write_summary(record, target, options, printed_at=AT)
    read = PdfReader(target)
    about = [str(value) for value in (read.metadata or {}).values()]
    xmp = b"" if read.xmp_metadata is None else read.xmp_metadata.stream.get_data()
    marks = [str(entry) for entry in read.outline]
    pages = [page.extract_text() for page in read.pages]
    return "".join([*pages, *about, xmp.decode("utf-8"), *marks])


def html(record: SessionRecord, folder: Path, options: SummaryOptions) -> str:
    target = folder / "s.html"
    write_html(record, target, options, written_at=AT)
    return unescape(target.read_text(encoding="utf-8"))


def docx(record: SessionRecord, folder: Path, options: SummaryOptions) -> str:
    target = folder / "s.docx"
    write_docx(record, target, options, written_at=AT)
    with zipfile.ZipFile(target) as file:
        return "".join(
            unescape(file.read(name).decode("utf-8"))
            for name in file.namelist()
            if name.endswith((".xml", ".rels"))
        )


Written = Callable[[SessionRecord, Path, SummaryOptions], str]


@pytest.mark.parametrize("written", [pdf, html, docx])
@pytest.mark.parametrize("reader", Reader)
def test_nothing_in_the_file_is_above_its_readers_level(
    marked: SessionRecord, tmp_path: Path, reader: Reader, written: Written
) -> None:
    options = SummaryOptions(speakers="name", reader=reader)
    file = "".join(written(marked, tmp_path, options).split())
    expected = allowed(marked)
    assert [
        text for text, readers in expected.items() if reader not in readers and text in file
    ] == []
    # What a summary prints at all, it prints for everybody who may read it.
    printed = {text for text in expected if not text.endswith(("evidence", "place"))}
    assert [t for t in printed if reader in expected[t] and t not in file] == []
    assert "".join(FOR[reader].split()) in file
    assert [words for words in FOR.values() if "".join(words.split()) in file] == [FOR[reader]]
    named = reader in IN_THE_ROOM
    assert ("Nameof" in file) is named
    assert ("P09" in file) is (reader is not Reader.RESEARCH)


def visited(record: SessionRecord) -> SessionRecord:
    """The session with a stage that visits rooms, so that it has a report of a visit."""
    return replace(record, plan=(replace(record.plan[0], kind=StageKind.VISIT), *record.plan[1:]))


@pytest.mark.parametrize("written", [pdf, html, docx])
@pytest.mark.parametrize("output", [Output.GROUP, Output.VISIT])
@pytest.mark.parametrize("reader", Reader)
def test_what_goes_round_without_names_has_neither_names_nor_what_is_kept_back(
    marked: SessionRecord, tmp_path: Path, reader: Reader, output: Output, written: Written
) -> None:
    named = replace(
        marked,
        title="thetitle Nameof P03",
        contributions=tuple(
            replace(c, text=f"{c.text} NameofP03 P09") for c in marked.contributions
        ),
    )
    options = SummaryOptions(speakers="name", reader=reader, output=output)
    file = "".join(written(visited(named), tmp_path, options).split())
    reads = Reader.GROUP if reader is Reader.PRESENTER else reader
    kept_back = [text for text, readers in allowed(marked).items() if reads not in readers]
    assert [text for text in kept_back if text in file] == []
    assert "observationresearchtext" in file
    assert not [code for code in ("NameofP03", "NameofP09", "P09") if code in file]
    assert FOR[reads].replace(" ", "") in file


@pytest.mark.parametrize("output", [Output.SUMMARY, Output.GROUP, Output.VISIT])
@pytest.mark.parametrize("reader", [Reader.GROUP, Reader.DISTRICT, Reader.RESEARCH])
def test_a_page_says_what_it_is_limited_to_and_gives_no_hint_of_what_it_lacks(
    marked: SessionRecord, tmp_path: Path, reader: Reader, output: Output
) -> None:
    """A page of a session with narrower words is the page of one without them, byte by byte."""
    options = SummaryOptions(reader=reader, output=output)
    record = replace(visited(marked), commitments=())
    narrower = {level for level in Level if not reaches(level, reader)}
    without = replace(
        record,
        contributions=tuple(
            replace(c, earlier=())
            for c in record.contributions
            if c.level not in narrower and c.withdrawn_at is None
        ),
    )
    page = html(record, tmp_path, options)
    assert page == html(without, tmp_path, options)
    assert ("only what was marked for" in page) is (reader is not Reader.GROUP)
    assert "Nothing that was said" not in page
    empty = replace(
        record, contributions=tuple(c for c in record.contributions if c.level in narrower)
    )
    page = html(empty, tmp_path, options)
    assert page == html(replace(record, contributions=()), tmp_path, options)
    assert "Nothing that was said is marked for" in page
    assert f"What is set to \u201c{reader.value.capitalize()}\u201d in the program comes in" in page
    planned = replace(empty, facts=())
    assert "Nothing that was said" not in html(planned, tmp_path, options)


@pytest.mark.parametrize("kind", HandoutKind)
def test_a_handout_has_nothing_that_the_group_may_not_read(
    marked: SessionRecord, tmp_path: Path, kind: HandoutKind
) -> None:
    target = tmp_path / "h.pdf"
    record = visited(marked)
    write_handout(kind, target, HandoutOptions(), record=record, printed_at=AT)
    read = PdfReader(target)
    xmp = b"" if read.xmp_metadata is None else read.xmp_metadata.stream.get_data()
    words = [page.extract_text() for page in read.pages]
    file = "".join("".join([*words, str(read.metadata), xmp.decode("utf-8")]).split())
    kept_back = [text for text, to in allowed(marked).items() if Reader.GROUP not in to]
    assert [text for text in kept_back if text in file] == []
    assert "Nameof" not in file


@pytest.mark.parametrize("written", [pdf, html, docx])
def test_words_are_the_presenters_own_to_nobody_else(
    marked: SessionRecord, tmp_path: Path, written: Written
) -> None:
    for reader in Reader:
        file = "".join(written(marked, tmp_path, SummaryOptions(reader=reader)).split())
        mine = reader is Reader.PRESENTER
        assert ("Inyourwords" in file) is mine
        assert ("Inthepresenter'swords" in file.replace("\u2019", "'")) is not mine
        assert ("asyoutoldit" in file) is mine


@pytest.mark.parametrize("reader", Reader)
@pytest.mark.parametrize("speakers", ["name", "code", "role"])
def test_who_does_not_want_to_be_quoted_is_named_to_no_reader(
    marked: SessionRecord, tmp_path: Path, reader: Reader, speakers: str
) -> None:
    people = tuple(
        replace(p, consent=Consent(quotes=False, research=True)) if p.code == "P03" else p
        for p in marked.participants
    )
    record = replace(marked, participants=people)
    file = html(record, tmp_path, SummaryOptions(speakers=speakers, reader=reader))
    assert "P03" not in file
    assert "suggestionresearchtext" in file
    assert "A colleague" in file


@pytest.mark.parametrize("reader", Reader)
@pytest.mark.parametrize(("facts", "words"), [(0, "has not begun yet"), (-1, "has not ended yet")])
def test_every_reader_is_told_that_a_session_still_goes_on(
    marked: SessionRecord, tmp_path: Path, reader: Reader, facts: int, words: str
) -> None:
    running = replace(marked, facts=marked.facts[:facts])
    options = SummaryOptions(reader=reader)
    assert f"In progress: the session {words}." in html(running, tmp_path, options)
    assert "In progress" not in html(marked, tmp_path, options)


def test_a_session_with_nothing_for_a_reader_still_is_a_page(
    sample: Callable[[str], SessionRecord], tmp_path: Path
) -> None:
    page = html(sample("consultancy"), tmp_path, SummaryOptions(reader=Reader.RESEARCH))
    assert "<h1" in page
    assert "For research" in page
    assert "P07" not in page, "nobody was asked"
