"""People who help: asked, changed, removed, done; and what is theirs to see meanwhile."""

import threading
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.errors import Invalid, LinkRefused, NotAllowed, NotFound, Refused, SignedOut
from chalicelib.domain.evidence import EvidenceKind
from chalicelib.domain.evidence_words import Described
from chalicelib.domain.people import MOST_PEOPLE
from chalicelib.domain.returns import EDITABLE, WITH_THE_LEAD, Part, ReturnStatus
from chalicelib.domain.rights import Right
from chalicelib.services import evidence, evidence_keeping, evidence_using
from chalicelib.services.answering import mark_not_applicable, save_answer
from chalicelib.services.colleagues import (
    MOST_INVITATIONS,
    add_person,
    change_own_details,
    change_person,
    finish_part,
    new_person_id,
    remove_person,
    send_link_again,
)
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.links import look
from chalicelib.services.planning import remove_plan, save_plan, use_plan
from chalicelib.services.profiling import mark_standard
from chalicelib.services.reading import read_whole
from tests.support.builders import APPROVER, LEAD
from tests.support.people import CY, EVERYBODY, GOV, Team, form
from tests.support.small import ABSENT, BUYING, CORE, PLAIN, PRESENT, SMALL, SmallParts
from tests.support.tables import TroubledTable


@pytest.fixture
def team() -> Team:
    """Cy answers standard 2, which is BUYING; CORE and PLAIN are standard 1."""
    return Team.of(SmallParts(), framework=SMALL.key, profile={"buys": "yes"})


def answer(team: Team, criterion: str, person: str = CY.id, **changes: Any) -> Any:
    values = {"rating": PRESENT, "narrative": "We do", "version": 0, **changes}
    return save_answer(team.parts, team.ref, team.sessions[person], criterion, **values)


def plan(team: Team, plan_id: str, *criteria: str, person: str = CY.id, version: int = 0) -> None:
    save_plan(
        team.parts,
        team.ref,
        team.sessions[person],
        plan_id,
        criteria=criteria,
        what="Write it down",
        who="Cy",
        by_when=date(2027, 6, 1),
        version=version,
    )


# --- what is a contributor's


def test_a_contributor_answers_their_own_standards_and_knows_of_no_others(team: Team) -> None:
    saved = answer(team, BUYING)

    assert (saved.answer.saved_by, saved.answer.saved_as) == (CY.id, "Cy Colleague")
    for theirs_not in (CORE, PLAIN):
        with pytest.raises(NotFound):
            answer(team, theirs_not)
        with pytest.raises(NotFound):
            mark_not_applicable(
                team.parts, team.ref, team.sessions[CY.id], theirs_not, reason="No", version=0
            )
    seat = sit_down(team.parts, team.ref, team.sessions[CY.id], Right.ENTER)
    assert [c.id for c in seat.criteria()] == [BUYING]
    assert seat.may_edit_criterion(seat.criterion(BUYING))


def test_a_contributor_marks_their_own_standard_and_no_other(team: Team) -> None:
    answer(team, BUYING)
    token = team.sessions[CY.id]

    mark_standard(team.parts, team.ref, token, 2, done=True)

    assert team.return_.standards_done == {"2": True}
    with pytest.raises(NotFound):
        mark_standard(team.parts, team.ref, token, 1, done=False)


def test_a_page_that_names_no_right_shows_a_contributor_nothing(team: Team) -> None:
    with pytest.raises(NotAllowed):
        sit_down(team.parts, team.ref, team.sessions[CY.id])
    with pytest.raises(NotAllowed):
        read_whole(team.parts, team.ref, team.sessions[CY.id])


