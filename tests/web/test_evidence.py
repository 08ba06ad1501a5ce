"""The organisation's evidence: places and addresses, what uses what, and when nothing may change."""

from datetime import date

import pytest

from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.evidence import EvidenceKind, EvidenceState
from chalicelib.domain.evidence_words import Described
from chalicelib.domain.returns import Audience, Part, Person, ReturnStatus, asked
from chalicelib.handlers import cookies
from chalicelib.services import evidence_keeping, evidence_using, evidence_writes
from chalicelib.services.approval import send_for_approval, take_back
from chalicelib.services.desk import sit_down
from chalicelib.services.submitting import Approval, approve
from tests.support.answered import answered_return, stored, waiting_return
from tests.support.builders import (
    APPROVER,
    LEAD,
    PROFILE,
    cycle,
    framework,
    partnership,
    return_,
    session,
    stored_return,
)

CRITERION = "S01-01"


@pytest.fixture
def made(parts):
    return stored_return(parts, profile=PROFILE)


@pytest.fixture
def lead(parts, browser, made):
    return enter(parts, browser, made)


def enter(parts, browser, made, person=LEAD):
    browser.cookies[cookies.for_return(made.ref)] = session(parts, made, person)
    return browser


def place(parts, made, title="Staff handbook", criterion=""):
    """One item with a place, as the lead adds it."""
    return evidence_keeping.add(
        parts,
        made.ref,
        session(parts, made),
        parts.new_id(),
        kind=EvidenceKind.LOCATION,
        said=Described(title=title, where="Page 12"),
        criterion=criterion,
    )


def used(parts, made, criterion=CRITERION):
    whole = parts.returns.whole(made.ref)
    return next((a.evidence for a in whole.answers if a.criterion == criterion), frozenset())


def item(parts, made, evidence_id):
    return parts.evidence.get_many(made.organisation_id, [evidence_id])[0]


# --- adding


def test_a_place_is_added_for_an_answer_and_leads_back_to_it(parts, lead, made):
    page = lead.get(f"/r/{made.ref}/evidence/add", **{"for": CRITERION})
    form = lead.get(page.links["A title and where to find it"])
    answer = lead.submit(
        form, f"/r/{made.ref}/evidence/add/location", title="Handbook <2026>", where="Page 12"
    )
    assert answer.location == f"/r/{made.ref}/criteria/{CRITERION}"
    assert "Handbook <2026>" in lead.follow(answer).text
    assert len(used(parts, made)) == 1
    assert stored(parts, made).status is ReturnStatus.IN_PROGRESS
    assert stored(parts, made).seq == made.seq + 2  # the session that opened it, and this


def test_a_double_click_adds_one(parts, lead, made):
    form = lead.get(f"/r/{made.ref}/evidence/add/location")
    for _ in range(2):
        answer = lead.submit(form, title="Handbook", where="Page 12")
        assert answer.location == f"/r/{made.ref}/evidence"
    assert len(parts.evidence.of_organisation(made.organisation_id)) == 1


@pytest.mark.parametrize("made_up", ["../../../elsewhere", "✓", "S01-01\nSet-Cookie: a=b"])
def test_a_form_sent_again_leads_nowhere_that_was_made_up(lead, made, made_up):
    form = lead.get(f"/r/{made.ref}/evidence/add/location")
    for _ in range(2):
        assert lead.submit(form, title="Handbook", where="Page 12").status == 303
        assert lead.submit(form, title="Handbook", where="Page 12", _for=made_up).status == 404


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter a web address"),
        ("javascript:alert(1)", "correct format"),
        ("data:text/html,<b>", "correct format"),
        ("ftp://example.org/a", "correct format"),
        ("//example.org", "correct format"),
        ("https://", "correct format"),
        ("https://exa mple.org", "correct format"),
        ("https://jo:secret@example.org", "correct format"),
        ("https://[", "correct format"),
        ("www.example.org", "correct format"),
        ("https://example.org/" + "x" * 1000, "1,000 characters or fewer"),
    ],
)
def test_only_a_web_address_is_one(parts, lead, made, typed, message):
    page = lead.submit(lead.get(f"/r/{made.ref}/evidence/add/link"), title="Policy", where=typed)
    assert page.status == 400
    assert message in page.errors[0]
    assert page.fields(f"/r/{made.ref}/evidence/add/link")["where"] == typed
    assert parts.evidence.of_organisation(made.organisation_id) == []


