"""The small copy shows what the room sees, and is painted only when that is something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.audience import AudienceFrame
from dilc_desktop.domain.timing import Phase
from dilc_desktop.ui.room_copy import RoomCopy
from dilc_desktop.ui.room_screen import RoomScreen
from dilc_desktop.ui.theme import Theme

FRAME = AudienceFrame(
    title="March",
    phase=Phase.RUNNING,
    stage="Probing questions",
    sentence="Ask open questions that make the presenter think.",
    speaks="Group asks",
    seconds=480,
    fraction_left=0.8,
)

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class Counted(RoomCopy):
    """Counts how often it is painted."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1
        super().paintEvent(event)


@pytest.fixture
def room(qtbot: QtBot, theme: Theme) -> RoomScreen:
    made = RoomScreen(theme)
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    made.show_frame(FRAME)
    return made


@pytest.fixture
def copy(qtbot: QtBot, theme: Theme, room: RoomScreen) -> Counted:
    made = Counted(theme, room)
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    with qtbot.waitExposed(made):
        made.show()
    QApplication.processEvents()
    return made


def picture(copy: RoomCopy) -> QImage:
    return copy.grab().toImage()


def unlike(first: QImage, second: QImage) -> float:
    """The mean difference of two pictures of one size, in greys of 255."""
    pairs = [
        (first.pixelColor(x, y).lightness(), second.pixelColor(x, y).lightness())
        for x in range(3, first.width() - 3)
        for y in range(3, first.height() - 3)
    ]
    return sum(abs(one - other) for one, other in pairs) / len(pairs)


def test_it_looks_as_the_room_screen_does_from_afar(room: RoomScreen, copy: Counted) -> None:
    room.show()
    copies: dict[str, QImage] = {}
    afar: dict[str, QImage] = {}
    shows: tuple[tuple[str, Callable[[], object]], ...] = (
        ("frame", lambda: room.show_frame(FRAME)),
        ("over", lambda: room.show_frame(replace(FRAME, phase=Phase.OVER, seconds=0))),
        ("message", lambda: room.show_message("Two minutes, please")),
        ("blank", lambda: room.blank(blanked=True)),
        ("test", lambda: room.show_test_picture(on=True)),
    )
    for name, show in shows:
        show()
        copies[name] = picture(copy)
        afar[name] = (
            room.grab()
            .toImage()
            .scaled(
                copies[name].size(),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
    for name, small in copies.items():
        own = unlike(small, afar[name])
        assert own < 10, name
        for other, far in afar.items():
            assert other == name or unlike(small, far) > own * 1.3, (name, other)


def test_it_keeps_the_proportions_of_the_rooms_screen(room: RoomScreen, copy: Counted) -> None:
    room.resize(800, 800)
    room.show()
    room.show_test_picture(on=True)
    image = picture(copy)
    outside = image.pixel(5, image.height() // 2)
    framed = [x for x in range(image.width()) if image.pixel(x, 50) != outside]
    assert framed[-1] - framed[0] == pytest.approx(image.height(), abs=3)


def test_it_says_in_words_that_the_room_screen_is_off(room: RoomScreen, copy: Counted) -> None:
    assert copy.accessibleName() == "What the room sees"
    assert copy.accessibleDescription() == "The room screen is off"
    off = picture(copy)
    room.show()
    assert "Probing questions" in copy.accessibleDescription()
    assert picture(copy) != off
    room.blank(blanked=True)
    assert copy.accessibleDescription() == "Blank"
    room.blank(blanked=False)
    room.show_message("Two minutes, please")
    assert copy.accessibleDescription() == "Two minutes, please"
    room.hide()
    assert copy.accessibleDescription() == "The room screen is off"
    assert picture(copy) == off


def test_it_is_painted_when_the_room_sees_something_else_and_only_then(
    room: RoomScreen, copy: Counted
) -> None:
    room.show()
    QApplication.processEvents()
    copy.painted = 0
    room.show_frame(FRAME)
    room.blank(blanked=False)
    room.clear_message()
    QApplication.processEvents()
    assert copy.painted == 0
    changes: tuple[Callable[[], object], ...] = (
        lambda: room.show_frame(replace(FRAME, seconds=479)),
        lambda: room.show_message("Two minutes, please"),
        room.clear_message,
        lambda: room.blank(blanked=True),
        room.hide,
    )
    for number, change in enumerate(changes, start=1):
        change()
        QApplication.processEvents()
        assert copy.painted == number


def test_while_the_room_screen_is_off_a_ticking_clock_paints_nothing(
    room: RoomScreen, copy: Counted
) -> None:
    copy.painted = 0
    for seconds in (479, 478, 477):
        room.show_frame(replace(FRAME, seconds=seconds))
        QApplication.processEvents()
    assert copy.painted == 0


def test_seconds_do_not_change_what_is_read_out(room: RoomScreen, copy: Counted) -> None:
    room.show()
    words = copy.accessibleDescription()
    room.show_frame(replace(FRAME, seconds=479))
    assert copy.accessibleDescription() == words


def test_a_click_is_told_and_no_focus_is_taken(qtbot: QtBot, copy: Counted) -> None:
    assert copy.focusPolicy() == Qt.FocusPolicy.NoFocus
    with qtbot.waitSignal(copy.clicked):
        qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    with qtbot.assertNotEmitted(copy.clicked):
        qtbot.mouseClick(copy, Qt.MouseButton.RightButton)
        qtbot.mouseRelease(copy, Qt.MouseButton.LeftButton, pos=QPoint(-20, 10))


def test_it_grows_with_the_text(theme: Theme, copy: Counted) -> None:
    assert copy.sizeHint().toTuple() == (192, 108)
    theme.use("light", 2.0)
    assert copy.sizeHint().toTuple() == (384, 216)
    theme.use("light", 1.0)


@pytest.mark.parametrize("palette", ["light", "dark", "high-contrast"])
def test_it_follows_the_palette(
    theme: Theme, room: RoomScreen, copy: Counted, palette: str
) -> None:
    room.show()
    theme.use(palette, 1.0)
    assert picture(copy).pixel(96, 100) == theme.colour("paper").rgb()


def test_each_second_only_the_clock_is_painted_and_the_picture_is_whole(
    qtbot: QtBot, room: RoomScreen, copy: Counted
) -> None:
    areas: list[QRect] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent) and watched is copy:
                areas.append(event.rect())
            return False

    room.show()
    room.show_frame(replace(FRAME, question="What would help whom?"))
    QApplication.processEvents()
    before = picture(copy)
    watch = Watch()
    copy.installEventFilter(watch)
    room.show_frame(replace(FRAME, question="What would help whom?", seconds=479))
    qtbot.waitUntil(lambda: len(areas) == 1)
    assert areas[0].width() < copy.width() / 2
    copy.removeEventFilter(watch)
    painter = QPainter(before)
    corner = areas[0].topLeft()
    copy.render(painter, corner, QRegion(areas[0]))
    painter.end()
    # What was painted into the old picture makes it the new one.
    assert before == picture(copy)
