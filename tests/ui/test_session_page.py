from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Contribution, Level, SessionRecord
from dilc_desktop.domain.session import Recovered
from dilc_desktop.ui.page import PageId, Surroundings
from dilc_desktop.ui.session_page import SessionPage
from dilc_desktop.ui.transcript import Entry, EntryKind

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(qtbot: QtBot, around: Surroundings, record: SessionRecord) -> SessionPage:
    around.desk._library.sessions.insert(record)
    return opened(qtbot, around, record.id)


def opened(qtbot: QtBot, around: Surroundings, session_id: str) -> SessionPage:
    made = SessionPage(around)
    qtbot.addWidget(made)
    made.resize(1166, 768)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.open_session(session_id)
    return made


def said(page: SessionPage, contribution_id: str) -> Contribution:
    record = page.desk.catalogue.record(page.session_id)
    return next(c for c in record.contributions if c.id == contribution_id)


def shown(page: SessionPage) -> dict[str, Entry]:
    return {entry.id: entry for entry in page.transcript.rows.entries}


def part(page: SessionPage, name: str) -> QWidget:
    found = [w for w in page.findChildren(QWidget, name) if w.isVisibleTo(page)]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def press(qtbot: QtBot, page: SessionPage, name: str) -> None:
    target = part(page, name)
    target.setFocus()
    qtbot.keyClick(target, Qt.Key.Key_Space)


def go_to(qtbot: QtBot, page: SessionPage, contribution_id: str) -> None:
    """Walk down the transcript with the arrow keys."""
    page.transcript.setFocus()
    for _ in range(page.transcript.rows.rowCount() + 1):
        if page.transcript.chosen == contribution_id:
            return
        qtbot.keyClick(page.transcript, Qt.Key.Key_Down)
    raise AssertionError(f"{contribution_id} was never reached")


def words(page: SessionPage) -> str:
    return "\n".join(w.text() for w in page.findChildren(QLabel) if not w.isHidden())


def test_the_page_holds_the_whole_record(page: SessionPage, record: SessionRecord) -> None:
    text = words(page)
    for expected in (
        "Discussion in grade 4",
        "Consultancy",
        "P07 (presenter)",
        "DES-3 (facilitator, timekeeper)",
        "planned 10 min, used 11 min, 2 min added",
        record.learning_purpose,
        record.problem,
        "To see whether notes help at all.",
        "\u201cHow can my feedback help teachers plan the next lesson?\u201d",
        "Version 1: Is my feedback good?",
        "Three feedback notes",
        "names removed",
        "Write one next step a week.",
    ):
        assert expected in text, expected
    assert shown(page)["said-4"].text == "\u201cEach note quotes a pupil.\u201d"
    assert "2 of 2 people spoke, 1 talk turn" in text


def test_enter_opens_the_editor_and_enter_saves_with_the_original_kept(
    qtbot: QtBot, page: SessionPage
) -> None:
    go_to(qtbot, page, "said-4")
    qtbot.keyClick(page.transcript, Qt.Key.Key_Return)
    text = part(page, "session.correction.text")
    assert page.focusWidget() is text
    qtbot.keyClicks(text, "Each note quotes two pupils.")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    assert said(page, "said-4").text == "Each note quotes two pupils."
    assert [w.text for w in said(page, "said-4").earlier] == ["Each note quotes a pupil."]
    assert ("pencil-line", "corrected") in shown(page)["said-4"].notes
    assert page.focusWidget() is page.transcript
    assert page.transcript.chosen == "said-4"
    qtbot.waitUntil(lambda: page.transcript.findChildren(QComboBox) == [])


def test_a_star_is_given_and_taken_by_a_key_or_the_button(qtbot: QtBot, page: SessionPage) -> None:
    go_to(qtbot, page, "said-4")
    wordings = said(page, "said-4").earlier
    assert ("star-filled", "starred") in shown(page)["said-4"].notes
    qtbot.keyClick(page.transcript, Qt.Key.Key_F)
    assert not said(page, "said-4").starred
    assert ("star-filled", "starred") not in shown(page)["said-4"].notes
    press(qtbot, page, "session.star")
    assert said(page, "said-4").starred
    assert said(page, "said-4").earlier == wordings


def test_a_correction_can_give_it_to_another_kind_speaker_and_level(
    qtbot: QtBot, page: SessionPage
) -> None:
    go_to(qtbot, page, "said-4")
    qtbot.keyClick(page.transcript, Qt.Key.Key_F2)
    for name, choice in (("speaker", "Whole"), ("kind", "Sugg"), ("level", "Only")):
        field = part(page, f"session.correction.{name}")
        field.setFocus()
        qtbot.keyClicks(field, choice)
    press(qtbot, page, "session.correction.save")
    corrected = said(page, "said-4")
    assert corrected.speaker is None
    assert corrected.kind is ContributionKind.SUGGESTION
    assert corrected.level is Level.FACILITATOR
    assert ("lock", "only me") in shown(page)["said-4"].notes


