"""Two records of one organisation become one.

The one that stays takes over the contacts, the numbers and whatever facts it lacks. Returns stay where they
were sent, under the record that was asked, since what was submitted never changes: the record that stays
knows the other (`Organisation.also`), so that what was said in earlier returns is still found. Where one of
them is being asked now, it is the one that stays; where both are, the one whose return has been opened: the
other's links end, and nobody is reminded of its return.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from chalicelib.domain.cycles import RETIRED, CycleStatus, Header
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.organisations import Contact, ContactState, Organisation, Role, same_address
from chalicelib.domain.register import contact_id
from chalicelib.domain.register_changes import OF_ORGANISATION, said
from chalicelib.domain.returns import ReturnStatus
from chalicelib.services.contacts import follow
from chalicelib.services.links import revoke
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.register_trail import told

RUNNING = frozenset({CycleStatus.OPENING, CycleStatus.OPEN, CycleStatus.CLOSED})
FILLED_IN = ("kind", "size", "parent", "address", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What would happen. `moving` are contacts as they are, each with how it would stand at the record that
    stays; `ending`: a return of the one that goes ends unopened; `refused` is a code of WORDS where it cannot
    be done this way round.
    """

    stays: Organisation
    goes: Organisation
    after: Organisation
    moving: tuple[tuple[Contact, Contact], ...]
    returns: tuple[str, ...]
    ending: bool = False
    refused: str = ""

    @property
    def digest(self) -> str:
        """Names what was read, so that the form can say which."""
        facts = [
            said(fact, getattr(each, fact)) for each in (self.after, self.goes) for fact in OF_ORGANISATION
        ]
        people = [f"{before.id} {after.id} {after.role} {after.state}" for before, after in self.moving]
        return hashlib.sha256("\n".join([*facts, *people]).encode()).hexdigest()


def plan_merge(parts: Parts, partnership_id: str, stays_id: str, goes_id: str) -> Merge:
    """Raises NotFound."""
    found = parts.organisations.some(partnership_id, {stays_id, goes_id})
    if stays_id == goes_id or len(found) < 2:
        raise NotFound
    stays, goes = found[stays_id], found[goes_id]
    there = list(parts.organisations.contacts(partnership_id, stays_id))
    leaving = list(parts.organisations.contacts(partnership_id, goes_id))
    missing = {fact: getattr(stays, fact) or getattr(goes, fact) for fact in FILLED_IN}
    if goes.sector != stays.sector:
        missing["kind"] = stays.kind
    after = replace(
        stays,
        **missing,
        identifiers={**goes.identifiers, **stays.identifiers},
        also=tuple(dict.fromkeys((*stays.also, goes.id, *goes.also))),
        not_the_same=frozenset((stays.not_the_same | goes.not_the_same) - {stays.id, goes.id}),
    )
    return Merge(
        stays=stays,
        goes=goes,
        after=after,
        moving=tuple((contact, _moved(contact, stays.id, there)) for contact in leaving),
        returns=tuple(_asked(parts, partnership_id, goes_id, running=False)),
        ending=any(_running(parts, partnership_id, goes_id)),
        refused=_refused(parts, partnership_id, stays, goes),
    )


def merge(parts: Parts, partnership_id: str, stays_id: str, goes_id: str, actor: str, seen: str) -> None:
    """Raises NotFound, and Refused also when it is not what was `seen` (the digest). Contacts go one by one:
    interrupted, it is done again from the page and finishes.
    """
    plan = plan_merge(parts, partnership_id, stays_id, goes_id)
    if plan.refused:
        raise Refused(plan.refused)
    if plan.digest != seen:
        raise Refused("merge_changed")
    _end(parts, partnership_id, goes_id)
    there = {c.id for c in parts.organisations.contacts(partnership_id, stays_id)}
    for before, after in plan.moving:
        removed = parts.organisations.contact_removed(partnership_id, before)
        arrived = [] if after.id in there else [parts.organisations.contact_saved(partnership_id, after)]
        details = {"contact": after.id, "from": goes_id}
        parts.commit(
            removed,
            *arrived,
            *told(parts, partnership_id, stays_id, actor, "contact.moved", details, aloud=False),
        )
    gone = replace(
        plan.goes,
        identifiers={},
        retired_at=parts.now(),
        retired_because="",
        merged_into=stays_id,
        also=(),
    )
    facts = {"stays": plan.stays.name, "goes": plan.goes.name}
    try:
        parts.commit(
            parts.organisations.merged(partnership_id, plan.after, gone, plan.goes.identifiers),
            *told(parts, partnership_id, stays_id, actor, "organisation.merged", {**facts, "other": goes_id}),
            *told(parts, partnership_id, goes_id, actor, "organisation.merged", facts, aloud=False),
        )
    except Conflict as conflict:
        raise Refused("merge_changed") from conflict
    follow(parts, partnership_id, stays_id)