def test_a_web_address_is_a_link_in_the_register(lead, made):
    form = lead.get(f"/r/{made.ref}/evidence/add/link")
    page = lead.follow(lead.submit(form, title="Policy", where="https://www.example.org/policy?a=1&b=2"))
    assert 'href="https://www.example.org/policy?a=1&amp;b=2" rel="noreferrer noopener"' in page.body


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"title": "", "where": ""}, ["Enter a title", "Enter where somebody would find it"]),
        ({"title": "x" * 201, "where": "here"}, ["The title must be 200 characters or fewer"]),
    ],
)
def test_what_is_missing_is_named(lead, made, fields, messages):
    assert lead.submit(lead.get(f"/r/{made.ref}/evidence/add/location"), **fields).errors == messages


def test_a_criterion_that_is_not_asked_is_not_found(parts, lead, made):
    assert lead.get(f"/r/{made.ref}/evidence/add", **{"for": "S99-99"}).status == 404
    form = lead.get(f"/r/{made.ref}/evidence/add/location")
    assert lead.submit(form, title="A", where="B", _for="S99-99").status == 404
    assert lead.submit(form, title="A", where="B", _id="../../x").status == 404
    assert parts.evidence.of_organisation(made.organisation_id) == []


GIVEN = {
    "title": "Provider return",
    "given_to": "Ofsted",
    "given_on-day": "14",
    "given_on-month": "9",
    "given_on-year": "2026",
    "where": "Shared drive, Inspection",
}


def test_an_answer_given_to_another_body_is_pointed_to(parts, lead, made):
    page = lead.get(f"/r/{made.ref}/evidence/add", **{"for": CRITERION})
    form = lead.get(page.links["An answer that you have already given"])
    wrong = lead.submit(form, f"/r/{made.ref}/evidence/add/given", title="Provider return")
    assert wrong.errors == [
        "Enter who you gave it to, like the ICB, CQC or Ofsted",
        "Enter the date you gave it",
        "Enter where somebody would find it",
    ]
    answer = lead.submit(form, f"/r/{made.ref}/evidence/add/given", **GIVEN)
    assert "Provider return, already given to Ofsted on 14 September 2026: Shared" in lead.follow(answer).text
    assert "Ofsted, on 14 September 2026" in lead.get(f"/r/{made.ref}/evidence").text
    assert len(used(parts, made)) == 1


def test_dates_that_are_none_are_shown_back(lead, made):
    form = lead.get(f"/r/{made.ref}/evidence/add/location")
    page = lead.submit(
        form, **{"title": "A", "where": "B", "review_by-day": "31", "review_by-month": "2"}, owner="Cora"
    )
    assert page.errors == ["Enter a real date to review it by, like 14 9 2027"]
    fields = page.fields(f"/r/{made.ref}/evidence/add/location")
    assert (fields["review_by-day"], fields["owner"]) == ("31", "Cora")


# --- what was noticed


def events(parts, made):
    return [e.details for e in parts.trail.of(f"RETURN#{made.ref}") if e.what == "evidence.decided"]


