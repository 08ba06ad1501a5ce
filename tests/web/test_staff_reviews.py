"""The pages of reviews: my list, one return, one question across them, and what a coordinator does."""

import pytest

from chalicelib.domain.organisations import StaffRole
from chalicelib.services.assigning import assign
from chalicelib.services.challenging import challenge
from chalicelib.services.reviewing import Said, agree_with_rest, finish, save
from tests.support import builders
from tests.support.html import elements, text_of
from tests.support.in_review import BELOW, THIN, given, returned, reviewer, sent_again, stage
from tests.support.staffing import signed_in

HOSTILE = "<script>alert(1)</script> & “Sons”"
LIST = "/staff/reviews"
ONE = "/staff/reviews/K7P-223"
FORM = f"{ONE}/criteria/S01-02"
SAM = "s-reviewer"


@pytest.fixture
def staged(parts):
    stage(parts)
    parts.commit(parts.organisations.staff_saved(builders.staff(StaffRole.REVIEWER)))
    return parts


@pytest.fixture
def sam(staged, browser):
    """A reviewer, signed in."""
    signed_in(staged, browser, StaffRole.REVIEWER)
    return browser


@pytest.fixture
def boss(staged, browser):
    signed_in(staged, browser)
    return browser


def flagged(page):
    """Title → what stands out, of the answers on a page."""
    found = {}
    for section in elements(page.root, "section"):
        if "data-item" in section.attrib:
            title = text_of(elements(section, "h3")[0])
            found[title] = [
                text_of(tag) for tag in elements(section, "strong") if "tag" in tag.get("class", "")
            ]
    return found


def test_my_list_begins_with_what_stands_out(staged, sam):
    given(staged, 1, to=SAM)
    given(staged, 2, to=SAM, ratings={BELOW: 1})
    page = sam.get(LIST)
    assert "2 returns to read, about 15 minutes" in page.text
    assert page.text.index("Organisation 2") < page.text.index("Organisation 1")
    assert "1 below the standard with no action" in page.text
    assert page.links["Next return"] == "/staff/reviews/K7P-224"


def test_nobody_has_anything_to_begin_with(sam):
    assert "You have no returns to review now" in sam.get(LIST).text


def test_a_return_opens_on_its_exceptions(staged, sam):
    given(staged, 1, to=SAM, ratings={BELOW: 1}, texts={THIN: HOSTILE, "S01-04": "z z " * 2_500})
    page = sam.get(ONE)
    first, second, *rest = flagged(page).values()
    assert first == ["Below the standard, with no action"]
    assert second == ["Fewer than six words, and no evidence"]
    assert not any(rest)
    assert HOSTILE in page.text


def test_from_list_to_next_return(staged, sam):
    given(staged, 1, to=SAM, ratings={BELOW: 1})
    given(staged, 2, to=SAM)
    page = sam.get(ONE)
    page = sam.follow(sam.submit(page, f"{ONE}/agree"))
    assert "You agree with all the ratings" in page.text
    assert "Agree with the rest" not in [text_of(b) for b in elements(page.root, "button")]
    answer = sam.submit(page, f"{ONE}/finish")
    assert answer.location == "/staff/reviews/K7P-224?done=finished"
    page = sam.follow(answer)
    assert "Finished. This is the next return." in page.text
    page = sam.follow(sam.submit(page, "/staff/reviews/K7P-224/agree"))
    page = sam.follow(sam.submit(page, "/staff/reviews/K7P-224/finish"))
    assert "That was the last return on your list" in page.text


def test_finishing_early_is_refused_in_words(staged, sam):
    given(staged, 1, to=SAM)
    page = sam.submit(sam.get(ONE), f"{ONE}/finish")
    assert page.status == 409
    assert "Some ratings are still open" in page.text


def test_a_rating_is_changed_with_its_reason(staged, sam):
    given(staged, 1, to=SAM)
    page = sam.get(FORM, rating="2")
    assert page.fields(FORM)["rating"] == "requires_improvement"
    page = sam.submit(page, FORM, reason="")
    assert page.status == 400
    assert page.errors == ["Say why your rating is another one. The organisation reads this"]
    answer = sam.submit(page, FORM, reason=HOSTILE, note="Ask again", theme=["online"], good_practice="yes")
    assert answer.location == f"{ONE}?done=saved#c-S01-02"
    page = sam.get(ONE)
    for words in (HOSTILE, "Ask again", "Online safety", "Good practice", "You: Requires improvement"):
        assert words in page.text
    assert sam.get(FORM).fields(FORM)["note"] == "Ask again"


def test_too_much_text_is_shown_again_whole(staged, sam):
    given(staged, 1, to=SAM)
    page = sam.submit(sam.get(FORM), FORM, rating="good", note="y" * 10_000)
    assert page.status == 400
    assert page.fields(FORM)["note"] == "y" * 10_000


