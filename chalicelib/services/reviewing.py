"""A reviewer writes about an answer, agrees with the rest, and finishes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chalicelib.domain.errors import Invalid, NotAllowed, NotFound, Outdated, Refused
from chalicelib.domain.framework import NOT_APPLICABLE, Framework
from chalicelib.domain.organisations import StaffMember
from chalicelib.domain.returns import RATED_NOT_APPLICABLE
from chalicelib.domain.review_agreement import compare, differing
from chalicelib.domain.reviews import (
    CONSENTS,
    NOTE_LIMIT,
    REASON_LIMIT,
    SETTLED,
    Assignment,
    CriterionReview,
    ReturnReview,
    ratings_of,
)
from chalicelib.domain.trail import Event
from chalicelib.services.copies import newest_content
from chalicelib.services.desk import again
from chalicelib.services.ports import Conflict, Parts, Writes
from chalicelib.services.review_seats import ReviewSeat, own_ratings, sit_at_review, sit_to_write
from chalicelib.services.sector_counts import count_when_old


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody typed about one answer. `rating` is a level's id, NOT_APPLICABLE or "" for none chosen.

    `submission` is the number of the copy that they read, `version` that of their own text which they saw.
    """

    rating: str
    reason: str = ""
    note: str = ""
    themes: tuple[str, ...] = ()
    good_practice: bool = False
    consent: str = ""
    submission: int = 0
    version: int = 0


def save(parts: Parts, member: StaffMember, ref: str, criterion: str, said: Said) -> CriterionReview:
    """Raises NotFound, NotAllowed, Invalid, Refused once it is finished, Outdated when they saved something
    else from another window meanwhile.
    """

    def attempt() -> CriterionReview:
        seat, review, hand = sit_to_write(parts, member, ref)
        made = written(parts, seat, criterion, said, hand.reviewer)
        begun = replace(hand, begun_at=hand.begun_at or parts.now(), finished_at=None)
        moved = [_saved(parts, review, begun)] if begun != hand else [parts.reviews.unmoved(review)]
        commit_written(parts, seat, made, *moved)
        return made

    return again(attempt)


def agree_with_rest(parts: Parts, member: StaffMember, ref: str, submission: int) -> None:
    """Every rating that they did not write about stands as it is, in the copy that they read.

    Raises Refused where a newer one has come in.
    """

    def attempt() -> None:
        seat, review, hand = sit_to_write(parts, member, ref)
        _refuse_another_copy(seat, submission)
        begun = hand.begun_at or parts.now()
        agreed = replace(hand, rest_agreed=submission, begun_at=begun, finished_at=None)
        told = recorded(parts, member, ref, "review.rest_agreed", number=str(submission))
        parts.commit(_saved(parts, review, agreed), told)

    again(attempt)


def finish(parts: Parts, member: StaffMember, ref: str, submission: int) -> None:
    """Their part is done. Finishing twice is fine. When the second of two finishes, it is counted how far
    they agree, and a coordinator has to settle the rest.

    Raises Refused while ratings are open, and where a newer copy has come in.
    """

    def attempt() -> None:
        try:
            seat, review, hand = sit_to_write(parts, member, ref)
        except Refused as refused:
            if refused.code == "review_finished":
                return
            raise
        _refuse_another_copy(seat, submission)
        framework = parts.framework(seat.return_.framework)
        own = own_ratings(framework, newest_content(parts, seat.return_) or {"standards": []})
        mine = parts.reviews.written(member.partnership_id, ref)
        said = {r.criterion for r in mine if r.reviewer == hand.reviewer and own.get(r.criterion) == r.own}
        if hand.rest_agreed != submission and not said.issuperset(own):
            raise Refused("review_rest_open")
        now = parts.now()
        done = replace(hand, finished_at=now, begun_at=hand.begun_at or now, submission=submission)
        after = with_agreement(review.with_hand(done), mine, own)
        parts.commit(
            parts.reviews.saved(replace(after, version=review.version + 1)),
            recorded(parts, seat.member, ref, "review.finished"),
        )
        count_when_old(parts, seat.cycle)

    again(attempt)


def take_up_again(parts: Parts, member: StaffMember, ref: str) -> None:
    """To change something after all. Raises Refused once a second reviewer has finished too."""

    def attempt() -> None:
        seat = sit_at_review(parts, member, ref)
        if seat.review is None or seat.hand is None:
            raise NotAllowed
        if seat.hand.finished_at is None:
            return
        if seat.review.both_finished:
            raise Refused("review_both_finished")
        reopened = replace(seat.hand, finished_at=None)
        parts.commit(
            _saved(parts, seat.review, reopened), recorded(parts, member, ref, "review.taken_up_again")
        )

    again(attempt)


