"""The formal letter about one return: whether there can be one, to whom, and those that were made."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.letters import is_stale, refuse_letter
from chalicelib.domain.organisations import ContactState, Role
from chalicelib.domain.times import london_day
from chalicelib.handlers.staff.frame import partnership_id, seat
from chalicelib.handlers.web import Request, leave_for, page, redirect
from chalicelib.services.letters import Late, LetterForm, ask_for_letter, late_return, letter_url


def show(request: Request, ref: str) -> Response:
    late = late_return(parts(), partnership_id(request), ref)
    return _page(request, late, _usual(request, late))


def make(request: Request, ref: str) -> Response:
    typed = request.form
    form = LetterForm(
        once=typed.get("_once"), name=typed.get("name"), job=typed.get("job"), address=typed.get("address")
    )
    try:
        ask_for_letter(parts(), partnership_id(request), ref, form, seat(request).member.id)
    except Invalid as invalid:
        late = late_return(parts(), partnership_id(request), ref)
        return _page(request, late, typed.first(), status=400, errors=invalid.messages())
    except Refused:
        late = late_return(parts(), partnership_id(request), ref)
        return _page(request, late, typed.first(), status=409)
    return redirect(f"/staff/returns/{ref}/letter?done=made")


def download(request: Request, ref: str, letter: str) -> Response:
    return leave_for(letter_url(parts(), partnership_id(request), ref, letter))


def _usual(request: Request, late: Late) -> dict[str, str]:
    """Whoever is known to answer for the organisation, to be put right."""
    known = list(parts().organisations.contacts(partnership_id(request), late.header.organisation_id))
    usable = [contact for contact in known if contact.state is not ContactState.LEFT]
    for role in (Role.APPROVER, Role.CHAIR):
        for contact in usable:
            if contact.role is role:
                return {"name": contact.name, "job": ""}
    return {"name": "", "job": ""}


def _page(
    request: Request, late: Late, values: Mapping[str, str], *, status: int = 200, **more: Any
) -> Response:
    today, refused = london_day(parts().now()), ""
    try:
        refuse_letter(late.partnership, late.cycle, late.header, today)
    except Refused as refusal:
        refused = refusal.words
    return page(
        request,
        "pages/staff/letter.html",
        status=status,
        late=late,
        values=values,
        refused=refused,
        stale=is_stale(late.partnership, today),
        once=parts().new_id(),
        done=request.query.get("done") == "made",
        **more,
    )
