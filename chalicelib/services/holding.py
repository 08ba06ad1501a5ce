"""Hold and release: mail of a cycle that has not left waits for staff, and nothing of it is lost.

A hold is looked at when a mail is about to leave, so whatever no worker has begun to send can be held. What
was sent a moment before is counted as sent. A hold lets through what somebody waits for: see `NEVER_HELD`.
"""

import logging
from contextlib import suppress

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.holding import Hold, held_by
from chalicelib.domain.tasks import Queue, Task, released
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts, Writes
from chalicelib.services.queue import Held, Outcome, Work

log = logging.getLogger("compact-audit.holding")

PAUSED = "paused"
MOST = 2_000  # that one look finds; the next look finds the rest


def unless_held(work: Work) -> Work:
    """The work of sending a mail, unless staff hold it; and counted when it has gone."""

    def held_or_sent(parts: Parts, task: Task) -> Outcome | None:
        found = _of_task(parts, task)
        if found is None:
            return work(parts, task)
        cycle, organisation_id = found
        why = why_held(parts, cycle, task.step, organisation_id)
        if why:
            raise Held(why)
        outcome = work(parts, task)
        if outcome is not None and outcome.note == "sent":
            _count(parts, cycle, task)
        return outcome

    return held_or_sent


def why_held(parts: Parts, cycle: Cycle, step: str, organisation_id: str) -> str:
    """ "" for what may go."""
    if cycle.status is CycleStatus.PAUSED:
        return PAUSED
    hold = held_by(parts.cycle_mail.holds(cycle.id), step, organisation_id)
    return f"held: {hold.step or 'everything'}" if hold else ""


def held_alone(parts: Parts, cycle: Cycle, organisation_id: str) -> Hold | None:
    """The hold on this one organisation, if there is one."""
    return next((h for h in parts.cycle_mail.holds(cycle.id) if h.organisation_id == organisation_id), None)


def hold(parts: Parts, cycle: Cycle, actor: str, *, step: str = "", organisation_id: str = "") -> None:
    """Holding what is held already is fine."""
    made = Hold(cycle_id=cycle.id, step=step, organisation_id=organisation_id, by=actor, at=parts.now())
    with suppress(Conflict):
        parts.commit(parts.cycle_mail.held(made), _noted(parts, made, "mail.held", actor))


def release(parts: Parts, cycle: Cycle, actor: str, *, step: str = "", organisation_id: str = "") -> None:
    """What waited becomes ready by a job, and is looked at again as it leaves: some is not due any more."""
    lifted = Hold(cycle_id=cycle.id, step=step, organisation_id=organisation_id, by=actor, at=parts.now())
    with suppress(Conflict):
        parts.commit(
            parts.cycle_mail.lifted(lifted),
            _noted(parts, lifted, "mail.released", actor),
            parts.tasks.added(letting_go(parts, cycle)),
        )
    parts.poke(Queue.WORK)


def letting_go(parts: Parts, cycle: Cycle) -> Task:
    """The job that makes ready what nobody holds any more."""
    return Task(
        partnership_id=cycle.partnership_id,
        subject=f"CYCLE#{cycle.id}",
        intent=f"job#let_go#{parts.new_id()}",
        kind="job.let_go",
        payload={"cycle": cycle.id},
        due=parts.now(),
    )


def run_letting_go(parts: Parts, task: Task) -> None:
    let_go(parts, task.partnership_id)


def let_go(parts: Parts, partnership_id: str) -> int:
    """Makes ready what waits for a hold that is no more; how many. Safe at any time, and more than once."""
    waiting = parts.tasks.held(partnership_id, parts.now(), MOST)
    free = [task for task in waiting if not _still_held(parts, task)]
    moved = 0
    for task in free:
        with suppress(Conflict):  # somebody else released it
            parts.commit(parts.tasks.moved(task, released(task, parts.now())))
            moved += 1
    if moved:
        parts.poke(Queue.WORK)
    return moved


def let_go_everywhere(parts: Parts) -> int:
    """The net: what was held at the very moment of its release."""
    return sum(let_go(parts, partnership.id) for partnership in parts.organisations.partnerships())


def _still_held(parts: Parts, task: Task) -> bool:
    if not task.is_mail:
        return True  # an opening that waits for staff
    found = _of_task(parts, task)
    return found is not None and bool(why_held(parts, found[0], task.step, found[1]))


def _of_task(parts: Parts, task: Task) -> tuple[Cycle, str] | None:
    """The cycle and the organisation that a mail is about; None for one of no cycle."""
    kind, _, subject = task.subject.partition("#")
    if kind == "CYCLE":
        cycle_id, organisation_id = subject, task.payload.get("organisation", "")
    else:
        return_ = parts.returns.get(subject) if kind == "RETURN" else None
        if return_ is None:
            return None
        ours = [a.cycle_id for a in return_.audiences if a.partnership_id == task.partnership_id]
        cycle_id, organisation_id = next(iter(ours), ""), return_.organisation_id
    cycle = parts.cycles.get(cycle_id) if cycle_id else None
    return (cycle, organisation_id) if cycle else None


def _count(parts: Parts, cycle: Cycle, task: Task) -> None:
    """Apart from the task's settling: a count must never be why nobody knows whether a mail went out."""
    try:
        parts.commit(parts.cycle_mail.counted(cycle.id, task.step, london_day(parts.now())))
    except Exception:
        log.exception("mail not counted")


def _noted(parts: Parts, hold: Hold, what: str, actor: str) -> Writes:
    details = {"step": hold.step or "everything", "organisation": hold.organisation_id or "everybody"}
    event = Event(subject=f"CYCLE#{hold.cycle_id}", at=parts.now(), actor=actor, what=what, details=details)
    return parts.trail.recorded(event)
