"""A whole cycle of 500 organisations, day by day, while workers die and schedules come twice.

What each organisation should have heard is worked out here, from the words of the ladder and from lists of
days that were typed in, without asking the code under test.
"""

import base64
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

import pytest

from chalicelib.domain.calls import Outcome
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.tasks import Queue, Task, TaskState
from chalicelib.services.bank_holidays import of_england
from chalicelib.services.calling import Heard, note_call
from chalicelib.services.delivery import record
from chalicelib.services.queue import work_off
from chalicelib.services.reminding import plan_due_reminders
from chalicelib.services.work import WORK
from tests.support import builders
from tests.support.fakes import FakeParts
from tests.support.simulated import (
    BETWEEN,
    EARLY,
    LONDON,
    SECTORS,
    Life,
    MortalTable,
    Provider,
    at,
    lives,
    register,
)
from tests.support.tables import Crash

MANY = 500
DAY = timedelta(days=1)
NEVER = date.max
# Those on weekdays, from gov.uk/bank-holidays.
BANK_HOLIDAYS = {
    date.fromisoformat(day)
    for day in [
        "2026-12-25",
        "2026-12-28",
        "2027-01-01",
        "2027-03-26",
        "2027-03-29",
        "2027-05-03",
        "2027-05-31",
        "2027-08-30",
        "2027-12-27",
        "2027-12-28",
        "2028-01-03",
    ]
}
# When schools can be written to: from the third week of a term to its last day, without the half-term week.
SCHOOL_DAYS = [
    ("2026-09-16", "2026-10-25"),
    ("2026-10-31", "2026-12-18"),
    ("2027-01-18", "2027-02-14"),
    ("2027-02-20", "2027-03-25"),
    ("2027-04-26", "2027-05-30"),
    ("2027-09-16", "2027-10-24"),
    ("2027-10-30", "2027-12-17"),
    ("2028-01-18", "2028-02-20"),
]


@dataclass(frozen=True)
class Run:
    begins: date
    opens: date
    due: date
    closes: date
    headed_up: dict[str, date] = field(hash=False)  # by sector


RUNS = {
    # Sixteen weeks from Tuesday 5 October: the clocks go back on 31 October, and Christmas is in between.
    "autumn": Run(
        begins=date(2027, 9, 20),
        opens=date(2027, 10, 5),
        due=date(2027, 12, 14),
        closes=date(2028, 1, 25),
        headed_up=dict.fromkeys(SECTORS, date(2027, 9, 28)),
    ),
    # Sixteen weeks from Tuesday 12 January: the clocks go forward on Easter Sunday, 28 March.
    "spring": Run(
        begins=date(2026, 12, 7),
        opens=date(2027, 1, 12),
        due=date(2027, 3, 19),
        closes=date(2027, 5, 4),
        headed_up={**dict.fromkeys(SECTORS, date(2027, 1, 5)), "school": date(2026, 12, 17)},
    ),
}

# Independent of the domain: what should be heard


def _days_of(sector: str) -> list[date]:
    every = [date(2026, 9, 1) + DAY * n for n in range(600)]
    working = [d for d in every if d.weekday() < 5 and d not in BANK_HOLIDAYS]
    if sector != "school":
        return working
    spans = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in SCHOOL_DAYS]
    return [d for d in working if any(a <= d <= b for a, b in spans)]


GOOD = {sector: _days_of(sector) for sector in set(SECTORS)}
WORKING = GOOD["police"]


def working_days(start: date, number: int) -> date:
    return (
        [d for d in WORKING if d > start][number - 1]
        if number > 0
        else [d for d in WORKING if d < start][number]
    )


def moved(sector: str, day: date, last: date, any_day: bool = False) -> date | None:
    good = [d for d in GOOD[sector] if day <= d <= last]
    midweek = [d for d in good if d.strftime("%a") in ("Tue", "Wed", "Thu")]
    chosen = good if any_day else midweek or good
    return chosen[0] if chosen else None


def window(sector: str, name: str, day: date, limit: date) -> tuple[str, date, date] | None:
    first = moved(sector, day, limit)
    return (name, first, min([d for d in GOOD[sector] if d > first][1], limit)) if first else None


