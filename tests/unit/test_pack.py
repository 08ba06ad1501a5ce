"""One page for a governing body or board, and what is recorded of its meeting."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.errors import Invalid, NotAllowed, Outdated, Refused
from chalicelib.domain.framework import NOT_APPLICABLE
from chalicelib.domain.meetings import Told, mark_of, meeting_of
from chalicelib.domain.pack import LINE, MOST_BARRIERS, MOST_BELOW, pack_of
from chalicelib.domain.returns import Answer, Meeting, Plan, PlanKind
from chalicelib.domain.snapshots import snapshot
from chalicelib.services.meetings import record_meeting
from tests.support import builders
from tests.support.answered import answered_return, stored, waiting_return
from tests.support.fakes import FakeParts
from tests.support.small import ABSENT, CORE, CRITERIA, PLAIN, PRESENT, SMALL

TODAY = date(2027, 2, 1)
MEETING = Meeting(held_on=TODAY, body="Governing body", agreed="To visit each class")
TOLD = Told(held_on=TODAY, body="Governing body", agreed="To visit each class")


def plan(number, criterion, kind=PlanKind.ACTION, **changes):
    values = {"what": f"Do thing {number}", "who": "Cora Clerk", "by_when": date(2027, 3, 27)}
    return Plan(id=f"a{number}", kind=kind, criteria=(criterion,), **{**values, **changes})


def pack(answers=(), plans=()):
    made = builders.return_(framework=SMALL.key, profile={"buys": "yes"})
    cycle = builders.cycle(framework=SMALL.key)
    return pack_of(SMALL, snapshot(SMALL, made, answers, plans, [], builders.partnership(), cycle))


def rated(*ratings):
    return [
        Answer(criterion=c, rating=rating, reason="We buy nothing" if rating == NOT_APPLICABLE else "")
        for c, rating in zip(CRITERIA, ratings, strict=False)
    ]


def test_ratings_at_a_glance():
    found = pack(rated(ABSENT, NOT_APPLICABLE))
    assert found.levels == (("Absent", 1), ("Present", 0))
    assert (found.not_applicable, found.unanswered) == (1, 1)


def test_what_is_below_and_what_is_planned():
    plans = [plan(1, CORE), plan(2, CORE), plan(3, PLAIN, PlanKind.BARRIER, who="", by_when=None)]
    first, second = pack(rated(ABSENT, ABSENT, PRESENT), plans).below
    assert (first.title, first.rating) == (f"Criterion {CORE}", "Absent")
    assert first.planned == ("Do thing 1 (Cora Clerk, by 27 March 2027)", "and 1 more step")
    assert second.planned == ("In the way: Do thing 3",)


def test_what_does_not_fit_on_the_page_is_counted():
    answers = [Answer(criterion=c.id, rating="inadequate") for c in builders.framework().criteria]
    barriers = [plan(n, "S01-01", PlanKind.BARRIER, what="w" * 30 + " x" * 200) for n in range(9)]
    made = builders.return_(profile=builders.PROFILE)
    around = builders.partnership(), builders.cycle()
    copy = snapshot(builders.framework(), made, answers, barriers, [], *around)
    found = pack_of(builders.framework(), copy)
    asked = sum(len(standard["criteria"]) for standard in copy["standards"])
    assert (len(found.below), found.more_below) == (MOST_BELOW, asked - MOST_BELOW)
    assert (len(found.barriers), found.more_barriers) == (MOST_BARRIERS, 9 - MOST_BARRIERS)
    assert all(len(line) <= LINE and line.endswith("…") for line in found.barriers)


def test_three_questions_that_fit_what_was_said():
    calm, low = pack(rated(PRESENT, PRESENT, PRESENT)), pack(rated(ABSENT))
    stuck = pack(rated(ABSENT), [plan(1, CORE, PlanKind.BARRIER)])
    assert "all of it meets the standard" in calm.questions[0]
    assert f"“Criterion {CORE}”" in low.questions[0]
    assert "in the way" in stuck.questions[1]
    assert len({*calm.questions, *low.questions, *stuck.questions}) > 3


# The meeting


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"held_on": None}, {"held_on": "held_on_needed"}),
        ({"held_on": None, "not_real": True}, {"held_on": "held_on_not_real"}),
        ({"held_on": date(2027, 2, 2)}, {"held_on": "held_on_is_to_come"}),
        ({"body": " "}, {"body": "body_needed"}),
        ({"body": "x" * 201}, {"body": "name_too_long"}),
        ({"agreed": "x" * 2001}, {"agreed": "text_too_long"}),
    ],
)
def test_what_cannot_be_recorded(changes, problems):
    with pytest.raises(Invalid) as caught:
        meeting_of(replace(TOLD, **changes), today=TODAY)
    assert caught.value.problems == problems
    assert all(caught.value.messages().values())


def test_nothing_at_all_is_no_meeting():
    assert meeting_of(Told(held_on=None, body="", agreed=" "), today=TODAY) is None


@pytest.fixture
def parts():
    made = FakeParts()
    made.clock.move(days=30)
    return made


def record(parts, made, told=TOLD, mark="none", person=builders.LEAD):
    record_meeting(parts, made.ref, builders.session(parts, made, person), told, mark=mark)


def test_a_meeting_is_recorded_changed_and_taken_away(parts):
    made = answered_return(parts)
    record(parts, made)
    assert stored(parts, made).meeting == MEETING
    record(parts, made)  # a double click
    changed = replace(TOLD, agreed="")
    record(parts, made, changed, mark_of(MEETING))
    assert stored(parts, made).meeting == replace(MEETING, agreed="")
    record(parts, made, Told(held_on=None, body="", agreed=""), mark_of(replace(MEETING, agreed="")))
    assert stored(parts, made).meeting is None
    happened = [e.what for e in parts.trail.of(f"RETURN#{made.ref}") if e.what.startswith("meeting")]
    assert happened == ["meeting.recorded", "meeting.recorded", "meeting.removed"]


def test_what_a_colleague_recorded_meanwhile_is_not_lost(parts):
    made = answered_return(parts)
    record(parts, made)
    with pytest.raises(Outdated) as caught:
        record(parts, made, replace(TOLD, agreed="Nothing"))
    assert caught.value.current == MEETING


def test_nobody_changes_it_while_it_is_being_approved_and_only_the_lead_before(parts):
    made = waiting_return(parts)
    with pytest.raises(Refused):
        record(parts, made)
    with pytest.raises(NotAllowed):
        record(parts, made, person=builders.APPROVER)
