"""A governor reads it all and comments; the lead sees it beside the question and on a list."""

import pytest

from chalicelib.domain.returns import ReturnStatus, asked
from chalicelib.handlers import cookies
from chalicelib.services.answering import save_answer
from chalicelib.services.commenting import comment
from tests.support.builders import APPROVER, LEAD, PROFILE, framework
from tests.support.people import CY, EVERYBODY, GOV, Team

FIRST = framework().criteria[0]


@pytest.fixture
def team(parts):
    return Team.of(parts, people=EVERYBODY, profile=PROFILE)


@pytest.fixture
def as_(new_browser, team):
    def sit(person):
        browser = new_browser()
        browser.cookies[cookies.for_return(team.ref)] = team.sessions[person.id]
        return browser

    return sit


def say(team, text="Is that so?", criterion=""):
    comment(team.parts, team.ref, team.sessions[GOV.id], team.parts.new_id(), text=text, criterion=criterion)


def test_a_reader_reads_every_answer_and_may_comment_on_each(team, as_):
    save_answer(team.parts, team.ref, team.lead, FIRST.id, rating="good", narrative="On page 12", version=0)
    page = as_(GOV).follow(as_(GOV).get(f"/r/{team.ref}"))
    assert page.h1 == "Read this self-assessment"
    assert "On page 12" in page.text
    assert "is still working on it" in page.text
    links = [path for words, path in page.links.items() if words.startswith("Comment on this answer")]
    assert len(links) == len(asked(framework(), team.return_))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ReturnStatus.AWAITING_APPROVAL, "It waits for Harriet Head to approve it"),
        (ReturnStatus.SUBMITTED, "It was submitted"),
    ],
)
def test_a_reader_reads_at_any_time(parts, new_browser, status, words):
    team = Team.of(parts, people=EVERYBODY, profile=PROFILE, status=status)
    browser = new_browser()
    browser.cookies[cookies.for_return(team.ref)] = team.sessions[GOV.id]
    assert words in browser.get(f"/r/{team.ref}/read").text


def test_a_comment_on_a_question_stands_beside_it(team, as_):
    reader, lead = as_(GOV), as_(LEAD)
    path = f"/r/{team.ref}/criteria/{FIRST.id}"
    page = reader.get(path)
    assert "narrative" not in page.fields(f"/r/{team.ref}/comments")
    saved = reader.submit(page, f"/r/{team.ref}/comments", text="Is <that> so?")
    assert saved.location == f"{path}#comments"
    assert "Is <that> so?" in reader.get(path).text
    shown = lead.get(path)
    assert "Is <that> so?" in shown.text
    assert "Gwen Governor, Link governor, 11 January 2027" in shown.text
    assert not [f for f in forms(shown) if f.endswith("/settle")], "it would leave what is being typed"
    listed = lead.get(shown.links["Go to the list of comments, to mark them as dealt with"])
    (settle,) = [f for f in forms(listed) if f.endswith("/settle")]
    assert "Lena Lead marked it as dealt with" in lead.follow(lead.submit(listed, settle)).text
    assert "Is <that> so?" not in lead.get(path).text


def forms(page):
    from tests.support.html import elements

    return [f.get("action", "").removeprefix("/api") for f in elements(page.root, "form")]


def test_the_list_has_them_all_with_those_to_look_at_first(team, as_):
    say(team, "On one", FIRST.id)
    say(team, "On the whole")
    lead = as_(LEAD)
    tasks = lead.get(f"/r/{team.ref}")
    page = lead.get(tasks.links["Comments from your readers"])
    assert "2 to look at" in tasks.text
    assert page.h1 == "Comments from your readers"
    assert page.links[FIRST.title] == f"/r/{team.ref}/criteria/{FIRST.id}"
    settle = next(f for f in forms(page) if f.endswith("/settle"))
    after = lead.follow(lead.submit(page, settle))
    assert "Dealt with" in after.text
    assert "1 to look at" in lead.get(f"/r/{team.ref}").text


def test_a_comment_that_is_empty_or_too_long_keeps_its_text(team, as_):
    reader = as_(GOV)
    page = reader.get(f"/r/{team.ref}/criteria/{FIRST.id}")
    assert reader.submit(page, f"/r/{team.ref}/comments", text=" ").errors == ["Enter a comment"]
    long = "x" * 10_000
    wrong = reader.submit(page, f"/r/{team.ref}/comments", text=long)
    assert wrong.errors == ["Your answer must be 2,000 characters or fewer"]
    assert wrong.fields(f"/r/{team.ref}/comments")["text"] == long
    assert FIRST.title in wrong.text, "it says what it is about"
    saved = reader.submit(wrong, f"/r/{team.ref}/comments", text="Shorter")
    assert saved.location.endswith(f"/criteria/{FIRST.id}#comments")


def test_the_approver_sees_that_there_are_comments_and_a_colleague_does_not(team, as_):
    say(team, "Between readers", FIRST.id)
    team.parts.commit(
        team.parts.returns.changed(
            team.return_, {"status": ReturnStatus.AWAITING_APPROVAL}, while_in=tuple(ReturnStatus)
        )
    )
    head = as_(APPROVER)
    assert head.get(f"/r/{team.ref}/approve").links["1 comment from readers"] == f"/r/{team.ref}/comments"
    assert "Between readers" in head.get(f"/r/{team.ref}/comments").text
    assert as_(CY).get(f"/r/{team.ref}/comments").status == 403


def test_no_staff_page_shows_a_comment(parts, team, new_browser):
    from tests.support.staffing import signed_in

    say(team, "Between readers", FIRST.id)
    browser = new_browser()
    signed_in(parts, browser)
    for path in ("/staff", "/staff/organisations/org001", "/staff/cycles/cycle2027"):
        page = browser.get(path)
        assert page.status == 200
        assert "Between readers" not in page.body
    assert "Gwen Governor" in browser.get("/staff/organisations/org001").text


def test_having_read_it_tells_the_lead(team, as_):
    reader = as_(GOV)
    page = reader.get(f"/r/{team.ref}/read")
    reader.submit(page, f"/r/{team.ref}/my-part")
    assert "You told Lena Lead on 11 January 2027 that you have read it" in reader.get(page.path).text
    assert len(team.mails("part_finished")) == 1


def test_there_is_an_end_to_what_fits_and_the_text_is_kept(team, as_):
    reader = as_(GOV)
    for _ in range(30):
        say(team, "x" * 2_000)
    page = reader.get(f"/r/{team.ref}/comments")
    full = reader.submit(page, text="One more")
    assert full.status == 409
    assert "There is no room for more comments" in full.text
    assert "One more" in full.body
