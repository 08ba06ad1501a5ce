"""The working copy on its pages, and what the next return makes of it."""

import pytest

from chalicelib import bootstrap
from chalicelib.domain.returns import Part
from chalicelib.handlers import cookies
from tests.support.counting import CountingTable
from tests.support.rounds import Rounds
from tests.support.small import ABSENT, BUYING, CORE, PLAIN, PRESENT
from tests.support.versions import Shelf

TEXTS = {CORE: "Our policy, page 2", PLAIN: "The chart in the hall", BUYING: "The list of suppliers"}
ACTION, BARRIER = "aAAA-AA2", "bAAA-AA2"


@pytest.fixture
def rounds():
    """A school that has submitted, with an action and a barrier."""
    made = Rounds(Shelf(CountingTable()))
    made.open(2025)
    made.profile()
    for criterion, text in TEXTS.items():
        made.answer(criterion, text, ABSENT if criterion == CORE else PRESENT)
    made.plan(ACTION, CORE)
    made.plan(BARRIER, CORE, what="No courses")
    made.submit()
    made.parts.clock.move(hours=1)
    return made


@pytest.fixture
def parts(rounds):
    bootstrap.use(rounds.parts)
    return rounds.parts


@pytest.fixture
def lead(rounds, browser):
    sit(rounds, browser)
    return browser


def sit(rounds, browser, part=Part.LEAD):
    browser.cookies[cookies.for_return(rounds.ref)] = rounds.session(part)


def working(rounds, below=""):
    return f"/r/{rounds.ref}/working{below}"


def next_cycle(rounds, browser):
    rounds.open(2027)
    rounds.profile()
    sit(rounds, browser)


def test_it_is_reached_from_the_pages_after_submission(rounds, lead):
    for page, words in (
        ("", "Your working copy"),
        ("/submitted", "working copy"),
        ("/copies", "Note in your working copy what has changed since"),
        (f"/criteria/{PLAIN}", "Note what has changed in your working copy"),
    ):
        assert lead.get(f"/r/{rounds.ref}{page}").links[words] == working(rounds)


def test_noting_what_has_changed(rounds, lead):
    page = lead.get(working(rounds))
    assert page.h1 == "Your working copy"
    assert (
        "Saltmarsh Safeguarding Children Partnership does not see it, and nothing here is due." in page.text
    )
    assert page.text.count("As submitted") == 3
    question = lead.get(page.links[f"Criterion {PLAIN}"])
    fields = question.fields(working(rounds, f"/{PLAIN}"))
    assert (fields["narrative"], fields["rating"]) == (TEXTS[PLAIN], PRESENT)
    saved = lead.submit(question, narrative="The chart moved\n\nto the <office>", rating=PRESENT)
    assert saved.location == working(rounds)
    assert "Noted on 10 February 2025" in lead.follow(saved).text
    again = lead.get(working(rounds, f"/{PLAIN}"))
    assert "Noted at 11:00 by Lena" in again.text
    assert TEXTS[PLAIN] in again.text  # what was submitted
    assert rounds.answers()[PLAIN].narrative == TEXTS[PLAIN]


def test_two_people_at_once_see_both(rounds, lead, new_browser):
    other = new_browser()
    sit(rounds, other)
    here = working(rounds, f"/{PLAIN}")
    mine, theirs = lead.get(here), other.get(here)
    other.submit(theirs, narrative="Theirs")
    both = lead.submit(mine, narrative="Mine")
    assert both.status == 409
    assert "Theirs" in both.text
    fields = both.fields(here)
    assert lead.post(here, {**fields, "narrative": "Theirs and mine"}).status == 303
    assert lead.get(here).fields(here)["narrative"] == "Theirs and mine"


def test_too_much_text_stays_on_the_page(rounds, lead):
    here = working(rounds, f"/{PLAIN}")
    page = lead.submit(lead.get(here), narrative="x" * 10_001)
    assert page.errors == ["Your answer must be 10,000 characters or fewer"]
    assert page.fields(here)["narrative"] == "x" * 10_001