def test_an_action_is_a_contributors_while_it_serves_their_answers_alone(team: Team) -> None:
    answer(team, BUYING, rating=ABSENT)
    plan(team, "aAAA-AAA", BUYING)
    plan(team, "aBBB-BBB", CORE, person=LEAD.id)
    plan(team, "aCCC-CCC", CORE, BUYING, person=LEAD.id)
    token = team.sessions[CY.id]

    plan(team, "aAAA-AAA", BUYING, version=1)
    with pytest.raises(NotFound):
        plan(team, "aDDD-DDD", CORE)
    for other in ("aBBB-BBB", "aCCC-CCC"):
        with pytest.raises(NotFound):
            plan(team, other, BUYING, version=1)
        with pytest.raises(NotFound):
            remove_plan(team.parts, team.ref, token, other, version=1)
    with pytest.raises(NotFound):
        use_plan(team.parts, team.ref, token, "aBBB-BBB", BUYING)
    seat = sit_down(team.parts, team.ref, token, Right.ENTER)
    shown = look_around(team.parts, seat, with_plans=True).plans
    assert {p.id for p in shown} == {"aAAA-AAA", "aCCC-CCC"}
    remove_plan(team.parts, team.ref, token, "aAAA-AAA", version=2)
    assert set(team.return_.plans) == {"aBBB-BBB", "aCCC-CCC"}


def add_evidence(team: Team, person: str, criterion: str) -> str:
    item = team.parts.new_id()
    said = Described(title=f"Of {person}", where="Page 1")
    more: Any = {"kind": EvidenceKind.LOCATION, "said": said, "criterion": criterion}
    evidence_keeping.add(team.parts, team.ref, team.sessions[person], item, **more)
    return item


def test_evidence_ends_for_a_contributor_where_their_answers_end(team: Team) -> None:
    own, not_theirs = add_evidence(team, CY.id, BUYING), add_evidence(team, LEAD.id, CORE)
    shared = add_evidence(team, LEAD.id, CORE)
    evidence_using.attach(team.parts, team.ref, team.lead, shared, BUYING)
    token = team.sessions[CY.id]
    seat = sit_down(team.parts, team.ref, token, Right.ENTER)

    assert {item.id for item in evidence.register(team.parts, seat).items} == {own, shared}
    evidence.one(team.parts, seat, shared)
    with pytest.raises(NotFound):
        evidence.one(team.parts, seat, not_theirs)
    with pytest.raises(NotFound):
        evidence_using.attach(team.parts, team.ref, token, not_theirs, BUYING)
    with pytest.raises(NotFound):
        evidence_using.attach(team.parts, team.ref, token, own, CORE)
    with pytest.raises(NotFound):
        evidence_keeping.change(
            team.parts, team.ref, token, shared, said=Described(title="Mine", where="Here")
        )
    with pytest.raises(NotFound):
        add_evidence(team, CY.id, "")
    evidence_keeping.change(team.parts, team.ref, token, own, said=Described(title="Better", where="Page 2"))
    evidence_keeping.remove(team.parts, team.ref, token, shared)
    assert evidence.one(team.parts, sit_down(team.parts, team.ref, team.lead), shared).title == "Of p-lead"


def test_leaving_evidence_out_of_ones_own_answer_leaves_it_in_the_others(team: Team) -> None:
    shared = add_evidence(team, LEAD.id, CORE)
    evidence_using.attach(team.parts, team.ref, team.lead, shared, BUYING)

    evidence_using.use_in(team.parts, team.ref, team.sessions[CY.id], shared, [])

    seat = sit_down(team.parts, team.ref, team.lead)
    assert evidence.uses(team.parts, seat) == {shared: (CORE,)}