def test_two_windows_meet_in_words(staged, sam):
    given(staged, 1, to=SAM)
    old = sam.get(FORM, rating="2")
    sam.submit(sam.get(FORM, rating="2"), FORM, reason="First")
    page = sam.submit(old, FORM, reason="Second")
    assert page.status == 409
    assert page.errors == ["You saved this from another window meanwhile: what you saved stands below"]
    assert "First" in page.text
    assert page.fields(FORM)["reason"] == "Second"
    assert sam.submit(page, FORM).status == 303


def test_one_question_across_my_returns(staged, sam):
    given(staged, 1, to=SAM)
    given(staged, 2, to=SAM, texts={"S01-02": "See policy"})
    path = "/staff/reviews/criterion/S01-02"
    page = sam.get(path)
    assert "2 returns that you review ask this" in page.text
    form = page.links["Rate or add a note: Organisation 2"]
    answer = sam.submit(sam.get(form), "/staff/reviews/K7P-224/criteria/S01-02", rating="good")
    assert answer.location == f"{path}?done=saved#r-K7P-224"
    assert sam.get("/staff/reviews/criterion/S99-01").status == 404
    assert "Next question" in page.links


def test_what_is_not_mine_is_not_shown(staged, sam):
    given(staged, 1, to="s-r1")
    assert sam.get(ONE).status == 403
    assert sam.get(FORM).status == 403
    assert sam.get(f"{ONE}/challenges").status == 403
    assert sam.get("/staff/reviews/criterion/S01-02").status == 404


def test_a_question_stands_beside_and_a_newer_copy_shows_what_changed(staged, sam):
    made = given(staged, 1, to=SAM)
    agree_with_rest(staged, builders.staff(StaffRole.REVIEWER), made.ref, 1)
    staged.clock.move(hours=1)
    stale = sam.get(ONE)
    sent_again(staged, made.ref, {"S01-02": 2})
    assert sam.submit(stale, f"{ONE}/finish").status == 409
    page = sam.get(ONE)
    assert "version 2" in page.text
    assert ["Changed since the version before", "Below the standard, with no action"] in flagged(
        page
    ).values()
    assert "Came in again" in sam.get(LIST).text


# Coordinators


def test_returns_are_shared_out_from_the_page(staged, boss):
    for number in range(1, 5):
        returned(staged, number)
    path = "/staff/reviews/assign"
    page = boss.get(path)
    assert "4 returns are in. 4 of them have no reviewer." in page.text
    page = boss.submit(page, path)
    assert page.errors == ["Select at least one reviewer"]
    page = boss.follow(boss.submit(page, path, reviewers=["s-r1", "s-r2"], by="minutes"))
    assert "4 returns given out" in page.text
    assert "Each has a reviewer" in page.text
    page = boss.submit(page, "/staff/reviews/overlap", wanted="many")
    assert page.errors == ["Enter how many returns two people should read, from 1 to 4"]
    page = boss.follow(boss.submit(page, "/staff/reviews/overlap", wanted="2"))
    assert "Two people will read 2 more returns" in page.text


def test_a_hundred_on_a_page(staged, boss):
    for number in range(1, 103):
        returned(staged, number)
    page = boss.get("/staff/reviews/assign")
    assert len([a for a in page.links.values() if a.startswith("/staff/reviews/K7P-")]) == 100
    assert boss.get("/staff/reviews/assign", page="2").text.count("Not given") == 2


def test_what_somebody_held_who_left_is_given_on(staged, boss):
    given(staged, 1, to="s-r1")
    staged.commit(staged.organisations.staff_saved(reviewer(1, active=False)))
    page = boss.get("/staff/reviews/assign")
    assert "Reviewer 1 can no longer be given returns" in page.text
    page = boss.follow(boss.submit(page, "/staff/reviews/give-on"))
    assert "1 return given on" in page.text
    assert "can no longer be given" not in page.text


def test_by_hand_on_the_returns_own_page(staged, boss):
    returned(staged, 1)
    page = boss.get(ONE)
    assert "Nobody has been given this return yet" in page.text
    page = boss.follow(boss.submit(page, f"{ONE}/assign", reviewer="s-r1", place="first"))
    assert "First: Reviewer 1." in page.text
    page = boss.submit(page, f"{ONE}/assign", reviewer="s-r1", place="second")
    assert (page.status, "Reviewer 1 reads this return already" in page.text) == (409, True)


