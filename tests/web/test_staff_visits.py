"""A visit from the draw to what the organisation reads, and what visits say of self-ratings."""

import json
from dataclasses import replace

import pytest

from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.sampling import Terms
from chalicelib.domain.tasks import Task
from chalicelib.domain.visits import VisitState
from chalicelib.handlers import cookies
from chalicelib.services import visiting
from chalicelib.services.sample_drawing import Wishes, keep_sample
from chalicelib.services.visit_reading import make_visit_pdf
from tests.support import builders
from tests.support.fakes import MONDAY
from tests.support.staffing import ref_of, signed_in, stored_copy, stored_cycle

VISITS = "/staff/cycles/cycle2027/visits"
TRUST = "/staff/cycles/cycle2027/trust"
REF = ref_of(6)
VISIT = f"/staff/returns/{REF}/visit"


@pytest.fixture
def cycle(parts):
    made = stored_cycle(parts, 36)
    for n in range(6, 37, 6):
        return_ = parts.returns.get(ref_of(n))
        ratings = {"S01-01": 3, "S01-02": 4, "S02-01": 0}
        changed = parts.returns.changed(return_, {"ratings": ratings}, while_in=tuple(ReturnStatus))
        parts.commit(changed)
    return made


@pytest.fixture
def browser(parts, browser, cycle):
    signed_in(parts, browser)
    return browser


def planned(browser):
    return browser.follow(browser.submit(browser.get(VISIT), action=VISIT))


def rate(browser, criterion, rating, seen="The policy on the wall", ref=REF):
    path = f"/staff/returns/{ref}/visit/criteria/{criterion}"
    return browser.follow(browser.submit(browser.get(path), action=path, rating=rating, seen=seen))


def confirm(browser, ref=REF):
    path = f"/staff/returns/{ref}/visit/confirm"
    names = {"name": "Harriet Head", "role": "Head teacher", "visitor_role": "Coordinator"}
    return browser.follow(browser.submit(browser.get(path), action=path, **names))


def test_the_own_rating_is_shown_once_the_visitors_is_saved(browser):
    planned(browser)
    labels = [level.label for level in builders.framework().scale.levels]
    page = browser.get(f"{VISIT}/criteria/S01-01")
    assert "Their own rating:" not in page.text
    saved = rate(browser, "S01-01", "good")
    assert f"Your rating: {labels[2]}. Their own rating: {labels[2]}." in saved.text
    overview = browser.get(VISIT)
    assert f"{labels[2]}, they say {labels[2]}" in overview.text


def test_whoever_looks_first_or_changes_afterwards_leaves_that_in_the_record(parts, browser):
    planned(browser)
    page = browser.get(f"{VISIT}/criteria/S01-01")
    token = page.fields("/staff/sign-out")["form_token"]
    browser.post(f"{VISIT}/criteria/S01-01", {"form_token": token, "_show": "yes"})
    assert "knew the organisation’s own rating" in rate(browser, "S01-01", "good").text
    rate(browser, "S01-02", "good")
    assert "changed their rating after" in rate(browser, "S01-02", "inadequate").text
    record = confirm(browser)
    assert "knew the organisation’s own rating" in record.text
    assert "changed their rating after" in record.text
    found = parts.visits.get("saltmarsh", REF)
    assert (found.record["S01-01"].blind, found.record["S01-02"].changed) == (False, True)


def test_visitors_who_have_read_the_ratings_are_said_to_have(browser):
    planned(browser)
    booking = {"day-day": "3", "day-month": "2", "day-year": "2027", "visitors": "Sam", "read": "yes"}
    booked = browser.follow(browser.submit(browser.get(f"{VISIT}/book"), action=f"{VISIT}/book", **booking))
    assert "Wednesday 3 February 2027" in booked.text
    assert "knew the organisation’s own rating" in rate(browser, "S01-01", "good").text


def test_a_booking_wants_a_day_and_visitors_and_keeps_what_was_typed(browser):
    planned(browser)
    page = browser.submit(
        browser.get(f"{VISIT}/book"), action=f"{VISIT}/book", place="The hall", **{"day-day": "31"}
    )
    assert page.errors == ["Enter the day of the visit, like 27 3 2027", "Enter who comes to visit"]
    assert page.fields(f"{VISIT}/book")["place"] == "The hall"


