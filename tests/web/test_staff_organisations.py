"""The register, the telephone page, and bringing organisations in from a file."""

from dataclasses import replace

import pytest

from chalicelib.domain.register_file import template
from chalicelib.domain.returns import Part, ReturnStatus
from chalicelib.domain.tasks import TaskState
from chalicelib.services import importing
from tests.support import builders
from tests.support.html import elements, text_of
from tests.support.staffing import number_in, ref_of, signed_in, stored_cycle

HOSTILE = "<script>alert(1)</script> & “Sons” مدرسة"
SUBMITTED, BOUNCED = number_in("submitted"), number_in("bounced")


@pytest.fixture
def cycle(parts, browser):
    signed_in(parts, browser)
    return stored_cycle(parts, 18)


def page_of(number):
    return f"/staff/organisations/org{number:03}"


def rows(page):
    return [[text_of(cell) for cell in row] for row in elements(page.root, "tr")]


# The register


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 18),
        ({"q": "isation 1"}, 10),
        ({"q": "ORGANISATION 7"}, 1),
        ({"sector": "police"}, 6),
        ({"q": "8", "sector": "school"}, 1),
        ({"sector": "nonsense"}, 18),
    ],
)
def test_organisations_are_found_by_name_and_sector(browser, cycle, query, found):
    assert len(rows(browser.get("/staff/organisations", **query))) - 1 == found


@pytest.mark.parametrize("typed", [ref_of(4), ref_of(4).lower().replace("-", " ")])
def test_a_reference_leads_to_its_organisation(browser, cycle, typed):
    assert browser.get("/staff/organisations", q=typed).location == page_of(4)


def test_a_reference_of_another_partnership_finds_nothing(parts, browser, cycle):
    signed_in(parts, browser, partnership_id="elsewhere")
    assert "None found" in browser.get("/staff/organisations", q=ref_of(4)).text


def test_nothing_found_says_what_to_try(browser, cycle):
    page = browser.get("/staff/organisations", q='"><script>')
    assert "Try a shorter part of the name" in page.text
    assert "<script>" not in page.body.partition("<main")[2]


def test_hostile_names_are_text_everywhere(parts, browser, cycle):
    parts.commit(
        parts.organisations.organisation_saved("saltmarsh", builders.organisation(77, name=HOSTILE)),
        parts.organisations.contact_saved("saltmarsh", builders.contact(77, name=HOSTILE)),
    )
    made = builders.return_(77, ref="K7P-777", organisation_name=HOSTILE, people={})
    parts.commit(parts.returns.created(made, total=40))
    for path in (
        "/staff",
        "/staff/organisations",
        page_of(77),
        page_of(77) + "/contacts/c077l",
        "/staff/cycles/cycle2027/returns",
    ):
        page = browser.get(path)
        assert HOSTILE in page.text or path.endswith("c077l"), path
        assert "<script>alert" not in page.body, path


# The telephone page


def test_it_says_all_there_is_to_know(parts, browser, cycle):
    page = browser.get(page_of(SUBMITTED))
    for words in (
        "Submitted",
        ref_of(SUBMITTED),
        "67 days left",
        "5 of 40",
        "9 January 2027",
        f"contact{SUBMITTED}@example.org",
    ):
        assert words in page.text, words


def test_a_new_link_is_queued_for_the_address_on_file_and_shown(parts, browser, cycle):
    page = browser.get(page_of(SUBMITTED))
    after = browser.follow(browser.submit(page, page_of(SUBMITTED) + "/new-link"))
    assert "A new link is on its way" in after.text
    assert ["New link", f"Contact {SUBMITTED}", "Waiting to be sent, 11 January 2027 at 10:00am"] in rows(
        after
    )
    (task,) = parts.tasks.of_subject("saltmarsh", f"RETURN#{ref_of(SUBMITTED)}")
    assert (task.kind, task.payload["person"]) == ("mail.new_link", f"c{SUBMITTED:03}l")
    assert "link.asked_by_staff" in [e.what for e in parts.trail.of(f"RETURN#{ref_of(SUBMITTED)}")]


@pytest.mark.parametrize(
    "tampered",
    [{"_ref": ref_of(1)}, {"_ref": "K7P-ZZZ"}, {"_ref": ""}, {"_person": "somebody"}, {"_person": ""}],
)
def test_a_link_is_sent_only_for_this_organisations_return(parts, browser, cycle, tampered):
    page = browser.get(page_of(SUBMITTED))
    before = dict(parts.table.items)
    assert browser.submit(page, page_of(SUBMITTED) + "/new-link", **tampered).status == 404
    assert parts.table.items == before


def test_a_bounced_address_is_put_right_on_the_phone(parts, browser, cycle):
    page = browser.get(page_of(BOUNCED))
    assert "Mail comes back" in page.text
    form = browser.get(page.links[f"Change Contact {BOUNCED}"])
    after = browser.follow(browser.submit(form, email="right@example.org"))
    assert "The contact is saved" in after.text
    assert "right@example.org" in after.text
    assert parts.returns.get(ref_of(BOUNCED)).person(Part.LEAD).email == "right@example.org"
    assert page_of(BOUNCED) not in browser.get("/staff").links.values()


def test_a_contact_that_is_wrong_is_told_with_all_that_was_typed(browser, cycle):
    form = browser.get(page_of(1) + "/contacts/new")
    page = browser.submit(form, name="Jo", email="jo")
    assert page.errors == ["Enter an email address in the correct format, like name@example.org"]
    assert page.fields(page_of(1) + "/contacts/new")["name"] == "Jo"


