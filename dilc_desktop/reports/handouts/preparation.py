"""The presenter's preparation sheet, front and back of one sheet of paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dilc_desktop.reports import look
from dilc_desktop.reports.blocks import Block, Newspaper, Space, Stack, Text, pages_of
from dilc_desktop.reports.handouts.material import Material, Shown
from dilc_desktop.reports.handouts.parts import field, head, section
from dilc_desktop.reports.handouts.shapes import Framed, listed, stretched
from dilc_desktop.reports.ruled import WRITING, Ruled

_SET = look.ROOMY
_GAP = 24.0
_ARTIFACTS = 2
_CHECKS = (
    "It asks one thing and ends with one question mark.",
    "It cannot be answered with yes or no; how, what or in what ways opens it.",
    "My own part is in it: I, my or our.",
    "It is about teaching and learning.",
    "No answer hides in it; I do not know it yet.",
    "Two sensible people could answer it differently.",
)
_STEPS = (
    "Choose something that is still open and that your own leading is part of.",
    "Find one piece of your work that shows it.",
    "Talk it through with your facilitator before the day.",
)


def pages(material: Material, width: float, height: float) -> Sequence[Block]:
    """The front for the problem, the back for the question and what to bring.

    Where more was written down already than a front holds, all flows from page to page.
    """
    done: list[Block] = []
    for side in (_front, _back):
        page = stretched(partial(side, material), width, height - _SET.between_rows)
        if page is None:
            between = [Space(_SET.between_sections)]
            flowing = [*_front(material, 1), *between, *_back(material, 1)]
            return pages_of(Stack(flowing), width, height)
        done.append(page)
    return done


def _front(material: Material, scale: float) -> list[Block]:
    steps = material.preparation or _STEPS
    return [
        *head(material, "Preparation sheet for the presenter", _SET),
        *section("Before the session", _SET),
        Newspaper(Stack(listed(steps, _SET.body, tick=True)), _GAP),
        *section("What I want to learn", _SET, "the learning purpose, and what pupils gain by it"),
        *_said_or_lines(_purpose(material), 2 * scale),
        *section(
            "The problem, told in three minutes",
            _SET,
            "what happens, where it can be seen",
            ruled=False,
        ),
        *_said_or_lines([material.problem] if material.problem else [], 5 * scale),
        *section(
            "My own part in it", _SET, "what I do, or have not done yet, as a leader", ruled=False
        ),
        Ruled(3 * WRITING * scale),
        *section("What I have tried", _SET, "and what came of it", ruled=False),
        Ruled(3 * WRITING * scale),
    ]


def _purpose(material: Material) -> list[str]:
    said = [material.learning_purpose] if material.learning_purpose else []
    return [*said, f"For students: {material.student_aim}"] if material.student_aim else said


def _said_or_lines(said: Sequence[str], lines: float) -> list[Block]:
    """What was written down already, with a line to add to it, or all lines."""
    if not said:
        return [Ruled(lines * WRITING)]
    return [*(Text(text, _SET.body) for text in said), Ruled(WRITING)]


def _back(material: Material, scale: float) -> list[Block]:
    return [
        *_questions(material, scale),
        Space(_SET.between_rows),
        Text("Try it with these, then write it again", _SET.group, tag="H3", keep_with_next=True),
        Space(2),
        Newspaper(Stack(listed(_CHECKS, _SET.body, tick=True)), _GAP),
        Space(_SET.between_rows),
        *field("My question, as I will bring it", "", 2 * scale, _SET),
        *section(
            "What I bring",
            _SET,
            "one or two pieces of my own work; what each should show",
            ruled=False,
        ),
        *_artifacts(material.artifacts, scale),
        Space(_SET.between_rows),
        *listed(
            (
                "All names of pupils and teachers are taken out.",
                "It shows my own leading, and not only other people's work.",
                "There are copies for everybody.",
            ),
            _SET.body,
            tick=True,
        ),
        *section(
            "What would help me", _SET, "what kind of feedback, and what rather not", ruled=False
        ),
        Ruled(2 * WRITING * scale),
    ]


def _questions(material: Material, scale: float) -> list[Block]:
    """The question so far in its versions, or lines for a first one."""
    heading: list[Block] = [
        Text("My framing question", _SET.section, tag="H2", keep_with_next=True),
        Space(4, keep_with_next=True),
    ]
    if not material.questions:
        return [*heading, Text("First version", _SET.label), Ruled(2 * WRITING * scale)]
    blocks: list[Block] = [*heading]
    last = len(material.questions)
    for number, text in enumerate(material.questions, start=1):
        newest = number == last
        label = f"Version {number}" if last > 1 else "So far"
        blocks += [
            Text(label, _SET.label, tag="H3", keep_with_next=True),
            Text(text, _SET.restated if newest else _SET.body),
            Space(_SET.between),
        ]
    return blocks


def _artifacts(artifacts: Sequence[Shown], scale: float) -> list[Block]:
    blocks: list[Block] = []
    for shown in artifacts:
        note = " ".join(
            part
            for part in (shown.note, "Names are taken out." if shown.names_removed else "")
            if part
        )
        blocks += [
            Text(shown.title, _SET.strong, after=note, after_style=_SET.note),
            Ruled(WRITING),
            Space(_SET.between_rows),
        ]
    for _ in range(_ARTIFACTS - len(artifacts)):
        box: list[Block] = [
            Text("What it is", _SET.label),
            Ruled(WRITING * scale * 0.9),
            Space(5),
            Text("What it should show", _SET.label),
            Ruled(WRITING * scale * 0.9),
        ]
        blocks += [Framed(box), Space(_SET.between_rows)]
    return blocks[:-1]
