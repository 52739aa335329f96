from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dilc_desktop.ui.parts import (
    Card,
    Figure,
    Flow,
    Picture,
    button,
    clear,
    column,
    icon_button,
    label,
    on_button,
    paragraph,
    row,
    scrolling,
    set_property,
    wear_icon,
)
from dilc_desktop.ui.theme import Theme

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def bricks(qtbot: QtBot, widths: list[int], direction: Qt.LayoutDirection) -> tuple[QWidget, Flow]:
    window = QWidget()
    window.setLayoutDirection(direction)
    flow = Flow(spacing=10)
    for width in widths:
        brick = QWidget()
        brick.setFixedSize(QSize(width, 20))
        flow.addWidget(brick)
    window.setLayout(flow)
    qtbot.addWidget(window)
    return window, flow


def places(window: QWidget) -> list[tuple[int, int]]:
    return [(brick.x(), brick.y()) for brick in window.findChildren(QWidget)]


def stroke(pressed: QPushButton) -> tuple[int, int]:
    """How light the strongest pixel of a button's icon is, and the paper under it."""
    picture = pressed.grab().toImage()
    paper = picture.pixelColor(5, 30).lightness()
    inside = range(14, picture.width() - 14)
    lightness = [picture.pixelColor(x, y).lightness() for x in inside for y in inside]
    return max(lightness, key=lambda value: abs(value - paper)), paper


def test_parts_flow_into_the_next_line_where_there_is_no_room(qtbot: QtBot) -> None:
    window, flow = bricks(qtbot, [100, 100, 100], Qt.LayoutDirection.LeftToRight)
    assert flow.heightForWidth(320) == 20
    assert flow.heightForWidth(319) == 50
    assert flow.heightForWidth(100) == 80
    assert flow.sizeHint() == QSize(320, 20)
    assert flow.minimumSize() == QSize(100, 20)
    window.resize(230, 50)
    window.show()
    assert places(window) == [(0, 0), (110, 0), (0, 30)]


def test_parts_flow_from_the_right_in_scripts_that_do(qtbot: QtBot) -> None:
    window, flow = bricks(qtbot, [100, 50], Qt.LayoutDirection.RightToLeft)
    window.resize(300, 20)
    window.show()
    assert flow.count() == 2
    assert places(window) == [(200, 0), (140, 0)]


def test_hidden_parts_take_no_room_in_a_flow(qtbot: QtBot) -> None:
    window, flow = bricks(qtbot, [100, 100], Qt.LayoutDirection.LeftToRight)
    window.show()
    window.findChildren(QWidget)[0].hide()
    assert flow.sizeHint() == QSize(100, 20)
    assert flow.itemAt(5) is None
    assert flow.takeAt(5) is None


def test_a_paragraph_is_as_high_as_its_words_need(qtbot: QtBot, theme: Theme) -> None:
    assert theme.text_scale == 1.0
    words = paragraph("word " * 80)
    window = QWidget()
    box = QVBoxLayout(window)
    box.addWidget(words)
    box.addStretch(1)
    qtbot.addWidget(window)
    window.resize(300, 900)
    window.show()
    assert words.height() >= words.heightForWidth(words.width())
    assert words.width() <= 300


def test_text_is_shown_as_typed_never_as_markup(qtbot: QtBot) -> None:
    shown = label("<b>bold</b> & more")
    qtbot.addWidget(shown)
    assert shown.textFormat() is Qt.TextFormat.PlainText
    pressed = button(on_button("Q & A"), lambda: None)
    qtbot.addWidget(pressed)
    assert pressed.text() == "Q && A"
    assert pressed.shortcut().isEmpty()


def test_an_icon_button_has_a_name_and_a_tip_and_follows_the_palette(
    qtbot: QtBot, theme: Theme
) -> None:
    pressed: list[bool] = []
    made = icon_button(theme, "calendar", "Choose a day", lambda: pressed.append(True))
    picture = Picture(theme, "sun", "warm")
    qtbot.addWidget(made)
    qtbot.addWidget(picture)
    found = QAccessible.queryAccessibleInterface(made)
    assert found.text(QAccessible.Text.Name) == "Choose a day"
    assert made.toolTip() == "Choose a day"
    before = made.icon().pixmap(36, 36).toImage(), picture.pixmap().toImage()
    try:
        theme.use("dark", 2.0)
        assert made.icon().pixmap(36, 36).toImage() != before[0]
        assert picture.pixmap().toImage() != before[1]
        assert made.iconSize() == QSize(36, 36)
    finally:
        theme.use("light", 1.0)
    made.show()
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert pressed == [True]


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("palette", ["light", "dark", "high-contrast"])
@pytest.mark.parametrize("role", ["ink", "quiet"])
def test_an_icon_pales_while_its_button_cannot_be_pressed_and_stays_in_sight(
    qtbot: QtBot, theme: Theme, palette: str, scale: float, role: str
) -> None:
    made = QPushButton()
    wear_icon(theme, made, "arrow-up", role)
    qtbot.addWidget(made)
    try:
        theme.use(palette, scale)
        made.resize(60, 60)
        enabled, paper = stroke(made)
        made.setEnabled(False)
        disabled, _ = stroke(made)
        assert abs(disabled - paper) < 0.7 * abs(enabled - paper)
        assert abs(disabled - paper) > 48
    finally:
        theme.use("light", 1.0)