def test_two_phones_do_not_overwrite_each_other(browser):
    planned(browser)
    path = f"{VISIT}/criteria/S01-01"
    first, second = browser.get(path), browser.get(path)
    browser.submit(first, action=path, rating="good", seen="Seen by one")
    page = browser.submit(second, action=path, rating="inadequate", seen="Seen by the other")
    assert page.status == 409
    assert "Somebody else has saved this meanwhile" in page.errors[0]
    fields = page.fields(path)
    assert (fields["seen"], fields["rating"], fields["_version"]) == ("Seen by the other", "inadequate", "1")


def test_both_confirm_and_the_organisation_reads_all_of_it(parts, browser, new_browser):
    planned(browser)
    assert (
        "Rate at least one question"
        in browser.submit(
            browser.get(f"{VISIT}/confirm"),
            action=f"{VISIT}/confirm",
            name="A",
            role="B",
            visitor_name="C",
            visitor_role="D",
        ).errors[0]
    )
    rate(browser, "S01-01", "good", "<script>alert(1)</script>")
    agreed = browser.get(f"{VISIT}/agreed")
    browser.submit(agreed, action=f"{VISIT}/agreed", strengths="They listen", actions="Ada writes it down")
    stale = browser.submit(agreed, action=f"{VISIT}/agreed", strengths="Something else")
    assert stale.status == 409
    nameless = browser.submit(browser.get(f"{VISIT}/confirm"), action=f"{VISIT}/confirm")
    assert nameless.errors == [
        "Enter a name",
        "Enter a role, like head teacher",
        "Enter a role, like head teacher",
    ]
    confirm(browser)
    for path in ("book", "agreed", "confirm", "criteria/S01-01"):
        assert browser.get(f"{VISIT}/{path}").status in (400, 409)
    make_visit_pdf(parts, task())
    stored_copy(parts, 6)
    made = parts.returns.get(REF)
    theirs = new_browser()
    theirs.cookies[cookies.for_return(REF)] = builders.session(parts, made, next(iter(made.people.values())))
    page = theirs.get(f"/r/{REF}/visit")
    for words in (
        "They listen",
        "Ada writes it down",
        "<script>alert(1)</script>",
        "Harriet Head, Head teacher",
    ):
        assert words in page.text
    assert theirs.get(page.links["Download as PDF"]).status == 303
    assert parts.verification.last_visits("saltmarsh")[made.organisation_id][0] == "cycle2027"
    assert "About your visit" in theirs.get(f"/r/{REF}/submitted").text


def task() -> Task:
    payload = {"ref": REF, "partnership": "saltmarsh"}
    return Task(
        partnership_id="saltmarsh",
        subject="x",
        intent="y",
        kind="render.visit",
        payload=payload,
        due=MONDAY,
    )


def test_a_visit_before_it_is_booked_and_after_it_is_called_off(parts, browser, new_browser):
    made = parts.returns.get(REF)
    theirs = new_browser()
    theirs.cookies[cookies.for_return(REF)] = builders.session(parts, made, next(iter(made.people.values())))
    assert "No visit is planned" in theirs.get(f"/r/{REF}/visit").text
    planned(browser)
    assert parts.returns.get(REF).chosen_for_visit
    assert "We ring you to find a day that suits" in theirs.get(f"/r/{REF}/visit").text
    path = f"{VISIT}/call-off"
    assert browser.submit(browser.get(path), action=path).errors == ["Say why the visit is called off"]
    browser.submit(browser.get(path), action=path, because="Flooded")
    assert "does not take place" in theirs.get(f"/r/{REF}/visit").text
    assert "Flooded" not in theirs.get(f"/r/{REF}/visit").text
    assert planned(browser).status == 200
    assert parts.visits.get("saltmarsh", REF).state is VisitState.PLANNED


