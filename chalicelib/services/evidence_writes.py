"""What the services of evidence write: an answer that uses an item, and that the return was touched.

What a return uses stands still while somebody reads that return for approval.
"""

from chalicelib.domain.errors import Busy
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.returns import EDITABLE, ReturnStatus, refuse_unless_editable
from chalicelib.services.desk import Seat
from chalicelib.services.evidence import uses
from chalicelib.services.ports import Conflict, Parts, Writes


def used(parts: Parts, seat: Seat, criteria: list[str], evidence_id: str) -> list[Writes]:
    """The writes that make answers use an item, and the return's own item with them."""
    ref = seat.return_.ref
    refuse_unless_editable(seat.return_)
    added = [parts.returns.evidence_used(ref, seat.criterion(c).id, add=evidence_id) for c in criteria]
    return [*added, _noticed(parts, seat)]


def unless_being_read(parts: Parts, seat: Seat, item: Evidence) -> list[Writes]:
    """For a change of an item itself: refused while an approver reads a return that uses it."""
    if seat.return_.status in EDITABLE:
        return [_noticed(parts, seat)]
    if seat.return_.status is ReturnStatus.AWAITING_APPROVAL and item.id in uses(parts, seat):
        refuse_unless_editable(seat.return_)
    return []


def _noticed(parts: Parts, seat: Seat) -> Writes:
    """The return's sequence number grows, so that nobody approves what they have not read."""
    started = seat.return_.status is ReturnStatus.NOT_STARTED
    changes = {"status": ReturnStatus.IN_PROGRESS} if started else {}
    return parts.returns.changed(seat.return_, changes, while_in=EDITABLE)


def commit(parts: Parts, *writes: Writes) -> None:
    """Raises Refused when the return stands still now, and Conflict when somebody else changed the item."""
    try:
        parts.commit(*writes)
    except Conflict as conflict:
        if conflict.kind == "RETURN" and conflict.current is not None:
            refuse_unless_editable(conflict.current)
        if conflict.kind == "EVIDENCE":  # somebody else changed it since it was read: look again
            raise
        raise Busy from conflict
