"""Saying of last time's answer that it is still true: it becomes this time's, and tells where it is from."""

from dataclasses import replace

from chalicelib.domain.errors import Invalid
from chalicelib.domain.evidence import EvidenceState
from chalicelib.domain.last_time import Said, last_time, places
from chalicelib.domain.rights import Right
from chalicelib.services.answering import NOWHERE, Change, Saved, Writing, save
from chalicelib.services.desk import Seat, look_around, sit_down
from chalicelib.services.looking_back import past_of
from chalicelib.services.ports import Parts


def confirm(
    parts: Parts,
    ref: str,
    token: str,
    criterion_id: str,
    *,
    read: str,
    typed: str,
    version: int,
    writing: Writing = NOWHERE,
) -> Saved:
    """`read` is the mark of what was read, `typed` what stands in the box: nobody's text is passed over.

    The evidence that it stood on comes along. Raises Invalid, and Outdated as any save.
    """
    seat = sit_down(parts, ref, token, Right.ANSWER, criterion=criterion_id)
    criterion = seat.criterion(criterion_id)
    past = past_of(parts, seat.framework, seat.return_)
    around = look_around(parts, seat, answers=places(past, criterion))
    found = last_time(criterion, seat.answer, past, around.answers)
    if found is None or found.confirmable is None or found.confirmable.mark != read:
        raise Invalid({"last_time": "last_time_changed"})
    said = found.confirmable.answer
    if typed not in ("", said.narrative):
        raise Invalid({"narrative": "last_time_typed"})
    change = Change(
        edit=lambda answer: replace(
            answer,
            rating=said.rating,
            narrative=said.narrative,
            reason=said.reason,
            confirmed_from=found.previous.ref,
        ),
        unseen=lambda now: now.version != version and not writing.wrote(now, seat.person.id),
        writing=writing,
        evidence=_still_there(parts, seat, found.said),
    )
    return save(parts, seat, criterion, change)


def _still_there(parts: Parts, seat: Seat, said: tuple[Said, ...]) -> frozenset[str]:
    """What the answer stood on, as far as it has not been removed and this partnership may see it."""
    wanted = sorted({evidence_id for one in said for evidence_id in one.answer.evidence})
    shown_to = {audience.partnership_id for audience in seat.return_.audiences}
    items = parts.evidence.get_many(seat.return_.organisation_id, wanted) if wanted else []
    return frozenset(i.id for i in items if i.state is EvidenceState.READY and i.partnership_id in shown_to)