@pytest.mark.parametrize("person", [CY.id, GOV.id, APPROVER.id])
def test_only_the_lead_names_people(team: Team, person: str) -> None:
    token = team.sessions[person]
    for attempt in (
        lambda: add_person(team.parts, team.ref, token, new_person_id(team.parts), form()),
        lambda: change_person(team.parts, team.ref, token, CY.id, form()),
        lambda: remove_person(team.parts, team.ref, token, GOV.id),
        lambda: send_link_again(team.parts, team.ref, token, GOV.id),
        lambda: change_own_details(team.parts, team.ref, token, name="X", job="Y"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert dict(team.return_.people) == EVERYBODY


# --- asking somebody


def test_asking_a_colleague_mails_them_what_they_are_asked(team: Team) -> None:
    person_id = team.add(standards=(2, 1, 77))

    assert team.person(person_id).standards == (1, 2)
    assert team.person(person_id).invited_at == team.parts.now()
    (mail,) = team.mails("contributor")
    assert mail.payload == {"ref": team.ref, "person": person_id}
    (event,) = team.events("person.added")
    assert event.details == {"person": person_id, "part": "contributor", "standards": "1 2"}


def test_asking_twice_with_one_form_asks_once(team: Team) -> None:
    person_id = new_person_id(team.parts)
    for _ in range(2):
        add_person(team.parts, team.ref, team.lead, person_id, form())

    assert len(team.mails("contributor")) == 1
    assert len(team.return_.people) == 5


def test_a_double_click_at_the_same_moment_asks_once() -> None:
    table = TroubledTable()
    team = Team.of(SmallParts(table), framework=SMALL.key)
    rival, person_id = team.parts.beside(table.inner), new_person_id(team.parts)
    table.before = lambda: add_person(rival, team.ref, team.lead, person_id, form())

    add_person(team.parts, team.ref, team.lead, person_id, form())

    assert len(team.mails("contributor")) == 1
    assert len(team.return_.people) == 5


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"name": " "}, {"name": "name_needed"}),
        ({"job": ""}, {"job": "job_needed"}),
        ({"email": ""}, {"email": "email_needed"}),
        ({"email": "nia at school"}, {"email": "email_not_real"}),
        ({"email": LEAD.email.upper()}, {"email": "person_known"}),
        ({"email": f" {GOV.email}"}, {"email": "person_known"}),
        ({"name": "x" * 201}, {"name": "line_too_long"}),
        ({"name": "x" * 10_000, "job": "x" * 10_000}, {"name": "line_too_long", "job": "line_too_long"}),
        ({"part": "lead"}, {"part": "part_needed"}),
        ({"part": "approver"}, {"part": "part_needed"}),
        ({"part": ""}, {"part": "part_needed"}),
        ({"standards": ()}, {"standards": "standards_needed"}),
        ({"standards": (77,)}, {"standards": "standards_needed"}),
    ],
)
def test_what_is_missing_is_named(team: Team, changes: Any, problems: Any) -> None:
    with pytest.raises(Invalid) as invalid:
        team.add(**changes)

    assert invalid.value.problems == problems
    assert team.mails("contributor") == []


def test_an_approver_may_also_answer_by_another_link(team: Team) -> None:
    person_id = team.add(email=APPROVER.email)

    assert team.person(person_id).part is Part.CONTRIBUTOR
    assert team.person(APPROVER.id) == APPROVER


@pytest.mark.parametrize("status", [s for s in ReturnStatus if s not in WITH_THE_LEAD])
def test_while_nothing_can_be_answered_only_readers_are_asked(status: ReturnStatus) -> None:
    team = Team.of(SmallParts(), framework=SMALL.key, status=status)
    seq = team.return_.seq

    with pytest.raises(Refused):
        team.add()
    person_id = team.add(part="reader", standards=(1,))

    assert team.person(person_id).standards == ()
    assert team.return_.seq == seq, "whoever reads it for approval is not disturbed"


def test_a_made_up_id_is_refused(team: Team) -> None:
    with pytest.raises(NotFound):
        add_person(team.parts, team.ref, team.lead, "p.status", form())


def test_there_is_an_end_to_how_many_people_can_be_asked(team: Team) -> None:
    for number in range(MOST_PEOPLE - len(EVERYBODY)):
        team.add(email=f"n{number}@school.example.org")
    with pytest.raises(Refused) as refused:
        team.add()
    assert "30 people" in refused.value.words


def test_nobody_can_be_written_to_without_end(team: Team) -> None:
    for _ in range(MOST_INVITATIONS):
        remove_person(team.parts, team.ref, team.lead, team.add())
    with pytest.raises(Refused):
        team.add()
    assert len(team.mails("contributor")) == MOST_INVITATIONS

    team.parts.clock.move(days=1)
    team.sit_again()
    team.add()


