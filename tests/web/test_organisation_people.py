"""The people page: asking colleagues, seeing how far they are, changing, removing, handing over."""

import re

import pytest

from chalicelib.domain.progress import section_progress
from chalicelib.domain.returns import Part, ReturnStatus
from chalicelib.domain.tasks import Queue
from chalicelib.handlers import cookies
from chalicelib.services.answering import save_answer
from chalicelib.services.colleagues import finish_part
from chalicelib.services.commenting import comment
from chalicelib.services.links import mint
from tests.support.builders import APPROVER, LEAD, PROFILE, framework, return_
from tests.support.people import CY, EVERYBODY, GOV, Team

NIA = {"name": "Nia New", "job": "Deputy head", "email": "nia@school.example.org"}
OF_2 = section_progress(framework(), return_(profile=PROFILE), 2).criteria
FIRST_OF_2 = OF_2[0].id


@pytest.fixture
def team(parts):
    return Team.of(parts, people=EVERYBODY, profile=PROFILE)


@pytest.fixture
def lead(new_browser, team):
    return sit(new_browser, team, LEAD)


def sit(new_browser, team, person):
    browser = new_browser()
    browser.cookies[cookies.for_return(team.ref)] = team.sessions[person.id]
    return browser


def people_page(team, browser):
    return browser.get(f"/r/{team.ref}/people")


def test_the_lead_sees_who_has_done_what(parts, team, lead):
    token = team.sessions[CY.id]
    save_answer(parts, team.ref, token, FIRST_OF_2, rating="good", narrative="We do", version=0)
    finish_part(parts, team.ref, token, done=True)
    comment(parts, team.ref, team.sessions[GOV.id], "1" * 26, text="Well done")
    page = people_page(team, lead)
    short = framework().section(2).short_title
    assert f"{short}: 1 of {len(OF_2)} answered" in page.text
    assert "Yes, on 11 January 2027" in page.text
    assert "Last opened11 January 2027" in page.text
    assert "1 comment, 1 to look at" in page.text
    assert "cy@school.example.org" in page.text


def test_no_link_is_ever_shown(team, lead):
    assert "/i/" not in people_page(team, lead).body


def test_the_lead_asks_a_colleague_to_answer_parts(parts, team, lead):
    form = lead.get(people_page(team, lead).links["Add a person"])
    wrong = lead.submit(form, **{**NIA, "name": ""})
    assert wrong.errors == ["Enter a name", "Select what they will do"]
    wrong = lead.submit(form, **NIA, part="contributor")
    assert wrong.errors == ["Select at least one part for them to answer"]
    after = lead.follow(lead.submit(wrong, **NIA, part="contributor", standards=["2", "12"]))
    assert "Nia New, Deputy head" in after.text
    (asked,) = [p for p in team.return_.people.values() if p.name == "Nia New"]
    assert asked.standards == (2, 12)
    assert parts.pokes[-1] is Queue.WORK


def test_what_was_typed_comes_back_with_what_is_wrong(team, lead):
    form = lead.get(f"/r/{team.ref}/people/add")
    hostile = '<script>alert("1")</script>' + "x" * 10_000
    wrong = lead.submit(form, name=hostile, email="not one", job="HR", part="contributor", standards=["3"])
    assert wrong.status == 400
    fields = wrong.fields(f"/r/{team.ref}/people/add")
    assert (fields["name"], fields["email"], fields["standards"]) == (hostile, "not one", "3")
    assert "<script>alert" not in wrong.body


def test_a_double_click_asks_once(team, lead):
    form = lead.get(f"/r/{team.ref}/people/add")
    for _ in range(2):
        lead.submit(form, **NIA, part="reader")
    assert len(team.mails("reader")) == 1


def test_what_a_colleague_does_is_changed(team, lead):
    path = f"/r/{team.ref}/people/{CY.id}"
    form = lead.get(path)
    assert form.h1 == "Change what Cy Colleague does"
    assert form.fields(path)["standards"] == "2"
    assert lead.submit(form, email="nowhere").errors == [
        "Enter an email address in the correct format, like name@example.org"
    ]
    lead.submit(form, standards=["1", "2"])
    assert team.person(CY.id).standards == (1, 2)


