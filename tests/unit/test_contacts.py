"""A contact is put right, and whoever leads the return follows."""

from dataclasses import replace

import pytest

from chalicelib.domain.credentials import hash_of, refuse_unless_live
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.errors import Invalid, LinkRefused, NotFound
from chalicelib.domain.organisations import ContactState, Role
from chalicelib.domain.returns import Part, Person, ReturnStatus
from chalicelib.services.contacts import ContactForm, save_contact
from chalicelib.services.cycles import invite
from chalicelib.services.entering import enter
from chalicelib.services.links import mint
from tests.support import builders
from tests.support.fakes import FakeParts

SALTMARSH, SCHOOL = "saltmarsh", "org001"


@pytest.fixture
def parts():
    """One school with a lead and an approver, invited to an open cycle."""
    made = FakeParts()
    made.commit(made.organisations.partnership_saved(builders.partnership()))
    made.commit(made.cycles.saved(builders.cycle()))
    made.commit(made.organisations.organisation_saved(SALTMARSH, builders.organisation()))
    for contact in (builders.contact(), builders.contact(role=Role.APPROVER, email="head@example.org")):
        made.commit(made.organisations.contact_saved(SALTMARSH, contact))
    invite(made, builders.cycle(), [builders.organisation()])
    return made


def form(**changes):
    return ContactForm(**{"name": "Contact 1", "email": "contact1@example.org", "role": "lead", **changes})


def save(parts, contact="c001l", **changes):
    save_contact(parts, SALTMARSH, SCHOOL, form(**changes), actor="s-coordinator", contact=contact)


def header(parts):
    (found,) = parts.returns.headers("cycle2027")
    return found


def the_return(parts):
    return parts.returns.get(header(parts).ref)


def lead(parts):
    return the_return(parts).person(Part.LEAD)


def mails(parts, kind="mail.invitation"):
    tasks = parts.tasks.of_subject(SALTMARSH, f"RETURN#{header(parts).ref}")
    return [task.payload["person"] for task in tasks if task.kind == kind]


def contacts(parts):
    return {c.email: c for c in parts.organisations.contacts(SALTMARSH, SCHOOL)}


def bounce(parts):
    contact = replace(contacts(parts)["contact1@example.org"], state=ContactState.BOUNCED)
    parts.commit(
        parts.organisations.contact_saved(SALTMARSH, contact),
        parts.returns.mail_state_noted(the_return(parts), SALTMARSH, "bounced"),
    )


def test_another_address_is_another_person_and_the_old_links_end(parts):
    bounce(parts)
    before = lead(parts)
    token, writes = mint(parts, header(parts).ref, before.id)
    parts.commit(writes)
    session = enter(parts, token).token
    save(parts, email="right@example.org")
    after = lead(parts)
    assert (after.email, after.id != before.id) == ("right@example.org", True)
    assert before.id not in the_return(parts).people
    for used in (token, session):
        found = parts.credentials.get(hash_of(used))
        with pytest.raises(LinkRefused, match="revoked"):
            refuse_unless_live(found, found.kind, parts.now())
    assert mails(parts) == [before.id, after.id]
    assert header(parts).mail_state == ""
    assert contacts(parts)["contact1@example.org"].state is ContactState.LEFT
    assert the_return(parts).person(Part.APPROVER).email == "head@example.org"


def test_another_name_or_phone_leaves_the_link_alone(parts):
    before = the_return(parts)
    save(parts, name="Contact One", phone="01632 960002")
    assert the_return(parts) == before
    assert contacts(parts)["contact1@example.org"].phone == "01632 960002"
    assert len(mails(parts)) == 1


def test_saving_twice_changes_nothing_more(parts):
    save(parts, email="right@example.org")
    once = the_return(parts), mails(parts)
    save(parts, contact=contacts(parts)["right@example.org"].id, email="right@example.org")
    assert (the_return(parts), mails(parts)) == once


def test_what_was_interrupted_is_finished_by_saving_again(parts):
    """The contact was saved, the return was not."""
    contact = builders.contact(email="right@example.org", id="new")
    parts.commit(parts.organisations.contact_saved(SALTMARSH, contact))
    gone = builders.contact(state=ContactState.LEFT)
    parts.commit(parts.organisations.contact_saved(SALTMARSH, gone))
    save(parts, contact="new", email="right@example.org")
    assert lead(parts).email == "right@example.org"


