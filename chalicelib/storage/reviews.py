"""Reviews: where each stands, and what was written about each answer."""

from collections.abc import Collection, Iterator

from chalicelib.domain.reviews import CriterionReview, ReturnReview
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
