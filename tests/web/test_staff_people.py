"""The staff list, and where somebody is signed in."""

import pytest

from chalicelib.domain.credentials import Credential, CredentialKind, hash_of
from chalicelib.domain.errors import Refused
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.staffing import StaffForm
from chalicelib.handlers import cookies
from chalicelib.services.staff_list import add_staff, change_staff
from tests.support import builders
from tests.support.fakes import FakeParts
from tests.support.staffing import signed_in
from tests.support.tables import TroubledTable

PEOPLE = "/staff/settings/people"


def listed(parts):
    return {m.email: (m.name, m.role, m.active) for m in parts.staff_list.of("saltmarsh")}


def test_a_coordinator_adds_somebody_who_then_signs_in(parts, browser):
    signed_in(parts, browser)
    page = browser.submit(
        browser.get(f"{PEOPLE}/new"), name="Rey Viewer", email="rey@example.org", role="reviewer"
    )
    assert "They are on the list" in browser.follow(page).text
    assert listed(parts)["rey@example.org"] == ("Rey Viewer", StaffRole.REVIEWER, True)
    assert parts.organisations.staff_at(" Rey@Example.org ")
    events = [e.what for e in parts.trail.of("PARTNERSHIP#saltmarsh")]
    assert "staff.added" in events


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", " ", "Enter"),
        ("email", "nobody", "Enter"),
        ("email", "COORDINATOR@saltmarsh.example.org", "on the staff list already"),
        ("role", "emperor", "Select a role"),
        ("name", "n" * 10_000, "200 characters"),
    ],
)
def test_what_cannot_be_right_is_told_and_kept(parts, browser, field, value, words):
    signed_in(parts, browser)
    values = {"name": "Rey", "email": "rey@example.org", "role": "reviewer", field: value}
    page = browser.submit(browser.get(f"{PEOPLE}/new"), **values)
    assert page.status == 400
    assert any(words in error for error in page.errors), page.errors
    assert len(listed(parts)) == 1


def test_whoever_is_made_inactive_is_out_at_once_everywhere(parts, browser, new_browser):
    signed_in(parts, browser)
    reviewer = new_browser()
    signed_in(parts, reviewer, StaffRole.REVIEWER)
    link = Credential(
        token_hash=hash_of("unused"),
        kind=CredentialKind.SIGN_IN,
        subject="saltmarsh",
        person="s-reviewer",
        created_at=parts.now(),
    )
    parts.commit(parts.credentials.issued(link))
    assert reviewer.get("/staff").status == 200
    page = browser.submit(browser.get(f"{PEOPLE}/s-reviewer"), active="no")
    assert page.status == 303
    assert reviewer.get("/staff").status == 401
    assert new_browser().post("/staff/enter/unused", {}).status == 410
    browser.submit(browser.get(f"{PEOPLE}/s-reviewer"), active="yes")
    assert reviewer.get("/staff").status == 401  # what was ended stays ended


def test_a_new_role_holds_from_the_next_page(parts, browser, new_browser):
    signed_in(parts, browser)
    reviewer = new_browser()
    signed_in(parts, reviewer, StaffRole.REVIEWER)
    browser.submit(browser.get(f"{PEOPLE}/s-reviewer"), role="coordinator")
    assert reviewer.get(PEOPLE).status == 200


@pytest.mark.parametrize("change", [{"role": "scrutineer"}, {"active": "no"}])
def test_the_last_coordinator_stays(parts, browser, change):
    signed_in(parts, browser)
    page = browser.submit(browser.get(f"{PEOPLE}/s-coordinator"), **change)
    assert page.status == 400
    assert "one coordinator" in page.errors[0]
    assert listed(parts)["coordinator@saltmarsh.example.org"][1:] == (StaffRole.COORDINATOR, True)


def test_two_coordinators_who_stop_each_other_at_once_leave_one():
    table = TroubledTable()
    parts = FakeParts(table)
    for number in (1, 2):
        member = builders.staff(id=f"s{number}", email=f"c{number}@example.org")
        parts.commit(parts.organisations.staff_saved(member))
    out = StaffForm(name="Sam Coordinator", role="coordinator", active=False)
    other = parts.beside(table.inner)
    table.before = lambda: change_staff(other, "saltmarsh", "s2", out, actor="s1")
    with pytest.raises(Refused, match="staff_changed"):
        change_staff(parts, "saltmarsh", "s1", out, actor="s2")
    assert [m.active for m in parts.staff_list.of("saltmarsh")] == [True, False]


def test_somebody_added_twice_at_once_is_there_once():
    table = TroubledTable()
    parts = FakeParts(table)
    form = StaffForm(name="Rey", email="rey@example.org", role="reviewer")
    other = parts.beside(table.inner)
    table.before = lambda: add_staff(other, "saltmarsh", form, actor="s1")
    with pytest.raises(Refused, match="staff_changed"):
        add_staff(parts, "saltmarsh", form, actor="s2")
    assert len(list(parts.staff_list.of("saltmarsh"))) == 1


def test_nobody_of_another_partnership_is_found(parts, browser):
    signed_in(parts, browser)
    theirs = builders.staff(id="theirs", partnership_id="elsewhere")
    parts.commit(parts.organisations.staff_saved(theirs))
    assert browser.get(f"{PEOPLE}/theirs").status == 404


def test_devices_are_listed_and_all_ended(parts, browser, new_browser):
    signed_in(parts, browser)
    link = Credential(
        token_hash=hash_of("second"),
        kind=CredentialKind.SIGN_IN,
        subject="saltmarsh",
        person="s-coordinator",
        created_at=parts.now(),
    )
    parts.commit(parts.credentials.issued(link))
    phone = new_browser()
    phone.post(
        "/staff/enter/second", {}, user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18 Safari/605"
    )
    page = browser.get("/staff/settings/devices")
    assert "Safari on an iPhone" in page.text
    assert page.text.count("(here)") == 1
    after = browser.submit(page)
    assert after.location == "/staff/sign-in"
    assert cookies.STAFF not in browser.cookies
    assert phone.get("/staff").status == 401


def test_two_hours_without_a_page_end_a_session_and_use_keeps_it_for_nine(parts, browser, new_browser):
    token = signed_in(parts, browser)
    other = new_browser()
    for _ in range(5):
        parts.clock.move(hours=1, minutes=30)
        assert browser.get("/staff").status == 200
    parts.clock.move(hours=1, minutes=45)
    assert browser.get("/staff").status == 401  # nine hours in all
    signed_in(parts, other, StaffRole.REVIEWER)
    parts.clock.move(hours=2, minutes=1)
    assert other.get("/staff").status == 401
    assert parts.credentials.get(hash_of(token)).seen_at
