"""From the emailed link into the return, and out again."""

import copy

import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.services.links import mint, revoke
from tests.support.builders import APPROVER, LEAD, cycle, stored_return
from tests.support.organisation import EVERYBODY, at_the_desk


@pytest.fixture
def made(parts):
    return stored_return(parts, people=EVERYBODY)


def link(parts, made, person=LEAD):
    token, writes = mint(parts, made.ref, person.id)
    parts.commit(writes)
    return token


def test_the_start_page_says_who_asks_how_long_and_who_sees_it(parts, browser, made):
    page = browser.get(f"/i/{link(parts, made)}")
    assert page.h1 == "Safeguarding self-assessment for Organisation 1"
    assert "Saltmarsh Safeguarding Children Partnership asks" in page.text
    assert "Friday 19 March 2027" in page.text
    assert "About 2 hours in all" in page.text
    assert "Learning reports count organisations in groups" in page.text
    assert "This link was made for Lena Lead" in page.text


def test_looking_fifty_times_changes_nothing(parts, browser, made):
    token = link(parts, made)
    before = copy.deepcopy(parts.table.items)
    for _ in range(50):
        assert browser.get(f"/i/{token}").status == 200
    assert parts.table.items == before
    assert not browser.cookies


def test_continue_opens_the_task_list_and_leaves_no_secret_in_the_address(parts, browser, made):
    token = link(parts, made)
    entered = browser.submit(browser.get(f"/i/{token}"))
    assert entered.status == 303
    assert entered.location == f"/r/{made.ref}/who"
    assert token not in entered.location
    after = browser.submit(browser.follow(entered))
    assert browser.follow(after).h1 == "Your self-assessment"


def test_the_link_works_again_on_another_device(parts, browser, new_browser, made):
    token = link(parts, made)
    for device in (browser, new_browser(), browser):
        assert device.follow(device.submit(device.get(f"/i/{token}"))).status == 200


def test_the_approver_is_told_what_is_asked_of_them_and_goes_to_approve(parts, browser, made):
    page = browser.get(f"/i/{link(parts, made, APPROVER)}")
    assert page.h1 == "Read and approve the self-assessment of Organisation 1"
    assert "Lena Lead has prepared it" in page.text
    assert "About 15 minutes" in page.text
    asked = browser.follow(browser.submit(page))
    assert asked.h1 == "Who is reading this?"
    assert browser.follow(browser.submit(asked)).location == f"/r/{made.ref}/approve"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_nobody_knows(browser, parts, made, method):
    page = getattr(browser, method)("/i/mistyped")
    assert page.status == 404
    assert page.h1 == "We do not know this link"
    assert "/link-help" in page.links.values()


def test_a_replaced_link_offers_a_new_one_to_the_address_on_file(parts, browser, made):
    token = link(parts, made)
    revoke(parts, made.ref, LEAD.id)
    page = browser.get(f"/i/{token}")
    assert page.status == 410
    assert page.h1 == "This link has been replaced"
    sent = browser.submit(page, "/link-help")
    assert sent.h1 == "Check your email"
    assert LEAD.email not in sent.body
    tasks = parts.tasks.of_subject("saltmarsh", f"RETURN#{made.ref}")
    assert [(t.kind, t.payload["person"]) for t in tasks] == [("mail.new_link", LEAD.id)]


def test_a_link_of_an_archived_cycle_has_come_to_its_end(parts, browser, made):
    token = link(parts, made)
    parts.commit(parts.cycles.saved(cycle(status=CycleStatus.ARCHIVED)))
    page = browser.post(f"/i/{token}")
    assert page.status == 410
    assert page.h1 == "This link has come to its end"
    assert not browser.cookies


def test_finish_for_now_signs_out_and_says_how_to_come_back(parts, browser):
    made = at_the_desk(parts, browser)
    kept = dict(browser.cookies)
    page = browser.follow(browser.submit(browser.get(f"/r/{made.ref}"), f"/r/{made.ref}/finish"))
    assert page.h1 == "You have finished for now"
    assert "open the link in your email again" in page.text
    assert f"/link-help?reference={made.ref}" in page.links.values()
    assert not browser.cookies
    browser.cookies.update(kept)
    assert browser.get(f"/r/{made.ref}").status == 401


def test_finishing_twice_is_not_an_alarm(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(f"/r/{made.ref}")
    browser.submit(page, f"/r/{made.ref}/finish")
    assert browser.submit(page, f"/r/{made.ref}/finish").h1 == "You are signed out"


def test_two_returns_in_two_tabs_stay_apart(parts, browser):
    one = at_the_desk(parts, browser)
    other = at_the_desk(parts, browser, number=2)
    assert "Organisation 1" in browser.get(f"/r/{one.ref}").text
    assert "Organisation 2" in browser.get(f"/r/{other.ref}").text
    browser.submit(browser.get(f"/r/{one.ref}"), f"/r/{one.ref}/finish")
    assert browser.get(f"/r/{other.ref}").status == 200
