"""The register: found, filtered, sorted, paged; records changed, retired, merged; contacts put right."""

import time
from dataclasses import replace

import pytest

from chalicelib.domain.cycles import RETIRED, CycleStatus
from chalicelib.domain.organisations import ContactState, Role
from chalicelib.domain.parents import parent_id
from chalicelib.domain.tasks import TaskState
from chalicelib.services import schools
from chalicelib.services.contact_tasks import how_many, not_them
from tests.support import builders
from tests.support.extracts import school, written
from tests.support.html import elements, text_of
from tests.support.staffing import number_in, ref_of, signed_in, stored_cycle

HERE = "/staff/organisations"
BOUNCED = number_in("bounced")


@pytest.fixture
def cycle(parts, browser):
    signed_in(parts, browser)
    return stored_cycle(parts, 18)


def rows(page):
    return [[text_of(cell) for cell in row] for row in elements(page.root, "tr")][1:]


def names(page):
    return [row[0] for row in rows(page)]


def saved(parts, number, **changes):
    made = builders.organisation(number, **changes)
    parts.commit(parts.organisations.organisation_saved("saltmarsh", made))
    return made


# The list


def test_a_thousand_are_paged_sorted_and_quick(parts, browser):
    """No page takes a second of our own time; the measured figure is a tenth of that."""
    signed_in(parts, browser)
    for number in range(1_000):
        saved(parts, number, name=f"School {number:04}", parent=f"Trust {number % 40}")
        for role in (Role.LEAD, Role.APPROVER):
            parts.commit(parts.organisations.contact_saved("saltmarsh", builders.contact(number, role)))
    browser.get(HERE)  # templates are read the first time
    began = time.process_time()
    first = browser.get(HERE)
    # The test's browser reads and checks the page too, which takes longer than making it.
    assert time.process_time() - began < 3
    assert len(rows(first)) == 100
    assert "1000 organisations, 1 to 100" in first.text
    last = browser.get(first.links["Page 10"])
    assert (names(last)[-1].startswith("School 0999"), "Next page" in last.links) == (True, False)
    downwards = browser.get(HERE, sort="name", down="yes")
    assert names(downwards)[0].startswith("School 0999")
    assert len(rows(browser.get(HERE, parent=parent_id("TRUST 7")))) == 25
    for path in ("/parents", "/duplicates", "/contacts-to-put-right"):
        assert len(rows(browser.get(HERE + path))) <= 100


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "99"}, {"page": "-1"}, {"page": "x" * 300}, {"sort": "?"}]
)
def test_odd_pages_and_orders_are_the_nearest_that_there_are(browser, cycle, query):
    assert len(rows(browser.get(HERE, **query))) == 18


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "no-contact"}, 6),
        ({"state": "bad-contact"}, 3),
        ({"state": "retired"}, 0),
        ({"q": f"contact{BOUNCED}@example.org"}, 1),
        ({"q": "900003"}, 1),
        ({"q": "contact13 organisation"}, 1),
        ({"sector": "school", "kind": "primary_school"}, 0),
    ],
)
def test_they_are_filtered(browser, cycle, query, found):
    assert len(rows(browser.get(HERE, **query))) == found


def test_a_trust_has_a_page_that_lists_its_members(parts, browser, cycle):
    saved(parts, 1, parent="Wade  Academy Trust")
    saved(parts, 2, parent="Wade Academy Trust", sector="school")
    saved(parts, 50, name="Wade Academy Trust")
    page = browser.get(browser.get(HERE + "/parents").links["Wade Academy Trust"])
    assert names(page) == ["Organisation 1", "Organisation 2"]
    assert page.links["Its own page, with its contacts"] == f"{HERE}/org050"
    assert browser.get(HERE + "/parents/nothing").status == 404


# By hand


