"""What the partnership sees of a return, and what its people can choose to share as well."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.rights import Right
from chalicelib.domain.sharing import sight_of
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.sharing import may_take_back, share_notes


def sharing(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token)
    around, return_ = look_around(parts(), seat), seat.return_
    sight, back = sight_of(around.cycle, return_), may_take_back(return_)
    with_approver = return_.status is ReturnStatus.AWAITING_APPROVAL
    return show(
        request,
        "sharing.html",
        seat,
        around,
        questions=[c for c in seat.criteria() if c.id in sight.questions],
        chosen_at=return_.chosen_for_visit.get(around.partnership.id),
        may_choose=seat.may(Right.SHARE) and not with_approver and (back or not return_.shared_notes),
        may_take_back=back,
    )


def choose(request: Request, ref: str) -> Response:
    share_notes(parts(), ref, request.token, share=request.form.get("share") == "yes")
    return redirect(f"/r/{ref}/sharing")
