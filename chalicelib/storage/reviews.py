"""Reviews: where each stands, and what was written about each answer."""

from collections.abc import Collection, Iterator

from chalicelib.domain.challenges import Challenge
from chalicelib.domain.cycles import Header
from chalicelib.domain.interests import Interests
from chalicelib.domain.reviews import CriterionReview, ReturnReview
from chalicelib.domain.sector_counts import SectorCounts
from chalicelib.domain.themes import Themes
from chalicelib.storage import keys
from chalicelib.storage.codec import decode, encode
from chalicelib.storage.table import Check, Equals, Put, Table, Write, at_version


class ReviewStore:
    """Keeps `services.ports.Reviews`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, partnership_id: str, cycle_id: str, ref: str) -> ReturnReview | None:
        item = self._table.get(keys.reviewing(partnership_id, cycle_id, ref))
        return decode(ReturnReview, item) if item else None

    def of_cycle(self, partnership_id: str, cycle_id: str) -> Iterator[ReturnReview]:
        first = keys.reviewing(partnership_id, cycle_id, "")
        for item in self._table.query(first.pk, first.sk):
            yield decode(ReturnReview, item)

    def headers_of(self, reviews: Collection[ReturnReview]) -> dict[str, Header]:
        wanted = [keys.header(r.cycle_id, r.organisation_id, r.number) for r in reviews]
        found = self._table.batch_get(wanted) if wanted else {}
        headers = [decode(Header, item) for item in found.values()]
        return {header.ref: header for header in headers}

    def saved(self, review: ReturnReview) -> list[Write]:
        key = keys.reviewing(review.partnership_id, review.cycle_id, review.ref)
        return [Put(encode(review, key), at_version(review.version - 1))]

    def unmoved(self, review: ReturnReview) -> list[Write]:
        key = keys.reviewing(review.partnership_id, review.cycle_id, review.ref)
        return [Check(key, Equals("version", review.version))]

    def written(self, partnership_id: str, ref: str, reviewer: str = "") -> list[CriterionReview]:
        prefix = f"REVIEW#{reviewer}#" if reviewer else "REVIEW#"
        items = self._table.query(keys.of_partnership(ref, partnership_id), prefix)
        return [decode(CriterionReview, item) for item in items]

    def about(
        self, partnership_id: str, criterion: str, places: Collection[tuple[str, str]]
    ) -> dict[str, CriterionReview]:
        wanted = {keys.review(ref, partnership_id, who, criterion): ref for ref, who in places}
        found = self._table.batch_get(list(wanted)) if wanted else {}
        return {wanted[key]: decode(CriterionReview, item) for key, item in found.items()}

    def criterion_saved(self, partnership_id: str, ref: str, review: CriterionReview) -> list[Write]:
        key = keys.review(ref, partnership_id, review.reviewer, review.criterion)
        return [Put(encode(review, key), at_version(review.version - 1))]

    def interests(self, partnership_id: str) -> list[Interests]:
        items = self._table.query(keys.partnership(partnership_id).pk, "INTERESTS#")
        return [decode(Interests, item) for item in items]

    def interests_of(self, partnership_id: str, reviewer: str) -> Interests:
        item = self._table.get(keys.interests(partnership_id, reviewer))
        return decode(Interests, item) if item else Interests(reviewer=reviewer)

    def interests_saved(self, partnership_id: str, interests: Interests) -> list[Write]:
        key = keys.interests(partnership_id, interests.reviewer)
        return [Put(encode(interests, key), at_version(interests.version - 1))]

    def themes(self, partnership_id: str) -> Themes:
        item = self._table.get(keys.themes(partnership_id))
        return decode(Themes, item) if item else Themes()

    def themes_saved(self, partnership_id: str, themes: Themes) -> list[Write]:
        return [Put(encode(themes, keys.themes(partnership_id)), at_version(themes.version - 1))]

    def challenges(self, partnership_id: str, ref: str) -> list[Challenge]:
        items = self._table.query(keys.of_partnership(ref, partnership_id), "CHALLENGE#")
        return [decode(Challenge, item) for item in items]

    def challenge_saved(self, partnership_id: str, ref: str, challenge: Challenge) -> list[Write]:
        key = keys.challenge(ref, partnership_id, challenge.id)
        return [Put(encode(challenge, key), at_version(challenge.version - 1))]

    def figures(
        self, partnership_id: str, cycle_id: str, wanted: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], SectorCounts]:
        places = {keys.sector_counts(partnership_id, cycle_id, *place): place for place in wanted}
        found = self._table.batch_get(list(places)) if places else {}
        return {places[key]: decode(SectorCounts, item) for key, item in found.items()}

    def figures_saved(self, partnership_id: str, cycle_id: str, figures: SectorCounts) -> list[Write]:
        key = keys.sector_counts(partnership_id, cycle_id, figures.sector, figures.framework)
        return [Put(encode(figures, key))]
