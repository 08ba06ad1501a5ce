"""A head who also prepared it, on whose behalf it is approved, and which meeting decided."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.errors import Invalid, NotAllowed, Refused
from chalicelib.domain.returns import Part, ReturnStatus
from chalicelib.domain.submissions import MEETING, MYSELF
from chalicelib.services.answering import save_answer
from chalicelib.services.appointing import (
    approve_it_myself,
    name_approver,
    read_alone,
    second_reader_is_due,
)
from chalicelib.services.approval import not_me, send_back, send_for_approval, take_back
from chalicelib.services.profiling import save_profile
from chalicelib.services.submitting import Approval, approve
from tests.support.builders import APPROVER, LEAD, session
from tests.support.people import CY, EVERYBODY, Team
from tests.support.small import BUYING, CORE, PLAIN, PRESENT, SMALL, SmallParts

ALONE = {LEAD.id: LEAD}
TODAY = date(2027, 1, 11)


def complete(people: Any = ALONE) -> Team:
    """Every question has its answer."""
    team = Team.of(SmallParts(), framework=SMALL.key, people=people)
    save_profile(team.parts, team.ref, team.lead, profile={"buys": "yes"})
    for criterion in (CORE, PLAIN, BUYING):
        save_answer(team.parts, team.ref, team.lead, criterion, rating=PRESENT, narrative="We do", version=0)
    return team


@pytest.fixture
def head() -> Team:
    """The lead is also the head."""
    team = complete()
    approve_it_myself(team.parts, team.ref, team.lead)
    return team


def state(team: Team, token: str = "", **changes: Any) -> Any:
    values = {"seq": team.return_.seq, "name": "Lena Lead", "job": "Head", "declared": True}
    return approve(team.parts, team.ref, token or team.lead, Approval(**{**values, **changes}))


def copy_of(team: Team, submission: Any) -> Any:
    return json.loads(team.parts.files.get(submission.key))


def test_the_lead_approves_in_their_own_session_after_being_asked_for_another_reader(head: Team) -> None:
    send_for_approval(head.parts, head.ref, head.lead)
    assert head.mails("approval") == []
    assert second_reader_is_due(head.return_)
    with pytest.raises(Refused) as refused:
        state(head)
    assert refused.value.code == "second_reader_needed"
    assert head.return_.status is ReturnStatus.AWAITING_APPROVAL

    read_alone(head.parts, head.ref, head.lead)
    submission = state(head)

    assert submission.prepared_it
    assert copy_of(head, submission)["approved"]["prepared_it"] is True
    assert [mail.payload["person"] for mail in head.mails("receipt")] == [LEAD.id]


def test_with_a_governor_who_reads_it_nobody_is_asked_again(head: Team) -> None:
    head.add(part="reader")

    assert not second_reader_is_due(head.return_)
    send_for_approval(head.parts, head.ref, head.lead)
    assert state(head).prepared_it


def test_there_is_nobody_to_send_it_back_to(head: Team) -> None:
    send_for_approval(head.parts, head.ref, head.lead)

    with pytest.raises(NotAllowed):
        send_back(head.parts, head.ref, head.lead, note="Standard 2")
    with pytest.raises(NotAllowed):
        not_me(head.parts, head.ref, head.lead)
    take_back(head.parts, head.ref, head.lead)

    assert head.return_.status is ReturnStatus.IN_PROGRESS
    assert LEAD.id in head.return_.people


def test_a_lead_who_does_not_approve_cannot(head: Team) -> None:
    name_approver(head.parts, head.ref, head.lead, name="Ann", email="ann@school.example.org", job="Head")
    send_for_approval(head.parts, head.ref, head.lead)

    with pytest.raises(NotAllowed):
        state(head)
    assert len(head.mails("approval")) == 1


def test_whoever_was_named_before_is_out_when_the_lead_approves_it_themself() -> None:
    team = complete({LEAD.id: LEAD, APPROVER.id: APPROVER})
    approve_it_myself(team.parts, team.ref, team.lead)

    assert set(team.return_.people) == {LEAD.id}
    approver = team.return_.person(Part.APPROVER)
    assert approver is not None
    assert approver.id == LEAD.id


def test_naming_oneself_by_address_is_the_same() -> None:
    team = complete()
    name_approver(team.parts, team.ref, team.lead, name="L. Lead", email=LEAD.email.upper(), job="Head")

    assert team.person(LEAD.id).also_approves
    assert len(team.return_.people) == 1


def test_a_copy_of_earlier_days_with_two_links_for_one_person_says_so_too() -> None:
    other = APPROVER.__class__(
        id="p-self", part=Part.APPROVER, name="Lena Lead", email=LEAD.email, job="Head"
    )
    team = complete({LEAD.id: LEAD, other.id: other})
    send_for_approval(team.parts, team.ref, team.lead)

    assert state(team, token=team.sessions[other.id]).prepared_it


def test_somebody_elses_approval_says_nothing_of_the_kind() -> None:
    team = complete(EVERYBODY)
    send_for_approval(team.parts, team.ref, team.lead)
    submission = state(team, token=team.sessions[APPROVER.id], name="Harriet Head", job="Head")

    assert not submission.prepared_it
    approved = copy_of(team, submission)["approved"]
    assert approved["prepared_it"] is False
    assert (approved["decided"], approved["decided_on"], approved["on_behalf_of"]) == (None, None, "")
    assert {mail.payload["person"] for mail in team.mails("receipt")} == {LEAD.id, APPROVER.id}


@pytest.mark.parametrize("person", [LEAD.id, CY.id, "pGVR-222"])
def test_nobody_but_the_approver_submits(person: str) -> None:
    team = complete(EVERYBODY)
    send_for_approval(team.parts, team.ref, team.lead)

    with pytest.raises(NotAllowed):
        state(team, token=team.sessions[person])
    assert team.return_.status is ReturnStatus.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("stated", "decided", "decided_on"),
    [
        ({}, None, None),
        ({"decided": MYSELF}, "myself", None),
        ({"decided": MYSELF, "decided_on": TODAY}, "myself", None),
        ({"decided": MEETING, "decided_on": TODAY}, "meeting", "2027-01-11"),
        ({"decided": MEETING, "decided_on": date(2026, 12, 3)}, "meeting", "2026-12-03"),
    ],
)
def test_who_decided_and_when_is_in_the_copy(stated: Any, decided: Any, decided_on: Any) -> None:
    team = complete(EVERYBODY)
    send_for_approval(team.parts, team.ref, team.lead)
    token = team.sessions[APPROVER.id]
    submission = state(team, token=token, on_behalf_of=" The governing body ", **stated)

    approved = copy_of(team, submission)["approved"]
    assert (approved["decided"], approved["decided_on"]) == (decided, decided_on)
    assert approved["on_behalf_of"] == submission.on_behalf_of == "The governing body"
    assert submission.decided == stated.get("decided", "")
    assert (submission.decided_on.isoformat() if submission.decided_on else None) == decided_on


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({"decided": MEETING}, {"decided_on": "decided_on_needed"}),
        ({"decided": MEETING, "decided_on": TODAY + timedelta(days=1)}, {"decided_on": "decided_on_to_come"}),
        ({"decided": "the cat"}, {"decided": "decided_needed"}),
        ({"decided_on": TODAY}, {"decided": "decided_needed"}),
    ],
)
def test_what_cannot_be_stated(stated: Any, problems: Any) -> None:
    team = complete(EVERYBODY)
    send_for_approval(team.parts, team.ref, team.lead)

    with pytest.raises(Invalid) as invalid:
        state(team, token=team.sessions[APPROVER.id], **stated)
    assert invalid.value.problems == problems


def test_somebody_else_at_the_approvers_keyboard_does_not_become_the_approver() -> None:
    """The copy says who stated it; who the partnership wrote to stays who that was."""
    from chalicelib.services.entering import say_who

    team = complete(EVERYBODY)
    send_for_approval(team.parts, team.ref, team.lead)
    token = session(team.parts, team.return_, APPROVER)
    say_who(team.parts, team.ref, token, name="Dora Deputy", job="Deputy head")

    submission = state(team, token=token, name="Dora Deputy", job="Deputy head")

    assert submission.approved_by == "Dora Deputy"
    assert team.person(APPROVER.id).name == "Harriet Head"
