"""From "ask for approval" to the submitted copy. What was approved is what was read, to the letter."""

from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain import objects
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.organisations import looks_like_an_address, same_address
from chalicelib.domain.returns import (
    EDITABLE,
    LINE_LIMIT,
    Part,
    Person,
    Return,
    ReturnStatus,
    SentBack,
    asked,
    refuse_unless_complete,
    refuse_unless_editable,
    too_long,
)
from chalicelib.domain.snapshots import snapshot
from chalicelib.domain.submissions import Submission, canonical, seal
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.trail import Event
from chalicelib.services.desk import Seat, again, only, sit_down
from chalicelib.services.links import return_subject, revoke
from chalicelib.services.ports import Conflict, Parts, Whole, Writes

NOTE_LIMIT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What the approver states. `seq` is that of the return they read."""

    seq: int
    name: str
    job: str
    on_behalf_of: str = ""
    declared: bool = False


def name_approver(parts: Parts, ref: str, token: str, *, name: str, email: str, job: str) -> None:
    """Says who will read and approve. Naming somebody else ends the first person's link."""

    def attempt() -> str:
        seat = only(Part.LEAD, sit_down(parts, ref, token))
        refuse_unless_editable(seat.return_)
        _refuse_person(name, email, job)
        return _named(parts, seat.return_, name.strip(), email.strip(), job.strip())

    replaced = again(attempt)
    if replaced:
        revoke(parts, ref, replaced)


def _named(parts: Parts, return_: Return, name: str, email: str, job: str) -> str:
    """The id of whoever was named before, or ""."""
    before = return_.person(Part.APPROVER)
    same_person = before is not None and same_address(before.email) == same_address(email)
    person_id = before.id if before and same_person else f"p{parts.new_ref()}"
    person = Person(id=person_id, part=Part.APPROVER, name=name, email=email, job=job)
    replaced = before.id if before and not same_person else ""
    parts.commit(
        parts.returns.changed(
            return_,
            {f"people.{person_id}": person},
            remove=(f"people.{replaced}",) if replaced else (),
            while_in=EDITABLE,
            at_seq=return_.seq,  # two people who name somebody at once must not leave two approvers
        )
    )
    return replaced


def send_for_approval(parts: Parts, ref: str, token: str) -> None:
    """Freezes the answers and writes to the approver. Asking twice is fine."""
    again(lambda: _sent_for_approval(parts, only(Part.LEAD, sit_down(parts, ref, token))))
    parts.poke(Queue.WORK)


def _sent_for_approval(parts: Parts, seat: Seat) -> None:
    return_ = seat.return_
    if return_.status is ReturnStatus.AWAITING_APPROVAL:
        return
    refuse_unless_editable(return_)
    approver = return_.person(Part.APPROVER)
    if approver is None:
        raise Refused("approver_needed")
    refuse_unless_complete(seat.framework, return_)
    # An answer saved while somebody changed the profile may have left a rating that no longer counts.
    criteria = {c.id for c in asked(seat.framework, return_)}
    changes = {
        "status": ReturnStatus.AWAITING_APPROVAL,
        "sent_for_approval_at": parts.now(),
        "ratings": {c: order for c, order in return_.ratings.items() if c in criteria},
    }
    parts.commit(
        parts.returns.changed(
            return_, changes, remove=("sent_back",), while_in=EDITABLE, at_seq=return_.seq
        ),
        _mail(parts, return_, "approval", approver.id, f"{return_.seq}"),
        _event(parts, return_, seat.person, "approval.asked"),
    )


def take_back(parts: Parts, ref: str, token: str) -> None:
    """The lead changes something after all. Taking back twice is fine."""

    def attempt() -> None:
        seat = only(Part.LEAD, sit_down(parts, ref, token))
        if seat.return_.status is ReturnStatus.SUBMITTED:
            refuse_unless_editable(seat.return_)
        if seat.return_.status is ReturnStatus.AWAITING_APPROVAL:
            _to_lead(parts, seat, "approval.withdrawn")

    again(attempt)


