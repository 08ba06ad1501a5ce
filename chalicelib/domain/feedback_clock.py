"""How long organisations wait for an answer: days since they submitted, told by headers alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from chalicelib.domain.cycles import Cycle, Header
from chalicelib.domain.feedback_marks import Depth, read_header
from chalicelib.domain.times import london_day

AUTOMATIC_WITHIN = timedelta(days=1)  # of the closing, or of a return that comes later
READ_WITHIN = timedelta(days=42)  # the same, for somebody to have read it


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One return that no person has answered. `automatic_on` is when it was answered without one."""

    header: Header
    submitted_on: date
    days: int
    late: bool
    automatic_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackClock:
    """One cycle's. `waiting` are those without any feedback or with an automatic one, the longest first.

    `took` is how many days those waited who have been answered by a person.
    """

    cycle: Cycle
    waiting: tuple[Waiting, ...]
    took: tuple[int, ...]

    @property
    def unanswered(self) -> int:
        """How many have nothing at all."""
        return sum(1 for each in self.waiting if each.automatic_on is None)

    @property
    def automatic_only(self) -> int:
        return len(self.waiting) - self.unanswered

    @property
    def late(self) -> int:
        return sum(1 for each in self.waiting if each.late)

    @property
    def longest(self) -> int:
        """In days, of those who wait; 0 when nobody does."""
        return max((each.days for each in self.waiting), default=0)

    @property
    def median(self) -> int:
        """In whole days, of those who wait."""
        return round(median(each.days for each in self.waiting)) if self.waiting else 0

    @property
    def median_taken(self) -> int | None:
        """Of those who have been answered by a person; None when nobody has."""
        return round(median(self.took)) if self.took else None


def feedback_clock(cycle: Cycle, headers: Iterable[Header], today: date) -> FeedbackClock:
    """Needs of the headers `submitted_at` and `feedback`."""
    waiting, took = [], []
    for header in headers:
        if not header.is_in or header.submitted_at is None:
            continue
        submitted = london_day(header.submitted_at)
        found = read_header(header.feedback)
        if found and found[0] is not Depth.AUTOMATIC:
            took.append(max((found[1] - submitted).days, 0))
            continue
        automatic_on = found[1] if found else None
        waiting.append(
            Waiting(
                header=header,
                submitted_on=submitted,
                days=(today - submitted).days,
                late=is_late(cycle, submitted, automatic_on, today),
                automatic_on=automatic_on,
            )
        )
    waiting.sort(key=lambda w: (-w.days, w.header.organisation_name.casefold(), w.header.ref))
    return FeedbackClock(cycle=cycle, waiting=tuple(waiting), took=tuple(took))


def is_late(cycle: Cycle, submitted: date, automatic_on: date | None, today: date) -> bool:
    """Nothing at all the day after the next, or nobody has read it six weeks on.

    Both count from the closing, when everybody's are in, or from a later submission.
    """
    since = max(cycle.closes_on, submitted)
    allowed = READ_WITHIN if automatic_on else AUTOMATIC_WITHIN
    return today > since + allowed
