from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QScreen,
    QShortcut,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.audience import AudienceFrame
from dilc_desktop.domain.protocol import RoomTime
from dilc_desktop.domain.timing import Phase
from dilc_desktop.ui import room_screen
from dilc_desktop.ui.room_messages import RoomMessages
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
    smallest: int

    def drawText(self, area: Any, flags: Any, text: str) -> None:  # type: ignore[override] # one of its many forms
        Spy.said.append(text)
        Spy.smallest = min(Spy.smallest, self.font().pixelSize())
        box = self.fontMetrics().boundingRect(area.toRect(), int(flags), text)
        if box.height() > area.height() + 2 or box.width() > area.width() + 2:
            Spy.overfull.append(f"{text[:40]}: {box} in {area}")
        super().drawText(area, flags, text)


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> type[Spy]:
    Spy.said, Spy.overfull, Spy.smallest = [], [], 10_000
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


STATES = [
    FRAME,
    replace(FRAME, phase=Phase.SOON, seconds=60, fraction_left=0.5),
    replace(FRAME, phase=Phase.OVER, seconds=0, fraction_left=0.0),
    replace(FRAME, phase=Phase.INTERRUPTED),
    AudienceFrame(title="March", phase=Phase.BETWEEN),
]


def differing(first: QImage, second: QImage) -> int:
    """How many of 160 x 90 places are of plainly different greys.

    A glyph that is painted for the first time has edges a shade lighter than later.
    """
    small = [
        image.convertToFormat(QImage.Format.Format_Grayscale8).scaled(
            160,
            90,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        for image in (first, second)
    ]
    greys = [
        [image.pixelColor(x, y).red() for y in range(90) for x in range(160)] for image in small
    ]
    return sum(abs(one - other) > 40 for one, other in zip(*greys, strict=True))


@pytest.mark.parametrize("palette", ["light", "dark", "high-contrast"])
@pytest.mark.parametrize("time", [RoomTime.DIGITS, RoomTime.MINUTES, RoomTime.SHAPE])
def test_the_five_states_are_told_apart_in_greys_from_afar(
    room: RoomScreen, theme: Theme, palette: str, time: RoomTime
) -> None:
    theme.use(palette, 1.0)
    images = [painted(room, replace(state, time=time)) for state in STATES]
    for number, image in enumerate(images):
        for other in images[number + 1 :]:
            assert differing(image, other) > 70


@pytest.mark.parametrize("time", [RoomTime.DIGITS, RoomTime.MINUTES, RoomTime.SHAPE])
def test_a_held_clock_wears_two_bars(room: RoomScreen, theme: Theme, time: RoomTime) -> None:
    for phase, bars in ((Phase.RUNNING, 0), (Phase.INTERRUPTED, 2)):
        image = painted(room, replace(FRAME, phase=phase, time=time))
        clock, ink = room._clock, theme.colour("ink").rgb()
        y = clock.top() + clock.height() * 22 // 100
        row = [image.pixel(x, y) == ink for x in range(clock.left(), clock.right())]
        assert sum(here and not before for before, here in pairwise(row)) == bars


def test_no_stage_running_has_a_dashed_frame_of_its_own(room: RoomScreen) -> None:
    image = painted(room, AudienceFrame(title="March", phase=Phase.BETWEEN))
    paper = image.pixel(2, 2)
    column = [image.pixel(64, y) != paper for y in range(100, 600)]
    dashes = sum(here and not before for before, here in pairwise(column))
    assert dashes > 5


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


class Watched(RoomScreen):
    """Notes what part of it is painted."""

    parts: list[QRect]

    def paintEvent(self, event: QPaintEvent) -> None:
        self.parts.append(event.rect())
        super().paintEvent(event)


def test_a_second_paints_the_clock_again_and_nothing_else(qtbot: QtBot, theme: Theme) -> None:
    room = Watched(theme)
    room.parts = []
    qtbot.addWidget(room)
    room.resize(1280, 720)
    room.show_frame(FRAME)
    with qtbot.waitExposed(room):
        room.show()
    room.grab()
    QApplication.processEvents()
    room.parts.clear()
    room.show_frame(replace(FRAME, seconds=479, fraction_left=0.79))
    QApplication.processEvents()
    (part,) = room.parts
    assert part.width() * part.height() < 1280 * 720 / 3
    assert differing(room.grab().toImage(), painted_anew(theme, room)) == 0
    for change in (
        replace(FRAME, seconds=479, phase=Phase.SOON),
        replace(FRAME, seconds=478, phase=Phase.SOON, sentence="Another."),
    ):
        room.parts.clear()
        room.show_frame(change)
        QApplication.processEvents()
        assert room.parts == [room.rect()]


def painted_anew(theme: Theme, room: RoomScreen) -> QImage:
    """What another screen of the same size would show."""
    fresh = RoomScreen(theme)
    fresh.resize(room.size())
    assert room.frame is not None
    image = painted(fresh, room.frame)
    fresh.deleteLater()
    return image


# Windows and screens


class OwnScreen:
    """The facilitator's screen, where the platform has one only."""

    def geometry(self) -> QRect:
        return QRect(-1000, 0, 1000, 800)

    def availableGeometry(self) -> QRect:
        return self.geometry()


def own() -> QScreen:
    return cast("QScreen", OwnScreen())


def test_on_a_second_screen_it_is_full(room: RoomScreen) -> None:
    other = QGuiApplication.primaryScreen()
    room.place(own(), [own(), other][1:])
    assert room.isFullScreen()
    assert room.screen() == other


def test_it_stays_as_large_as_its_screen_while_it_is_there(room: RoomScreen) -> None:
    other = QGuiApplication.primaryScreen()
    room.place(own(), [other])
    other.geometryChanged.emit(QRect(0, 0, 640, 480))
    assert room.size().toTuple() == (640, 480)
    room.hide()
    other.geometryChanged.emit(QRect(0, 0, 320, 240))
    assert room.size().toTuple() == (640, 480)


def test_put_away_by_hand_it_is_not_offered_again(qapp: QApplication, room: RoomScreen) -> None:
    other = QGuiApplication.primaryScreen()
    told: list[str] = []
    room.screen_lost.connect(lambda: told.append("lost"))
    room.screen_returned.connect(lambda: told.append("returned"))
    room.place(own(), [other])
    room.hide()
    qapp.screenRemoved.emit(other)
    qapp.screenAdded.emit(other)
    assert told == []


def test_when_its_screen_comes_back_it_is_offered_and_stays_away(
    qtbot: QtBot, qapp: QApplication, room: RoomScreen
) -> None:
    other = QGuiApplication.primaryScreen()
    room.place(own(), [other])
    qapp.screenRemoved.emit(other)
    with qtbot.waitSignal(room.screen_returned):
        qapp.screenAdded.emit(other)
    assert not room.isVisible()
    room.place(own(), [other])
    assert room.isFullScreen()


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


# How a stage shows its time


@pytest.mark.parametrize(
    ("seconds", "figure", "word"),
    [(480, "8 min", "left"), (421, "8 min", "left"), (60, "1 min", "left"), (59, None, None)],
)
def test_minutes_only_count_no_seconds(
    room: RoomScreen, spy: type[Spy], seconds: int, figure: str | None, word: str | None
) -> None:
    painted(room, replace(FRAME, time=RoomTime.MINUTES, seconds=seconds))
    if figure is None or word is None:
        assert "under a minute" in spy.said
        assert "left" not in spy.said
    else:
        assert spy.said.count(figure) == spy.said.count(word) == 1
    assert not any(":" in said for said in spy.said)


def test_a_shape_has_neither_figures_nor_a_word_while_all_is_calm(
    room: RoomScreen, spy: type[Spy]
) -> None:
    image = painted(room, replace(FRAME, time=RoomTime.SHAPE))
    assert not any(any(map(str.isdigit, said)) for said in spy.said)
    assert "left" not in spy.said
    bare = painted(room, replace(FRAME, time=RoomTime.NOTHING, seconds=None, fraction_left=0.0))
    assert image != bare


def test_nothing_is_no_time_at_all_and_a_pause_is_still_said(
    room: RoomScreen, spy: type[Spy]
) -> None:
    hidden = replace(FRAME, time=RoomTime.NOTHING, seconds=None, fraction_left=0.0)
    images = [
        painted(room, replace(hidden, phase=phase))
        for phase in (Phase.RUNNING, Phase.SOON, Phase.OVER)
    ]
    assert differing(images[0], images[1]) == differing(images[0], images[2]) == 0
    assert spy.said.count(FRAME.stage) == 3
    assert len(spy.said) == 15
    painted(room, replace(hidden, phase=Phase.INTERRUPTED))
    assert "We pause" in spy.said


@pytest.mark.parametrize(
    ("time", "over", "figure"),
    [
        (RoomTime.DIGITS, None, "0:00"),
        (RoomTime.DIGITS, 0, "0:00"),
        (RoomTime.DIGITS, 80, "+1:20"),
        (RoomTime.MINUTES, 59, ""),
        (RoomTime.MINUTES, 119, "+1 min"),
        (RoomTime.SHAPE, 80, ""),
    ],
)
def test_at_the_end_it_holds_or_counts_up_and_always_has_its_phrase(
    room: RoomScreen, spy: type[Spy], time: RoomTime, over: int | None, figure: str
) -> None:
    painted(
        room,
        replace(
            FRAME, phase=Phase.OVER, time=time, seconds=0, fraction_left=0.0, over_seconds=over
        ),
    )
    assert "time to close" in spy.said
    assert [said for said in spy.said if "0" in said or "1" in said] == ([figure] if figure else [])


def test_the_banner_of_a_listening_presenter_goes_over_the_whole_width(
    room: RoomScreen, theme: Theme
) -> None:
    image = painted(room, replace(FRAME, presenter_listens=True))
    accent = theme.colour("accent").rgb()
    assert image.pixel(1, 5) == image.pixel(image.width() - 2, 5) == accent
    assert painted(room, FRAME).pixel(1, 5) != accent


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 768)])
@pytest.mark.parametrize("time", RoomTime)
def test_no_word_of_an_ordinary_stage_is_too_small_for_the_last_row(
    room: RoomScreen, spy: type[Spy], size: tuple[int, int], time: RoomTime
) -> None:
    room.resize(*size)
    for state in STATES:
        painted(room, replace(state, time=time, presenter_listens=True))
    room.show_message("Back at the table in five minutes")
    room.grab()
    assert spy.smallest >= size[1] / 25 - 1
    assert spy.overfull == []