@cache
def to_lead(sector: str, run: Run, due: date, opened: bool) -> list[tuple[str, date, date]]:
    closes, nearly = max(run.closes, due), working_days(due, -3)
    plan = [window(sector, "reminder_not_opened", run.opens + 21 * DAY, nearly - DAY)] if not opened else []
    if opened and sector != "voluntary":
        plan.append(window(sector, "reminder_started", due - 14 * DAY, nearly - DAY))
    plan.append(window(sector, "reminder_nearly_due", nearly, due))
    past = window(
        sector, "offer_to_talk" if sector == "voluntary" else "reminder_just_past", due + 2 * DAY, closes
    )
    plan.append(past)
    if sector != "voluntary" and past:
        helped = window(sector, "approvers_help", max(due + 7 * DAY, past[2] + DAY), closes)
        call_from = max(due + 10 * DAY, (helped or past)[2] + DAY)
        call = moved(sector, call_from, closes, any_day=True)
        chair = moved(sector, max(due + 15 * DAY, call + DAY), closes) if call else None
        plan += [
            helped,
            ("call", call, closes) if call else None,
            ("chair", chair, closes) if chair else None,
        ]
    return [step for step in plan if step]


@cache
def to_approver(sector: str, run: Run, due: date, asked: date) -> list[tuple[str, date, date]]:
    if sector == "voluntary":
        return []
    days = [("approval_reminder_1", 3), ("approval_reminder_2", 7)]
    plan = [window(sector, name, working_days(asked, n), max(run.closes, due)) for name, n in days]
    return [step for step in plan if step]


def expected(life: Life, run: Run, lost: set[str]) -> dict[str, date]:
    """Step → the day on which it leaves; `lost` are those with which a worker died."""
    heard = {"heads_up": run.headed_up[life.sector]}
    if not bounced(life, heard, lost):
        heard["invitation"] = run.opens
    planned: set[str] = set()
    for day in [d for d in GOOD[life.sector] if run.opens <= d < (life.submits or NEVER)]:
        name = step_on(day, life, run, planned)
        if name and may_ask_further(name, day, life, run):
            planned.add(name)
            if is_sent(name, life, heard, lost):
                heard[name] = day
    return heard


def due_on(day: date, life: Life, run: Run) -> date:
    return life.more_time[1] if life.more_time and life.more_time[0] <= day else run.due


def step_on(day: date, life: Life, run: Run, planned: set[str]) -> str:
    due, opened = due_on(day, life, run), day >= (life.opens or NEVER)
    asked = life.asks if life.asks and life.asks <= day else None
    plan = to_approver(life.sector, run, due, asked) if asked else to_lead(life.sector, run, due, opened)
    reached = [step for step in plan if step[1] <= day]
    if day > max(run.closes, due) or not reached or day > reached[-1][2]:
        return ""
    name, first, _ = reached[-1]
    came_too_late = name == "reminder_started" and life.opens is not None and life.opens >= first
    return "" if came_too_late or name in planned | {"call"} else name


def may_ask_further(name: str, day: date, life: Life, run: Run) -> bool:
    if name not in ("approvers_help", "chair"):
        return True
    rung = [r for r in life.rings if r[0] <= day]
    if rung and (rung[-1][2] or date.min) >= day:
        return False  # they have promised a day
    return name != "chair" or bool(rung and rung[-1][0] > due_on(day, life, run) and life.chair)


def is_sent(name: str, life: Life, heard: dict[str, date], lost: set[str]) -> bool:
    if name == "chair":
        return True
    if bounced(life, heard, lost):
        return False  # there is nobody to write to
    told = "reminder_just_past" in heard and "reminder_just_past" not in lost
    return name != "approvers_help" or (life.approver and told)


def bounced(life: Life, heard: dict[str, date], lost: set[str]) -> bool:
    """The first mail that arrives at the provider tells that no other will."""
    return life.comes_back and bool(heard.keys() - lost)


# The world, day by day


