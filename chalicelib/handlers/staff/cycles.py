"""A partnership's cycles, and how far each one is."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.funnel import Stage, last_seen
from chalicelib.domain.times import london_day
from chalicelib.handlers.staff.frame import cycle_of, partnership_id, sector_names
from chalicelib.handlers.staff.words import CYCLE_STATES, STAGES, when_due
from chalicelib.handlers.web import Request, page
from chalicelib.services.progress import returns_at, standing


def every_cycle(request: Request) -> Response:
    found = parts().cycles.of_partnership(partnership_id(request))
    return page(request, "pages/staff/cycles.html", cycles=found, states=CYCLE_STATES)


def one_cycle(request: Request, cycle: str) -> Response:
    """Progress by sector."""
    found, today = cycle_of(request, cycle), london_day(parts().now())
    return page(
        request,
        "pages/staff/cycle.html",
        standing=standing(parts(), found),
        cycle=found,
        sectors=sector_names(),
        stages=STAGES,
        state=CYCLE_STATES[found.status],
        due=when_due(found, today),
        at_once=found.opens_on < today,
    )


def returns(request: Request, cycle: str) -> Response:
    """The list behind each figure."""
    found = cycle_of(request, cycle)
    stage = Stage(wanted) if (wanted := request.query.get("state")) in set(Stage) else None
    names = sector_names()
    sector = wanted if (wanted := request.query.get("sector")) in names else ""
    headers = returns_at(parts(), found, stage, sector)
    return page(
        request,
        "pages/staff/returns.html",
        cycle=found,
        rows=[(header, last_seen(header)) for header in headers],
        stage=stage,
        stages=STAGES,
        sector=sector,
        sectors={name: names.get(name, name) for name in found.sectors},
        names=names,
    )
