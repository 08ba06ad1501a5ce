"""Evidence: an item an organisation adds once and uses for many criteria."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class EvidenceKind(StrEnum):
    """A web address, or a title with where to find it, is as good as a file.

    GIVEN is an answer that somebody else has had already: the ICB, CQC, Ofsted or another body.
    """

    FILE = "file"
    LINK = "link"
    LOCATION = "location"
    GIVEN = "given"


class EvidenceState(StrEnum):
    """A file is `expected` until it has arrived and been checked; `removed` items keep what was pinned."""

    EXPECTED = "expected"
    READY = "ready"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A stored file. `version_id` and `sha256` pin exactly what was submitted; `size` is in bytes."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str
    version_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`where` is the web address, or in words where to find it; empty for a file.

    `partnership_id` is the partnership it was added for. Another one that also asks this organisation names
    its own leads, and they see none of it. `added_by` is a name, `person` the id of whose link was used.
    `owner` is who keeps it, `given_to` and `given_on` say who has had an answer already, and when.
    `cycle_id` and `cycle_name` are of the cycle that it was first added in; "" where nobody noted that.
    """

    id: str
    organisation_id: str
    partnership_id: str = ""
    kind: EvidenceKind
    title: str
    where: str = ""
    file: EvidenceFile | None = None
    state: EvidenceState = EvidenceState.READY
    added_at: datetime | None = None
    added_by: str = ""
    person: str = ""
    owner: str = ""
    approved_on: date | None = None
    review_by: date | None = None
    given_to: str = ""
    given_on: date | None = None
    cycle_id: str = ""
    cycle_name: str = ""


class Review(StrEnum):
    """What there is to say about an item's review date."""

    PAST = "past"
    BEFORE_DUE = "before_due"


def review(item: Evidence, *, today: date, due_on: date) -> Review | None:
    """Whether its review date has passed, or passes before the return is due. On the day itself it holds."""
    if item.review_by is None:
        return None
    if item.review_by < today:
        return Review.PAST
    return Review.BEFORE_DUE if item.review_by < due_on else None


def reviews(items: Iterable[Evidence], *, today: date, due_on: date) -> dict[str, Review]:
    """The id of each item of which there is something to say."""
    found = ((item.id, review(item, today=today, due_on=due_on)) for item in items)
    return {item_id: said for item_id, said in found if said}
