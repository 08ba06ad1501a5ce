"""Every return of a cycle as JSON (docs/schemas/export-1.json)."""

from collections.abc import Callable
from typing import Any

from chalicelib.domain.cycles import Cycle, Header
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.sharing import sight_of, what_partnership_sees
from chalicelib.domain.submissions import Submission
from chalicelib.services.drafting import draft
from chalicelib.services.ports import Parts, Whole

SCHEMA = "compact-audit/export/1"


def export_cycle(
    parts: Parts, cycle: Cycle, seen: Callable[[Header], None] = lambda _: None
) -> dict[str, Any]:
    """The whole export. `seen` is called for each return, to show progress."""
    return {
        "schema": SCHEMA,
        "cycle": {"id": cycle.id, "name": cycle.name, "framework": cycle.framework},
        "made_at": parts.now().isoformat(timespec="seconds"),
        "returns": [_counted(parts, header, seen) for header in parts.returns.headers(cycle.id)],
    }


def _counted(parts: Parts, header: Header, seen: Callable[[Header], None]) -> dict[str, Any]:
    seen(header)
    whole = parts.returns.whole(header.ref)
    return {
        "organisation_id": header.organisation_id,
        "status": header.status.value,
        "current": _current(parts, whole) if whole else None,
        "submissions": [_submission(s) for s in whole.submissions] if whole else [],
    }


def _current(parts: Parts, whole: Whole) -> dict[str, Any]:
    """What the return says now, submitted or not, as far as the partnership may read it."""
    around, copy = draft(parts, parts.framework(whole.return_.framework), whole)
    submitted = whole.return_.status is ReturnStatus.SUBMITTED
    return what_partnership_sees(copy, sight_of(around.cycle, whole.return_), submitted=submitted)


def _submission(submission: Submission) -> dict[str, Any]:
    return {
        "number": submission.number,
        "sha256": submission.sha256,
        "submitted_at": submission.submitted_at.isoformat(),
        "approved_by": submission.approved_by,
        "key": submission.key,
    }
