"""Staff note a call or a conversation, and what it left to do until it is dealt with."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from chalicelib.domain.calls import Call, Outcome, Way, refuse_call
from chalicelib.domain.errors import NotFound
from chalicelib.domain.texts import clean
from chalicelib.domain.times import LONDON, london_day
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts

_ONCE = re.compile("[0-9A-Z]{26}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What somebody wrote down. `called_on` is a day in London, None for just now.

    `once` tells one pressing of the button from two: the same one notes nothing more.
    """

    once: str
    outcome: Outcome
    way: Way = Way.WE_RANG
    with_whom: str = ""
    note: str = ""
    promised_on: date | None = None
    called_on: date | None = None
    ref: str = ""


def note_call(parts: Parts, partnership_id: str, organisation_id: str, staff_id: str, heard: Heard) -> None:
    """Raises NotFound for another partnership's organisation, Invalid for what cannot be kept."""
    if parts.organisations.organisation(partnership_id, organisation_id) is None:
        raise NotFound
    now = parts.now()
    call = Call(
        id=heard.once if _ONCE.fullmatch(heard.once) else parts.new_id(),
        partnership_id=partnership_id,
        organisation_id=organisation_id,
        at=_moment(heard.called_on, now),
        staff=staff_id,
        outcome=heard.outcome,
        way=heard.way,
        with_whom=clean(heard.with_whom).strip(),
        note=clean(heard.note).strip(),
        promised_on=heard.promised_on if heard.outcome is Outcome.WILL_SEND else None,
        ref=heard.ref,
    )
    refuse_call(call, london_day(now), now)
    before = parts.calls.called_one(partnership_id, organisation_id)
    try:
        parts.commit(parts.calls.noted(call, before), parts.trail.recorded(_event(call, now)))
    except Conflict:
        return  # the same pressing of the button: it is noted


def deal_with(parts: Parts, partnership_id: str, organisation_id: str, call_id: str, staff_id: str) -> None:
    """What a call left to do is done; saying so twice is fine. Raises NotFound."""
    found = parts.calls.of_organisation(partnership_id, organisation_id)
    call = next((each for each in found if each.id == call_id), None)
    if call is None:
        raise NotFound
    if not call.waits:
        return
    event = Event(
        subject=f"PARTNERSHIP#{partnership_id}",
        at=parts.now(),
        actor=staff_id,
        what="call.dealt_with",
        details={"organisation": organisation_id, "call": call_id},
    )
    try:
        parts.commit(parts.calls.dealt_with(call, staff_id, parts.now()), parts.trail.recorded(event))
    except Conflict:
        return  # somebody else said so at this moment


def _moment(day: date | None, now: datetime) -> datetime:
    """Of an earlier day nobody wrote down the time: noon in London stands for it."""
    if day is None or day == london_day(now):
        return now
    return datetime.combine(day, time(12), LONDON).astimezone(UTC)


def _event(call: Call, now: datetime) -> Event:
    return Event(
        subject=f"PARTNERSHIP#{call.partnership_id}",
        at=now,
        actor=call.staff,
        what="call.noted",
        details={"organisation": call.organisation_id, "call": call.id, "outcome": call.outcome.value},
    )