def written(
    parts: Parts, seat: ReviewSeat, criterion: str, said: Said, reviewer: str = SETTLED
) -> CriterionReview:
    """What is to be saved. Raises NotFound for a question that is not asked there, Invalid, Refused."""
    framework = parts.framework(seat.return_.framework)
    own = own_ratings(framework, newest_content(parts, seat.return_) or {"standards": []})
    if criterion not in own:
        raise NotFound
    _refuse_another_copy(seat, said.submission)
    _refuse_problems(framework, own[criterion], said)
    return CriterionReview(
        criterion=criterion,
        reviewer=reviewer,
        rating=_order(framework, said.rating),
        own=own[criterion],
        submission=said.submission,
        reason=said.reason.strip(),
        note=said.note.strip(),
        themes=tuple(t for t in said.themes if t in parts.reviews.themes(seat.member.partnership_id).names),
        good_practice=said.good_practice,
        consent=said.consent if said.good_practice and said.consent in CONSENTS else "",
        saved_as=seat.member.name,
        saved_at=parts.now(),
        version=said.version + 1,
    )


def commit_written(parts: Parts, seat: ReviewSeat, made: CriterionReview, *also: Writes) -> None:
    """Raises Outdated with what stands there. Saving the same twice is fine."""
    ref, partnership = seat.return_.ref, seat.member.partnership_id
    event = recorded(parts, seat.member, ref, "review.saved", about=made.criterion)
    try:
        parts.commit(parts.reviews.criterion_saved(partnership, ref, made), *also, event)
    except Conflict as conflict:
        if conflict.kind != "REVIEW":
            raise
        if not _same(conflict.current, made):
            raise Outdated(conflict.current) from conflict


def with_agreement(review: ReturnReview, every: list[CriterionReview], own: dict[str, int]) -> ReturnReview:
    """With how far the two agree, once both have finished. What was settled before stays settled."""
    if not review.both_finished or review.first is None or review.second is None:
        return review
    first, second = ratings_of(review.first, every, own), ratings_of(review.second, every, own)
    settled = {r.criterion for r in every if r.reviewer == SETTLED and own.get(r.criterion) == r.own}
    left = tuple(c for c in differing(first, second) if c not in settled)
    return replace(review, agreement=compare(first, second), to_settle=left)


def recorded(parts: Parts, member: StaffMember, ref: str, what: str, /, **details: str) -> Writes:
    """On a trail of the partnership's own: another one that has the same return sees nothing of it."""
    subject = f"PARTNERSHIP#{member.partnership_id}"
    event = Event(
        subject=subject, at=parts.now(), actor=member.id, what=what, details={"ref": ref, **details}
    )
    return parts.trail.recorded(event)


def _saved(parts: Parts, review: ReturnReview, hand: Assignment) -> Writes:
    return parts.reviews.saved(replace(review.with_hand(hand), version=review.version + 1))


def _refuse_another_copy(seat: ReviewSeat, submission: int) -> None:
    if submission != seat.return_.submissions:
        raise Refused("review_copy_changed")


def _refuse_problems(framework: Framework, own: int, said: Said) -> None:
    known = {NOT_APPLICABLE, *(level.id for level in framework.scale.levels)}
    checks: list[tuple[str, str, Callable[[], bool]]] = [
        ("rating", "review_rating_needed", lambda: said.rating not in known),
        (
            "reason",
            "review_reason_needed",
            lambda: (
                said.rating in known and _order(framework, said.rating) != own and not said.reason.strip()
            ),
        ),
        ("reason", "review_reason_long", lambda: len(said.reason) > REASON_LIMIT),
        ("note", "review_note_long", lambda: len(said.note) > NOTE_LIMIT),
    ]
    problems: dict[str, str] = {}
    for field, code, wrong in checks:
        if wrong():
            problems[field] = code
    if problems:
        raise Invalid(problems, limit=f"{REASON_LIMIT:,}")


def _order(framework: Framework, rating: str) -> int:
    return RATED_NOT_APPLICABLE if rating == NOT_APPLICABLE else framework.scale.level(rating).order


def _same(stands: CriterionReview | None, made: CriterionReview) -> bool:
    return stands is not None and replace(stands, version=0, saved_at=None) == replace(
        made, version=0, saved_at=None
    )
