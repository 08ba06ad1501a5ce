"""A lead hands over: one lead before, one lead after, whatever happens at the same moment."""

import threading
from contextlib import suppress
from typing import Any

import pytest

from chalicelib.domain.errors import (
    Busy,
    Invalid,
    LinkRefused,
    NotAllowed,
    Refused,
    SignedOut,
)
from chalicelib.domain.organisations import Role
from chalicelib.domain.returns import Part, ReturnStatus
from chalicelib.services.answering import save_answer
from chalicelib.services.colleagues import MOST_INVITATIONS, change_person
from chalicelib.services.contacts import follow
from chalicelib.services.desk import sit_down
from chalicelib.services.links import look, opening
from chalicelib.services.profiling import save_profile
from chalicelib.services.succession import hand_over
from tests.support.builders import APPROVER, LEAD, contact
from tests.support.people import CY, GOV, Team, form
from tests.support.small import PLAIN, PRESENT, SMALL, SmallParts
from tests.support.tables import Crash, TroubledTable

SUE = {"name": "Sue Successor", "email": "sue@school.example.org", "job": "New DSL"}


@pytest.fixture
def team() -> Team:
    """Its partnership knows the lead as its contact."""
    found = Team.of(SmallParts(), framework=SMALL.key)
    known = contact(1, name=LEAD.name, email=LEAD.email, phone="01632 960101")
    found.parts.commit(found.parts.organisations.contact_saved("saltmarsh", known))
    return found


def give(team: Team, stays: bool | None = False, token: str = "", **changes: Any) -> None:
    hand_over(team.parts, team.ref, token or team.lead, stays=stays, **{**SUE, **changes})


def leads(team: Team) -> list[str]:
    return [person.name for person in team.return_.everybody(Part.LEAD)]


def contacts(team: Team) -> dict[str, Role]:
    return {c.email: c.role for c in team.parts.organisations.contacts("saltmarsh", "org001")}


def test_the_successor_leads_and_whoever_leaves_is_out_at_once(team: Team) -> None:
    old = team.link(LEAD)

    give(team)

    assert leads(team) == ["Sue Successor"]
    assert LEAD.id not in team.return_.people
    with pytest.raises(LinkRefused):
        look(team.parts, old)
    with pytest.raises(SignedOut):
        sit_down(team.parts, team.ref, team.lead)
    assert opening(team.parts, team.ref, LEAD.id) == []
    (mail,) = team.mails("successor")
    assert mail.payload["person"] == team.return_.everybody(Part.LEAD)[0].id


def test_whoever_stays_keeps_a_link_that_shows_nothing_until_they_are_given_something(team: Team) -> None:
    give(team, stays=True)

    person = team.person(LEAD.id)
    assert (person.part, person.standards) == (Part.CONTRIBUTOR, ())
    with pytest.raises(NotAllowed):
        sit_down(team.parts, team.ref, team.lead)
    sue = team.return_.everybody(Part.LEAD)[0]
    team.sit_again()
    wanted = form(name=LEAD.name, email=LEAD.email, job=LEAD.job, standards=(1,))
    change_person(team.parts, team.ref, team.sessions[sue.id], LEAD.id, wanted)
    save_answer(team.parts, team.ref, team.lead, PLAIN, rating=PRESENT, narrative="We do", version=0)


def test_the_partnership_hears_of_it_and_writes_to_the_successor_from_then_on(team: Team) -> None:
    give(team, stays=True)

    assert contacts(team) == {LEAD.email: Role.OTHER, SUE["email"]: Role.LEAD}
    (event,) = (e for e in team.parts.trail.of("PARTNERSHIP#saltmarsh") if e.what == "lead.handed_over")
    assert event.details == {"organisation": "org001", "reference": team.ref}
    follow(team.parts, "saltmarsh", "org001")
    assert leads(team) == ["Sue Successor"], "the next change of a contact does not take it back"


def test_a_colleague_who_takes_over_keeps_the_link_that_they_know(team: Team) -> None:
    known = team.link(CY)

    give(team, name="Cy Colleague", email=CY.email.upper(), job="DSL")

    assert look(team.parts, known).person.part is Part.LEAD
    assert sit_down(team.parts, team.ref, team.sessions[CY.id]).may_edit
    assert [p.id for p in team.return_.everybody(Part.LEAD)] == [CY.id]


def test_an_approver_who_takes_over_goes_on_to_approve(team: Team) -> None:
    give(team, name=APPROVER.name, email=APPROVER.email, job="Head teacher")

    head = team.person(APPROVER.id)
    assert (head.part, head.also_approves) == (Part.LEAD, True)
    assert team.return_.person(Part.APPROVER) == head
    assert len(team.return_.everybody(Part.APPROVER)) == 1


