"""Last time's answers beside the questions: confirmed, used as a start, or rewritten."""

import pytest

from chalicelib import bootstrap
from chalicelib.domain.errors import WORDS
from chalicelib.domain.returns import NARRATIVE_LIMIT, Part
from chalicelib.handlers import cookies
from chalicelib.services.approval import send_for_approval
from tests.support.counting import CountingTable
from tests.support.rounds import Rounds
from tests.support.small import ABSENT, BUYING, CORE, CRITERIA, PLAIN, PRESENT, SMALL
from tests.support.versions import Shelf, question, scale, version

TEXTS = {CORE: "Our policy, page 2", PLAIN: "The chart in the hall", BUYING: "The list of suppliers"}
BOX = "What you said in February 2025"


@pytest.fixture
def rounds():
    """A school that has submitted before; the new cycle is for the test to open."""
    made = Rounds(Shelf(CountingTable()))
    made.whole_round(2025, TEXTS)
    return made


@pytest.fixture
def parts(rounds):
    bootstrap.use(rounds.parts)
    return rounds.parts


@pytest.fixture
def lead(rounds, browser):
    """The lead's browser, in the new cycle, with the profile saved."""
    rounds.open(2027)
    rounds.profile()
    sit(rounds, browser)
    return browser


def sit(rounds, browser, part=Part.LEAD):
    browser.cookies[cookies.for_return(rounds.ref)] = rounds.session(part)


def path(rounds, criterion=PLAIN):
    return f"/r/{rounds.ref}/criteria/{criterion}"


def confirm(rounds, browser, page, criterion=PLAIN, **changes):
    here = path(rounds, criterion)
    return browser.post(here + "/confirm", {**page.fields(here), **read(page), **changes})


def read(page):
    """The mark that stands outside the form and is sent with it."""
    after = page.body.partition('name="_read" value="')[2]
    return {"_read": after.partition('"')[0]} if after else {}


def test_what_was_said_stands_beside_the_question(rounds, lead):
    page = lead.get(path(rounds))
    assert BOX in page.text
    assert "Present There is one" in page.text
    assert "The chart in the hall" in page.text
    assert "Lena, 11 January 2025" in page.text
    assert "This is still true" in page.text
    assert page.fields(path(rounds))["narrative"] == ""
    assert "rating" not in page.fields(path(rounds))


def test_still_true_saves_it_and_goes_on(rounds, lead):
    saved = confirm(rounds, lead, lead.get(path(rounds)))
    assert saved.location == f"/r/{rounds.ref}/standards/1"
    answer = rounds.answers()[PLAIN]
    assert (answer.rating, answer.narrative, answer.confirmed_from) == (
        PRESENT,
        TEXTS[PLAIN],
        rounds.return_.previous[0].ref,
    )
    page = lead.get(path(rounds))
    assert "Confirmed as still true at 10:00 by Lena" in page.text
    assert "This is still true" not in page.text
    assert page.fields(path(rounds))["narrative"] == TEXTS[PLAIN]


def test_a_confirmed_answer_below_the_standard_leads_to_what_you_will_do(rounds, browser):
    rounds.open(2026)
    rounds.profile()
    for criterion in CRITERIA:
        rounds.answer(criterion, "x", ABSENT)
    rounds.plan("aAAA-AA2", *CRITERIA)
    rounds.submit()
    rounds.open(2027)
    rounds.profile()
    sit(rounds, browser)
    assert confirm(rounds, browser, browser.get(path(rounds))).location == path(rounds) + "/action"


def test_as_my_start_fills_the_box_and_saves_nothing(rounds, lead):
    page = lead.submit(lead.get(path(rounds)), _next=f"use:{PLAIN}", rating=ABSENT)
    assert page.status == 200
    assert "Your earlier text is in the box below" in page.text
    fields = page.fields(path(rounds))
    assert (fields["narrative"], fields["rating"]) == (TEXTS[PLAIN], ABSENT)
    assert rounds.answers() == {}
    assert lead.submit(page, narrative="The new chart", rating=PRESENT).status == 303
    assert not rounds.answers()[PLAIN].confirmed_from


def test_what_was_typed_stays_above_the_earlier_text(rounds, lead):
    page = lead.submit(lead.get(path(rounds)), _next=f"use:{PLAIN}", narrative="New this year")
    assert page.fields(path(rounds))["narrative"] == f"New this year\n\n{TEXTS[PLAIN]}"
    again = lead.submit(page, _next=f"use:{PLAIN}")
    assert again.fields(path(rounds))["narrative"] == f"New this year\n\n{TEXTS[PLAIN]}"