# --- changing what they do


def change(team: Team, person: Any, **changes: Any) -> None:
    stored = form(
        name=person.name,
        email=person.email,
        job=person.job,
        part=person.part.value,
        standards=person.standards,
    )
    change_person(team.parts, team.ref, team.lead, person.id, replace(stored, **changes))


def test_more_to_answer_is_mailed_and_less_is_not(team: Team) -> None:
    change(team, CY, standards=(1, 2))
    assert len(team.mails("contributor")) == 1
    answer(team, PLAIN)

    change(team, CY, standards=(1,))
    assert len(team.mails("contributor")) == 1
    with pytest.raises(NotFound):
        answer(team, BUYING)


def test_saving_what_stands_already_does_nothing(team: Team) -> None:
    change(team, CY)

    assert team.mails("contributor") == []
    assert team.events("person.changed") == []


def test_at_a_new_address_the_old_link_and_session_end(team: Team) -> None:
    old = team.link(CY)

    change(team, CY, email="cyrus@school.example.org")

    with pytest.raises(LinkRefused):
        look(team.parts, old)
    with pytest.raises(SignedOut):
        answer(team, BUYING)
    assert [m.payload["person"] for m in team.mails("contributor")] == [CY.id]


def test_correcting_a_name_keeps_the_link(team: Team) -> None:
    old = team.link(CY)

    change(team, CY, name="Cyrus Colleague")

    assert look(team.parts, old).person.name == "Cyrus Colleague"
    assert team.mails("contributor") == []


def test_a_colleague_who_becomes_a_reader_answers_no_more(team: Team) -> None:
    change(team, CY, part="reader")

    assert len(team.mails("reader")) == 1
    with pytest.raises(NotAllowed):
        answer(team, BUYING)
    read_whole(team.parts, team.ref, team.sessions[CY.id])


def test_lead_and_approver_are_not_changed_here(team: Team) -> None:
    for person in (LEAD, APPROVER):
        with pytest.raises(NotFound):
            change_person(team.parts, team.ref, team.lead, person.id, form())
        with pytest.raises(NotFound):
            remove_person(team.parts, team.ref, team.lead, person.id)
        with pytest.raises(NotFound):
            send_link_again(team.parts, team.ref, team.lead, person.id)


def test_somebody_removed_at_this_moment_does_not_come_back() -> None:
    table = TroubledTable()
    team = Team.of(SmallParts(table), framework=SMALL.key)
    rival = team.parts.beside(table.inner)
    table.before = lambda: remove_person(rival, team.ref, team.lead, CY.id)

    with pytest.raises(NotFound):
        change(team, CY, standards=(1, 2))

    assert CY.id not in team.return_.people
    assert team.mails("contributor") == []


# --- removing, and new links


def test_a_removed_colleague_is_out_at_once_and_their_answers_stay_with_their_name(team: Team) -> None:
    old = team.link(CY)
    answer(team, BUYING)

    for _ in range(2):
        remove_person(team.parts, team.ref, team.lead, CY.id)

    with pytest.raises(LinkRefused) as refused:
        look(team.parts, old)
    assert refused.value.reason == "revoked"
    with pytest.raises(SignedOut):
        answer(team, BUYING, version=1)
    copy = read_whole(team.parts, team.ref, team.lead).copy
    told = [c for s in copy["standards"] for c in s["criteria"] if c["id"] == BUYING]
    assert told[0]["answered_by"] == "Cy Colleague"


def test_removing_ends_access_even_if_the_process_ends_before_links_do(team: Team) -> None:
    """Being in the return is what lets somebody in; a link alone opens nothing."""
    without = {key: p for key, p in EVERYBODY.items() if key != CY.id}
    team.parts.commit(team.parts.returns.changed(team.return_, {"people": without}, while_in=EDITABLE))

    with pytest.raises(SignedOut):
        answer(team, BUYING)