def test_a_new_link_says_what_became_of_it(team, lead):
    page = people_page(team, lead)
    path = f"/r/{team.ref}/people/{CY.id}/new-link"
    sent = lead.submit(page, path)
    assert "A new link is on its way to cy@school.example.org" in sent.text
    assert "less than an hour ago" in lead.submit(page, path).text
    assert len(team.mails("new_link")) == 1


def test_removing_asks_first_and_ends_the_session(new_browser, team, lead):
    colleague = sit(new_browser, team, CY)
    assert colleague.get(f"/r/{team.ref}").status == 200
    page = lead.get(f"/r/{team.ref}/people/{CY.id}/remove")
    assert page.h1 == "Remove Cy Colleague?"
    after = lead.follow(lead.submit(page))
    assert "Cy Colleague" not in after.text
    assert colleague.get(f"/r/{team.ref}").status == 401


def test_somebody_who_is_nobody_here_is_not_found(team, lead):
    for person in ("pNOB-ODY", APPROVER.id):
        assert lead.get(f"/r/{team.ref}/people/{person}").status == 404
        assert lead.get(f"/r/{team.ref}/people/{person}/remove").status == 404


def test_mail_that_came_back_is_shown_where_it_can_be_put_right(parts, team, lead):
    parts.commit(parts.returns.mail_to_person_noted(team.ref, CY.id, "bounced"))
    assert "our mail came back from this address" in people_page(team, lead).text


def test_while_it_is_submitted_only_a_reader_can_be_asked(parts, new_browser):
    team = Team.of(parts, people=EVERYBODY, profile=PROFILE, status=ReturnStatus.SUBMITTED)
    lead = sit(new_browser, team, LEAD)
    form = lead.get(f"/r/{team.ref}/people/add")
    assert "Which parts?" not in form.text
    lead.submit(form, **NIA)
    assert [p.part for p in team.return_.people.values() if p.name == "Nia New"] == [Part.READER]


def test_own_name_and_role(team, lead):
    page = lead.get(people_page(team, lead).links["Change your name or role"])
    assert page.h1 == "Your name and role"
    assert lead.submit(page, name="").errors == ["Enter a name"]
    after = lead.follow(lead.submit(page, job="Head of safeguarding"))
    assert "Head of safeguarding" in after.text


def test_a_reader_reads_who_works_on_it_and_changes_nothing(new_browser, team):
    page = people_page(team, sit(new_browser, team, GOV))
    assert "Cy Colleague" in page.text
    assert not [words for words in page.links if words.startswith(("Change", "Remove", "Add", "Hand"))]


# --- handing over


def test_the_lead_hands_over_and_leaves(parts, new_browser, team, lead):
    form = lead.get(people_page(team, lead).links["Hand it over to somebody else"])
    sue = {"name": "Sue Successor", "job": "DSL", "email": "sue@school.example.org"}
    assert lead.submit(form, **sue).errors == ["Select what becomes of your own link"]
    after = lead.follow(lead.submit(form, **sue, stays="no"))
    assert after.h1 == "You have handed it over"
    assert cookies.for_return(team.ref) not in lead.cookies
    new = team.return_.person(Part.LEAD)
    assert new.name == "Sue Successor"
    token, writes = mint(parts, team.ref, new.id)
    parts.commit(writes)
    sue_browser = new_browser()
    home = sue_browser.submit(sue_browser.follow(sue_browser.submit(sue_browser.get(f"/i/{token}"))))
    assert sue_browser.follow(home).h1 == "Your self-assessment"


def test_the_lead_hands_over_and_stays(team, lead):
    form = lead.get(f"/r/{team.ref}/people/hand-over")
    sue = {"name": "Sue Successor", "job": "DSL", "email": "sue@school.example.org"}
    lead.submit(form, **sue, stays="yes")
    page = lead.get(f"/r/{team.ref}")
    assert "Sue Successor has not asked you to answer anything yet" in page.text
    assert lead.get(f"/r/{team.ref}/people").status == 403


# --- approver


