"""Every mail of a cycle as each sector would get it, and a test of them to whoever asks."""

import re

from chalice.app import Response
from markupsafe import Markup

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import Cycle
from chalicelib.handlers.staff.frame import cycle_of, seat, sector_names
from chalicelib.handlers.staff.words import step_name
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.mail_previews import mails_of, preview_mail, send_test

WHOSE = {"lead": "the lead", "approver": "the approver", "chair": "the chair, or whoever leads the trust"}
STYLES = re.compile(r' style="[^"]*"')


def every_mail(request: Request, cycle: str) -> Response:
    found = cycle_of(request, cycle)
    sector, names = _sector(request, found), sector_names()
    return page(
        request,
        "pages/staff/previews.html",
        cycle=found,
        sector=sector,
        sectors={name: names.get(name, name) for name in found.sectors},
        mails=mails_of(parts(), seat(request).partnership, found, sector),
        step_name=step_name,
    )


def one_mail(request: Request, cycle: str, mail: str) -> Response:
    found = cycle_of(request, cycle)
    sector = _sector(request, found)
    return page(
        request,
        "pages/staff/preview_mail.html",
        cycle=found,
        sector=sector,
        sector_name=sector_names().get(sector, sector),
        mail=mail,
        name=step_name(mail),
        shown=(shown := preview_mail(parts(), seat(request).partnership, found, sector, mail)),
        to=WHOSE[shown.to],
        formatted=_formatted(shown.html),
    )


def test(request: Request, cycle: str) -> Response:
    send_test(parts(), cycle_of(request, cycle), seat(request).member.id)
    return redirect(f"/staff/cycles/{cycle}/opening?tested=yes")


def _sector(request: Request, cycle: Cycle) -> str:
    wanted = request.query.get("sector")
    return wanted if wanted in cycle.sectors else cycle.sectors[0]


def _formatted(html: str) -> Markup:
    """What is in the mail's body, without the styles that our pages allow nobody. Every value in it was
    escaped when the mail was made.
    """
    body = html.partition("<body")[2].partition(">")[2].rpartition("</body>")[0] or html
    plain = (
        STYLES.sub("", body).replace("<p>", '<p class="govuk-body">').replace("<a ", '<a class="govuk-link" ')
    )
    return Markup(plain)  # noqa: S704 - made by our own template, which escapes
