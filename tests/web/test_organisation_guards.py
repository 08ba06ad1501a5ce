"""Every route of an organisation, tried by everybody who works on a return and by somebody from another one.

A new route fails here until WHO says whose it is: the routes are those of the application itself.
"""

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app import app
from chalicelib.domain.credentials import form_token
from chalicelib.domain.evidence import EvidenceKind
from chalicelib.domain.evidence_words import Described
from chalicelib.domain.objects import brought, visit_pdf, working
from chalicelib.domain.papers import ANSWERS_SHEET
from chalicelib.domain.questions import Question
from chalicelib.domain.returns import Answer, PreviousReturn, ReturnStatus
from chalicelib.domain.submissions import Submission
from chalicelib.handlers import cookies
from chalicelib.handlers.routing import declared_guards
from chalicelib.services import evidence_files, evidence_keeping
from chalicelib.services.answering import save_answer
from chalicelib.services.commenting import comment
from chalicelib.services.desk import sit_down
from chalicelib.services.papers import hand_over
from chalicelib.services.planning import save_plan
from tests.support.answered import plan_for
from tests.support.builders import (
    APPROVER,
    FRAMEWORK,
    LEAD,
    PROFILE,
    framework,
    session,
    stored_return,
)
from tests.support.fakes import MONDAY
from tests.support.feedback import CONTENT, feedback
from tests.support.people import CY, EVERYBODY, GOV, Team
from tests.support.reporting import snapshot

