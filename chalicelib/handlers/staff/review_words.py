"""What staff read of reviews: exceptions, states, ratings."""

from collections import Counter
from collections.abc import Iterable

from chalicelib.domain.framework import DOES_NOT_APPLY, Framework
from chalicelib.domain.review_agreement import Agreement
from chalicelib.domain.review_exceptions import Exceptional, ExceptionKind
from chalicelib.domain.reviews import ReturnReview
from chalicelib.domain.times import count
from chalicelib.services.review_queue import Mine

EXCEPTIONS = {
    ExceptionKind.NO_ACTION: "Below the standard, with no action",
    ExceptionKind.FAR_BELOW: "Two levels or more below its sector",
    ExceptionKind.FAR_ABOVE: "Two levels or more above its sector",
    ExceptionKind.NOTHING_WRITTEN: "Nothing written",
    ExceptionKind.THIN: "Fewer than six words, and no evidence",
    ExceptionKind.UNCHANGED: "The same text as the last two times",
    ExceptionKind.ALL_AT_TOP: "Every rating is at the top",
}
CONSENTS = {
    "": "Not asked yet",
    "named": "Yes, with its name",
    "unnamed": "Yes, without its name",
    "no": "No",
}
_IN_SHORT = {
    ExceptionKind.NO_ACTION: "below the standard with no action",
    ExceptionKind.FAR_BELOW: "far below its sector",
    ExceptionKind.FAR_ABOVE: "far above its sector",
}


def in_short(exceptions: Iterable[Exceptional]) -> str:
    """Like "2 below the standard with no action, every rating at the top"; "" where nothing stands out."""
    counts = Counter(each.kind for each in exceptions)
    words = [f"{counts[kind]} {text}" for kind, text in _IN_SHORT.items() if counts[kind]]
    if counts[ExceptionKind.UNCHANGED]:
        words.append("texts unchanged")
    if counts[ExceptionKind.ALL_AT_TOP]:
        words.append("every rating at the top")
    found = ", ".join(words)
    return found[:1].upper() + found[1:]


def state_of(mine: Mine) -> str:
    """Where a return in somebody's hands is."""
    if not mine.header.is_in:
        return "With the organisation"
    if mine.came_again and mine.to_read:
        return "Came in again"
    if mine.hand.finished_at:
        return "Finished"
    return "Begun" if mine.hand.begun_at else "To read"


def standing_of(review: ReturnReview) -> str:
    """Where a review is, for whoever looks after them all."""
    if review.first is None:
        return "Nobody has it"
    if review.to_settle:
        return f"{count(len(review.to_settle), 'difference')} to settle"
    if review.is_finished:
        return "Finished"
    begun = [hand for hand in (review.first, review.second) if hand and hand.begun_at]
    return "Begun" if begun else "Not begun"


def rating_words(framework: Framework, order: int | None) -> str:
    """A rating as people read it."""
    if order == 0:
        return DOES_NOT_APPLY
    return next((level.label for level in framework.scale.levels if level.order == order), "No rating")


def agreement_words(found: Agreement) -> tuple[str, ...]:
    """How far two agree, in sentences."""
    if not found.answers:
        return ("No return has been read by two people to the end yet.",)
    lines = [
        f"Two people rated {count(found.answers, 'answer')}. They gave the same rating to {found.same}, "
        f"which is {found.share_same}%.",
        f"They were one level apart on {found.by_one}, and two or more on {found.by_two_or_more}.",
    ]
    if found.one_said_not_applicable:
        lines.append(f"On {found.one_said_not_applicable}, one of them said that it does not apply.")
    return tuple(lines)
