"""The action plan, from one answer and as a whole."""

import pytest

from chalicelib.domain.returns import PlanKind
from tests.support.builders import APPROVER
from tests.support.organisation import (
    BELOW,
    FIRST,
    JO,
    LAST,
    MEETS,
    SECOND,
    answered,
    at_the_desk,
    sit,
    waiting,
)

DATE = {"by_when-day": "27", "by_when-month": "3", "by_when-year": "2027"}
ACTION = {"what": "Agree one visit", "who": "Head teacher", **DATE}


@pytest.fixture
def made(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST, BELOW)
    answered(parts, made, SECOND, BELOW)
    return made


def path(made, criterion=FIRST):
    return f"/r/{made.ref}/criteria/{criterion}/action"


def plans(parts, made):
    return sorted(parts.returns.whole(made.ref).plans, key=lambda p: p.what)


def an_action(browser, made, criterion=FIRST, **changes):
    browser.submit(browser.get(path(made, criterion)), **{**ACTION, **changes})


def test_one_page_asks_what_who_and_by_when(parts, browser, made):
    page = browser.get(path(made))
    assert page.h1 == "What will you do?"
    assert "Your rating: Inadequate" in page.text
    assert "A first step that works for others: ask your board" in page.text
    assert page.links["Leave it for later, and go on"] == f"/r/{made.ref}/criteria/{SECOND}"
    saved = browser.submit(page, how_known="We ask staff", **ACTION)
    assert saved.location == f"/r/{made.ref}/criteria/{SECOND}"
    (plan,) = plans(parts, made)
    assert (plan.kind, plan.criteria, plan.who) == (PlanKind.ACTION, (FIRST,), "Head teacher")
    assert plan.by_when.isoformat() == "2027-03-27"
    assert parts.returns.get(made.ref).plans == {plan.id: (FIRST,)}


def test_after_the_last_question_it_leads_to_the_standard(browser, made):
    saved = browser.submit(browser.get(path(made, LAST)), **ACTION)
    assert saved.location == f"/r/{made.ref}/standards/1"


def test_a_double_click_makes_one_action(parts, browser, made):
    page = browser.get(path(made))
    for _ in range(2):
        assert browser.submit(page, **ACTION).status == 303
    assert len(plans(parts, made)) == 1


def test_every_gap_is_named_and_what_was_typed_stays(browser, made):
    page = browser.submit(browser.get(path(made)), what="", who="Cydlynydd 🙂", **{**DATE, "by_when-day": ""})
    assert page.status == 400
    assert page.errors == ["Enter what you will do", "Enter a real date, like 27 3 2027"]
    fields = page.fields(path(made))
    assert (fields["who"], fields["by_when-month"]) == ("Cydlynydd 🙂", "3")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (("", "", ""), "Enter the date to have it done by"),
        (("31", "2", "2027"), "Enter a real date, like 27 3 2027"),
        (("27", "March", "2027"), "Enter a real date, like 27 3 2027"),
        (("27", "3", "27"), "Enter a real date, like 27 3 2027"),
        (("27", "3", "99999"), "Enter a real date, like 27 3 2027"),
        (("٢٧", "3", "2027"), "Enter a real date, like 27 3 2027"),
    ],
)
def test_a_date_that_is_not_one_says_so(browser, made, day, words):
    fields = dict(zip(DATE, day, strict=True))
    assert browser.submit(browser.get(path(made)), **{**ACTION, **fields}).errors == [words]


def test_text_that_is_too_long_is_kept(browser, made):
    page = browser.submit(browser.get(path(made)), **{**ACTION, "what": "x" * 2_001})
    assert page.errors == ["Your answer must be 2,000 characters or fewer"]
    assert page.fields(path(made))["what"] == "x" * 2_001


def test_a_barrier_needs_only_to_be_said(parts, browser, made):
    page = browser.get(path(made), kind="barrier")
    assert page.h1 == "What is in the way?"
    assert "Saltmarsh Safeguarding Children Partnership reads this" in page.text
    empty = browser.submit(page, path(made))
    assert empty.errors == ["Enter what is in the way"]
    assert empty.h1 == "What is in the way?"
    assert browser.submit(empty, path(made), what="The course is full").status == 303
    (plan,) = plans(parts, made)
    assert (plan.kind, plan.by_when) == (PlanKind.BARRIER, None)
    text = browser.get(f"/r/{made.ref}/actions").text
    assert "What is in the way" in text
    assert "The course is full" in text
    assert "Helps with" not in text


def test_one_action_may_serve_several_answers(parts, browser, made):
    an_action(browser, made)
    page = browser.get(path(made, SECOND))
    (plan,) = plans(parts, made)
    nothing = browser.submit(page, path(made, SECOND) + "/use")
    assert nothing.errors == ["Select an action"]
    used = browser.submit(page, path(made, SECOND) + "/use", plan=plan.id)
    assert used.status == 303
    assert browser.submit(page, path(made, SECOND) + "/use", plan=plan.id).status == 303
    assert plans(parts, made)[0].criteria == (FIRST, SECOND)
    assert "Your plan covers this answer already" in browser.get(path(made, SECOND)).text


def test_an_action_that_is_gone_cannot_be_used(browser, made):
    token = browser.get(path(made)).fields(path(made))["form_token"]
    for plan in ("aZZZ-ZZZ", "a.b", "../x"):
        answer = browser.post(path(made) + "/use", {"form_token": token, "plan": plan})
        assert answer.status == 404


