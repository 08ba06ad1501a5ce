"""Staff enter a return, and record its approval, for somebody who tells them on paper or over the telephone.

The answers go through the organisation's own pages: a session of its own sits staff down at the return, as a
person of it whose name says for whom they write. Whoever approves is recorded by name, role and day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.domain import objects
from chalicelib.domain.credentials import Credential, CredentialKind, hash_of
from chalicelib.domain.cycles import Cycle, CycleStatus, Sharing
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.on_behalf import OnBehalf, ToldBy
from chalicelib.domain.organisations import Partnership, StaffMember
from chalicelib.domain.returns import (
    EDITABLE,
    LINE_LIMIT,
    Part,
    Person,
    Return,
    ReturnStatus,
    refuse_unless_complete,
    refuse_unless_editable,
    too_long,
)
from chalicelib.domain.snapshots import long_unchanged, submitted
from chalicelib.domain.submissions import Submission, canonical, seal
from chalicelib.domain.tasks import Queue
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event
from chalicelib.services.drafting import draft
from chalicelib.services.links import return_subject
from chalicelib.services.notes import mail_to
from chalicelib.services.ports import Conflict, Parts, Whole, Writes
from chalicelib.services.submitting import informed, latest_submission, pdf_task
from chalicelib.services.telephone import return_of

ENTERING_LASTS = timedelta(hours=2)
"""Longer than a call or a paper takes, and no longer: it outlives somebody's place on the staff list."""

APPROVABLE = (ReturnStatus.IN_PROGRESS, ReturnStatus.AWAITING_APPROVAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """As typed: who told us, how, when, and for an approval that they meant it."""

    way: str
    name: str
    job: str
    on: date | None
    declared: bool = False


def begin(
    parts: Parts, partnership: Partnership, member: StaffMember, organisation_id: str, ref: str, said: Said
) -> str:
    """The token of a session in which this member of staff may answer. Raises NotFound, Refused, Invalid."""
    return_ = return_of(parts, partnership.id, organisation_id, ref)
    refuse_unless_editable(return_)
    _refuse_to_look(_cycle(parts, return_, partnership.id), return_)
    _refuse(parts, said)
    told, person = _told(parts, member, said), _scribe(partnership, member)
    token, now = parts.new_token(), parts.now()
    session = Credential(
        token_hash=hash_of(token),
        kind=CredentialKind.SESSION,
        subject=ref,
        person=person.id,
        created_at=now,
        expires_at=now + ENTERING_LASTS,
        name=f"{member.name[:60]}, {told.how} from {told.name[:60]}",
        job=partnership.name,
    )
    parts.commit(
        parts.returns.changed(
            return_, {f"people.{person.id}": person, "entered_for": told}, while_in=EDITABLE
        ),
        parts.credentials.issued(session),
        parts.trail.recorded(_event(parts, return_, member, "return.entered_for", told)),
    )
    return token


def record_approval(
    parts: Parts,
    partnership_id: str,
    member: StaffMember,
    organisation_id: str,
    ref: str,
    seq: int,
    said: Said,
) -> Submission:
    """Submits what was read out or signed. `seq` is that of the return as staff had it before them.

    Raises NotFound, Invalid, and Refused when it has changed, is incomplete, or staff entered nothing.
    """
    return_ = return_of(parts, partnership_id, organisation_id, ref)
    if return_.status is ReturnStatus.SUBMITTED:
        return latest_submission(parts, ref)
    if return_.entered_for is None or return_.status not in APPROVABLE or return_.questions:
        raise Refused("approval_not_theirs")
    _refuse(parts, said, to_approve=True)
    refuse_unless_complete(parts.framework(return_.framework), return_)
    whole = parts.returns.whole(ref)
    if whole is None or whole.return_.seq != seq:
        raise Refused("return_changed")
    told = _told(parts, member, said)
    copy, submission, content = _sealed(parts, whole, told)
    parts.files.put(submission.key, content, "application/json")
    try:
        parts.commit(*_submission(parts, whole, submission, copy, member, told))
    except Conflict as conflict:
        if isinstance(conflict.current, Return) and conflict.current.status is ReturnStatus.SUBMITTED:
            return latest_submission(parts, ref)
        raise Refused("return_changed") from conflict
    parts.poke(Queue.RENDER)
    parts.poke(Queue.WORK)
    return submission


def may_be_entered(cycle: Cycle, return_: Return) -> bool:
    """Whether staff may sit down at it."""
    try:
        refuse_unless_editable(return_)
        _refuse_to_look(cycle, return_)
    except Refused:
        return False
    return True


def _refuse_to_look(cycle: Cycle, return_: Return) -> None:
    """Where notes stay the organisation's own, staff do not read what it has begun to write itself."""
    if cycle.status is CycleStatus.ARCHIVED:
        raise Refused("longer_not_open_now")
    if cycle.sharing is Sharing.RATINGS and return_.entered_for is None and return_.ratings:
        raise Refused("own_words_begun")


def _cycle(parts: Parts, return_: Return, partnership_id: str) -> Cycle:
    cycle_id = next(a.cycle_id for a in return_.audiences if a.partnership_id == partnership_id)
    cycle = parts.cycles.get(cycle_id)
    if cycle is None:
        raise Refused("longer_not_open_now")
    return cycle


def _refuse(parts: Parts, said: Said, *, to_approve: bool = False) -> None:
    problems = {} if said.way in set(ToldBy) else {"way": "told_way_needed"}
    if not said.name.strip():
        problems["name"] = "name_needed"
    if not said.job.strip():
        problems["job"] = "job_needed"
    if said.on is None:
        problems["told_on"] = "told_on_needed"
    elif said.on > london_day(parts.now()):
        problems["told_on"] = "told_on_to_come"
    if to_approve and not said.declared:
        problems["declared"] = "told_declaration_needed"
    problems |= too_long(name=said.name, job=said.job)
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)


