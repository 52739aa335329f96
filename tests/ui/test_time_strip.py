from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.domain.session import Interruption, Reason, StageRun, round_by_round
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.time_strip import TimeStrip, over_from, stage_time_words, stage_times


def run(planned_s: int, *, ended_s: int, pauses: tuple[tuple[int, int], ...] = ()) -> StageRun:
    return StageRun(
        id="run",
        stage_id="stage",
        started=100_000,
        planned_ms=planned_s * 1000,
        ended=ended_s * 1000,
        interruptions=tuple(
            Interruption(Reason.BREAK, start * 1000, end * 1000) for start, end in pauses
        ),
    )


def test_a_stage_that_kept_its_time_has_no_overtime() -> None:
    assert over_from(run(300, ended_s=400), 400_000) is None


def test_overtime_begins_where_the_stage_had_used_what_it_had() -> None:
    assert over_from(run(300, ended_s=460), 460_000) == 400_000


def test_an_interruption_pushes_the_overtime_back_by_its_length() -> None:
    paused = run(300, ended_s=600, pauses=((200, 250), (300, 320)))
    assert over_from(paused, 600_000) == 470_000


def test_overtime_that_began_before_an_interruption_stays_where_it_began() -> None:
    assert over_from(run(60, ended_s=600, pauses=((300, 400),)), 600_000) == 160_000


def test_the_figures_of_every_stage_are_those_of_the_record(record: SessionRecord) -> None:
    times = {time.name: time for time in stage_times(record.session())}
    assert list(times) == [
        "Presentation",
        "Clarifying questions",
        "Discussion",
        "Reflection",
        "Debrief",
    ]
    assert (times["Presentation"].used_s, times["Presentation"].added_s) == (660, 120)
    assert times["Presentation"].over_s == 0
    clarifying = times["Clarifying questions"]
    assert (clarifying.used_s, clarifying.interrupted_s) == (300, 120)
    assert times["Debrief"].over_s == 100
    assert times["Reflection"].visits == 0


def test_figures_are_said_in_words(record: SessionRecord) -> None:
    words = {time.name: stage_time_words(time) for time in stage_times(record.session())}
    assert words["Presentation"] == "planned 10 min, used 11 min, 2 min added"
    assert words["Reflection"] == "planned 5 min, not held"
    assert words["Debrief"] == "planned 5 min, used 6:40 min, 1:40 min over"


def test_a_screen_reader_hears_every_figure(
    qtbot: QtBot, theme: Theme, record: SessionRecord
) -> None:
    strip = TimeStrip(theme)
    qtbot.addWidget(strip)
    strip.show_session(record.session())
    spoken = strip.accessibleDescription()
    for time in stage_times(record.session()):
        assert f"{time.number} {time.name}: {stage_time_words(time)}" in spoken
    assert "In all planned 40 min, used 40 min." in spoken


def painted(strip: TimeStrip) -> QImage:
    strip.resize(900, strip.sizeHint().height())
    return strip.grab().toImage()


def count(picture: QImage, colour: QColor) -> int:
    return sum(
        picture.pixelColor(x, y) == colour
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    )


def test_overtime_is_framed_and_on_time_is_not(
    qtbot: QtBot, theme: Theme, record: SessionRecord
) -> None:
    strip = TimeStrip(theme)
    qtbot.addWidget(strip)
    strip.show_session(record.session())
    over = theme.colour("over")
    assert count(painted(strip), over) > 20
    on_time = replace(record, facts=record.facts[:2])
    strip.show_session(on_time.session())
    assert count(painted(strip), over) == 0


def test_a_session_not_yet_held_shows_its_plan_only(
    qtbot: QtBot, theme: Theme, record: SessionRecord
) -> None:
    strip = TimeStrip(theme)
    qtbot.addWidget(strip)
    strip.show_session(replace(record, facts=(), contributions=()).session())
    assert count(painted(strip), theme.colour("tint")) == 0
    assert "used" not in strip.accessibleDescription()


def test_rounds_are_planned_one_after_the_other_and_counted_together(
    record: SessionRecord,
) -> None:
    plan = tuple(
        replace(s, block="pair", rounds=3) if s.id in {"stage-2", "stage-3"} else s
        for s in record.plan
    )
    session = replace(record, plan=plan).session()
    assert [s.id[-1] for s in round_by_round(session.stages)] == list("1232323" + "45")
    times = {time.name: time for time in stage_times(session)}
    assert (times["Discussion"].planned_s, times["Discussion"].over_s) == (2700, 0)
