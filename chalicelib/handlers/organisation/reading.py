"""All of a return on one page, for a governor or trustee who reads it and comments."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.returns import Part
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.organisation.summary import at_a_glance
from chalicelib.handlers.web import Request
from chalicelib.services.desk import sit_down
from chalicelib.services.reading import read_on


def read_page(request: Request, ref: str) -> Response:
    """As it stands at this moment, whatever its status."""
    reading = read_on(parts(), sit_down(parts(), ref, request.token))
    comments = reading.whole.comments
    return show(
        request,
        "read.html",
        reading.seat,
        reading.around,
        lead=reading.whole.return_.person(Part.LEAD),
        copy=reading.copy,
        evidence=reading.evidence,
        own_comments=len(comments.by(reading.seat.person.id)),
        commented={c: len(comments.about(c)) for c in {comment.criterion for comment in comments.every}},
        cycle=reading.around.cycle,
        **at_a_glance(reading),
    )
