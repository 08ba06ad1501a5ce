"""One mail for somebody who leads several organisations, in place of one for each.

Planning puts the reminders that are due to one address together: the first brings the others along, and
each of those still has a task of its own, an hour later. When the one mail leaves, they are settled with it,
in one transaction; whatever keeps it from leaving, they go by themselves. So none is lost, and none comes
twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from chalicelib.domain.ladder import Step
from chalicelib.domain.organisations import ContactState, Role, same_address
from chalicelib.domain.tasks import Task, TaskState
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Event
from chalicelib.services.links import link_url, mint, return_subject
from chalicelib.services.ports import Parts
from chalicelib.services.posting import Draft, post
from chalicelib.services.queue import Later, Outcome, Work
from chalicelib.services.return_mails import About, Facts, NotDue, about_return, draft_of, read_about

TOGETHER = frozenset({Step.NOT_OPENED, Step.STARTED, Step.NEARLY_DUE, Step.JUST_PAST})
MOST = 12  # in one mail: each takes three of the hundred writes of a transaction
BY_THEMSELVES = timedelta(hours=1)


def put_together(parts: Parts, partnership_id: str, planned: Sequence[tuple[Task, str]]) -> Iterator[Task]:
    """The same tasks; `planned` says whose organisation each is about."""
    to_leads = [(task, whose) for task, whose in planned if task.kind.removeprefix("mail.") in TOGETHER]
    if len(to_leads) < 2:
        yield from (task for task, _ in planned)
        return
    yield from (task for task, _ in planned if task.kind.removeprefix("mail.") not in TOGETHER)
    addresses = _addresses(parts, partnership_id)
    by_address = sorted((addresses.get(whose, whose), task.subject, task) for task, whose in to_leads)
    for _, group in groupby(by_address, key=lambda each: each[0]):
        yield from _brought([task for _, _, task in group])


def _addresses(parts: Parts, partnership_id: str) -> Mapping[str, str]:
    """Organisation → its lead's address."""
    found: dict[str, str] = {}
    for contact in parts.organisations.contacts(partnership_id):
        if contact.role is Role.LEAD and contact.state is ContactState.OK:
            found.setdefault(contact.organisation_id, same_address(contact.email))
    return found


def _brought(tasks: Sequence[Task]) -> Iterator[Task]:
    first, *others = tasks[:MOST]
    if others:
        along = " ".join(f"{task.payload['ref']}:{task.payload['step']}" for task in others)
        first = replace(first, payload={**first.payload, "along": along})
    yield first
    yield from (replace(task, due=task.due + BY_THEMSELVES) for task in others)
    yield from tasks[MOST:]


def together(message: str, facts: Mapping[Step, Facts]) -> Work:
    """The work of sending a step's mail, alone or for all that it brings along."""
    alone = about_return(message, facts[Step(message)])

    def work(parts: Parts, task: Task) -> Outcome | None:
        try:
            found = list(_all_due(parts, task, facts)) if task.payload.get("along") else []
        except NotDue as reason:
            return Outcome(note=f"not due: {reason}")
        return _sent_as_one(parts, task, found) if len(found) > 1 else alone(parts, task)

    return work


Due = tuple[Task, About, Mapping[str, Any]]


def _all_due(parts: Parts, task: Task, facts: Mapping[Step, Facts]) -> Iterator[Due]:
    """The task's own first. Raises NotDue, or Later, when that is not to go."""
    about = read_about(parts, task)
    yield task, about, facts[Step(task.payload["step"])](parts, task, about)
    for other in _along(parts, task, about.cycle.id):
        try:
            theirs = read_about(parts, other)
            said = facts[Step(other.payload["step"])](parts, other, theirs)
        except (NotDue, Later):
            continue  # its own task finds out, and says so
        if same_address(theirs.person.email) == same_address(about.person.email):
            yield other, theirs, said


def _along(parts: Parts, task: Task, cycle_id: str) -> Iterator[Task]:
    for ref, step in (pair.split(":") for pair in task.payload["along"].split()):
        found = parts.tasks.get(task.partnership_id, return_subject(ref), f"mail#{step}#{cycle_id}")
        if found is not None and found.state is TaskState.READY:
            yield found


def _sent_as_one(parts: Parts, task: Task, found: Sequence[Due]) -> Outcome:
    now, draft = parts.now(), draft_of(parts, task, found[0][1], "several", {})
    links, works = [draft.link], [draft.link_works]
    for other, about, _ in found[1:]:
        token, link_works = mint(parts, about.return_.ref, about.person.id, sent_with=other.intent)
        links.append(link_url(parts, token))
        settled = replace(other, state=TaskState.DONE, settled_at=now, note="sent")
        works += [link_works, parts.tasks.moved(other, settled)]
    today = london_day(now)
    returns = tuple(
        _line(about, said, link, today) for (_, about, said), link in zip(found, links, strict=True)
    )
    whole = replace(draft, facts={"returns": returns}, link="", link_works=_flat(works))
    outcome = post(parts, task, whole)
    return replace(outcome, writes=[*outcome.writes, *_noted(parts, task, whole, found[1:])])


def _flat(works: Iterable[Sequence[object]]) -> list[object]:
    return [write for writes in works for write in writes]


def _line(about: About, said: Mapping[str, Any], link: str, today: date) -> dict[str, Any]:
    return {
        "organisation": about.return_.organisation_name,
        "due_on": said["due_on"],
        "past": said["due_on"] < today,
        "minutes": said["minutes"],
        "begun": about.return_.opened_at is not None,
        "link": link,
    }


def _noted(parts: Parts, task: Task, draft: Draft, others: Iterable[Due]) -> list[object]:
    """Each return's own trail has it."""
    writes: list[object] = []
    for other, about, _ in others:
        details = {"mail": draft.message, "person": about.person.id, "with": task.payload["ref"]}
        event = Event(subject=other.subject, at=parts.now(), actor="mail", what="mail.sent", details=details)
        writes += parts.trail.recorded(event)
    return writes
