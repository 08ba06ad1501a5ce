"""The rounds before: what a few organisations said one and two years ago, and what they have noted since."""

from datetime import timedelta

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.returns import Part, Person, PlanKind, Return, ReturnStatus, asked
from chalicelib.domain.times import london_day
from chalicelib.services.action_notes import note_action
from chalicelib.services.cycles import invite
from chalicelib.services.keeping_up import note_answer
from infra.demonstration import texts
from infra.demonstration.player import Player, Weeks, opened_by, stored
from infra.demonstration.register import PARTNERSHIP, Listed
from infra.demonstration.sets import asked_before
from infra.demonstration.stage import Rehearsal
from infra.demonstration.story import Stage

FRAMEWORK = "section-11@2026.1"  # the last that all of these sectors answered together
OPEN_FOR = timedelta(days=42)
YEAR = timedelta(days=364)  # the same day of the week
YEARS_AGO = (2, 1)
NOTED_EVERY = 7  # criteria


def first_of_each(everyone: tuple[Listed, ...], found: list[Stage]) -> list[Organisation]:
    """One organisation in each state, so that the printed links show what was said last time."""
    first: dict[Stage, Organisation] = {}
    for one, stage in zip(everyone, found, strict=True):
        first.setdefault(stage, one.organisation)
    return [o for stage, o in first.items() if stage not in (Stage.NO_CONTACT, Stage.BOUNCED)]


def play_earlier_rounds(parts: Rehearsal, organisations: list[Organisation]) -> list[Return]:
    """Every return of the rounds before, submitted. Those of the newer sets were asked a year ago."""
    returns = []
    for years in YEARS_AGO:
        those = [*organisations, *(asked_before() if years == 1 else ())]
        returns += _play(parts, years, those)
    for return_ in returns[-len(those) :]:
        _keep_up(parts, return_)
    return returns


def _play(parts: Rehearsal, years: int, organisations: list[Organisation]) -> list[Return]:
    weeks = Weeks(parts.started - YEAR * years - OPEN_FOR, parts.started - YEAR * years)
    parts.moment = weeks.opened
    cycle = Cycle(
        id=f"demonstration-{years}-before",
        partnership_id=PARTNERSHIP.id,
        name=f"Safeguarding self-assessment {weeks.until:%Y}",
        framework=FRAMEWORK,
        sectors=tuple(dict.fromkeys(organisation.sector for organisation in organisations)),
        opens_on=london_day(weeks.opened),
        due_on=london_day(weeks.until),
        closes_on=london_day(weeks.until + timedelta(days=14)),
        status=CycleStatus.CLOSED,
    )
    parts.commit(parts.cycles.saved(cycle))
    invite(parts, cycle, organisations)
    returns = []
    for number, header in enumerate(parts.returns.headers(cycle.id)):
        _with_approver(parts, stored(parts, header.ref))
        Player(parts, header.ref, Stage.SUBMITTED, number + 100, weeks).play()
        returns.append(stored(parts, header.ref))
    return returns


def _with_approver(parts: Rehearsal, return_: Return) -> None:
    """Some have nobody on file who approves; they named somebody then."""
    if return_.person(Part.APPROVER) is None:
        person = Person(
            id="p-approver",
            part=Part.APPROVER,
            name="Brook Ness",
            email="brook@ness.example.org",
            job="Chair",
        )
        changes = {f"people.{person.id}": person}
        parts.commit(parts.returns.changed(return_, changes, while_in=(ReturnStatus.NOT_STARTED,)))


def _keep_up(parts: Rehearsal, return_: Return) -> None:
    """Half a year later somebody notes what has changed, and how two of the actions go."""
    parts.moment = parts.started - YEAR / 2
    token = opened_by(parts, return_.ref, Part.LEAD)
    answers = {answer.criterion: answer for answer in parts.returns.answers(return_.ref)}
    for criterion in asked(parts.framework(return_.framework), return_)[::NOTED_EVERY]:
        said = answers[criterion.id]
        text = f"{said.narrative}\n\n{texts.NOTED[criterion.standard % len(texts.NOTED)]}".strip()
        note_answer(parts, return_.ref, token, criterion.id, rating=said.rating, narrative=text, version=0)
    plans = [plan for plan in parts.returns.plan_of(return_.ref)[0] if plan.kind is PlanKind.ACTION]
    for plan, (state, line) in zip(plans, texts.ACTION_NOTES, strict=False):
        note_action(parts, return_.ref, token, plan.id, state=state, line=line, version=0)