def test_a_draw_is_planned_at_once_and_pressed_twice_is_one(parts, browser, cycle):
    keep_sample(parts, cycle, Wishes(terms=Terms(visits=3)), "s1")
    before = browser.get(VISITS)
    for _ in range(2):
        browser.submit(before, action=VISITS)
    found = parts.visits.of_cycle("cycle2027")
    assert len(found) == 3
    assert {v.version for v in found} == {1}
    assert all(v.chance for v in found)
    assert "To be booked" in browser.get(VISITS).text
    assert "Plan the visits of a draw" not in browser.get(VISITS).text
    visiting.call_off(parts, builders.staff(), found[0].ref, "Flooded")
    visiting.plan_drawn(parts, builders.staff(), cycle, found[0].draw)
    assert parts.visits.get("saltmarsh", found[0].ref).state is VisitState.CALLED_OFF


def test_a_stand_in_has_its_own_chance_and_another_has_none(parts, browser, cycle):
    member = builders.staff()
    keep_sample(parts, cycle, Wishes(terms=Terms(visits=1), seed="7"), "s1")
    record = parts.files.get(next(k for k in parts.files.objects if k.endswith(".json")))
    chosen = json.loads(record)["chosen"][0]
    refs = {h.organisation_id: h.ref for h in parts.returns.headers("cycle2027", ("ref",))}
    reserve = refs[chosen["reserve"]["organisation"]]
    assert not visiting.plan(parts, member, reserve).chance
    visiting.call_off(parts, member, reserve, "Too early")
    first = refs[chosen["organisation"]]
    assert visiting.plan(parts, member, first).chance == "1/6"
    visiting.call_off(parts, member, first, "Flooded")
    stands_in = visiting.plan(parts, member, reserve)
    assert (stands_in.chance, stands_in.stands_in) == ("1/6", True)


def test_whoever_works_there_records_nothing(parts, browser):
    planned(browser)
    made = parts.returns.get(REF)
    mine = replace(next(iter(made.people.values())), email=builders.staff().email)
    parts.commit(parts.returns.changed(made, {f"people.{mine.id}": mine}, while_in=tuple(ReturnStatus)))
    assert browser.get(f"{VISIT}/criteria/S01-01").status == 403
    assert "At the visit" not in browser.get(VISIT).text


def test_a_calendar_of_what_is_booked(browser):
    planned(browser)
    booking = {"day-day": "3", "day-month": "2", "day-year": "2027", "visitors": "Sam", "time": "9am"}
    browser.submit(browser.get(f"{VISIT}/book"), action=f"{VISIT}/book", **booking)
    text = browser.get(f"{VISITS}/calendar").body
    assert "DTSTART;VALUE=DATE:20270203" in text
    assert "9am" in text


def test_too_few_visits_say_nothing(browser):
    assert "Not enough visits to say" in browser.get(TRUST).text


def test_added_visits_are_told_and_count_in_nothing(browser):
    planned(browser)
    rate(browser, "S01-01", "good")
    confirm(browser)
    page = browser.get(TRUST)
    assert "1 visit was added after the draw and counts in no figure" in page.text
    assert "Not enough visits to say" in page.text


@pytest.mark.parametrize("drawn", [6, 12])
def test_counts_come_first_and_estimates_from_ten(parts, browser, cycle, drawn):
    for n in range(100, 100 + drawn - 6):
        made = builders.return_(n, ref=f"M{n}", status=ReturnStatus.SUBMITTED, ratings={"S01-01": 3})
        parts.commit(parts.returns.created(made, total=1))
    keep_sample(parts, cycle, Wishes(terms=Terms(visits=drawn)), "s1")
    browser.submit(browser.get(VISITS), action=VISITS)
    for visit in parts.visits.of_cycle("cycle2027"):
        rate(browser, "S01-01", "good", ref=visit.ref)
        confirm(browser, visit.ref)
    page = browser.get(TRUST)
    if drawn == 6:
        assert "visitors confirmed 6 of the 6 ratings that they checked" in page.text
        assert "are too few to say anything about the others" in page.text
        assert "over 90%" not in page.text
    else:
        assert "Visitors would confirm over 90% of all ratings" in page.text
        assert "12 of 12: 100%" in page.text


def test_a_scrutineer_reads_and_changes_nothing(parts, browser, new_browser):
    planned(browser)
    reader = new_browser()
    signed_in(parts, reader, StaffRole.SCRUTINEER)
    assert reader.get(VISIT).status == 200
    assert reader.get(f"{VISIT}/criteria/S01-01").status == 403
    assert "At the visit" not in reader.get(VISIT).text