@pytest.mark.parametrize("field", ["text", "speaker", "kind", "level", "leave"])
def test_esc_leaves_it_as_it_was(qtbot: QtBot, page: SessionPage, field: str) -> None:
    go_to(qtbot, page, "said-4")
    qtbot.keyClick(page.transcript, Qt.Key.Key_Return)
    qtbot.keyClicks(part(page, "session.correction.text"), "Something else")
    target = part(page, f"session.correction.{field}")
    target.setFocus()
    qtbot.keyClick(target, Qt.Key.Key_Escape)
    assert said(page, "said-4").text == "Each note quotes a pupil."
    assert said(page, "said-4").earlier == ()
    assert page.focusWidget() is page.transcript


def test_shift_enter_begins_a_new_line_in_a_correction(qtbot: QtBot, page: SessionPage) -> None:
    page.correct("said-4")
    text = part(page, "session.correction.text")
    qtbot.keyClicks(text, "One")
    qtbot.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(text, "Two")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    assert said(page, "said-4").text == "One\nTwo"


def test_the_row_grows_with_what_is_typed_into_its_editor(qtbot: QtBot, page: SessionPage) -> None:
    page.correct("said-4")
    editor = part(page, "session.correction")
    before = page.transcript.place_of("said-4").height()
    text = part(page, "session.correction.text")
    qtbot.keyClicks(text, "many words " * 30)
    qtbot.waitUntil(lambda: page.transcript.place_of("said-4").height() > before)
    qtbot.waitUntil(lambda: editor.height() >= editor.minimumSizeHint().height())


def test_the_button_corrects_the_chosen_contribution_only(qtbot: QtBot, page: SessionPage) -> None:
    assert not page.edit.isEnabled()
    assert page.edit.toolTip() == "Choose a contribution first"
    go_to(qtbot, page, "said-7")
    assert page.edit.isEnabled()
    press(qtbot, page, "session.edit")
    assert page.focusWidget() is part(page, "session.correction.text")


def test_a_heading_cannot_be_corrected(qtbot: QtBot, page: SessionPage) -> None:
    page.transcript.setFocus()
    page.transcript.setCurrentIndex(page.transcript.rows.index(0))
    qtbot.keyClick(page.transcript, Qt.Key.Key_Return)
    assert not page.edit.isEnabled()
    assert page.findChildren(QWidget, "session.correction") == []


def test_a_correction_that_is_open_is_saved_when_the_page_is_left(
    qtbot: QtBot, page: SessionPage
) -> None:
    page.correct("said-4")
    qtbot.keyClicks(part(page, "session.correction.text"), "Each note quotes two pupils.")
    page.settle()
    assert said(page, "said-4").text == "Each note quotes two pupils."


def test_originals_and_what_was_taken_back_show_on_demand(qtbot: QtBot, page: SessionPage) -> None:
    assert shown(page)["said-3"].originals == ()
    assert "said-5" not in shown(page)
    press(qtbot, page, "session.originals")
    press(qtbot, page, "session.taken_back")
    before = "Before: \u201cTwice a moth.\u201d, seen or heard: \u201cSo the diary says.\u201d"
    assert shown(page)["said-3"].originals == (before,)
    assert "said-5" in shown(page)
    press(qtbot, page, "session.taken_back")
    assert "said-5" not in shown(page)


def test_the_chosen_row_is_brought_into_view(qtbot: QtBot, page: SessionPage) -> None:
    page.resize(1166, 420)
    go_to(qtbot, page, "said-8")
    place = page.transcript.place_of("said-8")
    top = page.transcript.viewport().mapTo(page, place.topLeft()).y()
    assert 0 <= top <= page.height() - place.height()
    assert page._area.verticalScrollBar().value() > 0


def test_a_session_without_captures_says_so(
    qtbot: QtBot, around: Surroundings, record: SessionRecord
) -> None:
    empty = replace(record, contributions=(), commitments=())
    around.desk._library.sessions.insert(empty)
    made = opened(qtbot, around, record.id)
    assert "Nothing has been captured in this session." in words(made)
    assert all(entry.kind is not EntryKind.SAID for entry in made.transcript.rows.entries)
    assert "2 min added." in [entry.text for entry in made.transcript.rows.entries]
    assert not made.edit.isVisible()


def test_a_planned_session_has_no_transcript(
    qtbot: QtBot, around: Surroundings, record: SessionRecord
) -> None:
    planned = replace(record, facts=(), contributions=(), commitments=())
    around.desk._library.sessions.insert(planned)
    made = opened(qtbot, around, record.id)
    assert not made.transcript.isVisible()
    assert "Voices" not in words(made)


