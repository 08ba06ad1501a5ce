"""Approving and submitting: the copy is of what was read, to the letter, and there is only one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.domain import objects
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.organisations import same_address
from chalicelib.domain.returns import LINE_LIMIT, Part, Person, Return, ReturnStatus, too_long
from chalicelib.domain.rights import Right
from chalicelib.domain.snapshots import long_unchanged, submitted
from chalicelib.domain.submissions import DECIDED, MEETING, Submission, canonical, seal
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.times import london_day
from chalicelib.services.appointing import second_reader_is_due
from chalicelib.services.desk import Seat, sit_down
from chalicelib.services.drafting import draft
from chalicelib.services.links import return_subject
from chalicelib.services.notes import mail_to, noted
from chalicelib.services.ports import Conflict, Parts, Whole, Writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What the approver states. `seq` is that of the return they read, `read` the seal of what it said then:
    evidence can also be changed from another return that uses it. None leaves that out.

    `decided` is one of DECIDED, or "" when they do not say; `decided_on` the day of a meeting that decided.
    """

    seq: int
    read: str | None = None
    name: str
    job: str
    on_behalf_of: str = ""
    decided: str = ""
    decided_on: date | None = None
    declared: bool = False


def approve(parts: Parts, ref: str, token: str, approval: Approval) -> Submission:
    """Approves and submits. A second click finds the copy of the first and gives that back.

    Raises Refused("return_changed") unless the return still stands at the `seq` that was read.
    """
    seat = sit_down(parts, ref, token, Right.APPROVE)
    return_ = seat.return_
    if return_.status is ReturnStatus.SUBMITTED:
        return latest_submission(parts, ref)
    _refuse_approval(seat, approval, parts.now())
    whole = parts.returns.whole(ref)
    if whole is not None and whole.return_.status is ReturnStatus.SUBMITTED:
        return whole.submissions[-1]  # the other click was quicker
    if whole is None or whole.return_.seq != approval.seq:
        raise Refused("return_changed")
    copy = _copy(parts, seat, whole, approval)
    submission, content = _sealed(parts, whole, approval, copy)
    # The copy first: a submission never points at something that is not there.
    parts.files.put(submission.key, content, "application/json")
    try:
        parts.commit(*_submission(parts, seat, whole, submission, long_unchanged(copy)))
    except Conflict as conflict:
        if isinstance(conflict.current, Return) and conflict.current.status is ReturnStatus.SUBMITTED:
            return latest_submission(parts, ref)
        raise Refused("return_changed") from conflict
    parts.poke(Queue.RENDER)
    parts.poke(Queue.WORK)
    return submission


def _sealed(parts: Parts, whole: Whole, approval: Approval, copy: dict[str, Any]) -> tuple[Submission, bytes]:
    content = canonical(copy)
    sha256, ref = seal(content), whole.return_.ref
    stated = copy["approved"]
    submission = Submission(
        number=whole.return_.submissions + 1,
        sha256=sha256,
        key=objects.submission(ref, sha256),
        submitted_at=parts.now(),
        approved_by=stated["name"],
        approved_by_job=stated["job"],
        on_behalf_of=stated["on_behalf_of"],
        decided=approval.decided,
        decided_on=_met_on(approval),
        prepared_it=stated["prepared_it"],
        pdf_key=objects.submission_pdf(ref, sha256),
    )
    return submission, content


def latest_submission(parts: Parts, ref: str) -> Submission:
    """Raises NotFound when nothing has been submitted."""
    whole = parts.returns.whole(ref)
    if whole is None or not whole.submissions:
        raise NotFound
    return whole.submissions[-1]


def informed(return_: Return) -> list[Person]:
    """Who gets a receipt: whoever prepared it and whoever approved it, once each."""
    return [p for p in return_.people.values() if p.part in (Part.LEAD, Part.APPROVER)]


def prepared_it(return_: Return, person: Person) -> bool:
    """Whether the person who approves is the one who filled it in, by either of two links."""
    lead = return_.person(Part.LEAD)
    return lead is not None and same_address(lead.email) == same_address(person.email)


