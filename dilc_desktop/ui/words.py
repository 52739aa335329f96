"""The words for the closed lists of the domain, the same on every page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from dilc_desktop.domain.outputs import Output
from dilc_desktop.domain.protocol import ContributionKind, MinutesFrom, Situation, Trust
from dilc_desktop.domain.quoting import within_marks
from dilc_desktop.domain.record import (
    Agreement,
    Focus,
    Level,
    Participant,
    Relevance,
    Role,
    Status,
)
from dilc_desktop.domain.session import Reason
from dilc_desktop.domain.timing import clock_text

_tr = QCoreApplication.translate


def kind_words(kind: ContributionKind) -> str:
    """A kind of contribution, as a heading or on a button."""
    return {
        ContributionKind.PROBLEM: _tr("kind", "Problem"),
        ContributionKind.FRAMING_QUESTION: _tr("kind", "Framing question"),
        ContributionKind.RESTATED_QUESTION: _tr("kind", "Restated question"),
        ContributionKind.CLARIFYING_QUESTION: _tr("kind", "Clarifying question"),
        ContributionKind.PROBING_QUESTION: _tr("kind", "Probing question"),
        ContributionKind.ANSWER: _tr("kind", "Answer"),
        ContributionKind.OBSERVATION: _tr("kind", "Observation"),
        ContributionKind.INTERPRETATION: _tr("kind", "Interpretation"),
        ContributionKind.ASSUMPTION: _tr("kind", "Assumption"),
        ContributionKind.RESTATEMENT: _tr("kind", "Restatement"),
        ContributionKind.QUESTION_RAISED: _tr("kind", "Question raised"),
        ContributionKind.WARM_FEEDBACK: _tr("kind", "Warm feedback"),
        ContributionKind.COOL_FEEDBACK: _tr("kind", "Cool feedback"),
        ContributionKind.SUGGESTION: _tr("kind", "Suggestion"),
        ContributionKind.PATTERN: _tr("kind", "Pattern"),
        ContributionKind.EXCEPTION: _tr("kind", "Exception"),
        ContributionKind.PREDICTION: _tr("kind", "Prediction"),
        ContributionKind.LOOK_FOR: _tr("kind", "Look-for"),
        ContributionKind.QUOTE: _tr("kind", "Quote"),
        ContributionKind.REFLECTION: _tr("kind", "Reflection"),
        ContributionKind.COMMITMENT: _tr("kind", "Commitment"),
        ContributionKind.NEXT_STEP: _tr("kind", "Next step"),
        ContributionKind.DEBRIEF: _tr("kind", "Debrief"),
        ContributionKind.PROCESS_NOTE: _tr("kind", "Process note"),
        ContributionKind.PARKING_LOT: _tr("kind", "Parking lot"),
        ContributionKind.ARTIFACT: _tr("kind", "Artifact"),
    }[kind]


_KIND_ICONS = {
    ContributionKind.WARM_FEEDBACK: ("sun", "warm"),
    ContributionKind.COOL_FEEDBACK: ("snowflake", "cool"),
    ContributionKind.CLARIFYING_QUESTION: ("circle-question-mark", "accent"),
    ContributionKind.PROBING_QUESTION: ("search", "accent"),
    ContributionKind.FRAMING_QUESTION: ("target", "accent"),
    ContributionKind.RESTATED_QUESTION: ("target", "accent"),
    ContributionKind.QUESTION_RAISED: ("circle-question-mark", "accent"),
    ContributionKind.ANSWER: ("corner-down-right", "ink"),
    ContributionKind.OBSERVATION: ("eye", "ink"),
    ContributionKind.LOOK_FOR: ("eye", "accent"),
    ContributionKind.SUGGESTION: ("lightbulb", "ink"),
    ContributionKind.COMMITMENT: ("flag", "good"),
    ContributionKind.NEXT_STEP: ("footprints", "good"),
    ContributionKind.PROCESS_NOTE: ("pencil-line", "quiet"),
    ContributionKind.PARKING_LOT: ("pin", "quiet"),
    ContributionKind.QUOTE: ("quote", "ink"),
    ContributionKind.ARTIFACT: ("paperclip", "ink"),
}


def kind_icon(kind: ContributionKind) -> tuple[str, str]:
    """The icon of a kind and the role of its colour; always shown beside its word."""
    return _KIND_ICONS.get(kind, ("message-circle", "ink"))


def role_words(role: Role) -> str:
    """What a person does in a session."""
    return {
        Role.FACILITATOR: _tr("role", "Facilitator"),
        Role.PRESENTER: _tr("role", "Presenter"),
        Role.PARTICIPANT: _tr("role", "Participant"),
        Role.TIMEKEEPER: _tr("role", "Timekeeper"),
        Role.RECORDER: _tr("role", "Recorder"),
        Role.PROCESS_OBSERVER: _tr("role", "Process observer"),
        Role.OBSERVER: _tr("role", "Observer"),
    }[role]


def relevance_words(relevance: Relevance | None) -> str:
    """How well an artifact serves the purpose."""
    if relevance is None:
        return _tr("relevance", "Relevance not said yet")
    return {
        Relevance.HIGH: _tr("relevance", "High relevance"),
        Relevance.MEDIUM: _tr("relevance", "Medium relevance"),
        Relevance.LOW: _tr("relevance", "Low relevance"),
        Relevance.NONE: _tr("relevance", "Not relevant"),
    }[relevance]


def level_words(level: Level) -> str:
    """Who a contribution is for."""
    return {
        Level.FACILITATOR: _tr("level", "Only me"),
        Level.PRESENTER: _tr("level", "Presenter"),
        Level.GROUP: _tr("level", "Group"),
        Level.DISTRICT: _tr("level", "District"),
        Level.RESEARCH: _tr("level", "Research"),
    }[level]


def output_words(output: Output) -> str:
    """What is made of a session for people to read."""
    return {
        Output.SUMMARY: _tr("output", "Summary"),
        Output.GROUP: _tr("output", "Group summary"),
        Output.DEBRIEF: _tr("output", "Debrief sheet"),
        Output.VISIT: _tr("output", "Visit report"),
    }[output]


def focus_words(focus: Focus) -> str:
    """What a contribution was about, or what it had left."""
    return {
        Focus.INSTRUCTION: _tr("focus", "Instruction"),
        Focus.PRINCIPALS_ROLE: _tr("focus", "Principal's role"),
        Focus.EVIDENCE: _tr("focus", "Evidence"),
        Focus.OFF_INSTRUCTION: _tr("focus", "Off instruction"),
        Focus.OFF_ROLE: _tr("focus", "Off the role"),
    }[focus]


def cue_words(subject: Focus) -> str:
    """A private cue to the facilitator, after the talk has left a subject for a while."""
    if subject is Focus.OFF_ROLE:
        return _tr("focus", "What could the principal do here? The talk has been about others.")
    return _tr("focus", "Where are teaching and learning in this? The talk has moved elsewhere.")


def status_words(status: Status) -> str:
    """Where a session stands."""
    return {
        Status.PLANNED: _tr("status", "Planned"),
        Status.LIVE: _tr("status", "Live"),
        Status.ENDED: _tr("status", "Ended"),
    }[status]


def agreement_words(agreement: Agreement) -> str:
    """Whether the group shared the learning purpose."""
    return {
        Agreement.AGREED: _tr("agreement", "The purpose was shared"),
        Agreement.CONTESTED: _tr("agreement", "The purpose was contested"),
    }[agreement]


def reason_words(reason: Reason) -> str:
    """Why a stage was interrupted."""
    return {
        Reason.BREAK: _tr("reason", "Break"),
        Reason.VISITOR: _tr("reason", "Somebody came in"),
        Reason.ANNOUNCEMENT: _tr("reason", "Announcement"),
        Reason.TECHNICAL: _tr("reason", "Technical trouble"),
        Reason.OUTAGE: _tr("reason", "The program was away"),
        Reason.OTHER: _tr("reason", "Other reason"),
    }[reason]


def speaker_words(person: Participant | None) -> str:
    """Who said it, on the facilitator's own screens."""
    return _tr("speaker", "Whole group") if person is None else person.shown


