"""A cycle's own pages: opening it in steps, its mail and Hold, previews and a test, pause, close, archive."""

import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.tasks import Queue
from chalicelib.services.queue import work_off
from chalicelib.services.work import WORK
from tests.support.builders import contact, organisation
from tests.support.staffing import signed_in, stored_cycle
from tests.web.test_staff_cycles import TYPED, new_cycles


@pytest.fixture
def cycle(parts, browser):
    signed_in(parts, browser)
    return stored_cycle(parts, 36)


@pytest.fixture
def in_steps(parts, browser, cycle):
    """One that waits for its coordinator."""
    check = browser.submit(browser.get("/staff/cycles/new"), **TYPED)
    page = browser.follow(browser.submit(check, "/staff/cycles/new/open", _steps="yes"))
    assert page.h1 == "Open it"
    (made,) = new_cycles(parts)
    return made


def press(browser, page, **fields):
    return browser.follow(browser.submit(page, page.path, **fields))


def worked(parts):
    work_off(parts, Queue.WORK, WORK[Queue.WORK])


def test_one_press_is_enough(parts, browser, cycle):
    check = browser.submit(browser.get("/staff/cycles/new"), **TYPED)
    done = browser.follow(browser.submit(check, "/staff/cycles/new/open"))
    (made,) = new_cycles(parts)
    page = browser.get(f"/staff/cycles/{made.id}/opening")
    assert "It opens by itself at 10am on Monday 10 January 2028" in page.text
    assert "Opens on Monday 10 January 2028" in done.text


def test_a_test_the_first_five_the_rest(parts, browser, in_steps):
    here = f"/staff/cycles/{in_steps.id}/opening"
    page = browser.get(here)
    assert "It waits for you" in page.text
    tested = browser.follow(browser.submit(page, f"/staff/cycles/{in_steps.id}/test"))
    assert "Every mail of this cycle is on its way to you" in tested.text
    worked(parts)
    to_me = [m for m in parts.sender.sent if m.to == "coordinator@saltmarsh.example.org"]
    assert len(to_me) == len(parts.sender.sent) > 12
    assert all(m.subject.startswith("Test: ") and "This is a test" in m.text + m.html for m in to_me)

    after = press(browser, page, do="first_five", group="")
    assert "The first five are being asked now" in after.text
    worked(parts)
    page = browser.get(here)
    assert "5 of 24 organisations have been asked" in page.text
    press(browser, page, do="rest", group="")
    worked(parts)
    page = browser.get(here)
    assert "24 of 24 organisations have been asked" in page.text
    assert "All of them have been asked" in page.text


def test_pressed_after_it_was_archived(parts, browser, in_steps):
    page = browser.get(f"/staff/cycles/{in_steps.id}/opening")
    parts.commit(parts.cycles.moved(in_steps, CycleStatus.ARCHIVED))
    refused = browser.submit(page, page.path, do="rest", group="")
    assert (refused.status, "This cycle is archived" in refused.text) == (409, True)


def test_whoever_joined_since_is_asked_with_a_date_of_their_own(parts, browser, in_steps):
    here = f"/staff/cycles/{in_steps.id}/opening"
    press(browser, browser.get(here), do="rest", group="")
    worked(parts)
    parts.commit(parts.organisations.organisation_saved("saltmarsh", organisation(90)))
    parts.commit(parts.organisations.contact_saved("saltmarsh", contact(90)))
    page = browser.get(here)
    assert "Joined since" in page.text
    browser.follow(browser.submit(page, f"/staff/cycles/{in_steps.id}/late", organisation="org090"))
    assert "Joined since" not in browser.get(here).text
    assert list(parts.returns.headers(in_steps.id, organisation_id="org090"))


def test_mail_is_held_by_step_and_released(parts, browser, cycle):
    here = "/staff/cycles/cycle2027/mail"
    page = browser.get(here)
    assert "Reminder: nearly due" in page.text
    page = press(browser, page, do="hold", step="reminder_nearly_due", organisation="")
    assert "Held since 11 January 2027" in page.text
    page = press(browser, page, do="release", step="reminder_nearly_due", organisation="")
    assert "Held since" not in page.text
    page = press(browser, page, do="hold", step="", organisation="")
    assert "All mail of this cycle is held" in page.text


