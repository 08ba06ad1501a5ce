"""Feedback that nobody writes: within a day of the closing, for every return that has no other.

It is made from ratings and dates, says so, and gives way to whatever a person sends later.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.cycles import Cycle, CycleStatus, Header
from chalicelib.domain.feedback import Feedback
from chalicelib.domain.feedback_making import automatic, met, rated, short_titles
from chalicelib.domain.feedback_marks import Depth, newest
from chalicelib.domain.feedback_words import Words
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.reminders import next_moment_to_send
from chalicelib.domain.sector_figures import FrozenFigures, beside_others
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.times import count, london_day
from chalicelib.services import submitted_copies
from chalicelib.services.feedback_figures import take_figures
from chalicelib.services.feedback_library import words_of
from chalicelib.services.feedback_sending import made, sending
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.queue import Later, Outcome

log = logging.getLogger("compact-audit.feedback")

FOR_LATE_RETURNS = timedelta(days=90)  # after the closing: what comes later is a person's
AT_ONCE = timedelta(seconds=120)  # of a worker's four minutes; the rest is another run's
NEEDED = ("submitted_at", "feedback")


def plan_automatic_feedback(parts: Parts) -> int:
    """A job for each closed cycle in which somebody has no answer; how many. At most one a day."""
    asked = 0
    for cycle in _closed(parts):
        if any(_unanswered(parts, cycle)):
            asked += _asked(parts, cycle)
    if asked:
        parts.poke(Queue.WORK)
    return asked


def run_automatic_feedback(parts: Parts, task: Task) -> Outcome:
    """The job. Run twice or broken off, each return gets one; the schedule comes back for what is left."""
    cycle, partnership = _cycle_of(parts, task)
    if cycle is None or partnership is None or cycle.status is not CycleStatus.CLOSED:
        return Outcome(note="not due")
    until = parts.now() + AT_ONCE
    figures, words = take_figures(parts, cycle), words_of(parts, partnership.id)
    done, broken = 0, 0
    for header in list(_unanswered(parts, cycle)):
        if parts.now() > until:
            raise Later(parts.now())
        try:
            done += _answer(parts, partnership, cycle, header, words, figures)
        except Exception:
            # One return that cannot be read must not leave the others without an answer.
            log.exception("no automatic feedback", extra={"fields": {"cycle": cycle.id, "ref": header.ref}})
            broken += 1
    parts.poke(Queue.WORK)
    parts.poke(Queue.RENDER)
    left = f", {broken} not possible" if broken else ""
    return Outcome(note=f"{count(done, 'return')} answered{left}", failed=bool(broken))


def _answer(
    parts: Parts,
    partnership: Partnership,
    cycle: Cycle,
    header: Header,
    words: Words,
    figures: FrozenFigures | None,
) -> bool:
    """False when somebody else has answered it meanwhile, or it is open again."""
    seen = submitted_copies.read(parts, partnership.id, header.ref, 0)
    return_ = seen.return_
    if newest(return_.feedback, partnership.id):
        return False
    framework = parts.framework(return_.framework)
    answers = rated(framework, seen.content)
    content = automatic(answers, seen.content, words, london_day(parts.now()))
    others = beside_others(figures, return_.sector, return_.framework, met(answers), short_titles(answers))
    feedback: Feedback = made(
        parts,
        return_,
        partnership,
        cycle,
        seen.submission,
        depth=Depth.AUTOMATIC,
        content=replace(content, others=others),
        sent_by="schedule",
    )
    now = parts.now()
    due = next_moment_to_send(now, parts.bank_holidays(now.year) | parts.bank_holidays(now.year + 1))
    try:
        parts.commit(*sending(parts, return_, feedback, due))
    except Conflict:
        return False
    return True


def _closed(parts: Parts) -> Iterator[Cycle]:
    today = london_day(parts.now())
    for partnership in parts.organisations.partnerships():
        for cycle in parts.cycles.of_partnership(partnership.id):
            if cycle.status is CycleStatus.CLOSED and today <= cycle.closes_on + FOR_LATE_RETURNS:
                yield cycle


def _unanswered(parts: Parts, cycle: Cycle) -> Iterator[Header]:
    for header in parts.returns.headers(cycle.id, NEEDED):
        if header.is_in and not header.feedback:
            yield header


def _asked(parts: Parts, cycle: Cycle) -> bool:
    task = Task(
        partnership_id=cycle.partnership_id,
        subject=f"CYCLE#{cycle.id}",
        intent=f"job#automatic_feedback#{london_day(parts.now())}",
        kind="job.automatic_feedback",
        payload={"cycle": cycle.id},
        due=parts.now(),
    )
    try:
        parts.commit(parts.tasks.added(task))
    except Conflict:
        return False
    return True


def _cycle_of(parts: Parts, task: Task) -> tuple[Cycle | None, Partnership | None]:
    cycle = parts.cycles.get(task.payload["cycle"])
    if cycle is not None and cycle.partnership_id != task.partnership_id:
        return None, None
    return cycle, parts.organisations.partnership(task.partnership_id)
