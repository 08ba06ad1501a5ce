"""Who sits at a review: the one place that decides who may read it and who may write.

A reviewer meets a return only while it is in their hands. A coordinator or scrutineer may read every review,
but not one of an organisation in which they have an interest of their own; and whoever is to read blindly
sees nobody else's ratings, whatever their role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import NotAllowed, NotFound, Refused
from chalicelib.domain.framework import NOT_APPLICABLE, Framework
from chalicelib.domain.organisations import Organisation, StaffMember, StaffRole, same_address
from chalicelib.domain.returns import NOT_RATED, RATED_NOT_APPLICABLE, Return
from chalicelib.domain.reviews import Assignment, CriterionReview, ReturnReview
from chalicelib.services.ports import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSeat:
    """`review` is None before anybody has the return; `hand` where it is not this member's to write."""

    member: StaffMember
    return_: Return
    cycle: Cycle
    review: ReturnReview | None
    hand: Assignment | None

    @property
    def is_in(self) -> bool:
        """Whether what was submitted stands."""
        return self.return_.submitted_at is not None and self.return_.submissions > 0

    @property
    def may_write(self) -> bool:
        if self.review is None or self.hand is None:
            return False
        return self.is_in and self.review.is_to_read(self.hand, self.return_.submitted_at)

    def sees(self, written: CriterionReview) -> bool:
        """Whether what somebody wrote is theirs to see. Their own always; that of whoever had it before them
        too; everybody's for those who read nothing blindly.
        """
        review, hand = self.review, self.hand
        if hand is None or written.reviewer == hand.reviewer:
            return True
        if review is not None and hand == review.first and written.reviewer in review.earlier:
            return True
        if review is None or (review.second is not None and not review.both_finished):
            return False
        return written.reviewer not in review.set_aside


def sit_at_review(parts: Parts, member: StaffMember, ref: str) -> ReviewSeat:
    """Raises NotFound for another partnership's return or one that was never submitted, NotAllowed."""
    return_ = parts.returns.get(ref)
    audiences = [a for a in return_.audiences if a.partnership_id == member.partnership_id] if return_ else []
    cycle = parts.cycles.get(audiences[0].cycle_id) if audiences else None
    if return_ is None or cycle is None or not return_.submissions:
        raise NotFound
    review = parts.reviews.get(member.partnership_id, cycle.id, ref)
    hand = review.hand_of(member.id) if review else None
    if member.role is StaffRole.REVIEWER and hand is None:
        raise NotAllowed
    if has_interest(parts, member, return_):
        raise NotAllowed
    if member.role is StaffRole.SCRUTINEER:
        hand = None
    return ReviewSeat(member=member, return_=return_, cycle=cycle, review=review, hand=hand)


def sit_to_write(parts: Parts, member: StaffMember, ref: str) -> tuple[ReviewSeat, ReturnReview, Assignment]:
    """The same for whoever has it in their hands. Raises NotAllowed, Refused once they have finished or while
    the return is not in.
    """
    seat = sit_at_review(parts, member, ref)
    if seat.review is None or seat.hand is None:
        raise NotAllowed
    if not seat.is_in:
        raise Refused("review_not_in")
    if seat.hand.finished_at and not seat.review.is_to_read(seat.hand, seat.return_.submitted_at):
        raise Refused("review_finished")
    return seat, seat.review, seat.hand


def has_interest(parts: Parts, member: StaffMember, return_: Return) -> bool:
    """Whether they declared one, or are among the people of this very return."""
    if works_there(member, return_):
        return True
    interests = parts.reviews.interests_of(member.partnership_id, member.id)
    return bool(interests.interests) and interests.concern(organisation_of(parts, member, return_))


def works_there(member: StaffMember, return_: Return) -> bool:
    """Told by their address: whoever fills in, reads or approves a return does not review it."""
    return same_address(member.email) in {same_address(p.email) for p in return_.people.values()}


def organisation_of(parts: Parts, member: StaffMember, return_: Return) -> Organisation:
    """As the partnership lists it; what the return says of it where it is listed no more."""
    found = parts.organisations.organisation(member.partnership_id, return_.organisation_id)
    return found or Organisation(
        id=return_.organisation_id, name=return_.organisation_name, sector=return_.sector
    )


def own_ratings(framework: Framework, content: Mapping[str, Any]) -> dict[str, int]:
    """How the organisation rated itself in a copy, as in `Return.ratings`: what it has changed since, while a
    question is open, is nobody's to review yet.
    """
    return {c["id"]: _order(framework, c) for s in content["standards"] for c in s["criteria"]}


def _order(framework: Framework, criterion: Mapping[str, Any]) -> int:
    if criterion["not_applicable_reason"] is not None:
        return RATED_NOT_APPLICABLE
    rating = criterion["rating"]
    if not rating or rating["id"] == NOT_APPLICABLE:
        return NOT_RATED
    return framework.scale.level(rating["id"]).order
