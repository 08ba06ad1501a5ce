"""How staff come in and go out. Looking at the link in the mail changes nothing."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.credentials import STAFF_SESSION_LASTS
from chalicelib.domain.errors import Invalid
from chalicelib.handlers import cookies
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import staff_entry


def sign_in(request: Request) -> Response:
    return page(request, "pages/staff/sign_in.html", values={})


def ask_to_sign_in(request: Request) -> Response:
    """The answer is the same whether or not the address is on a staff list."""
    try:
        staff_entry.ask_to_sign_in(parts(), request.form.get("email"))
    except Invalid as invalid:
        return page(
            request,
            "pages/staff/sign_in.html",
            status=400,
            values=request.form,
            errors=invalid.messages(),
        )
    return page(request, "pages/staff/check_email.html")


def look(request: Request, token: str) -> Response:
    staff_entry.check_sign_in(parts(), token)
    return page(request, "pages/staff/enter.html", token=token)


def enter(request: Request, token: str) -> Response:
    session_token = staff_entry.enter_staff(parts(), token)
    cookie = cookies.cookie(cookies.STAFF, session_token, int(STAFF_SESSION_LASTS.total_seconds()))
    return redirect("/staff", set_cookies=[cookie])


def sign_out(request: Request) -> Response:
    staff_entry.leave_staff(parts(), request.token)
    return redirect("/staff/sign-in", set_cookies=[cookies.removed(cookies.STAFF)])
