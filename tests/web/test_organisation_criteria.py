"""One question: saving, clearing, losing a race, and text of every kind."""

import pytest

from chalicelib.domain.evidence import Evidence, EvidenceKind
from chalicelib.domain.returns import NARRATIVE_LIMIT, ReturnStatus
from tests.support.builders import APPROVER, LEAD, framework
from tests.support.counting import CountingTable
from tests.support.fakes import FakeParts
from tests.support.html import elements
from tests.support.organisation import (
    BELOW,
    FIRST,
    JO,
    LAST,
    MEETS,
    NOT_CORE,
    SECOND,
    answered,
    at_the_desk,
    changed,
    sit,
    waiting,
)

QUESTION = framework().criterion(FIRST).wording("school").question


def clear_button(page):
    """It is there for the script, which shows it when a rating is saved."""
    return next(b for b in elements(page.root, "button") if b.get("value") == "clear")


def path(made, criterion=FIRST):
    return f"/r/{made.ref}/criteria/{criterion}"


def stored(parts, made, criterion=FIRST):
    whole = parts.returns.whole(made.ref)
    return next((a for a in whole.answers if a.criterion == criterion), None)


def test_the_page_asks_one_question_and_says_what_helps(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    assert page.h1 == QUESTION
    assert "Question 1 of 5 in Standard 1: Senior leaders’ commitment" in page.text
    for heading in ("Think about", "Try this", "Where to look", "Please do not attach"):
        assert heading in page.text
    labels = ["Inadequate", "Requires improvement", "Good", "Outstanding"]
    places = [page.text.index(label) for label in labels]
    assert places == sorted(places)
    assert "This does not apply to us" not in page.links
    assert clear_button(page).get("hidden") is not None


def test_saving_goes_on_to_the_next_question(parts, browser):
    made = at_the_desk(parts, browser)
    saved = browser.submit(browser.get(path(made)), narrative="See page 12", rating=MEETS)
    assert saved.location == path(made, SECOND)
    answer = stored(parts, made)
    assert (answer.narrative, answer.rating, answer.version) == ("See page 12", MEETS, 1)


def test_the_last_question_leads_to_the_standard(parts, browser):
    made = at_the_desk(parts, browser)
    saved = browser.submit(browser.get(path(made, LAST)), rating=MEETS)
    assert saved.location == f"/r/{made.ref}/standards/1"


def test_a_rating_below_the_standard_leads_to_what_you_will_do(parts, browser):
    made = at_the_desk(parts, browser)
    assert browser.submit(browser.get(path(made)), rating=BELOW).location == path(made) + "/action"


def test_with_an_action_it_goes_on(parts, browser):
    made = at_the_desk(parts, browser, plans={"a1": (FIRST,)})
    page = browser.get(path(made))
    assert "action plan covers this answer" in page.text
    assert browser.submit(page, rating=BELOW).location == path(made, SECOND)


def test_save_and_add_evidence(parts, browser):
    made = at_the_desk(parts, browser)
    saved = browser.submit(browser.get(path(made)), narrative="Here", _next="evidence")
    assert saved.location == f"/r/{made.ref}/evidence/add?for={FIRST}"
    assert stored(parts, made).narrative == "Here"


@pytest.mark.parametrize(("text", "rating"), [("Only text", ""), ("", MEETS), ("", "")])
def test_saving_never_demands_completeness(parts, browser, text, rating):
    made = at_the_desk(parts, browser)
    fields = {"narrative": text, **({"rating": rating} if rating else {})}
    assert browser.submit(browser.get(path(made)), **fields).status == 303
    answer = stored(parts, made)
    assert (answer.narrative, answer.rating) == (text, rating)


def test_a_rating_can_be_cleared_and_the_text_stays(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST, MEETS)
    page = browser.get(path(made))
    assert clear_button(page).get("hidden") is None
    cleared = browser.submit(page, narrative="More text", _next="clear")
    assert cleared.location == path(made)
    answer = stored(parts, made)
    assert (answer.rating, answer.narrative) == ("", "More text")


def test_it_says_when_it_was_saved_and_by_whom(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST)
    assert "Saved at 10:00 by Lena Lead" in browser.get(path(made)).text
    parts.clock.move(hours=11, minutes=59)
    assert "Saved at 10:00 by Lena Lead" in browser.get(path(made)).text


@pytest.mark.parametrize(
    "text",
    [
        "x" * NARRATIVE_LIMIT,
        "w" * 300,
        "Diogelu plant yw busnes pawb: tŷ, ysgŵl, dŵr",
        "حماية الأطفال مسؤولية الجميع",
        "Good 🙂👩‍👧‍👦 work",
        'Line one\n\n  indented <script>alert(1)</script> & "quotes"',
        "\nstarts on the second line".strip(),
    ],
    ids=["10,000", "300-letter word", "Welsh", "Arabic", "emoji", "markup", "line"],
)
def test_text_comes_back_exactly_as_it_was_typed(parts, browser, text):
    made = at_the_desk(parts, browser)
    assert browser.submit(browser.get(path(made)), narrative=text).status == 303
    assert browser.get(path(made)).fields(path(made))["narrative"] == text
    waiting(parts, made)
    assert browser.get(path(made)).status == 200


def test_one_character_too_many_is_kept_on_the_page(parts, browser):
    made = at_the_desk(parts, browser)
    text = "é" * (NARRATIVE_LIMIT + 1)
    page = browser.submit(browser.get(path(made)), narrative=text, rating=MEETS)
    assert page.status == 400
    assert page.errors == ["Your answer must be 10,000 characters or fewer"]
    fields = page.fields(path(made))
    assert (fields["narrative"], fields["rating"]) == (text, MEETS)
    assert stored(parts, made) is None
    assert browser.submit(page, narrative=text[1:]).status == 303


def test_line_ends_of_a_browser_do_not_count_twice(parts, browser):
    made = at_the_desk(parts, browser)
    text = "a\r\n" * (NARRATIVE_LIMIT // 2)
    assert browser.submit(browser.get(path(made)), narrative=text).status == 303


def test_a_rating_that_is_no_level_is_refused(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.submit(browser.get(path(made)), narrative="Keep me", rating="excellent")
    assert page.errors == ["Select an answer"]
    assert page.fields(path(made))["narrative"] == "Keep me"


def test_a_second_tab_with_the_same_answer_is_not_an_alarm(parts, browser):
    made = at_the_desk(parts, browser)
    one, two = browser.get(path(made)), browser.get(path(made))
    assert browser.submit(one, narrative="The same", rating=MEETS).status == 303
    assert browser.submit(two, narrative="The same", rating=MEETS).location == path(made, SECOND)
    assert stored(parts, made).version == 1


def test_going_back_and_saving_again_is_no_other_persons_answer(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    for text in ("First thought", "Second thought", "Third thought"):
        assert browser.submit(page, narrative=text).location == path(made, SECOND)
    assert (stored(parts, made).narrative, stored(parts, made).version) == ("Third thought", 3)


def test_going_back_does_not_save_over_a_colleague(parts, browser, new_browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    browser.submit(page, narrative="First thought")
    jo = new_browser()
    sit(parts, jo, made, JO)
    jo.submit(jo.get(path(made)), narrative="What Jo wrote")
    assert browser.submit(page, narrative="Second thought").status == 409
    assert stored(parts, made).narrative == "What Jo wrote"


def test_two_people_at_once_see_both_answers(parts, browser, new_browser):
    made = at_the_desk(parts, browser)
    jo = new_browser()
    sit(parts, jo, made, JO)
    mine, theirs = browser.get(path(made)), jo.get(path(made))
    jo.submit(theirs, narrative="What Jo wrote", rating=BELOW)
    page = browser.submit(mine, narrative="What I wrote\nin two lines", rating=MEETS)
    assert page.status == 409
    assert page.h1 == "This answer was changed while you were writing"
    assert "What Jo Colleague saved" in page.text
    assert "What Jo wrote" in page.text
    assert "Rating: Inadequate" in page.text
    assert "Rating: Good" in page.text
    assert stored(parts, made).narrative == "What Jo wrote"
    return_to = page.links["Keep what Jo Colleague saved"]
    assert "What Jo wrote" in browser.get(return_to).text


def test_use_mine_instead_keeps_every_line(parts, browser):
    page, made = outdated(parts, browser)
    browser.post(path(made), forms(page, path(made))[0])
    answer = stored(parts, made)
    assert (answer.narrative, answer.rating, answer.version) == ("Second\ntry", MEETS, 2)


def test_one_answer_made_of_both(parts, browser):
    page, made = outdated(parts, browser)
    both = forms(page, path(made))[1]
    assert both["narrative"] == "First\n\nSecond\ntry"
    assert browser.post(path(made), both).status == 303
    assert stored(parts, made).narrative == "First\n\nSecond\ntry"


def test_both_texts_that_are_too_long_together_are_kept(parts, browser):
    page, made = outdated(parts, browser, "a" * 6_000, "b" * 6_000)
    refused = browser.post(path(made), forms(page, path(made))[1])
    assert refused.status == 400
    assert refused.fields(path(made))["narrative"] == "a" * 6_000 + "\n\n" + "b" * 6_000
    assert browser.submit(refused, narrative="shorter").status == 303


def test_losing_twice_in_a_row_still_loses_nothing(parts, browser):
    page, made = outdated(parts, browser)
    again = forms(page, path(made))[0]
    answered(parts, made, FIRST, MEETS, narrative="Third", version=1)
    page = browser.post(path(made), again)
    assert page.status == 409
    assert "Third" in page.text
    assert "Second try" in page.text


def outdated(parts, browser, first="First", second="Second\ntry"):
    made = at_the_desk(parts, browser)
    one_tab, other_tab = browser.get(path(made)), browser.get(path(made))
    browser.submit(one_tab, narrative=first, rating=BELOW)
    return browser.submit(other_tab, narrative=second, rating=MEETS), made


def forms(page, action):
    """The fields of each form that posts here, in the order of the page."""
    parts_of_body = page.body.split("<form ")
    alone = [
        "<!DOCTYPE html><title>x</title><form " + part.partition("</form>")[0] + "</form>"
        for part in parts_of_body[1:]
        if f'action="/api{action}"' in part
    ]
    return [type(page)(page.path, page.status, page.headers, body).fields(action) for body in alone]


def test_evidence_is_listed_with_its_answer(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST)
    item = Evidence(
        id="e1",
        organisation_id=made.organisation_id,
        kind=EvidenceKind.LOCATION,
        title="Policy",
        where="Shelf 2",
    )
    parts.commit(parts.evidence.saved(item), parts.returns.evidence_used(made.ref, FIRST, add="e1"))
    page = browser.get(path(made))
    assert "Policy: Shelf 2" in page.text
    assert page.links["See all your evidence"] == f"/r/{made.ref}/evidence"
    browser.submit(page, narrative="More")
    assert stored(parts, made).evidence == {"e1"}


def test_while_it_waits_it_can_only_be_read_and_nothing_typed_is_lost(parts, browser):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST, MEETS)
    before = browser.get(path(made))
    waiting(parts, made)
    reading = browser.get(path(made))
    assert "Save and continue" not in reading.text
    assert "See page 12" in reading.text
    assert "take it back first" in reading.links
    refused = browser.submit(before, narrative="Typed too late")
    assert refused.status == 409
    assert "Typed too late" in refused.text
    assert stored(parts, made).narrative == "See page 12"


def test_once_submitted_it_leads_to_the_copy(parts, browser):
    made = at_the_desk(parts, browser)
    changed(parts, made, status=ReturnStatus.SUBMITTED)
    assert browser.get(path(made)).links["See your submitted copy"] == f"/r/{made.ref}/submitted"


def test_the_approver_reads_and_cannot_save(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    token = sit(parts, browser, made, APPROVER)
    reading = browser.get(path(made))
    assert reading.status == 200
    assert "Save and continue" not in reading.text
    assert reading.links["Next question"] == path(made, SECOND)
    assert token
    form_token = reading.fields(f"/r/{made.ref}/finish")["form_token"]
    refused = browser.submit(page, narrative="Not mine to write", form_token=form_token)
    assert refused.status == 403
    assert stored(parts, made) is None


def test_a_session_that_ends_while_somebody_types_costs_no_text(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    parts.clock.move(hours=13)
    ended = browser.submit(page, narrative="An hour of work 🙂")
    assert ended.status == 401
    assert "An hour of work 🙂" in ended.text


def test_a_post_from_another_return_is_refused_and_the_text_kept(parts, browser):
    made = at_the_desk(parts, browser)
    other = at_the_desk(parts, browser, number=2)
    page = browser.get(path(made))
    del browser.cookies[f"__Host-r-{made.ref}"]
    refused = browser.submit(page, narrative="Mine")
    assert refused.status == 401
    assert "Mine" in refused.text
    wrong = browser.post(path(other), {**page.fields(path(made)), "narrative": "Mine"})
    assert wrong.status == 403
    assert "Mine" in wrong.text


@pytest.mark.parametrize("criterion", ["S99-01", "x", "S02-05"])
def test_a_question_that_is_not_asked_is_not_there(parts, browser, criterion):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    assert browser.get(path(made, criterion)).status == 404
    assert browser.post(path(made, criterion), page.fields(path(made))).status == 404


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "٣"])
def test_a_version_that_we_never_sent_is_no_crash(parts, browser, version):
    made = at_the_desk(parts, browser)
    answered(parts, made, FIRST)
    page = browser.submit(browser.get(path(made)), _version=version, narrative="Mine")
    assert page.status == 409
    assert "Mine" in page.text


def test_only_a_question_that_is_not_core_can_be_left_out(parts, browser):
    made = at_the_desk(parts, browser)
    links = browser.get(path(made, NOT_CORE)).links
    assert links["This does not apply to us"] == path(made, NOT_CORE) + "/not-applicable"


class TestTableCalls:
    """What pages and saves may cost."""

    @pytest.fixture
    def parts(self):
        from chalicelib import bootstrap

        fakes = FakeParts(CountingTable())
        bootstrap.use(fakes)
        return fakes

    @pytest.mark.parametrize(
        "page",
        [
            "",
            "/about",
            "/standards/1",
            f"/criteria/{FIRST}",
            f"/criteria/{FIRST}/action",
            f"/criteria/{NOT_CORE}/not-applicable",
            "/actions",
            "/actions/add",
            "/anything-else",
        ],
    )
    def test_a_page_reads_twice(self, parts, browser, page):
        made = at_the_desk(parts, browser)
        answered(parts, made, FIRST, BELOW)
        parts.table.reset()
        assert browser.get(f"/r/{made.ref}{page}").status == 200
        assert (parts.table.reads, parts.table.writes) == (2, 0)

    def test_a_save_reads_once_and_writes_once(self, parts, browser):
        made = at_the_desk(parts, browser)
        page = browser.get(path(made))
        parts.table.reset()
        browser.submit(page, narrative="Text", rating=BELOW)
        assert (parts.table.reads, parts.table.writes) == (1, 1)

    def test_so_does_saving_an_action(self, parts, browser):
        made = at_the_desk(parts, browser)
        page = browser.get(path(made) + "/action")
        parts.table.reset()
        date = {"by_when-day": "27", "by_when-month": "3", "by_when-year": "2027"}
        assert browser.submit(page, what="Ask", who="Head", **date).status == 303
        assert (parts.table.reads, parts.table.writes) == (1, 1)


def test_what_the_phone_saved_is_on_the_laptop(parts, new_browser):
    made = at_the_desk(parts, new_browser())
    phone, laptop = new_browser(), new_browser()
    for device in (phone, laptop):
        sit(parts, device, made, LEAD)
    phone.submit(phone.get(path(made)), narrative="On the phone")
    assert "On the phone" in laptop.get(path(made)).text
