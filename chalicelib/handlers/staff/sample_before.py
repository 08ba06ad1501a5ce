"""What staff state before a draw: facts from outside, and organisations that are to be visited."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import Invalid
from chalicelib.domain.sample_files import FACTS
from chalicelib.domain.sampling import Fact
from chalicelib.handlers.staff.frame import cycle_of, partnership_id, seat
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import sample_stating

MOST_FOUND = 20


def before(request: Request, cycle: str) -> Response:
    return _page(request, cycle_of(request, cycle), request.query.get("organisation"))


def state(request: Request, cycle: str) -> Response:
    found, actor = cycle_of(request, cycle), seat(request).member.id
    organisation = request.form.get("_organisation")
    if request.form.get("_take_back"):
        sample_stating.unstate(parts(), found, organisation, actor)
        return redirect(f"/staff/cycles/{cycle}/sample/before")
    facts = [Fact(fact) for fact in request.form.getlist("facts") if fact in set(Fact)]
    try:
        sample_stating.state(parts(), found, organisation, facts, request.form.get("named"), actor)
    except Invalid as invalid:
        return _page(request, found, organisation, errors=invalid.messages())
    return redirect(f"/staff/cycles/{cycle}/sample/before")


def _page(
    request: Request, cycle: Cycle, organisation: str, errors: dict[str, str] | None = None
) -> Response:
    words = request.query.get("q")
    found = sample_stating.found_by_name(parts(), cycle, words, MOST_FOUND) if words else []
    staff = parts().organisations.staff(partnership_id(request))
    return page(
        request,
        "pages/staff/sample_before.html",
        status=400 if errors else 200,
        cycle=cycle,
        stated=parts().verification.stated(cycle.id),
        facts=FACTS,
        q=words,
        found=found,
        chosen=sample_stating.in_cycle(parts(), cycle, organisation) if organisation else None,
        values=request.form,
        names={member.id: member.name for member in staff},
        errors=errors,
    )
