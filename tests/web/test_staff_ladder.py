"""The page on which staff see and change who is written to when."""

import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.ladder import Step, ladder_of, usual_ladder
from chalicelib.domain.organisations import StaffRole
from tests.support import builders
from tests.support.staffing import signed_in

PATH = "/staff/cycles/cycle2027/ladder"


@pytest.fixture
def cycle(parts):
    made = builders.cycle(sectors=("police", "school", "voluntary"), whole_ladder=True)
    parts.commit(parts.organisations.partnership_saved(builders.partnership()), parts.cycles.saved(made))
    return made


def typed(page, sector="police", **changes):
    fields = {"form_token": page.fields("/staff/sign-out")["form_token"], "sector": sector, "do": "save"}
    for step, days in usual_ladder(sector).items():
        fields |= {f"on-{step}": "yes", f"days-{step}": str(abs(days))}
    return {name: value for name, value in (fields | changes).items() if value is not None}


def test_it_shows_the_days_of_this_cycle_for_a_sector(parts, browser, cycle):
    signed_in(parts, browser)
    page = browser.get(PATH)
    assert "Who is written to, and when: Police" in page.text
    assert "Tuesday 23 March 2027" in page.text
    assert "Not at all: no day is left in time" in page.text  # the chair: it closes on 2 April
    groups = browser.get(f"{PATH}?sector=voluntary")
    assert "Would it help to talk?" in groups.text
    assert "Chair or trust" not in groups.text


def test_looking_keeps_nothing_and_saving_does(parts, browser, cycle):
    signed_in(parts, browser)
    fields = typed(browser.get(PATH), **{"days-reminder_not_opened": "14", "do": "look"})
    looked = browser.post(PATH, fields)
    assert "Tuesday 26 January 2027" in looked.text
    assert parts.cycles.get(cycle.id).ladders == {}
    saved = browser.post(PATH, fields | {"do": "save"})
    assert saved.status == 303
    assert ladder_of(parts.cycles.get(cycle.id), "police")[Step.NOT_OPENED] == 14
    assert ladder_of(parts.cycles.get(cycle.id), "school")[Step.NOT_OPENED] == 21
    (event,) = parts.trail.of("CYCLE#cycle2027")
    assert (event.what, event.details) == ("ladder.changed", {"sector": "police"})


def test_for_every_sector_but_never_for_voluntary_groups(parts, browser, cycle):
    signed_in(parts, browser)
    fields = typed(browser.get(PATH), for_all="yes", **{"on-letter": None})
    assert browser.post(PATH, fields).status == 303
    stored = parts.cycles.get(cycle.id)
    assert set(stored.ladders) == {"police", "school"}
    assert Step.LETTER not in ladder_of(stored, "school")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days-chair": "91"}, "Enter a number of days from 0 to 90"),
        ({"days-reminder_started": "<script>" * 500}, "Enter a number of days from 0 to 90"),
        ({"days-chair": ""}, "Enter a number of days from 0 to 90"),
        ({"on-call": None}, "Somebody rings first"),
        ({"on-reminder_just_past": None}, "The lead is told first"),
        ({"days-call": "7"}, "Enter more days than for the step before it"),
    ],
)
def test_what_cannot_be_is_refused_in_its_place(parts, browser, cycle, changes, words):
    signed_in(parts, browser)
    page = browser.post(PATH, typed(browser.get(PATH), **changes))
    assert page.status == 400
    assert words in page.text
    assert "<script>" not in page.body
    assert parts.cycles.get(cycle.id).ladders == {}


def test_a_step_that_groups_may_not_have_is_not_taken_from_the_form(parts, browser, cycle):
    signed_in(parts, browser)
    fields = typed(browser.get(PATH), sector="voluntary", **{"on-chair": "yes", "days-chair": "15"})
    assert browser.post(PATH, fields).status == 303
    assert Step.CHAIR not in ladder_of(parts.cycles.get(cycle.id), "voluntary")


def test_who_may_not_change_it_sees_no_form_and_a_cycle_that_is_over_takes_nothing(parts, browser, cycle):
    signed_in(parts, browser, StaffRole.REVIEWER)
    assert "Show the days" not in browser.get(PATH).body
    signed_in(parts, browser)
    fields = typed(browser.get(PATH))
    parts.commit(parts.cycles.saved(builders.cycle(sectors=("police",), status=CycleStatus.CLOSED)))
    page = browser.post(PATH, fields)
    assert page.status == 409
    assert "This cycle is over" in page.text
