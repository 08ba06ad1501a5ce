"""Planning, booking and recording visits. Whoever has an interest in an organisation records none there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import Invalid, NotAllowed, NotFound, Refused
from chalicelib.domain.framework import NOT_APPLICABLE, Criterion, Framework
from chalicelib.domain.organisations import StaffMember
from chalicelib.domain.returns import LINE_LIMIT, Return, asked, rating_order, too_long
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event
from chalicelib.domain.visits import (
    AGREED_LIMIT,
    SEEN_LIMIT,
    Confirmation,
    Rated,
    Visit,
    VisitState,
    confirmed,
    rated,
    refuse_unless_open,
    shown_first,
)
from chalicelib.services import sample_reading
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict, Parts, Writes
from chalicelib.services.review_seats import has_interest
from chalicelib.services.sharing import SENT, choose_for_visit


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSeat:
    """A staff member at a visit. `visit` is None before one is planned."""

    member: StaffMember
    return_: Return
    cycle: Cycle
    framework: Framework
    visit: Visit | None
    rated: Mapping[str, Rated]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return asked(self.framework, self.return_)

    @property
    def planned(self) -> Visit:
        """Raises NotFound before one is planned."""
        if self.visit is None:
            raise NotFound
        return self.visit


def sit_at_visit(parts: Parts, member: StaffMember, ref: str) -> VisitSeat:
    """Raises NotFound, also for another partnership's return."""
    return_ = parts.returns.get(ref)
    audiences = [a for a in return_.audiences if a.partnership_id == member.partnership_id] if return_ else []
    cycle = parts.cycles.get(audiences[0].cycle_id) if audiences else None
    if return_ is None or cycle is None:
        raise NotFound
    visit, found = parts.visits.whole(member.partnership_id, ref)
    return VisitSeat(
        member=member,
        return_=return_,
        cycle=cycle,
        framework=parts.framework(return_.framework),
        visit=visit,
        rated=found,
    )


def sit_to_record(parts: Parts, member: StaffMember, ref: str) -> VisitSeat:
    """Raises NotAllowed for whoever has an interest there, Refused once it is confirmed or called off."""
    seat = sit_at_visit(parts, member, ref)
    refuse_unless_open(seat.planned)
    if has_interest(parts, member, seat.return_):
        raise NotAllowed
    return seat


def plan(parts: Parts, member: StaffMember, ref: str) -> Visit:
    """From now on the partnership sees this organisation's notes and evidence, and its pages say so. Planned
    twice, it is one visit; one that was called off is planned again.
    """
    seat = sit_at_visit(parts, member, ref)
    if seat.visit and seat.visit.state is not VisitState.CALLED_OFF:
        return seat.visit
    if seat.return_.status in SENT:
        choose_for_visit(parts, member.partnership_id, ref, member.id)
    draw, chance, stands_in = _drawn(parts, seat)
    visit = Visit(
        ref=ref,
        partnership_id=member.partnership_id,
        cycle_id=seat.cycle.id,
        organisation_id=seat.return_.organisation_id,
        organisation_name=seat.return_.organisation_name,
        sector=seat.return_.sector,
        framework=seat.return_.framework,
        draw=draw,
        chance=chance,
        stands_in=stands_in,
        planned_at=parts.now(),
        planned_by=member.id,
        version=seat.visit.version + 1 if seat.visit else 1,
    )
    return _saved(parts, member, visit, "visit.planned")


def plan_drawn(parts: Parts, member: StaffMember, cycle: Cycle, sample_id: str) -> None:
    """Plans everything that a draw chose. Pressed twice, or after a break in between, nothing comes
    twice, and what was called off stays so.
    """
    kept = sample_reading.kept_sample(parts, cycle, sample_id)
    refs = {h.organisation_id: h.ref for h in parts.returns.headers(cycle.id, ("ref",))}
    known = {visit.ref for visit in parts.visits.of_cycle(cycle.id)}
    for chosen in kept.record["chosen"]:
        if chosen["organisation"] in refs and refs[chosen["organisation"]] not in known:
            plan(parts, member, refs[chosen["organisation"]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    day: date | None
    time: str = ""
    place: str = ""
    visitors: str = ""
    read_before: bool = False


def book(parts: Parts, member: StaffMember, ref: str, booking: Booking) -> None:
    """Raises Invalid."""
    seat = sit_to_record(parts, member, ref)
    problems = too_long(time=booking.time, place=booking.place, visitors=booking.visitors)
    if booking.day is None:
        problems["day"] = "visit_day_needed"
    if not booking.visitors.strip():
        problems["visitors"] = "visitors_needed"
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)
    visit = replace(
        seat.planned,
        state=VisitState.BOOKED,
        day=booking.day,
        time=booking.time.strip(),
        place=booking.place.strip(),
        visitors=booking.visitors.strip(),
        read_before=booking.read_before or seat.planned.read_before,
        version=seat.planned.version + 1,
    )
    _saved(parts, member, visit, "visit.booked")


def call_off(parts: Parts, member: StaffMember, ref: str, because: str) -> None:
    """Raises Invalid without a reason."""
    seat = sit_at_visit(parts, member, ref)
    refuse_unless_open(seat.planned)
    problems = too_long(because=because)
    if not because.strip():
        problems["because"] = "visit_reason_needed"
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)
    visit = replace(
        seat.planned,
        state=VisitState.CALLED_OFF,
        called_off_because=because.strip(),
        version=seat.planned.version + 1,
    )
    _saved(parts, member, visit, "visit.called_off")