def test_how_an_action_goes(rounds, lead):
    page = lead.get(working(rounds))
    here = page.links["Buy a lock"]
    assert here == working(rounds, f"/actions/{ACTION}")
    refused = lead.submit(lead.get(here), line="Waiting for a grant")
    assert refused.errors == ["Select how it is going"]
    assert refused.fields(here)["line"] == "Waiting for a grant"
    assert lead.submit(refused, state="stuck").location == working(rounds)
    assert "Waiting for a grant" in lead.get(working(rounds)).text
    stale = lead.submit(refused, state="done", line="All done")
    assert stale.status == 409
    assert "noted “Stuck” and “Waiting for a grant” while you were writing" in stale.text
    assert lead.submit(stale).status == 303


def test_before_it_is_submitted_there_is_none(rounds, browser):
    next_cycle(rounds, browser)
    rounds.answer(CORE, "x", ABSENT)
    rounds.plan(ACTION, CORE)
    for below in ("", f"/{PLAIN}", f"/actions/{ACTION}"):
        assert browser.get(working(rounds, below)).location == f"/r/{rounds.ref}"


def test_who_only_reads_has_nothing_to_press(rounds, browser):
    sit(rounds, browser, Part.APPROVER)
    for below in ("", f"/{PLAIN}", f"/actions/{ACTION}"):
        page = browser.get(working(rounds, below))
        assert page.status == 200
        assert "Save" not in page.text


class TestNextTime:
    def test_it_stands_beside_the_question_as_noted_since(self, rounds, lead):
        here = working(rounds, f"/{PLAIN}")
        lead.submit(lead.get(here), narrative="The chart moved")
        next_cycle(rounds, lead)
        page = lead.get(f"/r/{rounds.ref}/criteria/{PLAIN}")
        places = [page.text.index(words) for words in ("noted since", "The chart moved", TEXTS[PLAIN])]
        assert places == sorted(places)
        used = lead.submit(page, _next=f"use:{PLAIN}:noted")
        assert used.fields(f"/r/{rounds.ref}/criteria/{PLAIN}")["narrative"] == "The chart moved"

    def test_an_unfinished_action_is_offered_and_saved_only_by_hand(self, rounds, lead):
        here = working(rounds, f"/actions/{ACTION}")
        lead.submit(lead.get(here), state="stuck", line="Waiting for a grant")
        next_cycle(rounds, lead)
        plan = lead.get(f"/r/{rounds.ref}/actions")
        assert "From your plan of February 2025" in plan.text
        assert "Stuck: Waiting for a grant" in plan.text
        form = lead.get(plan.links["Carry on with it: Buy a lock"])
        add = f"/r/{rounds.ref}/actions/add"
        assert form.fields(add)["what"] == "Buy a lock"
        assert rounds.return_.plans == {}
        refused = lead.submit(form, add, who="")
        assert refused.fields(add)["what"] == "Buy a lock"
        assert lead.submit(refused, add, who="Wren").status == 303
        assert rounds.return_.plans == {ACTION: (CORE,)}
        after = lead.get(f"/r/{rounds.ref}/actions")
        assert "Carry on with it: Buy a lock" not in after.links
        assert "Carry on with it: No courses" in after.links
        assert lead.get(f"/r/{rounds.ref}/actions/last-time/{ACTION}").location == f"/r/{rounds.ref}/actions"

    def test_a_barrier_is_carried_on_as_a_barrier(self, rounds, lead):
        next_cycle(rounds, lead)
        form = lead.get(f"/r/{rounds.ref}/actions/last-time/{BARRIER}")
        assert form.h1 == "What is in the way?"
        assert lead.submit(form, f"/r/{rounds.ref}/actions/add").status == 303
        assert rounds.return_.plans == {BARRIER: (CORE,)}
