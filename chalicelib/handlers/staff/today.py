"""The first page after sign-in: what needs a person, and what to do about it first."""

from dataclasses import dataclass

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import Header
from chalicelib.domain.lists import Need
from chalicelib.domain.tasks import Task
from chalicelib.domain.times import count, london_day
from chalicelib.handlers.staff.frame import partnership_id
from chalicelib.handlers.staff.list_words import FIRST_STEPS, NEEDS, OUTCOMES, why_first
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.staff.words import STAGES, mail_name, what_became, when_due
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.telephone import organisation_of
from chalicelib.services.today import Needing, today, waiting

FIRST_FEW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of what needs somebody. `first` are (name, path, what to know) of whom to begin with."""

    words: str
    path: str
    step: str
    of: str = ""
    first: tuple[tuple[str, str, str], ...] = ()


def first_page(request: Request) -> Response:
    found, now = today(parts(), partnership_id(request)), parts().now()
    several = len(found.live) > 1
    return page(
        request,
        "pages/staff/today.html",
        lines=[_line(each, several) for each in found.needing],
        waits=[(w.organisation, ", ".join(sorted(OUTCOMES[o] for o in w.called.asked))) for w in found.waits],
        few=FIRST_FEW,
        contacts=found.contacts,
        late=found.late,
        unsent=[(mail_name(t), _about(t), what_became(t), t.settled_at) for t in found.unsent],
        running=[(standing, when_due(standing.cycle, london_day(now))) for standing in found.live],
        planned=[(cycle, when_due(cycle, london_day(now))) for cycle in found.planned],
        stages=STAGES,
    )


def after_calls(request: Request) -> Response:
    """Everybody who waits for us after a call."""
    rows = waiting(parts(), partnership_id(request))
    return page(
        request,
        "pages/staff/after_calls.html",
        list=paged(request, rows, "/staff/after-calls", {}),
        outcomes=OUTCOMES,
    )


def by_reference(request: Request, ref: str) -> Response:
    """From a reference to its organisation."""
    organisation = organisation_of(parts(), partnership_id(request), ref)
    return redirect(f"/staff/organisations/{organisation}")


def _line(each: Needing, several: bool) -> Line:
    return Line(
        words=f"{NEEDS[each.need]}: {count(len(each.headers), 'organisation')}",
        path=f"/staff/cycles/{each.cycle.id}/returns?state={each.need}",
        step=FIRST_STEPS[each.need],
        of=each.cycle.name if several else "",
        first=tuple(_whom(each, header) for header in each.headers[:FIRST_FEW]),
    )


def _whom(each: Needing, header: Header) -> tuple[str, str, str]:
    why = _marked_unwanted(header) if each.need is Need.BOUNCED else ""
    why = why or why_first(each.need, header, each.cycle, london_day(parts().now()))
    return header.organisation_name, f"/staff/organisations/{header.organisation_id}", why


def _marked_unwanted(header: Header) -> str:
    return (
        "marked our mail as unwanted: ring before writing again" if header.mail_state == "complained" else ""
    )


def _about(task: Task) -> tuple[str, str]:
    """What a mail is about, in words, and the path that leads there; both empty for staff's own mail."""
    kind, _, ref = task.subject.partition("#")
    if kind == "RETURN":
        return ref, f"/staff/returns/{ref}"
    if "organisation" in task.payload:
        return "The organisation", f"/staff/organisations/{task.payload['organisation']}"
    return "", ""