def test_what_became_of_the_plan_can_be_read_and_not_corrected(
    qtbot: QtBot, page: SessionPage
) -> None:
    place = next(
        n for n, e in enumerate(page.transcript.rows.entries) if e.kind is EntryKind.HAPPENED
    )
    page.transcript.setFocus()
    page.transcript.setCurrentIndex(page.transcript.rows.index(place))
    qtbot.keyClick(page.transcript, Qt.Key.Key_Return)
    assert not page.edit.isEnabled()
    assert page.findChildren(QWidget, "session.correction") == []


def test_how_long_the_program_was_away_can_be_read(
    qtbot: QtBot, around: Surroundings, record: SessionRecord
) -> None:
    facts = tuple(
        replace(fact, away_ms=250_000) if isinstance(fact, Recovered) else fact
        for fact in record.facts
    )
    around.desk._library.sessions.insert(replace(record, facts=facts))
    texts = [entry.text for entry in shown(opened(qtbot, around, record.id)).values()]
    assert "The program was away for 4:10 min; that time counted." in texts


def test_the_page_leads_to_the_wrap_up(qtbot: QtBot, page: SessionPage) -> None:
    with qtbot.waitSignal(page.wanted) as asked:
        press(qtbot, page, "session.wrap_up")
    assert asked.args == [PageId.WRAP_UP, "session-1"]


@pytest.mark.parametrize(
    ("control", "ending", "magic"),
    [("session.summary", ".pdf", b"%PDF"), ("session.save_file", ".dilc", b"PK")],
)
def test_files_are_saved_where_the_person_wants_them(
    qtbot: QtBot,
    page: SessionPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    control: str,
    ending: str,
    magic: bytes,
) -> None:
    target = tmp_path / "mine"
    assert "Private notes and the words of what was taken back stay here." in words(page)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    press(qtbot, page, control)
    qtbot.waitUntil(lambda: "Saved as" in words(page), timeout=20_000)
    assert target.with_suffix(ending).read_bytes().startswith(magic)


def test_what_belongs_to_the_whole_stands_beside_and_above_with_large_text(
    qtbot: QtBot, around: Surroundings, page: SessionPage
) -> None:
    def corner(made: SessionPage, widget: QWidget) -> tuple[int, int]:
        at = widget.mapTo(made, widget.rect().topLeft())
        return at.x(), at.y()

    QApplication.processEvents()
    assert corner(page, page._side)[0] > corner(page, page.transcript)[0] + page.transcript.width()
    around.theme.use("dark", 2.0)
    large = opened(qtbot, around, page.session_id)
    QApplication.processEvents()
    assert corner(large, large._side)[1] < corner(large, large.transcript)[1]
    assert large._side.width() <= large.width()


def test_every_control_has_a_name(qtbot: QtBot, page: SessionPage) -> None:
    go_to(qtbot, page, "said-4")
    qtbot.keyClick(page.transcript, Qt.Key.Key_Return)
    controls = [
        w
        for w in page.findChildren(QWidget)
        if w.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and w.isVisibleTo(page)
        and w.window() is page
    ]
    assert len(controls) >= 12
    assert [(w.objectName(), type(w)) for w in controls if not w.accessibleName()] == []


def test_there_is_one_primary_action(page: SessionPage) -> None:
    primary = [w for w in page.findChildren(QWidget) if w.property("role") == "primary"]
    assert [w.objectName() for w in primary] == ["session.wrap_up"]


def test_a_deleted_session_is_let_go_of(page: SessionPage) -> None:
    page.correct("said-4")
    page.hide()
    page.notifier.run(lambda: page.desk.catalogue.delete("session-1"))
    assert page.session_id == ""
    page.show()
    page.settle()


def test_what_changed_meanwhile_shows_when_the_page_comes_back(page: SessionPage) -> None:
    page.hide()
    live = page.desk.live("session-1")
    page.notifier.run(lambda: live.correct("said-4", text="Changed elsewhere."))
    page.show()
    assert shown(page)["said-4"].text == "\u201cChanged elsewhere.\u201d"


def test_a_long_session_opens_at_its_top(
    qtbot: QtBot, around: Surroundings, record: SessionRecord
) -> None:
    first = record.contributions[3]
    many = tuple(
        replace(first, id=f"many-{n}", offset_ms=1_100_000 + n, text=f"Point {n}")
        for n in range(1500)
    )
    around.desk._library.sessions.insert(replace(record, contributions=many, commitments=()))
    made = opened(qtbot, around, record.id)
    assert made._area.verticalScrollBar().value() == 0
    last = made.transcript.place_of("many-1499")
    qtbot.waitUntil(lambda: made.transcript.place_of("many-1499").isValid())
    assert last.bottom() <= made.transcript.height()
