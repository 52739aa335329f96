from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.app import Program
from dilc_desktop.domain.protocol import ContributionKind, KindHelp, Protocol, misfits
from dilc_desktop.services.desk import Desk
from dilc_desktop.ui.library.editor import Editor
from dilc_desktop.ui.library.edits import (
    finished,
    is_joined,
    joined,
    key_for,
    with_new_stage,
    with_stage,
    with_stage_moved,
    with_stage_put_in,
    without_stage,
)
from dilc_desktop.ui.library.page import LibraryPage
from dilc_desktop.ui.main_window import MainWindow
from dilc_desktop.ui.page import PageId, Surroundings
from dilc_desktop.ui.theme import BODY

# The offscreen platform says so of every window that has a smallest size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

ARABIC = "\u0623\u0633\u0626\u0644\u0629 \u062a\u0648\u0636\u064a\u062d\u064a\u0629"


@pytest.fixture
def house(around: Surroundings) -> Protocol:
    """A house version of the consultancy."""
    shelf = around.desk.shelf
    change = shelf.copy("consultancy", "Our consultancy", asked_by="P07", reason="Shorter days.")
    return shelf.protocol(change.ids[0])


@pytest.fixture
def editor(qtbot: QtBot, around: Surroundings) -> Editor:
    made = Editor(around)
    qtbot.addWidget(made)
    made.resize(1166, 700)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


def type_over(qtbot: QtBot, field: QWidget, text: str) -> None:
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    if text:
        qtbot.keyClicks(field, text)


def tab_to(qtbot: QtBot, name: str) -> None:
    passed = []
    while focused() != name:
        passed.append(focused())
        assert len(passed) < 120, f"Tab does not lead to {name}, only to {passed}"
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


def stages_of(editor: Editor) -> list[str]:
    rows = range(1, editor.stages.list.count() - 1)
    return [editor.stages.list.item(at).text().split("\n")[0].split("  ")[1] for at in rows]


def words(editor: Editor) -> str:
    return "\n".join(w.text() for w in editor.findChildren(QLabel) if w.isVisible())


def save(qtbot: QtBot, editor: Editor, reason: str) -> None:
    """Save by keys: who asked stays empty."""
    qtbot.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert focused() == "library.save.asked_by"
    tab_to(qtbot, "library.save.reason")
    qtbot.keyClicks(QApplication.focusWidget(), reason)
    tab_to(qtbot, "library.save.save")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)


def test_a_protocol_of_the_program_is_copied_before_it_is_edited(
    qtbot: QtBot, editor: Editor, desk: Desk
) -> None:
    before = desk.shelf.protocol("tuning")
    editor.open(before)
    assert focused() == "library.copy.name"
    qtbot.keyClicks(QApplication.focusWidget(), "Tuning of the north")
    assert not editor.copying.copy.isEnabled()
    assert "Please say why" in words(editor)
    tab_to(qtbot, "library.copy.reason")
    qtbot.keyClicks(QApplication.focusWidget(), "Our own minutes.")
    tab_to(qtbot, "library.copy.copy")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    made = desk.shelf.protocol("tuning_of_the_north")
    assert desk.shelf.versions(made.key)[0].reason == "Our own minutes."
    assert made.stages == before.stages
    assert stages_of(editor) == [stage.name for stage in before.stages]
    assert desk.shelf.protocol("tuning") == before
    with qtbot.waitSignal(editor.done) as left:
        editor.leave()
    assert left.args == ["tuning_of_the_north"]


def test_what_is_changed_becomes_the_next_version_with_its_reason(
    qtbot: QtBot, editor: Editor, desk: Desk, house: Protocol
) -> None:
    editor.open(house)
    assert focused() == "library.editor.list"
    assert not editor.save.isEnabled()
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    tab_to(qtbot, "library.editor.stage.longest")
    qtbot.keyClicks(QApplication.focusWidget(), "15")
    tab_to(qtbot, "library.editor.stage.say")
    type_over(qtbot, editor.stage.say, "Only open questions, please.")
    with qtbot.waitSignal(editor.done) as left:
        save(qtbot, editor, "They were cut short.")
    assert left.args == [house.key]
    stored = desk.shelf.protocol(house.key)
    assert stored.version == 2
    assert stored.stages[2].say == "Only open questions, please."
    assert stored.stages[2].longest == 15
    assert desk.shelf.versions(house.key)[0].reason == "They were cut short."
    assert desk.shelf.drafts() == {}