def test_an_id_that_we_never_made_is_refused(parts, browser, made):
    for plan_id in ("", "a.b.c", "zZZZ-ZZZ", "aZZZ-ZZZ.what"):
        page = browser.submit(browser.get(path(made)), **ACTION, _plan_id=plan_id)
        assert page.status == 404
        assert "Agree one visit" in page.text
    assert plans(parts, made) == []


def test_where_to_go_on_is_only_ever_a_page_of_this_return(browser, made):
    saved = browser.submit(browser.get(path(made)), **ACTION, _then="//evil.example.org/")
    assert saved.location == f"/r/{made.ref}/actions"


def test_the_plan_lists_what_is_missing_first(parts, browser, made):
    an_action(browser, made)
    page = browser.get(f"/r/{made.ref}/actions")
    assert page.text.index("still need an action") < page.text.index("What you will do")
    assert page.links["A policy people can use"] == path(made, SECOND)
    assert "27 March 2027" in page.text
    assert "Leading from the top" in page.text


def test_the_plan_when_nothing_needs_one(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST, MEETS)
    page = browser.get(f"/r/{made.ref}/actions")
    assert "No answer needs an action so far." in page.text
    assert "No answer is below the standard so far" in browser.get(f"/r/{made.ref}/actions/add").text


def test_an_action_can_be_added_for_several_answers_at_once(parts, browser, made):
    add = f"/r/{made.ref}/actions/add"
    page = browser.get(add)
    none = browser.submit(page, **ACTION)
    assert none.errors == ["Select at least one answer"]
    assert browser.submit(none, add, **ACTION, criteria=[FIRST, SECOND]).location == f"/r/{made.ref}/actions"
    assert plans(parts, made)[0].criteria == (FIRST, SECOND)


def test_an_action_can_be_changed(parts, browser, made):
    an_action(browser, made)
    (plan,) = plans(parts, made)
    change = f"/r/{made.ref}/actions/{plan.id}"
    page = browser.get(change)
    fields = page.fields(change)
    assert (fields["what"], fields["by_when-year"], fields["criteria"]) == ("Agree one visit", "2027", FIRST)
    assert browser.submit(page, who="Governor").location == f"/r/{made.ref}/actions"
    assert plans(parts, made)[0].who == "Governor"


def test_two_people_changing_one_action_see_both(parts, browser, new_browser, made):
    an_action(browser, made)
    (plan,) = plans(parts, made)
    change, jo = f"/r/{made.ref}/actions/{plan.id}", new_browser()
    sit(parts, jo, made, JO)
    mine, theirs = browser.get(change), jo.get(change)
    jo.submit(theirs, what="What Jo will do")
    page = browser.submit(mine, what="What I will do")
    assert page.status == 409
    assert "Jo Colleague changed this while you were writing" in page.text
    assert "What Jo will do" in page.text
    assert page.fields(change)["what"] == "What I will do"
    assert browser.submit(page, change).status == 303
    assert plans(parts, made)[0].what == "What I will do"


def test_changing_what_somebody_removed_offers_to_put_it_back(parts, browser, made):
    an_action(browser, made)
    (plan,) = plans(parts, made)
    change = f"/r/{made.ref}/actions/{plan.id}"
    page = browser.get(change)
    browser.submit(browser.get(change + "/remove"))
    lost = browser.submit(page, what="Changed")
    assert lost.status == 409
    assert "Somebody removed this from the plan" in lost.text
    assert browser.submit(lost, change).status == 303
    assert plans(parts, made)[0].what == "Changed"


def test_removing_asks_first_and_twice_is_fine(parts, browser, made):
    an_action(browser, made)
    (plan,) = plans(parts, made)
    remove = f"/r/{made.ref}/actions/{plan.id}/remove"
    page = browser.get(remove)
    assert page.h1 == "Do you want to remove this from your plan?"
    assert len(plans(parts, made)) == 1
    for _ in range(2):
        assert browser.submit(page).location == f"/r/{made.ref}/actions"
    assert plans(parts, made) == []
    assert parts.returns.get(made.ref).plans == {}
    assert browser.get(remove).status == 303
    assert browser.get(f"/r/{made.ref}/actions/{plan.id}").status == 404


def test_what_somebody_has_just_changed_is_not_removed_unread(parts, browser, made):
    an_action(browser, made)
    (plan,) = plans(parts, made)
    change = f"/r/{made.ref}/actions/{plan.id}"
    asked = browser.get(change + "/remove")
    browser.submit(browser.get(change), what="A better one")
    page = browser.submit(asked)
    assert page.status == 409
    assert "It was not removed: Lena Lead changed it" in page.text
    assert "A better one" in page.text
    assert browser.submit(page).status == 303
    assert plans(parts, made) == []


def test_while_it_waits_the_plan_can_only_be_read(parts, browser, made):
    an_action(browser, made)
    (plan,) = plans(parts, made)
    form = browser.get(path(made))
    waiting(parts, made)
    page = browser.get(f"/r/{made.ref}/actions")
    assert "Agree one visit" in page.text
    assert "Change: Agree one visit" not in page.links
    assert "Add an action" not in page.links
    for inside in (path(made), f"/r/{made.ref}/actions/{plan.id}", f"/r/{made.ref}/actions/{plan.id}/remove"):
        assert "Save and continue" not in browser.get(inside).text
    refused = browser.submit(form, **{**ACTION, "what": "Too late"})
    assert refused.status == 409
    assert "Too late" in refused.text


def test_the_approver_reads_the_plan(parts, browser, made):
    an_action(browser, made)
    sit(parts, browser, made, APPROVER)
    page = browser.get(f"/r/{made.ref}/actions")
    assert "Agree one visit" in page.text
    assert "Add an action" not in page.links
