"""Two machines whose clocks disagree: no mail goes twice, and no step of the ladder is planned twice."""

from datetime import UTC, date, datetime, time

import pytest

from chalicelib.domain.times import LONDON
from chalicelib.services.bank_holidays import of_england
from chalicelib.services.reminding import plan_due_reminders
from tests.support.fakes import Clock
from tests.support.mail import posting_parts, queued, return_with_contacts, work

SKEWS = (-60, -6, -1, 1, 4, 6, 60)  # minutes; a lease lasts five
NOT_OPENED = date(2027, 2, 2)


@pytest.fixture
def parts():
    made = posting_parts()
    made.bank_holidays = of_england
    return made


def another(parts, minutes):
    """A worker on the same table, with its own idea of the time, sending through the same provider."""
    other = parts.beside(parts.table)
    other.compose, other.sender, other.bank_holidays = parts.compose, parts.sender, parts.bank_holidays
    other.clock = Clock(parts.now())
    other.clock.move(minutes=minutes)
    return other


class Meanwhile:
    """Does something else once, then what it stands in front of."""

    def __init__(self, what, then):
        self.left, self.then = [what], then

    def __call__(self, *arguments):
        if self.left:
            self.left.pop()()
        return self.then(*arguments)


@pytest.mark.parametrize("minutes", SKEWS)
def test_while_one_sends_another_takes_it_for_dead(parts, minutes):
    made = return_with_contacts(parts)
    queued(parts, "mail.receipt", made.ref, part="lead")
    other = another(parts, minutes)
    sender = parts.sender
    sender.send = Meanwhile(lambda: work(other), sender.send)
    work(parts)
    for each in (other, parts):
        work(each)
    assert len(sender.sent) == 1


@pytest.mark.parametrize("minutes", SKEWS)
def test_before_one_sends_another_takes_over(parts, minutes):
    made = return_with_contacts(parts)
    queued(parts, "mail.receipt", made.ref, part="lead")
    other = another(parts, minutes)
    parts.compose = Meanwhile(lambda: work(other), parts.compose)
    work(parts)
    for each in (other, parts):
        work(each)
    assert len(parts.sender.sent) == 1


@pytest.mark.parametrize("minutes", SKEWS)
def test_two_schedules_plan_a_step_once(parts, minutes):
    invited = datetime(2027, 1, 12, 10, 0, tzinfo=UTC)
    return_with_contacts(parts, invited_at=invited)
    parts.clock.now = datetime.combine(NOT_OPENED, time(12), LONDON).astimezone(UTC)
    other = another(parts, minutes)
    for each in (parts, other, parts, other):
        plan_due_reminders(each)
        work(each)
    assert [message.subject for message in parts.sender.sent] == ["Is this for you?"]