def test_the_preview_says_what_changed_in_words(
    qtbot: QtBot, editor: Editor, house: Protocol
) -> None:
    editor.open(house)
    editor.stages.list.setCurrentRow(1)
    type_over(qtbot, editor.stage.minutes, "6")
    qtbot.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "Stage \u201cPresenting the dilemma\u201d, minutes: 8 \u2192 6" in words(editor)
    assert "Save as version 2" in words(editor)
    editor.saving.back.click()
    assert editor.stages.isVisible()
    assert editor.stage.minutes.text() == "6"


def test_what_is_still_open_stands_beside_its_field_and_at_the_save_button(
    qtbot: QtBot, editor: Editor, house: Protocol
) -> None:
    editor.open(house)
    editor.stages.list.setCurrentRow(3)
    type_over(qtbot, editor.stage.minutes, "12")
    assert editor.stage.fields["minutes"].words.startswith("Please give 10 minutes")
    assert editor.status.text() == "1 thing is still open"
    assert not editor.save.isEnabled()
    assert "1 open" in editor.stages.list.item(3).text()
    type_over(qtbot, editor.stage.room, "")
    qtbot.keyClick(editor.stage.room, Qt.Key.Key_Tab)
    assert editor.status.text() == "2 things are still open"
    assert editor.stage.fields["room"].words == "Please write one sentence for the room."
    editor.stages.list.setCurrentRow(0)
    editor.first.click()
    assert focused() in ("library.editor.stage.minutes", "library.editor.stage.room")
    type_over(qtbot, editor.stage.longest, "15")
    type_over(qtbot, editor.stage.room, "Ask.")
    qtbot.keyClick(editor.stage.room, Qt.Key.Key_Tab)
    assert editor.stage.fields["minutes"].words == ""
    assert editor.status.text() == "Ready to be saved as version 2"
    assert editor.save.isEnabled()


def test_every_misfit_of_the_domain_has_its_place_and_kind_words(
    editor: Editor, house: Protocol
) -> None:
    wrong: dict[str, object] = {
        "name": " ",
        "say": "",
        "room": "",
        "speaks": "",
        "minutes": 9999,
        "soon_s": 9999,
        "per_person_s": 9999,
        "rounds": 99,
        "places": ("a", "a"),
    }
    stages = [
        replace(stage, key=f"stage_{at}", **{field: value})  # type: ignore[arg-type] # wrong on purpose
        for at, (stage, (field, value)) in enumerate(
            zip([house.stages[0]] * len(wrong), wrong.items(), strict=True)
        )
    ]
    editor.open(house)
    broken = replace(
        house,
        name="",
        credit="",
        smallest=9,
        largest=3,
        stages=tuple(stages),
        helps=(KindHelp(kind=ContributionKind.ANSWER, stems=(), test=""),),
    )
    editor._take(broken)
    for number, field in enumerate(wrong, start=1):
        editor.stages.list.setCurrentRow(number)
        assert editor.stage.fields[field].words.startswith(("Please", "One name")), field
        assert "expected" not in editor.stage.fields[field].words
    editor.stages.list.setCurrentRow(0)
    for field in ("name", "credit", "smallest"):
        assert editor.about.fields[field].words.startswith(("Please", "The fewest")), field
    editor.stages.list.setCurrentRow(len(wrong) + 1)
    assert editor.helps.rows[ContributionKind.ANSWER].asked.words.startswith("Please")
    assert len(editor._things) >= len(list(misfits(broken))) - 1
    assert all(thing.field for thing in editor._things)


def test_a_text_that_is_no_number_stays_with_its_stage(
    qtbot: QtBot, editor: Editor, house: Protocol
) -> None:
    editor.open(house)
    editor.stages.list.setCurrentRow(1)
    type_over(qtbot, editor.stage.minutes, "ten")
    editor.stages.list.setCurrentRow(2)
    assert editor.stage.minutes.text() == "5"
    assert editor.stage.fields["minutes"].words == ""
    assert not editor.save.isEnabled()
    editor.stages.list.setCurrentRow(1)
    assert editor.stage.minutes.text() == "ten"
    assert editor.stage.fields["minutes"].words == "Please give a whole number, such as 10."
    type_over(qtbot, editor.stage.minutes, "")
    editor.stage.minutes.insert("\u0661\u0660")
    assert editor._draft.now.stages[0].minutes == 10
    assert editor.stage.fields["minutes"].words == ""


