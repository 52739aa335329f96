"""Handouts: what stands on each kind, what never does, and the files they are."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from dilc_desktop import paths
from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.domain.handouts import HandoutKind as Kind
from dilc_desktop.domain.handouts import fits
from dilc_desktop.domain.protocol import ContributionKind, KindHelp, Protocol, StageKind
from dilc_desktop.domain.record import (
    Consent,
    Contribution,
    Focus,
    FramingQuestion,
    Level,
    Participant,
    SessionRecord,
)
from dilc_desktop.exchange.protocol_file import read_protocol
from dilc_desktop.reports.handouts import HandoutOptions, write_handout

PRINTED_AT = datetime(2026, 10, 14, 19, 10, tzinfo=UTC)
ENGLISH_AND_MORE = "Học sinh, \u05e9\u05dc\u05d5\u05dd 😀"
Page = Callable[..., str]


@pytest.fixture(scope="module")
def protocols() -> dict[str, Protocol]:
    """The protocols that the program brings along."""
    found = (read_protocol(path) for path in sorted(paths.protocols().glob("*.toml")))
    return {protocol.key: protocol for protocol in found}


@pytest.fixture
def printed(tmp_path: Path) -> Page:
    """Prints a handout and returns all its text with single spaces."""

    def print_it(kind: Kind, paper: str = "letter", **source: Any) -> str:
        target = tmp_path / "handout.pdf"
        write_handout(kind, target, HandoutOptions(paper), printed_at=PRINTED_AT, **source)
        return text_of(target)

    return print_it


def text_of(target: Path) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(target).pages)
    return " ".join(text.split())


def elements_of(target: Path) -> list[Any]:
    root: Any = PdfReader(target).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    document = root["/StructTreeRoot"]["/K"][0].get_object()
    return [kid.get_object() for kid in document["/K"]]


def places_of(target: Path) -> list[tuple[float, float]]:
    """Where on their pages texts begin."""
    found: list[tuple[float, float]] = []

    def visit(text: str, _frame: Any, place: list[float], *_: Any) -> None:
        if text.strip():
            found.append((place[4], place[5]))

    for page in PdfReader(target).pages:
        page.extract_text(visitor_text=visit)
    return found


def visited(record: SessionRecord, *places: str) -> SessionRecord:
    """The record with its first stage made a visit of rooms."""
    first, *others = record.plan
    visit = replace(first, kind=StageKind.VISIT, places=places)
    return replace(record, plan=(visit, *others))


def saying(text: str, kind: ContributionKind, **fields: Any) -> Contribution:
    values: dict[str, Any] = {
        "id": text,
        "kind": kind,
        "text": text,
        "speaker": None,
        "stage_run": None,
        "offset_ms": 1,
        "captured_at": PRINTED_AT,
    }
    return Contribution(**(values | fields))


def test_every_kind_of_every_protocol_writes(
    protocols: dict[str, Protocol], tmp_path: Path
) -> None:
    assert len(protocols) >= 25
    for protocol in protocols.values():
        for kind in Kind:
            if kind is Kind.PROTOCOL or not fits(kind, protocol.stages):
                continue
            pages = write_handout(
                kind,
                tmp_path / "h.pdf",
                HandoutOptions(paper="a4"),
                protocol=protocol,
                printed_at=PRINTED_AT,
            )
            assert 1 <= pages <= 4, (protocol.key, kind)


@pytest.mark.parametrize("kind", Kind)
def test_the_structure_begins_with_the_heading_and_names_the_parts(
    protocols: dict[str, Protocol], tmp_path: Path, kind: Kind
) -> None:
    target = tmp_path / "h.pdf"
    protocol = protocols["site_visit"]
    write_handout(kind, target, HandoutOptions(), protocol=protocol, printed_at=PRINTED_AT)
    tags = [element["/S"] for element in elements_of(target)]
    assert tags[0] == "/H1"
    assert tags.count("/H1") == (3 if kind is Kind.OBSERVATION else 1), "one for each room"
    assert {"/H2", "/P"} <= set(tags)
    assert ("/Figure" in tags) == (kind in (Kind.PROTOCOL, Kind.SCRIPT))


def test_the_card_of_every_protocol_is_one_page_and_says_all_of_its_stages(
    protocols: dict[str, Protocol], tmp_path: Path
) -> None:
    target = tmp_path / "card.pdf"
    for protocol in protocols.values():
        for paper in ("letter", "a4"):
            options = HandoutOptions(paper=paper)
            assert (
                write_handout(
                    Kind.PROTOCOL, target, options, protocol=protocol, printed_at=PRINTED_AT
                )
                == 1
            ), (protocol.key, paper)
        text = text_of(target)
        assert "Page 1 of 1" in text
        for stage in protocol.stages:
            assert stage.name in text, protocol.key
            assert stage.room in text, protocol.key
            assert f"{stage.minutes} min" in text
        for words in (protocol.purpose, protocol.credit, *protocol.norms):
            assert words in text, protocol.key


def test_rounds_are_marked_on_the_card_and_told_with_the_strip(
    protocols: dict[str, Protocol], tmp_path: Path
) -> None:
    target = tmp_path / "card.pdf"
    write_handout(
        Kind.PROTOCOL,
        target,
        HandoutOptions(),
        protocol=protocols["last_word"],
        printed_at=PRINTED_AT,
    )
    text = text_of(target)
    assert "34 minutes" in text
    assert "Four rounds each 7 min, then from the beginning with the next person" in text
    (strip,) = (element for element in elements_of(target) if element["/S"] == "/Figure")
    assert "2 Reading the passage 1 min" in strip["/Alt"]
    assert strip["/Alt"].endswith("stages 2 to 4 in four rounds")


def test_rounds_of_rooms_do_not_wait_for_a_next_person(
    record: SessionRecord, printed: Page
) -> None:
    visit, *others = visited(record, "Room 4").plan
    twice = replace(record, plan=(replace(visit, rounds=2), *others))
    text = printed(Kind.PROTOCOL, record=twice)
    assert "then from the beginning" in text
    assert "next person" not in text


def test_the_card_of_a_session_shows_its_own_plan_and_question(
    record: SessionRecord, protocols: dict[str, Protocol], printed: Page
) -> None:
    text = printed(Kind.PROTOCOL, record=record, protocol=protocols["consultancy"])
    assert text.startswith(record.title)
    assert "Framing question How can my feedback help teachers plan the next lesson?" in text
    assert "Presenter P07 · Facilitator DES-3 · Consultancy" in text
    assert "Celebration in one sentence." in text or record.plan[5].left_out
    assert "Probing questions" not in text, "the session has a plan of its own"
    assert "What is told here stays here." in text


def test_the_preparation_sheet_is_front_and_back_blank_and_filled(
    record: SessionRecord, protocols: dict[str, Protocol], printed: Page
) -> None:
    blank = printed(Kind.PREPARATION, protocol=protocols["consultancy"])
    for words in (
        *protocols["consultancy"].preparation,
        "The problem, told in three minutes",
        "My own part in it",
        "It cannot be answered with yes or no",
        "What it should show",
        "All names of pupils and teachers are taken out.",
        "Page 2 of 2",
    ):
        assert words in blank
    filled = printed(Kind.PREPARATION, record=record)
    for words in (
        record.learning_purpose,
        f"For students: {record.student_aim}",
        record.problem,
        "Version 1 Is my feedback good?",
        "Version 2 How can my feedback help teachers plan the next lesson?",
        "Three feedback notes They show what I look at. Names are taken out.",
        "Page 2 of 2",
    ):
        assert words in filled
    assert "What it should show" not in filled, "both artifacts are there already"


def test_a_long_problem_leaves_no_page_of_the_preparation_sheet_nearly_empty(
    record: SessionRecord, printed: Page
) -> None:
    long = replace(record, problem="\n".join(["What I saw, and what came of it."] * 25))
    text = printed(Kind.PREPARATION, record=long)
    pages = text.split("For learning. It is not an evaluation")
    tried = next(page for page in pages if "What I have tried" in page)
    assert "My framing question" in tried, "the question follows on the same page"
    assert "Page 2 of 2" in text or "Page 3 of 3" in text


def test_the_note_sheet_has_a_box_with_sentence_and_stems_for_each_stage(
    protocols: dict[str, Protocol], printed: Page
) -> None:
    protocol = protocols["consultancy"]
    text = printed(Kind.NOTES, "a4", protocol=protocol)
    for number, stage in enumerate(protocol.stages, start=1):
        assert f"{number} {stage.name}" in text
        assert stage.room in text
    for stem in ("When did…?", "What do you make of…?"):
        assert stem in text
    assert "What I take along" in text


def test_the_presenters_sheet_says_when_to_listen_and_when_the_word_comes_back(
    protocols: dict[str, Protocol], printed: Page
) -> None:
    text = printed(Kind.PRESENTER_NOTES, protocol=protocols["consultancy"])
    for words in ("You listen now", "What I hear", "What surprises me", "to think about"):
        assert words in text
    assert "This is the stage “Group discusses, presenter listens, 15 min”." in text
    assert "You have the word again in “Presenter reflects”." in text
    text = printed(Kind.PRESENTER_NOTES, protocol=protocols["site_visit"])
    assert "You listen in: Patterns, 15 min; Predicting, 10 min." in text
    assert "This is the stage" not in printed(
        Kind.PRESENTER_NOTES, protocol=protocols["chalk_talk"]
    )


def test_feedback_slips_carry_the_protocols_stems_and_test_or_ours(
    protocols: dict[str, Protocol], printed: Page
) -> None:
    tuning = protocols["tuning"]
    text = printed(Kind.SLIPS, protocol=tuning)
    assert text.count("Warm feedback") == text.count("Cool feedback") == 2
    for help_ in tuning.helps:
        if help_.kind in (ContributionKind.WARM_FEEDBACK, ContributionKind.COOL_FEEDBACK):
            assert text.count(help_.test) == 2
            assert text.count(help_.stems[0]) == 2
    assert text.count("Where I saw it") == 4
    ours = printed(Kind.SLIPS, protocol=protocols["consultancy"])
    assert ours.count("It names a gap or wonders about one, and tells nobody what to do.") == 2
    endless = KindHelp(
        kind=ContributionKind.WARM_FEEDBACK, stems=("I saw " * 400,), test="So it is. " * 300
    )
    text = printed(Kind.SLIPS, protocol=replace(tuning, helps=(endless,)))
    assert "I saw I saw" not in text, "what no slip can hold gives way to a stem that fits"
    assert text.count("Where I saw it") == 4


def test_the_small_measure_asks_four_things_of_nobody_by_name(
    record: SessionRecord, printed: Page
) -> None:
    text = printed(Kind.SMALL_MEASURE, record=record)
    for words in (
        "I knew what we wanted to learn today.",
        "We kept to teaching and learning.",
        "I could say what I was unsure of.",
        "I know my own next step.",
        "no a little mostly yes",
        "No name, please.",
        "One thing I will do before we meet again",
    ):
        assert text.count(words) == 4
    for code in ("P07", "P12", "DES-3"):
        assert code not in text


def test_each_room_of_a_visit_has_a_sheet_with_the_look_fors_of_the_session(
    record: SessionRecord, protocols: dict[str, Protocol], tmp_path: Path
) -> None:
    target = tmp_path / "rooms.pdf"
    look_for = saying("Who asks the questions?", ContributionKind.LOOK_FOR)
    hidden = saying(
        "Only for me", ContributionKind.LOOK_FOR, level=Level.FACILITATOR, focus=(Focus.OFF_ROLE,)
    )
    session = replace(visited(record, "K4", "K6"), contributions=(look_for, hidden))
    pages = write_handout(
        Kind.OBSERVATION,
        target,
        HandoutOptions(),
        record=session,
        protocol=protocols["site_visit"],
        printed_at=PRINTED_AT,
    )
    assert pages == 2
    for room, page in zip(("K4", "K6"), PdfReader(target).pages, strict=True):
        text = " ".join(page.extract_text().split())
        assert f"{room} Observation sheet" in text
        for words in ("Minute", "Who", "What I see", "What I hear", "No judgement"):
            assert words in text
        assert "Who asks the questions?" in text
        assert "Only for me" not in text
    blank = visited(replace(record, contributions=()))
    pages = write_handout(
        Kind.OBSERVATION, target, HandoutOptions(), record=blank, printed_at=PRINTED_AT
    )
    assert pages == 1
    assert "Room My code" in text_of(target), "a room without a name is written in by hand"


def test_a_protocol_without_a_visit_has_no_observation_sheet(
    protocols: dict[str, Protocol], tmp_path: Path
) -> None:
    with pytest.raises(RuleError, match=r"“Consultancy” has no stage.*Choose a protocol"):
        write_handout(
            Kind.OBSERVATION,
            tmp_path / "h.pdf",
            HandoutOptions(),
            protocol=protocols["consultancy"],
            printed_at=PRINTED_AT,
        )
    with pytest.raises(RuleError, match="protocol or a session"):
        write_handout(Kind.NOTES, tmp_path / "h.pdf", HandoutOptions(), printed_at=PRINTED_AT)
    with pytest.raises(RuleError, match="letter or a4"):
        write_handout(
            Kind.NOTES,
            tmp_path / "h.pdf",
            HandoutOptions(paper="a3"),
            protocol=protocols["consultancy"],
            printed_at=PRINTED_AT,
        )
    assert not list(tmp_path.iterdir())


def test_the_script_tells_the_time_of_day_where_the_session_has_one(
    record: SessionRecord, protocols: dict[str, Protocol], printed: Page
) -> None:
    planned = replace(record, facts=(), contributions=())
    prompts = ("Whose voice is missing?",)
    planned = replace(planned, plan=(replace(planned.plan[0], prompts=prompts), *planned.plan[1:]))
    text = printed(Kind.SCRIPT, record=planned, protocol=protocols["consultancy"])
    for words in (
        "13:55 10 min",
        "“Now we come to presentation.”",
        "14:05 5 min (5 to 10)",
        "Write down clarifying question, answer",
        "Clarifying question It asks for a fact and a phrase answers it.",
        "Prompt Whose voice is missing?",
        "What is told here stays here.",
    ):
        assert words in text, words
    assert "If the presenter has to stop and think, it was" not in text, "the test says it already"
    alone = printed(Kind.SCRIPT, record=planned)
    assert "What helps If the presenter has to stop and think, it was a probing" in alone
    for kind in (Kind.PROTOCOL, Kind.NOTES, Kind.PREPARATION, Kind.PRESENTER_NOTES):
        assert prompts[0] not in printed(kind, record=planned), "prompts are the facilitator's"
    blank = printed(Kind.SCRIPT, protocol=protocols["last_word"])
    assert "0:00 3 min (2 to 5)" in blank
    assert "Four rounds each 7 min, beginning at 0:03, 0:10, 0:17, 0:24" in blank
    assert "0:34 End." in blank


@pytest.mark.parametrize("kind", Kind)
def test_private_words_focus_tags_and_names_never_reach_a_handout(
    record: SessionRecord, protocols: dict[str, Protocol], printed: Page, kind: Kind
) -> None:
    people = tuple(
        replace(p, name=f"Name of {p.code}", consent=Consent(quotes=p.code != "DES-3"))
        for p in record.participants
    )
    notes = tuple(
        saying(f"{word} words", each, level=level, focus=(Focus.OFF_INSTRUCTION,))
        for each in ContributionKind
        for word, level in (("Secret", Level.FACILITATOR), ("Gone", Level.GROUP))
    )
    notes = tuple(
        replace(n, withdrawn_at=PRINTED_AT) if n.text.startswith("Gone") else n for n in notes
    )
    session = replace(visited(record, "K4"), participants=people, contributions=notes)
    text = printed(kind, record=session, protocol=protocols["site_visit"])
    for hidden in ("Secret", "Gone", "Name of", "DES-3", "off_instruction", "Off instruction"):
        assert hidden not in text
    assert "Name the meeting." not in text, "notes on the checklist are not for the room"
    assert "It is not an evaluation" in text


@pytest.mark.parametrize("kind", Kind)
def test_an_empty_session_still_gives_every_sheet(
    record: SessionRecord, printed: Page, kind: Kind
) -> None:
    bare = SessionRecord(
        id="bare",
        title="",
        created_at=PRINTED_AT,
        protocol_key="own_plan",
        protocol_name="",
        protocol_version=1,
        protocol_credit="",
        plan=visited(record).plan[:1] if kind is Kind.OBSERVATION else (),
    )
    assert printed(kind, record=bare).strip()


@pytest.mark.parametrize("kind", Kind)
def test_words_of_any_alphabet_and_length_stay_whole(
    record: SessionRecord,
    protocols: dict[str, Protocol],
    printed: Page,
    tmp_path: Path,
    kind: Kind,
) -> None:
    title = f"{ENGLISH_AND_MORE} session"
    long = " ".join(f"word{n}" for n in range(700))
    sentence = " ".join(f"room{n}" for n in range(2000))
    question = FramingQuestion(id="q", text=f"{long} end?", written_at=PRINTED_AT)
    repeated = visited(record, "\u05d7\u05d3\u05e8 4 😀").plan * 4
    stages = tuple(
        replace(
            stage,
            id=f"s{n}",
            name=f"Stage {n}",
            room=sentence if n == 1 else stage.room,
            block="turn" if n < 4 else "",
            rounds=2 if n < 4 else 1,
        )
        for n, stage in enumerate(repeated)
    )
    session = replace(
        record,
        title=title,
        problem=long,
        framing_questions=(question,),
        plan=stages,
        facts=(),
        participants=(Participant(id="person-2", code="\u05d0 😀"), *record.participants[2:]),
    )
    text = printed(kind, record=session, protocol=protocols["site_visit"])
    assert "Học sinh" in text
    width, height = 612, 792
    assert all(50 < x < width and 29 < y < height for x, y in places_of(tmp_path / "handout.pdf"))
    if kind not in (Kind.SLIPS, Kind.SMALL_MEASURE):
        assert "word699 end?" in text
    if kind in (Kind.PROTOCOL, Kind.NOTES):
        assert all(text.count(f"room{n} ") == 1 for n in range(1999))
        assert f"Stage {len(stages) - 2}" in text


def test_equal_input_gives_an_equal_file(
    record: SessionRecord, protocols: dict[str, Protocol], tmp_path: Path
) -> None:
    for kind in Kind:
        both = [tmp_path / f"{kind}-{number}.pdf" for number in (1, 2)]
        for target in both:
            write_handout(
                kind,
                target,
                HandoutOptions(),
                record=visited(record, "K4"),
                protocol=protocols["site_visit"],
                printed_at=PRINTED_AT,
            )
        assert both[0].read_bytes() == both[1].read_bytes(), kind


@pytest.mark.parametrize("kind", [Kind.PROTOCOL, Kind.SLIPS, Kind.OBSERVATION])
@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595.28, 841.89))])
def test_the_document_says_what_it_is(
    protocols: dict[str, Protocol],
    tmp_path: Path,
    kind: Kind,
    paper: str,
    size: tuple[float, float],
) -> None:
    target = tmp_path / "h.pdf"
    options = HandoutOptions(paper=paper, language="es")
    write_handout(kind, target, options, protocol=protocols["site_visit"], printed_at=PRINTED_AT)
    read = PdfReader(target)
    about = read.metadata
    assert about is not None
    assert (about.title or "").startswith("Instructional Site Visit: ")
    assert (about.author, about.creation_date) == ("DILC Desktop", PRINTED_AT)
    root: Any = read.trailer["/Root"]
    assert root["/Lang"] == "es"
    for page in read.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(size)
        resources: Any = page["/Resources"]
        for reference in resources["/Font"].values():
            assert "/FontFile2" in reference.get_object()["/FontDescriptor"]


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_the_file_is_sound_to_the_letter(protocols: dict[str, Protocol], tmp_path: Path) -> None:
    target = tmp_path / "h.pdf"
    for kind in Kind:
        write_handout(
            kind,
            target,
            HandoutOptions(),
            protocol=protocols["site_visit"],
            printed_at=PRINTED_AT,
        )
        done = subprocess.run(
            [str(shutil.which("qpdf")), "--check", str(target)],
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_folder_that_is_gone_is_told(protocols: dict[str, Protocol], tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"The handout “h\.pdf” could not be written"):
        write_handout(
            Kind.NOTES,
            tmp_path / "gone" / "h.pdf",
            HandoutOptions(),
            protocol=protocols["tuning"],
            printed_at=PRINTED_AT,
        )
