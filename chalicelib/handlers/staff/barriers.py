"""What is in organisations' way: a list for a cycle, and the same as a file."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.trail import Event
from chalicelib.handlers.staff.frame import cycle_of, seat, sector_names
from chalicelib.handlers.web import NO_STORE, Request, page
from chalicelib.services import barriers


def of_cycle(request: Request, cycle: str) -> Response:
    found = cycle_of(request, cycle)
    named = barriers.of_cycle(parts(), found)
    return page(
        request,
        "pages/staff/barriers.html",
        cycle=found,
        named=[(each, barriers.since(each.plan)) for each in named],
        organisations=len({each.header.organisation_id for each in named}),
        names=sector_names(),
    )


def download(request: Request, cycle: str) -> Response:
    """Asked for by a form, because it leaves a line on the trail."""
    found = cycle_of(request, cycle)
    named = barriers.of_cycle(parts(), found)
    event = Event(
        subject=f"CYCLE#{found.id}",
        at=parts().now(),
        actor=seat(request).member.id,
        what="barriers.downloaded",
        details={"number": str(len(named))},
    )
    parts().commit(parts().trail.recorded(event))
    headers: dict[str, Any] = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="barriers.csv"',
        "Cache-Control": NO_STORE,
    }
    return Response("\ufeff" + barriers.as_csv(named), headers)
