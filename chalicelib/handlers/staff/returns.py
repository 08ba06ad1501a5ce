"""The list behind each figure of a cycle: to read, to take along as a file, and to write to."""

from dataclasses import dataclass
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import Cycle, Header, due_of
from chalicelib.domain.lists import Need
from chalicelib.domain.trail import Event
from chalicelib.handlers.staff.frame import cycle_of, partnership_id, seat, sector_names
from chalicelib.handlers.staff.list_words import FIRST_STEPS, LISTS, about_calls, last_step, where_it_is
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.web import NO_STORE, Request, leave_for, page
from chalicelib.services.listing import as_csv, sheet_url
from chalicelib.services.progress import called, returns_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which returns of a cycle somebody looks at. `state` and `sector` are "" for all."""

    cycle: Cycle
    state: str
    sector: str
    headers: tuple[Header, ...]

    @property
    def query(self) -> dict[str, str]:
        return {name: value for name, value in (("state", self.state), ("sector", self.sector)) if value}

    def words(self) -> str:
        """Like "Past the due date, Schools"."""
        state = LISTS[self.state] if self.state else "All returns"
        return f"{state}, {sector_names().get(self.sector, self.sector)}" if self.sector else state


def chosen(request: Request, cycle: str) -> Chosen:
    """From the address, or from a form; what makes no sense counts as all."""
    found, given = cycle_of(request, cycle), request.form if request.method == "POST" else request.query
    state = given.get("state") if given.get("state") in LISTS else ""
    sector = given.get("sector") if given.get("sector") in {*sector_names(), *found.sectors} else ""
    headers = returns_at(parts(), found, state, sector)
    return Chosen(cycle=found, state=state, sector=sector, headers=tuple(headers))


def returns(request: Request, cycle: str) -> Response:
    found, names = chosen(request, cycle), sector_names()
    calls, here = called(parts(), partnership_id(request)), f"/staff/cycles/{found.cycle.id}/returns"
    return page(
        request,
        "pages/staff/returns.html",
        cycle=found.cycle,
        chosen=found,
        words=found.words(),
        step=FIRST_STEPS[Need(found.state)] if found.state in set(Need) else "",
        list=paged(request, found.headers, here, found.query),
        row=lambda h: (
            where_it_is(h),
            last_step(h),
            due_of(found.cycle, h),
            about_calls(calls.get(h.organisation_id)),
        ),
        lists=LISTS,
        sectors={name: names.get(name, name) for name in found.cycle.sectors},
        names=names,
    )


def download(request: Request, cycle: str) -> Response:
    """The same list as a file. Asked for by a form, because it leaves a line on the trail."""
    found, kind = chosen(request, cycle), request.form.get("format")
    event = Event(
        subject=f"CYCLE#{found.cycle.id}",
        at=parts().now(),
        actor=seat(request).member.id,
        what="returns.downloaded",
        details={"number": str(len(found.headers)), **found.query},
    )
    parts().commit(parts().trail.recorded(event))
    calls = called(parts(), partnership_id(request))
    if kind != "csv":
        return leave_for(sheet_url(parts(), found.cycle, found.headers, calls, sector_names()))
    headers: dict[str, Any] = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="returns.csv"',
        "Cache-Control": NO_STORE,
    }
    return Response("\ufeff" + as_csv(found.cycle, found.headers, calls, sector_names()), headers)
