"""Asking for approval, and the ways back from it to the lead."""

from typing import Any

from chalicelib.domain.editing import back_with_the_lead, refuse_unless_with_lead, written_in
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.returns import (
    Part,
    Person,
    ReturnStatus,
    SentBack,
    asked,
    refuse_unless_complete,
    refuse_unless_editable,
)
from chalicelib.domain.rights import Right
from chalicelib.domain.tasks import Queue
from chalicelib.services.contact_tasks import not_them
from chalicelib.services.desk import Seat, again, sit_down
from chalicelib.services.links import revoke
from chalicelib.services.notes import mail_to, noted
from chalicelib.services.ports import Parts, Writes

NOTE_LIMIT = 2_000


def send_for_approval(parts: Parts, ref: str, token: str) -> None:
    """Freezes the answers and writes to the approver. Asking twice is fine."""
    again(lambda: _sent_for_approval(parts, sit_down(parts, ref, token, Right.ASK)))
    parts.poke(Queue.WORK)


def _sent_for_approval(parts: Parts, seat: Seat) -> None:
    return_ = seat.return_
    if return_.status is ReturnStatus.AWAITING_APPROVAL:
        return
    refuse_unless_with_lead(return_)
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
    # Whoever prepared it and approves it goes straight on: there is nobody to write to.
    mails = (
        [] if approver.also_approves else [mail_to(parts, return_, "approval", approver.id, f"{return_.seq}")]
    )
    parts.commit(
        parts.returns.changed(
            return_, changes, remove=("sent_back",), while_in=written_in(return_), at_seq=return_.seq
        ),
        *mails,
        noted(parts, return_, seat.person, "approval.asked"),
    )


def take_back(parts: Parts, ref: str, token: str) -> None:
    """The lead changes something after all. Taking back twice is fine."""

    def attempt() -> None:
        seat = sit_down(parts, ref, token, Right.ASK)
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


def _returned(parts: Parts, ref: str, token: str, kind: str, note: str) -> Person:
    """Who sent it back. Raises Refused unless it waits for them."""
    seat = sit_down(parts, ref, token, Right.SEND_BACK)
    if seat.return_.status is not ReturnStatus.AWAITING_APPROVAL:
        raise Refused("return_not_waiting")
    sent_back = SentBack(kind=kind, by=seat.name, at=parts.now(), note=note)
    _to_lead(parts, seat, f"approval.{kind}", sent_back)
    return seat.person


def _to_lead(parts: Parts, seat: Seat, what: str, sent_back: SentBack | None = None) -> None:
    changes: dict[str, Any] = {"status": back_with_the_lead(seat.return_)}
    gone = ["sent_for_approval_at"]
    mails: list[Writes] = []
    lead = seat.return_.person(Part.LEAD)
    if sent_back is not None:
        changes["sent_back"] = sent_back
        if sent_back.kind == "not_me":
            gone.append(f"people.{seat.person.id}")
        if lead is not None:
            mails.append(mail_to(parts, seat.return_, "sent_back", lead.id, f"{seat.return_.seq}"))
    waiting = (ReturnStatus.AWAITING_APPROVAL,)
    parts.commit(
        parts.returns.changed(seat.return_, changes, remove=tuple(gone), while_in=waiting),
        *mails,
        *(not_them(parts, seat.return_, seat.person) if sent_back and sent_back.kind == "not_me" else ()),
        noted(parts, seat.return_, seat.person, what),
    )
