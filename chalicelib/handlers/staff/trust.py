"""How far a cycle's self-ratings can be trusted: in plain English first, figures second."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.published_shares import published, published_range
from chalicelib.domain.verified import ENOUGH, ENOUGH_FOR_COEFFICIENTS, FEW, Found
from chalicelib.handlers.staff.frame import cycle_of, sector_names
from chalicelib.handlers.web import Request, page
from chalicelib.services.trusting import standing_of

FOUND = {
    Found.CONFIRMED: "Confirmed",
    Found.LOWER: "Visitors lower",
    Found.MUCH_LOWER: "Lower by two or more",
    Found.HIGHER: "Visitors higher",
}


def trust(request: Request, cycle: str) -> Response:
    found = cycle_of(request, cycle)
    framework = parts().framework(found.framework)
    return page(
        request,
        "pages/staff/trust.html",
        cycle=found,
        standing=standing_of(parts(), found),
        words=FOUND,
        standards={s.number: s.title for s in framework.standards},
        levels=[level.label for level in framework.scale.levels],
        names=sector_names(),
        few=FEW,
        enough=ENOUGH,
        enough_for_coefficients=ENOUGH_FOR_COEFFICIENTS,
        published=published,
        published_range=published_range,
    )
