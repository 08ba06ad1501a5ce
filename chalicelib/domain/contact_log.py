"""Proof of contact: what was sent to an organisation and what became of it, who rang, what they said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.calls import Call, Way
from chalicelib.domain.mail_events import weight_of
from chalicelib.domain.trail import Event


class Kind(StrEnum):
    """What kind of contact it was."""

    MAIL = "mail"
    CALL = "call"  # we rang
    REPLY = "reply"  # they rang, or spoke to us
    LETTER = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacted:
    """One line. `what` is a mail's name, a call's outcome or a letter's id; `outcome` is the weightiest thing
    that a mail's provider said, `heard_at` when. `person` is the id of whom it was for, or their name as
    noted of a call; `staff` is the id of whoever did it, "" for the schedule.
    """

    at: datetime
    kind: Kind
    what: str
    outcome: str = ""
    heard_at: datetime | None = None
    person: str = ""
    staff: str = ""
    ref: str = ""
    why: str = ""


def log_of(events: Iterable[Event], calls: Iterable[Call] = (), ref: str = "") -> list[Contacted]:
    """Newest first. `events` is the trail of one return, in any order."""
    mails: dict[str, Contacted] = {}
    lines: list[Contacted] = []
    for event in sorted(events, key=lambda e: e.at):
        if event.what.startswith("mail."):
            key = event.details.get("message") or f"{event.details.get('mail')} {event.at.isoformat()}"
            mails[key] = _heard(mails.get(key), event, ref)
        elif event.what == "letter.made":
            made = event.details.get("letter", "")
            lines.append(Contacted(at=event.at, kind=Kind.LETTER, what=made, staff=event.actor, ref=ref))
    lines += [_of_call(call) for call in calls]
    return sorted([*mails.values(), *lines], key=lambda line: line.at, reverse=True)


def _heard(known: Contacted | None, event: Event, ref: str) -> Contacted:
    outcome = event.what.removeprefix("mail.")
    line = known or Contacted(
        at=event.at,
        kind=Kind.MAIL,
        what=event.details.get("mail", ""),
        person=event.details.get("person", ""),
        ref=ref,
    )
    line = replace(line, at=min(line.at, event.at))
    if weight_of(outcome) <= weight_of(line.outcome):
        return line
    return replace(line, outcome=outcome, heard_at=event.at, why=event.details.get("why", ""))


def _of_call(call: Call) -> Contacted:
    return Contacted(
        at=call.at,
        kind=Kind.CALL if call.way is Way.WE_RANG else Kind.REPLY,
        what=call.outcome.value,
        person=call.with_whom,
        staff=call.staff,
        ref=call.ref,
    )