@pytest.mark.parametrize("key", ["", "S99-01", "x" * 5000, "S01-02:noted"])
def test_a_text_that_is_not_there_leaves_the_box_as_it_was(rounds, lead, key):
    page = lead.submit(lead.get(path(rounds)), _next=f"use:{key}", narrative="Mine")
    assert page.fields(path(rounds))["narrative"] == "Mine"


def test_what_was_typed_is_never_passed_over(rounds, lead):
    page = confirm(rounds, lead, lead.get(path(rounds)), narrative="Half a sentence")
    assert page.status == 400
    assert page.errors == [
        "You have written something below. Save that, or delete it to keep last time’s answer"
    ]
    assert page.fields(path(rounds))["narrative"] == "Half a sentence"
    assert rounds.answers() == {}


def test_what_has_changed_meanwhile_is_read_again(rounds, lead):
    page = confirm(rounds, lead, lead.get(path(rounds)), _read="0" * 16)
    assert page.status == 400
    assert page.errors == [WORDS["last_time_changed"]]
    assert confirm(rounds, lead, page).status == 303


def test_a_colleague_who_answered_meanwhile(rounds, lead):
    page = lead.get(path(rounds))
    rounds.answer(PLAIN, "A colleague’s")
    both = confirm(rounds, lead, page)
    assert both.status == 409
    assert "A colleague’s" in both.text


def test_own_words_are_not_offered_to_be_replaced(rounds, lead):
    rounds.answer(PLAIN, "All new")
    page = lead.get(path(rounds))
    assert BOX in page.text
    assert "This is still true" not in page.text