def test_a_title_like_that_of_a_record_about_a_child_is_decided_by_a_person(parts, lead, made):
    path = f"/r/{made.ref}/evidence/add/location"
    form = lead.get(path, **{"for": CRITERION})
    page = lead.submit(form, path, title="Strategy meeting minutes", where="Red <folder>", owner="Cora")
    assert page.h1 == "Check this before you add it"
    assert "a record about a child" in page.text
    assert "Red <folder>" in page.text
    assert parts.evidence.of_organisation(made.organisation_id) == []
    again = lead.submit(page, path, _decision="another_title")
    assert again.fields(path)["title"] == "Strategy meeting minutes"
    assert again.fields(path)["owner"] == "Cora"
    answer = lead.submit(page, path, _decision="add")
    assert answer.location == f"/r/{made.ref}/criteria/{CRITERION}"
    (found,) = parts.evidence.of_organisation(made.organisation_id)
    assert (found.title, found.owner) == ("Strategy meeting minutes", "Cora")
    assert [(e["noticed"], e["decision"], e["evidence"]) for e in events(parts, made)] == [
        ("child_title", "another_title", found.id),
        ("child_title", "added_all_the_same", found.id),
    ]


def test_a_change_is_judged_by_what_is_new_in_it(parts, lead, made):
    found = place(parts, made)
    path = f"/r/{made.ref}/evidence/{found.id}/change"
    page = lead.submit(lead.get(path), title="DBS certificates")
    assert "a record about staff" in page.text
    assert item(parts, made, found.id) == found
    assert lead.submit(page, path, _decision="another_title").fields(path)["title"] == "DBS certificates"
    assert lead.submit(page, path, _decision="add").location == f"/r/{made.ref}/evidence"
    assert lead.submit(lead.get(path), owner="Cora").location == f"/r/{made.ref}/evidence"
    assert lead.submit(lead.get(path), where="Pupil H801200001001").h1 == "Check this before you add it"


def test_what_a_title_may_say(parts, lead, made):
    form = lead.get(f"/r/{made.ref}/evidence/add/location")
    for number, title in enumerate(("Strategy meeting procedure", "DBS policy", "Referral form")):
        answer = lead.submit(form, title=title, where="The folder of case notes", _id=f"{number:026}")
        assert answer.status == 303, title


# --- the register


def reviewed(parts, made, review_by, title):
    found = place(parts, made, title, CRITERION)
    said = Described(title=title, where="Page 12", owner="Cora Clerk", review_by=review_by)
    evidence_keeping.change(parts, made.ref, session(parts, made), found.id, said=said)
    return found


def test_what_is_due_for_review_is_flagged_first_on_the_register_and_on_the_question(parts, lead, made):
    reviewed(parts, made, date(2026, 12, 31), "Old policy")
    reviewed(parts, made, date(2027, 2, 1), "Ageing policy")
    reviewed(parts, made, date(2028, 2, 1), "Fresh policy")
    page = lead.get(f"/r/{made.ref}/evidence")
    top = page.text.partition("Fresh policy")[0]
    assert "2 items may need a look" in top
    assert "Old policy: its review date passed on 31 December 2026" in top
    assert "Ageing policy: it is to be reviewed by 1 February 2027" in top
    assert page.text.count("Cora Clerk") == 3
    question = lead.get(f"/r/{made.ref}/criteria/{CRITERION}").text
    assert "To be reviewed by 31 December 2026 Date passed" in question
    assert "To be reviewed by 1 February 2027 Before this is due" in question
    assert "1 February 2028" not in question


def test_items_of_an_earlier_cycle_are_offered_and_used_at_once(parts, new_browser, made):
    earlier = place(parts, made, "Staff handbook")
    parts.commit(parts.cycles.saved(cycle(id="cycle2028", name="Round of 2028")))
    audiences = (Audience(partnership_id="saltmarsh", cycle_id="cycle2028"),)
    later = return_(3, organisation_id=made.organisation_id, audiences=audiences, profile=PROFILE)
    parts.commit(parts.returns.created(later, total=1))
    lead = enter(parts, new_browser(), later)
    assert "FromSafeguarding self-assessment 2027" in lead.get(f"/r/{later.ref}/evidence").text
    page = lead.get(f"/r/{later.ref}/evidence/add", **{"for": CRITERION})
    assert "Staff handbook From Safeguarding self-assessment 2027" in page.text
    lead.submit(page, f"/r/{later.ref}/evidence/{earlier.id}/attach")
    assert used(parts, later) == {earlier.id}
    assert used(parts, made) == set()
    assert "FromSafeguarding" not in lead.get(f"/r/{made.ref}/evidence").text


