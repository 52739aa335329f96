from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QScreen
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.audience import AudienceFrame
from dilc_desktop.domain.timing import Phase
from dilc_desktop.ui import room_screen
from dilc_desktop.ui.room_screen import RoomScreen
from dilc_desktop.ui.theme import Theme

FRAME = AudienceFrame(
    title="March",
    phase=Phase.RUNNING,
    stage="Probing questions",
    sentence="Ask open questions that make the presenter think.",
    speaks="Group asks",
    silent="Answers are not discussed",
    question="How do I ask?",
    seconds=480,
    fraction_left=0.8,
)
LONG = "teachers plan and rehearse the questions that make pupils explain their reasoning, " * 12

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, theme: Theme) -> RoomScreen:
    made = RoomScreen(theme)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    qapp.processEvents()
    return made


class Spy(QPainter):
    """Writes down every text, and whether it had room, while painting it."""

    said: list[str]
    overfull: list[str]

    def drawText(self, area: Any, flags: Any, text: str) -> None:  # type: ignore[override] # one of its many forms
        Spy.said.append(text)
        box = self.fontMetrics().boundingRect(area.toRect(), int(flags), text)
        if box.height() > area.height() + 2 or box.width() > area.width() + 2:
            Spy.overfull.append(f"{text[:40]}: {box} in {area}")
        super().drawText(area, flags, text)


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> type[Spy]:
    Spy.said, Spy.overfull = [], []
    monkeypatch.setattr(room_screen, "QPainter", Spy)
    return Spy


def painted(room: RoomScreen, frame: AudienceFrame) -> QImage:
    room.show_frame(frame)
    return room.grab().toImage()


def test_it_paints_what_the_frame_holds_and_nothing_else(room: RoomScreen, spy: type[Spy]) -> None:
    painted(room, FRAME)
    assert sorted(spy.said) == sorted(
        [
            "Probing questions",
            "Ask open questions that make the presenter think.",
            "Group asks",
            "Answers are not discussed",
            "\u201cHow do I ask?\u201d",
            "8:00",
            "left",
        ]
    )
    spoken = room.accessibleDescription()
    assert spoken.startswith("Probing questions. Ask open questions")
    assert "8" not in spoken, "the seconds are not read out"


@pytest.mark.parametrize(
    ("phase", "word"),
    [
        (Phase.RUNNING, "left"),
        (Phase.SOON, "soon over"),
        (Phase.OVER, "time to close"),
        (Phase.INTERRUPTED, "clock held"),
    ],
)
def test_each_phase_has_a_word_and_nobody_is_late(
    room: RoomScreen, spy: type[Spy], phase: Phase, word: str
) -> None:
    painted(room, replace(FRAME, phase=phase, seconds=0, fraction_left=0.0))
    assert word in spy.said
    assert "0:00" in spy.said
    assert not any("behind" in said or "over by" in said for said in spy.said)


def test_phases_differ_in_shape_without_colour(room: RoomScreen) -> None:
    images = [
        painted(room, replace(FRAME, phase=phase, fraction_left=0.5)).convertToFormat(
            QImage.Format.Format_Mono
        )
        for phase in (Phase.RUNNING, Phase.SOON, Phase.OVER, Phase.INTERRUPTED)
    ]
    for number, image in enumerate(images):
        assert all(image != other for other in images[number + 1 :])


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (AudienceFrame(title="March", phase=Phase.NOT_STARTED), "March"),
        (AudienceFrame(title="March", phase=Phase.BETWEEN), "One moment, please."),
        (AudienceFrame(title="March", phase=Phase.ENDED), "Thank you. The session has ended."),
    ],
)
def test_without_a_stage_it_says_so_kindly(
    room: RoomScreen, spy: type[Spy], frame: AudienceFrame, words: str
) -> None:
    painted(room, frame)
    assert spy.said == [words]


def test_silent_work_has_no_running_figures(room: RoomScreen, spy: type[Spy]) -> None:
    painted(room, replace(FRAME, calm=True))
    assert "8:00" not in spy.said
    assert "in silence" in spy.said


def test_a_listening_presenter_is_named_first(room: RoomScreen, spy: type[Spy]) -> None:
    painted(room, replace(FRAME, presenter_listens=True))
    assert spy.said.index("The presenter listens") < spy.said.index("Group asks")


