"""A reviewer's question on the organisation's pages: read, answered, checked, approved."""

import pytest

from chalicelib.domain.returns import ReturnStatus, asked
from chalicelib.handlers import cookies
from chalicelib.services.approval import send_for_approval
from chalicelib.services.reopening import reopen
from chalicelib.services.submitting import latest_submission
from tests.support.answered import APPROVED, BELOW, asked_return, stored, submitted_return
from tests.support.builders import APPROVER, LEAD, PROFILE, framework, return_, session
from tests.support.html import elements, text_of

CRITERIA = [c.id for c in asked(framework(), return_(profile=PROFILE))]
ABOUT, OTHER = CRITERIA[2], CRITERIA[3]
HOSTILE = "<script>alert(1)</script> & “Sons” {{ 7 * 7 }}"


@pytest.fixture
def made(parts):
    return asked_return(parts, ABOUT, OTHER, text=f"Since when? {HOSTILE}")


@pytest.fixture
def lead(parts, new_browser, made):
    return of(new_browser(), parts, made, LEAD)


@pytest.fixture
def approver(parts, new_browser, made):
    return of(new_browser(), parts, made, APPROVER)


def of(browser, parts, made, person):
    browser.cookies[cookies.for_return(made.ref)] = session(parts, made, person)
    return browser


def home(made):
    return f"/r/{made.ref}"


def title_of(criterion):
    return framework().criterion(criterion).title


def reply(browser, made, criterion, said="Since May"):
    """From the list, by the link of one question."""
    page = browser.get(home(made) + "/questions")
    words = f"Reply about {title_of(criterion)}"
    return browser.submit(browser.get(page.links[words]), reply=said)


def test_the_task_list_says_first_that_there_is_a_question(lead, made):
    page = lead.get(home(made))
    assert "Rowan Reviewer has 2 questions about your answers" in page.text
    assert "Please reply by Friday 29 January 2027" in page.text
    assert page.links["Read and answer them"] == home(made) + "/questions"
    assert page.text.count("Has a question") == 2  # the standard, and the task itself


def test_the_list_leads_to_each_answer_and_to_a_reply(lead, made):
    page = lead.get(home(made) + "/questions")
    assert page.text.count(HOSTILE) == 2
    assert "<script>alert" not in page.body
    assert f"Change your answer about {title_of(ABOUT)}" in page.links
    assert f"Reply about {title_of(OTHER)}" in page.links


def test_a_reply_is_kept_and_can_be_changed(lead, made, parts):
    assert lead.follow(reply(lead, made, ABOUT, HOSTILE)).text.count(HOSTILE) == 3
    page = lead.get(home(made) + "/questions")
    form = lead.get(page.links[f"Change your reply about {title_of(ABOUT)}"])
    assert lead.submit(form, reply="Since June").location == home(made) + "/questions"
    replies = {q.criterion: q.reply for q in stored(parts, made).questions.values()}
    assert replies == {ABOUT: "Since June", OTHER: ""}


def test_an_empty_reply_is_told(lead, made):
    page = reply(lead, made, ABOUT, "  ")
    assert (page.status, page.errors) == (400, ["Enter a reply"])


def test_a_colleagues_reply_is_shown_beside_what_was_typed(lead, made):
    path = lead.get(home(made) + "/questions").links[f"Reply about {title_of(ABOUT)}"]
    opened = lead.get(path)
    lead.submit(lead.get(path), reply="Theirs")
    page = lead.submit(opened, reply="Mine")
    assert page.status == 409
    assert "Theirs" in page.text
    assert page.fields(path)["reply"] == "Mine"
    assert lead.submit(page).location == home(made) + "/questions"


def test_the_page_of_the_answer_shows_the_question_first_and_can_be_changed(lead, made, parts):
    page = lead.get(f"{home(made)}/criteria/{ABOUT}")
    assert "A question from your reviewer" in page.text
    assert HOSTILE in page.text
    after = lead.submit(page, narrative="We do since May")
    assert after.location == home(made) + "/questions"
    assert "Changed on 11 January 2027" in lead.follow(after).text


def test_a_closed_answer_says_why_and_has_no_form(lead, made):
    page = lead.get(f"{home(made)}/criteria/{CRITERIA[4]}")
    assert "Only the answers that your reviewer asks about can be changed" in page.text
    assert not [f for f in elements(page.root, "textarea") if f.get("name") == "narrative"]
    assert "A question from your reviewer" not in page.text


@pytest.mark.parametrize("path", ["about", "anything-else", "standards/1", "actions", "evidence", "people"])
def test_every_other_page_says_that_only_some_answers_are_open(lead, made, path):
    assert lead.get(f"{home(made)}/{path}").status == 200
    if path not in ("evidence", "people"):
        assert "Only the answers that your reviewer asks about" in lead.get(f"{home(made)}/{path}").text


