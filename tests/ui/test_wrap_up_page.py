from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QAction
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.errors import StorageError
from dilc_desktop.domain.outputs import Output
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.readers import Reader
from dilc_desktop.domain.record import (
    Agreement,
    Closing,
    Commitment,
    Level,
    Relevance,
    SessionRecord,
)
from dilc_desktop.ui.mail_draft import MailDraft
from dilc_desktop.ui.page import PageId, Surroundings
from dilc_desktop.ui.saving import documents_folder, file_stem, output_stem
from dilc_desktop.ui.summary_panel import SummaryPanel
from dilc_desktop.ui.summary_preview import SummaryPreview, print_pages
from dilc_desktop.ui.wrap_up_page import WrapUpPage

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(
    qtbot: QtBot, around: Surroundings, record: SessionRecord, tmp_path: Path
) -> Iterator[WrapUpPage]:
    """The page of a session that has ended and where nothing was written down yet."""
    bare = replace(record, commitments=(), closing=Closing())
    around.desk._library.sessions.insert(bare)
    made = WrapUpPage(around)
    qtbot.addWidget(made)
    made.resize(1166, 768)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.open_session(record.id)
    yield made
    made.summary.preview.wait()
    assert tmp_path.is_dir()


def stored(page: WrapUpPage) -> SessionRecord:
    return page.desk.catalogue.record(page.session_id)


def part(page: WrapUpPage, name: str) -> QWidget:
    found = [w for w in page.findChildren(QWidget, name) if w.isVisibleTo(page)]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def press(qtbot: QtBot, page: WrapUpPage, name: str) -> None:
    target = part(page, name)
    target.setFocus()
    qtbot.keyClick(target, Qt.Key.Key_Space)


def write(qtbot: QtBot, page: WrapUpPage, name: str, text: str) -> None:
    """Type over what stands in a field and leave it."""
    field = part(page, name)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Tab)


def choose(qtbot: QtBot, page: WrapUpPage, name: str, words: str) -> None:
    """Choose by the first letters, as a person without a mouse does."""
    field = part(page, name)
    assert isinstance(field, QComboBox)
    field.setFocus()
    qtbot.keyClicks(field, words)


