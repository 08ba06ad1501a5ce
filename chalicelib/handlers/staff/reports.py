"""A cycle's learning report: ask for it, and download it once it is made."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain import objects
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import NotFound
from chalicelib.domain.tasks import Task, TaskState
from chalicelib.handlers.staff.frame import cycle_of
from chalicelib.handlers.web import Request, leave_for, page, redirect
from chalicelib.services.reporting import CONTENT_TYPES, ask_for_report

FILES = {
    "report.pdf": "Report to print or send (PDF)",
    "report.html": "The same as a web page (HTML)",
    "figures.json": "Its figures (JSON)",
}


def report(request: Request, cycle: str) -> Response:
    found = cycle_of(request, cycle)
    tasks = _tasks(found)
    made = max((t.settled_at for t in tasks if t.state is TaskState.DONE and t.settled_at), default=None)
    latest = max(tasks, key=lambda task: task.intent, default=None)
    return page(
        request,
        "pages/staff/report.html",
        cycle=found,
        files=FILES if parts().files.head(objects.report(found.id, "figures.json")) else {},
        made=made,
        being_made=latest is not None and latest.state in (TaskState.READY, TaskState.CLAIMED),
        went_wrong=latest is not None and latest.state is TaskState.FAILED,
    )


def make_report(request: Request, cycle: str) -> Response:
    """At most one a minute, however often it is asked."""
    ask_for_report(parts(), cycle_of(request, cycle), f"{parts().now():%Y-%m-%dT%H:%M}")
    return redirect(f"/staff/cycles/{cycle}/report")


def download(request: Request, cycle: str, file: str) -> Response:
    found = cycle_of(request, cycle)
    key = objects.report(found.id, file)
    if file not in FILES or parts().files.head(key) is None:
        raise NotFound
    return leave_for(parts().files.download_url(key, f"{found.name} {file}", CONTENT_TYPES[file]))


def _tasks(cycle: Cycle) -> list[Task]:
    every = parts().tasks.of_subject(cycle.partnership_id, f"CYCLE#{cycle.id}")
    return [task for task in every if task.kind == "render.learning_report"]
