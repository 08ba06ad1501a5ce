"""The first page after sign-in: what needs a person, and what to do about it first."""

from dataclasses import dataclass
from datetime import date

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import Cycle, Header
from chalicelib.domain.lists import Need
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.tasks import Task
from chalicelib.domain.times import count, duration, london_day
from chalicelib.handlers.staff.frame import partnership_id, seat
from chalicelib.handlers.staff.list_words import FIRST_STEPS, NEEDS, OUTCOMES, why_first
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.staff.words import STAGES, mail_name, step_name, what_became, when_due
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.mail_overview import overview
from chalicelib.services.review_queue import left, queue
from chalicelib.services.staff_entry import StaffSeat
from chalicelib.services.telephone import organisation_of
from chalicelib.services.today import Needing, Today, today, waiting

FIRST_FEW = 3
NEXT_MAILS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of what needs somebody. `first` are (name, path, what to know) of whom to begin with."""

    words: str
    path: str
    step: str
    of: str = ""
    first: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One of the next mails: from which day, to how many. `of` names its cycle where there are several."""

    cycle: Cycle
    step: str
    name: str
    day: date
    number: int
    held: bool
    of: str = ""


def first_page(request: Request) -> Response:
    found, now = today(parts(), partnership_id(request)), parts().now()
    several, member = len(found.live) > 1, seat(request)
    mine = queue(parts(), member.member) if member.member.role is StaffRole.REVIEWER else []
    to_read, minutes = left(mine)
    return page(
        request,
        "pages/staff/today.html",
        lines=[_line(each, several) for each in found.needing],
        waits=[(w.organisation, ", ".join(sorted(OUTCOMES[o] for o in w.called.asked))) for w in found.waits],
        few=FIRST_FEW,
        contacts=found.contacts,
        talks=found.talks,
        to_read=to_read,
        reading_time=duration(minutes),
        first_review=mine[0].review if to_read else None,
        coming=_coming(member, found, several),
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


def _coming(member: StaffSeat, found: Today, several: bool) -> list[Coming]:
    """The next few mails of what is open or planned."""
    cycles = [standing.cycle for standing in found.live] + list(found.planned)
    every = [
        Coming(
            cycle=cycle,
            step=step.step,
            name=step_name(step.step),
            day=day,
            number=number,
            held=step.held is not None or mail.all_held is not None,
            of=cycle.name if several or found.planned else "",
        )
        for cycle in cycles
        for mail in [overview(parts(), member.partnership, cycle)]
        for step in mail.steps
        for day, number in step.next.items()
    ]
    return sorted(every, key=lambda c: (c.day, c.cycle.id, c.step))[:NEXT_MAILS]


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
