"""A scrutineer challenges what was made of a return; the coordinator or its reviewer answers."""

from dataclasses import replace

from chalicelib.domain.challenges import CHALLENGE_LIMIT, MOST_CHALLENGES, Challenge
from chalicelib.domain.errors import Invalid, NotAllowed, NotFound, Refused
from chalicelib.domain.organisations import StaffMember, StaffRole
from chalicelib.services.copies import newest_content
from chalicelib.services.desk import again
from chalicelib.services.ports import Parts, Writes
from chalicelib.services.review_seats import ReviewSeat, sit_at_review
from chalicelib.services.reviewing import recorded


def challenges(parts: Parts, member: StaffMember, ref: str) -> tuple[ReviewSeat, list[Challenge]]:
    """Whoever still reads blindly sees none: a challenge may tell what the other made of it."""
    seat = sit_at_review(parts, member, ref)
    return seat, [] if reads_blindly(seat) else parts.reviews.challenges(member.partnership_id, ref)


def reads_blindly(seat: ReviewSeat) -> bool:
    """Whether somebody else reads the same return and must not be seen yet."""
    review = seat.review
    return review is not None and seat.hand is not None and bool(review.second) and not review.both_finished


def challenge(parts: Parts, member: StaffMember, ref: str, criterion: str, text: str) -> None:
    """Raises NotFound for a return that nobody has been given or an answer that it does not have, Invalid."""

    def attempt() -> None:
        seat = sit_at_review(parts, member, ref)
        if seat.review is None or (criterion and criterion not in _asked(parts, seat)):
            raise NotFound
        _refuse(text, "text", "challenge_needed", "challenge_long")
        if len(parts.reviews.challenges(member.partnership_id, ref)) >= MOST_CHALLENGES:
            raise Invalid({"text": "challenges_full"}, most=MOST_CHALLENGES)
        made = Challenge(
            id=parts.new_id(),
            criterion=criterion,
            text=text.strip(),
            by=member.id,
            by_name=member.name,
            at=parts.now(),
            version=1,
        )
        parts.commit(
            parts.reviews.challenge_saved(member.partnership_id, ref, made),
            _counted(parts, seat, 1),
            recorded(parts, member, ref, "challenge.added"),
        )

    again(attempt)


def answer(parts: Parts, member: StaffMember, ref: str, challenge_id: str, text: str) -> None:
    """Raises NotFound, Invalid, NotAllowed, Refused when somebody has answered it already."""

    def attempt() -> None:
        seat, every = challenges(parts, member, ref)
        found = next((c for c in every if c.id == challenge_id), None)
        if found is None:
            raise NotFound
        if seat.hand is None and member.role is not StaffRole.COORDINATOR:
            raise NotAllowed
        _refuse(text, f"answer-{challenge_id}", "challenge_answer_needed", "challenge_answer_long")
        if found.answered_at is not None:
            raise Refused("challenge_answered")
        made = replace(
            found,
            answer=text.strip(),
            answered_by=member.name,
            answered_at=parts.now(),
            version=found.version + 1,
        )
        parts.commit(
            parts.reviews.challenge_saved(member.partnership_id, ref, made),
            _counted(parts, seat, -1),
            recorded(parts, member, ref, "challenge.answered"),
        )

    again(attempt)


def _counted(parts: Parts, seat: ReviewSeat, more: int) -> Writes:
    """Queues tell from the small item that there is a challenge to answer."""
    if seat.review is None:
        raise NotFound
    still = max(0, seat.review.open_challenges + more)
    return parts.reviews.saved(replace(seat.review, open_challenges=still, version=seat.review.version + 1))


def _asked(parts: Parts, seat: ReviewSeat) -> set[str]:
    content = newest_content(parts, seat.return_) or {"standards": []}
    return {c["id"] for standard in content["standards"] for c in standard["criteria"]}


def _refuse(text: str, field: str, missing: str, long: str) -> None:
    if not text.strip():
        raise Invalid({field: missing})
    if len(text) > CHALLENGE_LIMIT:
        raise Invalid({field: long}, limit=f"{CHALLENGE_LIMIT:,}")
