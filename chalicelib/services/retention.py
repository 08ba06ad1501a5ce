"""What goes when, what is held back, and the periods: what staff see and decide. The job: removing.py."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.organisations import ContactState
from chalicelib.domain.retention import (
    NOTICE,
    Hold,
    Holding,
    Record,
    Retention,
    read_periods,
    refuse_hold,
)
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts, Writes

ENDED = frozenset({CycleStatus.CLOSED, CycleStatus.ARCHIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """Something that comes to its end on a day. `id` is a cycle's, an organisation's or a contact's."""

    record: Record
    id: str
    name: str
    day: date
    count: int = 1
    held: Hold | None = None
    whose: str = ""


def what_goes(parts: Parts, partnership_id: str, until: date) -> list[Going]:
    """Whatever has come to its end by that day, held or not, the first to go first. Of the trail and of calls
    only periods are told: they go month by month.
    """
    kept = parts.removals.retention(partnership_id)
    holds = {(hold.what, hold.id): hold for hold in parts.removals.holds(partnership_id)}
    found = [
        *_cycles(parts, partnership_id, kept, holds),
        *_organisations(parts, partnership_id, kept, holds),
        *_contacts(parts, partnership_id, kept, holds),
    ]
    return sorted((g for g in found if g.day <= until), key=lambda g: (g.day, g.record, g.name, g.id))


def soon(parts: Parts, partnership_id: str) -> list[Going]:
    """In the next 30 days, and what is held or overdue."""
    return what_goes(parts, partnership_id, london_day(parts.now()) + NOTICE)


def later(parts: Parts, partnership_id: str) -> list[Going]:
    """The cycles whose returns go after that, the first to go first."""
    far = what_goes(parts, partnership_id, date.max)
    ahead = london_day(parts.now()) + NOTICE
    return [going for going in far if going.record is Record.RETURNS and going.day > ahead]


def change_periods(parts: Parts, partnership_id: str, typed: Mapping[str, str], actor: str) -> None:
    """Raises Invalid, and Refused when somebody else changed them meanwhile."""
    before, months = parts.removals.retention(partnership_id), read_periods(typed)
    if months == {record.value: before.of(record) for record in Record}:
        return
    after = replace(before, months=months, changed_at=parts.now(), version=before.version + 1)
    said = " ".join(f"{name}={number}" for name, number in sorted(months.items()))
    event = _event(parts, partnership_id, actor, "retention.changed", {"period": said})
    _or_refuse(parts, parts.removals.retention_saved(partnership_id, after), parts.trail.recorded(event))


def hold(parts: Parts, partnership_id: str, what: str, id_: str, reason: str, actor: str) -> None:
    """Raises Invalid, and NotFound for what is not this partnership's."""
    refuse_hold(reason)
    if what not in set(Holding) or not _is_ours(parts, partnership_id, Holding(what), id_):
        raise NotFound
    made = Hold(what=Holding(what), id=id_, reason=reason.strip(), by=actor, at=parts.now())
    about = {"reason": made.reason, ("organisation" if what == Holding.ORGANISATION else "cycle"): id_}
    event = _event(parts, partnership_id, actor, "retention.held", about)
    parts.commit(parts.removals.held(partnership_id, made), parts.trail.recorded(event))


def release(parts: Parts, partnership_id: str, what: str, id_: str, actor: str) -> None:
    """What is past its end goes in the next night. Raises NotFound for what is not held."""
    if what not in set(Holding):
        raise NotFound
    event = _event(parts, partnership_id, actor, "retention.released", {"what": what, "held": id_})
    try:
        parts.commit(parts.removals.released(partnership_id, Holding(what), id_), parts.trail.recorded(event))
    except Conflict as conflict:
        raise NotFound from conflict


Holds = Mapping[tuple[Holding, str], Hold]


def _cycles(parts: Parts, whose: str, kept: Retention, holds: Holds) -> list[Going]:
    found = []
    for cycle in parts.cycles.of_partnership(whose):
        if cycle.status in ENDED:
            day = kept.ends(Record.RETURNS, cycle.closes_on)
            held = holds.get((Holding.CYCLE, cycle.id))
            found.append(Going(record=Record.RETURNS, id=cycle.id, name=cycle.name, day=day, held=held))
    return found


def _organisations(parts: Parts, whose: str, kept: Retention, holds: Holds) -> list[Going]:
    return [
        Going(
            record=Record.ORGANISATIONS,
            id=organisation.id,
            name=organisation.name,
            day=kept.ends(Record.ORGANISATIONS, london_day(organisation.retired_at)),
            held=holds.get((Holding.ORGANISATION, organisation.id)),
        )
        for organisation in parts.organisations.members(whose, retired=True)
        if organisation.retired_at is not None
    ]


def _contacts(parts: Parts, whose: str, kept: Retention, holds: Holds) -> list[Going]:
    return [
        Going(
            record=Record.CONTACTS,
            id=contact.id,
            name=contact.name,
            day=kept.ends(Record.CONTACTS, london_day(contact.since)),
            held=holds.get((Holding.ORGANISATION, contact.organisation_id)),
            whose=contact.organisation_id,
        )
        for contact in parts.organisations.contacts(whose)
        if contact.state is ContactState.LEFT and contact.since is not None
    ]


def how_many(parts: Parts, cycle: Cycle) -> int:
    """How many returns of a cycle are still there."""
    return sum(1 for _ in parts.returns.headers(cycle.id, ("ref",)))


def _is_ours(parts: Parts, whose: str, what: Holding, id_: str) -> bool:
    if what is Holding.ORGANISATION:
        return parts.organisations.organisation(whose, id_) is not None
    cycle = parts.cycles.get(id_)
    return cycle is not None and cycle.partnership_id == whose


def _event(parts: Parts, whose: str, actor: str, what: str, details: Mapping[str, str]) -> Event:
    return Event(
        subject=f"PARTNERSHIP#{whose}", at=parts.now(), actor=actor, what=what, details=dict(details)
    )


def _or_refuse(parts: Parts, *writes: Writes) -> None:
    try:
        parts.commit(*writes)
    except Conflict as conflict:
        raise Refused("retention_changed") from conflict