class World:
    def __init__(self, run, seed):
        self.run = run
        self.chance = random.Random(seed)
        self.parts = FakeParts()
        self.parts.bank_holidays = of_england
        self.provider = Provider(self.parts.clock, seed)
        self.parts.sender = self.provider
        self.everybody = lives(MANY, run.opens, run.due, run.closes, seed)
        self.comes_back = {life.lead for life in self.everybody if life.comes_back}
        self.crashes = 0
        self.lost: list[str] = []
        self.planned_at: Counter[str] = Counter()
        self._refs: dict[str, str] = {}

    def set_up(self) -> None:
        parts, run = self.parts, self.run
        parts.clock.now = at(run.begins, time(7))
        cycle = builders.cycle(
            opens_on=run.opens,
            due_on=run.due,
            closes_on=run.closes,
            status=CycleStatus.PLANNED,
            sectors=tuple(dict.fromkeys(SECTORS)),
            whole_ladder=True,
        )
        opening = Task(
            partnership_id="saltmarsh",
            subject=f"CYCLE#{cycle.id}",
            intent="job#open_cycle",
            kind="job.open_cycle",
            payload={"cycle": cycle.id},
            due=at(run.opens, time(10)),
        )
        parts.commit(parts.organisations.partnership_saved(builders.partnership()))
        parts.commit(parts.cycles.saved(cycle), parts.tasks.added(opening))
        register(parts, self.everybody)

    def live(self) -> None:
        day = self.run.begins
        while day <= self.run.closes + 4 * DAY:
            if day.weekday() > 4:
                self.happens(day, EARLY)
                self.happens(day, BETWEEN)
                self.tick(day, time(12), risk=0)
            else:
                self.weekday(day)
            day += DAY

    def weekday(self, day: date) -> None:
        self.happens(day, EARLY)
        self.tick(day, time(9, 59), risk=0)
        for _ in range(2):  # the schedule's event comes twice
            self.tick(day, time(10), risk=0.5, work=day == self.run.opens)
        self.happens(day, BETWEEN)
        for minute in (10, 22):
            self.tick(day, time(10, minute), risk=0.4)
        for clock in (time(12), time(15, 40), time(16, 1)):
            self.tick(day, clock, risk=0)

    def tick(self, day: date, clock: time, risk: float, work: bool = True) -> None:
        """Two functions, each a process of its own that may die at any write, or while it sends."""
        self.parts.clock.now = at(day, clock)
        jobs = [self.plan, self.work] if work else [self.plan]
        for job in jobs:
            table = MortalTable(self.parts.table)
            process = self.parts.beside(table)
            process.bank_holidays, process.sender = of_england, self.provider
            if self.chance.random() < risk:
                table.crash_at, table.crash_after = self.chance.randint(0, 12), self.chance.random() < 0.5
            self.provider.die = risk / 20
            try:
                job(process)
            except Crash:
                self.crashes += 1
                self.lost += [table.noted] if table.noted else []
            self.told()

    def told(self) -> None:
        """What the provider has to say comes within the minute."""
        for event in self.provider.tells(self.comes_back):
            record(self.parts, event)

    def plan(self, process: FakeParts) -> None:
        for kind, number in plan_due_reminders(process).items():
            self.planned_at[kind] += number

    def work(self, process: FakeParts) -> None:
        work_off(process, Queue.WORK, WORK[Queue.WORK])

    def happens(self, day: date, clock: time) -> None:
        if day < self.run.opens or (day == self.run.opens and clock is EARLY):
            return
        self.parts.clock.now = at(day, clock)
        for life in self.everybody:
            self.lives_on(life, day, clock)

    def lives_on(self, life: Life, day: date, clock: time) -> None:
        now, until = self.parts.now(), life.more_time or (NEVER, NEVER)
        if (day, clock) == (life.opens, life.clocks["opens"]):
            self.change(life, {"status": ReturnStatus.IN_PROGRESS, "opened_at": now})
        if (day, clock) == (life.asks, life.clocks["asks"]):
            self.change(life, {"status": ReturnStatus.AWAITING_APPROVAL, "sent_for_approval_at": now})
        if (day, clock) == (life.submits, life.clocks["submits"]):
            self.change(life, {"status": ReturnStatus.SUBMITTED, "submitted_at": now})
        if (day, clock) == (until[0], life.clocks["time"]) and day < (life.submits or NEVER):
            self.change(life, {"due_on": until[1]})
        for when, outcome, promised in life.rings:
            if (day, clock) == (when, life.clocks["ring"]):
                heard = Heard(once="", outcome=Outcome(outcome), promised_on=promised)
                note_call(self.parts, "saltmarsh", life.id, "s-coordinator", heard)

    def change(self, life: Life, changes: dict) -> None:
        made = self.parts.returns.get(self.ref_of(life))
        self.parts.commit(self.parts.returns.changed(made, changes, while_in=tuple(ReturnStatus)))

    def read(self, tag: str) -> tuple[str, str]:
        """Organisation and step of a mail."""
        key = base64.urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()
        _, subject, intent = key.split("\n")
        return self.of(f"{intent} {subject}")

    def of(self, key: str) -> tuple[str, str]:
        intent, subject = key.rsplit(" ", 1)
        _, step, rest = intent.split("#", 2)
        if step == "heads_up":
            return rest, step
        whose = {self.ref_of(life): life.id for life in self.everybody}
        return whose[subject.removeprefix("RETURN#")], step

    def ref_of(self, life: Life) -> str:
        if not self._refs:
            headers = self.parts.returns.headers("cycle2027", ("ref",))
            self._refs = {header.organisation_id: header.ref for header in headers}
        return self._refs[life.id]


