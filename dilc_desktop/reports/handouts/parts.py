"""Parts that several handouts share: the head, headings, fields to fill in, stems, minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.quoting import within_marks
from dilc_desktop.domain.session import PlannedStage
from dilc_desktop.domain.timing import clock_text
from dilc_desktop.reports.blocks import Block, Columns, Hairline, Sign, Space, Stack, Text
from dilc_desktop.reports.handouts.material import Material
from dilc_desktop.reports.look import COOL, WARM, Setting
from dilc_desktop.reports.ruled import WRITING, Ruled

_QUESTION_LENGTHS = (160, 300)
_SIGN = 10.0
_WORDS = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def head(material: Material, what: str, setting: Setting, *, title: str = "") -> list[Block]:
    """What a handout is, and of which protocol or session."""
    about = [title and material.title, material.occasion]
    if material.filled and not title and material.protocol_name != material.title:
        about.append(material.protocol_name)
    return [
        Text(title or material.title, setting.title, tag="H1", even=True, keep_with_next=True),
        Space(2),
        Text(
            what,
            setting.strong,
            after="  ·  ".join(part for part in about if part),
            after_style=replace(setting.body, ink=setting.note.ink),
        ),
    ]


def question(material: Material, setting: Setting, *, large: bool = True) -> list[Block]:
    """The framing question, large on most handouts; nothing where there is none."""
    if not material.question:
        return []
    size = sum(len(material.question) > length for length in _QUESTION_LENGTHS)
    styles = (setting.question[1], setting.question[2], setting.body)
    style = styles[size] if large else setting.body
    return [
        Space(setting.between_sections * 0.8),
        Hairline(9),
        Text("Framing question", setting.label, tag="H2", keep_with_next=True),
        Space(2, keep_with_next=True),
        Text(material.question, style, even=large),
    ]


def section(text: str, setting: Setting, note: str = "", *, ruled: bool = True) -> list[Block]:
    """A heading with a note where it needs one, under a rule but after lines to write on."""
    title = Text(
        text, setting.section, after=note, after_style=setting.note, tag="H2", keep_with_next=True
    )
    return [
        Space(setting.between_sections),
        *([Hairline(8)] if ruled else [Space(2, keep_with_next=True)]),
        title,
        Space(4, keep_with_next=True),
    ]


def field(
    label: str, note: str, lines: float, setting: Setting, said: Sequence[str] = ()
) -> list[Block]:
    """A heading with a note, what is known already, and lines to write on."""
    blocks: list[Block] = [
        Text(
            label,
            setting.group,
            after=note,
            after_style=setting.note,
            tag="H2",
            keep_with_next=True,
        ),
        *(Text(text, setting.body) for text in said),
    ]
    return [*blocks, Ruled(lines * WRITING)] if lines else blocks


def feedback_heading(text: str, setting: Setting, *, warm: bool, tag: str = "H2") -> Block:
    """A heading with the shape that tells warm from cool without colour."""
    style = replace(setting.section, ink=WARM if warm else COOL)
    return Columns(
        [Stack([Sign(warm=warm, leading=style.leading)]), Stack([Text(text, style, tag=tag)])],
        2,
        first=_SIGN,
        keep_with_next=True,
    )


def stems(material: Material, kinds: Sequence[Kind], most: int) -> str:
    """Beginnings of sentences for the kinds of a stage, a few of each in turn."""
    helps = [help_ for kind in kinds if (help_ := material.help_with(kind))]
    found: list[str] = []
    for place in range(most):
        found += [help_.stems[place] for help_ in helps if len(help_.stems) > place]
    return "  ·  ".join(found[:most])


def minutes(seconds: int) -> str:
    """A length of time in minutes, to the second where it is not whole."""
    return clock_text(seconds) if seconds % 60 else str(seconds // 60)


def length(stage: PlannedStage) -> str:
    """A stage's minutes, with their word."""
    return f"{minutes(stage.planned_s)} min"


def leading_words(stage: PlannedStage) -> str:
    """Who speaks and who is silent, in one line."""
    return ". ".join(part.strip().rstrip(".") for part in (stage.speaks, stage.silent) if part)


def rounds_words(count: int) -> str:
    """So many rounds, in words."""
    return f"{_WORDS[count] if count < len(_WORDS) else count} rounds"


def in_quotes(text: str) -> str:
    """Words to be said, in quotation marks."""
    return f"“{within_marks(text.strip())}”"
