"""Saying who is at the keyboard, and coming in with a code."""

import re

import pytest

from chalicelib.domain.tasks import Queue
from chalicelib.handlers import cookies
from chalicelib.services.answering import save_answer
from chalicelib.services.queue import work_off
from chalicelib.services.work import WORK
from tests.support.builders import APPROVER, LEAD, PROFILE, cycle, framework
from tests.support.people import CY, EVERYBODY, GOV, Team

FIRST = framework().criteria[0].id


@pytest.fixture
def team(parts):
    return Team.of(parts, people=EVERYBODY, profile=PROFILE)


def start(team, browser, person=LEAD):
    return browser.get(f"/i/{team.link(person)}")


def came_in(team, browser, person=LEAD, **who):
    """As far as their first page, saying who they are where they are asked."""
    page = browser.follow(browser.submit(start(team, browser, person)))
    if page.path.endswith("/who"):
        page = browser.follow(browser.submit(page, **who))
    while page.status == 303:
        page = browser.follow(page)
    return page


# --- the start page of each part


@pytest.mark.parametrize(
    ("person", "heading", "words", "home"),
    [
        (
            LEAD,
            "Safeguarding self-assessment for Organisation 1",
            "Please send your answers by Friday 19 March 2027",
            "Your self-assessment",
        ),
        (
            CY,
            "Answer a part of the self-assessment of Organisation 1",
            "asks you to answer 1 part",
            "Your part of the self-assessment",
        ),
        (
            GOV,
            "Read the self-assessment of Organisation 1",
            "Your comments stay inside your organisation",
            "Read this self-assessment",
        ),
        (
            APPROVER,
            "Read and approve the self-assessment of Organisation 1",
            "asks you to read it before it is sent",
            "There is nothing for you to approve at the moment",
        ),
    ],
)
def test_each_part_has_its_own_start_and_home(team, browser, person, heading, words, home):
    page = start(team, browser, person)
    assert page.h1 == heading
    assert words in page.text
    assert f"This link was made for {person.name}" in page.text
    assert came_in(team, browser, person).h1 == home


# --- who


def test_name_and_role_are_asked_once_on_each_device(team, browser, new_browser):
    page = browser.follow(browser.submit(start(team, browser)))
    assert page.h1 == "Who is filling this in?"
    assert page.fields(page.path)["name"] == "Lena Lead"
    assert browser.submit(page, name="", job="").errors == ["Enter a name", "Enter a role, like head teacher"]
    browser.submit(page, name="Nina Newcomer", job="Office manager")
    assert browser.submit(start(team, browser)).location == f"/r/{team.ref}"
    other = new_browser()
    assert other.submit(start(team, other)).location == f"/r/{team.ref}/who"


def test_whoever_saved_is_named(parts, team, browser, new_browser):
    came_in(team, browser, name="Nina Newcomer", job="Office manager")
    page = browser.get(f"/r/{team.ref}/criteria/{FIRST}")
    browser.submit(page, narrative="On page 12", rating="good")
    assert "by Nina Newcomer" in browser.get(page.path).text
    other = new_browser()
    came_in(team, other)
    clash = other.submit(
        page.__class__(page.path, 200, {}, other.get(page.path).body), _version="0", narrative="On page 13"
    )
    assert clash.status == 409
    assert "Nina Newcomer saved another answer" in clash.text


def test_a_name_with_markup_is_a_name(team, browser):
    came_in(team, browser, name="<b>Nina</b> & Co", job="“Boss”")
    page = browser.get(f"/r/{team.ref}/who")
    assert page.fields(page.path)["name"] == "<b>Nina</b> & Co"


def test_looking_at_the_question_changes_nothing(parts, team, browser):
    page = browser.follow(browser.submit(start(team, browser)))
    before = dict(parts.table.items)
    browser.get(page.path)
    assert parts.table.items == before