def test_a_closed_action_cannot_be_changed_nor_a_new_one_be_for_a_closed_answer(lead, made):
    page = lead.get(home(made) + "/actions")
    assert not [words for words in page.links if words.startswith("Change:")]
    assert BELOW not in lead.get(home(made) + "/actions/add").body


def test_an_answer_that_falls_below_gets_its_action_and_leads_back(lead, made):
    page = lead.get(f"{home(made)}/criteria/{ABOUT}")
    lowest = framework().scale.levels[0].id
    action = lead.follow(lead.submit(page, rating=lowest))
    assert action.h1 == "What will you do?"
    fields = {"what": "Write it down", "who": "Lena", "by_when-day": "1", "by_when-month": "6"}
    after = lead.submit(action, action.path, **fields, **{"by_when-year": "2027"})
    assert after.location == home(made) + "/questions"


def test_check_names_what_is_left_then_shows_what_changed(lead, made):
    page = lead.get(home(made) + "/check")
    assert page.h1 == "Check what changed"
    assert "2 questions from your reviewer to answer" in page.text
    assert "Nothing differs" in page.text
    reply(lead, made, OTHER)
    lead.submit(lead.get(f"{home(made)}/criteria/{ABOUT}"), narrative="Our text since May")
    page = lead.get(home(made) + "/check")
    assert "1 answer differs. Everything else is as you submitted it." in page.text
    assert [text_of(e) for e in elements(page.root, "ins")] == ["since May"]
    assert "Ask for approval" in page.text
    assert "You have answered all 2 questions from your reviewer" in lead.get(home(made)).text


def test_sending_too_early_says_what_is_missing(lead, made, parts):
    reply(lead, made, OTHER)
    token = lead.get(home(made) + "/questions").fields(home(made) + "/finish")["form_token"]
    page = lead.post(home(made) + "/ask-for-approval", {"form_token": token})
    assert page.status == 409
    assert page.errors == ["Answer each of your reviewer’s questions first"]
    assert stored(parts, made).status is ReturnStatus.QUESTIONS


def answered(lead, made):
    reply(lead, made, OTHER, "We cannot say")
    lead.submit(lead.get(f"{home(made)}/criteria/{ABOUT}"), narrative="Our text since May")
    assert lead.submit(lead.get(home(made) + "/check"), home(made) + "/ask-for-approval").status == 303


def test_the_approver_reads_first_what_changed_and_approves_the_second_version(lead, approver, made, parts):
    answered(lead, made)
    page = approver.get(home(made) + "/approve")
    assert "has answered your reviewer’s questions and asked you to approve it" in page.text
    places = [page.text.index(w) for w in ("What changed since", "We cannot say", "Ratings at a glance")]
    assert places == sorted(places)
    assert approver.submit(page, **APPROVED).location == home(made) + "/submitted"
    submission = latest_submission(parts, made.ref)
    assert submission.number == 2
    assert "Self-assessment submitted" in lead.get(home(made) + "/submitted").text


def test_the_approver_sends_it_back_and_the_rest_stays_closed(lead, approver, made, parts):
    answered(lead, made)
    approver.submit(approver.get(home(made) + "/send-back"), note="Since April, I think")
    assert stored(parts, made).status is ReturnStatus.QUESTIONS
    page = lead.get(home(made))
    assert "Since April, I think" in page.text
    assert "You have answered all 2 questions" in page.text


def test_the_approver_has_nothing_to_do_while_the_lead_answers(approver, made):
    assert "nothing for you to approve" in approver.get(home(made) + "/approve").h1


def test_without_questions_the_page_says_so(parts, new_browser):
    made = submitted_return(parts)
    page = of(new_browser(), parts, made, LEAD).get(home(made) + "/questions")
    assert "There is no question for you at the moment" in page.text
    assert of(new_browser(), parts, made, LEAD).get(home(made) + "/questions/q1").status == 404


def test_while_the_approver_reads_replies_can_be_read_only(lead, made, parts):
    answered(lead, made)
    page = lead.get(home(made) + "/questions")
    assert "what has been said to them so far" in page.text
    assert not [words for words in page.links if words.startswith(("Reply", "Change"))]


def test_a_return_opened_as_a_whole_shows_the_questions_too(lead, made, parts):

    reopen(parts, "saltmarsh", made.ref, "s-coordinator", "More is wrong")
    assert "Rowan Reviewer has 2 questions" in lead.get(home(made)).text
    page = lead.get(f"{home(made)}/criteria/{CRITERIA[4]}")
    assert lead.submit(page, narrative="Otherwise").status == 303
    with pytest.raises(Exception, match="replies_missing"):
        send_for_approval(parts, made.ref, session(parts, made))