@pytest.fixture(scope="module", params=RUNS)
def world(request) -> World:
    made = World(RUNS[request.param], seed=20270105)
    made.set_up()
    made.live()
    return made


def test_everybody_hears_exactly_what_the_ladder_says_and_none_twice(world: World) -> None:
    sent, lost = heard_in(world), lost_in(world)
    for life in world.everybody:
        heard = sent.get(life.id, {})
        assert all(len(moments) == 1 for moments in heard.values()), (life, heard)
        # What a worker took along when it died at the provider's door is told to staff, or sent again.
        gone = lost.get(life.id, set()) - heard.keys()
        days = {step: moments[0].date() for step, moments in heard.items()}
        wanted = expected(life, world.run, gone)
        assert days == {step: day for step, day in wanted.items() if step not in gone}, (life, gone)
        for step in gone:
            assert [task for task in told_to_staff(world, life) if step in task.intent], (life, step)


def test_nobody_hears_anything_out_of_hours_or_once_it_is_in(world: World) -> None:
    sent = heard_in(world)
    for life in world.everybody:
        times = [moment for moments in sent.get(life.id, {}).values() for moment in moments]
        assert all(10 <= moment.hour < 16 and moment.weekday() < 5 for moment in times), life
        if life.submits:
            came_in = at(life.submits, life.clocks["submits"])
            assert all(moment < came_in for moment in times), life


def test_no_voluntary_group_and_nobody_without_a_call_reaches_the_chair(world: World) -> None:
    sent = heard_in(world)
    for life in world.everybody:
        if "chair" in sent.get(life.id, {}):
            assert life.sector != "voluntary"
            assert any(when > world.run.due for when, _, _ in life.rings)


def test_much_went_wrong_and_little_is_left_to_people(world: World) -> None:
    """Or the tests above would prove nothing. What is left is what nobody can know: a worker died between
    noting that it calls the provider and the provider's answer, and the provider never spoke of that mail.
    """
    left = [task for life in world.everybody for task in told_to_staff(world, life)]
    died_there = world.provider.lost + world.lost
    assert len(world.provider.taken) > 4 * MANY
    assert world.crashes > 100
    assert world.provider.deaths > 10
    assert 0 < len(left) <= len(died_there) < 0.02 * len(world.provider.taken)


def heard_in(world: World) -> dict[str, dict[str, list[datetime]]]:
    """Organisation → step → when, on London's clock."""
    found: dict[str, dict[str, list[datetime]]] = {}
    for moment, message in world.provider.taken:
        whose, step = world.read(message.tag)
        found.setdefault(whose, {}).setdefault(step, []).append(moment.astimezone(LONDON))
    return found


def lost_in(world: World) -> dict[str, set[str]]:
    """Organisation → the steps with which a worker died where nobody can know whether they left."""
    found: dict[str, set[str]] = {}
    for whose, step in [*map(world.read, world.provider.lost), *map(world.of, world.lost)]:
        found.setdefault(whose, set()).add(step)
    return found


def told_to_staff(world: World, life: Life) -> list[Task]:
    """Mails of an organisation of which nobody can tell whether they arrived."""
    subjects = (f"RETURN#{world.ref_of(life)}", "CYCLE#cycle2027")
    tasks = [t for s in subjects for t in world.parts.tasks.of_subject("saltmarsh", s)]
    ours = [t for t in tasks if t.subject == subjects[0] or t.intent.endswith(f"#{life.id}")]
    return [t for t in ours if t.state is TaskState.FAILED and t.note == "unsettled"]
