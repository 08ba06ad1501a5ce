"""The job that takes away what has come to its end: a little at a time, and on from where it stopped.

Nothing remembers how far it is. What is found by (a return's header, an organisation's entry) goes last, so
that whatever was left half done is found again and finished.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from chalicelib.domain.cycles import Header
from chalicelib.domain.export_jobs import KEPT
from chalicelib.domain.retention import SIGN_INS_KEPT, Holding, Record, after
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event, months
from chalicelib.services.ports import Parts, Writes
from chalicelib.services.retention import Going, what_goes

LONGEST = 181  # months: no line of a trail is older, whatever the period was before
GoOn = Callable[[], bool]


def remove_what_has_ended(parts: Parts, go_on: GoOn = lambda: True) -> dict[str, int]:
    """What was removed, by kind. Stops when `go_on`, asked before each record, says so."""
    removed: dict[str, int] = {}
    for partnership in parts.organisations.partnerships():
        for kind in _of_partnership(parts, partnership.id, go_on):
            removed[kind] = removed.get(kind, 0) + 1
    return removed


def _of_partnership(parts: Parts, whose: str, go_on: GoOn) -> Iterator[str]:
    held = {h.id for h in parts.removals.holds(whose) if h.what is Holding.ORGANISATION}
    ended = what_goes(parts, whose, london_day(parts.now()))
    # An organisation goes once its returns have gone.
    for going in sorted(ended, key=lambda each: each.record is Record.ORGANISATIONS):
        if going.held is None:
            yield from _removed(parts, whose, going, held, go_on)
    if go_on():
        _small_things(parts, whose, held)


def _removed(parts: Parts, whose: str, going: Going, held: set[str], go_on: GoOn) -> Iterator[str]:
    match going.record:
        case Record.RETURNS:
            yield from _returns(parts, whose, going.id, held, go_on)
        case Record.ORGANISATIONS:
            if go_on() and _organisation(parts, whose, going.id):
                yield "organisations"
        case Record.CONTACTS:
            if go_on():
                _carry_out(parts, [parts.removals.contact(whose, going.whose, going.id)])
                yield "contacts"


def _returns(parts: Parts, whose: str, cycle_id: str, held: set[str], go_on: GoOn) -> Iterator[str]:
    headers = list(parts.returns.headers(cycle_id))
    gone = 0
    for header in headers:
        if header.organisation_id not in held and go_on():
            _return(parts, whose, header)
            gone += 1
            yield "returns"
    if gone:
        _tell(parts, whose, f"CYCLE#{cycle_id}", "returns", gone)
    if gone == len(headers) and go_on():
        parts.files.purge(f"samples/{cycle_id}/")
        _carry_out(parts, parts.removals.of_cycle(whose, cycle_id))


def _return(parts: Parts, whose: str, header: Header) -> None:
    """The bucket first, then the table, the header last of all."""
    shared = _is_shared(parts, header)
    if not shared:
        _evidence(parts, header)  # before the submitted copies, which name it
        for place in ("copies", "submissions", "working"):
            parts.files.purge(f"{place}/{header.ref}/")
    since = london_day(header.invited_at or parts.now()) - timedelta(days=200)
    _carry_out(parts, parts.removals.of_return(whose, header, _months(parts, since), shared=shared))


def _evidence(parts: Parts, header: Header) -> None:
    """What no other return of the organisation names, in any partnership."""
    organisation = header.organisation_id
    others = [h.ref for h in _every_header(parts, organisation) if h.ref != header.ref]
    used = {used for ref in others for used in _named(parts, ref)}
    mine = _named(parts, header.ref)
    for item in parts.evidence.of_organisation(organisation):
        if item.id not in used and (item.id in mine or item.cycle_id == header.cycle_id or not others):
            parts.files.purge(f"evidence/{organisation}/{item.id}")
            parts.commit(parts.removals.evidence(organisation, item.id))


def _named(parts: Parts, ref: str) -> set[str]:
    """The evidence that a return or one of its submitted copies names."""
    whole = parts.returns.whole(ref)
    if whole is None:
        return set()
    found = {used for answer in whole.answers for used in answer.evidence}
    for submission in whole.submissions:
        if parts.files.head(submission.key) is not None:
            copy = json.loads(parts.files.get(submission.key))
            found |= {item["id"] for item in copy["evidence"]}
    return found


def _is_shared(parts: Parts, header: Header) -> bool:
    return_ = parts.returns.get(header.ref)
    return return_ is not None and any(a.cycle_id != header.cycle_id for a in return_.audiences)


def _every_header(parts: Parts, organisation_id: str) -> Iterator[Header]:
    for partnership in parts.organisations.partnerships():
        for cycle in parts.cycles.of_partnership(partnership.id):
            yield from parts.returns.headers(cycle.id, ("ref",), organisation_id)


def _organisation(parts: Parts, whose: str, organisation_id: str) -> bool:
    """False while one of its returns to this partnership is still there."""
    for cycle in parts.cycles.of_partnership(whose):
        if any(True for _ in parts.returns.headers(cycle.id, ("ref",), organisation_id)):
            return False
    shared = any(
        partnership.id != whose
        and parts.organisations.organisation(partnership.id, organisation_id) is not None
        for partnership in parts.organisations.partnerships()
    )
    if not shared:
        parts.files.purge(f"evidence/{organisation_id}/")
    since = after(london_day(parts.now()), -parts.removals.retention(whose).of(Record.TRAIL) - 1)
    every = _months(parts, since)
    _carry_out(parts, parts.removals.of_organisation(whose, organisation_id, every, shared=shared))
    _tell(parts, whose, f"PARTNERSHIP#{whose}", "organisations", 1)
    return True


def _small_things(parts: Parts, whose: str, held: set[str]) -> None:
    """Old calls, the months of the trail that have come to their end, sign-ins, the list of exports."""
    kept, today = parts.removals.retention(whose), london_day(parts.now())
    calls = after(today, -kept.of(Record.CALLS))
    _carry_out(parts, parts.removals.calls_until(whose, calls.isoformat(), held))
    last = after(today.replace(day=1), -kept.of(Record.TRAIL))
    for month in months(after(last, kept.of(Record.TRAIL) - LONGEST), last - timedelta(days=1)):
        if month < f"{last:%Y-%m}":
            _carry_out(parts, parts.removals.trail_month(whose, month))
    until = (parts.now() - SIGN_INS_KEPT).isoformat()
    _carry_out(parts, parts.removals.sign_ins(whose, until))
    _carry_out(parts, parts.removals.exports_until(whose, (parts.now() - 4 * KEPT).isoformat()))


def _months(parts: Parts, since: date) -> list[str]:
    return list(months(since, london_day(parts.now())))


def _carry_out(parts: Parts, batches: Iterable[Writes]) -> None:
    for writes in batches:
        if writes:
            parts.commit(writes)


def _tell(parts: Parts, whose: str, subject: str, what: str, number: int) -> None:
    event = Event(
        subject=subject,
        at=parts.now(),
        actor="retention",
        what="retention.removed",
        details={"what": what, "number": str(number)},
        partnership=whose,
    )
    parts.commit(parts.trail.recorded(event))
