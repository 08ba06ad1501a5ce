"""After submission: the reference, and what happens next."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.returns import Part, ReturnStatus
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.submitting import latest_submission


def submitted(request: Request, ref: str) -> Response:
    """For the approver and for the lead alike."""
    seat = sit_down(parts(), ref, request.token)
    if seat.return_.status is not ReturnStatus.SUBMITTED:
        return redirect(f"/r/{ref}/approve" if seat.person.part is Part.APPROVER else f"/r/{ref}/check")
    around = look_around(parts(), seat)
    return show(
        request,
        "submitted.html",
        seat,
        around,
        submission=latest_submission(parts(), ref),
        cycle=around.cycle,
        people=[person.name for person in seat.return_.people.values()],
    )
