"""Saving what an organisation tells us beside its answers."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import Busy, Outdated
from chalicelib.domain.returns import EDITABLE, ReturnStatus, refuse_unless_editable
from chalicelib.domain.rights import Right
from chalicelib.domain.telling import mark_of, told
from chalicelib.services.desk import sit_down
from chalicelib.services.ports import Conflict, Parts

TRIES = 4


def save_anything_else(parts: Parts, ref: str, token: str, values: Mapping[str, str], *, mark: str) -> None:
    """`mark` is that of what the form was made from.

    Raises Outdated with what somebody else said meanwhile, Invalid, or Busy.
    """
    said = told(values)
    for _ in range(TRIES):
        seat = sit_down(parts, ref, token, Right.TELL)
        refuse_unless_editable(seat.return_)
        before = seat.return_.anything_else
        if before == said:
            return
        if mark_of(before) != mark:
            raise Outdated(before)
        changes: dict[str, Any] = {"anything_else": said}
        if seat.return_.status is ReturnStatus.NOT_STARTED:
            changes["status"] = ReturnStatus.IN_PROGRESS
        try:
            # One item holds it all, so only an unchanged return proves that nobody wrote here meanwhile.
            parts.commit(
                parts.returns.changed(seat.return_, changes, while_in=EDITABLE, at_seq=seat.return_.seq)
            )
        except Conflict:
            continue
        return
    raise Busy