def test_leaving_unsaved_changes_asks_and_nothing_is_half_saved(
    qtbot: QtBot, editor: Editor, desk: Desk, house: Protocol
) -> None:
    editor.open(house)
    editor.stages.list.setCurrentRow(1)
    type_over(qtbot, editor.stage.name, "Telling the dilemma")
    left: list[str] = []
    editor.done.connect(left.append)
    editor.leave()
    assert left == []
    assert editor.leaving.isVisible()
    assert focused() == "library.editor.leave.save"
    editor.stay.click()
    assert not editor.leaving.isVisible()
    assert list(desk.shelf.drafts()) == [house.key]
    editor.leave()
    qtbot.keyClick(editor.leave_save, Qt.Key.Key_Space)
    assert focused() == "library.save.asked_by"
    editor.saving.back.click()
    editor.leave()
    editor.later.click()
    assert left == [""]
    assert list(desk.shelf.drafts()) == [house.key]
    editor.open(house)
    assert editor.stage.name.text() == "Telling the dilemma"
    assert not editor.leaving.isVisible()
    editor.leave()
    editor.throw.click()
    assert left == ["", ""]
    assert desk.shelf.drafts() == {}
    assert desk.shelf.protocol(house.key) == house
    editor.open(house)
    assert stages_of(editor)[0] == house.stages[0].name


def test_what_is_half_typed_is_there_again_after_another_protocol_was_edited(
    qtbot: QtBot, editor: Editor, desk: Desk, house: Protocol
) -> None:
    other = desk.shelf.copy("tuning", "Our tuning", asked_by="", reason="Ours.").ids[0]
    editor.open(house)
    editor.stages.list.setCurrentRow(1)
    type_over(qtbot, editor.stage.name, "Half a na")
    editor.open(desk.shelf.protocol(other))
    assert list(desk.shelf.drafts()) == [house.key]
    editor.leave()
    desk.shelf.save(replace(house, notes="Meanwhile."), asked_by="", reason="Elsewhere.")
    editor.open(desk.shelf.protocol(house.key))
    assert editor.stage.name.text() == "Half a na"
    assert "version 2 was saved meanwhile" in words(editor)


def test_a_new_stage_gets_its_key_from_its_name_and_keeps_it(
    qtbot: QtBot, editor: Editor, desk: Desk, house: Protocol
) -> None:
    editor.open(house)
    editor.stages.list.setCurrentRow(2)
    qtbot.keyClick(editor.stages.list, Qt.Key.Key_Insert)
    assert focused() == "library.editor.stage.name"
    assert editor.stage.fields["name"].words == ""
    qtbot.keyClicks(editor.stage.name, "Go-round: Debrief & thanks")
    for field in (editor.stage.speaks, editor.stage.say, editor.stage.room):
        type_over(qtbot, field, "Everybody.")
    save(qtbot, editor, "People asked for it.")
    stored = desk.shelf.protocol(house.key)
    assert [stage.key for stage in stored.stages][2] == "go_round_debrief_thanks"
    editor.open(stored)
    editor.stages.list.setCurrentRow(3)
    type_over(qtbot, editor.stage.name, "Thanks")
    save(qtbot, editor, "Shorter.")
    assert desk.shelf.protocol(house.key).stages[2].key == "go_round_debrief_thanks"
    assert desk.shelf.protocol(house.key).stages[2].name == "Thanks"


