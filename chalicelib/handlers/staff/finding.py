"""The search box of every staff page: an organisation while it is on the line."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.handlers.staff.frame import partnership_id, sector_names
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.finding import find


def look_up(request: Request) -> Response:
    """Straight to the organisation where there is only one."""
    wanted = request.query.get("find")
    found = find(parts(), partnership_id(request), wanted)
    if found.total == 1:
        return redirect(f"/staff/organisations/{found.hits[0].organisation.id}")
    return page(request, "pages/staff/find.html", found=found, wanted=wanted[:200], names=sector_names())