def call_two(parts: Parts, partnership_id: str, one_id: str, other_id: str, actor: str) -> None:
    """They are two organisations: they are not proposed again. Raises NotFound."""
    found = parts.organisations.some(partnership_id, {one_id, other_id})
    if len(found) < 2:
        raise NotFound
    one = found[one_id]
    after = replace(one, not_the_same=one.not_the_same | {other_id})
    parts.commit(
        parts.organisations.listing_saved(partnership_id, after),
        *told(parts, partnership_id, one_id, actor, "organisation.not_the_same", {"other": other_id}),
    )


def _moved(contact: Contact, stays_id: str, there: Sequence[Contact]) -> Contact:
    """A lead who comes to where somebody leads already is somebody that we know, and leads nothing."""
    known = next((c for c in there if same_address(c.email) == same_address(contact.email)), None)
    if known is not None:
        return known
    led = any(c.role is Role.LEAD and c.state is ContactState.OK for c in there)
    role = Role.OTHER if led and contact.role is Role.LEAD else contact.role
    return replace(contact, id=contact_id(stays_id, contact.email), organisation_id=stays_id, role=role)


def _refused(parts: Parts, partnership_id: str, stays: Organisation, goes: Organisation) -> str:
    if stays.retired or goes.merged_into:
        return "merge_retired"
    if goes.id in _elsewhere(parts, partnership_id, goes.id):
        return "merge_shared"
    if _asked(parts, partnership_id, goes.id, running=True):
        if not _asked(parts, partnership_id, stays.id, running=True):
            return "merge_is_asked"
        if any(_begun(header) for header in _running(parts, partnership_id, goes.id)):
            return "merge_begun"
    return ""


def _running(parts: Parts, partnership_id: str, organisation_id: str) -> Iterator[Header]:
    for cycle in parts.cycles.of_partnership(partnership_id):
        if cycle.status in RUNNING:
            yield from parts.returns.headers(cycle.id, ("opened_at", "ratings", "plans"), organisation_id)


def _begun(header: Header) -> bool:
    started = header.status is not ReturnStatus.NOT_STARTED or header.opened_at is not None
    return started or bool(header.ratings or header.plans)


def _end(parts: Parts, partnership_id: str, goes_id: str) -> None:
    """Nobody is reminded of a return that was asked for twice, and its links open nothing."""
    for header in _running(parts, partnership_id, goes_id):
        return_ = parts.returns.get(header.ref)
        if return_ is not None and not _begun(header):
            with suppress(Conflict):  # it says so already
                parts.commit(parts.returns.mail_state_noted(return_, partnership_id, RETIRED))
            for person in return_.people:
                revoke(parts, return_.ref, person)


def _elsewhere(parts: Parts, partnership_id: str, organisation_id: str) -> set[str]:
    """The id, if another partnership lists it too: there it stays as it is."""
    others = [p.id for p in parts.organisations.partnerships() if p.id != partnership_id]
    return {organisation_id for p in others if parts.organisations.organisation(p, organisation_id)}


def _asked(parts: Parts, partnership_id: str, organisation_id: str, *, running: bool) -> list[str]:
    """The names of the cycles in which it has a return: of all, or of those that are not archived."""
    return [
        cycle.name
        for cycle in parts.cycles.of_partnership(partnership_id)
        if (not running or cycle.status in RUNNING)
        and any(parts.returns.headers(cycle.id, ("ref",), organisation_id))
    ]
