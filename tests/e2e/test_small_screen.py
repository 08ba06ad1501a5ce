"""The journey on a narrow phone: no page is ever wider than the screen."""

import pytest

from tests.e2e import walk
from tests.e2e.access import NARROW, too_wide

APPROVER = "approver@phone.example.org"


@pytest.fixture
def phone(new_context):
    """Makes phones."""
    return lambda: new_context(viewport=NARROW, has_touch=True, is_mobile=True).new_page()


def fits(page):
    assert too_wide(page) == [], page.url


def test_a_return_on_a_phone(marram, phone):
    page = phone()
    walk.enter(page, marram.invitation("phone"))
    fits(page)
    page.goto(walk.address(page, "/about"))
    fits(page)
    walk.tell_about(page)
    answer_one_question(page)
    walk.answer_the_rest(page)
    for below in ("", "/standards/2", "/actions", "/evidence", "/anything-else", "/people", "/check"):
        page.goto(walk.address(page, below))
        fits(page)
    walk.name_approver(page, APPROVER)
    walk.ask_for_approval(page)
    fits(page)
    approve(phone(), marram)


def answer_one_question(page):
    page.goto(walk.address(page, "/standards/1"))
    fits(page)
    walk.press(page, "Start")
    fits(page)
    walk.write_answer(page, "We talk about it twice a year.", walk.BELOW)
    walk.press(page, "Save and continue")
    walk.reads(page, "What will you do?")
    fits(page)
    walk.plan_action(page, "Put it on every agenda.", walk.in_months(2))


def approve(page, marram):
    walk.open_as_approver(page, marram.system, APPROVER)
    fits(page)
    walk.state_and_declare(page)
    walk.press(page, "Approve and submit")
    walk.reads(page, "Self-assessment submitted")
    fits(page)
    walk.press(page, "Download your copy")
    walk.reads(page, "Your copies")
    fits(page)