def test_one_organisations_mail_is_held_on_its_page(parts, browser, cycle):
    page = browser.get("/staff/organisations/org001")
    page = browser.follow(browser.submit(page, "/staff/cycles/cycle2027/mail"))
    assert "Mail of this cycle to them is held since 11 January 2027" in page.text
    assert "Organisation 1" in browser.get("/staff/cycles/cycle2027/mail").links
    page = browser.follow(browser.submit(page, "/staff/cycles/cycle2027/mail"))
    assert "is held since" not in page.text


@pytest.mark.parametrize("fields", [{"step": "sign_in"}, {"step": "x" * 10_000}, {"organisation": "nobody"}])
def test_only_what_there_is_can_be_held(parts, browser, cycle, fields):
    page = browser.get("/staff/cycles/cycle2027/mail")
    fields = {"do": "hold", "step": "", "organisation": "", **fields}
    assert browser.submit(page, page.path, **fields).status == 404
    assert parts.cycle_mail.holds("cycle2027") == []


def test_every_mail_has_its_preview(parts, browser, cycle):
    page = browser.get("/staff/cycles/cycle2027/previews", sector="school")
    links = [path for path in page.links.values() if "/previews/" in path]
    assert len(links) > 12
    for path in links:
        shown = browser.get(path)
        assert "As plain text" in shown.text
        assert "Example organisation" in shown.text or "new_link" in path
    assert browser.get("/staff/cycles/cycle2027/previews/sign_in").status == 404


def test_pause_resume_close_archive(parts, browser, cycle):
    here = "/staff/cycles/cycle2027/state"
    page = press(browser, browser.get(here), do="pause")
    assert "It is paused since Monday 11 January 2027. 0 days are lost so far" in page.text
    parts.clock.move(days=3)
    signed_in(parts, browser)
    page = browser.get(here)
    assert "The due date becomes Monday 22 March 2027" in page.text
    page = press(browser, page, do="resume")
    assert "Paused on 11 January 2027, resumed on 14 January 2027: 3 days" in page.text
    stale = page
    page = press(browser, page, do="close")
    refused = browser.submit(stale, here, do="pause")
    assert (refused.status, "This one is closed" in refused.text) == (409, True)
    page = press(browser, page, do="archive")
    assert "It is archived" in page.text


def test_whoever_only_reads_presses_nothing(parts, browser, cycle):
    signed_in(parts, browser, StaffRole.SCRUTINEER)
    for path in ("opening", "mail", "state", "previews"):
        page = browser.get(f"/staff/cycles/cycle2027/{path}")
        assert page.status == 200
        assert "<form" not in page.body.partition("<main")[2] or path == "previews"


def test_a_group_with_its_own_dates(parts, browser, in_steps):
    here = f"/staff/cycles/{in_steps.id}/groups"
    page = browser.get(here)
    assert "Everybody has the same dates" in page.text
    wrong = browser.submit(page, here, name="", parts="x")
    assert wrong.status == 400
    assert "Enter a name for the group" in wrong.text
    dates = {"opens_on": ("2", "3"), "due_on": ("7", "5"), "closes_on": ("21", "5")}
    fields = {f"{name}-day": day for name, (day, _) in dates.items()}
    fields |= {f"{name}-month": month for name, (_, month) in dates.items()}
    fields |= {f"{name}-year": "2028" for name in dates}
    page = browser.follow(
        browser.submit(wrong, here, name="Police in March", sectors="police", parts="1", months="1", **fields)
    )
    assert "Police in March" in page.text
    assert "Everybody else" in page.text
    steps = browser.get(f"/staff/cycles/{in_steps.id}/opening")
    assert "Police in March" in steps.text
    page = browser.follow(browser.submit(page, f"{here}/remove"))
    assert "Everybody has the same dates" in page.text


def test_the_next_cycle_is_proposed_from_the_last(parts, browser, cycle):
    page = browser.get("/staff/cycles/cycle2027")
    form = browser.get(page.links["Set up the next cycle from this one"])
    fields = form.fields("/staff/cycles/new")
    assert (fields["name"], fields["opens_on-year"]) == ("Safeguarding self-assessment 2028", "2028")
    check = browser.submit(form, "/staff/cycles/new")
    assert check.h1 == "Check before it opens"
    browser.follow(browser.submit(check, "/staff/cycles/new/open"))
    assert [made.name for made in new_cycles(parts)] == ["Safeguarding self-assessment 2028"]
    assert browser.get("/staff/cycles/new", after="nobody").status == 404