@pytest.mark.parametrize(
    "path",
    [
        "/staff/organisations/org001/contacts/c002l",
        "/staff/organisations/org002/contacts/c001l",
        "/staff/organisations/nobody",
        "/staff/organisations/nobody/contacts/new",
        "/staff/organisations/org001%23",
        "/staff/returns/K7P-ZZZ",
        "/staff/cycles/other",
        "/staff/cycles/cycle2027/sample/..",
        "/staff/organisations/import/..%2f..%2fsecret",
        "/staff/organisations/import/unknown",
    ],
)
def test_an_address_that_somebody_made_up_is_not_found(browser, cycle, path):
    assert browser.get(path).status == 404


def test_a_return_is_reopened_with_a_reason(parts, browser, cycle):
    here = page_of(SUBMITTED)
    page = browser.submit(browser.get(here), here + "/reopen", reason=" ")
    assert page.errors == ["Enter why it is being reopened"]
    after = browser.follow(browser.submit(page, here + "/reopen", reason="They found a mistake"))
    assert "The return is open again" in after.text
    assert parts.returns.get(ref_of(SUBMITTED)).status is ReturnStatus.IN_PROGRESS


def test_only_this_organisations_return_is_reopened(parts, browser, cycle):
    here, other = page_of(SUBMITTED), number_in("submitted", after=SUBMITTED)
    page = browser.get(here)
    after = browser.submit(page, here + "/reopen", _ref=ref_of(other), reason="Why not")
    assert after.status == 404
    assert parts.returns.get(ref_of(other)).status is ReturnStatus.SUBMITTED


# Imports


def uploaded(parts, content, import_id="import1"):
    parts.files.put(f"imports/saltmarsh/{import_id}.csv", content.encode(), "text/csv")
    return f"/staff/organisations/import/{import_id}"


def test_the_page_uploads_to_the_bucket_and_comes_back(browser, cycle):
    page = browser.get("/staff/organisations/import")
    form = next(f for f in elements(page.root, "form") if "bucket.example.org" in f.get("action", ""))
    fields = {f.get("name"): f.get("value") for f in elements(form, "input")}
    assert fields["key"].startswith("imports/saltmarsh/")
    address = "https://audit.example.org/api/staff/organisations/import/"
    assert fields["success_action_redirect"].startswith(address)
    assert list(fields)[-1] == "file"
    assert "https://bucket.example.org" in page.headers["Content-Security-Policy"]


def test_the_template_is_a_file(browser, cycle):
    page = browser.get("/staff/organisations/import/template")
    assert page.body == template()
    assert page.headers["Content-Disposition"] == 'attachment; filename="organisations.csv"'


FILE = (
    "name,sector,urn,contact_name,contact_email\n"
    "New Academy,school,987654,Ann Example,ann@example.org\n"
    "Organisation One,school,900001,,\n"
    "Organisation 2,school,,Contact Two,contact2@example.org\n"
)


def test_a_file_is_looked_at_then_imported(parts, browser, cycle):
    path = uploaded(parts, FILE)
    before = dict(parts.table.items)
    page = browser.get(path)
    assert parts.table.items == before
    assert ["Organisation One", "Name", "Organisation 1", "Organisation One"] in rows(page)
    assert ["New Academy", "School or college"] in rows(page)
    asked = browser.submit(page)
    assert browser.follow(asked).h1 == "The import is under way"
    browser.submit(page)  # a second press
    (task,) = parts.tasks.of_subject("saltmarsh", "IMPORT#import1")
    importing.run_import(parts, task)
    parts.commit(parts.tasks.moved(task, replace(task, state=TaskState.DONE, settled_at=parts.now())))
    assert browser.get(path).h1 == "The import is done"
    assert len(list(parts.organisations.members("saltmarsh"))) == 19


def test_an_import_that_found_problems_in_the_end_is_not_called_done(parts, browser, cycle):
    path = uploaded(parts, FILE)
    browser.submit(browser.get(path))
    uploaded(parts, FILE + "X,nowhere,,,\n")
    (task,) = parts.tasks.of_subject("saltmarsh", "IMPORT#import1")
    assert importing.run_import(parts, task).failed
    assert len(list(parts.organisations.members("saltmarsh"))) == 18


def test_every_bad_row_is_told_and_nothing_can_be_imported(parts, browser, cycle):
    path = uploaded(parts, 'name,sector\n"=1+1",school\nFine School,school\nOdd,nowhere\n')
    page = browser.get(path)
    assert ["2", "“name” starts with =, which a spreadsheet would run as a formula"] in rows(page)
    assert [row for row in rows(page) if row[0] == "4" and "“nowhere” is not a sector" in row[1]]
    assert not [f for f in elements(page.root, "form") if path in f.get("action", "")]
    token = page.fields("/staff/sign-out")
    assert "2 things to put right" in browser.post(path, token).text
    assert parts.tasks.of_subject("saltmarsh", "IMPORT#import1") == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "The file is empty"),
        ("PK\x03\x04 a spreadsheet", "This is a spreadsheet, not CSV"),
        ("title,sector\nX,school\n", "The column “name” is missing"),
        ("name,sector\n", "The file has no rows below its headings"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(parts, browser, cycle, content, words):
    page = browser.get(uploaded(parts, content))
    assert (page.status, page.h1) == (400, "We could not read that file")
    assert words in page.text


def test_texts_that_are_the_same_for_the_third_time_are_named(parts, browser, cycle):
    made = parts.returns.get(ref_of(SUBMITTED))
    parts.commit(
        parts.returns.changed(
            made, {"unchanged": ("S01-01", "S01-02")}, while_in=tuple(ReturnStatus), header={"unchanged": 2}
        )
    )
    text = browser.get(page_of(SUBMITTED)).text
    assert "Same text for the third time2 answers: Leading from the top; A policy people can use" in text
    assert "third time" not in browser.get(page_of(BOUNCED)).text
