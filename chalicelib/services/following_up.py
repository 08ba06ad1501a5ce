"""What is in organisations' way and where they would like help, with what the partnership replies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.calls import Call, Outcome
from chalicelib.domain.cycles import Cycle, Header, header_of
from chalicelib.domain.errors import NotAllowed, NotFound, Outdated, Refused
from chalicelib.domain.follow_up import NOTE_LIMIT, Replies, Reply, Talk, with_reply
from chalicelib.domain.organisations import StaffMember
from chalicelib.domain.returns import Part, PlanKind
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.texts import clean
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event
from chalicelib.services import barriers, submitted_copies
from chalicelib.services.feedback_clocks import is_current
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict, Parts, Writes
from chalicelib.services.review_seats import has_interest
from chalicelib.services.submitted_copies import Seen

NEEDED = ("plans", "help_wanted", "submitted_at")
A_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One barrier, or one answer with which help is wanted. `reply` is the newest one to it."""

    cycle: Cycle
    header: Header
    id: str
    is_barrier: bool
    what: str
    titles: tuple[str, ...]
    reply: Reply | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`items` are those of one page, `count` how many there are, `waiting` how many without reply."""

    items: tuple[Item, ...]
    count: int
    waiting: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Place:
    cycle: Cycle
    header: Header
    id: str


def of_partnership(parts: Parts, partnership_id: str, *, replied: bool, number: int = 1) -> Page:
    """Of every return that is in, in rounds of the last year, who waits longest first.

    A query of headers for each round, one batch of replies for each hundred returns that name something, and
    the words of one page.
    """
    places = [p for cycle in parts.cycles.of_partnership(partnership_id) for p in _places(parts, cycle)]
    told = parts.feedback.replies({(p.header.ref, partnership_id) for p in places})
    wanted = [p for p in places if bool(_reply(told, p)) is replied]
    wanted.sort(key=lambda p: (p.header.submitted_at or parts.now(), p.header.ref, p.id))
    pages = max(1, -(-len(wanted) // A_PAGE))
    number = min(max(number, 1), pages)
    shown = wanted[(number - 1) * A_PAGE : number * A_PAGE]
    waiting = len(wanted) if not replied else sum(1 for p in places if not _reply(told, p))
    return Page(
        items=tuple(_items(parts, partnership_id, shown, told)),
        count=len(wanted),
        waiting=waiting,
        number=number,
        pages=pages,
    )


def of_return(parts: Parts, partnership_id: str, seen: Seen) -> list[Item]:
    """What one organisation names, with our replies."""
    header = header_of(seen.return_, seen.cycle.id, total=0)
    told = parts.feedback.replies([(header.ref, partnership_id)])
    return list(_items(parts, partnership_id, _of_header(seen.cycle, header), told))


def one(parts: Parts, partnership_id: str, ref: str, item_id: str) -> tuple[Seen, Item, Replies]:
    """As its organisation submitted it. Raises NotFound, also for another partnership's."""
    seen = submitted_copies.read(parts, partnership_id, ref, 0)
    header = header_of(seen.return_, seen.cycle.id, total=0)
    replies = parts.feedback.replies([(ref, partnership_id)])
    place = _Place(seen.cycle, header, item_id)
    if place.id not in {p.id for p in _of_header(seen.cycle, header)}:
        raise NotFound
    for item in _items(parts, partnership_id, [place], replies):
        return seen, item, replies.get(ref, Replies())
    raise NotFound


def reply(
    parts: Parts, member: StaffMember, ref: str, item_id: str, *, text: str, at_once: bool, version: int
) -> None:
    """`version` is that of the replies that the form was made from. A reply at once is told by mail.

    Raises NotFound, Invalid, Refused, and Outdated with what somebody else replied meanwhile.
    """
    seen, item, _ = one(parts, member.partnership_id, ref, item_id)
    if has_interest(parts, member, seen.return_):
        raise NotAllowed
    now = parts.now()
    made = Reply(
        item=item_id,
        about=item.what,
        text=clean(text).strip(),
        by=member.name,
        staff=member.id,
        at=now,
        sent_at=now if at_once else None,
    )
    kept = parts.feedback.replies([(ref, member.partnership_id)]).get(ref, Replies())
    if kept.version != version:
        raise Outdated(kept.to(item_id))
    after = with_reply(kept, made)
    mails = _mail(parts, seen, member.partnership_id, after.version) if at_once else []
    try:
        parts.commit(
            parts.feedback.replies_saved(ref, member.partnership_id, after),
            *mails,
            parts.trail.recorded(_event(parts, member, ref, "barrier.replied", item=item_id)),
        )
    except Conflict as conflict:
        current = conflict.current.to(item_id) if isinstance(conflict.current, Replies) else None
        raise Outdated(current) from conflict
    if mails:
        parts.poke(Queue.WORK)


