"""The schedule reminds those who have not sent theirs, and nobody else."""

from datetime import UTC, datetime, time

from chalicelib.domain.times import LONDON
from chalicelib.domain.working_days import working_days_from
from chalicelib.services.bank_holidays import of_england
from tests.e2e import walk

ELEVEN = time(11, 0)
WORKING_DAYS_BEFORE = -3


def test_reminders_reach_those_who_have_not_submitted(marram, page, new_context, look):
    lead = marram.lead("small")
    approver = "approver@small.example.org"
    walk.ready_to_approve(page, marram.invitation("small"), approver)
    other = new_context().new_page()
    walk.open_as_approver(other, marram.system, approver)
    walk.state_and_declare(other)
    walk.press(other, "Approve and submit")
    walk.reads(other, "Self-assessment submitted")
    holidays = of_england(marram.due.year) | of_england(marram.due.year + 1) | of_england(marram.due.year - 1)
    day = working_days_from(marram.due, WORKING_DAYS_BEFORE, holidays)
    moment = datetime.combine(day, ELEVEN, LONDON).astimezone(UTC).isoformat()
    for _ in range(2):
        marram.system.command("tick", "--at", moment)
    quiet = marram.system.mails(marram.lead("quiet"), "Due on ")
    assert len(quiet) == 1
    assert marram.system.mails(lead, "Due on ") == []
    assert walk.enter(page, marram.system.link_for(marram.lead("quiet"), "Due on "))
    page.goto(walk.address(page, "/more-time"))
    look(page)