@pytest.mark.parametrize("size", [(640, 360), (1024, 768), (1366, 768), (3840, 2160), (800, 1200)])
def test_long_words_fit_whatever_the_window(
    room: RoomScreen, spy: type[Spy], size: tuple[int, int]
) -> None:
    room.resize(*size)
    painted(
        room,
        replace(
            FRAME,
            question=LONG[:900],
            sentence=LONG[:300],
            stage="Zusammenfassende Betrachtung",
            seconds=4 * 3600,
        ),
    )
    assert spy.overfull == []


@pytest.mark.parametrize("size", [(1, 1), (40, 20), (2000, 30), (30, 2000)])
def test_no_window_is_too_odd_to_paint(room: RoomScreen, size: tuple[int, int]) -> None:
    room.resize(*size)
    assert not painted(room, FRAME).isNull()


def test_words_that_run_from_the_right_stand_at_the_right(room: RoomScreen) -> None:
    image = painted(
        room,
        replace(
            FRAME, question="\u05de\u05d4 \u05e0\u05d5\u05db\u05dc \u05dc\u05e9\u05e0\u05d5\u05ea?"
        ),
    )
    paper = image.pixel(2, 2)
    foot = range(image.height() * 9 // 10, image.height() - 4)

    def inked(columns: range) -> bool:
        return any(image.pixel(x, y) != paper for x in columns for y in foot)

    assert inked(range(image.width() // 2, image.width()))
    assert not inked(range(image.width() // 3))


def test_the_same_frame_is_not_painted_again(room: RoomScreen, spy: type[Spy]) -> None:
    painted(room, FRAME)
    count = len(spy.said)
    room.show()
    QApplication.processEvents()
    spy.said.clear()
    room.show_frame(FRAME)
    QApplication.processEvents()
    assert spy.said == []
    assert count > 0


# Windows and screens


class OwnScreen:
    """The facilitator's screen, where the platform has one only."""

    def availableGeometry(self) -> QRect:
        return QRect(0, 0, 1000, 800)


def own() -> QScreen:
    return cast("QScreen", OwnScreen())


def test_on_a_second_screen_it_is_full(room: RoomScreen) -> None:
    other = QGuiApplication.primaryScreen()
    room.place(own(), [own(), other][1:])
    assert room.isFullScreen()
    assert room.screen() == other


def test_on_an_only_screen_it_takes_a_part_even_after_it_was_full(room: RoomScreen) -> None:
    only = QGuiApplication.primaryScreen()
    room.place(own(), [only])
    room.hide()
    room.place(only, [only])
    assert not room.isFullScreen()
    area = only.availableGeometry()
    assert room.width() * room.height() < area.width() * area.height() * 0.55
    assert not room.geometry().contains(QPoint(area.left() + 2, area.top() + 2))


def test_when_its_screen_goes_it_is_put_away_and_says_so(
    qtbot: QtBot, qapp: QApplication, room: RoomScreen
) -> None:
    other = QGuiApplication.primaryScreen()
    room.place(own(), [other])
    with qtbot.waitSignals([room.screen_lost, room.put_away]):
        qapp.screenRemoved.emit(other)
    assert not room.isVisible()


def test_a_window_of_its_own_stays_when_another_screen_goes(
    qapp: QApplication, room: RoomScreen
) -> None:
    only = QGuiApplication.primaryScreen()
    room.place(only, [only])
    lost: list[bool] = []
    room.screen_lost.connect(lambda: lost.append(True))
    qapp.screenRemoved.emit(only)
    assert room.isVisible()
    assert lost == []


def test_escape_and_closing_put_it_away_once_each(qtbot: QtBot, room: RoomScreen) -> None:
    gone: list[bool] = []
    room.put_away.connect(lambda: gone.append(room.isVisible()))
    room.show()
    qtbot.keyClick(room, Qt.Key.Key_Escape)
    room.show()
    room.close()
    assert gone == [False, False]


def test_a_stage_without_a_sentence_is_named_once(room: RoomScreen, spy: type[Spy]) -> None:
    painted(room, replace(FRAME, sentence=""))
    assert spy.said.count("Probing questions") == 1
    assert "" not in spy.said
