"""How staff come in and go out. Looking at the link in the mail changes nothing."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.credentials import STAFF_SESSION_LASTS
from chalicelib.domain.devices import device_name
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.handlers import cookies
from chalicelib.handlers.web import Request, leave_for, page, public_url, redirect
from chalicelib.services import openid, staff_entry

BACK_WITHIN = 600  # seconds


def sign_in(request: Request) -> Response:
    return page(request, "pages/staff/sign_in.html", values={}, provider=_provider())


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
            provider=_provider(),
        )
    return page(request, "pages/staff/check_email.html")


def look(request: Request, token: str) -> Response:
    staff_entry.check_sign_in(parts(), token)
    return page(request, "pages/staff/enter.html", token=token)


def enter(request: Request, token: str) -> Response:
    return _signed_in(request, token)


def to_provider(request: Request) -> Response:
    """A link, not a form: our policy lets forms go nowhere but to us."""
    secret = parts().new_token()
    try:
        address = openid.provider(parts()).address_to_ask(openid.ask(secret, public_url(request)))
    except Refused as refused:
        return _not_signed_in(request, refused)
    response = leave_for(address)
    response.headers["Set-Cookie"] = [cookies.cookie(cookies.OPENID, secret, BACK_WITHIN)]
    return response


def from_provider(request: Request) -> Response:
    """A GET that opens a session, as the protocol has it: its code works once, and in this browser alone."""
    openid.provider(parts())
    asked = openid.ask(request.cookies.get(cookies.OPENID, ""), public_url(request))
    query = request.query
    try:
        if not request.cookies.get(cookies.OPENID):
            raise Refused("provider_other_browser")
        ways = openid.come_back(
            parts(), asked, state=query.get("state"), code=query.get("code"), error=query.get("error")
        )
    except Refused as refused:
        return _not_signed_in(request, refused)
    if len(ways) == 1:
        return _signed_in(request, *ways.values())
    names = {p.id: p.name for p in parts().organisations.partnerships()}
    return page(
        request,
        "pages/staff/choose_partnership.html",
        set_cookies=[cookies.removed(cookies.OPENID)],
        ways=[(names[partnership], token) for partnership, token in ways.items()],
    )


def sign_out(request: Request) -> Response:
    staff_entry.leave_staff(parts(), request.token)
    return redirect("/staff/sign-in", set_cookies=[cookies.removed(cookies.STAFF)])


def _signed_in(request: Request, token: str) -> Response:
    device = device_name(request.headers.get("user-agent", ""))
    session_token = staff_entry.enter_staff(parts(), token, device)
    cookie = cookies.cookie(cookies.STAFF, session_token, int(STAFF_SESSION_LASTS.total_seconds()))
    spent = [cookies.removed(cookies.OPENID)] if cookies.OPENID in request.cookies else []
    return redirect("/staff", set_cookies=[cookie, *spent])


def _not_signed_in(request: Request, refused: Refused) -> Response:
    return page(
        request,
        "pages/staff/sign_in.html",
        status=503 if refused.code == "provider_away" else 400,
        values={},
        provider=_provider(),
        refused=refused.words,
        set_cookies=[cookies.removed(cookies.OPENID)],
    )


def _provider() -> str:
    identity = parts().identity
    return identity.name if identity else ""
