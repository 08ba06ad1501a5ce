"""From the emailed link to an open session, and out again. Looking at the link changes nothing."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.credentials import DEVICE_LASTS, PENDING_LASTS, SESSION_LASTS
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.errors import Invalid
from chalicelib.domain.framework import minutes
from chalicelib.domain.returns import Part, asked
from chalicelib.domain.rights import Right, sees
from chalicelib.domain.sharing import sight_of
from chalicelib.domain.times import duration
from chalicelib.handlers import cookies
from chalicelib.handlers.organisation.frame import home_of, show
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import entering, links
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.entering import Entered


def start(request: Request, token: str) -> Response:
    """Who asks, how long it takes and who sees it."""
    found = links.look(parts(), token)
    framework = parts().framework(found.return_.framework)
    person = found.person
    theirs = [c for c in asked(framework, found.return_) if sees(person, c)]
    return page(
        request,
        "pages/organisation/start.html",
        token=token,
        start=found,
        partnership=found.partnership,
        lead=found.return_.person(Part.LEAD),
        part=person.part,
        sections=[s.short_title for s in framework.sections if s.number in person.standards],
        guide=framework.guide,
        sight=sight_of(found.cycle, found.return_),
        organisation_name=found.return_.organisation_name,
        how_long=duration(minutes(theirs)),
        archived=found.cycle.status is CycleStatus.ARCHIVED,
    )


def enter(request: Request, token: str) -> Response:
    """Opens a session for this browser, or one that waits for its code."""
    ref = links.look(parts(), token).return_.ref
    return _came_in(entering.enter(parts(), token, _device(request, ref)))


def code_page(request: Request, ref: str) -> Response:
    return _code_page(request, ref, sent_again=request.query.get("sent") == "again")


def check_code(request: Request, ref: str) -> Response:
    try:
        found = entering.prove(parts(), ref, request.token, request.form.get("code"), _device(request, ref))
    except Invalid as invalid:
        return _code_page(request, ref, status=400, errors=invalid.messages())
    return _came_in(found)


def send_code_again(request: Request, ref: str) -> Response:
    entering.send_another_code(parts(), ref, request.token)
    return redirect(f"/r/{ref}/code?sent=again")


def who_page(request: Request, ref: str) -> Response:
    seat = sit_down(parts(), ref, request.token, Right.ENTER)
    return show(
        request, "who.html", seat, look_around(parts(), seat), values={"name": seat.name, "job": seat.job}
    )


def say_who(request: Request, ref: str) -> Response:
    """Kept on the session; this browser is not asked again."""
    typed = request.form
    try:
        device = entering.say_who(
            parts(),
            ref,
            request.token,
            name=typed.get("name"),
            job=typed.get("job"),
            is_theirs=typed.get("is_theirs") == "yes",
        )
    except Invalid as invalid:
        seat = sit_down(parts(), ref, request.token, Right.ENTER)
        around = look_around(parts(), seat)
        return show(
            request, "who.html", seat, around, status=400, values=typed.first(), errors=invalid.messages()
        )
    kept = cookies.cookie(cookies.for_device(ref), device, int(DEVICE_LASTS.total_seconds()))
    return redirect(f"/r/{ref}", set_cookies=[kept])


def finish(request: Request, ref: str) -> Response:
    """Signs out."""
    links.leave(parts(), request.token)
    return redirect(f"/r/{ref}/finished", set_cookies=[cookies.removed(cookies.for_return(ref))])


def finished(request: Request, ref: str) -> Response:
    """How to come back. Says nothing about the return, so anybody may see it."""
    return page(request, "pages/organisation/finished.html", ref=ref)


def _device(request: Request, ref: str) -> str:
    return request.cookies.get(cookies.for_device(ref), "")


def _came_in(found: Entered) -> Response:
    lasts = PENDING_LASTS if found.waits else SESSION_LASTS
    held = cookies.cookie(cookies.for_return(found.ref), found.token, int(lasts.total_seconds()))
    home = f"/r/{found.ref}"
    if found.waits:
        return redirect(f"{home}/code", set_cookies=[held])
    if found.only_copies:
        return redirect(f"{home}/copies", set_cookies=[held])
    return redirect(home + home_of(found.person) if found.is_known else f"{home}/who", set_cookies=[held])


def _code_page(request: Request, ref: str, **more: Any) -> Response:
    found = entering.wait_for(parts(), ref, request.token)
    return page(
        request,
        "pages/organisation/code.html",
        ref=ref,
        organisation_name=found.organisation_name,
        partnership=found.partnership,
        address=found.address,
        **more,
    )
