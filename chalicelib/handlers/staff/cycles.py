"""A partnership's cycles, and how far each one is."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.times import london_day
from chalicelib.handlers.staff.frame import cycle_of, partnership_id, sector_names
from chalicelib.handlers.staff.list_words import NEEDS, days_left
from chalicelib.handlers.staff.pictures import bar, lines
from chalicelib.handlers.staff.words import CYCLE_STATES, STAGES, when_due
from chalicelib.handlers.web import Request, page
from chalicelib.services.progress import standing


def every_cycle(request: Request) -> Response:
    found = parts().cycles.of_partnership(partnership_id(request))
    return page(request, "pages/staff/cycles.html", cycles=found, states=CYCLE_STATES)


def one_cycle(request: Request, cycle: str) -> Response:
    """Progress by sector, beside the cycle before, and which returns need somebody."""
    found, today = cycle_of(request, cycle), london_day(parts().now())
    stands, names = standing(parts(), found), sector_names()
    return page(
        request,
        "pages/staff/cycle.html",
        standing=stands,
        cycle=found,
        rows=[
            (sector, names.get(sector, sector), funnel, bar(funnel), days_left(stands.due.get(sector), today))
            for sector, funnel in stands.sectors.items()
        ],
        whole=bar(stands.whole),
        stages=STAGES,
        needs=[(need, words, stands.needs.get(need, 0)) for need, words in NEEDS.items()],
        trend=stands.trend,
        picture=lines(stands.trend) if stands.trend else None,
        state=CYCLE_STATES[found.status],
        due=when_due(found, today),
        at_once=found.opens_on < today,
    )
