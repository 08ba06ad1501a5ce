"""Recording the meeting at which a governing body or board looked at the return."""

from typing import Any

from chalicelib.domain.errors import Busy, Outdated
from chalicelib.domain.meetings import Told, mark_of, meeting_of
from chalicelib.domain.returns import EDITABLE, ReturnStatus, refuse_unless_editable
from chalicelib.domain.rights import Right
from chalicelib.domain.times import london_day
from chalicelib.services.desk import sit_down
from chalicelib.services.notes import noted
from chalicelib.services.ports import Conflict, Parts

TRIES = 4


def record_meeting(parts: Parts, ref: str, token: str, told: Told, *, mark: str) -> None:
    """`mark` is that of what the form was made from. Everything left empty takes the record away.

    Raises Invalid, Outdated with what somebody else recorded meanwhile, or Busy.
    """
    meeting = meeting_of(told, today=london_day(parts.now()))
    for _ in range(TRIES):
        seat = sit_down(parts, ref, token, Right.TELL)
        refuse_unless_editable(seat.return_)
        before = seat.return_.meeting
        if before == meeting:
            return
        if mark_of(before) != mark:
            raise Outdated(before)
        changes: dict[str, Any] = {"meeting": meeting} if meeting else {}
        if seat.return_.status is ReturnStatus.NOT_STARTED:
            changes["status"] = ReturnStatus.IN_PROGRESS
        try:
            parts.commit(
                parts.returns.changed(
                    seat.return_,
                    changes,
                    remove=() if meeting else ("meeting",),
                    while_in=EDITABLE,
                    at_seq=seat.return_.seq,
                ),
                noted(parts, seat.return_, seat.person, "meeting.recorded" if meeting else "meeting.removed"),
            )
        except Conflict:
            continue
        return
    raise Busy
