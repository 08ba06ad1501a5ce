"""Plays the demonstration through the real services, in memory and on a clock of its own."""

import random
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from chalicelib.bootstrap import Wiring
from chalicelib.domain.credentials import SESSION_LASTS
from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.framework import Criterion
from chalicelib.domain.organisations import Contact, ContactState, Role
from chalicelib.domain.returns import EDITABLE, Part, PlanKind, Return, asked
from chalicelib.domain.tasks import Queue, TaskState
from chalicelib.domain.times import LONDON
from chalicelib.services.answering import mark_not_applicable, save_answer
from chalicelib.services.approval import send_back, send_for_approval
from chalicelib.services.cycles import invite
from chalicelib.services.entering import enter
from chalicelib.services.links import mint, return_subject
from chalicelib.services.planning import new_plan_id, save_plan
from chalicelib.services.profiling import mark_standard, save_profile
from chalicelib.services.submitting import Approval, approve
from chalicelib.settings import Settings
from chalicelib.storage.memory import MemoryTable
from chalicelib.storage.table import Table
from infra.demonstration import texts
from infra.demonstration.evidence import kept_by
from infra.demonstration.meetings import meet
from infra.demonstration.questions import answer_two, ask_two
from infra.demonstration.register import PARTNERSHIP, STAFF, Listed, listed
from infra.demonstration.sets import open_rounds
from infra.demonstration.story import IN, Stage, level, share_answered, stages
from infra.demonstration.team import ask_a_team, hear_from_them

CYCLE_ID = "demonstration"
FRAMEWORK = "section-11@2026.1"  # the last that all of these sectors answered together
OPEN_FOR = timedelta(days=42)
STILL_DUE = timedelta(days=16)
PDF_EVERY = timedelta(seconds=20)  # so that fifty PDFs do not hold up the first minutes
_PEOPLE = {"school": "fifty_or_more", "local_authority": "fifty_or_more", "police": "fifty_or_more"}


