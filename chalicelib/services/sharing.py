"""An organisation shares what a cycle leaves its own; and a partnership sees it where it comes to visit."""

from chalicelib.domain.cycles import Sharing
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.returns import EDITABLE, Return, ReturnStatus, refuse_unless_editable
from chalicelib.domain.rights import Right
from chalicelib.domain.trail import Event
from chalicelib.services.desk import Seat, again, sit_down
from chalicelib.services.links import return_subject
from chalicelib.services.notes import noted
from chalicelib.services.ports import Parts

SENT = (ReturnStatus.SUBMITTED, ReturnStatus.QUESTIONS)


def may_take_back(return_: Return) -> bool:
    """Whether what is shared now can still become their own again: until it has been submitted once."""
    return return_.status in EDITABLE and not return_.submissions


def share_notes(parts: Parts, ref: str, token: str, *, share: bool) -> None:
    """Shares the notes and the evidence too, or no longer. Choosing the same again is fine. Where the cycle
    asks for everything anyway, nothing changes.

    Raises Refused while it is being approved and, for taking it back, once it has been submitted.
    """
    again(lambda: _shared(parts, sit_down(parts, ref, token, Right.SHARE), share))


def _shared(parts: Parts, seat: Seat, share: bool) -> None:
    return_ = seat.return_
    if return_.shared_notes == share or parts.returns.around(return_).cycle.sharing is Sharing.EVERYTHING:
        return
    if return_.status is ReturnStatus.AWAITING_APPROVAL:
        refuse_unless_editable(return_)
    if not share and not may_take_back(return_):
        raise Refused("shared_for_good")
    parts.commit(
        parts.returns.changed(
            return_,
            {"shared_notes": share},
            while_in=(return_.status,),
            at_seq=None if share else return_.seq,  # or it might have been submitted in this moment
        ),
        noted(parts, return_, seat.person, "notes.shared" if share else "notes.kept"),
    )


def choose_for_visit(parts: Parts, partnership_id: str, ref: str, actor: str) -> None:
    """From now on the partnership that comes to visit sees the notes and the evidence, and the organisation
    is told so on its pages. Choosing twice is fine.

    Raises NotFound for another partnership's return, Refused for one that is not submitted.
    """
    again(lambda: _chosen(parts, partnership_id, ref, actor))


def _chosen(parts: Parts, partnership_id: str, ref: str, actor: str) -> None:
    return_ = parts.returns.get(ref)
    if return_ is None or partnership_id not in {a.partnership_id for a in return_.audiences}:
        raise NotFound
    if partnership_id in return_.chosen_for_visit:
        return
    if return_.status not in SENT:
        raise Refused("visit_too_early")
    now = parts.now()
    event = Event(subject=return_subject(ref), at=now, actor=actor, what="visit.chosen")
    chosen = {**return_.chosen_for_visit, partnership_id: now}
    parts.commit(
        parts.returns.changed(
            return_, {"chosen_for_visit": chosen}, while_in=(return_.status,), at_seq=return_.seq
        ),
        parts.trail.recorded(event),
    )
