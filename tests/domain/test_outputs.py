"""When an output of a session makes sense."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.outputs import Output, check_output, offered
from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.session import PlannedStage

TALK = PlannedStage(
    id="s",
    name="Talk",
    kind=StageKind.TALK,
    planned_s=60,
    speaks="",
    silent="",
    kinds=(),
    say="",
    room="",
)


def test_a_visit_is_reported_only_where_a_stage_visits_rooms() -> None:
    visit = replace(TALK, kind=StageKind.VISIT)
    assert [o for o in Output if offered(o, (TALK,))] == [
        Output.SUMMARY,
        Output.GROUP,
        Output.DEBRIEF,
    ]
    assert all(offered(o, (TALK, visit)) for o in Output)
    check_output(Output.VISIT, (visit,))
    check_output(Output.DEBRIEF, ())
    with pytest.raises(RuleError, match="no visit to report"):
        check_output(Output.VISIT, (TALK,))