PEOPLE = {"L": LEAD, "C": CY, "R": GOV, "A": APPROVER}
# L lead, C contributor, R reader, A approver. What is in brackets is theirs only within their own standards.
WHO = {
    "GET /r/{ref}": "LCRA",
    "POST /r/{ref}/finish": "LCRA",
    "GET /r/{ref}/who": "LCRA",
    "POST /r/{ref}/who": "LCRA",
    "GET /r/{ref}/sharing": "LRA",
    "POST /r/{ref}/sharing": "L",
    "GET /r/{ref}/about": "LRA",
    "POST /r/{ref}/about": "L",
    "GET /r/{ref}/people": "LRA",
    "GET /r/{ref}/people/add": "L",
    "POST /r/{ref}/people/add": "L",
    "GET /r/{ref}/people/approver": "L",
    "POST /r/{ref}/people/approver": "L",
    "GET /r/{ref}/people/second-reader": "L",
    "POST /r/{ref}/people/second-reader": "L",
    "GET /r/{ref}/people/hand-over": "L",
    "POST /r/{ref}/people/hand-over": "L",
    "GET /r/{ref}/people/{person}": "L",
    "POST /r/{ref}/people/{person}": "L",
    "POST /r/{ref}/people/{person}/new-link": "L",
    "GET /r/{ref}/people/{person}/remove": "L",
    "POST /r/{ref}/people/{person}/remove": "L",
    "POST /r/{ref}/my-part": "CR",
    "GET /r/{ref}/read": "LRA",
    "GET /r/{ref}/comments": "LRA",
    "POST /r/{ref}/comments": "R",
    "POST /r/{ref}/comments/{comment}/settle": "L",
    "GET /r/{ref}/last-time": "LCRA",
    "GET /r/{ref}/standards/{number}": "L(C)RA",
    "POST /r/{ref}/standards/{number}": "L(C)",
    "GET /r/{ref}/criteria/{criterion}": "L(C)RA",
    "POST /r/{ref}/criteria/{criterion}": "L(C)",
    "POST /r/{ref}/criteria/{criterion}/autosave": "L(C)",
    "POST /r/{ref}/criteria/{criterion}/confirm": "L(C)",
    "GET /r/{ref}/criteria/{criterion}/elsewhere": "L(C)",
    "POST /r/{ref}/criteria/{criterion}/elsewhere": "L(C)",
    "GET /r/{ref}/criteria/{criterion}/not-applicable": "L(C)RA",
    "POST /r/{ref}/criteria/{criterion}/not-applicable": "L(C)",
    "GET /r/{ref}/criteria/{criterion}/action": "L(C)RA",
    "POST /r/{ref}/criteria/{criterion}/action": "L(C)",
    "POST /r/{ref}/criteria/{criterion}/action/use": "L(C)",
    "GET /r/{ref}/actions": "LCRA",
    "GET /r/{ref}/actions/last-time/{plan}": "LC",
    "GET /r/{ref}/actions/add": "LC",
    "POST /r/{ref}/actions/add": "L(C)",
    "GET /r/{ref}/actions/{plan}": "L(C)",
    "POST /r/{ref}/actions/{plan}": "L(C)",
    "GET /r/{ref}/actions/{plan}/remove": "L(C)",
    "POST /r/{ref}/actions/{plan}/remove": "L(C)",
    "GET /r/{ref}/anything-else": "LRA",
    "POST /r/{ref}/anything-else": "L",
    "GET /r/{ref}/evidence": "LCRA",
    "GET /r/{ref}/evidence/add": "L(C)",
    "GET /r/{ref}/evidence/add/link": "L(C)",
    "POST /r/{ref}/evidence/add/link": "L(C)",
    "GET /r/{ref}/evidence/add/location": "L(C)",
    "POST /r/{ref}/evidence/add/location": "L(C)",
    "GET /r/{ref}/evidence/add/given": "L(C)",
    "POST /r/{ref}/evidence/add/given": "L(C)",
    "GET /r/{ref}/evidence/{id}/change": "L(C)",
    "POST /r/{ref}/evidence/{id}/change": "L(C)",
    "GET /r/{ref}/evidence/{id}/use": "L(C)",
    "POST /r/{ref}/evidence/{id}/use": "L(C)",
    "POST /r/{ref}/evidence/{id}/attach": "L(C)",
    "GET /r/{ref}/evidence/{id}/remove": "L(C)",
    "POST /r/{ref}/evidence/{id}/remove": "LC",  # of what is not theirs, it quietly removes nothing
    "GET /r/{ref}/evidence/add/file": "L(C)",
    "POST /r/{ref}/evidence/add/file": "L(C)",
    "GET /r/{ref}/evidence/{id}/upload": "L(C)",
    "GET /r/{ref}/evidence/{id}/uploaded": "L(C)",
    "POST /r/{ref}/evidence/{id}/uploaded": "L(C)",
    "GET /r/{ref}/evidence/{id}/file": "L(C)RA",
    "GET /r/{ref}/questions": "LCRA",
    "GET /r/{ref}/questions/{question}": "L(C)RA",
    "POST /r/{ref}/questions/{question}": "L(C)",
    "GET /r/{ref}/pack": "LRA",
    "POST /r/{ref}/pack": "L",
    "POST /r/{ref}/pack/make": "LRA",
    "GET /r/{ref}/pack/print": "LRA",
    "GET /r/{ref}/check": "LRA",
    "POST /r/{ref}/ask-for-approval": "L",
    "POST /r/{ref}/take-back": "L",
    "GET /r/{ref}/approve": "A",
    "POST /r/{ref}/approve": "A",
    "GET /r/{ref}/send-back": "A",
    "POST /r/{ref}/send-back": "A",
    "GET /r/{ref}/not-me": "A",
    "POST /r/{ref}/not-me": "A",
    "GET /r/{ref}/submitted": "LRA",
    "GET /r/{ref}/more-time": "L",
    "POST /r/{ref}/more-time": "L",
    "GET /r/{ref}/visit": "LRA",
    "GET /r/{ref}/visit/pdf": "LRA",
    "GET /r/{ref}/feedback": "LRA",
    "GET /r/{ref}/feedback/pdf": "LRA",
    "POST /r/{ref}/feedback/talk": "LA",
    "GET /r/{ref}/working": "LCRA",
    "GET /r/{ref}/working/{criterion}": "L(C)RA",
    "POST /r/{ref}/working/{criterion}": "L(C)",
    "GET /r/{ref}/working/actions/{plan}": "L(C)RA",
    "POST /r/{ref}/working/actions/{plan}": "L(C)",
    "GET /r/{ref}/copies": "LRA",
    "GET /r/{ref}/copies/pdf": "LRA",
    "POST /r/{ref}/copies/pdf": "LRA",
    "GET /r/{ref}/copies/data": "LRA",
    "GET /r/{ref}/copies/changes": "LRA",
    "GET /r/{ref}/copies/evidence": "LRA",
    "GET /r/{ref}/copies/now": "LRA",
    "POST /r/{ref}/copies/make": "LRA",
    "GET /r/{ref}/copies/made/{paper}": "LRA",
    "GET /r/{ref}/copies/upload": "L",
    "GET /r/{ref}/copies/upload/{upload}": "L",
    "POST /r/{ref}/copies/upload/{upload}": "L",
    "GET /r/{ref}/copies/upload/{upload}/done": "L",
    # Before there is a session: whoever has one is asked to come in again.
    "GET /r/{ref}/code": "",
    "POST /r/{ref}/code": "",
    "POST /r/{ref}/code/again": "",
}
FOR_ANYBODY = {"GET /r/{ref}/finished", "GET /r/{ref}/handed-over", "GET /r/{ref}/not-me/done"}
ROUTES = [r for r in declared_guards(app) if "/r/{ref}" in r and r not in FOR_ANYBODY]
WITHIN = [route for route in ROUTES if "(C)" in WHO.get(route, "")]
OWN, OTHER = "aBCD-FGH", "aBCD-FGJ"
STANDARD_1, STANDARD_4 = (framework().criteria_of(number) for number in (1, 4))
SECRET = "What only standard 4 says"
LONG_AGO = datetime(2025, 3, 20, 12, tzinfo=UTC)
LAST_TIME = PreviousReturn(
    ref="P2X-222",
    cycle_name="Safeguarding self-assessment 2025",
    submitted_on=LONG_AGO.date(),
    framework=FRAMEWORK,
    sector="school",
    profile=PROFILE,
)
PERSON = replace(GOV, id="pXYZ-222", name="Una Uncle", email="una@school.example.org", job="Trustee")


