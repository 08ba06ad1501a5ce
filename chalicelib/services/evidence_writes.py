"""What the services of evidence write: an answer that uses an item, and that the return was touched.

What a return uses stands still while somebody reads that return for approval.
"""

from collections.abc import Iterable, Set
from typing import Any

from chalicelib.domain.editing import changed_for_questions, refuse_unless_open, written_in
from chalicelib.domain.errors import Busy
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.returns import WITH_THE_LEAD, ReturnStatus, refuse_unless_editable
from chalicelib.services.desk import Seat
from chalicelib.services.evidence import uses
from chalicelib.services.ports import Conflict, Parts, Writes


def used(
    parts: Parts, seat: Seat, criteria: list[str], evidence_id: str, also: Set[str] = frozenset()
) -> list[Writes]:
    """The writes that make answers use an item, and the return's own item with them. `also` are criteria
    whose answers change in another way.
    """
    ref = seat.return_.ref
    refuse_unless_open(seat.return_, criteria)
    added = [parts.returns.evidence_used(ref, seat.criterion(c).id, add=evidence_id) for c in criteria]
    return [*added, _noticed(parts, seat, {*criteria, *also})]


def unless_being_read(parts: Parts, seat: Seat, item: Evidence) -> list[Writes]:
    """For a change of an item itself: refused while an approver reads a return that uses it."""
    if seat.return_.status in WITH_THE_LEAD:
        return [_noticed(parts, seat)]
    if seat.return_.status is ReturnStatus.AWAITING_APPROVAL and item.id in uses(parts, seat):
        refuse_unless_editable(seat.return_)
    return []


def _noticed(parts: Parts, seat: Seat, criteria: Iterable[str] = ()) -> Writes:
    """The return's sequence number grows, so that nobody approves what they have not read."""
    changes: dict[str, Any] = changed_for_questions(seat.return_, criteria, parts.now())
    if seat.return_.status is ReturnStatus.NOT_STARTED:
        changes["status"] = ReturnStatus.IN_PROGRESS
    return parts.returns.changed(seat.return_, changes, while_in=written_in(seat.return_))


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
