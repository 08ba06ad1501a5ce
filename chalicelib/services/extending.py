"""More time for one return: taken by its people at once, or given by staff."""

from datetime import date

from chalicelib.domain.cycles import Cycle, due_of
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.extending import NOT_IN, Longer, changes, choices, refuse_day
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import EDITABLE, Return
from chalicelib.domain.rights import Right
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event
from chalicelib.domain.working_days import Holidays
from chalicelib.services.desk import Seat, again, sit_down
from chalicelib.services.links import return_subject
from chalicelib.services.notes import noted
from chalicelib.services.ports import Parts


def offered(parts: Parts, cycle: Cycle, return_: Return) -> tuple[Longer, ...]:
    """How much longer its people may have for the asking, now."""
    return choices(cycle, return_, london_day(parts.now()), _holidays(parts, cycle))


def latest(parts: Parts, cycle: Cycle, return_: Return) -> date | None:
    """The last day that its people may have for the asking; None where there is none."""
    found = offered(parts, cycle, return_)
    return found[-1].until if found else None


def take_longer(parts: Parts, ref: str, token: str, until: str) -> date:
    """The new due date. `until` is the day of one of the choices, as YYYY-MM-DD. Pressed twice, it is given
    once. Raises Invalid without a choice, Refused when there is nothing to choose from.
    """
    return again(lambda: _taken(parts, sit_down(parts, ref, token, Right.ASK), until))


def _taken(parts: Parts, seat: Seat, until: str) -> date:
    return_, around = seat.return_, parts.returns.around(seat.return_)
    cycle = around.cycle
    if return_.longer_asked_at and due_of(cycle, return_).isoformat() == until:
        return due_of(cycle, return_)
    found = offered(parts, cycle, return_)
    if not found:
        raise _nothing_to_give(return_, around.partnership)
    chosen = next((longer for longer in found if longer.until.isoformat() == until), None)
    if chosen is None:
        raise Invalid({"until": "longer_needed"})
    parts.commit(
        parts.returns.changed(
            return_,
            {**changes(cycle, chosen.until), "longer_asked_at": parts.now()},
            while_in=EDITABLE,
            at_seq=return_.seq,
        ),
        noted(parts, return_, seat.person, "return.longer_taken", **_days(cycle, return_, chosen.until)),
    )
    return chosen.until


def _nothing_to_give(return_: Return, partnership: Partnership) -> Refused:
    code = "longer_taken" if return_.longer_asked_at else "longer_not_open"
    return Refused(code, name=partnership.help_name, phone=partnership.help_phone)


def give_longer(parts: Parts, partnership_id: str, ref: str, day: date | None, actor: str) -> None:
    """Staff give a return a due date of its own. The same day again is fine.

    Raises NotFound for another partnership's return, Invalid (field "due_on") for a day that cannot be, and
    Refused for a return that is in, or a cycle that is closed.
    """
    again(lambda: _given(parts, partnership_id, ref, day, actor))


def _given(parts: Parts, partnership_id: str, ref: str, day: date | None, actor: str) -> None:
    return_ = parts.returns.get(ref)
    if return_ is None:
        raise NotFound
    cycles = [a.cycle_id for a in return_.audiences if a.partnership_id == partnership_id]
    cycle = parts.cycles.get(cycles[0]) if cycles else None
    if cycle is None:
        raise NotFound
    wanted = refuse_day(cycle, return_, day, london_day(parts.now()))
    if wanted == due_of(cycle, return_):
        return
    event = Event(
        subject=return_subject(ref),
        at=parts.now(),
        actor=actor,
        what="return.longer_given",
        details=_days(cycle, return_, wanted),
    )
    # Not counted: whoever reads it for approval at this moment is not disturbed.
    write = parts.returns.changed(
        return_, changes(cycle, wanted), while_in=NOT_IN, at_seq=return_.seq, counted=False
    )
    parts.commit(write, parts.trail.recorded(event))


def _days(cycle: Cycle, return_: Return, until: date) -> dict[str, str]:
    return {"from": due_of(cycle, return_).isoformat(), "until": until.isoformat()}


def _holidays(parts: Parts, cycle: Cycle) -> Holidays:
    years = range(cycle.opens_on.year - 1, max(cycle.closes_on.year, parts.now().year) + 2)
    return frozenset().union(*(parts.bank_holidays(year) for year in years))