def test_the_register_says_what_is_used_where(parts, lead, made):
    found = place(parts, made, "Handbook", CRITERION)
    page = lead.get(f"/r/{made.ref}/evidence")
    title = framework().criterion(CRITERION).title
    assert page.links[title] == f"/r/{made.ref}/criteria/{CRITERION}"
    assert "Page 12" in page.text
    assert f"/r/{made.ref}/evidence/{found.id}/use" in page.links.values()


def test_one_item_serves_several_answers(parts, lead, made):
    found = place(parts, made, criterion=CRITERION)
    form = lead.get(f"/r/{made.ref}/evidence/{found.id}/use")
    assert lead.submit(form, criteria=["S01-02", "S02-01"]).location == f"/r/{made.ref}/evidence"
    assert [used(parts, made, c) for c in (CRITERION, "S01-02", "S02-01")] == [set(), {found.id}, {found.id}]
    form = lead.get(f"/r/{made.ref}/evidence/{found.id}/use")
    seq = stored(parts, made).seq
    lead.submit(form, criteria=["S01-02", "S02-01"])
    assert stored(parts, made).seq == seq  # nothing differed


def test_a_question_that_is_not_asked_at_present_keeps_its_evidence(parts, lead, made):
    found = place(parts, made, criterion=CRITERION)
    parts.commit(parts.returns.evidence_used(made.ref, "S99-99", add=found.id))
    lead.submit(lead.get(f"/r/{made.ref}/evidence/{found.id}/use"), criteria="S01-02")
    assert used(parts, made) == set()
    assert used(parts, made, "S99-99") == {found.id}


def test_what_is_there_already_is_used_with_one_press(parts, lead, made):
    found = place(parts, made)
    page = lead.get(f"/r/{made.ref}/evidence/add", **{"for": CRITERION})
    answer = lead.submit(page, f"/r/{made.ref}/evidence/{found.id}/attach")
    assert answer.location == f"/r/{made.ref}/criteria/{CRITERION}"
    assert used(parts, made) == {found.id}


def test_changing_a_title_keeps_the_rest(parts, lead, made):
    found = place(parts, made, criterion=CRITERION)
    form = lead.get(f"/r/{made.ref}/evidence/{found.id}/change")
    assert lead.submit(form, title="").errors == ["Enter a title"]
    lead.submit(form, title="Handbook 2027")
    after = item(parts, made, found.id)
    assert (after.title, after.where, after.added_at) == ("Handbook 2027", "Page 12", found.added_at)


def test_removing_asks_first_and_leaves_the_answers_text(parts, lead, made):
    found = place(parts, made, criterion=CRITERION)
    page = lead.get(f"/r/{made.ref}/evidence/{found.id}/remove")
    assert framework().criterion(CRITERION).title in page.text
    for _ in range(2):
        assert lead.submit(page).location == f"/r/{made.ref}/evidence"
    assert used(parts, made) == set()
    assert item(parts, made, found.id).state is EvidenceState.REMOVED
    assert lead.get(f"/r/{made.ref}/evidence/{found.id}/change").status == 404
    assert "There is no evidence yet" in lead.get(f"/r/{made.ref}/evidence").text


# --- whose it is


PAGES = ("upload", "uploaded", "use", "change", "remove", "file")


def test_another_organisations_evidence_is_not_found(parts, lead, made):
    other = stored_return(parts, number=2, profile=PROFILE)
    theirs = place(parts, other)
    token = lead.get(f"/r/{made.ref}/evidence").fields(f"/r/{made.ref}/finish")["form_token"]
    for page in PAGES:
        assert lead.get(f"/r/{made.ref}/evidence/{theirs.id}/{page}").status == 404
    for action in ("uploaded", "use", "change", "attach"):
        fields = {"form_token": token, "title": "Mine", "where": "Here", "criteria": CRITERION}
        answer = lead.post(f"/r/{made.ref}/evidence/{theirs.id}/{action}", {**fields, "_for": CRITERION})
        assert answer.status == 404
    lead.post(f"/r/{made.ref}/evidence/{theirs.id}/remove", {"form_token": token})
    assert item(parts, other, theirs.id) == theirs


