"""What a cycle's mail page says comes next."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.services.mail_overview import INVITATION, overview
from tests.support.builders import cycle, organisation, partnership
from tests.support.mail import posting_parts

TODAY = datetime(2027, 1, 12, 9, tzinfo=UTC)


@pytest.fixture
def parts():
    made = posting_parts()
    made.clock.now = TODAY
    for number in (1, 2, 3):
        made.commit(made.organisations.organisation_saved("saltmarsh", organisation(number)))
    return made


def invitations(parts, status, opens_on=None):
    found = cycle(status=status)
    found = replace(found, opens_on=opens_on or TODAY.date())
    steps = overview(parts, partnership(), found).steps
    return sum(next(step for step in steps if step.step == INVITATION).next.values())


@pytest.mark.parametrize(
    ("status", "expected"),
    [(CycleStatus.PLANNED, 3), (CycleStatus.OPENING, 3), (CycleStatus.OPEN, 0), (CycleStatus.CLOSED, 0)],
)
def test_once_a_cycle_is_open_nobody_is_said_to_be_invited_by_itself(parts, status, expected):
    """Whoever was added since joins late, when staff say so."""
    assert invitations(parts, status) == expected


def test_a_cycle_to_come_says_whom_it_will_ask(parts):
    assert invitations(parts, CycleStatus.PLANNED, date(2027, 2, 1)) == 3