def spare(criteria):
    return next(c.id for c in criteria if not c.core)


@pytest.fixture
def team(parts):
    """With something of standard 1 and something of standard 4 behind every route; Cy answers standard 1."""
    everybody = {**EVERYBODY, CY.id: replace(CY, standards=(1,)), PERSON.id: PERSON}
    made = Team.of(parts, people=everybody, profile=PROFILE, previous=(LAST_TIME,))
    said_last_time(parts)
    for criteria, plan_id, evidence_id in ((STANDARD_1, OWN, "0" * 26), (STANDARD_4, OTHER, "1" * 26)):
        criterion = spare(criteria)
        words = SECRET if criteria is STANDARD_4 else "What standard 1 says"
        save_answer(parts, made.ref, made.lead, criterion, rating="inadequate", narrative=words, version=0)
        plan = plan_for(criterion)
        more = {"what": words, "who": "Lena", "by_when": plan.by_when}
        save_plan(parts, made.ref, made.lead, plan_id, criteria=(criterion,), **more)
        item = {"kind": EvidenceKind.FILE, "said": Described(title=words), "criterion": criterion}
        evidence_keeping.add(parts, made.ref, made.lead, evidence_id, **item)
        parts.files.put(
            f"evidence/org001/{evidence_id}",
            b"Some text, long enough to be kept and not to look as if it were blank\n",
            "text/plain",
        )
        parts.files.names[f"evidence/org001/{evidence_id}"] = "some.txt"
        evidence_files.accept(parts, made.ref, made.lead, evidence_id, criterion=criterion)
    comment(parts, made.ref, made.sessions[GOV.id], "C" * 26, text=SECRET)
    parts.commit(parts.returns.changed(made.return_, {"questions": asked()}, while_in=tuple(ReturnStatus)))
    for number in (1, 2):
        keep_copy(parts, made, number)
    tell(parts, made)
    parts.files.put(working(made.ref, "return.pdf"), b"PDF", "application/pdf")
    parts.files.put(brought(made.ref, "0" * 26), sheet_of(parts, made), "application/octet-stream")
    return made


