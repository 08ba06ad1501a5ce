"""People of a return on each kind of table: who may be written while they are who they were, and codes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.comments import Comment, Comments, with_one_more
from chalicelib.domain.credentials import CODE_TRIES, Credential, CredentialKind
from chalicelib.domain.returns import Audience, Part, ReturnStatus
from chalicelib.services.ports import Activity, Conflict
from tests.support.builders import LEAD, cycle, partnership, return_
from tests.support.fakes import MONDAY
from tests.support.people import CY, GOV

ALWAYS = tuple(ReturnStatus)


@pytest.fixture
def made(parts, pk):
    name = pk.replace("#", "-")
    audiences = (Audience(partnership_id=name, cycle_id=name),)
    new = return_(ref=name, organisation_id=name, audiences=audiences, people={LEAD.id: LEAD, CY.id: CY})
    parts.commit(parts.organisations.partnership_saved(partnership(id=name)))
    parts.commit(parts.cycles.saved(cycle(id=name, partnership_id=name)))
    parts.commit(parts.returns.created(new, total=1))
    return new


def change(parts, made, changes, while_part, **more):
    write = parts.returns.changed(made, changes, while_in=ALWAYS, while_part=while_part, **more)
    parts.commit(write)
    return parts.returns.get(made.ref)


def test_somebody_is_added_once_and_changed_while_they_are_who_they_were(parts, made):
    path = f"people.{GOV.id}"
    assert change(parts, made, {path: GOV}, {GOV.id: None}).people[GOV.id] == GOV
    with pytest.raises(Conflict) as conflict:
        change(parts, made, {path: GOV}, {GOV.id: None})
    assert conflict.value.kind == "RETURN"
    with pytest.raises(Conflict):
        change(parts, made, {f"{path}.finished_at": MONDAY}, {GOV.id: Part.CONTRIBUTOR})
    found = change(parts, made, {f"{path}.finished_at": MONDAY}, {GOV.id: Part.READER})
    assert found.people[GOV.id].finished_at == MONDAY
    found = change(parts, made, {}, {GOV.id: Part.READER}, remove=(f"{path}.finished_at",))
    assert found.people[GOV.id] == GOV
    assert GOV.id not in change(parts, made, {}, {GOV.id: Part.READER}, remove=(path,)).people
    with pytest.raises(Conflict):  # a part of somebody who is gone is not written
        change(parts, made, {f"{path}.finished_at": MONDAY}, {GOV.id: Part.READER})


def test_the_lead_goes_from_one_to_another_in_one_write(parts, made):
    old, new = replace(LEAD, part=Part.CONTRIBUTOR), replace(CY, part=Part.LEAD)
    changes = {f"people.{LEAD.id}": old, f"people.{CY.id}": new}
    expected = {LEAD.id: Part.LEAD, CY.id: Part.CONTRIBUTOR}
    assert change(parts, made, changes, expected).everybody(Part.LEAD) == (new,)
    with pytest.raises(Conflict):
        change(parts, made, changes, expected)


def test_what_nobody_approves_leaves_the_sequence_number_alone(parts, made):
    quiet = change(
        parts, made, {f"people.{CY.id}.job": "Head of HR"}, {CY.id: Part.CONTRIBUTOR}, counted=False
    )
    assert (quiet.seq, quiet.people[CY.id].job) == (made.seq, "Head of HR")
    assert change(parts, made, {}, {}).seq == made.seq + 1


def test_when_each_last_opened_it_and_whether_mail_arrives(parts, made):
    parts.commit(parts.returns.seen(made.ref, CY.id, MONDAY))
    later = MONDAY + timedelta(hours=1)
    parts.commit(parts.returns.seen(made.ref, CY.id, later), parts.returns.seen("other", CY.id, MONDAY))
    parts.commit(parts.returns.mail_to_person_noted(made.ref, GOV.id, "bounced"))
    found = parts.returns.around(made, with_activity=True)
    assert found.activity == {CY.id: Activity(opened_at=later), GOV.id: Activity(mail_state="bounced")}
    assert parts.returns.around(made).activity == {}


def test_comments_are_one_item_that_nobody_overwrites(parts, made):
    said = Comment(id="1" * 26, person=GOV.id, name="Gwen", at=MONDAY, text="Is that so? 🙂")
    first = with_one_more(Comments(), said)
    parts.commit(parts.returns.comments_saved(made.ref, first))
    with pytest.raises(Conflict) as conflict:
        parts.commit(parts.returns.comments_saved(made.ref, first))
    assert (conflict.value.kind, conflict.value.current) == ("COMMENTS", first)
    assert parts.returns.comments(made.ref) == first
    assert parts.returns.around(made, with_comments=True).comments == first
    assert parts.returns.whole(made.ref).comments == first
    assert parts.returns.comments("other") == Comments()


def test_tries_of_a_code_are_counted_and_a_new_code_starts_afresh(parts, made):
    pending = Credential(
        token_hash=f"hash of {made.ref}",
        kind=CredentialKind.PENDING,
        subject=made.ref,
        person=CY.id,
        created_at=MONDAY,
    )
    parts.commit(parts.credentials.issued(pending))
    for digest in ("first", "second"):
        parts.commit(parts.credentials.coded(pending, digest, MONDAY + timedelta(minutes=10)))
        pending = parts.credentials.get(pending.token_hash)
        assert (pending.code_hash, pending.tries) == (digest, 0)
        for _ in range(CODE_TRIES):
            parts.commit(parts.credentials.tried(pending))
        with pytest.raises(Conflict) as conflict:
            parts.commit(parts.credentials.tried(pending))
        assert conflict.value.current.tries == CODE_TRIES
    parts.commit(parts.credentials.named(pending, "Nina", "Office manager"))
    assert parts.credentials.get(pending.token_hash).name == "Nina"
    parts.commit(parts.credentials.revoked(pending, MONDAY))
    for write in (
        parts.credentials.coded(pending, "third", MONDAY),
        parts.credentials.named(pending, "Nina", "Office manager"),
        parts.credentials.tried(pending),
    ):
        with pytest.raises(Conflict):
            parts.commit(write)
