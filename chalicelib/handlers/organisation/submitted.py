"""After submission: the reference, and what happens next."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.returns import ReturnStatus
from chalicelib.handlers.organisation.frame import home_of, show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.submitting import informed, latest_submission


def submitted(request: Request, ref: str) -> Response:
    """For everybody who may read it all."""
    seat = sit_down(parts(), ref, request.token)
    if seat.return_.status is not ReturnStatus.SUBMITTED:
        return redirect(f"/r/{ref}{home_of(seat.person) or '/check'}")
    around = look_around(parts(), seat)
    return show(
        request,
        "submitted.html",
        seat,
        around,
        submission=latest_submission(parts(), ref),
        cycle=around.cycle,
        people=[person.name for person in informed(seat.return_)],
    )