def test_where_people_read_from_the_right_the_time_stands_at_the_left(room: RoomScreen) -> None:
    def ring_at(image: QImage) -> float:
        accent = room._theme.colour("accent").rgb()
        columns = [
            x
            for x in range(0, image.width(), 4)
            for y in range(0, image.height(), 8)
            if image.pixel(x, y) == accent
        ]
        return sum(columns) / len(columns) / image.width()

    assert ring_at(painted(room, FRAME)) > 0.6
    room.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert ring_at(room.grab().toImage()) < 0.4


# Empty paper, messages, the test picture


def test_blank_is_calm_paper_without_a_word_and_back_again(
    qtbot: QtBot, room: RoomScreen, spy: type[Spy], theme: Theme
) -> None:
    before = painted(room, FRAME)
    spy.said.clear()
    with qtbot.waitSignal(room.blank_changed, check_params_cb=lambda on: on is True):
        room.blank(blanked=True)
    assert room.blanked
    assert room.accessibleDescription() == "Blank"
    image = room.grab().toImage()
    paper = theme.colour("paper").rgb()
    inked = [
        (x, y)
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
        if image.pixel(x, y) != paper
    ]
    assert spy.said == []
    assert 0 < len(inked) < 200, "a small mark says that the screen is on"
    with qtbot.assertNotEmitted(room.blank_changed):
        room.blank(blanked=True)
    room.blank(blanked=False)
    assert differing(room.grab().toImage(), before) == 0


