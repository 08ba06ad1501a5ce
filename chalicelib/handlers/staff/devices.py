"""Where I am signed in, and signing out everywhere; and the page that leads to all settings."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.handlers import cookies
from chalicelib.handlers.staff.frame import partnership_id, seat
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import staff_sessions


def every_setting(request: Request) -> Response:
    return page(request, "pages/staff/settings.html")


def devices(request: Request) -> Response:
    found = staff_sessions.devices(parts(), partnership_id(request), seat(request).member.id, request.token)
    return page(request, "pages/staff/devices.html", devices=found)


def sign_out_everywhere(request: Request) -> Response:
    staff_sessions.sign_out_everywhere(parts(), partnership_id(request), seat(request).member.id)
    return redirect("/staff/sign-in", set_cookies=[cookies.removed(cookies.STAFF)])
