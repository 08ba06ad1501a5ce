"""What one submitted version says otherwise than the one before it, and which evidence it pins."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.differences_shown import shown, summary
from chalicelib.domain.errors import NotFound
from chalicelib.domain.rights import Right
from chalicelib.handlers.organisation.frame import show, whole_number
from chalicelib.handlers.web import Request
from chalicelib.services.copies import Version, version
from chalicelib.services.desk import Seat, look_around, sit_down


def changes(request: Request, ref: str) -> Response:
    """Raises NotFound for the first version: it took the place of none."""
    seat, found = _version(request, ref)
    if found.before is None or found.changes is None:
        raise NotFound
    return show(
        request,
        "version_changes.html",
        seat,
        look_around(parts(), seat),
        version=found,
        changed=shown(found.changes, found.content_before, found.content),
        changed_in_short=summary(found.changes),
        before=found.content_before,
        asked_and_said=found.content.get("questions", []),
        titles=_titles(found),
        open_here=True,
    )


def evidence(request: Request, ref: str) -> Response:
    """As it was when the version was submitted, whatever became of it since."""
    seat, found = _version(request, ref)
    used: dict[str, list[str]] = {}
    for standard in found.content["standards"]:
        for criterion in standard["criteria"]:
            for item in criterion["evidence"]:
                used.setdefault(item, []).append(criterion["title"])
    return show(request, "version_evidence.html", seat, look_around(parts(), seat), version=found, used=used)


def _version(request: Request, ref: str) -> tuple[Seat, Version]:
    seat = sit_down(parts(), ref, request.token, Right.COPIES)
    return seat, version(parts(), seat.return_, whole_number(request.query.get("number")))


def _titles(found: Version) -> dict[str, str]:
    return {c["id"]: c["title"] for standard in found.content["standards"] for c in standard["criteria"]}
