"""Every staff route, tried by everybody who must not use it. A new route cannot be forgotten here: the routes
are those of the application itself.
"""

import copy

import pytest

from app import app
from chalicelib.domain.feedback_words import Paragraph, Situation, Training
from chalicelib.domain.follow_up import Talk
from chalicelib.domain.objects import visit_pdf
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.parents import parent_id
from chalicelib.domain.returns import Plan, PlanKind, ReturnStatus
from chalicelib.domain.sampling import Terms
from chalicelib.domain.tasks import Queue, Task, TaskState
from chalicelib.handlers import cookies
from chalicelib.handlers.routing import declared_guards
from chalicelib.services import visiting
from chalicelib.services.export_jobs import ask_for_export, run_export
from chalicelib.services.queue import work_off
from chalicelib.services.sample_drawing import Wishes, keep_sample
from tests.support import builders
from tests.support.answered_back import BARRIER, in_hands_of
from tests.support.fakes import MONDAY
from tests.support.feedback import draft
from tests.support.in_review import under_review
from tests.support.own_sets import stored_draft, stored_set
from tests.support.reporting import snapshot
from tests.support.staffing import (
    in_levels_of,
    ref_of,
    signed_in,
    stored_call,
    stored_circular,
    stored_copy,
    stored_cycle,
)

DOORS = {
    "GET /staff/sign-in",
    "POST /staff/sign-in",
    "GET /staff/sign-in/provider",
    "GET /staff/sign-in/callback",
    "GET /staff/enter/{token}",
    "POST /staff/enter/{token}",
}
GUARDS = {
    route: guard
    for route, guard in declared_guards(app).items()
    if route.partition(" ")[2].startswith("/staff") and route not in DOORS
}
OURS = (
    "Organisation 1",
    "Organisation 80",
    "A challenge of ours",
    "Contact 1",
    "contact1@example.org",
    "01632 960101",
)
FIELDS = {
    "_ref": ref_of(6),
    "outcome": "asked_for_help",
    "_person": "c006l",
    "reason": "They asked for it",
    "size": "2",
    "because": "Closed",
    "other": "org002",
    "sector": "school",
    "authority": "850",
    "name": "Somebody Else",
    "email": "else@example.org",
    "role": "lead",
    "state": "ok",
    "criterion": "S01-01",
    "text-S01-01": "Since when?",
    "due-day": "29",
    "due-month": "1",
    "due-year": "2027",
}
# What those who change nothing of the register may send, and who of them.
EVERYBODY = set(StaffRole)
MORE = {
    "POST /staff/sign-out": EVERYBODY,
    "POST /staff/settings/devices": EVERYBODY,
    "POST /staff/returns/{ref}/copy/pdf": EVERYBODY,
    "POST /staff/cycles/{cycle}/barriers/csv": EVERYBODY,
    "POST /staff/cycles/{cycle}/returns/file": EVERYBODY,
    "POST /staff/returns/{ref}/ask/write": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/{ref}/feedback": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/{ref}/feedback/drop": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/{ref}/feedback/send": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/{ref}/feedback/preview/pdf": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/follow-up/{ref}/{item}": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/talks/{ref}": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/interests": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/interests/remove": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/{ref}/agree": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/{ref}/finish": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/{ref}/again": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/{ref}/criteria/{criterion}": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/{ref}/challenges/{challenge}": {StaffRole.COORDINATOR, StaffRole.REVIEWER},
    "POST /staff/reviews/{ref}/challenges": {StaffRole.SCRUTINEER},
    **{
        f"POST /staff/returns/{{ref}}/visit/{what}": {StaffRole.COORDINATOR, StaffRole.REVIEWER}
        for what in ("book", "criteria/{criterion}", "agreed", "confirm")
    },
}

# Those whom the guard names may do these only with what is in their own hands: a service decides.
IN_HANDS = {
    "POST /staff/reviews/{ref}/agree",
    "POST /staff/reviews/{ref}/finish",
    "POST /staff/reviews/{ref}/again",
    "POST /staff/reviews/{ref}/criteria/{criterion}",
}