def _told(parts: Parts, member: StaffMember, said: Said) -> OnBehalf:
    return OnBehalf(
        way=ToldBy(said.way),
        name=said.name.strip(),
        job=said.job.strip(),
        told_on=said.on or london_day(parts.now()),
        staff=member.id,
        staff_name=member.name,
        at=parts.now(),
    )


def _scribe(partnership: Partnership, member: StaffMember) -> Person:
    """Nobody of the organisation: mail never goes there."""
    return Person(
        id=f"for-{member.id}", part=Part.SCRIBE, name=member.name, email="", job=partnership.name[:LINE_LIMIT]
    )


def _event(parts: Parts, return_: Return, member: StaffMember, what: str, told: OnBehalf) -> Event:
    details = {"way": told.way.value, "told_on": told.told_on.isoformat()}
    return Event(
        subject=return_subject(return_.ref), at=parts.now(), actor=member.id, what=what, details=details
    )


def _sealed(parts: Parts, whole: Whole, told: OnBehalf) -> tuple[dict[str, Any], Submission, bytes]:
    ref = whole.return_.ref
    statement = {
        "name": told.name,
        "job": told.job,
        "on_behalf_of": "",
        "at": parts.now().isoformat(timespec="seconds"),
        "decided": None,
        "decided_on": None,
        "prepared_it": False,
        "recorded": {"way": told.way.value, "on": told.told_on.isoformat(), "by": told.staff_name},
    }
    _, now = draft(parts, parts.framework(whole.return_.framework), whole)
    copy = submitted(now, statement, whole.submissions[-1] if whole.submissions else None)
    content = canonical(copy)
    sha256 = seal(content)
    submission = Submission(
        number=whole.return_.submissions + 1,
        sha256=sha256,
        key=objects.submission(ref, sha256),
        submitted_at=parts.now(),
        approved_by=told.name,
        approved_by_job=told.job,
        recorded=told.how,
        recorded_on=told.told_on,
        recorded_by=told.staff_name,
        pdf_key=objects.submission_pdf(ref, sha256),
    )
    return copy, submission, content


def _submission(
    parts: Parts,
    whole: Whole,
    submission: Submission,
    copy: dict[str, Any],
    member: StaffMember,
    told: OnBehalf,
) -> list[Writes]:
    return_, unchanged = whole.return_, long_unchanged(copy)
    changes: dict[str, Any] = {
        "status": ReturnStatus.SUBMITTED,
        "submitted_at": submission.submitted_at,
        "submissions": submission.number,
    }
    counted = {}
    if unchanged or return_.unchanged:
        changes["unchanged"], counted = unchanged, {"unchanged": len(unchanged)}
    before = whole.submissions[-1] if whole.submissions else None
    return [
        parts.returns.changed(return_, changes, while_in=APPROVABLE, at_seq=return_.seq, header=counted),
        parts.returns.submitted(return_, submission),
        *(mail_to(parts, return_, "receipt", p.id, f"{submission.number}") for p in informed(return_)),
        parts.tasks.added(pdf_task(parts, return_, submission, before)),
        parts.trail.recorded(_event(parts, return_, member, "return.approval_recorded", told)),
    ]