def minutes_words(seconds: int) -> str:
    """A length in words: 5 min, 4:10 min."""
    if seconds % 60 == 0:
        return _tr("time", "{0} min").format(QLocale().toString(seconds // 60))
    return _tr("time", "{0} min").format(clock_text(seconds))


def quotation(text: str) -> str:
    """Someone's own words in quotation marks; marks inside them become single ones."""
    return _tr("quotation", "\u201c{0}\u201d").format(within_marks(text))


def situation_words(situation: Situation) -> str:
    """What a group brings to a session."""
    return {
        Situation.OPEN_DILEMMA: _tr("situation", "Open dilemma, no plan yet"),
        Situation.DRAFT: _tr("situation", "A draft or a tool exists"),
        Situation.STUDENT_WORK: _tr("situation", "Student work or data"),
        Situation.SUCCESS: _tr("situation", "A success"),
        Situation.TEXT: _tr("situation", "A text"),
        Situation.TENSION: _tr("situation", "Tension is high"),
        Situation.STUCK_TEAM: _tr("situation", "A team is stuck"),
        Situation.CLASSROOMS: _tr("situation", "See practice in classrooms"),
    }[situation]


def session_file_words() -> str:
    """What a session file holds, for whoever is about to give it away."""
    return _tr(
        "file",
        "The session file holds the whole session, with names, earlier wordings and your tags. "
        "Private notes and the words of what was taken back stay here.",
    )


def trust_words(trust: Trust) -> str:
    """How much trust a protocol needs."""
    return {
        Trust.LOW: _tr("trust", "Little trust is enough"),
        Trust.SOME: _tr("trust", "Some trust needed"),
        Trust.HIGH: _tr("trust", "Much trust needed"),
    }[trust]


def minutes_from_words(source: MinutesFrom) -> str:
    """Where the minutes of a stage come from."""
    return {
        MinutesFrom.PUBLISHED: _tr("minutes", "Minutes as published"),
        MinutesFrom.COMMON: _tr("minutes", "Minutes as commonly done"),
        MinutesFrom.SUGGESTED: _tr("minutes", "Minutes are our suggestion"),
    }[source]


def people_words(smallest: int | None, largest: int | None) -> str:
    """How many people a protocol is made for; empty where any number will do."""
    if smallest is None and largest is None:
        return ""
    if smallest is None:
        return _tr("people", "up to {0} people").format(largest)
    if largest is None:
        return _tr("people", "{0} people or more").format(smallest)
    if smallest == largest:
        return _tr("people", "{0} people").format(smallest)
    return _tr("people", "{0} to {1} people").format(smallest, largest)
