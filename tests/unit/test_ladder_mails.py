"""What comes after the due date: the approver's help, a call, the chair, or an offer to talk."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from chalicelib.domain.calls import Outcome
from chalicelib.domain.ladder import Step
from chalicelib.domain.organisations import ContactState, Role
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.times import LONDON
from chalicelib.services.bank_holidays import of_england
from chalicelib.services.calling import Heard, note_call
from chalicelib.services.reminding import plan_due_reminders
from tests.support.builders import APPROVER, LEAD, contact, cycle, organisation
from tests.support.mail import again, posting_parts, return_with_contacts, work

INVITED = datetime(2027, 1, 12, 10, 0, tzinfo=UTC)
JUST_PAST, HELP, CALL, CHAIR = date(2027, 3, 23), date(2027, 3, 30), date(2027, 4, 2), date(2027, 4, 6)
SUBJECT = "RETURN#K7P-223"


@pytest.fixture
def parts():
    made = posting_parts()
    made.bank_holidays = of_england
    return made


def late(parts, sector="police", **changes):
    """A return of a cycle with the whole ladder, due on Friday 19 March."""
    made = return_with_contacts(parts, sector=sector, invited_at=INVITED, **changes)
    long = cycle(whole_ladder=True, closes_on=date(2027, 4, 30), sectors=("police", "school", "voluntary"))
    parts.commit(parts.cycles.saved(long))
    return made


def at(day, hour=10):
    return datetime.combine(day, time(hour), LONDON).astimezone(UTC)


def send(parts, day, hour=10):
    before = len(parts.sender.sent)
    parts.clock.now = at(day, hour)
    plan_due_reminders(parts)
    work(parts)
    return parts.sender.sent[before:]


def rang(parts, day, outcome=Outcome.NO_ANSWER, **more):
    parts.clock.now = at(day, 11)
    note_call(parts, "saltmarsh", "org001", "s-coordinator", Heard(once="", outcome=outcome, **more))


def chair_known(parts, **changes):
    made = contact(1, Role.CHAIR, email="chair@example.org", name="Chris Chair", **changes)
    parts.commit(parts.organisations.contact_saved("saltmarsh", made))


def test_the_lead_is_told_who_is_asked_next_and_then_has_a_copy(parts):
    late(parts)
    (told,) = send(parts, JUST_PAST)
    assert "by Tuesday 30 March 2027, we will then ask Harriet Head" in " ".join(told.text.split())
    (asked,) = send(parts, HELP)
    assert (asked.to, asked.cc) == (APPROVER.email, LEAD.email)
    assert asked.subject == "Can you help us with Organisation 1’s return?"
    assert "://" not in asked.text + asked.html  # whoever reads the copy must not hold the approver's link


def test_the_approver_is_not_asked_unless_the_lead_was_told(parts):
    late(parts)
    assert send(parts, HELP) == []
    task = parts.tasks.get("saltmarsh", SUBJECT, f"mail#{Step.APPROVERS_HELP}#cycle2027")
    assert task.note == "not due: lead was not told first"


def test_nobody_is_asked_who_is_the_lead_or_whose_mail_comes_back(parts):
    late(parts)
    send(parts, JUST_PAST)
    lost = contact(1, Role.APPROVER, id=APPROVER.id, email=APPROVER.email, state=ContactState.BOUNCED)
    parts.commit(parts.organisations.contact_saved("saltmarsh", lost))
    assert send(parts, HELP) == []


def test_the_chair_is_written_to_after_a_call_and_not_before(parts):
    late(parts)
    chair_known(parts)
    send(parts, JUST_PAST)
    send(parts, HELP)
    assert send(parts, CALL) == []  # a person rings
    assert send(parts, CHAIR) == []
    rang(parts, CHAIR)
    (mail,) = send(parts, CHAIR + timedelta(days=1))
    assert (mail.to, mail.subject) == ("chair@example.org", "Organisation 1’s safeguarding return")
    assert "on Tuesday 23 March 2027, Tuesday 30 March 2027." in mail.text
    assert "on Tuesday 6 April 2027." in mail.text
    assert send(parts, CHAIR + timedelta(days=2)) == []


def test_a_promise_stops_what_was_planned_but_not_sent(parts):
    late(parts)
    chair_known(parts)
    rang(parts, CALL)
    parts.clock.now = at(CHAIR)
    plan_due_reminders(parts)
    rang(parts, CHAIR, Outcome.WILL_SEND, promised_on=CHAIR + timedelta(days=3))
    work(parts)
    assert parts.sender.sent == []
    task = parts.tasks.get("saltmarsh", SUBJECT, "mail#chair#cycle2027")
    assert task.note == "not due: they were spoken to"


def test_without_a_chair_whoever_leads_the_trust_hears(parts):
    late(parts)
    parts.commit(
        parts.organisations.organisation_saved("saltmarsh", organisation(1, "police", parent="org009"))
    )
    above = contact(9, Role.LEAD, email="trust@example.org")
    parts.commit(parts.organisations.contact_saved("saltmarsh", above))
    rang(parts, CALL)
    assert [mail.to for mail in send(parts, CHAIR)] == ["trust@example.org"]


def test_an_address_of_a_chair_that_comes_back_is_noted(parts):
    late(parts)
    chair_known(parts)
    rang(parts, CALL)
    from chalicelib.services.ports import SendRefused

    parts.sender.refuse.append(SendRefused("address"))
    send(parts, CHAIR)
    (chair,) = [c for c in parts.organisations.contacts("saltmarsh", "org001") if c.role is Role.CHAIR]
    assert chair.state is ContactState.BOUNCED


def test_a_voluntary_group_is_offered_a_talk_once_and_then_left_alone(parts):
    late(parts, sector="voluntary")
    chair_known(parts)
    rang(parts, CALL - timedelta(days=1))
    heard = []
    day = date(2027, 1, 13)
    while day <= date(2027, 4, 30):
        heard += send(parts, day)
        day += timedelta(days=1)
    assert [mail.subject for mail in heard] == [
        "Is this for you?",
        "Due on Friday 19 March",
        "Would it help to talk?",
    ]
    assert {mail.to for mail in heard} == {LEAD.email}


def test_coming_in_stops_every_step(parts):
    made = late(parts)
    chair_known(parts)
    rang(parts, CALL)
    parts.clock.now = at(CHAIR)
    plan_due_reminders(parts)
    changes = {"status": ReturnStatus.SUBMITTED, "submitted_at": at(CHAIR, 11)}
    parts.commit(parts.returns.changed(made, changes, while_in=tuple(ReturnStatus)))
    work(parts)
    assert parts.sender.sent == []
    (task,) = [t for t in parts.tasks.of_subject("saltmarsh", SUBJECT) if t.is_mail]
    assert again(parts, task).note == "not due: its time has passed"


def test_more_time_after_a_reminder_was_planned_moves_it(parts):
    made = late(parts)
    parts.clock.now = at(date(2027, 3, 16))
    plan_due_reminders(parts)
    parts.commit(
        parts.returns.changed(made, {"due_on": date(2027, 4, 1)}, while_in=tuple(ReturnStatus), counted=False)
    )
    work(parts)
    assert parts.sender.sent == []
    parts.clock.now = at(date(2027, 3, 30), 9)
    work(parts)
    assert parts.sender.sent == []
    assert [mail.subject for mail in send(parts, date(2027, 3, 30))] == ["Due on Thursday 1 April"]
