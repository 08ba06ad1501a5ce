"""What reviewers write, and where the review of each return stands."""

from collections.abc import Collection, Iterator
from typing import Protocol

from chalicelib.domain.challenges import Challenge
from chalicelib.domain.cycles import Header
from chalicelib.domain.interests import Interests
from chalicelib.domain.reviews import CriterionReview, ReturnReview
from chalicelib.domain.sector_counts import SectorCounts
from chalicelib.domain.themes import Themes
from chalicelib.services.ports.commits import Writes


class Reviews(Protocol):
    """Every one of these belongs to one partnership, and stands under a key that contains it."""

    def get(self, partnership_id: str, cycle_id: str, ref: str) -> ReturnReview | None: ...

    def of_cycle(self, partnership_id: str, cycle_id: str) -> Iterator[ReturnReview]:
        """One small item a return that has been given to somebody."""
        ...

    def headers_of(self, reviews: Collection[ReturnReview]) -> dict[str, Header]:
        """Reference → header, in one batch."""
        ...

    def saved(self, review: ReturnReview) -> Writes:
        """`review.version` is the new one; refuses (kind "REVIEWING") unless the stored one is one less."""
        ...

    def unmoved(self, review: ReturnReview) -> Writes:
        """Changes nothing; refuses (kind "REVIEWING") when the review has changed since it was read."""
        ...

    def written(self, partnership_id: str, ref: str, reviewer: str = "") -> list[CriterionReview]:
        """What was written about a return's answers, by everybody or by one reviewer."""
        ...

    def about(
        self, partnership_id: str, criterion: str, places: Collection[tuple[str, str]]
    ) -> dict[str, CriterionReview]:
        """Reference → what was written there about one criterion; `places` are (reference, reviewer)."""
        ...

    def criterion_saved(self, partnership_id: str, ref: str, review: CriterionReview) -> Writes:
        """As `saved`, kind "REVIEW"."""
        ...

    def interests(self, partnership_id: str) -> list[Interests]:
        """Of everybody who has any."""
        ...

    def interests_of(self, partnership_id: str, reviewer: str) -> Interests: ...

    def interests_saved(self, partnership_id: str, interests: Interests) -> Writes:
        """As `saved`, kind "INTERESTS"."""
        ...

    def themes(self, partnership_id: str) -> Themes: ...

    def themes_saved(self, partnership_id: str, themes: Themes) -> Writes:
        """As `saved`, kind "THEMES"."""
        ...

    def challenges(self, partnership_id: str, ref: str) -> list[Challenge]:
        """Oldest first."""
        ...

    def challenge_saved(self, partnership_id: str, ref: str, challenge: Challenge) -> Writes:
        """As `saved`, kind "CHALLENGE"."""
        ...

    def figures(
        self, partnership_id: str, cycle_id: str, wanted: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], SectorCounts]:
        """(sector, framework) → its figures as they were last counted, in one batch."""
        ...

    def figures_saved(self, partnership_id: str, cycle_id: str, figures: SectorCounts) -> Writes: ...