@pytest.mark.qt_log_ignore("propagateSizeHints", "event not accepted")
def test_enter_presses_a_button_once_however_long_it_is_held(qtbot: QtBot) -> None:
    pressed: list[str] = []
    made = button("Save", lambda: pressed.append("Save"))
    qtbot.addWidget(made)
    made.show()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        qtbot.keyClick(made, key)
    assert len(pressed) == 3
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, autorep=True
    )
    QApplication.sendEvent(made, held)
    qtbot.keyClick(made, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    made.setEnabled(False)
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert len(pressed) == 3


def test_a_card_folds_by_key_to_its_essence_and_says_so(qtbot: QtBot, theme: Theme) -> None:
    card = Card(theme, "Purpose", "Why you meet.")
    card.body.addWidget(QLabel("Inside"))
    card.set_essence("In short")
    qtbot.addWidget(card)
    card.show()
    (head,) = card.findChildren(QPushButton)
    assert head.accessibleName() == "Purpose, open"
    head.setFocus()
    with qtbot.waitSignal(card.folded) as told:
        qtbot.keyClick(head, Qt.Key.Key_Space)
    assert told.args == [True]
    assert head.accessibleName() == "Purpose, folded"
    visible = [words.text() for words in card.findChildren(QLabel) if words.isVisible()]
    assert visible == ["In short"]
    card.toggle()
    visible = [words.text() for words in card.findChildren(QLabel) if words.isVisible()]
    assert visible == ["Why you meet.", "Inside"]


def test_the_edges_of_a_card_grow_with_the_text_and_shrink_again(
    qtbot: QtBot, theme: Theme
) -> None:
    card = Card(theme, "A card")
    qtbot.addWidget(card)
    layout = card.layout()
    assert layout is not None
    seen = []
    for scale in (1.0, 2.0, 1.0):
        theme.use("light", scale)
        seen.append(layout.contentsMargins().left())
    assert seen == [24, 48, 24]


def test_clearing_a_layout_lets_everything_in_it_go(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    inside = QLabel("inside")
    box = column(QLabel("top"), row(inside, None), None)
    window.setLayout(box)
    with qtbot.waitSignal(inside.destroyed):
        clear(box)
    assert box.count() == 0


def test_a_scrolling_page_never_scrolls_sideways_and_is_no_tab_stop(qtbot: QtBot) -> None:
    area = scrolling(QWidget())
    qtbot.addWidget(area)
    assert area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert area.focusPolicy() is Qt.FocusPolicy.NoFocus


@pytest.mark.parametrize("forward", [True, False], ids=["forward", "back"])
def test_tab_brings_the_whole_of_a_long_field_into_sight(qtbot: QtBot, forward: bool) -> None:
    content = QWidget()
    before, field, after = QPushButton("Before"), QPlainTextEdit(), QPushButton("After")
    field.setFixedHeight(120)
    field.setTabChangesFocus(True)
    far = QWidget(), QWidget()
    for gap in far:
        gap.setFixedHeight(150)
    content.setLayout(column(before, far[0], field, far[1], after))
    area = scrolling(content)
    QWidget.setTabOrder(before, field)
    QWidget.setTabOrder(field, after)
    area.resize(300, 200)
    qtbot.addWidget(area)
    area.show()
    qtbot.waitActive(area)
    start = before if forward else after
    start.setFocus()
    area.ensureWidgetVisible(start)
    qtbot.keyClick(start, Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab)
    assert content.focusWidget() is field
    seen = QRect(field.mapTo(area.viewport(), QPoint(0, 0)), field.size())
    assert area.viewport().rect().contains(seen)


@pytest.mark.parametrize("seen", [True, False], ids=["in sight", "scrolled away from"])
def test_a_field_in_use_stays_in_sight_while_rows_are_added_above_it(
    qtbot: QtBot, seen: bool
) -> None:
    content, rows, field = QWidget(), QVBoxLayout(), QLineEdit()
    above, below = QWidget(), QWidget()
    above.setFixedHeight(0 if seen else 600)
    below.setFixedHeight(400)
    content.setLayout(column(above, rows, field, below))
    area = scrolling(content)
    area.resize(300, 200)
    qtbot.addWidget(area)
    area.show()
    qtbot.waitActive(area)
    field.setFocus()
    bar = area.verticalScrollBar()
    bar.setValue(0)
    for _ in range(8):
        rows.addWidget(QPushButton("A row"))
        qtbot.wait(1)
    place = QRect(field.mapTo(area.viewport(), QPoint(0, 0)), field.size())
    assert area.viewport().rect().contains(place) is seen
    assert (bar.value() > 0) is seen


def test_a_property_that_changes_restyles_its_widget(qtbot: QtBot, theme: Theme) -> None:
    words = label("over", tone="quiet")
    qtbot.addWidget(words)
    words.show()
    set_property(words, "tone", "over")
    assert words.palette().windowText().color().name() == theme.colours["over"]


def test_a_figure_lays_nothing_out_anew_until_it_grows(qtbot: QtBot) -> None:
    laid: list[QEvent.Type] = []

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.LayoutRequest:
                laid.append(event.type())
            return False

    figure = Figure()
    window = QWidget()
    window.setLayout(row(figure, None))
    qtbot.addWidget(window)
    figure.setText("9:58")
    window.show()
    qtbot.waitExposed(window)
    QApplication.processEvents()
    watch = Watch()
    window.installEventFilter(watch)
    for text in ("9:59", "1:11", "8:00"):
        figure.setText(text)
        QApplication.processEvents()
    assert laid == []
    before = figure.size()
    figure.setText("10:00")
    QApplication.processEvents()
    assert laid
    assert figure.width() > before.width()
    figure.setText("8:00")
    figure.setStyleSheet("font-size: 40px;")
    QApplication.processEvents()
    large = figure.size()
    figure.setStyleSheet("font-size: 20px;")
    QApplication.processEvents()
    assert figure.height() < large.height()
    assert figure.text() == "8:00"
