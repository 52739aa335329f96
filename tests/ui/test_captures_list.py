from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Contribution, Level, Participant, SessionRecord
from dilc_desktop.ui.captures_list import ID_ROLE, CapturesList
from dilc_desktop.ui.theme import Theme

STARTED = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)


def said(number: int, text: str = "", level: Level = Level.GROUP) -> Contribution:
    return Contribution(
        id=f"c-{number:03}",
        kind=ContributionKind.WARM_FEEDBACK,
        text=text,
        speaker="p-1",
        stage_run="run-1",
        offset_ms=number,
        captured_at=STARTED,
        level=level,
    )


def record(*captures: Contribution) -> SessionRecord:
    return SessionRecord(
        id="s",
        title="",
        created_at=STARTED,
        protocol_key="",
        protocol_name="",
        protocol_version=1,
        protocol_credit="",
        participants=(Participant(id="p-1", code="P07"),),
        contributions=captures,
    )


@pytest.fixture
def captures(qtbot: QtBot, qapp: QApplication, theme: Theme) -> CapturesList:
    made = CapturesList(theme)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    qapp.processEvents()
    return made


def shown(captures: CapturesList) -> list[str]:
    model = captures.captures
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def test_the_newest_is_on_top_with_speaker_and_kind_in_words(captures: CapturesList) -> None:
    captures.show_record(record(said(1, "One"), said(2)))
    assert shown(captures) == [
        "Warm feedback, P07: without words yet",
        "Warm feedback, P07: One",
    ]


def test_a_new_capture_is_one_new_row(qtbot: QtBot, captures: CapturesList) -> None:
    model = captures.captures
    captures.show_record(record(said(1, "One")))
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    with qtbot.waitSignal(model.rowsInserted) as inserted:
        captures.show_record(record(said(1, "One"), said(2, "Two")))
    assert inserted.args[1:] == [0, 0]
    captures.show_record(record(said(1, "One"), said(2, "Two")))
    assert resets == []


def test_what_is_withdrawn_goes_and_what_is_corrected_shows(captures: CapturesList) -> None:
    captures.show_record(record(said(1, "One"), said(2, "Two")))
    captures.show_record(
        record(said(1, "Won"), replace(said(2, "Two"), withdrawn_at=STARTED)),
    )
    assert shown(captures) == ["Warm feedback, P07: Won"]


def test_the_program_and_the_pointer_find_id_and_whole_text(captures: CapturesList) -> None:
    long = "word " * 200
    captures.show_record(record(said(1, long)))
    index = captures.captures.index(0)
    assert index.data(ID_ROLE) == "c-001"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == long
    assert captures.captures.data(QModelIndex()) is None


def test_a_long_capture_takes_three_lines_and_no_more(captures: CapturesList) -> None:
    captures.show_record(record(said(1, "Short"), said(2, "word " * 200), said(3, "word " * 900)))
    heights = [captures.sizeHintForIndex(captures.captures.index(row)).height() for row in range(3)]
    assert heights[0] == heights[1] > heights[2]


def test_every_kind_and_level_is_painted(captures: CapturesList) -> None:
    captures.show_record(
        record(
            *(
                replace(said(n, "x", Level.FACILITATOR), kind=kind)
                for n, kind in enumerate(ContributionKind)
            )
        )
    )
    captures.resize(400, 2000)
    assert not captures.grab().isNull()


def test_an_empty_list_says_what_will_stand_there(captures: CapturesList) -> None:
    empty = captures.grab().toImage()
    colours = {empty.pixel(x, y) for x in range(10, 200) for y in range(5, 30)}
    assert len(colours) > 2, "there are words"