class Rehearsal(Wiring):
    """The real parts but for the table, which is in memory, and the clock, which the story moves."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        super().__init__(settings, lambda: self.moment)
        self.started = now
        self.moment = now - OPEN_FOR

    @cached_property
    def table(self) -> Table:
        return MemoryTable()

    def poke(self, queue: Queue) -> None:
        """Nobody works in a rehearsal: what is left to do is done when it is over."""


def rehearse(parts: Rehearsal) -> list[tuple[Stage, Return]]:
    """Plays everything up to now, and returns each return as it then stands."""
    everyone = listed()
    found = stages([one.organisation.sector for one in everyone])
    cycle = _set_the_stage(parts, everyone, found)
    headers = {h.organisation_id: h.ref for h in parts.returns.headers(cycle.id)}
    for number, (one, stage) in enumerate(zip(everyone, found, strict=True)):
        _Organisation(parts, headers[one.organisation.id], stage, number).play()
    parts.moment = parts.started
    returns = [_stored(parts, headers[one.organisation.id]) for one in everyone]
    _settle_mail(parts, list(zip(found, returns, strict=True)))
    open_rounds(parts)
    return list(zip(found, returns, strict=True))


def _set_the_stage(parts: Rehearsal, everyone: tuple[Listed, ...], found: list[Stage]) -> Cycle:
    day = parts.moment.astimezone(LONDON).date()
    due = parts.started + STILL_DUE
    cycle = Cycle(
        id=CYCLE_ID,
        partnership_id=PARTNERSHIP.id,
        name=f"Safeguarding self-assessment {due:%Y}",
        framework=FRAMEWORK,
        sectors=tuple(dict.fromkeys(one.organisation.sector for one in everyone)),
        opens_on=day,
        due_on=due.astimezone(LONDON).date(),
        closes_on=(due + timedelta(days=14)).astimezone(LONDON).date(),
        status=CycleStatus.OPEN,
    )
    parts.commit(parts.organisations.partnership_saved(PARTNERSHIP), parts.cycles.saved(cycle))
    for member in STAFF:
        parts.commit(parts.organisations.staff_saved(member))
    for one, stage in zip(everyone, found, strict=True):
        parts.commit(parts.organisations.organisation_saved(PARTNERSHIP.id, one.organisation))
        for contact in one.contacts if stage is not Stage.NO_CONTACT else ():
            parts.commit(parts.organisations.contact_saved(PARTNERSHIP.id, contact))
    invite(parts, cycle, [one.organisation for one in everyone])
    return cycle


class _Organisation:
    """One organisation's way through its return."""

    def __init__(self, parts: Rehearsal, ref: str, stage: Stage, number: int) -> None:
        self._parts = parts
        self._ref = ref
        self._stage = stage
        self._number = number
        self._chance = random.Random(number)  # noqa: S311 - the same story every time, no secret
        self._token = ""
        self._opened = parts.moment

    def play(self) -> None:
        self._parts.moment = _working_hours(
            self._parts.started - OPEN_FOR + timedelta(days=2 + self._number % 9), self._number
        )
        if self._stage is Stage.BOUNCED:
            _bounce(self._parts, _stored(self._parts, self._ref))
        if self._stage in (Stage.NO_CONTACT, Stage.BOUNCED, Stage.NOT_OPENED):
            return
        self._token, self._opened = _open(self._parts, self._ref, Part.LEAD), self._parts.moment
        if self._stage is not Stage.OPENED:
            self._fill_in()
        if self._stage is Stage.STARTED:
            ask_a_team(self._parts, _stored(self._parts, self._ref), self._token)
            self._later(hours=2)
            hear_from_them(self._parts, _stored(self._parts, self._ref))
        if self._stage in (Stage.WAITING, Stage.SENT_BACK, *IN):
            self._ask_for_approval()
        if self._stage in (Stage.QUESTIONS, Stage.RESUBMITTED):
            self._later(days=2)
            ask_two(self._parts, _stored(self._parts, self._ref), (self._parts.started + STILL_DUE).date())
        if self._stage is Stage.RESUBMITTED:
            self._later(days=1)
            self._come_back()
            answer_two(self._parts, _stored(self._parts, self._ref), self._token)
            self._ask_for_approval()

    def _fill_in(self) -> None:
        return_ = _stored(self._parts, self._ref)
        lead = return_.person(Part.LEAD)
        profile = {
            "people": _PEOPLE.get(return_.sector, "ten_to_49"),
            "commissions": "yes" if return_.sector in ("school", "local_authority", "police") else "no",
            "commissioned": "yes" if return_.sector in ("early_years", "voluntary") else "no",
            "contact": "direct",
            "ages": "early_years_only" if return_.sector == "early_years" else "all_ages",
            "other_partnerships": "no",
        }
        name = lead.name if lead else ""
        save_profile(
            self._parts,
            self._ref,
            self._token,
            profile=profile,
            name=name,
            job="Designated safeguarding lead",
        )
        items = kept_by(self._parts, return_, self._parts.started.date())
        self._parts.commit(*(self._parts.evidence.saved(item) for item in items))
        self._evidence = [item.id for item in items]
        framework = self._parts.framework(return_.framework)
        criteria = asked(framework, _stored(self._parts, self._ref))
        count = round(len(criteria) * share_answered(self._stage)) - (self._stage is Stage.NEARLY)
        for criterion in criteria[:count]:
            self._parts.moment = _in_working_hours(
                self._parts.moment + timedelta(minutes=self._chance.randrange(3, 120))
            )
            self._parts.moment = min(self._parts.moment, self._parts.started - timedelta(hours=30))
            self._come_back()
            self._answer(criterion)
        for number in {c.standard for c in criteria[:count]} - {c.standard for c in criteria[count:]}:
            mark_standard(self._parts, self._ref, self._token, number, done=True)

    def _come_back(self) -> None:
        """A session lasts half a day; who works over several opens the link again."""
        if self._parts.moment - self._opened > SESSION_LASTS - timedelta(hours=1):
            self._token, self._opened = _open(self._parts, self._ref, Part.LEAD), self._parts.moment

    def _answer(self, criterion: Criterion) -> None:
        return_ = _stored(self._parts, self._ref)
        framework = self._parts.framework(return_.framework)
        if not criterion.core and self._chance.random() < 0.03:
            mark_not_applicable(
                self._parts, self._ref, self._token, criterion.id, reason=texts.NOT_APPLICABLE, version=0
            )
            return
        levels = framework.scale.levels
        order = level(self._chance, return_.sector, criterion.standard, len(levels))
        chosen = next(one for one in levels if one.order == order)
        said = texts.NARRATIVES[criterion.standard] if chosen.meets_standard else texts.NOT_YET
        narrative = self._chance.choice(said)
        saved = save_answer(
            self._parts,
            self._ref,
            self._token,
            criterion.id,
            rating=chosen.id,
            narrative=narrative,
            version=0,
        )
        if self._chance.random() < 0.25:
            used = self._parts.returns.evidence_used(
                self._ref, criterion.id, add=self._chance.choice(self._evidence)
            )
            self._parts.commit(used, self._parts.returns.changed(return_, {}, while_in=EDITABLE))
        if saved.needs_plan:
            self._plan(criterion)

    def _plan(self, criterion: Criterion) -> None:
        barrier = self._chance.random() < 0.12
        kind = PlanKind.BARRIER if barrier else PlanKind.ACTION
        what = self._chance.choice(texts.BARRIERS if barrier else texts.ACTIONS[criterion.standard])
        by_when = (self._parts.started + timedelta(days=self._chance.randrange(30, 240))).date()
        save_plan(
            self._parts,
            self._ref,
            self._token,
            new_plan_id(self._parts, kind),
            criteria=(criterion.id,),
            what=what,
            who="" if barrier else self._chance.choice(texts.WHO),
            by_when=None if barrier else by_when,
        )

    def _ask_for_approval(self) -> None:
        self._later(minutes=40)
        self._come_back()
        meet(self._parts, self._ref, self._token, self._number)
        send_for_approval(self._parts, self._ref, self._token)
        if self._stage is Stage.WAITING:
            return
        self._later(hours=3 + self._number % 20)
        token = _open(self._parts, self._ref, Part.APPROVER)
        return_ = _stored(self._parts, self._ref)
        approver = return_.person(Part.APPROVER)
        if self._stage is Stage.SENT_BACK:
            note = "Please say more about supervision: I think that we do better than we have written."
            send_back(self._parts, self._ref, token, note=note)
        elif approver is not None:
            job = "Head teacher" if return_.sector == "school" else "Director"
            statement = Approval(seq=return_.seq, name=approver.name, job=job, declared=True)
            approve(self._parts, self._ref, token, statement)

    def _later(self, **by: int) -> None:
        self._parts.moment = _in_working_hours(self._parts.moment + timedelta(**by))


