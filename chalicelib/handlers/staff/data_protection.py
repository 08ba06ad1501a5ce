"""The data-protection starter pack: facts that only people know, and three documents filled in with them."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.starter_pack import TITLES, Paper
from chalicelib.handlers.staff.frame import partnership_id, seat
from chalicelib.handlers.web import Request, leave_for, page, redirect
from chalicelib.services import data_protection
from chalicelib.settings import settings

FIELDS = {
    "controller": ("Controller or joint controllers", "The council, ICB and police, with addresses"),
    "officer": ("Data protection officer", "Name, and for which body"),
    "officer_email": ("To reach them", "An email address"),
    "basis": ("Lawful basis", "Like: public task, Article 6(1)(e), section 11 of the Children Act 2004"),
    "notice_url": ("Where your privacy notice is published", "A web address"),
}
ABOUT = {
    Paper.DPIA: "For your data protection officer: what the service does, risks and measures",
    Paper.NOTICE: "To publish, and to give to those you ask",
    Paper.REQUESTS: "For staff: subject access, freedom of information, deleting",
}


def pack(request: Request) -> Response:
    return _page(request)


def save(request: Request) -> Response:
    typed = request.form.first()
    try:
        data_protection.save_facts(parts(), partnership_id(request), typed, seat(request).member.id)
    except Invalid as invalid:
        return _page(request, status=400, typed=typed, errors=invalid.messages())
    return redirect("/staff/settings/data-protection?done=saved")


def document(request: Request) -> Response:
    paper = request.query.get("paper", Paper.DPIA)
    if paper not in set(Paper):
        raise NotFound
    address = data_protection.offer_paper(
        parts(),
        seat(request).partnership,
        Paper(paper),
        region=settings().region,
        provider=settings().oidc_name if settings().oidc_issuer else "",
    )
    return leave_for(address)


def _page(
    request: Request, *, status: int = 200, typed: Mapping[str, str] | None = None, **more: Any
) -> Response:
    told = parts().data_protection.of(partnership_id(request))
    return page(
        request,
        "pages/staff/data_protection.html",
        status=status,
        papers=[(paper.value, TITLES[paper], ABOUT[paper]) for paper in Paper],
        fields=FIELDS,
        values=typed or {name: getattr(told, name) for name in FIELDS},
        done=request.query.get("done") == "saved",
        **more,
    )
