"""Several people, several tabs, impatient fingers, and sessions that end too early."""

import re
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import expect

from chalicelib.domain.credentials import hash_of
from chalicelib.handlers import cookies
from tests.e2e import walk
from tests.e2e.people import APPROVAL, ORGANISATIONS, RECEIPT

QUESTION = "/criteria/S01-01"


def submissions(system, ref):
    return [sk for pk, sk in system.items() if pk == f"RETURN#{ref}" and sk.startswith("SUBMISSION#")]


def test_two_browsers_that_save_one_question_lose_neither_text(marram, new_context, look):
    one, other = new_context().new_page(), new_context().new_page()
    for page in (one, other):
        walk.enter(page, marram.invitation("clash"))
    one.goto(walk.address(one, "/about"))
    walk.tell_about(one)
    for page in (one, other):
        page.goto(walk.address(page, QUESTION))
    walk.write_answer(one, "From the office.", walk.MEETS)
    walk.press(one, "Save and continue")
    expect(one).to_have_url(re.compile("S01-02$"))
    # Only now, or what the other page saves by itself might come first.
    walk.write_answer(other, "From the hall.", walk.MEETS)
    walk.press(other, "Save and continue")
    walk.reads(other, "This answer was changed while you were writing")
    shown = other.locator("main").inner_text()
    assert "From the office." in shown
    assert "From the hall." in shown
    look(other, "two texts")
    walk.press(other, "Save this text and rating")
    one.goto(walk.address(one, QUESTION))
    assert walk.saved_answer(one) == "From the office.\n\nFrom the hall."


def test_three_returns_in_three_tabs_stay_apart(marram, new_context, look):
    context = new_context()
    tabs = {key: context.new_page() for key in ("tabs", "tabs2", "tabs3")}
    for key, tab in tabs.items():
        tab.bring_to_front()
        walk.enter(tab, marram.invitation(key))
        tab.goto(walk.address(tab, "/about"))
        walk.tell_about(tab)
    for key, tab in tabs.items():
        tab.bring_to_front()
        tab.goto(walk.address(tab, QUESTION))
        walk.write_answer(tab, f"This is {ORGANISATIONS[key]}.", walk.MEETS)
    for tab in tabs.values():
        tab.bring_to_front()
        ref = walk.reference(tab)
        walk.press(tab, "Save and continue")
        expect(tab).to_have_url(re.compile(f"/r/{ref}/criteria/S01-02"))
    for key, tab in tabs.items():
        tab.bring_to_front()
        tab.goto(walk.address(tab, QUESTION))
        assert walk.saved_answer(tab) == f"This is {ORGANISATIONS[key]}."
    one_for_another(tabs["tabs"], look)
    walk.press(tabs["tabs"], "Finish for now")
    walk.reads(tabs["tabs"], "You have finished for now")
    for key in ("tabs2", "tabs3"):
        tabs[key].reload()
        walk.reads(tabs[key], re.compile(r"\?$"))


def one_for_another(page, look):
    """From the page that lists them all to a question, with the text of another."""
    page.bring_to_front()
    page.goto(walk.address(page))
    home = page.url
    walk.follow(page, "See every self-assessment that is open in this browser")
    walk.reads(page, "Your self-assessments")
    expect(page.locator("main .govuk-task-list__item")).to_have_count(3)
    look(page)
    page.goto(f"{home}/criteria/S01-01")
    walk.follow(page, "See what you wrote for another organisation")
    walk.reads(page, "What you wrote for another organisation")
    look(page)
    page.get_by_role("button", name=re.compile("Use this text as my start")).first.click()
    walk.reads(page, re.compile(r"\?$"))
    expect(page.get_by_text("nothing is saved yet")).to_be_visible()
    look(page, "another organisation’s text")
    page.goto(home)


def test_finishing_signs_out(marram, page, look):
    walk.enter(page, marram.invitation("tabs"))
    home = page.url
    walk.press(page, "Finish for now")
    look(page)
    page.goto(home)
    walk.reads(page, "You are signed out")
    look(page, "signed out")


def test_a_session_that_ends_in_the_middle_of_typing_costs_no_text(marram, page, look):
    link = marram.invitation("tabs2")
    ref = walk.enter(page, link)
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page)
    page.goto(walk.address(page, "/criteria/S01-03"))
    walk.write_answer(page, "Half a thought about speaking up.", walk.MEETS)
    expire_session(marram.system, page, ref)
    walk.press(page, "Save and continue")
    walk.reads(page, "You are signed out")
    expect(page.get_by_label("Your text is still here")).to_have_value(
        re.compile("Half a thought about speaking up.")
    )
    look(page, "signed out")
    walk.enter(page, link)
    page.goto(walk.address(page, "/criteria/S01-03"))
    look(page, "unsaved text offered")
    walk.press(page, "Put it back")
    assert walk.saved_answer(page) == "Half a thought about speaking up."


def expire_session(system, page, ref):
    held = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    token = held[cookies.for_return(ref)]
    system.change(f"CRED#{hash_of(token)}", "META", expires_at="2020-01-01T00:00:00+00:00")


def test_pressing_submit_twice_submits_once(marram, page, new_context, look):
    ref = walk.ready_to_approve(page, marram.invitation("twice"), "approver@twice.example.org")
    approver = new_context().new_page()
    walk.open_as_approver(approver, marram.system, "approver@twice.example.org")
    form = walk.visitor_like(approver)
    typed = {"name": "Ray Marsh", "job": "Chair", "declared": "yes", "on_behalf_of": ""}
    fields = form.get(f"/r/{ref}/approve").fields("/approve", **typed)
    walk.state_and_declare(approver)
    with ThreadPoolExecutor(2) as hands:
        sent = [hands.submit(form.post, f"/r/{ref}/approve", fields) for _ in range(2)]
        approver.get_by_role("button", name="Approve and submit").dblclick()
        answers = [each.result() for each in sent]
    assert [answer.location for answer in answers] == [f"/r/{ref}/submitted"] * 2
    walk.reads(approver, "Self-assessment submitted")
    assert len(submissions(marram.system, ref)) == 1
    approver.go_back()
    walk.reads(approver, "Self-assessment submitted")
    assert len(marram.system.mails("approver@twice.example.org", APPROVAL)) == 1
    marram.system.wait_for_mail("approver@twice.example.org", RECEIPT)
    assert len(marram.system.mails("approver@twice.example.org", RECEIPT)) == 1