def test_a_new_link_ends_the_ones_before_and_is_sent_once_an_hour(team: Team) -> None:
    old = team.link(CY)

    assert send_link_again(team.parts, team.ref, team.lead, CY.id)
    newer = team.link(CY)  # as the worker mints it
    assert not send_link_again(team.parts, team.ref, team.lead, CY.id)

    with pytest.raises(LinkRefused):
        look(team.parts, old)
    with pytest.raises(SignedOut):
        answer(team, BUYING)
    assert look(team.parts, newer).person == CY
    assert len(team.mails("new_link")) == 1


def test_a_link_minted_while_the_old_ones_end_is_spared() -> None:
    """The worker may be quicker than whoever asked."""
    table = TroubledTable()
    team = Team.of(SmallParts(table), framework=SMALL.key)
    minted: list[str] = []
    worker = Team(team.parts.beside(table.inner), team.ref)
    table.after = lambda: minted.append(worker.link(CY))

    send_link_again(team.parts, team.ref, team.lead, CY.id)

    assert look(team.parts, minted[0]).person == CY


# --- done


def test_saying_that_ones_part_is_done_tells_the_lead_once(team: Team) -> None:
    token = team.sessions[CY.id]
    seq = team.return_.seq
    for done in (True, True, False, True):
        finish_part(team.parts, team.ref, token, done=done)

    assert team.person(CY.id).finished_at == team.parts.now()
    (mail,) = team.mails("part_finished")
    assert mail.payload == {"ref": team.ref, "person": LEAD.id, "colleague": CY.id}
    assert team.return_.seq == seq


def test_more_to_do_takes_finished_back(team: Team) -> None:
    finish_part(team.parts, team.ref, team.sessions[CY.id], done=True)

    change(team, CY, standards=(1, 2))

    assert team.person(CY.id).finished_at is None


def test_a_reader_may_have_finished_at_any_time_and_a_contributor_only_while_there_is_something_to_do() -> (
    None
):
    team = Team.of(SmallParts(), framework=SMALL.key, status=ReturnStatus.AWAITING_APPROVAL)

    finish_part(team.parts, team.ref, team.sessions[GOV.id], done=True)
    with pytest.raises(Refused):
        finish_part(team.parts, team.ref, team.sessions[CY.id], done=True)

    assert team.person(GOV.id).finished_at


@pytest.mark.parametrize("person", [LEAD.id, APPROVER.id])
def test_lead_and_approver_finish_otherwise(team: Team, person: str) -> None:
    with pytest.raises(NotAllowed):
        finish_part(team.parts, team.ref, team.sessions[person], done=True)


def test_finishing_while_being_handed_the_lead_does_not_undo_that() -> None:
    from chalicelib.services.succession import hand_over

    table = TroubledTable()
    team = Team.of(SmallParts(table), framework=SMALL.key)
    rival = team.parts.beside(table.inner)
    table.before = lambda: hand_over(
        rival, team.ref, team.lead, name=CY.name, email=CY.email, job="DSL", stays=False
    )

    with pytest.raises(NotAllowed):
        finish_part(team.parts, team.ref, team.sessions[CY.id], done=True)

    assert [p.id for p in team.return_.everybody(Part.LEAD)] == [CY.id]


def test_everybody_at_once(team: Team) -> None:
    """Twenty colleagues added from many tabs, while others answer: nobody is lost."""
    start = threading.Barrier(20)

    def ask(number: int) -> None:
        start.wait()
        team.add(email=f"n{number}@school.example.org")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    answer(team, BUYING)
    for thread in threads:
        thread.join()
    assert len(team.return_.people) == 24
    assert len(team.mails("contributor")) == 20


def test_the_leads_own_name_and_role(team: Team) -> None:
    change_own_details(team.parts, team.ref, team.lead, name=" Lena L. Lead ", job="Head")

    assert team.person(LEAD.id) == replace(LEAD, name="Lena L. Lead", job="Head")
    with pytest.raises(Invalid):
        change_own_details(team.parts, team.ref, team.lead, name="", job="Head")
