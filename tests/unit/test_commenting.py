"""Comments of readers: the organisation's own, beside the answers and in no copy."""

import json
import threading

import pytest

from chalicelib.domain.comments import COMMENT_LIMIT, MOST_TEXT
from chalicelib.domain.errors import Invalid, NotAllowed, NotFound, Refused
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.rights import Right
from chalicelib.services.commenting import comment, settle
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.exporting import export_cycle
from chalicelib.services.reading import read_whole
from tests.support.builders import APPROVER, LEAD, cycle
from tests.support.people import CY, GOV, Team
from tests.support.small import PLAIN, SMALL, SmallParts
from tests.support.tables import TroubledTable


@pytest.fixture
def team() -> Team:
    return Team.of(SmallParts(), framework=SMALL.key)


def say(
    team: Team, text: str = "Is that so?", person: str = GOV.id, comment_id: str = "", **more: str
) -> str:
    comment_id = comment_id or team.parts.new_id()
    comment(team.parts, team.ref, team.sessions[person], comment_id, text=text, **more)
    return comment_id


def texts(team: Team) -> list[str]:
    return [c.text for c in team.parts.returns.comments(team.ref).every]


def test_a_reader_comments_on_a_question_and_on_the_whole(team: Team) -> None:
    say(team, "  Is that so?\n", criterion=PLAIN)
    say(team, "Well done")

    comments = team.parts.returns.comments(team.ref)
    assert [(c.name, c.job, c.text) for c in comments.about(PLAIN)] == [
        ("Gwen Governor", "Link governor", "Is that so?")
    ]
    assert [c.text for c in comments.about("")] == ["Well done"]
    assert "Is that so" not in repr(team.events("comment.added"))


@pytest.mark.parametrize("status", list(ReturnStatus))
def test_at_any_time_and_without_disturbing_whoever_approves(status: ReturnStatus) -> None:
    team = Team.of(SmallParts(), framework=SMALL.key, status=status)
    seq = team.return_.seq

    say(team)

    assert (team.return_.status, team.return_.seq) == (status, seq)


@pytest.mark.parametrize("person", [LEAD.id, CY.id, APPROVER.id])
def test_nobody_else_comments(team: Team, person: str) -> None:
    with pytest.raises(NotAllowed):
        say(team, person=person)


@pytest.mark.parametrize("person", [GOV.id, CY.id, APPROVER.id])
def test_nobody_but_the_lead_marks_them_as_dealt_with(team: Team, person: str) -> None:
    said = say(team)
    with pytest.raises(NotAllowed):
        settle(team.parts, team.ref, team.sessions[person], said, settled=True)


def test_a_contributor_sees_none_even_about_their_own_answers(team: Team) -> None:
    say(team, criterion=PLAIN)
    seat = sit_down(team.parts, team.ref, team.sessions[CY.id], Right.ENTER)
    assert look_around(team.parts, seat, with_comments=True).comments.every == ()
    with pytest.raises(NotAllowed):
        sit_down(team.parts, team.ref, team.sessions[CY.id], Right.SEE_COMMENTS)


def test_the_lead_deals_with_a_comment_and_may_open_it_again(team: Team) -> None:
    said, other = say(team), say(team, "And this?")
    for settled in (True, True, False, True):
        settle(team.parts, team.ref, team.lead, said, settled=settled)

    comments = team.parts.returns.comments(team.ref)
    assert [c.id for c in comments.open] == [other]
    assert comments.every[0].settled_by == "Lena Lead"
    with pytest.raises(NotFound):
        settle(team.parts, team.ref, team.lead, "another", settled=True)


def test_a_double_click_says_it_once(team: Team) -> None:
    said = say(team)
    say(team, comment_id=said)
    assert texts(team) == ["Is that so?"]


def test_comments_at_the_same_moment_are_all_kept() -> None:
    table = TroubledTable()
    team = Team.of(SmallParts(table), framework=SMALL.key)
    rival = Team(team.parts.beside(table.inner), team.ref, team.sessions)
    table.before = lambda: say(rival, "Quicker")

    say(team, "Slower")

    assert texts(team) == ["Quicker", "Slower"]


def test_comments_from_many_tabs_are_all_kept(team: Team) -> None:
    def say_one(number: int) -> None:
        for _ in range(20):
            try:
                say(team, f"Comment {number}", comment_id=f"{number:026}")
            except Exception:
                continue
            return

    threads = [threading.Thread(target=say_one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(texts(team)) == sorted(f"Comment {number}" for number in range(12))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("  \n ", "comment_needed"),
        ("x" * (COMMENT_LIMIT + 1), "text_too_long"),
        ("x" * 10_000, "text_too_long"),
    ],
)
def test_what_cannot_be_said(team: Team, text: str, problem: str) -> None:
    with pytest.raises(Invalid) as invalid:
        say(team, text)
    assert invalid.value.problems == {"text": problem}


def test_a_question_that_is_not_asked_cannot_be_commented_on(team: Team) -> None:
    for criterion in ("S99-99", "people.x", "../"):
        with pytest.raises(NotFound):
            say(team, criterion=criterion)
    with pytest.raises(NotFound):
        say(team, comment_id="not one of ours")


def test_there_is_an_end_to_what_fits(team: Team) -> None:
    for _ in range(MOST_TEXT // COMMENT_LIMIT):
        say(team, "🙂" * COMMENT_LIMIT)
    with pytest.raises(Refused):
        say(team, "x")
    assert len(repr(team.parts.returns.comments(team.ref)).encode()) < 400_000


def test_they_are_in_no_copy_and_no_export(team: Team) -> None:
    say(team, "Between ourselves", criterion=PLAIN)
    say(team, "Between ourselves")

    assert "Between ourselves" not in json.dumps(read_whole(team.parts, team.ref, team.lead).copy)
    assert "Between ourselves" not in repr(export_cycle(team.parts, cycle()))
