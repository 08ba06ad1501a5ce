"""Who works on this return: who fills it in and with whom, who reads it, and who approves it."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.comments import Comments
from chalicelib.domain.errors import Invalid
from chalicelib.domain.people import PersonForm
from chalicelib.domain.progress import section_progress
from chalicelib.domain.returns import Part, Person
from chalicelib.domain.rights import Right
from chalicelib.handlers import cookies
from chalicelib.handlers.forms import Form
from chalicelib.handlers.organisation.frame import show, whole_number
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import colleagues
from chalicelib.services.desk import Seat, Surroundings, look_around, sit_down
from chalicelib.services.succession import hand_over


def people(request: Request, ref: str) -> Response:
    return _people(request, sit_down(parts(), ref, request.token))


def add_form(request: Request, ref: str) -> Response:
    seat = _sit(request, ref)
    wanted = request.query.get("part")
    return _person_form(request, seat, {"part": wanted}, (), new_id=colleagues.new_person_id(parts()))


def add(request: Request, ref: str) -> Response:
    form = request.form
    try:
        colleagues.add_person(parts(), ref, request.token, form.get("_id"), _typed(form))
    except Invalid as invalid:
        seat, errors = _sit(request, ref), invalid.messages()
        more = {"status": 400, "errors": errors, "new_id": form.get("_id")}
        return _person_form(request, seat, form.first(), _typed(form).standards, **more)
    return redirect(f"/r/{ref}/people")


def change_form(request: Request, ref: str, person: str) -> Response:
    seat = _sit(request, ref)
    if person == seat.person.id:
        return _own_form(request, seat, {"name": seat.person.name, "job": seat.person.job})
    found = colleagues.helper(seat, person)
    values = {"name": found.name, "job": found.job, "email": found.email, "part": found.part.value}
    return _person_form(request, seat, values, found.standards, found=found)


def change(request: Request, ref: str, person: str) -> Response:
    """The lead's own name and role, or everything about a colleague."""
    seat, form = _sit(request, ref), request.form
    try:
        if person == seat.person.id:
            colleagues.change_own_details(
                parts(), ref, request.token, name=form.get("name"), job=form.get("job")
            )
        else:
            colleagues.change_person(parts(), ref, request.token, person, _typed(form))
    except Invalid as invalid:
        more: dict[str, Any] = {"status": 400, "errors": invalid.messages()}
        if person == seat.person.id:
            return _own_form(request, seat, form.first(), **more)
        found = colleagues.helper(seat, person)
        return _person_form(request, seat, form.first(), _typed(form).standards, found=found, **more)
    return redirect(f"/r/{ref}/people")


def new_link(request: Request, ref: str, person: str) -> Response:
    """Says on the same page what became of it: there is nothing else to see."""
    sent = colleagues.send_link_again(parts(), ref, request.token, person)
    seat = _sit(request, ref)
    return _people(request, seat, link_to=seat.return_.people.get(person), sent=sent)


def remove_form(request: Request, ref: str, person: str) -> Response:
    seat = _sit(request, ref)
    found = colleagues.helper(seat, person)
    return show(request, "person_remove.html", seat, look_around(parts(), seat), found=found)


def remove(request: Request, ref: str, person: str) -> Response:
    colleagues.remove_person(parts(), ref, request.token, person)
    return redirect(f"/r/{ref}/people")


def hand_over_form(request: Request, ref: str) -> Response:
    return _hand_over_form(request, ref, {})


def hand_over_lead(request: Request, ref: str) -> Response:
    """Whoever keeps a link goes on with what is left to them; whoever leaves is signed out."""
    form = request.form
    stays = {"yes": True, "no": False}.get(form.get("stays"))
    name, email, job = (form.get(field) for field in ("name", "email", "job"))
    try:
        hand_over(parts(), ref, request.token, name=name, email=email, job=job, stays=stays)
    except Invalid as invalid:
        return _hand_over_form(request, ref, form.first(), status=400, errors=invalid.messages())
    forget = [] if stays else [cookies.removed(cookies.for_return(ref))]
    return redirect(f"/r/{ref}/handed-over", set_cookies=forget)


def handed_over(request: Request, ref: str) -> Response:
    """Says nothing about the return, so anybody may see it."""
    return page(request, "pages/organisation/handed_over.html", ref=ref)


def finish_part(request: Request, ref: str) -> Response:
    """Somebody says “I have finished my part”, or not after all."""
    colleagues.finish_part(parts(), ref, request.token, done=request.form.get("_done") == "yes")
    return redirect(f"/r/{ref}")


def _sit(request: Request, ref: str) -> Seat:
    return sit_down(parts(), ref, request.token, Right.PEOPLE)


def _people(request: Request, seat: Seat, **more: Any) -> Response:
    around = look_around(parts(), seat, with_comments=True, with_activity=True)
    return_ = seat.return_
    return show(
        request,
        "people.html",
        seat,
        around,
        lead=return_.person(Part.LEAD),
        contributors=[(p, _done(seat, p)) for p in return_.everybody(Part.CONTRIBUTOR)],
        readers=[(p, _comments_of(around, p)) for p in return_.everybody(Part.READER)],
        activity=around.activity,
        with_lead=seat.with_the_lead,
        **more,
    )


def _done(seat: Seat, person: Person) -> list[str]:
    """Of each of their standards, how much has an answer."""
    known = {section.number for section in seat.framework.sections}
    found = [section_progress(seat.framework, seat.return_, n) for n in person.standards if n in known]
    return [f"{s.section.short_title}: {s.answered} of {len(s.criteria)} answered" for s in found]


def _comments_of(around: Surroundings, person: Person) -> Comments:
    return Comments(every=around.comments.by(person.id))


def _typed(form: Form) -> PersonForm:
    return PersonForm(
        name=form.get("name"),
        email=form.get("email"),
        job=form.get("job"),
        part=form.get("part"),
        standards=tuple(whole_number(number) for number in form.getlist("standards")),
    )


def _person_form(
    request: Request, seat: Seat, values: Mapping[str, str], standards: tuple[int, ...], **more: Any
) -> Response:
    """To ask somebody, or to change what they do: without `found` they are new."""
    sections = {str(s.number): f"{s.number}. {s.short_title}" for s in _asked_sections(seat)}
    context = {
        "values": values,
        "sections": sections,
        "chosen": [str(number) for number in standards],
        "found": None,
        "new_id": "",
        "with_lead": seat.with_the_lead,
    }
    return show(request, "person.html", seat, look_around(parts(), seat), **{**context, **more})


def _asked_sections(seat: Seat) -> list[Any]:
    """Those in which this organisation is asked something."""
    asked = {criterion.section for criterion in seat.criteria()}
    return [section for section in seat.framework.sections if section.number in asked]


def _own_form(request: Request, seat: Seat, values: Mapping[str, str], **more: Any) -> Response:
    return show(request, "own_details.html", seat, look_around(parts(), seat), values=values, **more)


def _hand_over_form(request: Request, ref: str, values: Mapping[str, str], **more: Any) -> Response:
    seat = _sit(request, ref)
    return show(request, "hand_over.html", seat, look_around(parts(), seat), values=values, **more)
