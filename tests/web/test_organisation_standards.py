"""One standard: its questions, what is not asked, and marking it."""

import pytest

from tests.support.builders import APPROVER
from tests.support.organisation import (
    BELOW,
    FIRST,
    STANDARD_1,
    answered,
    at_the_desk,
    sit,
    waiting,
)


def path(made, number=1):
    return f"/r/{made.ref}/standards/{number}"


def test_it_lists_its_questions_and_where_to_start(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    assert page.h1 == "Senior leaders are committed to keeping children safe and well"
    assert page.text.count("Not answered yet") == 5
    assert page.links["Start"] == f"/r/{made.ref}/criteria/{FIRST}"
    assert "Have you completed this standard?" not in page.text


def test_it_carries_on_where_somebody_stopped(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST, BELOW)
    page = browser.get(path(made))
    assert page.links["Carry on"] == f"/r/{made.ref}/criteria/{STANDARD_1[1].id}"
    assert "Inadequate" in page.text
    assert page.text.count("Still needs an action.") == 1


def test_text_without_a_rating_is_shown_as_that(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST, "")
    assert "Text saved, no rating yet" in browser.get(path(made)).text


def test_what_is_not_asked_is_listed_with_its_reason_and_a_way_back(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made, 2))
    assert "3 questions that we do not ask you, and why" in page.text
    assert "Children are the people you work with" in page.text
    assert page.links["change what you told us about your organisation"] == f"/r/{made.ref}/about"


@pytest.mark.parametrize(("choice", "words"), [("yes", "Completed"), ("later", "In progress")])
def test_a_standard_can_be_marked_or_left_for_later(parts, browser, choice, words):
    made = at_the_desk(parts, browser)
    for criterion in STANDARD_1:
        answered(parts, made, criterion.id)
    page = browser.get(path(made))
    after = browser.submit(page, done=choice)
    assert after.location == f"/r/{made.ref}"
    assert browser.submit(page, done=choice).status == 303
    row = browser.follow(after).text.partition("1. Senior leaders’ commitment")[2].partition("2. Staff")[0]
    assert words in row
    assert browser.get(path(made)).fields(path(made))["done"] == choice


def test_nothing_chosen_is_a_gentle_error(parts, browser):
    made = at_the_desk(parts, browser)
    for criterion in STANDARD_1:
        answered(parts, made, criterion.id)
    page = browser.submit(browser.get(path(made)))
    assert page.status == 400
    assert page.errors == ["Select whether you have completed this standard"]


def test_it_is_not_completed_while_answers_are_left(parts, browser):
    made = at_the_desk(parts, browser)
    token = browser.get(f"/r/{made.ref}").fields(f"/r/{made.ref}/finish")["form_token"]
    page = browser.post(path(made), {"form_token": token, "done": "yes"})
    assert page.status == 400
    assert page.errors == ["Answer the questions that are left, or say why they do not apply"]


@pytest.mark.parametrize("number", ["0", "13", "x", "1.5", "-1", "99999999999"])
def test_there_is_no_such_standard(parts, browser, number):
    made = at_the_desk(parts, browser)
    token = browser.get(f"/r/{made.ref}").fields(f"/r/{made.ref}/finish")["form_token"]
    assert browser.get(path(made, number)).status == 404
    assert browser.post(path(made, number), {"form_token": token, "done": "later"}).status == 404


def test_the_approver_reads_it_without_a_form(parts, browser):
    made = at_the_desk(parts, browser)
    for criterion in STANDARD_1:
        answered(parts, made, criterion.id)
    sit(parts, browser, made, APPROVER)
    page = browser.get(path(made))
    assert page.status == 200
    assert "Have you completed" not in page.text


def test_marking_while_it_waits_is_refused(parts, browser):
    made = at_the_desk(parts, browser)
    for criterion in STANDARD_1:
        answered(parts, made, criterion.id)
    page = browser.get(path(made))
    waiting(parts, made)
    refused = browser.submit(page, done="yes")
    assert refused.status == 409
    assert "Harriet Head is reading" in refused.text