def test_stages_move_by_keys_and_one_that_was_taken_out_can_be_put_back(
    qtbot: QtBot, editor: Editor, house: Protocol
) -> None:
    names = [stage.name for stage in house.stages]
    editor.open(house)
    editor.stages.list.setCurrentRow(2)
    qtbot.keyClick(editor.stages.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert stages_of(editor)[1:3] == [names[2], names[1]]
    assert editor.stages.place == 3
    qtbot.keyClick(editor.stages.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(editor.stages.list, Qt.Key.Key_Delete)
    assert names[1] not in stages_of(editor)
    assert f"{names[1]} was taken out." in words(editor)
    editor.put_back.click()
    assert stages_of(editor) == names
    assert editor._draft.changes == ()


def test_kinds_are_chips_that_are_taken_out_and_added(
    qtbot: QtBot, editor: Editor, house: Protocol
) -> None:
    editor.open(house)
    editor.stages.list.setCurrentRow(2)
    chips = editor.stage.kinds
    chips.chips[0].setFocus()
    qtbot.keyClick(chips.chips[0], Qt.Key.Key_Space)
    assert focused() == "library.editor.stage.kinds.answer"
    chips.actions_by_value[ContributionKind.PATTERN].trigger()
    assert editor._draft.now.stages[1].kinds == (
        ContributionKind.ANSWER,
        ContributionKind.PARKING_LOT,
        ContributionKind.PATTERN,
    )


def test_what_the_protocol_is_for_and_its_help_are_edited_too(
    qtbot: QtBot, editor: Editor, desk: Desk, house: Protocol
) -> None:
    editor.open(house)
    norms = editor.about.lists["norms"]
    type_over(qtbot, norms, "Speak once.")
    qtbot.keyClick(norms, Qt.Key.Key_Return)
    qtbot.keyClicks(norms, "Keep it here.")
    type_over(qtbot, editor.about.largest, "")
    editor.stages.list.setCurrentRow(editor.stages.list.count() - 1)
    helps = editor.helps
    helps._begin(ContributionKind.COOL_FEEDBACK)
    assert focused() == "library.helps.cool_feedback.stems"
    assert editor.status.text() == "1 thing is still open"
    qtbot.keyClicks(QApplication.focusWidget(), "I wonder whether")
    helps.rows[ContributionKind.SUGGESTION].remove.click()
    save(qtbot, editor, "After the retreat.")
    stored = desk.shelf.protocol(house.key)
    assert stored.norms == ("Speak once.", "Keep it here.")
    assert stored.largest is None
    kinds = {help_.kind: help_.stems for help_ in stored.helps}
    assert kinds[ContributionKind.COOL_FEEDBACK] == ("I wonder whether",)
    assert ContributionKind.SUGGESTION not in kinds


def test_every_control_has_a_name_that_a_screen_reader_can_say(
    editor: Editor, house: Protocol
) -> None:
    editor.open(house)
    editor.stages.list.setCurrentRow(2)
    nameless = [
        f"{type(w).__name__} {w.objectName()}"
        for w in editor.findChildren(QWidget)
        if w.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and w.window() is editor
        and not w.accessibleName()
        and not w.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_tab_goes_from_the_list_through_the_fields_of_the_stage(
    qtbot: QtBot, editor: Editor, house: Protocol
) -> None:
    editor.open(house)
    editor.stages.list.setCurrentRow(2)
    visited: list[str] = []
    while "library.editor.back" not in visited and len(visited) < 80:
        visited.append(focused())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    expected = [
        "library.editor.list",
        "library.editor.add",
        "library.editor.remove",
        "library.editor.stage.name",
        "library.editor.stage.kind",
        "library.editor.stage.minutes",
        "library.editor.stage.say",
        "library.editor.stage.room",
        "library.editor.stage.kinds.clarifying_question",
        "library.editor.stage.kinds.add",
        "library.editor.stage.rounds",
        "library.editor.stage.block",
        "library.editor.stage.places",
        "library.editor.stage.protected",
        "library.editor.back",
    ]
    assert [name for name in visited if name in expected] == expected


def test_nothing_is_cut_at_twice_the_text_size(
    qtbot: QtBot, around: Surroundings, house: Protocol
) -> None:
    around.theme.use("dark", 2.0)
    try:
        editor = Editor(around)
        qtbot.addWidget(editor)
        editor.resize(1166, 768)
        editor.show()
        long = "Fragen, die zum Nachdenken bringen und keinen Rat verstecken " * 2
        name = "Klarstellungsfragenrundenmoderation " + long
        editor.open(with_stage(house, house.stages[1].key, name=name))
        QApplication.processEvents()
        rows = editor.stages.list
        for at in range(rows.count()):
            rect = rows.visualItemRect(rows.item(at))
            room = rect.width() - around.theme.px(24)
            wrap = int(Qt.TextFlag.TextWrapAnywhere if at == 2 else Qt.TextFlag.TextWordWrap)
            metrics = QFontMetrics(around.theme.font(BODY))
            needed = metrics.boundingRect(0, 0, room, 9_999, wrap, rows.item(at).text())
            assert rect.width() <= rows.viewport().width()
            assert needed.width() <= room
            assert rect.height() >= needed.height(), rows.item(at).text()
        rows.setCurrentRow(4)
        for high in (768, 680, 768):
            editor.resize(1166, high)
            QApplication.processEvents()
            assert rows.viewport().rect().contains(rows.visualItemRect(rows.item(4)))
        for place in (0, 2, editor.stages.list.count() - 1):
            editor.stages.list.setCurrentRow(place)
            QApplication.processEvents()
            area = editor._areas[editor._form()]
            content = area.widget()
            assert content is not None
            assert content.width() <= area.viewport().width()
            assert editor.width() == 1166
    finally:
        around.theme.use("light", 1.0)


def protocol_of(house: Protocol, *blocks: str, rounds: int = 3) -> Protocol:
    """A protocol with stages a, b, c, ... that repeat as the blocks say."""
    stages = [
        replace(house.stages[0], key=key, name=key, block=block, rounds=rounds if block else 1)
        for key, block in zip("abcdefg", blocks, strict=False)
    ]
    return replace(house, stages=tuple(stages))


def order(protocol: Protocol) -> str:
    return "".join(stage.key for stage in protocol.stages)


def test_stages_that_repeat_together_stay_in_a_row_whatever_is_moved(house: Protocol) -> None:
    made = protocol_of(house, "", "turn", "turn", "", "")
    assert order(with_stage_moved(made, "b", 1)) == "acbde"
    assert order(with_stage_moved(made, "c", 1)) == "adbce"
    assert order(with_stage_moved(made, "a", 1)) == "bcade"
    assert order(with_stage_moved(made, "d", -1)) == "adbce"
    assert order(with_stage_moved(made, "a", -1)) == order(made)
    for key in "abcde":
        for by in (-1, 1):
            assert list(misfits(with_stage_moved(made, key, by))) == []


def test_joining_and_parting_keeps_rounds_alike_and_no_block_of_one(house: Protocol) -> None:
    made = protocol_of(house, "", "turn", "turn", "")
    both = joined(made, "d", together=True)
    assert [stage.rounds for stage in both.stages] == [1, 3, 3, 3]
    assert is_joined(both, "d")
    parted = joined(both, "c", together=False)
    assert [bool(stage.block) for stage in parted.stages] == [False, False, True, True]
    assert list(misfits(parted)) == []
    lone = without_stage(made, "c")
    assert [stage.block for stage in lone.stages] == ["", "", ""]
    put = with_stage_put_in(made, replace(house.stages[0], key="x"), 2)
    assert [stage.block for stage in put.stages] == ["", "turn", "turn", "turn", ""]
    more = with_stage(made, "b", rounds=5)
    assert [stage.rounds for stage in more.stages] == [1, 5, 5, 1]


@pytest.mark.parametrize(
    ("name", "taken", "key"),
    [
        ("Probing questions", (), "probing_questions"),
        ("Probing questions", ("probing_questions",), "probing_questions_2"),
        ("\u00c9couter & r\u00e9pondre", (), "ecouter_repondre"),
        (ARABIC, (), "stage"),
        (ARABIC, ("stage", "stage_2"), "stage_3"),
        ("\U0001f331", (), "stage"),
        ("3 rounds", (), "stage_3_rounds"),
        ("x" * 90, (), "x" * 40),
    ],
)
def test_keys_are_made_from_names(name: str, taken: tuple[str, ...], key: str) -> None:
    assert key_for(name, taken) == key


def test_new_stages_without_plain_letters_still_make_a_valid_protocol(house: Protocol) -> None:
    made, fresh = house, set()
    for _ in range(3):
        made, key = with_new_stage(made, 1)
        fresh.add(key)
        made = with_stage(made, key, name=ARABIC, say="x", room="x", speaks="x")
    done = finished(made, fresh)
    assert list(misfits(done)) == []
    assert [stage.key for stage in done.stages][1:4] == ["stage", "stage_2", "stage_3"]


def begin_to_edit(window: MainWindow, key: str) -> Editor:
    window.show_page(PageId.LIBRARY)
    page = window.page(PageId.LIBRARY)
    assert isinstance(page, LibraryPage)
    page.list.choose(key)
    page.view.edit.click()
    editor = page.findChild(Editor)
    assert isinstance(editor, Editor)
    return editor


def test_closing_the_program_keeps_what_is_not_saved_and_asks_nothing(
    qtbot: QtBot, program: Program
) -> None:
    assert program.desk is not None
    shelf = program.desk.shelf
    key = shelf.copy("tuning", "Our tuning", asked_by="", reason="Ours.").ids[0]
    editor = begin_to_edit(program.window, key)
    type_over(qtbot, editor.about.texts["notes"], "Half a no")
    assert program.window.close()
    assert shelf.drafts()[key].now.notes == "Half a no"
    assert shelf.drafts()[key].based_on == 1


def test_closing_asks_once_about_changes_that_the_disk_refused(
    qtbot: QtBot, program: Program
) -> None:
    assert program.desk is not None
    shelf = program.desk.shelf
    key = shelf.copy("tuning", "Our tuning", asked_by="", reason="Ours.").ids[0]
    (program.folders.data / "protocol-drafts").write_text("In the way.")
    window = program.window
    editor = begin_to_edit(window, key)
    type_over(qtbot, editor.about.texts["notes"], "Half a no")
    window.show_page(PageId.HOME)
    assert not window.close()
    said = [w.text() for w in window.findChildren(QLabel) if w.isVisible()]
    assert any("not on the disk yet: Our tuning." in words for words in said)
    assert window.close()


def test_changes_are_on_the_disk_a_second_after_a_key_and_when_the_field_is_left(
    qtbot: QtBot, editor: Editor, desk: Desk, house: Protocol
) -> None:
    editor.open(house)
    assert desk.shelf.drafts() == {}
    type_over(qtbot, editor.about.texts["notes"], "Half a no")
    qtbot.waitUntil(lambda: desk.shelf.drafts().get(house.key) is not None, timeout=2_500)
    assert desk.shelf.drafts()[house.key].now.notes == "Half a no"
    qtbot.keyClicks(editor.about.texts["notes"], "te")
    qtbot.keyClick(editor.about.texts["notes"], Qt.Key.Key_Tab)
    assert desk.shelf.drafts()[house.key].now.notes == "Half a note"
    before = desk.shelf.drafts()[house.key]
    editor.keep_now()
    assert desk.shelf.drafts()[house.key] is before
    type_over(qtbot, editor.about.texts["notes"], house.notes)
    editor.settle()
    editor.keep_now()
    assert desk.shelf.drafts() == {}


def test_what_the_disk_refused_is_told_once_and_kept_when_there_is_room(
    qtbot: QtBot, editor: Editor, around: Surroundings, house: Protocol, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "data" / "protocol-drafts"
    in_the_way.write_text("In the way.")
    told: list[str] = []
    around.notifier.unsaved.connect(told.append)
    editor.open(house)
    type_over(qtbot, editor.about.texts["notes"], "Half a no")
    editor.settle()
    editor.keep_now()
    editor.keep_now()
    assert [words.split(" are ")[0] for words in told] == ["Your changes of Our consultancy"]
    assert editor.unkept == ("Our consultancy",)
    in_the_way.unlink()
    with qtbot.waitSignal(around.notifier.saved):
        editor.keep_now()
    assert not list(editor.unkept)
    assert around.desk.shelf.drafts()[house.key].now.notes == "Half a no"


def test_unsaved_changes_are_here_again_after_a_crash(
    qtbot: QtBot, editor: Editor, around: Surroundings, desk: Desk, house: Protocol
) -> None:
    editor.open(house)
    editor.stages.list.setCurrentRow(2)
    qtbot.keyClick(editor.stages.list, Qt.Key.Key_Insert)
    type_over(qtbot, editor.stage.name, "Half a na")
    type_over(qtbot, editor.stage.minutes, "ten")
    editor.settle()
    editor.keep_now()
    with desk.second() as later:
        page = LibraryPage(replace(around, desk=later))
        qtbot.addWidget(page)
        page.resize(1166, 700)
        page.open_session("")
        page.show()
        assert page._news.text() == f"Changes that are not saved yet are still here: {house.name}."
        assert page.list.protocols.row_of(house.key) == 0
        assert "not saved yet" in page.view._unsaved_words.text()
        page.view.go_on.click()
        again = page.findChild(Editor)
        assert isinstance(again, Editor)
        assert "Your changes are still here." in words(again)
        assert again.stages.place == 3
        assert again.stage.name.text() == "Half a na"
        assert again.stage.minutes.text() == "ten"
        assert stages_of(again)[2] == "Half a na"
        again.leave()
        again.throw.click()
        assert later.shelf.drafts() == {}
        assert page.view._unsaved.isHidden()
        assert later.shelf.protocol(house.key) == house
    assert editor.unkept == ()


def test_the_page_is_at_its_top_after_what_was_gone_on_with_is_thrown_away(
    qtbot: QtBot, around: Surroundings, house: Protocol
) -> None:
    page = LibraryPage(around)
    qtbot.addWidget(page)
    page.resize(1166, 768)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.open_session("")
    page.list.choose(house.key)
    page.view.edit.click()
    editor = page.findChild(Editor)
    assert isinstance(editor, Editor)
    type_over(qtbot, editor.about.texts["notes"], "Half a no")
    editor.leave()
    editor.later.click()
    page.view.go_on.setFocus()
    qtbot.keyClick(page.view.go_on, Qt.Key.Key_Space)
    editor.leave()
    editor.throw.setFocus()
    qtbot.keyClick(editor.throw, Qt.Key.Key_Space)
    assert focused() == "library.use"
    assert page.view._area.verticalScrollBar().value() == 0


def test_changes_of_an_older_version_say_so_after_a_crash(
    qtbot: QtBot, editor: Editor, around: Surroundings, desk: Desk, house: Protocol
) -> None:
    editor.open(house)
    type_over(qtbot, editor.about.texts["notes"], "Half a no")
    editor.settle()
    editor.keep_now()
    desk.shelf.save(replace(house, risk="Meanwhile."), asked_by="", reason="Elsewhere.")
    with desk.second() as later:
        again = Editor(replace(around, desk=later))
        qtbot.addWidget(again)
        again.show()
        again.open(later.shelf.protocol(house.key))
        assert "begun in version 1; version 2 was saved meanwhile" in words(again)
        assert again.about.texts["notes"].text() == "Half a no"


def test_a_draft_that_cannot_be_read_is_told_and_keeps_nobody_out(
    qtbot: QtBot, around: Surroundings, desk: Desk, house: Protocol, tmp_path: Path
) -> None:
    folder = tmp_path / "data" / "protocol-drafts"
    folder.mkdir()
    (folder / f"draft-{house.key}.json").write_text("{")
    with desk.second() as later:
        page = LibraryPage(replace(around, desk=later))
        qtbot.addWidget(page)
        page.open_session("")
        assert "cannot be read any more" in page._news.text()
        page.list.choose(house.key)
        assert page.view._unsaved.isHidden()
        assert [path.read_text() for path in folder.iterdir()] == ["{"]
        page.show_session()
        page.list.choose(house.key)


def test_what_is_said_above_the_fields_moves_nothing_and_goes_with_the_next_change(
    qtbot: QtBot, editor: Editor, house: Protocol
) -> None:
    editor.open(house)
    editor.stages.list.setCurrentRow(2)
    QApplication.processEvents()
    before = editor.stages.list.mapTo(editor, QPoint())
    editor.stages.remove.click()
    QApplication.processEvents()
    assert editor.put_back.isVisible()
    assert editor.stages.list.mapTo(editor, QPoint()) == before
    editor.stages.list.setCurrentRow(3)
    assert editor.put_back.isVisible()
    type_over(qtbot, editor.stage.minutes, "7")
    QApplication.processEvents()
    assert not editor.put_back.isVisible()
    assert "was taken out" not in words(editor)
    assert editor.stages.list.mapTo(editor, QPoint()) == before


def test_escape_puts_away_what_was_asked_last(
    qtbot: QtBot, editor: Editor, house: Protocol
) -> None:
    editor.open(house)
    type_over(qtbot, editor.about.texts["notes"], "Write it large.")
    qtbot.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    editor.saving.why.reason.setPlainText("Half a rea")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.stages.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.leaving.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.leaving.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert editor.saving.why.given[1] == "Half a rea"
