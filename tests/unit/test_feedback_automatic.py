"""Within a day of the closing, every return that has no other feedback gets one, and only one."""

import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.feedback_marks import Depth
from chalicelib.domain.sector_figures import NOT_YET, OTHER_QUESTIONS, TOO_FEW, beside_others, frozen
from chalicelib.domain.tasks import TaskState
from chalicelib.services import feedback_automatic
from chalicelib.services.feedback_clocks import is_current, of_cycle
from chalicelib.services.feedback_figures import take_figures
from chalicelib.services.ticking import plan_reports
from tests.support.answered_back import CLOSED_AT, AnsweredBack
from tests.support.builders import cycle
from tests.support.mail import work
from tests.support.small import CORE, PRESENT, SMALL
from tests.support.tables import Crash, TroubledTable


@pytest.fixture
def story() -> AnsweredBack:
    return AnsweredBack()


def sent(story: AnsweredBack, ref: str = "") -> tuple[Any, ...]:
    return story.parts.feedback.desk(ref or story.ref, "saltmarsh").sent


def night(story: AnsweredBack, days: int = 0) -> None:
    """What the schedule does at two in the night, and the worker after it."""
    story.parts.clock.now = CLOSED_AT + timedelta(days=days)
    plan_reports(story.parts)
    work(story.parts)


def test_the_night_after_the_closing_it_is_there_and_says_that_nobody_read_the_return(
    story: AnsweredBack,
) -> None:
    night(story)
    (made,) = sent(story)
    assert (made.depth, made.was_read, made.content.read_by) == (Depth.AUTOMATIC, False, "")
    assert made.content.opening.startswith("You rated 2 of 3 answers at the standard")
    assert len(made.content.strengths) == 2
    assert made.content.next_on is not None
    assert (made.sent_at - datetime(2027, 4, 3, tzinfo=UTC)) < timedelta(days=1)
    assert "No place until June" not in repr(made)


def test_the_mail_waits_for_a_working_morning(story: AnsweredBack) -> None:
    work(story.parts)
    night(story)
    before = len(story.parts.sender.sent)
    work(story.parts)
    assert len(story.parts.sender.sent) == before
    story.parts.clock.now = datetime(2027, 4, 5, 9, 0, tzinfo=UTC)  # Monday, 10:00 in London
    work(story.parts)
    mails = story.parts.sender.sent[before:]
    assert [m.subject for m in mails] == ["Your feedback is ready"] * 2
    assert "nobody has read your self-assessment for it" in mails[0].text


def test_each_return_gets_one_however_often_the_schedule_runs(story: AnsweredBack) -> None:
    for day in (0, 0, 1, 2):
        night(story, day)
    assert len(sent(story)) == 1
    tasks = story.parts.tasks.of_subject("saltmarsh", "CYCLE#cycle2027")
    assert len([t for t in tasks if t.kind == "job.automatic_feedback"]) == 1


def test_what_a_person_sends_while_the_job_runs_stays_the_newest(story: AnsweredBack) -> None:
    story.close()
    assert feedback_automatic.plan_automatic_feedback(story.parts) == 1
    stale = list(story.parts.returns.headers("cycle2027"))
    story.send()

    class Late:
        """Read the list before the person pressed Send."""

        def __getattr__(self, name: str) -> Any:
            return getattr(story.parts.returns, name)

        def headers(self, *_: Any) -> Any:
            return iter(stale)

    class Parts:
        returns = Late()

        def __getattr__(self, name: str) -> Any:
            return getattr(story.parts, name)

    work(Parts())  # type: ignore[arg-type]
    assert [f.depth for f in sent(story)] == [Depth.LIGHT]


def test_who_has_been_answered_by_a_person_gets_none(story: AnsweredBack) -> None:
    story.send()
    night(story)
    assert [f.depth for f in sent(story)] == [Depth.LIGHT]


def test_a_person_who_writes_later_takes_its_place_and_needs_no_excuse(story: AnsweredBack) -> None:
    night(story)
    assert not story.writing().corrects
    second = story.send()
    assert (second.number, second.correction) == (2, "")


def test_nothing_is_made_while_the_round_is_open_or_over_for_long(story: AnsweredBack) -> None:
    assert feedback_automatic.plan_automatic_feedback(story.parts) == 0
    story.parts.commit(story.parts.cycles.saved(cycle(framework=SMALL.key, status=CycleStatus.ARCHIVED)))
    night(story, 2)
    assert sent(story) == ()


def test_a_return_that_comes_late_gets_it_the_next_night() -> None:
    story = AnsweredBack()
    story.close()
    late = AnsweredBack(story.parts, 2)
    story.close()
    night(story, 10)
    assert len(sent(story)) == len(sent(late)) == 1