def test_two_readers_their_agreement_and_what_a_coordinator_settles(staged, boss):
    made = given(staged, 1, to="s-r1", second="s-r2")
    lower = Said(rating="requires_improvement", reason="No date on it", submission=1)
    save(staged, reviewer(1), made.ref, "S01-02", lower)
    for one in (reviewer(1), reviewer(2)):
        agree_with_rest(staged, one, made.ref, 1)
        finish(staged, one, made.ref, 1)
    page = boss.get("/staff/reviews/agreement")
    assert "Two people rated" in page.text
    assert "They were one level apart on 1, and two or more on 0." in page.text
    assert "1 difference to settle" in page.text
    path = f"{ONE}/differences"
    page = boss.get(path)
    assert "Requires improvement: No date on it" in page.text
    page = boss.submit(page, f"{path}/S01-02", rating="", reason="x" * 10_000)
    assert len(page.errors) == 2
    page = boss.follow(boss.submit(page, f"{path}/S01-02", rating="good", reason=""))
    assert "Settled by Sam Coordinator" in page.text
    assert "to settle" not in boss.get(ONE).text


def test_interests_are_declared_and_removed(staged, sam):
    given(staged, 1, to=SAM)
    path = "/staff/reviews/interests"
    page = sam.submit(sam.get(path), path)
    assert page.errors == ["Select what the interest is in"]
    page = sam.submit(page, path, kind="organisation", **{"value-organisation": "Nowhere"})
    assert page.errors == ["Select which one it is"]
    page = sam.follow(sam.submit(page, path, kind="organisation", **{"value-organisation": "organisation 1"}))
    assert "1 return went to somebody else" in page.text
    assert sam.get(ONE).status == 403
    page = sam.follow(sam.submit(page, f"{path}/remove"))
    assert "Removed" in page.text


def test_a_reviewer_notes_nobody_elses_interest(staged, sam):
    path = "/staff/reviews/interests"
    token = sam.get(path).fields(path)
    assert (
        sam.post(path, {**token, "reviewer": "s-r1", "kind": "sector", "value-sector": "school"}).status
        == 403
    )


def test_a_coordinator_notes_an_interest_for_somebody(staged, boss):
    returned(staged, 1)
    path = "/staff/reviews/interests"
    page = boss.submit(boss.get(path), path, reviewer="s-r1", kind="sector", **{"value-sector": "school"})
    page = boss.follow(page)
    assert "Reviewer 1" in page.text
    assert "Sector:" in page.text


def test_themes_are_the_partnerships_own(staged, boss):
    path = "/staff/reviews/themes"
    page = boss.submit(boss.get(path), path, added=f"Transport\n{HOSTILE}", **{"theme-online": ""})
    page = boss.follow(page)
    assert "Retired: Online safety" in page.text
    assert boss.submit(page, path, added="x" * 61).errors == ["A theme must be 60 characters or fewer"]


# Scrutineers


def test_a_scrutineer_challenges_and_changes_nothing_else(staged, browser):
    given(staged, 1, to=SAM)
    signed_in(staged, browser, StaffRole.SCRUTINEER)
    page = browser.get("/staff/returns/K7P-223/copy")
    page = browser.get(page.links["Its review"])
    buttons = {text_of(b) for b in elements(page.root, "button")}
    assert buttons.isdisjoint({"Agree with the rest", "Finish review", "Take it up again", "Give it"})
    assert browser.get(LIST).status == 200
    path = f"{ONE}/challenges"
    page = browser.get(path)
    assert browser.submit(page, path).errors == ["Enter what you want to challenge"]
    page = browser.follow(browser.submit(page, path, criterion="S01-02", text=HOSTILE))
    assert HOSTILE in page.text
    assert "Not answered yet" in page.text
    token = page.fields("/staff/sign-out")
    for forbidden in ("agree", "finish", "again", "assign", "criteria/S01-02"):
        assert browser.post(f"{ONE}/{forbidden}", token).status == 403


def test_a_challenge_is_answered_by_whoever_reviews(staged, sam):
    made = given(staged, 1, to=SAM)
    challenge(staged, builders.staff(StaffRole.SCRUTINEER), made.ref, "S01-02", "Why good?")
    assert "1 challenge to answer" in sam.get(LIST).text
    path = f"{ONE}/challenges"
    page = sam.get(path)
    (made_one,) = staged.reviews.challenges("saltmarsh", made.ref)
    post = f"{path}/{made_one.id}"
    assert sam.submit(page, post).errors == ["Enter an answer"]
    page = sam.follow(sam.submit(page, post, **{f"answer-{made_one.id}": "They showed us"}))
    assert "They showed us" in page.text
    assert "Sam Reviewer answered" in page.text


def test_a_second_reader_is_told_and_sees_nothing_of_the_first(staged, sam):
    made = returned(staged, 1)
    assign(staged, builders.staff(), made.ref, "s-r1")
    assign(staged, builders.staff(), made.ref, SAM, second=True)
    secret = Said(rating="inadequate", reason="The first one’s secret", submission=1)
    save(staged, reviewer(1), made.ref, "S01-02", secret)
    for path in (ONE, FORM, "/staff/reviews/criterion/S01-02"):
        page = sam.get(path)
        assert page.status == 200
        assert "secret" not in page.text
    assert "You are its second reader" in sam.get(ONE).text
