"""From the emailed link to an open session, and out again. Looking at the link changes nothing."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.credentials import SESSION_LASTS
from chalicelib.domain.framework import minutes
from chalicelib.domain.returns import Part, asked
from chalicelib.domain.times import duration
from chalicelib.handlers import cookies
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import links


def start(request: Request, token: str) -> Response:
    """Who asks, how long it takes and who sees it."""
    found = links.look(parts(), token)
    framework = parts().framework(found.return_.framework)
    return page(
        request,
        "pages/organisation/start.html",
        token=token,
        start=found,
        partnership=found.partnership,
        lead=found.return_.person(Part.LEAD),
        for_approver=found.person.part is Part.APPROVER,
        guide=framework.id,
        how_long=duration(minutes(asked(framework, found.return_))),
    )


def enter(request: Request, token: str) -> Response:
    """Opens a session for this browser."""
    part = links.look(parts(), token).person.part
    ref, session_token = links.enter(parts(), token)
    cookie = cookies.cookie(cookies.for_return(ref), session_token, int(SESSION_LASTS.total_seconds()))
    return redirect(f"/r/{ref}/approve" if part is Part.APPROVER else f"/r/{ref}", set_cookies=[cookie])


def finish(request: Request, ref: str) -> Response:
    """Signs out."""
    links.leave(parts(), request.token)
    return redirect(f"/r/{ref}/finished", set_cookies=[cookies.removed(cookies.for_return(ref))])


def finished(request: Request, ref: str) -> Response:
    """How to come back. Says nothing about the return, so anybody may see it."""
    return page(request, "pages/organisation/finished.html", ref=ref)
