"""The demonstration plays through the real services, so it must come out as a real cycle would."""

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib.domain.returns import Part, ReturnStatus
from chalicelib.domain.tasks import TaskState
from chalicelib.services.copies import version
from chalicelib.services.question_sets import question_sets
from chalicelib.services.repairing import repair_cycle
from chalicelib.services.review_queue import queue
from chalicelib.settings import Settings
from infra.demonstration.own_questions import ask_of_its_own
from infra.demonstration.register import STAFF
from infra.demonstration.rehearsal import CYCLE_ID, rehearse
from infra.demonstration.sets import ROUNDS, cycle_id
from infra.demonstration.stage import Rehearsal
from tests.support.fakes import MONDAY, MemoryFiles


class Staged(Rehearsal):
    """A rehearsal whose bucket is in memory too."""

    files = MemoryFiles()  # type: ignore[assignment]  # keeps the same Protocol


@pytest.fixture(scope="module")
def played() -> Staged:
    parts = Staged(Settings(public_url="https://audit.example.org/api"), MONDAY)
    rehearse(parts)
    return parts


def test_sixty_organisations_in_six_sectors_are_in_every_state(played: Staged) -> None:
    headers = list(played.returns.headers(CYCLE_ID))

    assert len(headers) == 60
    assert len({h.sector for h in headers}) == 6
    assert {h.status for h in headers} == set(ReturnStatus)
    assert {h.mail_state for h in headers} >= {"", "bounced"}


def test_enough_is_submitted_for_a_report_by_sector(played: Staged) -> None:
    submitted = Counter(
        h.sector for h in played.returns.headers(CYCLE_ID) if h.status is ReturnStatus.SUBMITTED
    )

    assert sum(count >= 10 for count in submitted.values()) >= 3


def test_a_reviewer_has_returns_to_read_and_some_stand_out(played: Staged) -> None:
    mine = queue(played, STAFF[1])

    assert len([one for one in mine if one.to_read]) >= 30
    assert mine[0].exceptions


def test_its_headers_equal_its_returns(played: Staged) -> None:
    assert list(repair_cycle(played, CYCLE_ID, fix=False)) == []


def test_nothing_happens_after_now_or_at_night(played: Staged) -> None:
    sent = [h.submitted_at for h in played.returns.headers(CYCLE_ID) if h.submitted_at]

    assert max(sent) < MONDAY - timedelta(hours=1)
    assert all(8 <= moment.hour < 19 for moment in sent)


def test_every_address_is_an_example(played: Staged) -> None:
    assert all(c.email.endswith(".example.org") for c in played.organisations.contacts("saltmarsh"))


@pytest.mark.parametrize("framework_id", ROUNDS)
def test_each_newer_set_asks_somebody_who_has_not_begun(played: Staged, framework_id: str) -> None:
    headers = list(played.returns.headers(cycle_id(framework_id)))

    assert len(headers) >= 2
    assert {h.status for h in headers} == {ReturnStatus.NOT_STARTED}
    assert {h.framework.partition("@")[0] for h in headers} == {framework_id}
    assert list(repair_cycle(played, cycle_id(framework_id), fix=False)) == []


def test_one_return_has_open_questions_and_one_has_two_versions(played: Staged) -> None:
    returns = [played.returns.get(h.ref) for h in played.returns.headers(CYCLE_ID)]

    asked = [r for r in returns if r and r.status is ReturnStatus.QUESTIONS]
    twice = [r for r in returns if r and r.submissions == 2]

    assert [len(r.questions) for r in asked] == [2]
    assert len(twice) == 1
    newest = version(played, twice[0], 2)
    assert newest.changes is not None
    assert len(newest.changes.answers) == 1
    assert [bool(q["reply"]) for q in newest.content["questions"]] == [True, True]


def test_a_colleague_and_a_governor_help_with_what_is_half_answered(played: Staged) -> None:
    headers = played.returns.headers(CYCLE_ID)
    returns = [r for r in (played.returns.whole(h.ref) for h in headers) if r]
    helped = [r for r in returns if r.return_.everybody(Part.READER)]

    assert len(helped) >= 3
    for whole in helped:
        (colleague,) = whole.return_.everybody(Part.CONTRIBUTOR)
        assert any(answer.saved_by == colleague.id for answer in whole.answers)
        assert len(whole.comments.open) == 2


def test_the_partnership_has_questions_of_its_own_and_others_begun(played: Staged) -> None:
    ask_of_its_own(played)
    found = question_sets(played, "saltmarsh")
    assert [shown.key for shown in found.own] == [f"saltmarsh.education-plus@{MONDAY:%Y}.1"]
    assert [draft.name for draft in found.drafts] == ["Questions for nurseries"]


EARLIER = ("demonstration-2-before", "demonstration-1-before")


def test_one_organisation_in_each_state_has_submitted_twice_before(played: Staged) -> None:
    returns = [played.returns.get(h.ref) for h in played.returns.headers(CYCLE_ID)]
    before = [r for r in returns if r is not None and r.previous]

    assert {len(r.previous) for r in before} == {2}
    assert {r.status for r in before} >= {
        ReturnStatus.NOT_STARTED,
        ReturnStatus.IN_PROGRESS,
        ReturnStatus.AWAITING_APPROVAL,
        ReturnStatus.SUBMITTED,
    }
    assert max(len(r.unchanged) for r in before if r.status is ReturnStatus.SUBMITTED) >= 1


def test_the_newer_sets_are_asked_of_some_who_answered_another_before(played: Staged) -> None:
    cycles = [c for c in played.cycles.of_partnership("saltmarsh") if c.id not in (CYCLE_ID, *EARLIER)]
    returns = [played.returns.get(h.ref) for c in cycles for h in played.returns.headers(c.id)]

    assert {r.framework for r in returns if r is not None and r.previous} >= {
        "education@2026.1",
        "voluntary@2026.1",
        "section-11@2026.2",
    }


def test_the_past_is_settled(played: Staged) -> None:
    for cycle in EARLIER:
        assert list(repair_cycle(played, cycle, fix=False)) == []
        for header in played.returns.headers(cycle):
            mails = [t for t in played.tasks.of_subject("saltmarsh", f"RETURN#{header.ref}") if t.is_mail]
            assert {t.state for t in mails} == {TaskState.DONE}


def test_one_earlier_return_has_been_kept_up(played: Staged) -> None:
    kept = [played.returns.working_copy(h.ref) for h in played.returns.headers(EARLIER[1])]

    assert all(copy.noted for copy in kept)
    assert any(copy.notes for copy in kept)


def test_last_year_was_answered_by_itself_and_one_of_this_year_in_full(played: Staged) -> None:
    last = list(played.returns.headers(EARLIER[1]))
    assert {h.feedback.partition("#")[0] for h in last if h.is_in} == {"automatic"}
    (full,) = [h for h in played.returns.headers(CYCLE_ID) if h.feedback]
    assert full.feedback.startswith("full#")
    assert full.ref == next(
        h.ref for h in played.returns.headers(CYCLE_ID) if h.status is ReturnStatus.SUBMITTED
    )
    (sent,) = played.feedback.desk(full.ref, "saltmarsh").sent
    assert len(sent.content.strengths) == 2
    assert sent.content.changed
    assert len(sent.content.courses) == 3
