"""Returns are given to reviewers: by hand, in fair shares, and on to somebody else."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.cycles import Cycle, CycleStatus, Header
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.interests import barred_from
from chalicelib.domain.organisations import StaffMember, StaffRole, same_address
from chalicelib.domain.review_shares import By, ToShare, fair_shares, minutes_to_read
from chalicelib.domain.reviews import Assignment, ReturnReview
from chalicelib.services.desk import again
from chalicelib.services.ports import Parts, Writes
from chalicelib.services.reviewing import recorded
from chalicelib.services.sector_counts import FIELDS, count

REVIEWING = frozenset({StaffRole.REVIEWER, StaffRole.COORDINATOR})
AT_ONCE = 30  # returns in one transaction: each is three writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Everything that decides who may have what. `barred`: organisation → who may not review it."""

    reviewers: Sequence[StaffMember]
    barred: dict[str, frozenset[str]]

    def who(self, organisation_id: str, wanted: Collection[str] = ()) -> list[StaffMember]:
        """Who may review it, of those wanted or of everybody, in the order of the list."""
        barred = self.barred.get(organisation_id, frozenset())
        return [m for m in self.reviewers if m.id not in barred and (not wanted or m.id in wanted)]


def may_review(member: StaffMember) -> bool:
    """Whether they can be given returns."""
    return member.active and member.role in REVIEWING


def reviewers(parts: Parts, partnership_id: str) -> list[StaffMember]:
    """Who can be given returns, by name."""
    found = [m for m in parts.organisations.staff(partnership_id) if may_review(m)]
    return sorted(found, key=lambda m: (m.name.casefold(), m.id))


def field_of(parts: Parts, partnership_id: str) -> Field:
    """Four queries, of the whole partnership. An address that stands among an organisation's contacts is an
    interest that nobody needs to declare.
    """
    people = reviewers(parts, partnership_id)
    by_address = {same_address(m.email): m.id for m in people}
    works: dict[str, set[str]] = {}
    for contact in parts.organisations.contacts(partnership_id):
        if (known := by_address.get(same_address(contact.email))) is not None:
            works.setdefault(contact.organisation_id, set()).add(known)
    declared = parts.reviews.interests(partnership_id)
    barred = {
        o.id: barred_from(o, declared) | works.get(o.id, set())
        for o in parts.organisations.members(partnership_id)
    }
    return Field(reviewers=people, barred=barred)


def share_out(
    parts: Parts, actor: StaffMember, cycle: Cycle, wanted: Collection[str], by: By = By.RETURNS
) -> int:
    """Every return that is in and has no reviewer goes to one of those wanted; how many did. Pressed twice,
    or by two at once, nothing is given twice.

    Raises Invalid where nobody is wanted who can be given returns.
    """

    def attempt() -> int:
        field = field_of(parts, cycle.partnership_id)
        chosen = [m.id for m in field.reviewers if m.id in wanted]
        if not chosen:
            raise Invalid({"reviewers": "reviewers_needed"})
        headers = list(parts.returns.headers(cycle.id, (*FIELDS, "total")))
        known = {r.ref: r for r in parts.reviews.of_cycle(cycle.partnership_id, cycle.id)}
        free = sorted(
            (h for h in headers if h.is_in and not _has_reviewer(known.get(h.ref))),
            key=lambda h: (h.organisation_name.casefold(), h.ref),
        )
        shares = fair_shares([_to_share(h, known, field, chosen) for h in free], chosen, loads(known, by), by)
        given = [
            _given(parts, actor, cycle, h, known.get(h.ref), shares[h.ref]) for h in free if h.ref in shares
        ]
        commit_many(parts, actor, given)
        count(parts, cycle, headers)
        return len(given)

    return again(attempt)


def assign(parts: Parts, actor: StaffMember, ref: str, reviewer: str, *, second: bool = False) -> None:
    """By hand, also instead of somebody else: what that person wrote stays.

    Raises NotFound, Invalid for somebody who cannot be given it, Refused.
    """

    def attempt() -> None:
        cycle, header, review = _one(parts, actor.partnership_id, ref)
        field = field_of(parts, actor.partnership_id)
        member = next((m for m in field.reviewers if m.id == reviewer), None)
        if member is None:
            raise Invalid({"reviewer": "reviewer_unknown" if reviewer else "reviewer_needed"})
        if member not in field.who(header.organisation_id):
            raise Invalid({"reviewer": "reviewer_has_interest"}, name=member.name)
        if review is not None and review.hand_of(reviewer) is not None:
            raise Invalid({"reviewer": "reviewer_has_it"}, name=member.name)
        if second and (review is None or review.first is None):
            raise Refused("review_needs_first")
        made = _given(parts, actor, cycle, header, review, reviewer, second=second)
        parts.commit(parts.reviews.saved(made), recorded(parts, actor, ref, "review.assigned", to=reviewer))

    again(attempt)


def give_on(parts: Parts, actor: StaffMember, leaver: str, *, only_barred: bool = False) -> tuple[int, int]:
    """What somebody holds goes to whoever holds least of those who review in that cycle; where nobody may
    have it, to nobody until a coordinator decides. How many found somebody, and how many did not.

    For somebody who leaves: all that they have not finished, and what they wrote counts on. With
    `only_barred`, for an interest: what they may not have, finished or not, and what they wrote does not
    count. Carried on from where it stopped when it is called again.
    """
    field = field_of(parts, actor.partnership_id)
    found = lost = 0
    for cycle in parts.cycles.of_partnership(actor.partnership_id):
        if cycle.status in (CycleStatus.PLANNED, CycleStatus.ARCHIVED):
            continue
        known = {r.ref: r for r in parts.reviews.of_cycle(actor.partnership_id, cycle.id)}
        held = loads(known, By.RETURNS)
        made = []
        for review in known.values():
            hand = review.hand_of(leaver)
            barred = leaver in field.barred.get(review.organisation_id, frozenset())
            if hand is None or (only_barred and not barred) or (not only_barred and hand.finished_at):
                continue
            after = _moved_on(parts, actor, review, leaver, field, held, set_aside=barred)
            made.append(after)
            if after.first is None or (review.second is not None and after.second is None):
                lost += 1
            else:
                found += 1
        commit_many(parts, actor, made)
    return found, lost