def test_one_that_cannot_be_read_leaves_the_others_theirs(story: AnsweredBack) -> None:
    other = AnsweredBack(story.parts, 2)
    keys = [key for key in story.parts.files.objects if story.ref in key]
    for key in keys:
        story.parts.files.delete(key)
    night(story)
    assert (len(sent(story)), len(sent(other))) == (0, 1)
    tasks = story.parts.tasks.of_subject("saltmarsh", "CYCLE#cycle2027")
    (job,) = [t for t in tasks if t.kind == "job.automatic_feedback"]
    assert (job.state, job.note) == (TaskState.FAILED, "1 return answered, 1 not possible")


@pytest.mark.parametrize("write", range(4))
@pytest.mark.parametrize("after", [False, True])
def test_broken_off_anywhere_each_still_gets_one(write: int, after: bool) -> None:
    story = AnsweredBack()
    other = AnsweredBack(story.parts, 2)
    story.close()
    assert feedback_automatic.plan_automatic_feedback(story.parts) == 1
    table = TroubledTable(story.table)
    table.crash_at, table.crash_after = write, after
    with contextlib.suppress(Crash):
        work(story.parts.beside(table))
    night(story, 1)
    for ref in (story.ref, other.ref):
        assert len(sent(story, ref)) == 1
        mails = [
            t for t in story.parts.tasks.of_subject("saltmarsh", f"RETURN#{ref}") if t.kind == "mail.feedback"
        ]
        assert len(mails) == 2


def test_when_time_runs_out_the_next_run_goes_on(story: AnsweredBack) -> None:
    other = AnsweredBack(story.parts, 2)
    story.close()

    class Slow:
        """Every look at the clock takes a minute."""

        def __getattr__(self, name: str) -> Any:
            return getattr(story.parts, name)

        def now(self) -> datetime:
            story.parts.clock.move(seconds=30)
            return story.parts.clock.now

    assert feedback_automatic.plan_automatic_feedback(story.parts) == 1
    work(Slow())  # type: ignore[arg-type]
    night(story, 1)
    assert len(sent(story)) == len(sent(other)) == 1


def test_the_clock_shows_who_waits_and_that_it_is_late(story: AnsweredBack) -> None:
    story.close()
    story.parts.clock.now = CLOSED_AT + timedelta(days=3)
    closed = cycle(framework=SMALL.key)
    clock = of_cycle(story.parts, closed)
    assert (clock.unanswered, clock.late, clock.longest) == (1, 1, 85)
    night(story, 4)
    assert (of_cycle(story.parts, closed).automatic_only, of_cycle(story.parts, closed).late) == (1, 0)


def test_nobody_waits_for_a_round_that_is_over_for_a_year() -> None:
    closed = cycle(status=CycleStatus.CLOSED)
    assert is_current(closed, closed.closes_on + timedelta(days=365))
    assert not is_current(closed, closed.closes_on + timedelta(days=366))
    assert not is_current(cycle(status=CycleStatus.ARCHIVED), closed.closes_on)


def test_figures_are_taken_once_and_stay(story: AnsweredBack) -> None:
    assert take_figures(story.parts, cycle(framework=SMALL.key)) is None
    night(story)
    first = story.parts.feedback.figures("cycle2027")
    assert first is not None
    assert first.groups == ()
    for number in range(2, 13):
        AnsweredBack(story.parts, number)
    story.close()
    assert take_figures(story.parts, cycle(framework=SMALL.key, status=CycleStatus.CLOSED)) == first
    assert sent(story)[0].content.others.missing == TOO_FEW


def test_with_ten_or_more_each_reads_its_own_beside_the_others() -> None:
    story = AnsweredBack()
    for number in range(2, 13):
        AnsweredBack(story.parts, number)
    night(story)
    others = sent(story)[0].content.others
    assert (others.group, others.returned) == ("School", 12)
    assert [(row.number, row.meets, row.words) for row in others.rows] == [
        (1, False, "3 or fewer"),
        (2, True, "all but 3 or fewer"),
    ]


def test_why_there_are_no_figures(story: AnsweredBack) -> None:
    from chalicelib.services.reporting import figures

    report = figures(story.parts, cycle(framework=SMALL.key))
    taken = frozen(report, "cycle2027")
    assert beside_others(None, "school", SMALL.key, {}, {}).missing == NOT_YET
    assert beside_others(taken, "school", SMALL.key, {}, {}).missing == TOO_FEW
    assert beside_others(taken, "school", "other@1", {}, {}).missing == OTHER_QUESTIONS


def test_answers_that_a_question_has_opened_are_not_read_before_they_are_approved(
    story: AnsweredBack,
) -> None:
    """The kept copy counts, not what stands in the return now."""
    from chalicelib.services.questioning import Asking, ask
    from tests.support.answered_back import REVIEWER

    due = story.parts.now().date() + timedelta(days=7)
    ask(story.parts, REVIEWER, story.ref, Asking(texts={CORE: "Since when?"}, due=due))
    story.save(CORE, 1, PRESENT)
    night(story)
    assert sent(story)[0].content.opening.startswith("You rated 2 of 3")
