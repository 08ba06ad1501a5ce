"""Somebody who leads several organisations: what this browser holds open, and one answer for another.

Nothing here looks anybody up: a return is shown only to a browser that holds a live session of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.errors import NotAllowed, NotFound, OnlyCopies, SignedOut
from chalicelib.domain.framework import NOT_APPLICABLE
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.progress import Progress, progress
from chalicelib.domain.returns import EDITABLE, Return
from chalicelib.domain.rights import Right
from chalicelib.services.desk import Seat, look_around, sit_down
from chalicelib.services.ports import Parts

MOST = 12
"""Returns looked at for one page: nobody whom we know of leads more schools."""

Tokens = Mapping[str, str]
"""Reference → the session's token that this browser holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """One return that is open here. `due_on` is a day in London."""

    return_: Return
    cycle: str
    partnership: Partnership
    due_on: date
    progress: Progress
    in_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What another organisation's return says to the same question."""

    ref: str
    organisation_name: str
    narrative: str


def open_here(parts: Parts, tokens: Tokens) -> list[Open]:
    """By name. Two reads for each; a session that has ended is left out."""
    seats = _seats(parts, tokens, Right.READ)
    found = [_open(parts, seat) for seat in seats]
    return sorted(found, key=lambda one: (one.return_.organisation_name.casefold(), one.due_on))


def answers_elsewhere(parts: Parts, seat: Seat, criterion_id: str, tokens: Tokens) -> list[Elsewhere]:
    """The texts that somebody may bring along, by name: of the same question set, so of the same question."""
    found = [
        Elsewhere(
            ref=other.return_.ref,
            organisation_name=other.return_.organisation_name,
            narrative=other.answer.narrative,
        )
        for other in _seats(parts, tokens, Right.ENTER, criterion=criterion_id)
        if other.return_.ref != seat.return_.ref
        and other.framework.key == seat.framework.key
        and _reads(other, criterion_id)
        and other.answer is not None
        and other.answer.narrative
        and other.answer.rating != NOT_APPLICABLE
    ]
    return sorted(found, key=lambda one: one.organisation_name)


def _seats(parts: Parts, tokens: Tokens, right: Right, criterion: str = "") -> Iterator[Seat]:
    for ref, token in sorted(tokens.items())[:MOST]:
        try:
            yield sit_down(parts, ref, token, right, criterion=criterion)
        except (SignedOut, NotAllowed, OnlyCopies):
            continue


def _reads(seat: Seat, criterion_id: str) -> bool:
    try:
        seat.criterion(criterion_id)
    except NotFound:
        return False
    return True


def _open(parts: Parts, seat: Seat) -> Open:
    around = look_around(parts, seat)
    return Open(
        return_=seat.return_,
        cycle=around.cycle.name,
        partnership=around.partnership,
        due_on=around.cycle.due_on,
        progress=progress(seat.framework, seat.return_),
        in_hand=seat.return_.status in EDITABLE,
    )
