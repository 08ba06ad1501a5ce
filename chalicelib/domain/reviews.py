"""What a partnership's reviewers make of a return: who reads it, each rating as they see it, and what counts.

A reviewer writes about single answers and agrees with the rest at one stroke: whatever they did not write
about then stands as the organisation rated it. Two reviewers may read the same return without seeing each
other; a coordinator settles where they differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.review_agreement import Agreement

SETTLED = "=settled"
"""The `reviewer` under which a coordinator's word on two that differ is kept: no id of staff holds a "="."""

CONSENTS = ("", "named", "unnamed", "no")
"""What an organisation says to sharing its good practice: not asked yet, with its name, without, or no."""

REASON_LIMIT = 2_000
NOTE_LIMIT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionReview:
    """What one reviewer says of one answer.

    `rating` is theirs and `own` the organisation's as it was read then, both as in `Return.ratings`.
    `submission` is the number of the copy that was read. `reason` says why the two differ: the organisation
    reads it with its feedback. `note` stays in the partnership. `themes` are ids of the partnership's list.
    `good_practice` by itself shares nothing: `consent` is what the organisation said to that (CONSENTS).
    `saved_as` is the name of whoever wrote it.
    """

    criterion: str
    reviewer: str
    rating: int
    own: int
    submission: int = 1
    reason: str = ""
    note: str = ""
    themes: tuple[str, ...] = ()
    good_practice: bool = False
    consent: str = ""
    saved_as: str = ""
    saved_at: datetime | None = None
    version: int = 0

    @property
    def may_be_shared(self) -> bool:
        """Whether others may read of it as good practice."""
        return self.good_practice and self.consent in ("named", "unnamed")

    @property
    def agrees(self) -> bool:
        """Whether it leaves the organisation's rating as it is."""
        return self.rating == self.own


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A return in one reviewer's hands.

    `rest_agreed` is the number of the copy whose other ratings they agreed with (0: not yet), `submission`
    that of the copy that they finished with. `finished_at` goes again when they take it up once more.
    """

    reviewer: str
    assigned_at: datetime
    assigned_by: str = ""
    begun_at: datetime | None = None
    finished_at: datetime | None = None
    rest_agreed: int = 0
    submission: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReview:
    """Where the review of one return stands, for one partnership. One small item a return: queues read it.

    `first` is the reviewer whose word the organisation gets, `second` a blind second one.
    `earlier` had it before and left: what they wrote counts until a reviewer writes about the same answer.
    `set_aside` had it before an interest was known: what they wrote stays, and does not count.
    `agreement` is how far the two agreed when both had finished, `to_settle` the criteria where a coordinator
    still has the last word.
    """

    ref: str
    partnership_id: str
    cycle_id: str
    organisation_id: str
    organisation_name: str
    sector: str
    number: int = 1
    minutes: int = 0
    first: Assignment | None = None
    second: Assignment | None = None
    earlier: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    agreement: Agreement | None = None
    to_settle: tuple[str, ...] = ()
    open_challenges: int = 0
    version: int = 0

    @property
    def is_finished(self) -> bool:
        """Everybody who reads it has finished, and nothing is left to settle."""
        hands = [hand for hand in (self.first, self.second) if hand is not None]
        return bool(hands) and all(hand.finished_at for hand in hands) and not self.to_settle

    @property
    def both_finished(self) -> bool:
        """Only then may the two see each other's ratings."""
        return all(hand is not None and hand.finished_at for hand in (self.first, self.second))

    def hand_of(self, reviewer: str) -> Assignment | None:
        """What this reviewer holds of it; None when it is not theirs."""
        return next((hand for hand in (self.first, self.second) if hand and hand.reviewer == reviewer), None)

    def with_hand(self, hand: Assignment) -> "ReturnReview":
        """The same with this reviewer's part as it is now. Raises LookupError when it is not theirs."""
        if self.first is not None and self.first.reviewer == hand.reviewer:
            return replace(self, first=hand)
        if self.second is not None and self.second.reviewer == hand.reviewer:
            return replace(self, second=hand)
        raise LookupError(hand.reviewer)

    def is_to_read(self, hand: Assignment, submitted_at: datetime | None) -> bool:
        """Whether something is left for them: a copy that came in after they finished is."""
        if submitted_at is None:
            return False
        return hand.finished_at is None or submitted_at > hand.finished_at


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands of one answer. `rating` is None while nobody has decided; `review` is None where a reviewer
    agreed with the rest.
    """

    criterion: str
    own: int
    rating: int | None = None
    review: CriterionReview | None = None

    @property
    def changed(self) -> bool:
        """Whether the organisation is told another rating than its own."""
        return self.rating is not None and self.rating != self.own


def outcomes(
    review: ReturnReview, written: Iterable[CriterionReview], own: Mapping[str, int]
) -> dict[str, Outcome]:
    """By criterion, what the organisation gets: a coordinator's word, then the first reviewer's, then that
    of whoever had the return before and left. `own` are the ratings of the organisation.

    What was said of a rating that the organisation has changed since, after a question, no longer counts.
    """
    by_reviewer = _by_reviewer(written)
    hand = review.first
    word = [SETTLED, *([hand.reviewer] if hand else []), *reversed(review.earlier)]
    agreed = hand is not None and hand.rest_agreed > 0
    found = {}
    for criterion, rating in own.items():
        said = next((r for w in word if (r := by_reviewer.get((w, criterion))) and r.own == rating), None)
        stands = said.rating if said else rating if agreed else None
        found[criterion] = Outcome(criterion, rating, stands, said)
    return found


def ratings_of(
    hand: Assignment, written: Iterable[CriterionReview], own: Mapping[str, int]
) -> dict[str, int]:
    """Every rating as one reviewer sees it, as far as they have said: theirs alone, whatever counts."""
    by_reviewer = _by_reviewer(written)
    found = {}
    for criterion, rating in own.items():
        said = by_reviewer.get((hand.reviewer, criterion))
        if said is not None:
            found[criterion] = said.rating
        elif hand.rest_agreed:
            found[criterion] = rating
    return found


def _by_reviewer(written: Iterable[CriterionReview]) -> dict[tuple[str, str], CriterionReview]:
    return {(review.reviewer, review.criterion): review for review in written}