def rate(
    parts: Parts, member: StaffMember, ref: str, criterion: str, *, rating: str, seen: str, version: int
) -> Rated:
    """`version` is that of the page. Raises Invalid, Refused when somebody else saved first."""
    seat = sit_to_record(parts, member, ref)
    _refuse_unknown(seat, criterion)
    problems = {}
    levels = {level.id for level in seat.framework.scale.levels} | {NOT_APPLICABLE}
    if rating not in levels:
        problems["rating"] = "choice_needed"
    if len(seen.strip()) > SEEN_LIMIT:
        problems["seen"] = "text_too_long"
    if problems:
        raise Invalid(problems, limit=SEEN_LIMIT)
    before = seat.rated.get(criterion)
    if (before.version if before else 0) != version:
        raise Refused("visit_changed")
    after = rated(before, seat.planned, rating, seen, member.id, parts.now())
    _rated(parts, seat, replace(after, criterion=criterion))
    return after


def show_own_first(parts: Parts, member: StaffMember, ref: str, criterion: str) -> None:
    """The visitors want to see the organisation's own rating first: the record says so."""
    seat = sit_to_record(parts, member, ref)
    _refuse_unknown(seat, criterion)
    if criterion not in seat.rated:
        _rated(parts, seat, shown_first(criterion, member.id, parts.now()))


def agree(parts: Parts, member: StaffMember, ref: str, *, strengths: str, actions: str, version: int) -> None:
    """What both see as strong, and what comes next. Raises as `rate` does."""
    seat = sit_to_record(parts, member, ref)
    texts = {"strengths": strengths, "actions": actions}
    problems = {name: "text_too_long" for name, text in texts.items() if len(text.strip()) > AGREED_LIMIT}
    if problems:
        raise Invalid(problems, limit=AGREED_LIMIT)
    if seat.planned.version != version:
        raise Refused("visit_changed")
    visit = replace(seat.planned, strengths=strengths.strip(), actions=actions.strip(), version=version + 1)
    _saved(parts, member, visit, "visit.agreed")


def confirm(parts: Parts, member: StaffMember, ref: str, by: Mapping[str, str]) -> Visit:
    """Both say that the record is right. It stands from now on, the organisation reads it, and a PDF comes.

    Raises Refused, Invalid.
    """
    seat = sit_to_record(parts, member, ref)
    orders = {c: rating_order(seat.framework, one.rating) for c, one in seat.rated.items()}
    confirmation = Confirmation(
        name=by["name"].strip(),
        role=by["role"].strip(),
        visitor_name=by["visitor_name"].strip(),
        visitor_role=by["visitor_role"].strip(),
        on=london_day(parts.now()),
    )
    visit = confirmed(seat.planned, seat.rated, orders, seat.return_.ratings, confirmation)
    day = visit.day or confirmation.on
    saved = _saved(
        parts,
        member,
        visit,
        "visit.confirmed",
        parts.verification.visited(visit.partnership_id, visit.organisation_id, visit.cycle_id, day),
        parts.tasks.added(_pdf_task(visit, parts)),
    )
    parts.poke(Queue.RENDER)
    return saved


def _pdf_task(visit: Visit, parts: Parts) -> Task:
    return Task(
        partnership_id=visit.partnership_id,
        subject=return_subject(visit.ref),
        intent="pdf#visit",
        kind="render.visit",
        payload={"ref": visit.ref, "partnership": visit.partnership_id},
        queue=Queue.RENDER,
        due=parts.now(),
    )


def _saved(parts: Parts, member: StaffMember, visit: Visit, what: str, *more: Writes) -> Visit:
    event = Event(subject=return_subject(visit.ref), at=parts.now(), actor=member.id, what=what)
    try:
        parts.commit(parts.visits.saved(visit), parts.trail.recorded(event), *more)
    except Conflict as conflict:
        raise Refused("visit_changed") from conflict
    return visit


def _rated(parts: Parts, seat: VisitSeat, one: Rated) -> None:
    event = Event(
        subject=return_subject(seat.planned.ref),
        at=parts.now(),
        actor=seat.member.id,
        what="visit.recorded",
        details={"about": one.criterion},
        partnership=seat.planned.partnership_id,
    )
    try:
        parts.commit(parts.visits.rated_saved(seat.planned, one), parts.trail.recorded(event))
    except Conflict as conflict:
        raise Refused("visit_changed") from conflict


def _refuse_unknown(seat: VisitSeat, criterion: str) -> None:
    if criterion not in {c.id for c in seat.criteria}:
        raise NotFound


def _drawn(parts: Parts, seat: VisitSeat) -> tuple[str, str, bool]:
    """The newest draw that chose this organisation, or in which it stands in for one whose visit was called
    off, with its chance there; ("", "", False) for neither.
    """
    organisation = seat.return_.organisation_id
    off = {
        v.organisation_id for v in parts.visits.of_cycle(seat.cycle.id) if v.state is VisitState.CALLED_OFF
    }
    for draw in sample_reading.draws_of(parts, seat.cycle):
        record = sample_reading.kept_sample(parts, seat.cycle, draw.id).record
        for chosen in record["chosen"]:
            if chosen["organisation"] == organisation:
                return draw.id, chosen["probability"], False
            reserve = chosen["reserve"]
            if reserve and reserve["organisation"] == organisation and chosen["organisation"] in off:
                return draw.id, record["chances"].get(organisation, chosen["probability"]), True
    return "", "", False