def keep_copy(parts, team, number):
    """A submitted copy, with its data and its PDF."""
    kept = Submission(
        number=number,
        sha256=f"{number}" * 64,
        key=f"submissions/{number}.json",
        pdf_key=f"copies/{number}.pdf",
        submitted_at=MONDAY,
        approved_by="Harriet Head",
        approved_by_job="Head teacher",
    )
    parts.files.put(kept.key, json.dumps(snapshot()).encode(), "application/json")
    parts.files.put(kept.pdf_key, b"PDF", "application/pdf")
    parts.commit(parts.returns.submitted(team.return_, kept))


def tell(parts, team):
    """Feedback on it, and its PDF."""
    said = replace(CONTENT, opening=SECRET)
    sent = feedback(ref=team.ref, partnership_id=team.return_.audience.partnership_id, content=said)
    keep, *_ = parts.feedback.was_sent(team.return_, sent)
    marked = {"feedback": frozenset({f"{sent.partnership_id}#1#full#2027-01-11"})}
    parts.commit([keep], parts.returns.changed(team.return_, marked, while_in=tuple(ReturnStatus)))
    parts.files.put(sent.pdf_key, b"PDF", "application/pdf")
    parts.files.put(visit_pdf(team.ref, sent.partnership_id), b"PDF", "application/pdf")


MADE_ONCE: dict[str, bytes] = {}


def sheet_of(parts, made):
    """The same for every test, so it is made for the first."""
    if not MADE_ONCE:
        hand_over(parts, sit_down(parts, made.ref, made.lead), ANSWERS_SHEET)
        MADE_ONCE["sheet"] = parts.files.get(working(made.ref, ANSWERS_SHEET.name))
    return MADE_ONCE["sheet"]


def asked():
    """What a reviewer asks about an answer of each of the two standards."""
    texts = {"q1": (STANDARD_1, "What does standard 1 say?"), "q4": (STANDARD_4, SECRET)}
    facts = {"partnership_id": "saltmarsh", "asked_by": "Rowan", "staff": "s-reviewer", "asked_at": MONDAY}
    return {
        key: Question(id=key, criterion=spare(criteria), text=text, due=MONDAY.date(), **facts)
        for key, (criteria, text) in texts.items()
    }


def said_last_time(parts):
    """The earlier return says something about every question of both standards."""
    for criteria, words in ((STANDARD_1, "What standard 1 said"), (STANDARD_4, SECRET)):
        for criterion in criteria:
            said = Answer(
                criterion=criterion.id, rating="good", narrative=words, version=1, saved_at=LONG_AGO
            )
            parts.commit(parts.returns.answer_saved(LAST_TIME.ref, said))
            noted = replace(said, narrative=f"{words}, and since", saved_at=MONDAY)
            parts.commit(parts.returns.answer_noted(LAST_TIME.ref, noted))


def values_of(team, number=1):
    """Path variable → what stands there, and what a form would send: of standard 1, or of standard 4."""
    criteria, plan, item = (STANDARD_1, OWN, "0" * 26) if number == 1 else (STANDARD_4, OTHER, "1" * 26)
    criterion = spare(criteria)
    path = {
        "ref": team.ref,
        "number": str(number),
        "criterion": criterion,
        "plan": plan,
        "id": item,
        "person": PERSON.id,
        "comment": "C" * 26,
        "question": f"q{number}",
        "paper": "return.pdf",
        "upload": "0" * 26,
    }
    fields = {
        **PROFILE,
        "criteria": [criterion],
        "_for": criterion,
        "_id": "Z" * 26,
        "_plan_id": "aBCD-FGZ",
        "_version": "1",
        "plan": plan,
        "rating": "good",
        "narrative": "Something new",
        "what": "Something new",
        "who": "somebody_else",
        "name": "Nia New",
        "email": "nia@school.example.org",
        "job": "Deputy head",
        "part": "reader",
        "stays": "yes",
        "text": "A comment",
        "reply": "A reply",
        "title": "Something new",
        "where": "https://www.example.org/new",
        "note": "Please change this",
        "phone": "01632 960123",
        "reason": "Something new",
        "quick": "another",
        "done": "later",
        "_done": "yes",
        "_settled": "yes",
        "state": "done",
        "declared": "yes",
        "_seq": str(team.return_.seq),
        "paper": "return.pdf",
        "_file": "v1",
        "_all": "here",
    }
    return path, fields


