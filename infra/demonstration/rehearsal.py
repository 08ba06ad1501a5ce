"""Plays the demonstration through the real services, in memory and on a clock of its own."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.organisations import Contact, ContactState, Role
from chalicelib.domain.returns import EDITABLE, Return
from chalicelib.domain.tasks import Queue, TaskState
from chalicelib.domain.times import london_day
from chalicelib.services.assigning import share_out
from chalicelib.services.cycles import invite
from chalicelib.services.links import return_subject
from chalicelib.services.register_trail import told
from infra.demonstration.calls import ring
from infra.demonstration.earlier import FRAMEWORK, OPEN_FOR, first_of_each, play_earlier_rounds
from infra.demonstration.feedback import answer_last_year, answer_one_in_full, keep_a_list_of_training
from infra.demonstration.player import Player, Weeks, stored
from infra.demonstration.register import PARTNERSHIP, STAFF, Listed, listed
from infra.demonstration.sets import open_rounds, register_newly_asked
from infra.demonstration.stage import STILL_DUE, Rehearsal
from infra.demonstration.story import Stage, stages
from infra.demonstration.visits import visit_some

CYCLE_ID = "demonstration"
PDF_EVERY = timedelta(seconds=20)  # so that fifty PDFs do not hold up the first minutes


def rehearse(parts: Rehearsal) -> list[tuple[Stage, Return]]:
    """Plays everything up to now, and returns each return as it then stands."""
    everyone = listed()
    found = stages([one.organisation.sector for one in everyone])
    _register(parts, everyone, found)
    earlier = play_earlier_rounds(parts, first_of_each(everyone, found))
    keep_a_list_of_training(parts)
    answer_last_year(parts)
    cycle = _open_round(parts, everyone)
    headers = {h.organisation_id: h.ref for h in parts.returns.headers(cycle.id)}
    weeks = Weeks(parts.started - OPEN_FOR, parts.started)
    for number, (one, stage) in enumerate(zip(everyone, found, strict=True)):
        if stage is Stage.BOUNCED:
            _bounce(parts, stored(parts, headers[one.organisation.id]))
        Player(parts, headers[one.organisation.id], stage, number, weeks).play()
    parts.moment = parts.started
    ring(parts, [(one.organisation, stage) for one, stage in zip(everyone, found, strict=True)])
    visit_some(parts, cycle)
    returns = [stored(parts, headers[one.organisation.id]) for one in everyone]
    _settle_mail(parts, list(zip(found, returns, strict=True)))
    _settle_mail(parts, [(Stage.SUBMITTED, return_) for return_ in earlier], show_first=False)
    answer_one_in_full(parts, cycle.id)
    open_rounds(parts)
    coordinator, reviewer, *_ = STAFF
    share_out(parts, coordinator, cycle, [reviewer.id])
    return list(zip(found, returns, strict=True))


def _register(parts: Rehearsal, everyone: tuple[Listed, ...], found: list[Stage]) -> None:
    parts.commit(parts.organisations.partnership_saved(PARTNERSHIP))
    for member in STAFF:
        parts.commit(parts.organisations.staff_saved(member))
    for one, stage in zip(everyone, found, strict=True):
        itself = one.organisation
        added = told(parts, PARTNERSHIP.id, itself.id, STAFF[0].id, "organisation.imported", aloud=False)
        parts.commit(parts.organisations.organisation_saved(PARTNERSHIP.id, itself), *added)
        for contact in one.contacts if stage is not Stage.NO_CONTACT else ():
            parts.commit(parts.organisations.contact_saved(PARTNERSHIP.id, contact))
    register_newly_asked(parts)


def _open_round(parts: Rehearsal, everyone: tuple[Listed, ...]) -> Cycle:
    parts.moment = parts.started - OPEN_FOR
    due = parts.started + STILL_DUE
    cycle = Cycle(
        id=CYCLE_ID,
        partnership_id=PARTNERSHIP.id,
        name=f"Safeguarding self-assessment {due:%Y}",
        framework=FRAMEWORK,
        sectors=tuple(dict.fromkeys(one.organisation.sector for one in everyone)),
        opens_on=london_day(parts.moment),
        due_on=london_day(due),
        closes_on=london_day(due + timedelta(days=14)),
        status=CycleStatus.OPEN,
        whole_ladder=True,
    )
    parts.commit(parts.cycles.saved(cycle))
    invite(parts, cycle, [one.organisation for one in everyone])
    return cycle


def _bounce(parts: Rehearsal, return_: Return) -> None:
    contacts = list(parts.organisations.contacts(PARTNERSHIP.id, return_.organisation_id))
    lead: Contact = next(c for c in contacts if c.role is Role.LEAD)
    bounced = replace(lead, state=ContactState.BOUNCED, since=parts.moment)
    parts.commit(parts.organisations.contact_saved(PARTNERSHIP.id, bounced))
    changed = parts.returns.changed(
        return_, {}, while_in=EDITABLE, header={"mail_state": ContactState.BOUNCED}
    )
    parts.commit(changed)


def _settle_mail(parts: Rehearsal, returns: list[tuple[Stage, Return]], *, show_first: bool = True) -> None:
    """The past's mail has gone out. One organisation of each stage gets its mail again, for the inbox."""
    shown: set[Stage] = set() if show_first else set(Stage)
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