def talk_of(parts: Parts, partnership_id: str, ref: str) -> Talk:
    """Raises NotFound when nobody waits."""
    found = parts.feedback.talk(partnership_id, ref)
    if found is None:
        raise NotFound
    return found


def settle_talk(parts: Parts, member: StaffMember, ref: str, *, note: str, reached: bool) -> None:
    """Notes a call among the organisation's other calls. Once somebody was reached it is off the list.

    Raises NotFound when nobody waits, Refused without a note.
    """
    talk = talk_of(parts, member.partnership_id, ref)
    said = clean(note).strip()
    if not said:
        raise Refused("talk_note_needed")
    if len(said) > NOTE_LIMIT:
        raise Refused("feedback_text_too_long", limit=f"{NOTE_LIMIT:,}")
    settled = replace(talk, settled_at=parts.now(), settled_by=member.id, settled_as=member.name, note=said)
    call = Call(
        id=parts.new_id(),
        partnership_id=member.partnership_id,
        organisation_id=talk.organisation_id,
        at=parts.now(),
        staff=member.id,
        outcome=Outcome.OTHER if reached else Outcome.NO_ANSWER,
        with_whom=talk.name,
        note=said,
        ref=ref,
    )
    before = parts.calls.called_one(member.partnership_id, talk.organisation_id)
    try:
        parts.commit(
            parts.calls.noted(call, before),
            *([parts.feedback.talk_had(member.partnership_id, settled)] if reached else []),
            parts.trail.recorded(_event(parts, member, ref, "talk.had" if reached else "talk.tried")),
        )
    except Conflict as conflict:
        raise NotFound from conflict  # somebody else has just settled it


def _event(parts: Parts, member: StaffMember, ref: str, what: str, **details: str) -> Event:
    return Event(subject=return_subject(ref), at=parts.now(), actor=member.id, what=what, details=details)


def _places(parts: Parts, cycle: Cycle) -> Iterable[_Place]:
    if not is_current(cycle, london_day(parts.now())):
        return
    for header in parts.returns.headers(cycle.id, NEEDED):
        if header.is_in:
            yield from _of_header(cycle, header)


def _of_header(cycle: Cycle, header: Header) -> list[_Place]:
    named = [p for p in header.plans if p.startswith(PlanKind.BARRIER.value[0])]
    helped = [c for c, wanted in header.help_wanted.items() if wanted]
    return [_Place(cycle, header, item) for item in (*named, *sorted(helped))]


def _reply(told: Mapping[str, Replies], place: _Place) -> Reply | None:
    return told.get(place.header.ref, Replies()).to(place.id)


def _items(
    parts: Parts, partnership_id: str, places: Sequence[_Place], told: Mapping[str, Replies]
) -> Iterable[Item]:
    ids: dict[str, list[str]] = {}
    for place in places:
        ids.setdefault(place.header.ref, [])
        if place.id in place.header.plans:
            ids[place.header.ref].append(place.id)
    found = parts.returns.plans_of(ids)
    for place in places:
        return_, plans = found.get(place.header.ref, (None, ()))
        if return_ is None:
            continue
        known = {
            c.id: c for c in parts.framework(return_.framework).criteria if c.own_of in ("", partnership_id)
        }
        plan = next((p for p in plans if p.id == place.id), None)
        if plan is not None and not barriers.is_in(place.header, plan):
            continue
        about = plan.criteria if plan else (place.id,)
        titles = tuple(known[c].title for c in about if c in known)
        if not titles and about:
            continue  # about another partnership's own question
        yield Item(
            cycle=place.cycle,
            header=place.header,
            id=place.id,
            is_barrier=plan is not None,
            what=plan.what if plan else f"Help wanted: {titles[0]}",
            titles=titles,
            reply=_reply(told, place),
        )


def _mail(parts: Parts, seen: Seen, partnership_id: str, version: int) -> list[Writes]:
    """To the lead, who named it; none where there is nobody to write to."""
    lead = seen.return_.person(Part.LEAD)
    if lead is None:
        return []
    task = Task(
        partnership_id=partnership_id,
        subject=return_subject(seen.return_.ref),
        intent=f"mail#barrier_reply#{lead.id}#{version}",
        kind="mail.barrier_reply",
        payload={"ref": seen.return_.ref, "person": lead.id},
        due=parts.now(),
    )
    return [parts.tasks.added(task)]