@pytest.fixture
def values(parts):
    """A partnership with something behind every route; path variable → what stands there."""
    made = stored_cycle(parts, 12)
    parts.files.put("imports/saltmarsh/import1.csv", b"name,sector\nSome School,school\n", "text/csv")
    parts.files.put("reports/cycle2027/figures.json", b"{}", "application/json")
    key, draft = stored_set(parts), stored_draft(parts, name="Organisation 1 and others")
    stored_copy(parts, 6, standards=in_levels_of(snapshot(), builders.framework()))
    grouped = builders.organisation(1, parent="Wade Trust")
    parts.commit(parts.organisations.organisation_saved("saltmarsh", grouped))
    parts.commit(parts.organisations.staff_saved(builders.staff(StaffRole.REVIEWER)))
    with_feedback(parts, ref_of(6))
    sample = keep_sample(parts, made, Wishes(terms=Terms(visits=1), seed="7"), actor="s-coordinator").id
    reviewed = under_review(parts, made)
    visiting.plan(parts, builders.staff(), ref_of(6))
    parts.files.put(visit_pdf(ref_of(6), "saltmarsh"), b"PDF", "application/pdf")
    return {
        "cycle": made.id,
        **reviewed,
        "organisation": "org001",
        "contact": "c001l",
        "import_id": "import1",
        "sample": sample,
        "letter": stored_letter(parts),
        "ref": ref_of(6),
        "framework": key,
        "draft": draft.id,
        "criterion": "L04-01",
        "mail": "invitation",
        "person": "s-reviewer",
        "export": exported(parts),
        "parent": parent_id("Wade Trust"),
        "circular": stored_circular(parts),
        "item": BARRIER,
        "paragraph": "own1",
        "training": "own2",
        "call": stored_call(parts),
    }


def with_feedback(parts, ref):
    """Something to reply to, somebody to ring, a draft in a reviewer's hands, and a library of our own."""
    return_ = parts.returns.get(ref)
    plan = Plan(
        id=BARRIER, kind=PlanKind.BARRIER, criteria=("S01-01",), what="Organisation 1 says", version=1
    )
    parts.commit(
        parts.returns.changed(return_, {"plans": {BARRIER: ("S01-01",)}}, while_in=tuple(ReturnStatus)),
        parts.returns.plan_saved(ref, plan),
        parts.feedback.draft_saved(draft(ref=ref)),
        parts.feedback.talk_asked(
            "saltmarsh",
            Talk(
                ref=ref,
                organisation_id=return_.organisation_id,
                organisation_name=return_.organisation_name,
                name="Contact 1",
                phone="01632 960101",
                asked_at=MONDAY,
            ),
        ),
        parts.feedback.paragraph_saved(
            "saltmarsh",
            Paragraph(id="own1", situation=Situation.BELOW, title="T", text="Organisation 1", version=1),
        ),
        parts.feedback.training_saved("saltmarsh", Training(id="own2", title="Organisation 1", version=1)),
        parts.reviews.saved(in_hands_of("s-reviewer", ref, return_.organisation_id)),
    )
    parts.files.put(f"working/{ref}/feedback-saltmarsh.pdf", b"PDF", "application/pdf")


def exported(parts):
    """An export that is there to be downloaded."""
    made = ask_for_export(parts, "saltmarsh", "contacts", "csv", actor="s-coordinator")
    work_off(parts, Queue.WORK, {"job.export": run_export})
    return made.id


def stored_letter(parts):
    """One about the return that the other routes are about too."""
    payload = {"ref": ref_of(6), "letter": "LETTER1", "name": "Harriet Head", "on": "2027-01-11"}
    task = Task(
        partnership_id="saltmarsh",
        subject=f"RETURN#{ref_of(6)}",
        intent="letter#LETTER1",
        kind="render.letter",
        payload=payload,
        queue=Queue.RENDER,
        due=parts.now(),
        state=TaskState.DONE,
    )
    parts.commit(parts.tasks.added(task))
    parts.files.put(f"copies/letters/saltmarsh/{ref_of(6)}/LETTER1.pdf", b"%PDF-", "application/pdf")
    return "LETTER1"


def path_of(route, values):
    if "/staff/reviews/" in route and "/feedback" not in route:
        values = {**values, "ref": values["reviewed"], "criterion": "S01-02"}
    file = "sample.csv" if "/sample/" in route else "figures.json"
    if "/visit/criteria/" in route:
        values = {**values, "criterion": "S01-01"}
    path = route.partition(" ")[2].format(**values, file=file)
    return f"{path}?criterion=S01-01" if route == "GET /staff/returns/{ref}/ask/write" else path


