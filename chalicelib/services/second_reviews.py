"""A chosen overlap is read by two, blindly; how far they agree; and a coordinator settles the rest."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.organisations import StaffMember
from chalicelib.domain.review_agreement import Agreement, together
from chalicelib.domain.review_shares import By, ToShare, fair_shares, overlap
from chalicelib.domain.reviews import SETTLED, Assignment, CriterionReview, ReturnReview, ratings_of
from chalicelib.services.assigning import commit_many, field_of, loads
from chalicelib.services.copies import newest_content
from chalicelib.services.desk import again
from chalicelib.services.ports import Parts
from chalicelib.services.review_seats import own_ratings, sit_at_review
from chalicelib.services.reviewing import Said, commit_written, recorded, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`twice` are the returns that two read, `waiting` those of them that not both have finished."""

    agreement: Agreement
    twice: Sequence[ReturnReview]
    waiting: int
    to_settle: Sequence[ReturnReview]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One answer that two rated otherwise. Either review is None where that reviewer agreed with the rest."""

    criterion: str
    own: int
    first: int
    second: int
    first_said: CriterionReview | None
    second_said: CriterionReview | None
    settled: CriterionReview | None


def choose_overlap(
    parts: Parts, actor: StaffMember, cycle: Cycle, wanted: int | None, reviewers: Collection[str] = ()
) -> int:
    """So many returns that have one reviewer get a second, spread over sectors and names; how many did.

    What two read already counts: asked for 10 when there are 4, 6 more are chosen. Raises Invalid.
    """

    def attempt() -> int:
        every = list(parts.reviews.of_cycle(cycle.partnership_id, cycle.id))
        single = sorted(
            (r for r in every if r.first is not None and r.second is None),
            key=lambda r: (r.sector, r.organisation_name.casefold(), r.ref),
        )
        twice = sum(1 for r in every if r.second is not None)
        most = len(single) + twice
        if wanted is None or not 1 <= wanted <= most:
            raise Invalid({"wanted": "overlap_needed"}, most=most)
        field = field_of(parts, cycle.partnership_id)
        known = {r.ref: r for r in every}
        able = [m.id for m in field.reviewers if not reviewers or m.id in reviewers]
        seconds = {r.second.reviewer for r in every if r.second} | set(loads(known, By.RETURNS))
        able = [who for who in able if reviewers or who in seconds] or able
        chosen = overlap([r.ref for r in single], max(0, wanted - twice))
        to_share = [_to_share(known[ref], field.barred, able) for ref in chosen]
        given = fair_shares(to_share, able, _second_loads(every))
        if chosen and not given:
            raise Invalid({"wanted": "overlap_nobody"})
        made = [_with_second(parts, actor, known[ref], who) for ref, who in given.items()]
        commit_many(parts, actor, made)
        return len(made)

    return again(attempt)


def standing(parts: Parts, cycle: Cycle) -> Standing:
    """From the small items alone: one query."""
    every = parts.reviews.of_cycle(cycle.partnership_id, cycle.id)
    twice = sorted((r for r in every if r.second), key=lambda r: r.organisation_name.casefold())
    return Standing(
        agreement=together(r.agreement for r in twice if r.agreement is not None),
        twice=twice,
        waiting=sum(1 for r in twice if not r.both_finished),
        to_settle=[r for r in twice if r.to_settle],
    )


def differences(parts: Parts, member: StaffMember, ref: str) -> tuple[ReturnReview, list[Difference]]:
    """Where two differ, what each said, and what was settled. Raises NotFound until both have finished."""
    seat = sit_at_review(parts, member, ref)
    review = seat.review
    if review is None or review.first is None or review.second is None or not review.both_finished:
        raise NotFound
    own = own_ratings(
        parts.framework(seat.return_.framework), newest_content(parts, seat.return_) or {"standards": []}
    )
    every = parts.reviews.written(member.partnership_id, ref)
    said = {(r.reviewer, r.criterion): r for r in every}
    first, second = ratings_of(review.first, every, own), ratings_of(review.second, every, own)
    return review, [
        Difference(
            criterion=c,
            own=own[c],
            first=first[c],
            second=second[c],
            first_said=said.get((review.first.reviewer, c)),
            second_said=said.get((review.second.reviewer, c)),
            settled=said.get((SETTLED, c)),
        )
        for c in own
        if c in first and c in second and first[c] != second[c]
    ]


def settle(parts: Parts, member: StaffMember, ref: str, criterion: str, said: Said) -> None:
    """A coordinator's word counts. Settling again changes it. Raises NotFound, Invalid, Refused, Outdated."""

    def attempt() -> None:
        review, every = differences(parts, member, ref)
        if criterion not in {d.criterion for d in every}:
            raise NotFound
        seat = sit_at_review(parts, member, ref)
        if not seat.is_in:
            raise Refused("review_not_in")
        made = written(parts, seat, criterion, said)
        left = tuple(c for c in review.to_settle if c != criterion)
        after = replace(review, to_settle=left, version=review.version + 1)
        settled = recorded(parts, member, ref, "review.settled", about=criterion)
        commit_written(parts, seat, made, parts.reviews.saved(after), settled)

    again(attempt)


def _to_share(review: ReturnReview, barred: dict[str, frozenset[str]], able: Sequence[str]) -> ToShare:
    first = {review.first.reviewer} if review.first else set()
    not_these = barred.get(review.organisation_id, frozenset()) | first | {*review.earlier, *review.set_aside}
    return ToShare(ref=review.ref, minutes=review.minutes, barred=frozenset(not_these & set(able)))


def _second_loads(every: Sequence[ReturnReview]) -> Counter[str]:
    return Counter(r.second.reviewer for r in every if r.second)


def _with_second(parts: Parts, actor: StaffMember, review: ReturnReview, reviewer: str) -> ReturnReview:
    hand = Assignment(reviewer=reviewer, assigned_at=parts.now(), assigned_by=actor.id)
    return replace(review, second=hand, version=review.version + 1)