def test_the_clock_goes_on_behind_empty_paper(room: RoomScreen, spy: type[Spy]) -> None:
    painted(room, FRAME)
    room.blank(blanked=True)
    spy.said.clear()
    painted(room, replace(FRAME, seconds=479))
    assert spy.said == []
    room.blank(blanked=False)
    room.grab()
    assert "7:59" in spy.said


def test_a_message_is_the_largest_thing_and_the_stage_stays_in_sight(
    room: RoomScreen, spy: type[Spy]
) -> None:
    painted(room, FRAME)
    spy.said.clear()
    room.show_message("Two minutes, please")
    room.grab()
    assert set(spy.said) == {"Two minutes, please", "Probing questions", "8:00"}
    assert room.accessibleDescription() == "Two minutes, please"
    spy.said.clear()
    room.clear_message()
    room.grab()
    assert "Two minutes, please" not in spy.said
    assert FRAME.sentence in spy.said


def test_a_message_over_silent_work_brings_no_figures(room: RoomScreen, spy: type[Spy]) -> None:
    room.show_message("Two minutes, please")
    painted(room, replace(FRAME, calm=True))
    assert "8:00" not in spy.said


def test_the_next_message_follows_by_itself(qtbot: QtBot, theme: Theme) -> None:
    room = RoomScreen(theme, RoomMessages(30))
    qtbot.addWidget(room)
    room.show_message("First")
    room.show_message("Second")
    qtbot.wait(100)
    assert room.picture.message == "First", "nobody has seen it yet"
    room.show()
    qtbot.waitUntil(lambda: room.picture.message == "Second")
    qtbot.waitUntil(lambda: room.picture.message == "")