def test_another_partnership_that_asks_the_same_organisation_sees_none_of_it(parts, new_browser, made):
    """Its coordinator says who leads there: that must not open what was added for the first."""
    first = place(parts, made)
    parts.commit(
        parts.organisations.partnership_saved(partnership(id="mudflat")),
        parts.cycles.saved(cycle(id="other2027", partnership_id="mudflat")),
    )
    audiences = (Audience(partnership_id="mudflat", cycle_id="other2027"),)
    other = return_(2, organisation_id=made.organisation_id, audiences=audiences)
    parts.commit(parts.returns.created(other, total=1))
    lead = enter(parts, new_browser(), other)
    token = lead.get(f"/r/{other.ref}/evidence").fields(f"/r/{other.ref}/finish")["form_token"]
    assert first.title not in lead.get(f"/r/{other.ref}/evidence").text
    for page in PAGES:
        assert lead.get(f"/r/{other.ref}/evidence/{first.id}/{page}").status == 404
    fields = {"form_token": token, "_id": first.id, "title": "Mine", "where": "Here", "_for": CRITERION}
    for path in (f"{first.id}/attach", f"{first.id}/change", f"{first.id}/uploaded", "add/location"):
        assert lead.post(f"/r/{other.ref}/evidence/{path}", fields).status == 404
    lead.post(f"/r/{other.ref}/evidence/{first.id}/remove", fields)
    assert item(parts, made, first.id) == first


def test_the_approver_reads_the_register_and_changes_nothing(parts, new_browser):
    made = waiting_return(parts)
    found = place(parts, made)
    head = enter(parts, new_browser(), made, APPROVER)
    page = head.get(f"/r/{made.ref}/evidence")
    assert "Staff handbook" in page.text
    assert not {"Add evidence"} & set(page.links)
    for path in ("change", "remove", "use", "upload", "uploaded"):
        assert head.get(f"/r/{made.ref}/evidence/{found.id}/{path}").status == 403


# --- while somebody reads it for approval


@pytest.fixture
def read(parts):
    """A return with one used and one unused item, in the hands of its approver."""
    made = answered_return(parts)
    in_use = place(parts, made, "In use", CRITERION)
    spare = place(parts, made, "Spare")
    send_for_approval(parts, made.ref, session(parts, made))
    return stored(parts, made), in_use, spare


def test_what_is_being_read_stands_still(parts, read):
    made, in_use, spare = read
    token, seq = session(parts, made), stored(parts, made).seq
    frozen = {
        "attach": lambda: evidence_using.attach(parts, made.ref, token, spare.id, CRITERION),
        "use": lambda: evidence_using.use_in(parts, made.ref, token, in_use.id, []),
        "change": lambda: evidence_keeping.change(
            parts, made.ref, token, in_use.id, said=Described(title="New", where="There")
        ),
        "remove": lambda: evidence_keeping.remove(parts, made.ref, token, in_use.id),
        "add to an answer": lambda: place(parts, made, "More", CRITERION),
    }
    for name, change in frozen.items():
        with pytest.raises(Refused) as caught:
            change()
        assert caught.value.code == "return_is_waiting", name
    assert stored(parts, made).seq == seq
    assert used(parts, made) == {in_use.id}
    assert item(parts, made, in_use.id) == in_use
    place(parts, made, "For later")  # the register itself stays open
    evidence_keeping.remove(parts, made.ref, token, spare.id)


def test_a_change_between_asking_and_approving_is_noticed(parts, read):
    made, in_use, _ = read
    approver, lead_token = session(parts, made, APPROVER), session(parts, made)
    stated = Approval(seq=made.seq, name="Harriet Head", job="Head", declared=True)
    take_back(parts, made.ref, lead_token)
    evidence_keeping.change(
        parts, made.ref, lead_token, in_use.id, said=Described(title="New", where="There")
    )
    send_for_approval(parts, made.ref, lead_token)
    with pytest.raises(Refused):
        approve(parts, made.ref, approver, stated)