def ask(team, browser, route, person, number=1):
    """As this person, with every field that any form has."""
    token = team.sessions[person.id]
    browser.cookies = {cookies.for_return(team.ref): token}
    path, fields = values_of(team, number)
    method, address = route.split(" ")[0], route.split(" ")[1].format(**path)
    if method == "GET":
        query = {"for": path["criterion"]} if "/evidence" in route else {}
        return browser.get(address, **query)
    if "/people" in route:
        fields = {**fields, "_id": "pNEW-222"}
    return browser.post(address, {**fields, "form_token": form_token(token)})


def test_every_route_says_whose_it_is():
    assert set(WHO) == set(ROUTES)


@pytest.mark.parametrize("letter", PEOPLE)
@pytest.mark.parametrize("route", ROUTES)
def test_with_each_part(parts, browser, team, route, letter):
    """Whoever a route is for comes in; the others change nothing, whatever they send."""
    before = copy.deepcopy(parts.table.items)
    page = ask(team, browser, route, PEOPLE[letter])
    if letter in WHO[route]:
        assert page.status in (200, 303, 400, 409), page.body[-600:]
    else:
        assert page.status in ((401,) if not WHO[route] else (403, 404))
        assert parts.table.items == before


@pytest.mark.parametrize("route", WITHIN)
def test_a_contributor_meets_nothing_of_a_standard_that_is_not_theirs(parts, browser, team, route):
    before = copy.deepcopy(parts.table.items)
    page = ask(team, browser, route, CY, number=4)
    assert page.status == 404
    assert parts.table.items == before


@pytest.mark.parametrize("route", [r for r in ROUTES if r.startswith("GET ") and "C" in WHO.get(r, "")])
def test_no_page_shows_a_contributor_what_another_standard_says(browser, team, route):
    for number in (1, 4):
        page = ask(team, browser, route, CY, number)
        assert SECRET not in page.body
        for criterion in STANDARD_4:
            assert criterion.title not in page.body


@pytest.mark.parametrize("letter", ["L", "A", "R"])
@pytest.mark.parametrize("route", [r for r in ROUTES if r.startswith("GET ")])
def test_looking_changes_nothing(parts, browser, team, route, letter):
    before = copy.deepcopy(parts.table.items)
    ask(team, browser, route, PEOPLE[letter])
    assert parts.table.items == before


@pytest.mark.parametrize("route", [r for r in ROUTES if r != "POST /r/{ref}/finish"])
def test_with_another_organisations_session(parts, browser, team, route):
    """Under this return's cookie, or under their own: neither opens anything, and nothing changes."""
    other = stored_return(parts, 7, profile=PROFILE, people=EVERYBODY, status=ReturnStatus.IN_PROGRESS)
    stranger = session(parts, other)
    before = copy.deepcopy(parts.table.items)
    team.sessions["p-stranger"] = stranger
    page = ask(team, browser, route, replace(CY, id="p-stranger"))
    assert page.status == 401
    assert SECRET not in page.body.replace(values_of(team)[1]["narrative"], "")
    browser.cookies = {cookies.for_return(other.ref): stranger}
    path, _ = values_of(team)
    method, address = route.split(" ")[0], route.split(" ")[1].format(**path)
    page = browser.get(address) if method == "GET" else browser.post(address, {})
    assert page.status == 401
    assert parts.table.items == before


@pytest.mark.parametrize("route", ROUTES)
def test_without_a_session(browser, team, route):
    path, fields = values_of(team)
    method, address = route.split(" ")[0], route.split(" ")[1].format(**path)
    page = browser.get(address) if method == "GET" else browser.post(address, fields)
    assert page.status == 401
    assert SECRET not in page.body


@pytest.mark.parametrize("route", ROUTES)
def test_somebody_who_was_removed_is_out(parts, browser, team, route):
    people = {key: p for key, p in team.return_.people.items() if key != CY.id}
    parts.commit(parts.returns.changed(team.return_, {"people": people}, while_in=tuple(ReturnStatus)))
    if route != "POST /r/{ref}/finish":
        assert ask(team, browser, route, CY).status == 401