def ask(browser, route, values, fields=None):
    method, path = route.split(" ")[0], path_of(route, values)
    return browser.get(path) if method == "GET" else browser.post(path, fields or {})


def with_token(browser, page):
    return {**FIELDS, "form_token": page.fields("/staff/sign-out")["form_token"]}


@pytest.mark.parametrize("route", GUARDS)
def test_without_signing_in(parts, browser, values, route):
    before = copy.deepcopy(parts.table.items)
    page = ask(browser, route, values, FIELDS)
    assert page.status == 401
    assert parts.table.items == before


@pytest.mark.parametrize("role", list(StaffRole))
@pytest.mark.parametrize("route", GUARDS)
def test_with_each_role(parts, browser, values, route, role):
    """Those whom the guard names come in; the others change nothing, whatever they send."""
    signed_in(parts, browser, role)
    fields = with_token(browser, browser.get("/staff"))
    before = copy.deepcopy(parts.table.items)
    page = ask(browser, route, values, fields)
    if role in GUARDS[route].roles:
        assert page.status in (200, 303, 400, 404, 409, *((403,) if route in IN_HANDS else ()))
    else:
        assert page.status == 403
        assert parts.table.items == before


def test_reviewers_ask_and_scrutineers_only_ever_read():
    for route, guard in GUARDS.items():
        if route.startswith("POST "):
            assert guard.roles == MORE.get(route, {StaffRole.COORDINATOR}), route


@pytest.mark.parametrize("route", GUARDS)
def test_from_another_partnership(parts, browser, values, route):
    """The coordinator of another partnership meets nothing of ours, and changes nothing of ours."""
    signed_in(parts, browser, partnership_id="elsewhere")
    fields = with_token(browser, browser.get("/staff"))
    before = ours(parts)
    page = ask(browser, route, values, fields)
    if "{" in route:
        wall = 404 if StaffRole.COORDINATOR in GUARDS[route].roles else 403
        assert page.status == wall, route
    for words in OURS:
        assert words not in page.body.replace(fields["name"], ""), words
    assert ours(parts) == before


@pytest.mark.parametrize("route", [route for route in GUARDS if "{organisation}" in route])
def test_with_an_organisation_of_both_partnerships(parts, browser, values, route):
    """The other one works with the organisation too: of what we know of it, it meets and changes nothing."""
    parts.commit(parts.organisations.organisation_saved("elsewhere", builders.organisation(1)))
    signed_in(parts, browser, partnership_id="elsewhere")
    fields = with_token(browser, browser.get("/staff"))
    before = our_own(parts)
    page = ask(browser, route, values, fields)
    assert page.status < 500, route
    for words in OURS[1:]:
        assert words not in page.body.replace(fields["name"], ""), words
    assert our_own(parts) == before


def test_the_organisation_of_both_is_there_for_both(parts, browser, values):
    parts.commit(parts.organisations.organisation_saved("elsewhere", builders.organisation(1)))
    signed_in(parts, browser, partnership_id="elsewhere")
    assert browser.get("/staff/organisations/org001").h1 == "Organisation 1"


def test_a_coordinator_finds_something_behind_every_route(parts, browser, values):
    """Or the wall above would prove nothing."""
    signed_in(parts, browser)
    for route in GUARDS:
        if route.startswith("GET "):
            assert ask(browser, route, values).status in (200, 303), route


def test_a_returns_cookie_is_no_staff_cookie(parts, browser, values):
    made = builders.return_(90, people={builders.LEAD.id: builders.LEAD})
    parts.commit(parts.returns.created(made, total=40))
    browser.cookies[cookies.STAFF] = builders.session(parts, made)
    assert browser.get("/staff").status == 401


def our_own(parts):
    """Without what is the organisation's own, and so both partnerships'."""
    return {key: item for key, item in ours(parts).items() if not key.pk.startswith(("ORG#", "IDENT#"))}


def ours(parts):
    """Every stored item but those that name the other partnership."""
    everything = parts.table.items.items()
    return {key: copy.deepcopy(item) for key, item in everything if "elsewhere" not in repr(item)}