def test_an_organisation_is_added_and_changed_by_hand(parts, browser, cycle):
    form = browser.get(HERE + "/new")
    page = browser.submit(form, name="Avocet Surgery", sector="primary_care", kind="gp", ods="a81001")
    record = browser.follow(page)
    for words in ("The record is saved", "GP practice", "A81001", "Added by hand", "Sam Coordinator"):
        assert words in record.text, words
    change = browser.get(record.links["Change these facts"])
    after = browser.follow(browser.submit(change, size="small", parent="Wade Group"))
    assert "Size: none → small" in after.text
    assert "Wade Group" in after.links


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": " "}, "Enter the organisation’s name"),
        ({"sector": ""}, "Select a sector"),
        ({"sector": "nonsense"}, "Select a sector"),
        ({"kind": "gp"}, "Select a kind that belongs to this sector"),
        ({"urn": "12"}, "Enter a URN in the correct format, like 123456"),
        ({"ods": "£"}, "Enter an ODS code in the correct format, like A81001"),
        ({"urn": "900001"}, "This number belongs to Organisation 1"),
        ({"size": "huge"}, "Select a size"),
        ({"name": "x" * 10_000}, "Enter 200 characters or fewer"),
    ],
)
def test_what_is_wrong_is_told_with_all_that_was_typed(parts, browser, cycle, typed, words):
    form = browser.get(HERE + "/new")
    before = dict(parts.table.items)
    page = browser.submit(form, **{"name": "Avocet", "sector": "school", "phone": "01632 960000", **typed})
    assert page.errors == [words]
    assert page.fields(HERE + "/new")["phone"] == "01632 960000"
    assert parts.table.items == before


def test_a_number_that_another_partnership_knows_joins_the_same_organisation(parts, browser, cycle):
    other = builders.organisation(77)
    parts.commit(parts.organisations.organisation_saved("elsewhere", other))
    page = browser.submit(browser.get(HERE + "/new"), name="Ours", sector="school", urn="900077")
    assert page.location.startswith(f"{HERE}/org077/")
    assert parts.organisations.organisation("elsewhere", "org077").name == "Organisation 77"


# Retired


def test_one_is_retired_with_a_reason_and_brought_back(parts, browser, cycle):
    record = browser.get(f"{HERE}/org00{BOUNCED}/record")
    refused = browser.submit(record, f"{HERE}/org00{BOUNCED}/retire", because=" ")
    assert refused.errors == ["Enter why it is retired, like “Closed in July 2027”"]
    waiting = how_many(parts, "saltmarsh")
    gone = browser.follow(browser.submit(refused, f"{HERE}/org00{BOUNCED}/retire", because="Closed"))
    assert "Retired on 11 January 2027: Closed" in gone.text
    assert how_many(parts, "saltmarsh") == waiting - 1
    assert len(rows(browser.get(HERE))) == 17
    assert names(browser.get(HERE, state="retired")) == [f"Organisation {BOUNCED}"]
    (header,) = parts.returns.headers(cycle.id, organisation_id=f"org00{BOUNCED}")
    assert header.mail_state == RETIRED
    back = browser.follow(browser.submit(gone, f"{HERE}/org00{BOUNCED}/bring-back"))
    assert "It is asked again" in back.text
    assert how_many(parts, "saltmarsh") == waiting
    (header,) = parts.returns.headers(cycle.id, organisation_id=f"org00{BOUNCED}")
    assert header.mail_state == "bounced"


# Two records of one


def pair(parts, *, archived=True):
    """Organisation 30 and its double, each with people, in a partnership with an archived cycle."""
    status = CycleStatus.ARCHIVED if archived else CycleStatus.OPEN
    parts.commit(parts.cycles.saved(builders.cycle(status=status)))
    saved(parts, 30, name="Avocet Primary School", phone="01632 960 555")
    saved(parts, 31, name="The Avocet Academy", phone="01632960555", address="1 High Street", parent="Wade")
    for number in (30, 31):
        parts.commit(parts.organisations.contact_saved("saltmarsh", builders.contact(number)))
    parts.commit(
        parts.organisations.contact_saved(
            "saltmarsh", builders.contact(31, Role.CHAIR, email="c@example.org")
        )
    )


