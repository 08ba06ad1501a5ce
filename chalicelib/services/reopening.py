"""Staff let an organisation change what it has submitted. The submitted copy stays; it is approved afresh."""

from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.returns import EDITABLE, ReturnStatus
from chalicelib.domain.trail import Event
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict, Parts

REASON_LIMIT = 1_000
OPENED_FROM = (ReturnStatus.SUBMITTED, ReturnStatus.QUESTIONS)


def reopen(parts: Parts, partnership_id: str, ref: str, staff_id: str, reason: str) -> None:
    """Back to the lead, with every answer as it was. Reopening twice is fine.

    Raises NotFound for another partnership's return, Invalid without a reason, Refused before submission.
    """
    return_ = parts.returns.get(ref)
    if return_ is None or partnership_id not in {a.partnership_id for a in return_.audiences}:
        raise NotFound
    _refuse_reason(reason)
    if return_.status in EDITABLE and return_.submissions:
        return
    if return_.status not in OPENED_FROM:
        raise Refused("return_not_submitted")
    event = Event(
        subject=return_subject(ref),
        at=parts.now(),
        actor=staff_id,
        what="return.reopened",
        details={"reason": reason.strip()},
    )
    write = parts.returns.changed(
        return_,
        {"status": ReturnStatus.IN_PROGRESS},
        remove=("submitted_at", "sent_for_approval_at"),
        while_in=OPENED_FROM,
    )
    try:
        parts.commit(write, parts.trail.recorded(event))
    except Conflict:
        return  # somebody else reopened it at this moment


def _refuse_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": "reopening_reason_needed"})
    if len(reason) > REASON_LIMIT:
        raise Invalid({"reason": "reason_too_long"}, limit=f"{REASON_LIMIT:,}")
