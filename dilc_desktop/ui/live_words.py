"""The words of the live page: what the buttons say, and what an undo would take back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.session import PlannedStage, Session
from dilc_desktop.domain.timing import Phase, clock_text
from dilc_desktop.services.live import Act, Outage, Undoable
from dilc_desktop.ui.words import kind_words, minutes_words

_tr = QCoreApplication.translate


def next_words(session: Session, following: PlannedStage | None, key: str, *, short: bool) -> str:
    """What the big button does, with its key on a line of its own."""
    if session.ended is not None:
        words = _tr("live", "Wrap up")
    elif session.began is None:
        words = _tr("live", "Start the clock")
    elif following is None:
        words = _tr("live", "Finish")
    else:
        name = shortened(following.name) if short else following.name
        if session.going_round is not None:
            number = session.round_of(following) + 1
            words = _tr("live", "Round {0}: {1}").format(number, name)
        else:
            words = _tr("live", "Next: {0}").format(name)
    return f"{words}\n{key}"


def then_words(session: Session, following: PlannedStage | None) -> str:
    """What comes after the running stage."""
    if following is None:
        return _tr("live", "then: the end of the session")
    words = _tr("live", "then: {0} ({1})").format(
        following.name, minutes_words(following.planned_s)
    )
    if session.going_round is None:
        return words
    return _tr("live", "{0}, round {1} of {2}").format(
        words, session.round_of(following) + 1, following.rounds
    )


def undo_words(undoable: Undoable | None) -> str:
    """What an undo would take back, by its name."""
    if undoable is None:
        return _tr("live", "Undo")
    return _tr("live", "Undo: {0}").format(_act_words(undoable))


def _act_words(undoable: Undoable) -> str:
    detail = undoable.detail
    plain = {
        Act.INTERRUPTED: _tr("live", "interruption"),
        Act.RESUMED: _tr("live", "resumed"),
        Act.ENDED: _tr("live", "ended"),
        Act.REOPENED: _tr("live", "went on"),
        Act.LEFT: _tr("live", "left the stage"),
        Act.REPLANNED: _tr("live", "new minutes"),
    }
    if undoable.act in plain:
        return plain[undoable.act]
    match undoable.act:
        case Act.ENTERED:
            return _tr("live", "moved to {0}").format(shortened(detail, 24))
        case Act.SKIPPED:
            return _tr("live", "skipped {0}").format(shortened(detail, 24))
        case Act.PASSED:
            return _tr("live", "{0} passed").format(shortened(detail, 24))
        case Act.START_MOVED:
            return _tr("live", "began {0} earlier").format(clock_text(int(detail)))
        case Act.TIME_ADDED:
            seconds = int(detail)
            sign = "+" if seconds > 0 else "\u2212"
            return f"{sign}{clock_text(abs(seconds))}"
        case _:
            return kind_words(ContributionKind(detail)).lower()


def outage_words(outage: Outage) -> str:
    """How long the program was away, and the question about it."""
    words = _tr("live", "The program was away for {0}. The clock has counted it; is that right?")
    if outage.estimated:
        words = _tr(
            "live",
            "The laptop restarted: the program was away for about {0} (estimated). "
            "The clock has counted it; is that right?",
        )
    return words.format(clock_text(outage.length_ms // 1000))


def phase_words(phase: Phase) -> str:
    """What a screen reader says when a phase begins; nothing of the calm ones."""
    return {
        Phase.SOON: _tr("live", "Soon over."),
        Phase.OVER: _tr("live", "Time is up."),
        Phase.INTERRUPTED: _tr("live", "Interrupted. The clock is held."),
        Phase.BETWEEN: _tr("live", "No stage is running."),
        Phase.ENDED: _tr("live", "The session has ended."),
    }.get(phase, "")


def shortened(name: str, most: int = 30) -> str:
    """The first words of a long name, for a button; the band above has it whole."""
    if len(name) <= most:
        return name
    return name[:most].rsplit(" ", 1)[0].rstrip(",;:") + " \u2026"
