"""A submitted return as staff read it: on a page, and as the organisation's own PDF."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.differences_shown import shown, summary
from chalicelib.domain.organisations import StaffRole
from chalicelib.handlers.organisation.frame import whole_number
from chalicelib.handlers.staff.frame import partnership_id, seat
from chalicelib.handlers.web import Request, leave_for, page
from chalicelib.services import submitted_copies
from chalicelib.services.questioning import may_be_asked

ASKERS = frozenset({StaffRole.COORDINATOR, StaffRole.REVIEWER})


def copy(request: Request, ref: str) -> Response:
    """The newest version, or the one that the address names."""
    number = whole_number(request.query.get("number"))
    found = submitted_copies.read(parts(), partnership_id(request), ref, number)
    content = found.content
    differ = found.changes is not None
    return page(
        request,
        "pages/staff/copy.html",
        upload_to=parts().files.address(),  # the form that asks for the PDF leads on to it there
        found=found,
        copy=content,
        titles={c["id"]: c["title"] for s in content["standards"] for c in s["criteria"]},
        evidence={item["id"]: item["title"] for item in content["evidence"]},
        changed=shown(found.changes, found.content_before, content) if found.changes is not None else None,
        changed_in_short=summary(found.changes) if found.changes is not None else "",
        before=found.content_before if differ else None,
        may_ask=seat(request).member.role in ASKERS and may_be_asked(found.return_),
    )


def download(request: Request, ref: str) -> Response:
    """Asked for by a form, because it leaves a line on the trail."""
    number = whole_number(request.form.get("_number"))
    return leave_for(submitted_copies.download(parts(), seat(request).member, ref, number))
