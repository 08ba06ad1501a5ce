"""Somebody who leads three schools gets one reminder for all of them, and each school is reminded once."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from chalicelib.domain.credentials import hash_of
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.tasks import TaskState
from chalicelib.domain.times import LONDON
from chalicelib.services.bank_holidays import of_england
from chalicelib.services.reminding import plan_due_reminders
from tests.support.builders import APPROVER, LEAD
from tests.support.mail import posting_parts, return_with_contacts, work

INVITED = datetime(2027, 1, 12, 10, 0, tzinfo=UTC)
NOT_OPENED, NEARLY_DUE = date(2027, 2, 2), date(2027, 3, 16)
SUBJECT = "3 safeguarding self-assessments wait for you"


@pytest.fixture
def parts():
    made = posting_parts()
    made.bank_holidays = of_england
    return made


@pytest.fixture
def schools(parts):
    return [a_return(parts, number) for number in (1, 2, 3)]


def a_return(parts, number, **changes):
    name = f"School {number}"
    return return_with_contacts(
        parts, number, **{"invited_at": INVITED, "organisation_name": name, **changes}
    )


def tick(parts, day, hour=10, minute=0):
    parts.clock.now = datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)
    plan_due_reminders(parts)
    work(parts)


def subjects(parts):
    return [message.subject for message in parts.sender.sent]


def submitted(parts, made):
    changes = {"status": ReturnStatus.SUBMITTED, "submitted_at": parts.now()}
    parts.commit(parts.returns.changed(made, changes, while_in=tuple(ReturnStatus)))


def tasks_of(parts, schools):
    step = "mail#reminder_not_opened#"
    return [
        parts.tasks.get("saltmarsh", f"RETURN#{made.ref}", f"{step}{made.audience.cycle_id}")
        for made in schools
    ]


def test_one_mail_has_a_link_to_each(parts, schools):
    tick(parts, NOT_OPENED)
    assert subjects(parts) == [SUBJECT]
    text = parts.sender.sent[0].text
    links = re.findall(r"^https://\S+$", text, re.M)
    assert len(set(links)) == 3
    opened = {parts.credentials.get(sha(link)).subject for link in links}
    assert opened == {f"RETURN#{made.ref}" for made in schools}
    for made in schools:
        assert f"{made.organisation_name}: not opened yet" in text


def sha(link):
    return hash_of(link.rsplit("/", 1)[1])


def test_each_school_is_reminded_once_however_often_the_schedule_runs(parts, schools):
    for minute in (0, 15, 30, 45):
        tick(parts, NOT_OPENED, 10, minute)
    for hour in (11, 12, 13):
        tick(parts, NOT_OPENED, hour)
    tick(parts, NOT_OPENED + timedelta(days=1))
    assert subjects(parts) == [SUBJECT]
    assert [(task.state, task.note) for task in tasks_of(parts, schools)] == [(TaskState.DONE, "sent")] * 3
    for made in schools:
        assert [e.what for e in parts.trail.of(f"RETURN#{made.ref}")].count("mail.sent") == 1


def test_what_came_in_before_it_left_is_not_in_it(parts, schools):
    parts.clock.now = datetime.combine(NOT_OPENED, time(10), LONDON).astimezone(UTC)
    plan_due_reminders(parts)
    submitted(parts, schools[1])
    work(parts)
    assert subjects(parts) == ["2 safeguarding self-assessments wait for you"]
    assert "School 2" not in parts.sender.sent[0].text


def test_when_the_one_that_brings_the_others_is_in_they_go_by_themselves(parts, schools):
    parts.clock.now = datetime.combine(NOT_OPENED, time(10), LONDON).astimezone(UTC)
    plan_due_reminders(parts)
    submitted(parts, min(schools, key=lambda made: made.ref))
    work(parts)
    assert subjects(parts) == []
    tick(parts, NOT_OPENED, 11, 1)
    assert subjects(parts) == ["Is this for you?"] * 2


def test_another_address_has_a_mail_of_its_own(parts, schools):
    lead = replace(LEAD, id="p-other", email="lead@elsewhere.example.org")
    a_return(parts, 4, people={lead.id: lead, APPROVER.id: APPROVER})
    tick(parts, NOT_OPENED)
    assert sorted(subjects(parts)) == [SUBJECT, "Is this for you?"]


def test_who_leads_one_no_longer_is_not_sent_its_link(parts, schools):
    """The contact says so still; the return knows better."""
    parts.clock.now = datetime.combine(NOT_OPENED, time(10), LONDON).astimezone(UTC)
    plan_due_reminders(parts)
    changes = {f"people.{LEAD.id}.email": "new@school.example.org"}
    last = max(schools, key=lambda made: made.ref)
    parts.commit(parts.returns.changed(last, changes, while_in=tuple(ReturnStatus)))
    work(parts)
    assert subjects(parts) == ["2 safeguarding self-assessments wait for you"]
    tick(parts, NOT_OPENED, 11, 1)
    assert parts.sender.sent[-1].to == "new@school.example.org"
    assert subjects(parts)[-1] == "Is this for you?"


def test_a_worker_that_ends_in_the_middle_sends_nothing_twice(parts, schools):
    parts.clock.now = datetime.combine(NOT_OPENED, time(10), LONDON).astimezone(UTC)
    plan_due_reminders(parts)
    parts.sender.refuse = [ConnectionError()]
    work(parts)
    for hour in (11, 12, 13):
        tick(parts, NOT_OPENED, hour)
    assert parts.sender.sent == []  # nobody can tell whether it went: a person looks
    assert TaskState.FAILED in {task.state for task in tasks_of(parts, schools)}