def test_a_pair_is_proposed_compared_and_merged(parts, browser):
    signed_in(parts, browser)
    pair(parts)
    proposed = browser.get(HERE + "/duplicates")
    assert rows(proposed)[0][1] == "Nearly the same name, the same telephone number"
    compared = browser.get(proposed.links["Compare Avocet Primary School and The Avocet Academy"])
    for words in ("comes along as: other", "URN 900030", "1 High Street"):
        assert words in compared.text, words
    after = browser.follow(browser.submit(compared, f"{HERE}/org030/merge", choice="one"))
    assert "The two records are one now" in after.text
    kept = parts.organisations.organisation("saltmarsh", "org030")
    assert (kept.address, kept.parent, kept.also) == ("1 High Street", "Wade", ("org031",))
    assert {(c.email, c.role) for c in parts.organisations.contacts("saltmarsh", "org030")} == {
        ("contact30@example.org", Role.LEAD),
        ("contact31@example.org", Role.OTHER),
        ("c@example.org", Role.CHAIR),
    }
    assert list(parts.organisations.contacts("saltmarsh", "org031")) == []
    gone = parts.organisations.organisation("saltmarsh", "org031")
    assert (gone.merged_into, gone.retired) == ("org030", True)
    assert parts.organisations.owners_of({("urn", "900031")}) == {("urn", "900031"): "org030"}
    record = browser.get(f"{HERE}/org031/record")
    assert record.links["Avocet Primary School"] == f"{HERE}/org030"
    token = record.fields("/staff/sign-out")
    refused = browser.post(f"{HERE}/org031/bring-back", token)
    assert refused.errors == ["This record was merged into another, so it cannot be brought back"]


def test_two_that_are_two_are_not_proposed_again(parts, browser):
    signed_in(parts, browser)
    pair(parts)
    compared = browser.get(f"{HERE}/org030/merge", other="org031")
    browser.submit(compared, f"{HERE}/org030/merge", choice="two")
    assert rows(browser.get(HERE + "/duplicates")) == []
    assert len(list(parts.organisations.members("saltmarsh"))) == 2


def test_a_merge_is_not_done_on_what_nobody_saw(parts, browser):
    signed_in(parts, browser)
    pair(parts)
    compared = browser.get(f"{HERE}/org030/merge", other="org031")
    saved(parts, 31, name="Quite another name")
    page = browser.submit(compared, f"{HERE}/org030/merge", choice="one")
    assert (page.status, "Something has changed since you looked" in page.text) == (409, True)
    assert not parts.organisations.organisation("saltmarsh", "org031").retired


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({31: False}, "Keep that one instead"),
        ({30: True, 31: True}, "has a return that somebody has opened"),
        ({30: True, 31: False}, ""),
        ({30: False, 31: False}, ""),
        ({30: False}, ""),
    ],
)
def test_whoever_is_being_asked_stays(parts, browser, numbers, words):
    signed_in(parts, browser)
    pair(parts, archived=False)
    for number, opened in numbers.items():
        made = builders.return_(number, ref=f"K7P-{number}X", opened_at=parts.now() if opened else None)
        parts.commit(parts.returns.created(made, total=40))
    compared = browser.get(f"{HERE}/org030/merge", other="org031")
    assert words in compared.text
    assert ("They are one: merge them" in compared.text) is (not words)
    page = browser.submit(compared, f"{HERE}/org030/merge", choice="one")
    assert page.status == (409 if words else 303)
    if not words and 31 in numbers:
        (header,) = parts.returns.headers("cycle2027", organisation_id="org031")
        assert header.mail_state == RETIRED


def test_one_that_another_partnership_lists_stays(parts, browser):
    signed_in(parts, browser)
    pair(parts)
    parts.commit(parts.organisations.partnership_saved(builders.partnership(id="elsewhere")))
    parts.commit(parts.organisations.organisation_saved("elsewhere", builders.organisation(31)))
    assert "another partnership’s list" in browser.get(f"{HERE}/org030/merge", other="org031").text
    assert "another partnership’s list" not in browser.get(f"{HERE}/org031/merge", other="org030").text


def test_nothing_is_merged_with_itself_or_with_what_is_not_there(parts, browser, cycle):
    for other in ("org001", "nobody", "x" * 3000):
        assert browser.get(f"{HERE}/org001/merge", other=other).status == 404
    found = browser.get(f"{HERE}/org001/merge", q="Organisation 1")
    assert "Organisation 12" in found.links


# Contacts to put right


def test_each_is_listed_with_what_to_do_and_goes_when_changed(parts, browser, cycle):
    page = browser.get(HERE + "/contacts-to-put-right")
    assert len(rows(page)) == how_many(parts, "saltmarsh") == 3
    assert "Ring and ask for the right address" in page.text
    form = browser.get(page.links[f"Change Contact {BOUNCED} of Organisation {BOUNCED}"])
    browser.submit(form, email="right@example.org")
    assert how_many(parts, "saltmarsh") == 2