def loads(known: dict[str, ReturnReview], by: By) -> Counter[str]:
    """What each has been given in a cycle, read or not: shares stay fair over the weeks."""
    held: Counter[str] = Counter()
    for review in known.values():
        for hand in (review.first, review.second):
            if hand is not None:
                held[hand.reviewer] += review.minutes if by is By.MINUTES else 1
    return held


def _moved_on(
    parts: Parts,
    actor: StaffMember,
    review: ReturnReview,
    leaver: str,
    field: Field,
    held: Counter[str],
    *,
    set_aside: bool,
) -> ReturnReview:
    was_first = review.first is not None and review.first.reviewer == leaver
    other = review.second if was_first else review.first
    busy = {leaver, *([other.reviewer] if other else [])}
    able = [m.id for m in field.who(review.organisation_id, set(held)) if m.id not in busy]
    able = able or [m.id for m in field.who(review.organisation_id) if m.id not in busy]
    next_one = min(able, key=lambda who: held[who]) if able else None
    hand = None
    if next_one is not None:
        hand = Assignment(reviewer=next_one, assigned_at=parts.now(), assigned_by=actor.id)
        held[next_one] += 1
    after = replace(review, first=hand) if was_first else replace(review, second=hand)
    return _without(after, leaver, set_aside=set_aside, was_first=was_first)


def _without(review: ReturnReview, reviewer: str, *, set_aside: bool, was_first: bool) -> ReturnReview:
    """The same, remembering who had it. What the two agreed on is no more."""
    earlier, aside = list(review.earlier), list(review.set_aside)
    if set_aside and reviewer not in aside:
        aside.append(reviewer)
    elif was_first and not set_aside and reviewer not in earlier:
        earlier.append(reviewer)
    earlier = [who for who in earlier if who not in aside]
    return replace(
        review,
        earlier=tuple(earlier),
        set_aside=tuple(aside),
        agreement=None,
        to_settle=(),
        version=review.version + 1,
    )


def _given(
    parts: Parts,
    actor: StaffMember,
    cycle: Cycle,
    header: Header,
    review: ReturnReview | None,
    reviewer: str,
    *,
    second: bool = False,
) -> ReturnReview:
    hand = Assignment(reviewer=reviewer, assigned_at=parts.now(), assigned_by=actor.id)
    if review is None:
        return ReturnReview(
            ref=header.ref,
            partnership_id=cycle.partnership_id,
            cycle_id=cycle.id,
            organisation_id=header.organisation_id,
            organisation_name=header.organisation_name,
            sector=header.sector,
            number=header.number,
            minutes=minutes_to_read(header.total),
            first=hand,
            version=1,
        )
    before = review.second if second else review.first
    after = replace(review, second=hand) if second else replace(review, first=hand)
    if before is None:
        return replace(after, version=review.version + 1)
    return _without(after, before.reviewer, set_aside=False, was_first=not second)


def _one(parts: Parts, partnership_id: str, ref: str) -> tuple[Cycle, Header, ReturnReview | None]:
    return_ = parts.returns.get(ref)
    audiences = [a for a in return_.audiences if a.partnership_id == partnership_id] if return_ else []
    if return_ is None or not audiences:
        raise NotFound
    cycle = parts.cycles.get(audiences[0].cycle_id)
    if cycle is None or not return_.submissions:
        raise NotFound
    every = parts.returns.headers(cycle.id, (*FIELDS, "total"), return_.organisation_id)
    header = next((h for h in every if h.ref == ref), None)
    if header is None:
        raise NotFound
    return cycle, header, parts.reviews.get(partnership_id, cycle.id, ref)


def _to_share(header: Header, known: dict[str, ReturnReview], field: Field, chosen: Sequence[str]) -> ToShare:
    review = known.get(header.ref)
    aside = set(review.set_aside) if review else set()
    held = {review.second.reviewer} if review and review.second else set()
    barred = (field.barred.get(header.organisation_id, frozenset()) | aside | held) & set(chosen)
    return ToShare(ref=header.ref, minutes=minutes_to_read(header.total), barred=frozenset(barred))


def _has_reviewer(review: ReturnReview | None) -> bool:
    return review is not None and review.first is not None


def commit_many(parts: Parts, actor: StaffMember, made: Sequence[ReturnReview]) -> None:
    """Raises Conflict when somebody else moved one of them meanwhile: what came before it stays done."""
    for begin in range(0, len(made), AT_ONCE):
        some = made[begin : begin + AT_ONCE]
        parts.commit(*_writes(parts, actor, some))


def _writes(parts: Parts, actor: StaffMember, some: Iterable[ReturnReview]) -> list[Writes]:
    writes: list[Writes] = []
    for review in some:
        hands = [hand.reviewer for hand in (review.first, review.second) if hand is not None]
        writes.append(parts.reviews.saved(review))
        writes.append(recorded(parts, actor, review.ref, "review.assigned", to=" ".join(hands)))
    return writes
