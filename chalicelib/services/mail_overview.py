"""A cycle's mail at a glance: what comes next, when and to how many; what waits; what has gone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from chalicelib.domain.cycles import Cycle, CycleStatus, Header, groups_of
from chalicelib.domain.holding import Hold
from chalicelib.domain.ladder import OF_STEP, Step, To
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.reminders import APPROVAL, Calendar, Plans, applies, heads_up_from
from chalicelib.domain.tasks import Task
from chalicelib.domain.times import london_day
from chalicelib.domain.working_days import DAY
from chalicelib.services.calendars import calendar_for
from chalicelib.services.cycles import chosen
from chalicelib.services.holding import MOST
from chalicelib.services.ports import Parts

READ = ("invited_at", "opened_at", "sent_for_approval_at", "submitted_at", "due_on", "mail_state")
INVITATION = "invitation"
# In the order of the page.
STEPS = (
    "heads_up",
    INVITATION,
    *dict.fromkeys(
        "approval_reminder" if step in APPROVAL else step.value
        for step in Step
        if OF_STEP[step].to not in (To.STAFF, To.OFFICER) and step is not Step.HEADS_UP
    ),
)
TO_COME = frozenset({CycleStatus.PLANNED, CycleStatus.OPENING, CycleStatus.OPEN, CycleStatus.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMail:
    """One step. `next` is day → to how many, as things stand; `waiting` is how many are held back now."""

    step: str
    next: Mapping[date, int] = field(default_factory=dict)
    waiting: int = 0
    sent: int = 0
    last_sent: date | None = None
    held: Hold | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`all_held` is the hold on everything; `organisations` are held one by one, with their names."""

    steps: tuple[StepMail, ...]
    all_held: Hold | None
    organisations: tuple[tuple[Hold, str], ...]


def overview(parts: Parts, partnership: Partnership, cycle: Cycle) -> Overview:
    """One query for the headers, one each for holds and counts, one for what is held."""
    headers = list(parts.returns.headers(cycle.id, READ))
    holds = parts.cycle_mail.holds(cycle.id)
    counts = parts.cycle_mail.counts(cycle.id)
    waiting = Counter(task.step for task in _waiting(parts, cycle, headers))
    coming = _coming(parts, partnership, cycle, headers)
    steps = tuple(
        StepMail(
            step=step,
            next=dict(sorted(coming.get(step, {}).items())),
            waiting=waiting[step],
            sent=sum(counts.get(step, {}).values()),
            last_sent=max(counts.get(step, {}), default=None),
            held=next((h for h in holds if h.step == step and not h.organisation_id), None),
        )
        for step in (*STEPS, *(name for name in waiting if name not in STEPS))
    )
    return Overview(
        steps=steps,
        all_held=next((h for h in holds if not h.step and not h.organisation_id), None),
        organisations=_named(parts, cycle, headers, holds),
    )


def _waiting(parts: Parts, cycle: Cycle, headers: Iterable[Header]) -> list[Task]:
    ours = {f"RETURN#{header.ref}" for header in headers} | {f"CYCLE#{cycle.id}"}
    found = parts.tasks.held(cycle.partnership_id, parts.now(), MOST)
    return [task for task in found if task.is_mail and task.subject in ours]


def _coming(
    parts: Parts, partnership: Partnership, cycle: Cycle, headers: Iterable[Header]
) -> Mapping[str, Counter[date]]:
    if cycle.status not in TO_COME:
        return {}
    calendar = calendar_for(parts, partnership, cycle)
    found: dict[str, Counter[date]] = {}
    plans, today = Plans(cycle, calendar), london_day(parts.now())
    asked = set()
    for header in headers:
        asked.add(header.organisation_id)
        due = [d for d in plans.steps(header) if d.first > today and applies(d.step, header)]
        due = [d for d in due if OF_STEP[d.step].to is not To.STAFF]
        if due:
            name = "approval_reminder" if due[0].step in APPROVAL else due[0].step.value
            found.setdefault(name, Counter())[due[0].first] += 1
    _before_opening(parts, cycle, calendar, asked, today, found)
    return found


def _before_opening(
    parts: Parts,
    cycle: Cycle,
    calendar: Calendar,
    asked: set[str],
    today: date,
    found: dict[str, Counter[date]],
) -> None:
    """Heads-ups and invitations of the groups whose day is still to come. Whoever is not asked once a cycle
    is open would join late, and only staff invite them.
    """
    opening = cycle.status in (CycleStatus.PLANNED, CycleStatus.OPENING)
    first = today if opening else today + DAY
    to_come = [group for group in groups_of(cycle) if group.opens_on >= first]
    if not to_come:
        return
    members = list(parts.organisations.members(cycle.partnership_id))
    for group in to_come:
        theirs = [o for o in chosen(parts, cycle, group, members) if o.id not in asked]
        for organisation in theirs:
            found.setdefault(INVITATION, Counter())[group.opens_on] += 1
            told = heads_up_from(cycle, organisation.sector, group.opens_on, calendar)
            if told is not None and told > today:
                found.setdefault("heads_up", Counter())[told] += 1


def _named(
    parts: Parts, cycle: Cycle, headers: Iterable[Header], holds: Iterable[Hold]
) -> tuple[tuple[Hold, str], ...]:
    names = {header.organisation_id: header.organisation_name for header in headers}
    single = [hold for hold in holds if hold.organisation_id]
    return tuple((hold, names.get(hold.organisation_id, "An organisation not asked yet")) for hold in single)