def send_back(parts: Parts, ref: str, token: str, *, note: str) -> None:
    """The approver asks for changes and says which."""
    if not note.strip():
        raise Invalid({"note": "note_needed"})
    if len(note) > NOTE_LIMIT:
        raise Invalid({"note": "text_too_long"}, limit=f"{NOTE_LIMIT:,}")
    again(lambda: _returned(parts, ref, token, "changes", note.strip()))
    parts.poke(Queue.WORK)


def not_me(parts: Parts, ref: str, token: str, *, note: str = "") -> None:
    """The approver says that it is for somebody else. Their link ends, and the lead names another."""
    person = again(lambda: _returned(parts, ref, token, "not_me", note.strip()[:NOTE_LIMIT]))
    revoke(parts, ref, person.id)
    parts.poke(Queue.WORK)


def approve(parts: Parts, ref: str, token: str, approval: Approval) -> Submission:
    """Approves and submits. A second click finds the copy of the first and gives that back.

    Raises Refused("return_changed") unless the return still stands at the `seq` that was read.
    """
    seat = only(Part.APPROVER, sit_down(parts, ref, token))
    return_ = seat.return_
    if return_.status is ReturnStatus.SUBMITTED:
        return latest_submission(parts, ref)
    _refuse_approval(seat, approval)
    whole = parts.returns.whole(ref)
    if whole is not None and whole.return_.status is ReturnStatus.SUBMITTED:
        return whole.submissions[-1]  # the other click was quicker
    if whole is None or whole.return_.seq != approval.seq:
        raise Refused("return_changed")
    content = canonical(_copy(parts, seat, whole, approval))
    sha256 = seal(content)
    submission = Submission(
        number=return_.submissions + 1,
        sha256=sha256,
        key=objects.submission(ref, sha256),
        submitted_at=parts.now(),
        approved_by=approval.name.strip(),
        approved_by_job=approval.job.strip(),
        pdf_key=objects.submission_pdf(ref, sha256),
    )
    # The copy first: a submission never points at something that is not there.
    parts.files.put(submission.key, content, "application/json")
    try:
        parts.commit(*_submission(parts, seat, submission, approval.seq))
    except Conflict as conflict:
        if isinstance(conflict.current, Return) and conflict.current.status is ReturnStatus.SUBMITTED:
            return latest_submission(parts, ref)
        raise Refused("return_changed") from conflict
    parts.poke(Queue.RENDER)
    parts.poke(Queue.WORK)
    return submission


def latest_submission(parts: Parts, ref: str) -> Submission:
    """Raises NotFound when nothing has been submitted."""
    whole = parts.returns.whole(ref)
    if whole is None or not whole.submissions:
        raise NotFound
    return whole.submissions[-1]


def _refuse_person(name: str, email: str, job: str) -> None:
    problems = {} if name.strip() else {"name": "name_needed"}
    if not email.strip():
        problems["email"] = "email_needed"
    elif not looks_like_an_address(email):
        problems["email"] = "email_not_real"
    problems |= too_long(name=name, email=email, job=job)
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)


def _refuse_approval(seat: Seat, approval: Approval) -> None:
    if seat.return_.status is not ReturnStatus.AWAITING_APPROVAL:
        raise Refused("return_not_waiting")
    problems = {} if approval.name.strip() else {"name": "name_needed"}
    if not approval.job.strip():
        problems["job"] = "job_needed"
    if not approval.declared:
        problems["declared"] = "declaration_needed"
    problems |= too_long(name=approval.name, job=approval.job, on_behalf_of=approval.on_behalf_of)
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)
    if seat.return_.seq != approval.seq:
        raise Refused("return_changed")