def test_a_long_text_opens(rounds, browser):
    text = "word " * (NARRATIVE_LIMIT // 5 - 3) + "<script>end"
    rounds.open(2026)
    rounds.profile()
    for criterion in CRITERIA:
        rounds.answer(criterion, text)
    rounds.submit()
    rounds.open(2027)
    rounds.profile()
    sit(rounds, browser)
    page = browser.get(path(rounds))
    assert "read all of it" in page.text
    assert "<script>end" in page.text
    assert confirm(rounds, browser, page).status == 303
    assert rounds.answers()[PLAIN].narrative == text


class TestAnotherVersion:
    def test_what_changed_and_why(self, rounds, browser):
        asked = question(PLAIN, "Where is it?", changed="We ask for the place now")
        rounds.open(2027, version("2027.1", asked, question(CORE), follows=SMALL.key))
        rounds.profile()
        sit(rounds, browser)
        page = browser.get(path(rounds))
        assert page.h1 == "Where is it?"
        assert "What has changed We ask for the place now." in page.text
        assert f"We asked: “What about {PLAIN}?”" in page.text
        assert "This is still true" in page.text

    def test_only_the_levels(self, rounds, browser):
        rounds.open(2027, version("2027.1", question(PLAIN, present="There are two"), follows=SMALL.key))
        rounds.profile()
        sit(rounds, browser)
        page = browser.get(path(rounds))
        assert "The question is the same. What the levels say has changed." in page.text
        assert "Present There is one" in page.text

    def test_several_that_are_one_now(self, rounds, browser):
        rounds.open(2027, version("2027.1", question("S01-09", was=(CORE, PLAIN)), follows=SMALL.key))
        rounds.profile()
        sit(rounds, browser)
        page = browser.get(path(rounds, "S01-09"))
        assert "What has changed Several questions have become one." in page.text
        for criterion in (CORE, PLAIN):
            assert f"What about {criterion}?" in page.text
            assert TEXTS[criterion] in page.text
        assert "This is still true" not in page.text
        used = browser.submit(page, _next=f"use:{CORE}")
        assert used.fields(path(rounds, "S01-09"))["narrative"] == TEXTS[CORE]

    def test_other_levels_are_never_converted(self, rounds, browser):
        other = version("2027.1", question(PLAIN), follows=SMALL.key, scale=scale("Not yet", "In place"))
        rounds.open(2027, other)
        rounds.profile()
        sit(rounds, browser)
        page = browser.get(path(rounds))
        assert "Present There is one" in page.text
        assert "The levels are new, so your earlier rating is shown in its own words." in page.text
        assert "This is still true" not in page.text

    def test_a_new_question_says_so(self, rounds, browser):
        rounds.open(2027, version("2027.1", question("S01-08"), follows=SMALL.key))
        rounds.profile()
        sit(rounds, browser)
        assert "This question is new." in browser.get(path(rounds, "S01-08")).text


class TestLists:
    def test_the_task_list_says_what_is_left_to_confirm(self, rounds, lead):
        page = lead.get(f"/r/{rounds.ref}")
        assert "What you said in February 2025 stands beside each question. 3 answers are left" in page.text
        assert "0 of 2 answered, about 6 minutes, 2 to confirm or rewrite" in page.text
        confirm(rounds, lead, lead.get(path(rounds)))
        page = lead.get(f"/r/{rounds.ref}")
        assert "2 answers are left to confirm or rewrite" in page.text
        assert "1 of 2 answered, about 3 minutes, 1 to confirm or rewrite" in page.text
        rounds.answer(CORE, "x")
        rounds.answer(BUYING, "x")
        page = lead.get(f"/r/{rounds.ref}")
        assert "to confirm or rewrite" not in page.text
        assert "See which questions have changed" in page.links

    def test_the_standard_says_it_of_each_question(self, rounds, browser):
        new, changed = question("S01-08"), question(PLAIN, "Other words?")
        rounds.open(2027, version("2027.1", question(CORE), changed, new, follows=SMALL.key))
        rounds.profile()
        sit(rounds, browser)
        page = browser.get(f"/r/{rounds.ref}/standards/1")
        for words in ("To confirm or rewrite", "Changed: to confirm or rewrite", "New: not answered yet"):
            assert words in page.text
        rounds.answer(CORE, "x")
        assert " To confirm or rewrite" not in browser.get(f"/r/{rounds.ref}/standards/1").text

    def test_what_has_changed_and_why_in_one_place(self, rounds, browser):
        now = version(
            "2027.1",
            question(CORE),
            question("S01-07", was=(PLAIN,), changed="It was hard to answer"),
            question("S01-08"),
            follows=SMALL.key,
            retired={BUYING: "The council asks you that"},
        )
        rounds.open(2027, now)
        rounds.profile()
        sit(rounds, browser)
        page = browser.get(f"/r/{rounds.ref}/last-time")
        assert page.h1 == "What has changed since February 2025"
        for words in (
            "You last answered for “Round of 2025”. 1 question is the same as then.",
            "Criterion S01-07 It was hard to answer.",
            "New questions Criterion S01-08",
            f"Criterion {BUYING} The council asks you that.",
            "2 answers are left to confirm or rewrite.",
        ):
            assert words in page.text

    def test_without_an_earlier_return_there_is_no_such_page(self, browser):
        first = Rounds()
        bootstrap.use(first.parts)
        first.open(2025)
        sit(first, browser)
        assert browser.get(f"/r/{first.ref}/last-time").status == 404

    def test_what_was_said_of_the_organisation_is_a_hint_and_not_an_answer(self, rounds, browser):
        rounds.open(2027)
        sit(rounds, browser)
        page = browser.get(f"/r/{rounds.ref}/about")
        assert "Last time you said: Yes" in page.text
        assert "buys" not in page.fields(f"/r/{rounds.ref}/about")


class TestUnchanged:
    def test_the_third_time_is_told_on_the_question(self, rounds, browser):
        rounds.whole_round(2026, TEXTS)
        rounds.open(2027)
        rounds.profile()
        sit(rounds, browser)
        page = browser.get(path(rounds))
        assert "Your text was the same in February 2025." in page.text
        assert confirm(rounds, browser, page).status == 303
        after = browser.get(path(rounds)).text
        assert (
            "This text is the same as in February 2025 and February 2026. Is it still how things are?"
            in after
        )


class TestWho:
    def test_the_approver_reads_it_and_confirms_nothing(self, rounds, lead):
        page = lead.get(path(rounds))
        for criterion in CRITERIA:
            rounds.answer(criterion, "x")
        send_for_approval(rounds.parts, rounds.ref, rounds.lead)
        sit(rounds, lead, Part.APPROVER)
        reading = lead.get(path(rounds))
        assert TEXTS[PLAIN] in reading.text
        assert "This is still true" not in reading.text
        token = reading.fields(f"/r/{rounds.ref}/finish")["form_token"]
        refused = confirm(rounds, lead, page, form_token=token)
        assert refused.status == 403

    def test_without_a_session_nothing_is_confirmed_and_what_was_typed_is_kept(self, rounds, lead):
        page = lead.get(path(rounds))
        lead.cookies.clear()
        refused = confirm(rounds, lead, page, narrative="Mine")
        assert refused.status == 401
        assert "Mine" in refused.text

    def test_the_first_cycle_shows_nothing_of_it(self, browser):
        first = Rounds()
        bootstrap.use(first.parts)
        first.open(2025)
        first.profile()
        sit(first, browser)
        assert "app-last-time" not in browser.get(path(first)).body
