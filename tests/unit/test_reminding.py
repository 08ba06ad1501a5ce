"""Reminders planned, looked at again when they leave, and sent once however often planning runs."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.organisations import ContactState
from chalicelib.domain.returns import ReturnStatus, SentBack, asked
from chalicelib.domain.times import LONDON, london_day
from chalicelib.services.bank_holidays import of_england
from chalicelib.services.reminding import plan_due_reminders
from chalicelib.services.ticking import plan_reports, tick
from tests.support.builders import (
    APPROVER,
    LEAD,
    PROFILE,
    contact,
    cycle,
    framework,
    organisation,
    partnership,
)
from tests.support.mail import link_in, posting_parts, return_with_contacts, work

INVITED = datetime(2027, 1, 12, 10, 0, tzinfo=UTC)
NOT_OPENED, STARTED = date(2027, 2, 2), date(2027, 3, 9)
NEARLY_DUE, JUST_PAST = date(2027, 3, 16), date(2027, 3, 23)


@pytest.fixture
def parts():
    made = posting_parts()
    made.bank_holidays = of_england
    return made


def at(day, hour=10, minute=0):
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


def a_return(parts, number=1, **changes):
    return return_with_contacts(parts, number, **{"invited_at": INVITED, **changes})


def plan(parts, day, hour=10, minute=0):
    parts.clock.now = at(day, hour, minute)
    return dict(plan_due_reminders(parts))


def send(parts, day, hour=10):
    """The subjects that went out at that hour."""
    before = len(parts.sender.sent)
    plan(parts, day, hour)
    work(parts)
    return [message.subject for message in parts.sender.sent[before:]]


def test_a_lead_who_never_opened_it_hears_three_times(parts):
    a_return(parts)
    assert send(parts, NOT_OPENED) == ["Is this for you?"]
    assert send(parts, STARTED) == []
    assert send(parts, NEARLY_DUE) == ["Due on Friday 19 March"]
    assert send(parts, JUST_PAST) == ["We have not had your return yet"]
    assert "You can have until Friday 2 April 2027." in parts.sender.sent[1].text
    assert "you can have until Friday 2 April 2027, at once" in parts.sender.sent[2].text
    assert {message.to for message in parts.sender.sent} == {LEAD.email}


def test_who_has_started_hears_how_far_they_are_and_what_comes_next(parts):
    made = a_return(parts, opened_at=INVITED + timedelta(days=2), profile=PROFILE)
    criteria = asked(framework(), made)
    done = {c.id: 3 for c in criteria if c.standard in (1, 2)}
    changes = {"ratings": done, "status": ReturnStatus.IN_PROGRESS}
    parts.commit(parts.returns.changed(made, changes, while_in=tuple(ReturnStatus)))
    assert send(parts, STARTED) == ["You have done 2 of 12"]
    text = parts.sender.sent[0].text
    assert f"Next comes “{framework().section(3).short_title}”." in text
    assert link_in(parts.sender.sent[0])


def test_planning_again_and_again_sends_each_step_once(parts):
    for number in (1, 2, 3):
        lead = replace(LEAD, email=f"lead@school-{number}.example.org")
        a_return(parts, number, people={LEAD.id: lead, APPROVER.id: APPROVER})
    assert plan(parts, NOT_OPENED) == {"reminder_not_opened": 3}
    assert plan(parts, NOT_OPENED, 10, 15) == {}
    work(parts)
    assert plan(parts, NOT_OPENED, 10, 30) == {}
    assert plan(parts, NOT_OPENED + timedelta(days=1)) == {}
    work(parts)
    assert len(parts.sender.sent) == 3


@pytest.mark.parametrize(
    "changes", [{"status": ReturnStatus.SUBMITTED, "submitted_at": INVITED}, {"opened_at": INVITED}]
)
def test_what_happened_between_planning_and_sending_counts(parts, changes):
    made = a_return(parts)
    plan(parts, NOT_OPENED)
    parts.commit(parts.returns.changed(made, changes, while_in=tuple(ReturnStatus)))
    work(parts)
    assert parts.sender.sent == []
    (task,) = parts.tasks.of_subject("saltmarsh", f"RETURN#{made.ref}")
    assert task.note == "not due: its time has passed"


def test_a_reminder_that_could_not_leave_in_time_waits_for_the_morning(parts):
    a_return(parts)
    plan(parts, NOT_OPENED, 15, 45)
    parts.clock.now = at(NOT_OPENED, 16, 1)
    work(parts)
    assert parts.sender.sent == []
    parts.clock.now = at(NOT_OPENED + timedelta(days=1), 9, 59)
    work(parts)
    assert parts.sender.sent == []
    parts.clock.move(minutes=1)
    work(parts)
    assert [message.subject for message in parts.sender.sent] == ["Is this for you?"]


def test_a_reminder_held_up_for_too_long_gives_way_to_the_next(parts):
    a_return(parts, opened_at=INVITED)
    plan(parts, STARTED)
    parts.clock.now = at(NEARLY_DUE)
    plan_due_reminders(parts)
    work(parts)
    assert [message.subject for message in parts.sender.sent] == ["Due on Friday 19 March"]


def test_nobody_gets_two_mails_on_the_day_it_came_back_to_them(parts):
    back = SentBack(kind="changes", by="Harriet Head", at=at(NEARLY_DUE, 9))
    a_return(parts, status=ReturnStatus.IN_PROGRESS, opened_at=INVITED, sent_back=back)
    assert send(parts, NEARLY_DUE) == []
    parts.clock.now = at(NEARLY_DUE + timedelta(days=1))
    work(parts)
    assert [message.subject for message in parts.sender.sent] == ["Due on Friday 19 March"]


def waiting(parts, asked_at):
    return a_return(
        parts,
        sector="police",
        status=ReturnStatus.AWAITING_APPROVAL,
        opened_at=INVITED,
        sent_for_approval_at=asked_at,
    )


def test_an_approver_is_reminded_twice_and_anew_when_asked_again(parts):
    made = waiting(parts, at(date(2027, 2, 4), 15))
    subject = "Reminder: please read and approve Organisation 1’s self-assessment"
    assert send(parts, date(2027, 2, 8)) == []  # Monday: better on Tuesday
    assert send(parts, date(2027, 2, 9)) == [subject]
    assert "On Thursday 4 February 2027 Lena Lead asked you" in parts.sender.sent[0].text
    assert send(parts, date(2027, 2, 10)) == []
    assert send(parts, date(2027, 2, 16)) == [subject]
    parts.commit(
        parts.returns.changed(
            made, {"sent_for_approval_at": at(date(2027, 2, 18))}, while_in=tuple(ReturnStatus)
        )
    )
    assert send(parts, date(2027, 2, 23)) == [subject]
    assert {message.to for message in parts.sender.sent} == {APPROVER.email}


def test_a_reminder_of_the_first_time_does_not_join_that_of_the_second(parts):
    """The first could not leave for a week; by then the approver was asked again, and is due a reminder."""
    made = waiting(parts, at(date(2027, 2, 4), 15))
    plan(parts, date(2027, 2, 9))
    again = {"sent_for_approval_at": at(date(2027, 2, 9), 9)}
    parts.commit(parts.returns.changed(made, again, while_in=tuple(ReturnStatus)))
    assert len(send(parts, date(2027, 2, 16))) == 1
    tasks = parts.tasks.of_subject("saltmarsh", f"RETURN#{made.ref}")
    assert sorted(task.note for task in tasks) == ["not due: asked again since", "sent"]


def test_a_heads_up_to_each_lead_that_mail_reaches_once(parts):
    coming = cycle(status=CycleStatus.PLANNED)
    parts.commit(parts.organisations.partnership_saved(partnership()), parts.cycles.saved(coming))
    for number, sector in enumerate(("police", "police", "primary_care", "voluntary"), start=1):
        parts.commit(parts.organisations.organisation_saved("saltmarsh", organisation(number, sector)))
        state = ContactState.BOUNCED if number == 2 else ContactState.OK
        parts.commit(parts.organisations.contact_saved("saltmarsh", contact(number, state=state)))
    assert plan(parts, date(2027, 1, 5)) == {"heads_up": 2}
    assert plan(parts, date(2027, 1, 6)) == {}
    work(parts)
    assert sorted(message.to for message in parts.sender.sent) == [
        "contact1@example.org",
        "contact3@example.org",
    ]


def test_every_partnership_has_its_turn_and_sees_only_its_own(parts):
    a_return(parts)
    other = replace(partnership(), id="fenland", name="Fenland Safeguarding Children Partnership")
    theirs = cycle(id="other2027", partnership_id="fenland", status=CycleStatus.PLANNED)
    parts.commit(parts.organisations.partnership_saved(other), parts.cycles.saved(theirs))
    assert [p.id for p in parts.organisations.partnerships()] == ["fenland", "saltmarsh"]
    assert plan(parts, NOT_OPENED) == {"reminder_not_opened": 1}


def test_planning_reads_headers_alone_and_wakes_the_worker_only_for_something(parts):
    a_return(parts)
    plan(parts, NOT_OPENED - timedelta(days=1))
    assert parts.pokes == []
    plan(parts, NOT_OPENED)
    assert len(parts.pokes) == 1
    plan(parts, NOT_OPENED, 11)
    assert len(parts.pokes) == 1


def test_a_whole_cycle_ticked_every_quarter_of_an_hour(parts):
    """Sixty working days through a clock change and Easter: who gets what, and when."""
    a_return(parts, 1)
    a_return(parts, 2, people={LEAD.id: replace(LEAD, email="two@example.org")}, opened_at=INVITED)
    day = date(2027, 1, 30)
    while day < date(2027, 4, 10):
        for hour in range(8, 18):
            parts.clock.now = at(day, hour, 30)
            plan_due_reminders(parts)
            work(parts)
        day += timedelta(days=1)
    heard = Counter(message.to for message in parts.sender.sent)
    assert heard == {LEAD.email: 3, "two@example.org": 3}
    sent = [e for n in (223, 224) for e in parts.trail.of(f"RETURN#K7P-{n}") if e.what == "mail.sent"]
    assert sorted({london_day(event.at) for event in sent}) == [NOT_OPENED, STARTED, NEARLY_DUE, JUST_PAST]


def test_a_report_a_day_of_each_cycle_whose_figures_can_change(parts):
    a_return(parts)
    parts.clock.now = at(date(2027, 2, 1), 2)
    assert plan_reports(parts) == plan_reports(parts) == 1
    (task,) = parts.tasks.of_subject("saltmarsh", "CYCLE#cycle2027")
    assert (task.kind, task.intent) == ("render.learning_report", "render#learning_report#2027-02-01")
    parts.clock.now = at(date(2027, 5, 2), 2)
    assert plan_reports(parts) == 1
    parts.clock.now = at(date(2027, 5, 3), 2)
    assert plan_reports(parts) == 0
    parts.commit(parts.cycles.saved(cycle(status=CycleStatus.ARCHIVED)))
    parts.clock.now = at(date(2027, 2, 2), 2)
    assert plan_reports(parts) == 0


def test_a_tick_does_whatever_is_due_and_says_so(parts):
    a_return(parts)
    parts.clock.now = at(NOT_OPENED)
    ticked = tick(parts)
    assert ticked.planned == {"reminder_not_opened": 1}
    assert (ticked.work.done, ticked.render.done) == (1, 1)
    assert str(ticked) == "1 reminder planned, 2 tasks done, 0 not possible."
    assert [message.subject for message in parts.sender.sent] == ["Is this for you?"]
    assert parts.files.objects["reports/cycle2027/report.pdf"][1] == "application/pdf"
    assert str(tick(parts)) == "0 reminders planned, 0 tasks done, 0 not possible."
