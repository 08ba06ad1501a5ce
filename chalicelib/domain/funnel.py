"""Where the returns of a cycle stand, told from their headers alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.cycles import Header
from chalicelib.domain.returns import ReturnStatus

HEADER_FIELDS = ("mail_state", "help_wanted", "opened_at", "sent_for_approval_at", "submitted_at")
"""What `stage_of`, `waits_long`, `help_asked` and `last_seen` read of a header, besides whose it is."""

LONG_WAIT = timedelta(days=7)


class Stage(StrEnum):
    """Each return is in exactly one. `UNREACHED`: not submitted, and our mail reaches nobody."""

    SUBMITTED = "submitted"
    AWAITING_APPROVAL = "awaiting_approval"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    UNREACHED = "unreached"


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many returns of one sector, or of all, are in each stage."""

    counts: Mapping[Stage, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def submitted_percent(self) -> int:
        """Rounded down, so that 100 means all of them."""
        return self.counts.get(Stage.SUBMITTED, 0) * 100 // self.total if self.total else 0


def stage_of(header: Header) -> Stage:
    """The stage that a return is counted in: one that is in stays so while questions about it are open."""
    if header.is_in:
        return Stage.SUBMITTED
    return Stage.UNREACHED if header.mail_state else Stage(header.status.value)


def funnels(headers: Iterable[Header], sectors: Sequence[str]) -> tuple[dict[str, Funnel], Funnel]:
    """One for each sector, in the order given, and one for the whole cycle."""
    counts: dict[str, Counter[Stage]] = {sector: Counter() for sector in sectors}
    for header in headers:
        counts.setdefault(header.sector, Counter())[stage_of(header)] += 1
    return {sector: Funnel(found) for sector, found in counts.items()}, Funnel(
        sum(counts.values(), Counter())
    )


def waits_long(header: Header, now: datetime) -> bool:
    """Whether its approver has had it for a week or more."""
    since = header.sent_for_approval_at
    waiting = header.status is ReturnStatus.AWAITING_APPROVAL
    return waiting and since is not None and now - since >= LONG_WAIT


def help_asked(header: Header) -> int:
    """With how many questions its people would like help."""
    return sum(header.help_wanted.values())


def last_seen(header: Header) -> datetime | None:
    """The last step that the organisation is known to have taken; None when its link was never opened."""
    steps = (header.opened_at, header.sent_for_approval_at, header.submitted_at)
    return max((step for step in steps if step is not None), default=None)