def _copy(parts: Parts, seat: Seat, whole: Whole, approval: Approval) -> dict[str, Any]:
    used = sorted({e for answer in whole.answers for e in answer.evidence})
    around = parts.returns.around(whole.return_, used)
    statement = {
        "name": approval.name.strip(),
        "job": approval.job.strip(),
        "on_behalf_of": approval.on_behalf_of.strip(),
        "at": parts.now().isoformat(timespec="seconds"),
    }
    return snapshot(
        seat.framework,
        whole.return_,
        whole.answers,
        whole.plans,
        around.evidence,
        around.partnership,
        around.cycle,
        statement,
    )


def _submission(parts: Parts, seat: Seat, submission: Submission, seq: int) -> list[Writes]:
    return_ = seat.return_
    changes = {
        "status": ReturnStatus.SUBMITTED,
        "submitted_at": submission.submitted_at,
        "submissions": submission.number,
    }
    person = replace(seat.person, name=submission.approved_by, job=submission.approved_by_job)
    changes[f"people.{person.id}"] = person
    waiting = (ReturnStatus.AWAITING_APPROVAL,)
    mails = [
        _mail(parts, return_, "receipt", person_id, f"{submission.number}") for person_id in return_.people
    ]
    return [
        parts.returns.changed(return_, changes, while_in=waiting, at_seq=seq),
        parts.returns.submitted(return_, submission),
        *mails,
        parts.tasks.added(pdf_task(parts, return_, submission)),
        _event(parts, return_, seat.person, "return.submitted", sha256=submission.sha256),
    ]


def pdf_task(parts: Parts, return_: Return, submission: Submission) -> Task:
    """What makes the PDF of a submitted copy."""
    return Task(
        partnership_id=return_.audience.partnership_id,
        subject=return_subject(return_.ref),
        intent=f"pdf#{submission.number:02}",
        kind="render.copy",
        payload={"key": submission.key, "pdf_key": submission.pdf_key, "sha256": submission.sha256},
        queue=Queue.RENDER,
        due=parts.now(),
    )


def _returned(parts: Parts, ref: str, token: str, kind: str, note: str) -> Person:
    """Who sent it back. Raises Refused unless it waits for them."""
    seat = only(Part.APPROVER, sit_down(parts, ref, token))
    if seat.return_.status is not ReturnStatus.AWAITING_APPROVAL:
        raise Refused("return_not_waiting")
    sent_back = SentBack(kind=kind, by=seat.person.name, at=parts.now(), note=note)
    _to_lead(parts, seat, f"approval.{kind}", sent_back)
    return seat.person


def _to_lead(parts: Parts, seat: Seat, what: str, sent_back: SentBack | None = None) -> None:
    changes: dict[str, Any] = {"status": ReturnStatus.IN_PROGRESS}
    gone = ["sent_for_approval_at"]
    mails: list[Writes] = []
    lead = seat.return_.person(Part.LEAD)
    if sent_back is not None:
        changes["sent_back"] = sent_back
        if sent_back.kind == "not_me":
            gone.append(f"people.{seat.person.id}")
        if lead is not None:
            mails.append(_mail(parts, seat.return_, "sent_back", lead.id, f"{seat.return_.seq}"))
    waiting = (ReturnStatus.AWAITING_APPROVAL,)
    parts.commit(
        parts.returns.changed(seat.return_, changes, remove=tuple(gone), while_in=waiting),
        *mails,
        _event(parts, seat.return_, seat.person, what),
    )


def _mail(parts: Parts, return_: Return, name: str, person_id: str, step: str) -> Writes:
    task = Task(
        partnership_id=return_.audience.partnership_id,
        subject=return_subject(return_.ref),
        intent=f"mail#{name}#{person_id}#{step}",
        kind=f"mail.{name}",
        payload={"ref": return_.ref, "person": person_id},
        due=parts.now(),
    )
    return parts.tasks.added(task)


def _event(parts: Parts, return_: Return, person: Person, what: str, **details: str) -> Writes:
    event = Event(
        subject=return_subject(return_.ref), at=parts.now(), actor=person.id, what=what, details=details
    )
    return parts.trail.recorded(event)
