"""The ladder: who is written to at which step, and how many days from which day. Plain data.

A cycle keeps only what staff changed, by sector (`Cycle.ladders`); the rest is what is usual for the sector.
Voluntary and community groups are offered help and nothing further.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from chalicelib.domain.calls import Called
from chalicelib.domain.cycles import Cycle, ReminderDays
from chalicelib.domain.times import london_day

VOLUNTARY = frozenset({"voluntary"})
MOST_DAYS = 90


class Step(StrEnum):
    """In the order in which they come: to the lead and beyond, then to the approver. The values are part of
    tasks' intents.
    """

    HEADS_UP = "heads_up"
    NOT_OPENED = "reminder_not_opened"
    STARTED = "reminder_started"
    NEARLY_DUE = "reminder_nearly_due"
    JUST_PAST = "reminder_just_past"
    OFFER_TO_TALK = "offer_to_talk"
    APPROVERS_HELP = "approvers_help"
    CALL = "call"
    CHAIR = "chair"
    APPROVAL_1 = "approval_reminder_1"
    APPROVAL_2 = "approval_reminder_2"
    LETTER = "letter"


class From(StrEnum):
    """The day that a step's days are counted from."""

    OPENING = "opening"
    DUE = "due"
    ASKED = "asked"  # when approval was last asked for


class To(StrEnum):
    """Who acts, or is written to."""

    LEAD = "lead"
    APPROVER = "approver"
    STAFF = "staff"
    CHAIR = "chair"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step. `days` is what is usual, negative before; `working` says that they are working days, those
    of a letter that it has none: staff decide.
    """

    step: Step
    to: To
    start: From
    days: int
    working: bool = False


RUNGS = (
    Rung(step=Step.HEADS_UP, to=To.LEAD, start=From.OPENING, days=-7),
    Rung(step=Step.NOT_OPENED, to=To.LEAD, start=From.OPENING, days=21),
    Rung(step=Step.STARTED, to=To.LEAD, start=From.DUE, days=-14),
    Rung(step=Step.NEARLY_DUE, to=To.LEAD, start=From.DUE, days=-3, working=True),
    Rung(step=Step.APPROVAL_1, to=To.APPROVER, start=From.ASKED, days=3, working=True),
    Rung(step=Step.APPROVAL_2, to=To.APPROVER, start=From.ASKED, days=7, working=True),
    Rung(step=Step.JUST_PAST, to=To.LEAD, start=From.DUE, days=2),
    Rung(step=Step.OFFER_TO_TALK, to=To.LEAD, start=From.DUE, days=2),
    Rung(step=Step.APPROVERS_HELP, to=To.APPROVER, start=From.DUE, days=7),
    Rung(step=Step.CALL, to=To.STAFF, start=From.DUE, days=10),
    Rung(step=Step.CHAIR, to=To.CHAIR, start=From.DUE, days=15),
    Rung(step=Step.LETTER, to=To.OFFICER, start=From.DUE, days=0),
)
OF_STEP: Mapping[Step, Rung] = {rung.step: rung for rung in RUNGS}

# An offer of help instead of what presses: in this place of the ladder, and nothing after it.
OF_GROUPS = (Step.HEADS_UP, Step.NOT_OPENED, Step.NEARLY_DUE, Step.OFFER_TO_TALK)
GROUPS_MAY_HAVE = (*OF_GROUPS, Step.STARTED, Step.APPROVAL_1, Step.APPROVAL_2)
# What `ReminderDays` can say, for cycles of before there was more.
OF_BEFORE = (
    Step.HEADS_UP,
    Step.NOT_OPENED,
    Step.STARTED,
    Step.NEARLY_DUE,
    Step.APPROVAL_1,
    Step.APPROVAL_2,
    Step.JUST_PAST,
)
# Whoever is asked next was named to the lead before.
NEEDS = {Step.APPROVERS_HELP: Step.JUST_PAST, Step.CHAIR: Step.CALL}

Ladder = Mapping[Step, int]
"""The steps that are on, each with its days."""


def steps_for(sector: str) -> tuple[Step, ...]:
    """The steps that a sector can have, in order."""
    if sector in VOLUNTARY:
        return tuple(rung.step for rung in RUNGS if rung.step in GROUPS_MAY_HAVE)
    return tuple(rung.step for rung in RUNGS if rung.step is not Step.OFFER_TO_TALK)


def usual_ladder(sector: str, days: ReminderDays | None = None, *, whole: bool = True) -> dict[Step, int]:
    """What is on for a sector before staff change it. Without `whole`, as cycles of before had it."""
    if not whole:
        on: tuple[Step, ...] = OF_BEFORE
    else:
        on = OF_GROUPS if sector in VOLUNTARY else steps_for(sector)
    said = _said_by(days) if days else {}
    return {
        step: said.get(step, OF_STEP[step].days)
        for step in on
        if step not in (Step.APPROVAL_1, Step.APPROVAL_2) or not days or step in said
    }


def ladder_of(cycle: Cycle, sector: str) -> dict[Step, int]:
    """The ladder that holds for a sector of this cycle. What is stored can never lead a voluntary group
    further than it may go.
    """
    if sector in cycle.ladders:
        allowed = steps_for(sector)
        stored = cycle.ladders[sector]
        return {step: stored[step.value] for step in allowed if step.value in stored}
    return usual_ladder(sector, cycle.reminder_days, whole=cycle.whole_ladder)


def problems_of(sector: str, ladder: Ladder) -> dict[Step, str]:
    """What staff have to put right before a ladder holds: step → code of domain/errors.py."""
    problems = {}
    for step, days in ladder.items():
        if step not in steps_for(sector):
            problems[step] = "step_not_for_groups"
        elif abs(days) > MOST_DAYS or (days > 0) != (OF_STEP[step].days > 0 and days != 0):
            problems[step] = "days_needed"
        elif step in NEEDS and NEEDS[step] not in ladder:
            problems[step] = f"{step}_needs"
    return problems | _out_of_order(ladder)


def _out_of_order(ladder: Ladder) -> dict[Step, str]:
    """After the due date each step comes later than the one before; so do the two to the approver."""
    found = {}
    for start in (From.DUE, From.ASKED):
        after = [
            (step, ladder[step])
            for step in Step
            if step in ladder and OF_STEP[step].start is start and OF_STEP[step].days > 0
        ]
        for (_, earlier), (step, days) in pairwise(after):
            if days <= earlier:
                found[step] = "step_too_early"
    return found


def _said_by(days: ReminderDays) -> dict[Step, int]:
    of_approval = dict(zip((Step.APPROVAL_1, Step.APPROVAL_2), days.approval, strict=False))
    return {
        Step.HEADS_UP: days.heads_up,
        Step.NOT_OPENED: days.not_opened,
        Step.STARTED: days.started,
        Step.NEARLY_DUE: days.nearly_due,
        Step.JUST_PAST: days.just_past,
        **of_approval,
    }


def may_go_further(step: Step, called: Called | None, due_on: date, today: date) -> bool:
    """Whether anybody but the lead may be asked now: not while they wait for us or have promised a day that
    is still to come; and the chair only after somebody rang since the due date.
    """
    if step not in (Step.APPROVERS_HELP, Step.CHAIR):
        return True
    if called is not None and (called.waiting or (called.promised_on or date.min) >= today):
        return False
    return step is not Step.CHAIR or (called is not None and london_day(called.at) > due_on)