def test_blank_ends_messages_and_a_later_one_is_shown_alone(
    room: RoomScreen, spy: type[Spy]
) -> None:
    room.show_frame(FRAME)
    room.show_message("First")
    room.show_message("Second")
    room.blank(blanked=True)
    assert (room.picture.message, room.messages.waiting) == ("", 0)
    room.show_message("Please find your seats")
    room.grab()
    assert spy.said == ["Please find your seats"]
    room.clear_message()
    assert room.blanked


def test_the_longest_message_still_fits(room: RoomScreen, spy: type[Spy]) -> None:
    room.show_frame(replace(FRAME, stage=LONG[:100]))
    room.show_message(LONG[:400])
    room.grab()
    assert spy.overfull == []


def test_the_test_picture_has_a_name_its_pixels_and_a_line_at_the_very_edge(
    room: RoomScreen, spy: type[Spy], theme: Theme
) -> None:
    room.show_frame(FRAME)
    room.show_test_picture(on=True)
    image = room.grab().toImage()
    accent = theme.colour("accent").rgb()
    right, bottom = image.width() - 1, image.height() - 1
    for corner in ((0, 0), (right, 0), (0, bottom), (right, bottom)):
        assert image.pixel(*corner) == accent
    assert "1280 \u00d7 720" in spy.said
    assert FRAME.stage not in spy.said
    assert spy.overfull == []
    room.show_test_picture(on=False)
    spy.said.clear()
    room.grab()
    assert FRAME.stage in spy.said


def test_put_away_it_comes_back_with_the_stage(qtbot: QtBot, room: RoomScreen) -> None:
    room.show_frame(FRAME)
    room.show()
    room.blank(blanked=True)
    room.show_test_picture(on=True)
    with qtbot.waitSignals([room.blank_changed, room.put_away]):
        qtbot.keyClick(room, Qt.Key.Key_Escape)
    assert not room.blanked
    assert room.picture.test == ""


def test_keys_reach_what_the_page_gave_it_whatever_it_shows(qtbot: QtBot, room: RoomScreen) -> None:
    pressed: list[str] = []
    shortcut = QShortcut(QKeySequence("PgDown"), room)
    shortcut.activated.connect(lambda: pressed.append(room.picture.message))
    room.show()
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)
    changes: tuple[Callable[[], object], ...] = (
        lambda: room.show_frame(FRAME),
        lambda: room.show_message("Two minutes, please"),
        lambda: room.blank(blanked=True),
        lambda: room.show_test_picture(on=True),
    )
    for change in changes:
        change()
        qtbot.keyClick(room, Qt.Key.Key_PageDown)
    assert len(pressed) == 4