def words(page: WrapUpPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


# Words


def test_the_reflection_is_stored_as_it_is_typed(qtbot: QtBot, page: WrapUpPage) -> None:
    field = part(page, "wrap_up.reflection")
    field.setFocus()
    qtbot.keyClicks(field, "A note can ask.")
    qtbot.waitUntil(lambda: stored(page).closing.reflection == "A note can ask.")


def test_the_page_opens_ready_for_the_reflection(qtbot: QtBot, page: WrapUpPage) -> None:
    qtbot.keyClicks(page.window().focusWidget(), "At once.")
    qtbot.waitUntil(lambda: stored(page).closing.reflection == "At once.")


def test_what_the_presenter_said_stands_beside_the_reflection_and_private_words_do_not(
    qtbot: QtBot, around: Surroundings, record: SessionRecord
) -> None:
    said = replace(record.contributions[0], id="said-9", kind=ContributionKind.REFLECTION)
    other = replace(said, id="said-10", text="I would ask more.", speaker="person-3")
    contributions = (*record.contributions, said, other)
    around.desk._library.sessions.insert(replace(record, contributions=contributions))
    page = WrapUpPage(around)
    qtbot.addWidget(page)
    page.show()
    page.open_session(record.id)
    qtbot.waitUntil(lambda: "\u201cI praise, and nothing changes.\u201d" in words(page))
    assert "I would ask more." not in words(page)
    page.summary.preview.wait()


def test_the_debrief_keeps_its_three_words_apart(qtbot: QtBot, page: WrapUpPage) -> None:
    write(qtbot, page, "wrap_up.debrief.purpose", "Kept to it.")
    write(qtbot, page, "wrap_up.debrief.approach", "Silence helped.")
    write(qtbot, page, "wrap_up.debrief.effects", "Two notes to try.")
    closing = stored(page).closing
    assert closing.debrief_purpose == "Kept to it."
    assert closing.debrief_approach == "Silence helped."
    assert closing.debrief_effects == "Two notes to try."


def test_typing_that_is_under_way_is_saved_when_the_page_is_left(
    qtbot: QtBot, page: WrapUpPage
) -> None:
    field = part(page, "wrap_up.reflection")
    field.setFocus()
    qtbot.keyClicks(field, "Half a sen")
    page.settle()
    assert stored(page).closing.reflection == "Half a sen"


def test_typing_goes_to_its_own_session_when_another_is_opened(
    qtbot: QtBot, page: WrapUpPage, record: SessionRecord
) -> None:
    page.desk._library.sessions.insert(replace(record, id="session-2", closing=Closing()))
    field = part(page, "wrap_up.reflection")
    field.setFocus()
    qtbot.keyClicks(field, "Mine")
    page.open_session("session-2")
    assert page.desk.catalogue.record("session-1").closing.reflection == "Mine"
    assert stored(page).closing.reflection == ""
    assert page.reflection.text() == ""


# Commitments


def test_captured_commitments_are_there_when_the_page_opens(page: WrapUpPage) -> None:
    assert [c.what for c in stored(page).commitments] == [
        "I will write one next step a week.",
        "Bring two notes in April.",
    ]
    assert page._rows[0].what.text() == "I will write one next step a week."
    assert page._rows[0].who.currentText() == "P07"
    assert not page._gather.isVisible()


def test_a_commitment_is_added_with_the_keyboard(qtbot: QtBot, page: WrapUpPage) -> None:
    press(qtbot, page, "wrap_up.commitments.add")
    assert page.focusWidget() is part(page, "wrap_up.commitment3.who")
    choose(qtbot, page, "wrap_up.commitment3.who", "P12")
    write(qtbot, page, "wrap_up.commitment3.by_when", "2026-04-14")
    write(qtbot, page, "wrap_up.commitment3.evidence", "Four notes")
    assert len(stored(page).commitments) == 2
    write(qtbot, page, "wrap_up.commitment3.what", "Visit one lesson.")
    added = stored(page).commitments[2]
    assert (added.who, added.what) == ("person-3", "Visit one lesson.")
    assert (added.by_when, added.evidence) == (date(2026, 4, 14), "Four notes")


def test_tab_goes_through_a_commitment_in_the_order_of_its_fields(
    qtbot: QtBot, page: WrapUpPage
) -> None:
    part(page, "wrap_up.commitment1.who").setFocus()
    seen = []
    for _ in range(5):
        focused = page.focusWidget()
        assert focused is not None
        seen.append(focused.objectName() or focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == [
        "wrap_up.commitment1.who",
        "wrap_up.commitment1.what",
        "wrap_up.commitment1.by_when",
        "Choose from a calendar",
        "wrap_up.commitment1.evidence",
    ]


def test_opened_again_the_page_begins_at_its_top_without_old_news(
    page: WrapUpPage, record: SessionRecord
) -> None:
    page._say("No printer is set up.", "over")
    page._area.verticalScrollBar().setValue(400)
    assert page._area.verticalScrollBar().value() == 400
    page.open_session(record.id)
    assert page._area.verticalScrollBar().value() == 0
    assert not page._news.isVisible()
    assert page.reflection.hasFocus()


def test_a_name_of_any_length_leaves_the_page_as_wide_as_it_is(
    page: WrapUpPage, record: SessionRecord
) -> None:
    before = page.minimumSizeHint().width()
    someone = replace(record.participants[0], name="A name without an end " * 8)
    others = record.participants[1:]
    page.desk._library.sessions.save_participants(record.id, (someone, *others))
    page.open_session(record.id)
    assert page.minimumSizeHint().width() == before


def test_tab_goes_down_the_page_and_then_through_the_summary(
    qtbot: QtBot, page: WrapUpPage
) -> None:
    press(qtbot, page, "wrap_up.commitments.add")
    seen: list[QWidget] = []
    part(page, "wrap_up.session").setFocus()
    focused = page.focusWidget()
    while focused is not None and focused not in seen:
        seen.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        focused = page.focusWidget()
    names = [widget.objectName() for widget in seen]
    wanted = [
        "wrap_up.session",
        "wrap_up.reflection",
        *(f"wrap_up.commitment{n}.{key}" for n in (1, 2, 3) for key in ("who", "what", "remove")),
        "wrap_up.commitments.add",
        "wrap_up.debrief.purpose",
        "wrap_up.debrief.approach",
        "wrap_up.debrief.effects",
        "wrap_up.artifact1.relevance",
        "wrap_up.next_date",
        "wrap_up.output",
        "wrap_up.reader",
        "wrap_up.save",
        "wrap_up.print",
        "wrap_up.save_file",
    ]
    assert [name for name in names if name in wanted] == wanted


def test_a_commitment_typed_with_pauses_stays_one_commitment(
    qtbot: QtBot, page: WrapUpPage
) -> None:
    press(qtbot, page, "wrap_up.commitments.add")
    field = part(page, "wrap_up.commitment3.what")
    field.setFocus()
    qtbot.keyClicks(field, "Visit")
    qtbot.waitUntil(lambda: len(stored(page).commitments) == 3)
    qtbot.keyClicks(field, " one lesson")
    qtbot.waitUntil(lambda: stored(page).commitments[2].what == "Visit one lesson")
    assert len(stored(page).commitments) == 3
    assert len(page._rows) == 3


def test_a_commitment_changes_where_it_stands(qtbot: QtBot, page: WrapUpPage) -> None:
    write(qtbot, page, "wrap_up.commitment2.by_when", "2026-04-21")
    choose(qtbot, page, "wrap_up.commitment2.who", "Nobody")
    changed = stored(page).commitments[1]
    assert (changed.who, changed.by_when) == (None, date(2026, 4, 21))
    assert changed.contribution == "said-8"


def test_a_commitment_without_words_is_refused_and_the_stored_one_stays(
    qtbot: QtBot, page: WrapUpPage
) -> None:
    field = part(page, "wrap_up.commitment1.what")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(page.notifier.refused):
        qtbot.keyClick(field, Qt.Key.Key_Delete)
        qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert stored(page).commitments[0].what == "I will write one next step a week."
    assert field.property("invalid") == "true"


def test_a_removed_commitment_can_be_taken_in_again(qtbot: QtBot, page: WrapUpPage) -> None:
    press(qtbot, page, "wrap_up.commitment1.remove")
    assert [c.what for c in stored(page).commitments] == ["Bring two notes in April."]
    assert len(page._rows) == 1
    press(qtbot, page, "wrap_up.commitments.gather")
    assert len(stored(page).commitments) == 2


def test_a_row_that_was_never_filled_leaves_nothing_behind(qtbot: QtBot, page: WrapUpPage) -> None:
    press(qtbot, page, "wrap_up.commitments.add")
    press(qtbot, page, "wrap_up.commitment3.remove")
    assert len(page._rows) == 2
    assert len(stored(page).commitments) == 2


# Marks, purpose, artifacts, the next date


def test_a_mark_gets_its_words_and_leaves_the_list(qtbot: QtBot, page: WrapUpPage) -> None:
    line = part(page, "wrap_up.mark.said-2")
    assert line.accessibleName().endswith("into the session")
    line.setFocus()
    qtbot.keyClicks(line, "How often?")
    assert next(c for c in stored(page).contributions if c.id == "said-2").is_mark
    qtbot.keyClick(line, Qt.Key.Key_Return)
    filled = next(c for c in stored(page).contributions if c.id == "said-2")
    assert filled.text == "How often?"
    assert [wording.text for wording in filled.earlier] == [""]
    assert not page._mark_card.isVisible()


def test_a_contested_purpose_keeps_both_versions(qtbot: QtBot, page: WrapUpPage) -> None:
    assert not page._contested_box.isVisible()
    press(qtbot, page, "wrap_up.contested")
    assert page.focusWidget() is part(page, "wrap_up.as_contested")
    write(qtbot, page, "wrap_up.as_contested", "To see whether notes help.")
    record = stored(page)
    assert record.closing.purpose_agreement is Agreement.CONTESTED
    assert record.closing.purpose_as_contested == "To see whether notes help."
    assert record.learning_purpose == "To give feedback that teachers can use the next day."
    press(qtbot, page, "wrap_up.agreed")
    assert stored(page).closing.purpose_agreement is Agreement.AGREED
    assert stored(page).closing.purpose_as_contested == "To see whether notes help."


def test_an_artifact_is_rated_again(qtbot: QtBot, page: WrapUpPage) -> None:
    choose(qtbot, page, "wrap_up.artifact2.relevance", "Low")
    assert [a.relevance for a in stored(page).artifacts] == [Relevance.HIGH, Relevance.LOW]
    assert page.focusWidget() is part(page, "wrap_up.artifact2.relevance")


def test_the_next_date_is_typed(qtbot: QtBot, page: WrapUpPage) -> None:
    write(qtbot, page, "wrap_up.next_date", "2026-04-14")
    assert stored(page).closing.next_date == date(2026, 4, 14)


def test_a_date_that_is_none_is_marked_and_not_stored(qtbot: QtBot, page: WrapUpPage) -> None:
    write(qtbot, page, "wrap_up.next_date", "soon")
    assert stored(page).closing.next_date is None
    assert part(page, "wrap_up.next_date").property("invalid") == "true"


def test_a_session_that_still_runs_says_so_and_offers_the_way_back(
    qtbot: QtBot, page: WrapUpPage, record: SessionRecord
) -> None:
    assert not page._running.isVisible()
    running = replace(record, id="session-2", facts=record.facts[:-1], commitments=())
    page.desk._library.sessions.insert(running)
    page.open_session("session-2")
    assert "still running" in words(page)
    assert stored(page).commitments == ()
    with qtbot.waitSignal(page.wanted) as asked:
        press(qtbot, page, "wrap_up.return")
    assert asked.args == [PageId.LIVE, "session-2"]


# The summary


def test_the_preview_follows_what_is_written(qtbot: QtBot, page: WrapUpPage) -> None:
    with qtbot.waitSignal(page.summary.ready, timeout=20_000) as ready:
        pass
    assert ready.args == [page.summary.preview.pages]
    assert f"page 1 of {page.summary.preview.pages}" in words(page)
    with qtbot.waitSignal(page.summary.ready, timeout=20_000):
        write(qtbot, page, "wrap_up.reflection", "Seldomsaid")
    document = page.summary.preview.document
    assert document is not None
    text = "".join(document.getAllText(n).text() for n in range(document.pageCount()))
    assert "Seldomsaid" in text


def test_people_and_paper_are_chosen_for_all_summaries(qtbot: QtBot, page: WrapUpPage) -> None:
    qtbot.waitSignal(page.summary.ready, timeout=20_000).wait()
    with qtbot.waitSignal(page.summary.ready, timeout=20_000):
        choose(qtbot, page, "wrap_up.speakers", "Roles")
        choose(qtbot, page, "wrap_up.paper", "A4")
    assert (page.preferences.now.speakers, page.preferences.now.paper) == ("role", "a4")
    document = page.summary.preview.document
    assert document is not None
    assert round(document.pagePointSize(0).width()) == 595


def test_a_summary_for_another_reader_says_so_and_holds_no_more_than_they_may_see(
    qtbot: QtBot, page: WrapUpPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(qtbot, page, "wrap_up.reflection", "Seldomsaid")
    qtbot.waitSignal(page.summary.ready, timeout=20_000).wait()
    with qtbot.waitSignal(page.summary.ready, timeout=20_000):
        choose(qtbot, page, "wrap_up.reader", "District")
    assert page.preferences.now.reader == "district"
    document = page.summary.preview.document
    assert document is not None
    shown = "".join(document.getAllText(n).text() for n in range(document.pageCount()))
    assert "For the district" in shown
    assert "Seldomsaid" not in shown
    proposed = save_to(monkeypatch, tmp_path)
    press(qtbot, page, "wrap_up.save")
    assert proposed == ["2026-03-10-P07-Discussion-in-grade-4-for-district.pdf"]
    qtbot.waitUntil(lambda: "Saved as" in words(page), timeout=20_000)


def save_to(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    proposed: list[str] = []

    def chosen(_parent: QWidget, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        name = Path(start).name
        proposed.append(name)
        return str(folder / name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    return proposed


def test_the_summary_is_saved_under_a_plain_name(
    qtbot: QtBot, page: WrapUpPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed = save_to(monkeypatch, tmp_path)
    press(qtbot, page, "wrap_up.save")
    assert proposed == ["2026-03-10-P07-Discussion-in-grade-4.pdf"]
    qtbot.waitUntil(lambda: "Saved as" in words(page), timeout=20_000)
    assert (tmp_path / proposed[0]).read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("named", "kind", "file"),
    [
        ("mine.pdf", "Word file (*.docx)", "mine.docx"),
        ("mine.html", "PDF (*.pdf)", "mine.html"),
        ("mine", "Web page (*.html)", "mine.html"),
        ("4. mine", "PDF (*.pdf)", "4. mine.pdf"),
    ],
)
def test_the_summary_can_be_saved_as_a_web_page_or_a_word_file(
    qtbot: QtBot,
    page: WrapUpPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    named: str,
    kind: str,
    file: str,
) -> None:
    offered: list[str] = []

    def chosen(_parent: QWidget, _title: str, _start: str, kinds: str) -> tuple[str, str]:
        offered.append(kinds)
        return str(tmp_path / named), kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    press(qtbot, page, "wrap_up.save")
    qtbot.waitUntil(lambda: f"Saved as {file} in" in words(page), timeout=20_000)
    assert offered == ["PDF (*.pdf);;Web page (*.html);;Word file (*.docx)"]
    assert [path.name for path in tmp_path.iterdir() if path.suffix == Path(file).suffix] == [file]


def test_a_file_that_nobody_named_is_not_written_over(
    qtbot: QtBot, page: WrapUpPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.docx").write_bytes(b"old")
    answer = str(tmp_path / "mine.pdf"), "Word file (*.docx)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: answer)
    press(qtbot, page, "wrap_up.save")
    assert "“mine.docx” is there already." in words(page)
    assert (tmp_path / "mine.docx").read_bytes() == b"old"


def test_files_are_offered_among_the_documents_then_where_the_last_one_went(
    qtbot: QtBot, page: WrapUpPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders: list[Path] = []

    def chosen(_parent: QWidget, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        folders.append(Path(start).parent)
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    for _ in range(2):
        press(qtbot, page, "wrap_up.save")
        qtbot.waitUntil((tmp_path / "mine.pdf").exists, timeout=20_000)
    assert folders == [documents_folder(), tmp_path]


def test_the_session_file_is_saved_without_private_notes(
    qtbot: QtBot, page: WrapUpPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed = save_to(monkeypatch, tmp_path)
    press(qtbot, page, "wrap_up.save_file")
    qtbot.waitUntil(lambda: "Saved as" in words(page), timeout=20_000)
    assert "Private notes and the words of what was taken back stay here." in words(page)
    from dilc_desktop.exchange.session_file import SessionFile  # noqa: PLC0415 - as the program does

    with SessionFile.open(tmp_path / proposed[0]) as file:
        said = {c.id for c in file.documents[0].record.contributions}
    assert "said-4" in said
    assert "said-6" not in said


def test_a_row_says_that_what_grew_from_a_private_note_or_was_taken_back_is_in_no_output(
    page: WrapUpPage,
) -> None:
    record = stored(page)
    lines = {
        "said-4": [],
        "said-5": ["Grew from what was taken back: in no summary and no session file."],
        "said-6": ["Grew from a private note: in no summary and no session file."],
    }
    said = {c.id: c for c in record.contributions}
    promised = tuple(
        Commitment(id=f"k-{source}", who=None, what=said[source].text, contribution=source)
        for source in lines
    )
    page.desk._library.sessions.replace(replace(record, commitments=promised))
    page.show_session()
    for place, wanted in enumerate(lines.values(), start=1):
        found = page.findChildren(QLabel, f"wrap_up.commitment{place}.stays")
        assert [line.text() for line in found if line.isVisibleTo(page)] == wanted
        what = part(page, f"wrap_up.commitment{place}.what")
        assert what.accessibleDescription() == "".join(wanted)


def test_a_file_that_cannot_be_written_is_a_line_in_words(
    qtbot: QtBot, page: WrapUpPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_to(monkeypatch, tmp_path / "gone")
    press(qtbot, page, "wrap_up.save")
    qtbot.waitUntil(lambda: page._news.tone == "over", timeout=20_000)
    assert page._news.text()
    assert page._news.isVisible()


def test_the_page_says_how_much_a_wider_circle_reads_and_counts_nothing_private(
    qtbot: QtBot, page: WrapUpPage
) -> None:
    reach = page.findChild(QLabel, "wrap_up.reach")
    assert reach is not None
    assert reach.isHidden(), "the presenter reads all that is not private"
    choose(qtbot, page, "wrap_up.reader", "District")
    record = page.desk.catalogue.record(page.session_id)
    several = sum(not c.private and not c.is_mark for c in record.kept)
    many = sum(c.level in {Level.DISTRICT, Level.RESEARCH} for c in record.kept)
    assert several < len(record.kept)
    assert not reach.isHidden()
    assert reach.text().startswith(f"For the district: {many} of {several} contributions.")
    assert "\u201cDistrict\u201d" in reach.text()
    choose(qtbot, page, "wrap_up.output", "Debrief")
    assert reach.isHidden(), "that sheet is the facilitator's, whoever else reads the others"


def test_leaving_the_file_dialog_writes_nothing(
    qtbot: QtBot, page: WrapUpPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    press(qtbot, page, "wrap_up.save")
    assert not page.background.is_busy
    assert not page._news.isVisible()


def test_file_names_are_plain_whatever_the_title(record: SessionRecord) -> None:
    assert file_stem(replace(record, title="¿Qué? / \\ : * <b>")) == "2026-03-10-P07-Que-b"
    assert file_stem(replace(record, title="討論", participants=())) == "2026-03-10-session"
    assert len(file_stem(replace(record, title="long " * 100))) <= 80


def test_the_name_of_a_file_says_what_it_is_and_names_nobody_where_nobody_is_named(
    record: SessionRecord,
) -> None:
    person = replace(record.participants[1], name="Ada")
    people = (record.participants[0], person, *record.participants[2:])
    told = replace(record, title="Ada and P07: talk", participants=people)
    day = "2026-03-10"
    for reader in (Reader.PRESENTER, Reader.GROUP):
        unnamed = f"{day}-the-presenter-and-the-presenter-talk"
        assert output_stem(told, reader, Output.GROUP) == f"{unnamed}-group"
        assert output_stem(told, reader, Output.VISIT) == f"{unnamed}-visit"
        assert output_stem(told, reader, Output.DEBRIEF) == f"{day}-P07-Ada-and-P07-talk-debrief"
    assert output_stem(told, Reader.DISTRICT, Output.GROUP).endswith("-group-for-district")
    assert output_stem(told, Reader.RESEARCH, Output.GROUP) == f"{day}-session-group-for-research"
    assert output_stem(told, Reader.PRESENTER, Output.SUMMARY) == file_stem(told)


def test_every_page_is_printed(qtbot: QtBot, page: WrapUpPage, tmp_path: Path) -> None:
    qtbot.waitSignal(page.summary.ready, timeout=20_000).wait()
    document = page.summary.preview.document
    assert document is not None
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setResolution(72)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert print_pages(document, printer)
    printed = QPdfDocument()
    printed.load(str(tmp_path / "printed.pdf"))
    assert printed.pageCount() == document.pageCount()
    printed.close()


@pytest.mark.qt_log_ignore("QPainter::begin", "propagateSizeHints", extend=True)
def test_a_printer_that_cannot_be_written_to_is_told_apart(
    qtbot: QtBot, page: WrapUpPage, tmp_path: Path
) -> None:
    qtbot.waitSignal(page.summary.ready, timeout=20_000).wait()
    document = page.summary.preview.document
    assert document is not None
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "gone" / "printed.pdf"))
    assert not print_pages(document, printer)


def test_printing_waits_for_the_last_change(
    qtbot: QtBot, page: WrapUpPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(panel: SummaryPanel) -> None:
        document = panel.preview.document
        assert document is not None
        asked.append("".join(document.getAllText(n).text() for n in range(document.pageCount())))

    monkeypatch.setattr(SummaryPanel, "_ask_printer", ask)
    qtbot.keyClicks(part(page, "wrap_up.reflection"), "Seldomsaid")
    press(qtbot, page, "wrap_up.print")
    assert asked == []
    assert "printing follows" in words(page)
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    assert "Seldomsaid" in asked[0]
    press(qtbot, page, "wrap_up.print")
    assert len(asked) == 2


def menu_act(page: WrapUpPage, name: str) -> QAction:
    found = [a for a in page.summary.everyone.menu().actions() if a.objectName() == name]
    assert len(found) == 1
    return found[0]


def test_without_a_printer_it_says_so_in_words(
    qtbot: QtBot, page: WrapUpPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitSignal(page.summary.ready, timeout=20_000).wait()
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    press(qtbot, page, "wrap_up.print")
    assert "No printer is set up" in words(page)


def test_the_printers_queue_shows_what_is_printed_and_names_nobody(
    qtbot: QtBot, page: WrapUpPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitSignal(page.summary.ready, timeout=20_000).wait()
    named: list[str] = []
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    press(qtbot, page, "wrap_up.print")
    assert "No printer" in words(page)
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: ["One"])
    monkeypatch.setattr(QDialog, "open", lambda dialog: named.append(dialog.printer().docName()))
    press(qtbot, page, "wrap_up.print")
    assert named == ["Summary"]
    assert "No printer" not in words(page)


def test_everybodys_copies_are_printed_one_after_another(
    qtbot: QtBot, page: WrapUpPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setResolution(72)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    monkeypatch.setattr(SummaryPanel, "_open_print_dialog", lambda _, then: then(printer))
    people = stored(page).participants
    menu_act(page, "wrap_up.everyone.print").trigger()
    qtbot.waitUntil(lambda: "to the printer" in words(page), timeout=20_000)
    assert f"Sent {len(people)} summaries to the printer." in words(page)
    printed = QPdfDocument()
    printed.load(str(tmp_path / "printed.pdf"))
    assert printed.pageCount() >= len(people)
    printed.close()


def test_everybodys_summaries_are_saved_in_a_folder(
    qtbot: QtBot, page: WrapUpPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    menu_act(page, "wrap_up.everyone.save").trigger()
    qtbot.waitUntil(lambda: "Saved" in words(page), timeout=20_000)
    assert len(list(folder.glob("summary-*.pdf"))) == len(stored(page).participants)
    menu_act(page, "wrap_up.everyone.save").trigger()
    qtbot.waitUntil(lambda: "choose an empty folder" in words(page), timeout=20_000)


def test_a_draft_has_the_pdf_and_names_nobody(
    qtbot: QtBot, page: WrapUpPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    drafts: list[tuple[Path, str]] = []
    monkeypatch.setattr(
        MailDraft, "open_with", lambda _, file, subject: drafts.append((file, subject))
    )
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    press(qtbot, page, "wrap_up.mail")
    qtbot.waitUntil(lambda: bool(drafts), timeout=20_000)
    file, subject = drafts[0]
    assert file.read_bytes().startswith(b"%PDF")
    assert file.is_relative_to(tmp_path)
    assert file.name == "session-summary-2026-03-10.pdf"
    assert not any(p.shown in subject or p.code in subject for p in stored(page).participants)


def test_the_facilitators_own_sheet_is_shown_and_not_mailed(qtbot: QtBot, page: WrapUpPage) -> None:
    qtbot.waitSignal(page.summary.ready, timeout=20_000).wait()
    with qtbot.waitSignal(page.summary.ready, timeout=20_000):
        choose(qtbot, page, "wrap_up.output", "Debrief")
    assert not page.summary.mail.isEnabled()
    assert not page.summary.reader.isEnabled()
    assert page.summary.output.findText("Visit report") == -1
    with qtbot.waitSignal(page.summary.ready, timeout=20_000):
        qtbot.keyClick(page.summary.output, Qt.Key.Key_Home)
    assert page.summary.mail.isEnabled()


def test_a_deleted_session_is_let_go_of(page: WrapUpPage) -> None:
    page.hide()
    page.notifier.run(lambda: page.desk.catalogue.delete("session-1"))
    assert page.session_id == ""
    page.show()
    page.settle()


# The preview by itself


def _shown_preview(qtbot: QtBot, around: Surroundings) -> SummaryPreview:
    preview = SummaryPreview(around.theme)
    qtbot.addWidget(preview)
    preview.resize(400, 600)
    preview.show()
    qtbot.waitExposed(preview)
    return preview


def test_the_preview_writes_elsewhere_and_shows_here(
    qtbot: QtBot, around: Surroundings, record: SessionRecord
) -> None:
    around.desk._library.sessions.insert(record)
    writers: list[QThread] = []
    shown_in: list[QThread] = []

    def write_it(target: Path) -> tuple[str, ...]:
        from dilc_desktop.ui.saving import write_summary  # noqa: PLC0415 - beside its use

        writers.append(QThread.currentThread())
        return write_summary(around.desk, around.preferences, record.id, target)

    preview = _shown_preview(qtbot, around)
    preview.ready.connect(lambda _: shown_in.append(QThread.currentThread()))
    preview.start_over(write_it)
    qtbot.waitUntil(lambda: bool(shown_in), timeout=20_000)
    here = QThread.currentThread()
    assert shown_in == [here]
    assert writers[0] != here


def test_the_preview_says_in_one_line_what_no_font_can_print(
    qtbot: QtBot, around: Surroundings, record: SessionRecord
) -> None:
    from dilc_desktop.ui.saving import write_summary  # noqa: PLC0415 - beside its use

    strange = replace(record, learning_purpose="\u1230\u120b\u121d")
    around.desk._library.sessions.insert(strange)
    preview = _shown_preview(qtbot, around)
    write = partial(write_summary, around.desk, around.preferences, record.id)
    for told, seen in ((write, True), (lambda target: write(target)[:0], False)):
        with qtbot.waitSignal(preview.ready, timeout=20_000):
            preview.start_over(told)
        assert preview._unprinted.isVisible() is seen
        assert ("U+1230" in preview._unprinted.text()) is seen


def test_a_hidden_preview_writes_nothing_until_it_is_seen(
    qtbot: QtBot, around: Surroundings
) -> None:
    preview = SummaryPreview(around.theme)
    qtbot.addWidget(preview)

    def refuse(target: Path) -> tuple[str, ...]:
        raise StorageError(f"{target.suffix} cannot be written.")

    preview.start_over(refuse)
    assert not preview._timer.isActive()
    with qtbot.waitSignal(preview.failed) as failed:
        preview.show()
    assert failed.args == [".pdf cannot be written."]
    assert preview._words.text() == ".pdf cannot be written."


def test_many_changes_in_a_moment_are_one_writing(qtbot: QtBot, around: Surroundings) -> None:
    calls: list[Path] = []

    def refuse(target: Path) -> tuple[str, ...]:
        calls.append(target)
        raise StorageError("No.")

    preview = _shown_preview(qtbot, around)
    preview.start_over(refuse)
    for _ in range(20):
        preview.refresh_soon()
    with qtbot.waitSignal(preview.failed):
        pass
    assert len(calls) == 1


# Shape


def test_the_summary_stands_beside_the_cards_and_under_them_with_large_text(
    qtbot: QtBot, around: Surroundings, page: WrapUpPage
) -> None:
    assert page.summary.parentWidget() is page
    assert page.summary.width() == 420
    date_width = page.next_date.maximumWidth()
    around.theme.use("light", 2.0)
    assert page.next_date.maximumWidth() == 2 * date_width, "the day is not cut"
    assert page.summary.parentWidget() is page._content
    assert page.summary.minimumHeight() == 1760, "a page can be seen in it"
    large = WrapUpPage(around)
    qtbot.addWidget(large)
    large.resize(1166, 768)
    large.show()
    large.open_session(page.session_id)
    assert large.summary.parentWidget() is large._content
    assert large.summary.width() <= 1166
    large.summary.preview.wait()


def test_every_control_has_a_name(qtbot: QtBot, page: WrapUpPage) -> None:
    qtbot.waitSignal(page.summary.ready, timeout=20_000).wait()
    controls = [
        w
        for w in page.findChildren(QWidget)
        if w.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and w.isVisibleTo(page)
        and w.window() is page
    ]
    assert len(controls) > 25
    assert [(w.objectName(), type(w)) for w in controls if not w.accessibleName()] == []


def test_there_is_one_primary_action(page: WrapUpPage) -> None:
    primary = [w for w in page.findChildren(QWidget) if w.property("role") == "primary"]
    assert [w.objectName() for w in primary] == ["wrap_up.save"]
