"""What the provider says later: in any order, twice, about mail whose outcome nobody knew."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.mail_events import MailEvent, MailFate, mail_state, settled_by
from chalicelib.domain.organisations import ContactState
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.tasks import LEASE, Task, TaskState
from chalicelib.domain.trail import Event
from chalicelib.handlers.provider_events import mail_event
from chalicelib.services.delivery import record
from tests.support.builders import APPROVER, LEAD, PROFILE
from tests.support.fakes import MONDAY
from tests.support.mail import again, posting_parts, queued, return_with_contacts, work
from tests.support.people import CY
from tests.support.tables import Crash

UNHURRIED = settings(deadline=None)  # the machine may be busy

SENT, DELAYED, RETURNED, DELIVERED, BOUNCED, COMPLAINED = MailFate


@pytest.fixture
def parts():
    return posting_parts()


@pytest.fixture
def made(parts):
    return return_with_contacts(parts)


def happened(parts, task, fate, *addresses, minutes=1):
    at = MONDAY + timedelta(minutes=minutes)
    record(parts, MailEvent(fate=fate, tag=task.tag, at=at, addresses=addresses, message_id="m1"))


def sent(parts, made, kind="mail.invitation", person=LEAD):
    task = queued(parts, kind, made.ref, person=person.id)
    work(parts)
    return again(parts, task)


def states(parts):
    return {c.id: c.state for c in parts.organisations.contacts("saltmarsh")}


def shown(parts):
    (header,) = parts.returns.headers("cycle2027")
    return header.mail_state


def trail(parts, task):
    return [event.what for event in parts.trail.of(task.subject)]


def test_a_bounce_marks_the_contact_the_header_and_the_task(parts, made):
    task = sent(parts, made)
    happened(parts, task, BOUNCED, LEAD.email.upper())
    assert states(parts) == {LEAD.id: ContactState.BOUNCED, APPROVER.id: ContactState.OK}
    assert shown(parts) == "bounced"
    assert (again(parts, task).state, again(parts, task).note) == (TaskState.FAILED, "bounced")
    bounced = parts.trail.of(task.subject)[-1]
    assert (bounced.what, bounced.at) == ("mail.bounced", MONDAY + timedelta(minutes=1))
    assert LEAD.email not in str(bounced)


def test_a_complaint_ends_mail_to_that_person_though_it_had_arrived(parts, made):
    task = sent(parts, made)
    happened(parts, task, DELIVERED)
    happened(parts, task, COMPLAINED, LEAD.email, minutes=9)
    assert states(parts)[LEAD.id] is ContactState.COMPLAINED
    assert (shown(parts), again(parts, task).state) == ("complained", TaskState.DONE)


def test_a_full_mailbox_is_nobodys_fault(parts, made):
    task = sent(parts, made)
    happened(parts, task, RETURNED, LEAD.email)
    assert states(parts)[LEAD.id] is ContactState.OK
    assert (again(parts, task).state, again(parts, task).note) == (TaskState.FAILED, "returned")
    assert shown(parts) == ""


def test_away_until_monday_does_not_undo_a_delivery(parts, made):
    task = sent(parts, made)
    happened(parts, task, DELIVERED, LEAD.email)
    happened(parts, task, RETURNED, LEAD.email, minutes=2)
    assert (again(parts, task).state, again(parts, task).note) == (TaskState.DONE, "delivered")


def test_whoever_reads_for_approval_is_not_disturbed_by_a_bounce(parts, made):
    """An approval names the state of the return that was read: a bounce must not change it."""
    task = sent(parts, made)
    seq = parts.returns.get(made.ref).seq
    happened(parts, task, BOUNCED, LEAD.email)
    assert parts.returns.get(made.ref).seq == seq


@pytest.mark.parametrize("fate", [SENT, DELIVERED])
def test_an_event_settles_what_nobody_knew(parts, made, fate):
    parts.sender.refuse = [TimeoutError()]
    task = sent(parts, made, "mail.receipt")
    assert task.state is TaskState.UNKNOWN
    happened(parts, task, fate)
    after = again(parts, task)
    assert (after.state, after.note) == (TaskState.DONE, fate.value)
    parts.clock.move(minutes=20)
    work(parts)
    assert parts.sender.sent == []


def test_an_event_settles_a_mail_whose_worker_was_killed_while_it_held_it(parts, made):
    class Kills:
        def send(self, message):
            raise Crash

    sender, parts.sender = parts.sender, Kills()
    task = queued(parts, "mail.receipt", made.ref, person=LEAD.id)
    with pytest.raises(Crash):
        work(parts)
    assert again(parts, task).state is TaskState.CLAIMED
    happened(parts, task, SENT)
    assert again(parts, task).state is TaskState.DONE
    parts.sender = sender
    parts.clock.now += LEASE * 2
    work(parts)
    assert sender.sent == []
    assert trail(parts, task) == ["mail.sent"]


def test_an_event_that_comes_after_a_person_was_asked_takes_that_back(parts, made):
    parts.sender.refuse = [TimeoutError()]
    task = sent(parts, made, "mail.receipt")
    parts.clock.move(minutes=16)
    work(parts)
    assert again(parts, task).note == "unsettled"
    happened(parts, task, DELIVERED)
    assert (again(parts, task).state, again(parts, task).note) == (TaskState.DONE, "delivered")


def test_an_event_quicker_than_the_worker_that_sent_is_taken_in(parts, made):
    """It settles the task; the worker finds that and leaves it alone."""
    task = queued(parts, "mail.receipt", made.ref, person=LEAD.id)
    sender = parts.sender

    class Overtaken:
        def send(self, message):
            found = sender.send(message)
            happened(parts, task, DELIVERED)
            return found

    parts.sender = Overtaken()
    work(parts)
    assert (again(parts, task).state, again(parts, task).note) == (TaskState.DONE, "delivered")
    parts.clock.move(hours=1)
    work(parts)
    assert len(sender.sent) == 1


def test_a_second_copy_of_an_event_changes_nothing_that_staff_put_right_meanwhile(parts, made):
    task = sent(parts, made)
    happened(parts, task, BOUNCED, LEAD.email)
    (lost,) = [c for c in parts.organisations.contacts("saltmarsh") if c.id == LEAD.id]
    right = replace(lost, state=ContactState.OK)
    parts.commit(parts.organisations.contact_saved("saltmarsh", right))
    before = dict(parts.table.items)
    happened(parts, task, BOUNCED, LEAD.email)
    assert parts.table.items == before


def test_somebody_who_has_left_stays_so_whatever_their_mail_does(parts, made):
    task = sent(parts, made)
    (lead,) = [c for c in parts.organisations.contacts("saltmarsh") if c.id == LEAD.id]
    gone = replace(lead, state=ContactState.LEFT)
    parts.commit(parts.organisations.contact_saved("saltmarsh", gone))
    happened(parts, task, BOUNCED, LEAD.email)
    assert states(parts)[LEAD.id] is ContactState.LEFT


def test_mail_that_arrives_again_clears_the_header_but_not_for_somebody_else(parts, made):
    first = sent(parts, made)
    happened(parts, first, BOUNCED, LEAD.email)
    to_head = sent(parts, made, "mail.new_link", APPROVER)
    happened(parts, to_head, DELIVERED, APPROVER.email, minutes=5)
    assert shown(parts) == "bounced"
    (lost,) = [c for c in parts.organisations.contacts("saltmarsh") if c.id == LEAD.id]
    parts.commit(parts.organisations.contact_saved("saltmarsh", replace(lost, state=ContactState.OK)))
    second = sent(parts, made, "mail.receipt")
    happened(parts, second, DELIVERED, LEAD.email, minutes=9)
    assert shown(parts) == ""


def test_a_late_bounce_of_an_earlier_mail_does_not_undo_a_later_delivery(parts, made):
    first, second = sent(parts, made), sent(parts, made, "mail.receipt")
    happened(parts, second, DELIVERED, LEAD.email, minutes=9)
    happened(parts, first, BOUNCED, LEAD.email, minutes=2)
    assert shown(parts) == ""


def test_a_copy_that_bounced_is_the_approvers_matter_and_not_the_leads(parts, made):
    task = Task(
        partnership_id="saltmarsh",
        subject="CYCLE#cycle2027",
        intent="mail#heads_up#org001",
        kind="mail.heads_up",
        payload={"cycle": "cycle2027", "organisation": "org001", "contact": LEAD.id},
        due=parts.now(),
        state=TaskState.DONE,
        note="sent",
    )
    parts.commit(parts.tasks.added(task))
    happened(parts, task, BOUNCED, APPROVER.email)
    assert states(parts) == {LEAD.id: ContactState.OK, APPROVER.id: ContactState.BOUNCED}
    assert again(parts, task).note == "sent"


@pytest.mark.parametrize("tag", ["", "somebody-elses", "c2FsdG1hcnNoCngKeQ"])
def test_mail_that_is_not_ours_is_passed_over(parts, tag):
    record(parts, MailEvent(fate=BOUNCED, tag=tag, at=MONDAY, addresses=("x@example.org",)))


@pytest.mark.parametrize("order", list(itertools.permutations([SENT, DELIVERED, BOUNCED])))
def test_whatever_the_order_a_bounce_has_the_last_word(order):
    task = Task(partnership_id="p", subject="s", intent="i", kind="mail.receipt", due=MONDAY)
    for fate in order:
        task = settled_by(task, fate, MONDAY) or task
    assert (task.state, task.note) == (TaskState.FAILED, "bounced")


TASKS = st.builds(
    Task,
    partnership_id=st.just("p"),
    subject=st.just("s"),
    intent=st.just("i"),
    kind=st.just("mail.receipt"),
    due=st.just(MONDAY),
    state=st.sampled_from(TaskState),
    note=st.sampled_from(["", "unsettled", "TimeoutError", "later"]),
)


@UNHURRIED
@given(TASKS, st.lists(st.sampled_from(MailFate), min_size=1, max_size=6))
def test_events_in_any_order_and_number_end_the_same(task, fates):
    def after(order):
        found = task
        for fate in order:
            found = settled_by(found, fate, MONDAY) or found
        return found

    ends = {(e.state, e.note) for e in map(after, itertools.permutations(sorted(set(fates))))}
    assert len(ends) == 1
    assert (after(fates).state, after(fates).note) in ends
    assert after(fates).state in (TaskState.DONE, TaskState.FAILED)


@UNHURRIED
@given(st.permutations(range(4)))
def test_what_a_header_shows_does_not_depend_on_the_order_of_events(order):
    events = [
        Event(
            subject="RETURN#x",
            at=MONDAY + timedelta(minutes=minute),
            actor="mail",
            what=f"mail.{fate}",
            details={"person": person},
        )
        for minute, fate, person in [
            (1, BOUNCED, "lead"),
            (2, DELIVERED, "lead"),
            (3, DELIVERED, "head"),
            (4, BOUNCED, "head"),
        ]
    ]
    heard = [events[n] for n in order]
    assert mail_state(["lead"], heard) == ""
    assert mail_state(["lead", "head"], heard) == "bounced"
    assert mail_state(["new"], heard) == ""


def detail(kind, **more):
    return {
        "eventType": kind,
        "mail": {
            "timestamp": "2027-01-11T10:00:00.000Z",
            "messageId": "m1",
            "destination": ["lead@school.example.org"],
            "tags": {"task": ["c2F"], "ses:configuration-set": ["mail"]},
        },
        **more,
    }


@pytest.mark.parametrize(
    ("record_", "fate", "addresses"),
    [
        (detail("Send", send={}), SENT, ()),
        (detail("DeliveryDelay", deliveryDelay={"timestamp": "2027-01-11T10:00:05Z"}), DELAYED, ()),
        (
            detail(
                "Delivery", delivery={"timestamp": "2027-01-11T10:00:03Z", "recipients": ["a@example.org"]}
            ),
            DELIVERED,
            ("a@example.org",),
        ),
        (
            detail(
                "Bounce",
                bounce={
                    "bounceType": "Permanent",
                    "timestamp": "2027-01-11T10:00:03Z",
                    "bouncedRecipients": [{"emailAddress": "a@example.org", "status": "5.1.1"}],
                },
            ),
            BOUNCED,
            ("a@example.org",),
        ),
        (
            detail(
                "Bounce",
                bounce={
                    "bounceType": "Transient",
                    "timestamp": "2027-01-11T10:00:03Z",
                    "bouncedRecipients": [{"emailAddress": "a@example.org"}],
                },
            ),
            RETURNED,
            ("a@example.org",),
        ),
        (
            detail(
                "Complaint",
                complaint={
                    "timestamp": "2027-01-11T10:00:03Z",
                    "complainedRecipients": [{"emailAddress": "a@example.org"}],
                },
            ),
            COMPLAINED,
            ("a@example.org",),
        ),
        (detail("Reject", reject={"reason": "Bad content"}), RETURNED, ()),
    ],
)
def test_events_of_ses_in_our_terms(record_, fate, addresses):
    event = mail_event(record_)
    assert event is not None
    assert (event.fate, event.addresses, event.tag, event.message_id) == (fate, addresses, "c2F", "m1")
    assert event.at.tzinfo is not None
    assert event.at.minute == 0


@pytest.mark.parametrize(
    "record_", [{}, {"eventType": "Open"}, detail("Click"), detail("Send") | {"mail": {}}]
)
def test_events_that_settle_nothing(record_):
    assert mail_event(record_) is None


def test_a_return_that_is_in_is_not_touched_by_its_mail(parts):
    made = return_with_contacts(parts, status=ReturnStatus.SUBMITTED)
    task = sent(parts, made, "mail.receipt")
    before = parts.returns.get(made.ref)
    happened(parts, task, BOUNCED, LEAD.email)
    assert parts.returns.get(made.ref) == before


def test_mail_to_a_helper_that_comes_back_is_the_leads_to_put_right(parts):
    """It says nothing of whether the organisation can be reached, so staff are not called out."""
    made = return_with_contacts(parts, people={LEAD.id: LEAD, CY.id: CY}, profile=PROFILE)
    contacts = {**states(parts)}
    task = sent(parts, made, "mail.contributor", CY)
    happened(parts, task, BOUNCED, CY.email)
    assert shown(parts) == ""
    assert parts.returns.around(made, with_activity=True).activity[CY.id].mail_state == "bounced"
    assert states(parts)[LEAD.id] is contacts[LEAD.id]
    again_ = queued(parts, "mail.new_link", made.ref, person=CY.id)
    happened(parts, again_, DELIVERED, CY.email, minutes=9)
    assert parts.returns.around(made, with_activity=True).activity[CY.id].mail_state == ""
