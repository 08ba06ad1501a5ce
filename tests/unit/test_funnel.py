"""Where returns stand: each in one stage, whatever its header says."""

from datetime import timedelta

import pytest

from chalicelib.domain.cycles import header_of
from chalicelib.domain.funnel import Stage, funnels, last_seen, stage_of, waits_long
from chalicelib.domain.returns import ReturnStatus
from tests.support.builders import return_
from tests.support.fakes import MONDAY


def header(mail_state="", **changes):
    return header_of(return_(**changes), "cycle2027", 40, mail_state)


@pytest.mark.parametrize("status", list(ReturnStatus))
@pytest.mark.parametrize("mail_state", ["", "bounced", "complained"])
def test_mail_that_comes_back_counts_until_submission(status, mail_state):
    is_in = status in (ReturnStatus.SUBMITTED, ReturnStatus.QUESTIONS)
    expected = "submitted" if is_in else "unreached" if mail_state else status.value
    assert stage_of(header(mail_state, status=status)) == expected


@pytest.mark.parametrize(
    ("people", "noted", "said"),
    [
        ({}, "", "no_contact"),
        ({}, "bounced", "no_contact"),
        (None, "no_contact", ""),
        (None, "bounced", "bounced"),
    ],
)
def test_a_return_without_a_lead_says_so(people, noted, said):
    changes = {} if people is None else {"people": people}
    assert header(noted, **changes).mail_state == said


def test_sectors_add_up_and_keep_their_order():
    headers = [
        header(sector=sector, status=status)
        for sector in ("police", "school", "school")
        for status in ReturnStatus
    ]
    by_sector, whole = funnels(headers, ["school", "housing", "police"])
    assert list(by_sector) == ["school", "housing", "police"]
    assert [funnel.total for funnel in by_sector.values()] == [10, 0, 5]
    assert (whole.total, whole.counts[Stage.SUBMITTED], whole.submitted_percent) == (15, 6, 40)
    assert by_sector["housing"].submitted_percent == 0


def test_a_hundred_percent_means_all_of_them():
    headers = [header(status=ReturnStatus.SUBMITTED)] * 299 + [header()]
    assert funnels(headers, [])[1].submitted_percent == 99


@pytest.mark.parametrize(
    ("days", "status", "long"),
    [
        (7, ReturnStatus.AWAITING_APPROVAL, True),
        (6, ReturnStatus.AWAITING_APPROVAL, False),
        (30, ReturnStatus.IN_PROGRESS, False),
    ],
)
def test_an_approver_has_a_week(days, status, long):
    asked = header(status=status, sent_for_approval_at=MONDAY - timedelta(days=days))
    assert waits_long(asked, MONDAY) is long


def test_the_last_step_is_the_latest_known():
    assert last_seen(header()) is None
    opened, sent = MONDAY - timedelta(days=9), MONDAY - timedelta(days=2)
    assert last_seen(header(opened_at=opened)) == opened
    assert last_seen(header(opened_at=opened, sent_for_approval_at=sent)) == sent