def test_a_second_lead_does_not_push_the_first_out(parts):
    save(parts, contact="", name="Deputy", email="deputy@example.org")
    assert lead(parts).email == "contact1@example.org"


def test_a_second_lead_takes_over_from_one_whom_mail_does_not_reach(parts):
    bounce(parts)
    save(parts, contact="", name="Deputy", email="deputy@example.org")
    assert lead(parts).email == "deputy@example.org"
    assert header(parts).mail_state == ""


@pytest.mark.parametrize("change", [{"state": "left"}, {"role": "other"}])
def test_the_last_lead_leaves_and_the_return_waits_for_another(parts, change):
    save(parts, **change)
    assert lead(parts) is None
    assert header(parts).mail_state == "no_contact"
    save(parts, contact="", name="Next", email="next@example.org")
    assert lead(parts).email == "next@example.org"
    assert header(parts).mail_state == ""
    assert len(mails(parts)) == 2


def test_somebody_who_left_comes_back_under_the_same_address(parts):
    save(parts, state="left")
    save(parts, contact="", email="contact1@example.org")
    assert lead(parts).email == "contact1@example.org"
    assert len(contacts(parts)) == 2


def test_an_address_that_works_again_is_tried_again(parts):
    bounce(parts)
    before = lead(parts)
    save(parts, state="bounced")
    assert header(parts).mail_state == "bounced"
    save(parts, state="ok")
    assert (header(parts).mail_state, lead(parts)) == ("", before)


def test_after_submission_the_new_lead_gets_a_link_and_no_invitation(parts):
    submitted = {"status": ReturnStatus.SUBMITTED, "submitted_at": parts.now()}
    parts.commit(parts.returns.changed(the_return(parts), submitted, while_in=(ReturnStatus.NOT_STARTED,)))
    save(parts, email="right@example.org")
    assert mails(parts, "mail.new_link") == [lead(parts).id]
    assert len(mails(parts)) == 1
    assert header(parts).status is ReturnStatus.SUBMITTED


@pytest.mark.parametrize("status", [CycleStatus.PLANNED, CycleStatus.ARCHIVED])
def test_a_cycle_that_is_over_or_not_begun_is_left_alone(parts, status):
    parts.commit(parts.cycles.saved(builders.cycle(status=status)))
    before = the_return(parts)
    save(parts, email="right@example.org")
    assert the_return(parts) == before


def test_answers_survive_the_change(parts):
    changes = {"status": ReturnStatus.IN_PROGRESS, "ratings": {"S01-01": 2}}
    parts.commit(parts.returns.changed(the_return(parts), changes, while_in=(ReturnStatus.NOT_STARTED,)))
    save(parts, email="right@example.org")
    assert the_return(parts).ratings == {"S01-01": 2}


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"name": " "}, {"name": "name_needed"}),
        ({"email": ""}, {"email": "email_needed"}),
        ({"email": "nowhere"}, {"email": "email_not_real"}),
        ({"email": "head@example.org"}, {"email": "contact_known"}),
        ({"role": "owner"}, {"role": "role_needed"}),
        ({"state": "bounced"}, {"state": "standing_needed"}),
        ({"phone": "0" * 201}, {"phone": "line_too_long"}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_saved(parts, changes, problems):
    before = dict(parts.table.items)
    with pytest.raises(Invalid) as refused:
        save(parts, **changes)
    assert refused.value.problems == problems
    assert parts.table.items == before


@pytest.mark.parametrize(
    ("partnership", "organisation", "contact"),
    [("elsewhere", SCHOOL, "c001l"), (SALTMARSH, "org002", "c001l"), (SALTMARSH, SCHOOL, "c002l")],
)
def test_only_contacts_of_this_organisation_and_partnership_are_found(
    parts, partnership, organisation, contact
):
    with pytest.raises(NotFound):
        save_contact(parts, partnership, organisation, form(), actor="s", contact=contact)


def test_a_lead_who_also_approves_keeps_both_parts(parts):
    """Their person as approver is left alone."""
    ref = header(parts).ref
    other = Person(id="pX", part=Part.APPROVER, name="Contact 1", email="contact1@example.org")
    parts.commit(
        parts.returns.changed(
            the_return(parts), {"people.pX": other}, remove=("people.c001a",), while_in=tuple(ReturnStatus)
        )
    )
    save(parts, email="right@example.org")
    assert parts.returns.get(ref).people["pX"] == other
