"""Staff give one organisation more time."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid
from chalicelib.handlers.staff.frame import partnership_id, read_date, seat
from chalicelib.handlers.staff.organisations import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services.extending import give_longer
from chalicelib.services.telephone import return_of


def give(request: Request, organisation: str) -> Response:
    """`_field` is the name of the date, of which a page has one for each return."""
    ref, whose = request.form.get("_ref"), partnership_id(request)
    return_of(parts(), whose, organisation, ref)
    typed = request.form.first()
    day = read_date(typed, typed.get("_field", "due_on"))
    try:
        give_longer(parts(), whose, ref, day, seat(request).member.id)
    except Invalid as invalid:
        return show(
            request, organisation, status=400, errors=invalid.messages(), giving=ref, typed=_typed(typed)
        )
    return redirect(f"/staff/organisations/{organisation}?done=due")


def _typed(form: dict[str, str]) -> dict[str, str]:
    """The date under the name that the page with the problem uses."""
    field = form.get("_field", "due_on")
    return {f"due_on-{part}": form.get(f"{field}-{part}", "") for part in ("day", "month", "year")}
