"""Mails about a return: is each one still due, to whom, and what does it say.

A link is minted when its mail is sent. What is no longer due is settled with a note that says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain import rights
from chalicelib.domain.credentials import CODE_LASTS, CredentialKind, code_hash, hash_of, refuse_unless_live
from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.errors import LinkRefused
from chalicelib.domain.framework import minutes
from chalicelib.domain.organisations import ContactState, same_address
from chalicelib.domain.returns import (
    EDITABLE,
    WITH_THE_LEAD,
    Part,
    Person,
    Return,
    ReturnStatus,
    answered_in,
    asked,
)
from chalicelib.domain.tasks import Task
from chalicelib.services.delivery import person_of
from chalicelib.services.links import has_copies, link_url, mint
from chalicelib.services.ports import Around, Parts
from chalicelib.services.posting import Draft, post
from chalicelib.services.queue import Outcome, Work
from chalicelib.services.verifying import code_of

# What still goes out when the cycle is archived, to whoever has a copy there.
WAYS_IN = frozenset({"mail.new_link", "mail.code", "mail.feedback"})


class NotDue(Exception):
    """The mail is not to be sent any more; the message says why, for the task's note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a mail about a return is made from."""

    return_: Return
    person: Person
    around: Around

    @property
    def cycle(self) -> Cycle:
        return self.around.cycle

    @property
    def other(self) -> str:
        """The approver's name for the lead, and the lead's for the approver; "" when there is none."""
        other = self.return_.person(Part.APPROVER if self.person.part is Part.LEAD else Part.LEAD)
        return other.name if other else ""


Facts = Callable[[Parts, Task, About], Mapping[str, Any]]
"""Gathers what a mail says. Raises NotDue, or Later, when it is not to be sent or not now."""


def about_return(message: str, facts: Facts) -> Work:
    """The work of sending one kind of mail to somebody of a return, with a link of their own."""

    def work(parts: Parts, task: Task) -> Outcome:
        try:
            about = read_about(parts, task)
            said = facts(parts, task, about)
        except NotDue as reason:
            return Outcome(note=f"not due: {reason}")
        return post(parts, task, draft_of(parts, task, about, message, said))

    return work


def read_about(parts: Parts, task: Task) -> About:
    """Raises NotDue."""
    return_ = parts.returns.get(task.payload["ref"])
    person = person_of(return_, task) if return_ else None
    if return_ is None or person is None:
        raise NotDue("person gone")
    for contact in parts.organisations.contacts(task.partnership_id, return_.organisation_id):
        if same_address(contact.email) == same_address(person.email) and contact.state is not ContactState.OK:
            raise NotDue(contact.state.value)
    asked = parts.organisations.organisation(task.partnership_id, return_.organisation_id)
    if asked is not None and asked.retired and task.kind not in WAYS_IN:
        raise NotDue("retired")
    around = parts.returns.around(return_, for_partnership=task.partnership_id)
    way_in = task.kind in WAYS_IN and has_copies(return_, person)
    if around.cycle.status is CycleStatus.ARCHIVED and not way_in:
        raise NotDue("cycle archived")
    return About(return_=return_, person=person, around=around)


def code(parts: Parts, task: Task) -> Outcome:
    """Six digits for whoever waits to come in. They are made now, and all that is kept is a hash that
    needs their pending session; there is no link in this mail.
    """
    try:
        about = read_about(parts, task)
        found = parts.credentials.get(task.payload["session"])
        pending = refuse_unless_live(found, CredentialKind.PENDING, parts.now())
    except NotDue as reason:
        return Outcome(note=f"not due: {reason}")
    except LinkRefused as refusal:
        return Outcome(note=f"not due: {refusal.reason}")
    digits, until = parts.new_code(), parts.now() + CODE_LASTS
    draft = Draft(
        message="code",
        facts={"organisation": about.return_.organisation_name, "digits": digits, "until": until},
        partnership=about.around.partnership,
        person=about.person.id,
        name=about.person.name,
        email=about.person.email,
        reference=about.return_.ref,
        link_works=parts.credentials.coded(pending, code_hash(pending.token_hash, digits), until),
    )
    return post(parts, task, draft)


