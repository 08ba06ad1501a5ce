"""The profile: a few facts about the organisation that decide which criteria it sees."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import Busy, Invalid, NotFound
from chalicelib.domain.framework import Framework, visible_criteria
from chalicelib.domain.progress import section_progress
from chalicelib.domain.returns import (
    EDITABLE,
    LINE_LIMIT,
    Part,
    ReturnStatus,
    rating_order,
    refuse_unless_editable,
    too_long,
)
from chalicelib.domain.rights import Right
from chalicelib.services.desk import Seat, sit_down
from chalicelib.services.ports import Conflict, Parts

TRIES = 4


def save_profile(
    parts: Parts,
    ref: str,
    token: str,
    *,
    profile: Mapping[str, str],
    name: str | None = None,
    job: str | None = None,
) -> None:
    """Saves the profile, and the lead's name and role where these are given. Raises Invalid.

    Answers to criteria that are no longer asked stay stored, and count again when they are. What is said here
    may call for another framework than the cycle's: then its own questions about the organisation are left.
    """
    for _ in range(TRIES):
        seat = sit_down(parts, ref, token, Right.DESCRIBE)
        refuse_unless_editable(seat.return_)
        _refuse_gaps(seat.framework, profile, name, job)
        name = seat.person.name if name is None else name
        job = seat.person.job if job is None else job
        if _saved(parts, seat, profile, name, job):
            return
    raise Busy


def _refuse_gaps(framework: Framework, profile: Mapping[str, str], name: str | None, job: str | None) -> None:
    problems = {} if name is None or name.strip() else {"name": "name_needed"}
    if job is not None and not job.strip():
        problems["job"] = "job_needed"
    for question in framework.profile_questions:
        if profile.get(question.id) not in question.answers:
            problems[question.id] = "choice_needed"
    problems |= too_long(name=name or "", job=job or "")
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)


def _saved(parts: Parts, seat: Seat, profile: Mapping[str, str], name: str, job: str) -> bool:
    """False when somebody saved an answer meanwhile, so that the ratings must be counted afresh."""
    return_ = seat.return_
    whole = parts.returns.whole(return_.ref)
    if whole is None or whole.return_.seq != return_.seq:
        return False
    framework = _framework_for(parts, seat, profile)
    kept = {q.id: profile[q.id] for q in framework.profile_questions if profile.get(q.id) in q.answers}
    criteria = {c.id for c in visible_criteria(framework, return_.sector, kept)}
    answers = [a for a in whole.answers if a.criterion in criteria and a.version > 0]
    path, still = f"people.{seat.person.id}", {seat.person.id: seat.person.part}
    changes: dict[str, Any] = {
        "profile": kept,
        "ratings": {a.criterion: rating_order(framework, a.rating) for a in answers},
        f"{path}.name": name.strip(),
        f"{path}.job": job.strip(),
    }
    if framework.key != return_.framework:
        wanted = {a.criterion: True for a in answers if a.help_wanted}
        changes |= {"framework": framework.key, "standards_done": {}, "help_wanted": wanted}
        # Their numbers would mean other questions now: the lead chooses afresh.
        for colleague in return_.everybody(Part.CONTRIBUTOR):
            changes[f"people.{colleague.id}.standards"] = ()
            still[colleague.id] = Part.CONTRIBUTOR
    if return_.status is ReturnStatus.NOT_STARTED:
        changes["status"] = ReturnStatus.IN_PROGRESS
    try:
        parts.commit(
            parts.returns.changed(
                return_,
                changes,
                while_in=EDITABLE,
                at_seq=return_.seq,
                while_part=still,
                header={"total": len(criteria)},
            )
        )
    except Conflict:
        return False
    return True


def _framework_for(parts: Parts, seat: Seat, profile: Mapping[str, str]) -> Framework:
    """The cycle's own, unless the profile calls for another in its place."""
    cycle = parts.cycles.get(seat.return_.audience.cycle_id)
    if cycle is None:
        raise NotFound
    asked_by_cycle = parts.framework(cycle.framework)
    rule = asked_by_cycle.instead_for({**seat.return_.profile, **profile})
    return parts.framework(rule.framework) if rule else asked_by_cycle


def mark_standard(parts: Parts, ref: str, token: str, number: int, *, done: bool) -> None:
    """What somebody says of a standard (or heading): completed, or to come back to.

    Raises Invalid while answers are left, NotFound for one that is not there.
    """
    seat = sit_down(parts, ref, token, Right.MARK)
    refuse_unless_editable(seat.return_)
    if seat.section(number) not in [s.number for s in seat.framework.sections]:
        raise NotFound
    if done and section_progress(seat.framework, seat.return_, number).left:
        raise Invalid({"done": "answers_missing"})
    changes = {f"standards_done.{number}": done}
    try:
        parts.commit(parts.returns.changed(seat.return_, changes, while_in=EDITABLE))
    except Conflict as conflict:
        refuse_unless_editable(conflict.current)
        raise
