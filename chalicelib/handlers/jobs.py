"""The functions that nobody waits for. Lambda loads this module alone: app.py's middleware does not run.

A lease lasts five minutes, so no function here may be given longer than that to run. app.py imports this
module to package the functions, so each imports what it needs itself: no page waits for it.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, Cron, Rate

from chalicelib.bootstrap import parts
from chalicelib.domain.tasks import Queue
from chalicelib.handlers import logs

bp = Blueprint(__name__)

ENOUGH = 60_000  # milliseconds that must be left to begin another task

Figures = Mapping[str, Any]
Job = Callable[..., Figures]


def job(function: Job) -> Job:
    """What app.py's middleware does for pages: one line in the log for each run, and each error once.

    The error goes on, so that Lambda counts it and, where it does that, tries again.
    """

    @wraps(function)
    def logged(*arguments: Any) -> Figures:
        logs.logger()
        try:
            figures = function(*arguments)
        except Exception as error:
            logs.write_error("job.broke", error, job=function.__name__)
            raise
        logs.write("job.done", job=function.__name__, **figures)
        return figures

    return logged


@bp.lambda_function(name="worker")
@job
def worker(event: Mapping[str, str], context: Any) -> Figures:
    """Poked when mail or a job waits."""
    return _worked(Queue.WORK, context)


@bp.lambda_function(name="render")
@job
def render(event: Mapping[str, str], context: Any) -> Figures:
    """Poked when a PDF waits."""
    return _worked(Queue.RENDER, context)


@bp.schedule(Rate(1, unit=Rate.MINUTES), name="sweep")
@job
def sweep(event: CloudWatchEvent) -> Figures:
    """The net under every poke that was lost."""
    wired = parts()
    if wired.tasks.due(Queue.RENDER, wired.now(), 1):
        wired.poke(Queue.RENDER)
    return _worked(Queue.WORK, event.context)


@bp.schedule(Rate(15, unit=Rate.MINUTES), name="plan_reminders")
@job
def plan_reminders(event: CloudWatchEvent) -> Figures:
    """Every quarter of an hour, since Lambda's schedules know no London time; the rules decide."""
    from chalicelib.services.holding import let_go_everywhere
    from chalicelib.services.reminding import plan_due_reminders

    let_go_everywhere(parts())
    return dict(plan_due_reminders(parts()))


@bp.schedule(Cron(0, 2, "*", "*", "?", "*"), name="nightly_reports")
@job
def nightly_reports(event: CloudWatchEvent) -> Figures:
    """At two in the night, UTC: closes past cycles, and asks for the reports."""
    from chalicelib.services.ticking import plan_reports

    return {"cycles": plan_reports(parts())}


@bp.schedule(Cron("0/10", "3-5", "*", "*", "?", "*"), name="retention")
@job
def retention(event: CloudWatchEvent) -> Figures:
    """In the night, UTC: what has come to its end goes; each run does what it has time for."""
    from chalicelib.services.removing import remove_what_has_ended

    return dict(remove_what_has_ended(parts(), _while_there_is_time(event.context)))


@bp.on_cw_event({"source": ["aws.ses"]}, name="mail_events")
@job
def mail_events(event: CloudWatchEvent) -> Figures:
    """SES says what became of a mail."""
    from chalicelib.handlers.provider_events import mail_event
    from chalicelib.services.delivery import record

    found = mail_event(event.detail)
    if found is not None:
        record(parts(), found)
    return {"fate": found.fate.value if found else "not ours"}


def _worked(queue: Queue, context: Any) -> Figures:
    from chalicelib.services.queue import work_off
    from chalicelib.services.work import WORK

    done = work_off(parts(), queue, WORK[queue], _while_there_is_time(context))
    return {"queue": queue.value, "done": done.done, "failed": done.failed, "left": done.left}


def _while_there_is_time(context: Any) -> Callable[[], bool]:
    return lambda: bool(context.get_remaining_time_in_millis() > ENOUGH)
