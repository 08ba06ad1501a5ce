"""Some calls with made-up organisations, so that nobody’s telephone page is empty."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from chalicelib.domain.calls import Outcome, Way
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.times import london_day
from chalicelib.services.calling import Heard, note_call
from infra.demonstration.register import PARTNERSHIP, STAFF
from infra.demonstration.stage import Rehearsal
from infra.demonstration.story import Stage

CALLS: Mapping[Stage, tuple[Outcome, str]] = {
    Stage.BOUNCED: (
        Outcome.MESSAGE_LEFT,
        "The office takes a message. The lead is in on Tuesdays and Thursdays.",
    ),
    Stage.STARTED: (
        Outcome.ASKED_FOR_HELP,
        "Would like somebody to go through the questions on training with them.",
    ),
}


def ring(parts: Rehearsal, everyone: Sequence[tuple[Organisation, Stage]]) -> None:
    """One call with the first organisation in each of a few states, some days ago."""
    noted: set[Stage] = set()
    day = london_day(parts.started - timedelta(days=3))
    for organisation, stage in everyone:
        if stage in CALLS and stage not in noted:
            noted.add(stage)
            outcome, note = CALLS[stage]
            heard = Heard(once="", outcome=outcome, way=Way.WE_RANG, note=note, called_on=day)
            note_call(parts, PARTNERSHIP.id, organisation.id, STAFF[0].id, heard)
