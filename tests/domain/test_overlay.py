"""Prompts that are laid over a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dilc_desktop.domain.overlay import Overlay, Prompt, is_laid, lay, lift, overlay_misfits
from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.session import PlannedStage

ASSUMED = Prompt(ContributionKind.ASSUMPTION, "What do we take for granted?")
MISSING = Prompt(StageKind.PRESENTER_LISTENS, "Whose voice is missing?")
SERVED = Prompt(
    ContributionKind.SUGGESTION, "Whom would this help first? \u0644\u0645\u0646 \U0001f642"
)
COST = Prompt(ContributionKind.SUGGESTION, "What would it cost?")
OVERLAY = Overlay(
    name="Equity prompts",
    version=1,
    purpose="Ask who is not yet heard.",
    prompts=(ASSUMED, SERVED, COST, MISSING),
)


def stage(
    id_: str, *kinds: ContributionKind, kind: StageKind = StageKind.TALK, left_out: bool = False
) -> PlannedStage:
    return PlannedStage(
        id=id_,
        name="Stage",
        kind=kind,
        planned_s=300,
        speaks="",
        silent="",
        kinds=kinds,
        say="Go on.",
        room="Talk",
        left_out=left_out,
    )


PLAN = (
    stage("own"),
    stage("one", ContributionKind.ANSWER, ContributionKind.ASSUMPTION),
    stage(
        "many",
        ContributionKind.SUGGESTION,
        ContributionKind.ASSUMPTION,
        kind=StageKind.PRESENTER_LISTENS,
    ),
    stage("out", ContributionKind.SUGGESTION, left_out=True),
)


def test_each_stage_gets_the_prompts_that_fit_it_at_most_two_and_nothing_else_changes() -> None:
    laid = lay(PLAN, OVERLAY)
    assert [s.prompts for s in laid] == [
        (),
        (ASSUMED.text,),
        (MISSING.text, SERVED.text),
        (SERVED.text, COST.text),
    ]
    assert lift(laid) == PLAN
    assert (is_laid(laid), is_laid(PLAN), is_laid(())) == (True, False, False)


def test_laid_again_the_prompts_of_before_make_way() -> None:
    other = replace(OVERLAY, prompts=(COST,))
    assert [s.prompts for s in lay(lay(PLAN, OVERLAY), other)] == [
        (),
        (),
        (COST.text,),
        (COST.text,),
    ]
    assert lay(lay(PLAN, OVERLAY), OVERLAY) == lay(PLAN, OVERLAY)


@pytest.mark.parametrize(
    ("overlay", "place", "expected"),
    [
        (replace(OVERLAY, version=0), "version", "from 1"),
        (replace(OVERLAY, name=" "), "name", "a few words"),
        (replace(OVERLAY, purpose=""), "purpose", "a few words"),
        (replace(OVERLAY, prompts=()), "prompt", "at least one"),
        (
            replace(OVERLAY, prompts=(Prompt(COST.when, "\n"),)),
            "prompt 1 (suggestion), text",
            "200",
        ),
        (replace(OVERLAY, prompts=(Prompt(COST.when, "a" * 201),)), "prompt 1", "200 characters"),
        (
            replace(OVERLAY, prompts=(COST, ASSUMED, Prompt(StageKind.VISIT, COST.text))),
            "prompt 3 (visit), text",
            "no earlier prompt",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(
    overlay: Overlay, place: str, expected: str
) -> None:
    (misfit,) = overlay_misfits(overlay)
    assert misfit.place.startswith(place)
    assert expected in misfit.expected
    assert not list(overlay_misfits(OVERLAY))