def test_a_lead_who_leaves_with_nobody_to_follow_is_a_task(parts, browser, cycle):
    submitted = number_in("submitted")
    there = f"{HERE}/org{submitted:03}/contacts"
    browser.submit(browser.get(f"{there}/c{submitted:03}l"), state="left")
    page = browser.get(HERE + "/contacts-to-put-right")
    assert "nobody leads on safeguarding" in page.text
    browser.submit(browser.get(f"{there}/new"), name="Jo", email="jo@example.org", role="lead")
    assert "nobody leads on safeguarding" not in browser.get(HERE + "/contacts-to-put-right").text


def test_what_happened_to_contacts_is_told_without_their_facts(parts, browser, cycle):
    there = f"{HERE}/org001/contacts/c001l"
    browser.submit(browser.get(there), name="Wilhelmina Secret", phone="01632 960777")
    record = browser.get(f"{HERE}/org001/record")
    assert "Contact changed" in record.text
    assert "Name, Phone" in record.text
    assert "Wilhelmina Secret" in record.text  # as the contact itself says, for as long as it is there
    trail = [e for e in parts.trail.of_month("saltmarsh", "2027-01") if e.what == "contact.changed"]
    assert len(trail) == 1
    trail += parts.trail.of("REGISTER#saltmarsh#org001")
    assert "Wilhelmina" not in repr(trail)


# Extracts of schools


def read_by_the_job(parts):
    task = schools.reading(parts, "saltmarsh", "import1")
    outcome = schools.read_schools(parts, task)
    state = TaskState.FAILED if outcome.failed else TaskState.DONE
    after = replace(task, state=state, note=outcome.note, settled_at=parts.now())
    parts.commit(parts.tasks.moved(task, after))


def test_an_extract_is_read_chosen_from_looked_at_and_imported(parts, browser, cycle):
    path = HERE + "/import/import1"
    parts.files.put(
        "imports/saltmarsh/import1.csv",
        written(
            school(URN="900001", EstablishmentName="Organisation One"),
            school(URN="900002", **{"EstablishmentStatus (name)": "Closed"}),
            *(school(URN=f"{100100 + n}", EstablishmentName=f"School {n}") for n in range(130)),
            school(URN="100999", **{"LA (code)": "999", "LA (name)": "Elsewhere"}),
        ),
        "text/csv",
    )
    before = dict(parts.table.items)
    page = browser.get(path)
    assert page.h1 == "An extract of schools"
    assert parts.table.items == before
    page = browser.follow(browser.submit(page, path + "/schools"))
    assert "We are reading your file" in page.text
    read_by_the_job(parts)
    page = browser.get(path)
    assert "Saltmarsh (131)" in page.text
    refused = browser.submit(page, path + "/schools", authority=[])
    assert refused.errors == ["Select at least one local authority"]
    page = browser.follow(browser.submit(page, path + "/schools", authority=["850"]))
    assert "130 organisations would be added, 1 changed" in page.text
    assert "In the register, and closed in the national one (1)" in page.text
    whole = browser.get(path, part="added")
    assert len(rows(whole)) == 100
    asked = browser.submit(page)
    assert browser.follow(asked).h1 == "The import is under way"


def test_an_extract_that_cannot_be_read_says_why(parts, browser, cycle):
    path = HERE + "/import/import1"
    content = written(school(), without="PhaseOfEducation (name)")
    parts.files.put("imports/saltmarsh/import1.csv", content, "text/csv")
    browser.submit(browser.get(path), path + "/schools")
    read_by_the_job(parts)
    page = browser.get(path)
    assert (page.status, page.h1) == (400, "We could not read that file")
    assert "the column “PhaseOfEducation (name)” is missing" in page.text


def test_a_contact_that_says_it_is_somebody_else_is_a_task(parts, browser, cycle):
    approver = builders.contact(1, Role.APPROVER, email=builders.APPROVER.email)
    parts.commit(parts.organisations.contact_saved("saltmarsh", approver))
    parts.commit(*not_them(parts, parts.returns.get(ref_of(1)), builders.APPROVER))
    states = {c.id: c.state for c in parts.organisations.contacts("saltmarsh", "org001")}
    assert states[approver.id] is ContactState.NOT_THEM
    assert "Ask whoever leads there who approves it now" in browser.get(HERE + "/contacts-to-put-right").text
    form = browser.get(f"{HERE}/org001/contacts/{approver.id}")
    assert "Yes, try it again" in form.text