def test_a_submitted_copy_keeps_what_is_removed_later(parts, read):
    made, in_use, _ = read
    stated = Approval(seq=made.seq, name="Harriet Head", job="Head", declared=True)
    submission = approve(parts, made.ref, session(parts, made, APPROVER), stated)
    evidence_keeping.remove(parts, made.ref, session(parts, made), in_use.id)
    assert b'"title":"In use"' in parts.files.get(submission.key)
    assert used(parts, made) == {in_use.id}
    with pytest.raises(Refused):
        evidence_using.attach(parts, made.ref, session(parts, made), place(parts, made).id, CRITERION)


def test_a_return_that_froze_after_it_was_read_refuses(parts, read):
    """The lead's page was made before; the commit itself refuses."""
    made, _, spare = read
    token = session(parts, made)
    take_back(parts, made.ref, token)
    seat = sit_down(parts, made.ref, token)
    send_for_approval(parts, made.ref, token)
    with pytest.raises(Refused) as caught:
        evidence_writes.commit(parts, *evidence_writes.used(parts, seat, [CRITERION], spare.id))
    assert caught.value.code == "return_is_waiting"
    assert spare.id not in used(parts, made)


def test_two_people_add_to_one_answer_at_once(parts, new_browser, made):
    colleague = Person(id="p-two", part=Part.LEAD, name="Cora Colleague", email="c@school.example.org")
    parts.commit(parts.returns.changed(made, {"people.p-two": colleague}, while_in=tuple(ReturnStatus)))
    both = stored(parts, made)
    pages = [
        (browser, browser.get(f"/r/{made.ref}/evidence/add/location", **{"for": CRITERION}))
        for browser in (enter(parts, new_browser(), both), enter(parts, new_browser(), both, colleague))
    ]
    for browser, page in pages:
        answer = browser.submit(page, f"/r/{made.ref}/evidence/add/location", title="One", where="Here")
        assert answer.status == 303
    assert len(used(parts, made)) == 2


class Meanwhile:
    """The register; somebody else does something right after it was first read."""

    def __init__(self, register, action):
        self._register, self._actions = register, [action]

    def __getattr__(self, name):
        return getattr(self._register, name)

    def get_many(self, *wanted):
        found = self._register.get_many(*wanted)
        if self._actions:
            self._actions.pop()()
        return found


def test_a_new_title_does_not_bring_back_what_a_colleague_removed(parts, made):
    found, token = place(parts, made), session(parts, made)
    parts.evidence = Meanwhile(
        parts.evidence, lambda: evidence_keeping.remove(parts, made.ref, token, found.id)
    )
    with pytest.raises(NotFound):
        evidence_keeping.change(parts, made.ref, token, found.id, said=Described(title="New", where="There"))
    assert item(parts, made, found.id).state is EvidenceState.REMOVED


def test_two_clicks_that_remove_at_once_are_fine(parts, made):
    found, token = place(parts, made), session(parts, made)
    parts.evidence = Meanwhile(
        parts.evidence, lambda: evidence_keeping.remove(parts, made.ref, token, found.id)
    )
    evidence_keeping.remove(parts, made.ref, token, found.id)
    assert item(parts, made, found.id).state is EvidenceState.REMOVED


def test_looking_changes_nothing(parts, lead, made):
    found = place(parts, made, criterion=CRITERION)
    before = dict(parts.table.items)
    for path in ("", "/add", "/add/file", "/add/link", "/add/location"):
        assert lead.get(f"/r/{made.ref}/evidence{path}").status == 200
    for path in ("use", "change", "remove"):
        assert lead.get(f"/r/{made.ref}/evidence/{found.id}/{path}").status == 200
    assert parts.table.items == before


def test_every_question_can_be_supported(lead, parts, made):
    found = place(parts, made)
    page = lead.get(f"/r/{made.ref}/evidence/{found.id}/use")
    for criterion in asked(framework(), made):
        assert criterion.title in page.text
