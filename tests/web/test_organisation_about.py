"""The profile, and who fills this in."""

from dataclasses import replace

from chalicelib.domain.returns import ReturnStatus
from tests.support.builders import LEAD, PROFILE
from tests.support.organisation import BELOW, FIRST, answered, at_the_desk, waiting


def test_saving_the_profile_decides_what_is_asked(parts, browser):
    made = at_the_desk(parts, browser, profile={}, status=ReturnStatus.NOT_STARTED)
    page = browser.get(f"/r/{made.ref}/about")
    assert page.h1 == "About your organisation"
    saved = browser.submit(page, name="Lena Lead", job="Deputy head", **{**PROFILE, "commissions": "no"})
    assert saved.location == f"/r/{made.ref}"
    stored = parts.returns.get(made.ref)
    assert stored.profile["commissions"] == "no"
    assert stored.people["p-lead"].job == "Deputy head"
    assert stored.status is ReturnStatus.IN_PROGRESS
    assert "We ask you 41 questions" in browser.follow(saved).text


def test_it_comes_back_filled_in(parts, browser):
    made = at_the_desk(parts, browser)
    fields = browser.get(f"/r/{made.ref}/about").fields(f"/r/{made.ref}/about")
    assert {name: fields[name] for name in PROFILE} == PROFILE


def test_name_and_role_are_asked_only_of_a_lead_who_has_not_said(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(f"/r/{made.ref}/about")
    assert "job" not in page.fields(page.path)
    browser.submit(page)
    assert parts.returns.get(made.ref).people["p-lead"] == LEAD

    unknown = replace(LEAD, job="")
    made = at_the_desk(parts, browser, number=2, people={LEAD.id: unknown})
    page = browser.get(f"/r/{made.ref}/about")
    assert browser.submit(page).errors == ["Enter a role, like head teacher"]
    browser.submit(page, job="DSL")
    assert parts.returns.get(made.ref).people["p-lead"].job == "DSL"


def test_every_gap_is_named_and_what_was_typed_stays(parts, browser):
    made = at_the_desk(parts, browser, profile={}, people={LEAD.id: replace(LEAD, job="")})
    page = browser.get(f"/r/{made.ref}/about")
    wrong = browser.submit(page, name="", job="Head 🙂 ysgol", people="one")
    assert wrong.status == 400
    assert wrong.errors[:2] == [
        "Enter a name",
        "Select an answer to “Do you commission or buy in services for children?”",
    ]
    assert len(set(wrong.errors)) == 6
    fields = wrong.fields(f"/r/{made.ref}/about")
    assert (fields["job"], fields["people"]) == ("Head 🙂 ysgol", "one")
    assert parts.returns.get(made.ref).profile == {}


def test_an_answer_that_nobody_offered_is_refused(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(f"/r/{made.ref}/about")
    assert browser.submit(page, ages="dinosaurs").errors == [
        "Select an answer to “Who do you mostly work with?”"
    ]


def test_answers_come_back_with_their_question(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST, BELOW)
    page = browser.get(f"/r/{made.ref}/about")
    browser.submit(page, people="one")
    assert browser.get(f"/r/{made.ref}/criteria/{FIRST}").status == 404
    browser.submit(page, people="fifty_or_more")
    assert "See page 12" in browser.get(f"/r/{made.ref}/criteria/{FIRST}").text


def test_a_double_click_is_one_save(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(f"/r/{made.ref}/about")
    assert browser.submit(page).status == browser.submit(page).status == 303


def test_while_it_waits_it_can_only_be_read(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(f"/r/{made.ref}/about")
    waiting(parts, made)
    reading = browser.get(f"/r/{made.ref}/about")
    assert "Save and continue" not in reading.text
    assert "50 or more" in reading.text
    refused = browser.submit(page, job="Something else")
    assert refused.status == 409
    assert "Something else" in refused.text