def pdf_task(parts: Parts, return_: Return, submission: Submission, before: Submission | None) -> Task:
    """What makes the PDF of a submitted copy, with what differs from the one before it."""
    payload = {"key": submission.key, "pdf_key": submission.pdf_key, "sha256": submission.sha256}
    if before is not None:
        payload["before"] = before.key
    return Task(
        partnership_id=return_.audience.partnership_id,
        subject=return_subject(return_.ref),
        intent=f"pdf#{submission.number:02}",
        kind="render.copy",
        payload=payload,
        queue=Queue.RENDER,
        due=parts.now(),
    )


def _refuse_approval(seat: Seat, approval: Approval, now: datetime) -> None:
    if seat.return_.status is not ReturnStatus.AWAITING_APPROVAL:
        raise Refused("return_not_waiting")
    if seat.person.also_approves and second_reader_is_due(seat.return_):
        raise Refused("second_reader_needed")
    problems = {} if approval.name.strip() else {"name": "name_needed"}
    if not approval.job.strip():
        problems["job"] = "job_needed"
    if not approval.declared:
        problems["declared"] = "declaration_needed"
    problems |= _decision_problems(approval, london_day(now))
    problems |= too_long(name=approval.name, job=approval.job, on_behalf_of=approval.on_behalf_of)
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)
    if seat.return_.seq != approval.seq:
        raise Refused("return_changed")


def _decision_problems(approval: Approval, today: date) -> dict[str, str]:
    if approval.decided not in ("", *DECIDED) or (approval.decided_on and not approval.decided):
        return {"decided": "decided_needed"}
    if approval.decided != MEETING:
        return {}
    if approval.decided_on is None:
        return {"decided_on": "decided_on_needed"}
    return {"decided_on": "decided_on_to_come"} if approval.decided_on > today else {}


def _met_on(approval: Approval) -> date | None:
    """Whoever decides alone holds no meeting, whatever was left in the form."""
    return approval.decided_on if approval.decided == MEETING else None


def _copy(parts: Parts, seat: Seat, whole: Whole, approval: Approval) -> dict[str, Any]:
    """Raises Refused("return_changed") unless it says what was read."""
    met_on = _met_on(approval)
    statement = {
        "name": approval.name.strip(),
        "job": approval.job.strip(),
        "on_behalf_of": approval.on_behalf_of.strip(),
        "at": parts.now().isoformat(timespec="seconds"),
        "decided": approval.decided or None,
        "decided_on": met_on.isoformat() if met_on else None,
        "prepared_it": prepared_it(whole.return_, seat.person),
    }
    _, copy = draft(parts, seat.framework, whole)
    if approval.read is not None and approval.read != seal(canonical(copy)):
        raise Refused("return_changed")
    return submitted(copy, statement, _newest(whole))


def _newest(whole: Whole) -> Submission | None:
    return whole.submissions[-1] if whole.submissions else None


def _submission(
    parts: Parts, seat: Seat, whole: Whole, submission: Submission, unchanged: tuple[str, ...]
) -> list[Writes]:
    """`whole` is what the copy was made of: nothing is submitted of a return that has changed since."""
    return_ = whole.return_
    changes: dict[str, Any] = {
        "status": ReturnStatus.SUBMITTED,
        "submitted_at": submission.submitted_at,
        "submissions": submission.number,
        "questions": {},  # they and their replies are in the copy
    }
    counted = {}
    if unchanged or return_.unchanged:
        changes["unchanged"], counted = unchanged, {"unchanged": len(unchanged)}
    changes |= _stated_details(seat, submission)
    waiting = (ReturnStatus.AWAITING_APPROVAL,)
    mails = [
        mail_to(parts, return_, "receipt", each.id, f"{submission.number}") for each in informed(return_)
    ]
    return [
        parts.returns.changed(
            return_,
            changes,
            while_in=waiting,
            at_seq=return_.seq,
            while_part={seat.person.id: seat.person.part},
            header=counted,
        ),
        parts.returns.submitted(return_, submission),
        *mails,
        parts.tasks.added(pdf_task(parts, return_, submission, _newest(whole))),
        noted(parts, return_, seat.person, "return.submitted", sha256=submission.sha256),
    ]


def _stated_details(seat: Seat, submission: Submission) -> dict[str, str]:
    """An approver's name and role as they wrote them; those of somebody else at their keyboard stay out."""
    if seat.name.casefold() != seat.person.name.casefold():
        return {}
    path = f"people.{seat.person.id}"
    return {f"{path}.name": submission.approved_by, f"{path}.job": submission.approved_by_job}
