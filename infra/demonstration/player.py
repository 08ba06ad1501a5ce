"""One made-up organisation at work on one return: it comes in, fills in, asks, approves."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from chalicelib.bootstrap import Wiring
from chalicelib.domain.credentials import SESSION_LASTS
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.framework import Criterion
from chalicelib.domain.last_time import last_time, places
from chalicelib.domain.returns import EDITABLE, Part, PlanKind, Return, asked
from chalicelib.domain.times import LONDON
from chalicelib.services.answering import mark_not_applicable, save_answer
from chalicelib.services.approval import send_back, send_for_approval
from chalicelib.services.confirming import confirm
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.entering import enter
from chalicelib.services.links import mint
from chalicelib.services.looking_back import past_of
from chalicelib.services.planning import new_plan_id, save_plan
from chalicelib.services.profiling import mark_standard, save_profile
from chalicelib.services.submitting import Approval, approve
from infra.demonstration import texts
from infra.demonstration.evidence import kept_by
from infra.demonstration.meetings import meet
from infra.demonstration.questions import answer_two, ask_two
from infra.demonstration.stage import STILL_DUE, Rehearsal
from infra.demonstration.story import IN, Stage, level, share_answered
from infra.demonstration.team import ask_a_team, hear_from_them

_PEOPLE = {"school": "fifty_or_more", "local_authority": "fifty_or_more", "police": "fifty_or_more"}
STILL_TRUE = 0.45  # of what was said last time


@dataclass(frozen=True)
class Weeks:
    """When a round opened, and the moment that nobody is to go beyond."""

    opened: datetime
    until: datetime


class Player:
    """One organisation's way through its return."""

    def __init__(self, parts: Rehearsal, ref: str, stage: Stage, number: int, weeks: Weeks) -> None:
        self._parts = parts
        self._ref = ref
        self._stage = stage
        self._number = number
        self._weeks = weeks
        seed = f"{number} {weeks.opened.year}"
        self._chance = random.Random(seed)  # noqa: S311 - the same story every time, no secret
        self._token = ""
        self._opened = parts.moment

    def play(self) -> None:
        """From the first opening to where its stage ends."""
        self._parts.moment = _working_hours(
            self._weeks.opened + timedelta(days=2 + self._number % 9), self._number
        )
        if self._stage in (Stage.NO_CONTACT, Stage.BOUNCED, Stage.NOT_OPENED):
            return
        self._token, self._opened = opened_by(self._parts, self._ref, Part.LEAD), self._parts.moment
        if self._stage is not Stage.OPENED:
            self._fill_in()
        if self._stage is Stage.STARTED:
            ask_a_team(self._parts, stored(self._parts, self._ref), self._token)
            self._later(hours=2)
            hear_from_them(self._parts, stored(self._parts, self._ref))
        if self._stage in (Stage.WAITING, Stage.SENT_BACK, *IN):
            self._ask_for_approval()
        if self._stage in (Stage.QUESTIONS, Stage.RESUBMITTED):
            self._later(days=2)
            ask_two(self._parts, stored(self._parts, self._ref), (self._weeks.until + STILL_DUE).date())
        if self._stage is Stage.RESUBMITTED:
            self._later(days=1)
            self._come_back()
            answer_two(self._parts, stored(self._parts, self._ref), self._token)
            self._ask_for_approval()

    def _fill_in(self) -> None:
        return_ = stored(self._parts, self._ref)
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
        self._evidence = self._kept_evidence(return_)
        framework = self._parts.framework(return_.framework)
        criteria = asked(framework, stored(self._parts, self._ref))
        count = round(len(criteria) * share_answered(self._stage)) - (self._stage is Stage.NEARLY)
        for criterion in criteria[:count]:
            self._parts.moment = _in_working_hours(
                self._parts.moment + timedelta(minutes=self._chance.randrange(3, 120))
            )
            self._parts.moment = min(self._parts.moment, self._weeks.until - timedelta(hours=30))
            self._come_back()
            self._answer(criterion)
        for number in {c.standard for c in criteria[:count]} - {c.standard for c in criteria[count:]}:
            mark_standard(self._parts, self._ref, self._token, number, done=True)

    def _come_back(self) -> None:
        """A session lasts half a day; who works over several opens the link again."""
        if self._parts.moment - self._opened > SESSION_LASTS - timedelta(hours=1):
            self._token, self._opened = opened_by(self._parts, self._ref, Part.LEAD), self._parts.moment

    def _kept_evidence(self, return_: Return) -> list[str]:
        """The register, filled when the organisation is first asked."""
        found: Sequence[Evidence] = self._parts.evidence.of_organisation(return_.organisation_id)
        if not found:
            found = kept_by(self._parts, return_, self._weeks.until.date())
            self._parts.commit(*(self._parts.evidence.saved(item) for item in found))
        return [item.id for item in found]

    def _answer(self, criterion: Criterion) -> None:
        return_ = stored(self._parts, self._ref)
        framework = self._parts.framework(return_.framework)
        if return_.previous and self._chance.random() < STILL_TRUE and self._confirmed(criterion):
            return
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

    def _confirmed(self, criterion: Criterion) -> bool:
        """Whether what was said last time could be said to be still true."""
        seat = sit_down(self._parts, self._ref, self._token, criterion=criterion.id)
        past = past_of(self._parts, seat.framework, seat.return_)
        around = look_around(self._parts, seat, answers=places(past, criterion))
        found = last_time(criterion, seat.answer, past, around.answers)
        if found is None or found.confirmable is None:
            return False
        read = found.confirmable.mark
        saved = confirm(self._parts, self._ref, self._token, criterion.id, read=read, typed="", version=0)
        if saved.needs_plan:
            self._plan(criterion)
        return True

    def _plan(self, criterion: Criterion) -> None:
        barrier = self._chance.random() < 0.12
        kind = PlanKind.BARRIER if barrier else PlanKind.ACTION
        what = self._chance.choice(texts.BARRIERS if barrier else texts.ACTIONS[criterion.standard])
        by_when = (self._weeks.until + timedelta(days=self._chance.randrange(30, 240))).date()
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
        token = opened_by(self._parts, self._ref, Part.APPROVER)
        return_ = stored(self._parts, self._ref)
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


def opened_by(parts: Rehearsal, ref: str, part: Part) -> str:
    person = stored(parts, ref).person(part)
    if person is None:
        raise LookupError(f"{ref} has no {part}")
    token, writes = mint(parts, ref, person.id, "demonstration")
    parts.commit(writes)
    return enter(parts, token).token


def stored(parts: Wiring, ref: str) -> Return:
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