def test_an_approver_with_two_links_keeps_one(team: Team) -> None:
    second = team.add(email=APPROVER.email)

    give(team, name=APPROVER.name, email=APPROVER.email, job="Head teacher")

    assert APPROVER.id not in team.return_.people
    assert team.person(second).also_approves


@pytest.mark.parametrize("status", list(ReturnStatus))
def test_it_can_be_handed_over_at_any_time(status: ReturnStatus) -> None:
    team = Team.of(SmallParts(), framework=SMALL.key, status=status)

    give(team)

    assert leads(team) == ["Sue Successor"]
    assert team.return_.status is status


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"name": "", "email": "sue"}, {"name": "name_needed", "email": "email_not_real"}),
        ({"stays": None}, {"stays": "staying_needed"}),
        ({"email": f" {LEAD.email.upper()}"}, {"email": "successor_is_you"}),
    ],
)
def test_what_is_missing_is_named(team: Team, changes: Any, problems: Any) -> None:
    with pytest.raises(Invalid) as invalid:
        give(team, **changes)

    assert invalid.value.problems == problems
    assert leads(team) == ["Lena Lead"]


@pytest.mark.parametrize("person", [CY.id, GOV.id, APPROVER.id])
def test_only_the_lead_hands_over(team: Team, person: str) -> None:
    with pytest.raises(NotAllowed):
        give(team, token=team.sessions[person])
    assert leads(team) == ["Lena Lead"]


@pytest.mark.parametrize("stays", [True, False])
def test_of_two_at_once_one_leads(stays: bool) -> None:
    table = TroubledTable()
    team = Team.of(SmallParts(table), framework=SMALL.key)
    rival = Team(team.parts.beside(table.inner), team.ref, team.sessions)
    table.before = lambda: give(rival, stays=stays)

    with pytest.raises((NotAllowed, SignedOut)):
        give(team, stays=stays, name="Sam Second", email="sam@school.example.org")

    assert leads(team) == ["Sue Successor"]
    assert len(team.mails("successor")) == 1


def test_of_many_at_once_one_leads(team: Team) -> None:
    start, went = threading.Barrier(8), []

    def try_one(number: int) -> None:
        start.wait()
        with suppress(NotAllowed, SignedOut, Busy):
            give(team, stays=True, name=f"S{number}", email=f"s{number}@school.example.org")
            went.append(number)

    threads = [threading.Thread(target=try_one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert leads(team) == [f"S{number}" for number in went]
    assert len(went) == 1


def test_a_profile_saved_meanwhile_does_not_bring_the_old_lead_back() -> None:
    table = TroubledTable()
    team = Team.of(SmallParts(table), framework=SMALL.key)
    rival = Team(team.parts.beside(table.inner), team.ref, team.sessions)
    table.before = lambda: give(rival, stays=True)

    with pytest.raises(NotAllowed):
        save_profile(team.parts, team.ref, team.lead, profile={"buys": "yes"}, name="Lena", job="DSL")

    assert leads(team) == ["Sue Successor"]
    assert team.person(LEAD.id).part is Part.CONTRIBUTOR


@pytest.mark.parametrize("at", range(3))
@pytest.mark.parametrize("after", [True, False])
def test_wherever_the_process_ends_there_is_one_lead(at: int, after: bool) -> None:
    table = TroubledTable()
    team = Team.of(SmallParts(table), framework=SMALL.key)
    team.link(LEAD)
    table.crash_at, table.crash_after = at, after
    with suppress(Crash):
        give(team)
    table.calm()

    assert len(leads(team)) == 1
    if leads(team) == ["Sue Successor"]:
        with pytest.raises(SignedOut):
            sit_down(team.parts, team.ref, team.lead)
        assert len(team.mails("successor")) == 1


def test_there_is_an_end_to_how_often_an_address_is_asked_to_take_over(team: Team) -> None:
    for _ in range(MOST_INVITATIONS):
        give(team, stays=True)
        team.sit_again()
        sue = team.return_.everybody(Part.LEAD)[0]
        give(team, stays=False, token=team.sessions[sue.id], name=LEAD.name, email=LEAD.email, job="DSL")
        team.sit_again()
        team.sessions[LEAD.id] = team.sessions[team.return_.everybody(Part.LEAD)[0].id]
    with pytest.raises(Refused):
        give(team, stays=True)
    assert leads(team) == ["Lena Lead"]
