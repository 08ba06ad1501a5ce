"""More time: by link from the task list, at once; and what staff see and give."""

from datetime import UTC, date, datetime

from chalicelib.domain.cycles import CycleStatus, due_of
from chalicelib.domain.returns import ReturnStatus
from tests.support import builders
from tests.support.organisation import at_the_desk
from tests.support.staffing import ref_of, signed_in, stored_cycle


def near(parts):
    parts.clock.now = datetime(2027, 3, 16, 10, tzinfo=UTC)


def test_from_the_task_list_and_the_page_says_the_new_date(parts, browser):
    near(parts)
    made = at_the_desk(parts, browser)
    page = browser.get(browser.get(f"/r/{made.ref}").links["I need more time"])
    assert "You need not say why" in page.text
    assert parts.returns.get(made.ref).due_on is None, "looking changes nothing"
    done = browser.follow(browser.submit(page, f"/r/{made.ref}/more-time", until="2027-03-29"))
    assert "Please send it by Monday 29 March 2027" in done.text
    again = browser.follow(browser.submit(page, f"/r/{made.ref}/more-time", until="2027-03-29"))
    assert "Please send it by Monday 29 March 2027" in again.text
    tasks = browser.get(f"/r/{made.ref}")
    assert "Please send it by Monday 29 March 2027" in tasks.text
    assert "I need more time" not in tasks.links


def test_without_a_choice_it_asks_again(parts, browser):
    near(parts)
    made = at_the_desk(parts, browser)
    page = browser.submit(browser.get(f"/r/{made.ref}/more-time"), f"/r/{made.ref}/more-time")
    assert (page.status, "Select how much longer you need" in page.text) == (400, True)


def test_after_closing_it_says_whom_to_ring(parts, browser):
    near(parts)
    made = at_the_desk(parts, browser)
    page = browser.get(f"/r/{made.ref}/more-time")
    parts.commit(parts.cycles.moved(builders.cycle(), CycleStatus.CLOSED))
    page = browser.submit(page, f"/r/{made.ref}/more-time", until="2027-03-29")
    assert (page.status, "Ring Corin Coordinator on 01632 960001" in page.text) == (409, True)


def test_early_on_there_is_no_link(parts, browser):
    made = at_the_desk(parts, browser, status=ReturnStatus.IN_PROGRESS)
    assert "I need more time" not in browser.get(f"/r/{made.ref}").links
    assert "from two weeks before" in browser.get(f"/r/{made.ref}/more-time").text


def test_staff_give_more_on_the_organisations_page(parts, browser):
    cycle = stored_cycle(parts, 12)
    near(parts)
    signed_in(parts, browser)
    path, number = "/staff/organisations/org001/due", 1
    page = browser.get("/staff/organisations/org001")
    wrong = browser.submit(page, path, **{"due_on-day": "31", "due_on-month": "2", "due_on-year": "2027"})
    assert (wrong.status, "Enter a real date" in wrong.text) == (400, True)
    fields = {"due_on-day": "9", "due_on-month": "4", "due_on-year": "2027"}
    done = browser.follow(browser.submit(wrong, path, **fields))
    assert "The new due date is set" in done.text
    assert "Friday 9 April 2027" in done.text
    assert due_of(cycle, parts.returns.get(ref_of(number))) == date(2027, 4, 9)