def draft_of(parts: Parts, task: Task, about: About, message: str, said: Mapping[str, Any]) -> Draft:
    """With a link of their own."""
    token, link_works = mint(parts, about.return_.ref, about.person.id, sent_with=task.intent)
    return Draft(
        message=message,
        facts={"organisation": about.return_.organisation_name, **said},
        partnership=about.around.partnership,
        person=about.person.id,
        name=about.person.name,
        email=about.person.email,
        reference=about.return_.ref,
        code=code_of(hash_of(token)),
        link=link_url(parts, token),
        link_works=link_works,
    )


def invitation(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    if about.return_.status not in EDITABLE:
        raise NotDue(about.return_.status.value)
    if about.cycle.status is CycleStatus.CLOSED:
        raise NotDue("cycle closed")
    return {"minutes": estimate(parts, about.return_), "due_on": about.cycle.due_on}


def approval(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    if about.return_.status is not ReturnStatus.AWAITING_APPROVAL:
        raise NotDue(about.return_.status.value)
    return {"lead": about.other, "again": about.return_.submissions > 0, "due_on": _due_on(about)}


def receipt(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    to_approver = about.person.plays(Part.APPROVER)
    approver = about.person.name if to_approver else about.other
    made = parts.returns.submissions(about.return_.ref) if about.return_.entered_for else ()
    if made and made[-1].recorded:
        to_approver, approver = False, made[-1].approved_by
    own = about.person.also_approves
    return {
        "approver": approver,
        "to_approver": to_approver,
        "own": own,
        "again": about.return_.submissions > 1,
        "closes_on": about.cycle.closes_on,
    }


def sent_back(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    back = about.return_.sent_back
    if back is None:
        raise NotDue("asked for approval again")
    return {"approver": back.by, "not_me": back.kind == "not_me", "due_on": _due_on(about)}


def _due_on(about: About) -> date:
    """The cycle's day, or the one by which a reviewer would like to hear."""
    days = [question.due for question in about.return_.questions.values()]
    return min(days) if days else about.cycle.due_on


def question(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    """About what was asked together and is still open."""
    ids = set(task.payload["questions"].split())
    asked_here = [q for q in about.return_.questions.values() if q.id in ids]
    if about.return_.status not in WITH_THE_LEAD or not asked_here:
        raise NotDue("answered")
    criteria = {question.criterion for question in asked_here}
    framework = parts.framework(about.return_.framework)
    return {
        "approver": about.other,
        "asked_by": asked_here[0].asked_by,
        "titles": tuple(c.title for c in framework.criteria if c.id in criteria),
        "due_on": asked_here[0].due,
    }


def contributor(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    if about.person.part is not Part.CONTRIBUTOR or about.return_.status not in WITH_THE_LEAD:
        raise NotDue("nothing to answer")
    framework = parts.framework(about.return_.framework)
    sections = [s for s in framework.sections if s.number in about.person.standards]
    theirs = [c for c in asked(framework, about.return_) if rights.sees(about.person, c)]
    return {
        "lead": about.other,
        "titles": [section.short_title for section in sections],
        "minutes": minutes(theirs),
        "due_on": about.cycle.due_on,
    }


def reader(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    if about.person.part is not Part.READER:
        raise NotDue("not a reader any more")
    return {"lead": about.other, "submitted": about.return_.status is ReturnStatus.SUBMITTED}


def successor(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    if about.person.part is not Part.LEAD:
        raise NotDue("handed over again")
    submitted = about.return_.status is ReturnStatus.SUBMITTED
    return {"before": task.payload.get("from", ""), "submitted": submitted, "due_on": about.cycle.due_on}


def part_finished(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    colleague = about.return_.people.get(task.payload["colleague"])
    if about.person.part is not Part.LEAD or colleague is None or colleague.finished_at is None:
        raise NotDue("not finished any more")
    found = asked(parts.framework(about.return_.framework), about.return_)
    theirs = [c for c in found if rights.sees(colleague, c)]
    comments = parts.returns.comments(about.return_.ref).by(colleague.id)
    return {
        "colleague": colleague.name,
        "is_reader": colleague.part is Part.READER,
        "answered": answered_in(theirs, about.return_.ratings),
        "total": len(theirs),
        "comments": len(comments),
    }


def new_link(parts: Parts, task: Task, about: About) -> Mapping[str, Any]:
    return {}


def estimate(parts: Parts, return_: Return) -> int:
    """About how many minutes the whole of it takes."""
    return minutes(asked(parts.framework(return_.framework), return_))