def _open(parts: Rehearsal, ref: str, part: Part) -> str:
    person = _stored(parts, ref).person(part)
    if person is None:
        raise LookupError(f"{ref} has no {part}")
    token, writes = mint(parts, ref, person.id, "demonstration")
    parts.commit(writes)
    return enter(parts, token).token


def _stored(parts: Wiring, ref: str) -> Return:
    found = parts.returns.get(ref)
    if found is None:
        raise LookupError(ref)
    return found


def _working_hours(moment: datetime, number: int) -> datetime:
    day = moment.astimezone(LONDON).date()
    return datetime.combine(day, time(9 + number % 7, number * 7 % 60), LONDON).astimezone(UTC)


def _in_working_hours(moment: datetime) -> datetime:
    """The same moment from eight to six; otherwise half past nine on the next day."""
    local = moment.astimezone(LONDON)
    if 8 <= local.hour < 18:
        return moment
    day = local.date() + timedelta(days=local.hour >= 18)
    return datetime.combine(day, time(9, 30), LONDON).astimezone(UTC)


def _bounce(parts: Rehearsal, return_: Return) -> None:
    contacts = list(parts.organisations.contacts(PARTNERSHIP.id, return_.organisation_id))
    lead: Contact = next(c for c in contacts if c.role is Role.LEAD)
    bounced = replace(lead, state=ContactState.BOUNCED)
    parts.commit(parts.organisations.contact_saved(PARTNERSHIP.id, bounced))
    changed = parts.returns.changed(
        return_, {}, while_in=EDITABLE, header={"mail_state": ContactState.BOUNCED}
    )
    parts.commit(changed)


def _settle_mail(parts: Rehearsal, returns: list[tuple[Stage, Return]]) -> None:
    """The past's mail has gone out. One organisation of each stage gets its mail again, for the inbox."""
    shown: set[Stage] = set()
    pdfs = 0
    for stage, return_ in returns:
        first = stage not in shown
        shown.add(stage)
        for task in parts.tasks.of_subject(PARTNERSHIP.id, return_subject(return_.ref)):
            if task.queue is Queue.RENDER:
                due = parts.started + (pdfs * PDF_EVERY if not first else timedelta())
                parts.commit(parts.tasks.moved(task, replace(task, due=due)))
                pdfs += 1
            elif not first:
                settled = replace(task, state=TaskState.DONE, attempts=1, settled_at=task.due)
                parts.commit(parts.tasks.moved(task, settled))
