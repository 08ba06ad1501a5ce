"""The first page after sign-in: what needs a person."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.tasks import Task
from chalicelib.domain.times import london_day
from chalicelib.handlers.staff.frame import partnership_id
from chalicelib.handlers.staff.words import STAGES, mail_name, what_became, when_due
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.progress import today
from chalicelib.services.telephone import organisation_of


def first_page(request: Request) -> Response:
    day = london_day(parts().now())
    found = today(parts(), partnership_id(request))
    return page(
        request,
        "pages/staff/today.html",
        today=found,
        unsent=[(mail_name(t), _about(t), what_became(t), t.settled_at) for t in found.unsent],
        running=[(standing, when_due(standing.cycle, day)) for standing in found.live],
        planned=[(cycle, when_due(cycle, day)) for cycle in found.planned],
        stages=STAGES,
    )


def _about(task: Task) -> tuple[str, str]:
    """What a mail is about, in words, and the path that leads there; both empty for staff's own mail."""
    kind, _, ref = task.subject.partition("#")
    if kind == "RETURN":
        return ref, f"/staff/returns/{ref}"
    if "organisation" in task.payload:
        return "The organisation", f"/staff/organisations/{task.payload['organisation']}"
    return "", ""


def by_reference(request: Request, ref: str) -> Response:
    """From a reference to its organisation."""
    organisation = organisation_of(parts(), partnership_id(request), ref)
    return redirect(f"/staff/organisations/{organisation}")