def test_who_it_is_costs_a_page_nothing(team, browser):
    """The name comes with the session that is read anyway."""
    came_in(team, browser, name="Nina Newcomer", job="Office manager")
    reads = []
    table = team.parts.table
    for verb in ("get", "batch_get", "query"):
        real = getattr(table, verb)
        setattr(table, verb, lambda *a, real=real, **k: reads.append(a) or real(*a, **k))
    browser.get(f"/r/{team.ref}/criteria/{FIRST}")
    assert len(reads) == 2


# --- the code


@pytest.fixture
def strict(team):
    team.parts.commit(team.parts.cycles.saved(cycle(code_at_entry=True)))
    return team


def newest_code(team):
    work_off(team.parts, Queue.WORK, WORK[Queue.WORK])
    return re.findall(r"digits: (\d{6})", team.parts.sender.sent[-1].text)[0]


def test_a_code_is_asked_for_and_opens_it(strict, browser):
    page = start(strict, browser)
    assert "we email a code of 6 digits" in page.text
    asked = browser.follow(browser.submit(page))
    assert asked.h1 == "Enter the code that we have emailed to you"
    assert "l…@school.example.org" in asked.text
    assert LEAD.email not in asked.body
    code = newest_code(strict)
    assert browser.submit(asked, code="12").errors == ["Enter the 6 digits from our email"]
    wrong = browser.submit(asked, code=f"{(int(code) + 1) % 1_000_000:06}")
    assert wrong.errors == ["That is not the code in our newest email. Check it and try again"]
    assert code not in wrong.body
    opened = browser.submit(asked, code=code)
    assert opened.location == f"/r/{strict.ref}/who"
    assert browser.follow(opened).h1 == "Who is filling this in?"


def test_before_the_code_no_page_opens(strict, browser):
    browser.submit(start(strict, browser))
    for below in ("", "/who", "/criteria/S01-01", "/people", "/copies/now"):
        assert browser.get(f"/r/{strict.ref}{below}").status == 401


def test_looking_at_the_page_that_asks_sends_nothing(strict, browser):
    asked = browser.follow(browser.submit(start(strict, browser)))
    before = dict(strict.parts.table.items)
    for _ in range(3):
        browser.get(asked.path)
    assert strict.parts.table.items == before


def test_another_code_can_be_asked_for_a_few_times(strict, browser):
    asked = browser.follow(browser.submit(start(strict, browser)))
    again = browser.follow(browser.submit(asked, f"{asked.path}/again"))
    assert "A new code is on its way" in again.text
    for _ in range(4):
        assert browser.submit(again, f"{asked.path}/again").status == 303
    refused = browser.submit(again, f"{asked.path}/again")
    assert refused.status == 409
    assert "several codes in the last hour" in refused.text
    assert browser.submit(start(strict, browser)).status == 409


def test_whoever_is_in_already_has_no_use_for_the_page(strict, browser):
    browser.cookies[cookies.for_return(strict.ref)] = strict.lead
    assert browser.get(f"/r/{strict.ref}/code").status == 401


def test_five_tries_and_then_a_new_code(strict, browser):
    asked = browser.follow(browser.submit(start(strict, browser)))
    code = newest_code(strict)
    for _ in range(5):
        browser.submit(asked, code=f"{(int(code) + 1) % 1_000_000:06}")
    assert browser.submit(asked, code=code).errors == [
        "That code has been tried too often. Ask for a new one"
    ]
    browser.submit(asked, f"{asked.path}/again")
    assert browser.submit(asked, code=newest_code(strict)).status == 303


def test_answers_of_a_named_colleague_are_in_the_copy(parts, team):
    from chalicelib.services.entering import say_who
    from chalicelib.services.reading import read_whole

    say_who(parts, team.ref, team.lead, name="Nina Newcomer", job="Office manager")
    save_answer(parts, team.ref, team.lead, FIRST, rating="good", narrative="We do", version=0)
    copy = read_whole(parts, team.ref, team.lead).copy
    assert copy["standards"][0]["criteria"][0]["answered_by"] == "Nina Newcomer"
