"""Everything that schedules do, in one go: for the local run and for an operator who cannot wait."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.tasks import Queue
from chalicelib.domain.times import count, london_day
from chalicelib.services.cycles import close_past_cycles
from chalicelib.services.feedback_automatic import plan_automatic_feedback
from chalicelib.services.holding import let_go_everywhere
from chalicelib.services.ports import Parts
from chalicelib.services.queue import Done, work_off
from chalicelib.services.reminding import plan_due_reminders
from chalicelib.services.removing import remove_what_has_ended
from chalicelib.services.reporting import ask_for_report
from chalicelib.services.work import WORK

REPORTS_AT = 2  # o'clock, UTC
REPORTED_AFTER_CLOSING = timedelta(days=30)  # returns may be opened again and corrected


@dataclass(frozen=True, slots=True)
class Ticked:
    """What there was to do. `planned` counts reminders by kind."""

    planned: Mapping[str, int]
    work: Done
    render: Done

    def __str__(self) -> str:
        done, failed = self.work.done + self.render.done, self.work.failed + self.render.failed
        planned = sum(self.planned.values())
        return f"{count(planned, 'reminder')} planned, {count(done, 'task')} done, {failed} not possible."


def tick(parts: Parts) -> Ticked:
    """Does whatever is due now, until nothing is."""
    let_go_everywhere(parts)
    planned = plan_due_reminders(parts)
    if parts.now().hour >= REPORTS_AT:
        plan_reports(parts)
        remove_what_has_ended(parts)
    work = work_off(parts, Queue.WORK, WORK[Queue.WORK])
    return Ticked(planned, work, work_off(parts, Queue.RENDER, WORK[Queue.RENDER]))


def plan_reports(parts: Parts) -> int:
    """Closes what is past, then queues today's report of each cycle whose figures can still change.

    Returns how many reports.
    """
    close_past_cycles(parts)
    plan_automatic_feedback(parts)
    cycles = list(_reported(parts))
    for cycle in cycles:
        ask_for_report(parts, cycle, parts.now().date().isoformat())
    return len(cycles)


def _reported(parts: Parts) -> Iterator[Cycle]:
    today = london_day(parts.now())
    for partnership in parts.organisations.partnerships():
        for cycle in parts.cycles.of_partnership(partnership.id):
            live = cycle.status in (CycleStatus.OPEN, CycleStatus.CLOSED)
            if live and today <= cycle.closes_on + REPORTED_AFTER_CLOSING:
                yield cycle
