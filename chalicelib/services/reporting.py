"""The sector learning report: figures from the headers alone, then PDF, HTML and JSON from those."""

from collections.abc import Mapping

from chalicelib.domain import objects
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import NotFound
from chalicelib.domain.learning import LearningReport, learning_report
from chalicelib.domain.learning_files import learning_text
from chalicelib.domain.tasks import Queue, Task
from chalicelib.services.ports import Conflict, Parts

CONTENT_TYPES = {
    "report.pdf": "application/pdf",
    "report.html": "text/html; charset=utf-8",
    "figures.json": "application/json",
}


def figures(parts: Parts, cycle: Cycle) -> LearningReport:
    """The cycle's figures as they stand now."""
    partnership = parts.organisations.partnership(cycle.partnership_id)
    if partnership is None:
        raise NotFound
    # Those who answer another framework in its place have levels and criteria of their own.
    headers = [h for h in parts.returns.headers(cycle.id) if h.framework in ("", cycle.framework)]
    return learning_report(
        parts.framework(cycle.framework), cycle, headers, partnership.name, made_on=parts.now()
    )


def report_files(parts: Parts, cycle: Cycle) -> Mapping[str, bytes]:
    """File name → content, for the names of CONTENT_TYPES. Takes seconds: not for the web function."""
    report = figures(parts, cycle)
    pdf, html = parts.renderer.learning_report(report)
    return {
        "report.pdf": pdf,
        "report.html": html.encode(),
        "figures.json": learning_text(report).encode(),
    }


def build_report(parts: Parts, cycle_id: str) -> None:
    """Makes the report's files and keeps them for download. The figures go last: they say what is there."""
    cycle = parts.cycles.get(cycle_id)
    if cycle is None:
        raise NotFound
    for name, content in report_files(parts, cycle).items():
        parts.files.put(objects.report(cycle_id, name), content, CONTENT_TYPES[name])


def ask_for_report(parts: Parts, cycle: Cycle, step: str) -> None:
    """Queues a report. `step` says when, like a date: one report a step, however often it is asked."""
    task = Task(
        partnership_id=cycle.partnership_id,
        subject=f"CYCLE#{cycle.id}",
        intent=f"render#learning_report#{step}",
        kind="render.learning_report",
        payload={"cycle": cycle.id},
        queue=Queue.RENDER,
        due=parts.now(),
    )
    try:
        parts.commit(parts.tasks.added(task))
    except Conflict:
        return
    parts.poke(Queue.RENDER)
