"""A visit as the organisation reads it, and its PDF."""

from dataclasses import dataclass

from chalicelib.domain import objects
from chalicelib.domain.errors import NotFound
from chalicelib.domain.rights import Right
from chalicelib.domain.tasks import Task
from chalicelib.domain.visit_records import VisitRecord, record_of
from chalicelib.domain.visits import Visit, VisitState
from chalicelib.services.desk import Seat, sit_down
from chalicelib.services.ports import Parts
from chalicelib.services.ports.visits import VisitTold


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReading:
    """`record` is None before it is confirmed."""

    seat: Seat
    told: VisitTold
    record: VisitRecord | None


def read_visit(parts: Parts, ref: str, token: str, partnership_id: str = "") -> VisitReading:
    """Two reads. Raises SignedOut, NotAllowed."""
    seat = sit_down(parts, ref, token, Right.FEEDBACK)
    theirs = [a.partnership_id for a in seat.return_.audiences]
    chosen = [p for p in theirs if p in seat.return_.chosen_for_visit]
    owner = partnership_id if partnership_id in theirs else (chosen or theirs)[0]
    told = parts.visits.told(seat.return_, owner)
    return VisitReading(seat=seat, told=told, record=_record(parts, told))


def visit_pdf_url(parts: Parts, ref: str, partnership_id: str) -> str:
    """A short-lived link. Raises NotFound until it is there."""
    key = objects.visit_pdf(ref, partnership_id)
    if parts.files.head(key) is None:
        raise NotFound
    return parts.files.download_url(key, f"visit-{ref}.pdf", "application/pdf")


def has_visit_pdf(parts: Parts, ref: str, partnership_id: str) -> bool:
    return parts.files.head(objects.visit_pdf(ref, partnership_id)) is not None


def make_visit_pdf(parts: Parts, task: Task) -> None:
    """The job. Made twice, it is the same."""
    ref, owner = task.payload["ref"], task.payload["partnership"]
    return_ = parts.returns.get(ref)
    if return_ is None:
        raise NotFound
    record = _record(parts, parts.visits.told(return_, owner))
    if record is not None:
        parts.files.put(objects.visit_pdf(ref, owner), parts.renderer.visit(record), "application/pdf")


def staff_record(parts: Parts, visit: Visit) -> VisitRecord | None:
    """The same for staff."""
    partnership = parts.organisations.partnership(visit.partnership_id)
    cycle = parts.cycles.get(visit.cycle_id)
    if partnership is None or cycle is None or visit.state is not VisitState.CONFIRMED:
        return None
    return record_of(visit, parts.framework(visit.framework), partnership.name, cycle.name)


def _record(parts: Parts, told: VisitTold) -> VisitRecord | None:
    visit = told.visit
    if visit is None or visit.state is not VisitState.CONFIRMED:
        return None
    return record_of(visit, parts.framework(visit.framework), told.partnership.name, told.cycle.name)