def test_a_head_who_is_the_lead_is_asked_who_else_will_read_it(team, lead):
    form = lead.get(f"/r/{team.ref}/people/approver")
    gov = {key: p for key, p in team.return_.people.items() if key != GOV.id}
    team.parts.commit(team.parts.returns.changed(team.return_, {"people": gov}, while_in=tuple(ReturnStatus)))
    asked = lead.follow(lead.submit(form, who="myself"))
    assert asked.h1 == "Who else will read it?"
    wrong = lead.post(asked.path, {**asked.fields(asked.path), "name": "Una", "job": "", "email": "u"})
    assert len(wrong.errors) == 2
    added = {**wrong.fields(asked.path), "name": "Una", "job": "Trustee", "email": "una@example.org"}
    page = lead.follow(lead.post(asked.path, added))
    assert "The person who prepares it. Your copy will say so" in page.text
    assert "Una, Trustee" in page.text
    assert lead.submit(form, who="myself").location == f"/r/{team.ref}/people"


def test_a_sole_practitioner_goes_on_without(parts, new_browser):
    team = Team.of(parts, people={LEAD.id: LEAD}, profile=PROFILE)
    lead = sit(new_browser, team, LEAD)
    lead.submit(lead.get(f"/r/{team.ref}/people/approver"), who="myself")
    page = lead.get(f"/r/{team.ref}/people/second-reader")
    alone = {"form_token": page.fields(f"/r/{team.ref}/finish")["form_token"], "_alone": "yes"}
    assert lead.post(page.path, alone).location == f"/r/{team.ref}/people"
    assert team.person(LEAD.id).reads_alone


# --- a colleague's own list


def test_a_colleague_sees_their_own_parts_with_what_is_left(parts, new_browser, team):
    browser = sit(new_browser, team, CY)
    page = browser.get(f"/r/{team.ref}")
    assert page.h1 == "Your part of the self-assessment"
    assert "Lena Lead asks you to answer 1 part by Friday 19 March 2027" in page.text
    total = len(OF_2)
    assert re.search(
        rf"You have answered 0 of {total} questions. The rest takes about \d+ minutes", page.text
    )
    assert [path for path in page.links.values() if "/standards/" in path] == [f"/r/{team.ref}/standards/2"]
    browser.submit(page, f"/r/{team.ref}/my-part")
    page = browser.get(f"/r/{team.ref}")
    assert "You told Lena Lead on 11 January 2027 that you have finished" in page.text
    browser.submit(page, f"/r/{team.ref}/my-part")
    assert team.person(CY.id).finished_at is None


def test_a_colleague_waits_for_the_profile(parts, new_browser):
    team = Team.of(parts, people=EVERYBODY, status=ReturnStatus.NOT_STARTED)
    page = sit(new_browser, team, CY).get(f"/r/{team.ref}")
    assert "has not yet said what sort of organisation you are" in page.text
    assert not [path for path in page.links.values() if "/standards/" in path]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ReturnStatus.AWAITING_APPROVAL, "Harriet Head is reading this self-assessment"),
        (ReturnStatus.SUBMITTED, "This self-assessment has been submitted"),
        (ReturnStatus.QUESTIONS, "This self-assessment has been submitted"),
    ],
)
def test_a_colleague_is_told_when_nothing_can_be_changed(parts, new_browser, status, words):
    team = Team.of(parts, people=EVERYBODY, profile=PROFILE, status=status)
    browser = sit(new_browser, team, CY)
    assert words in browser.get(f"/r/{team.ref}").text
    page = browser.get(f"/r/{team.ref}/criteria/{FIRST_OF_2}")
    assert "narrative" not in page.body
    assert "/submitted" not in page.body


def test_a_colleague_works_on_the_same_pages(new_browser, team):
    browser = sit(new_browser, team, CY)
    standard = browser.get(f"/r/{team.ref}/standards/2")
    question = browser.get(standard.links["Start"])
    saved = browser.submit(question, narrative="We ask for references", rating="inadequate")
    assert saved.location.endswith("/action")
    planned = browser.submit(
        browser.follow(saved),
        **{"what": "Ask", "who": "Cy", "by_when-day": "1", "by_when-month": "6", "by_when-year": "2027"},
    )
    assert planned.status == 303
    plan = browser.get(f"/r/{team.ref}/actions")
    assert "Ask" in plan.text
    assert "Saved at 10:00 by Cy Colleague" in browser.get(question.path).text
