"""The register, and the page to have open while on the telephone."""

from datetime import date
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import CycleStatus, due_of
from chalicelib.domain.errors import Invalid
from chalicelib.domain.extending import GIVING, NOT_IN
from chalicelib.domain.funnel import last_seen
from chalicelib.domain.returns import Part, asked
from chalicelib.domain.tasks import Task
from chalicelib.domain.times import london_day
from chalicelib.handlers.staff.frame import partnership_id, seat, sector_names
from chalicelib.handlers.staff.list_words import OUTCOMES, WAYS
from chalicelib.handlers.staff.sentences import stands
from chalicelib.handlers.staff.words import (
    CONTACT_STATES,
    ROLES,
    STAGES,
    mail_name,
    people_of,
    what_became,
    when_due,
)
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services.barriers import counted
from chalicelib.services.holding import held_alone
from chalicelib.services.on_behalf import may_be_entered
from chalicelib.services.questioning import may_be_asked
from chalicelib.services.reopening import OPENED_FROM, reopen
from chalicelib.services.telephone import Round, look_up, return_of, send_new_link

SHOWN_FIRST = 2  # of an organisation's returns, the newest first
DONE = {
    "approved": "The approval is recorded, and the return is submitted.",
    "call": "The call is noted.",
    "dealt_with": "That is marked as dealt with.",
    "due": "The new due date is set. Their pages and reminders have it from now on.",
    "link": "A new link is on its way to the address that we have.",
    "contact": "The contact is saved.",
    "asked": "The question is on its way. The answers that it is about are open.",
    "reopened": "The return is open again. The copy that was submitted is kept.",
}


def one_organisation(request: Request, organisation: str) -> Response:
    return show(request, organisation)


def new_link(request: Request, organisation: str) -> Response:
    form = request.form
    send_new_link(
        parts(),
        partnership_id(request),
        organisation,
        form.get("_ref"),
        form.get("_person"),
        seat(request).member.id,
    )
    return redirect(f"/staff/organisations/{organisation}?done=link")


def reopen_return(request: Request, organisation: str) -> Response:
    ref, whose, reason = request.form.get("_ref"), partnership_id(request), request.form.get("reason")
    return_of(parts(), whose, organisation, ref)
    try:
        reopen(parts(), whose, ref, seat(request).member.id, reason)
    except Invalid as invalid:
        return show(
            request, organisation, status=400, errors=invalid.messages(), reason=reason, reopening=ref
        )
    return redirect(f"/staff/organisations/{organisation}?done=reopened")


def show(request: Request, organisation: str, *, status: int = 200, **more: Any) -> Response:
    """The telephone page."""
    found = look_up(parts(), partnership_id(request), organisation)
    today = london_day(parts().now())
    return page(
        request,
        "pages/staff/organisation.html",
        status=status,
        found=found,
        rounds=[
            (
                turn,
                when_due(turn.cycle, today),
                last_seen(turn.header),
                [(mail_name(t), _name(turn, t), what_became(t), t.settled_at or t.due) for t in turn.mails],
                _links_work(turn),
                _help_wanted(turn),
                people_of(turn.return_),
                {**_of_round(turn, partnership_id(request)), **longer_of(turn, today)},
                _unchanged(turn),
            )
            for turn in found.rounds
        ],
        names=sector_names(),
        roles=ROLES,
        contact_states=CONTACT_STATES,
        stages=STAGES,
        sentences=[(turn.cycle.name, stands(turn, today)) for turn in found.rounds[:SHOWN_FIRST]],
        outcomes=OUTCOMES,
        ways=WAYS,
        done=DONE.get(request.query.get("done"), ""),
        **more,
    )


def longer_of(turn: Round, today: date) -> dict[str, Any]:
    """Until when it is wanted, and whether staff can give it longer."""
    return_ = turn.return_
    return {
        "due_on": due_of(turn.cycle, return_),
        "own_due": return_.due_on is not None,
        "held": held_alone(parts(), turn.cycle, return_.organisation_id),
        "longer_asked_at": return_.longer_asked_at,
        "may_be_given": return_.status in NOT_IN and turn.cycle.status in GIVING,
        "before_due": today <= due_of(turn.cycle, return_),
    }


def _links_work(turn: Round) -> bool:
    """Once a cycle is archived, a link leads to what was submitted."""
    if turn.cycle.status is CycleStatus.ARCHIVED:
        return turn.return_.submissions > 0
    return turn.cycle.status is not CycleStatus.PLANNED


def _of_round(turn: Round, whose: str) -> dict[str, Any]:
    """What is in, for whoever rings: how much of a plan, and what was asked."""
    titles = {c.id: c.title for c in parts().framework(turn.return_.framework).criteria}
    actions, barriers = counted(turn.header)
    return {
        "actions": actions,
        "barriers": barriers,
        "asked": [
            (question, titles.get(question.criterion, question.criterion))
            for question in turn.return_.questions.values()
            if question.partnership_id == whose
        ],
        "may_be_asked": may_be_asked(turn.return_),
        "entered_for": turn.return_.entered_for,
        "may_be_entered": may_be_entered(turn.cycle, turn.return_),
        "may_be_opened": turn.return_.status in OPENED_FROM,
    }


def _help_wanted(turn: Round) -> list[str]:
    """The titles of the questions with which they would like help."""
    framework = parts().framework(turn.return_.framework)
    return [c.title for c in asked(framework, turn.return_) if turn.return_.help_wanted.get(c.id)]


def _name(turn: Round, task: Task) -> str:
    """Whom a mail was for; people change."""
    if "part" in task.payload:
        person = turn.return_.person(Part(task.payload["part"]))
    else:
        person = turn.return_.people.get(task.payload.get("person", ""))
    return person.name if person else "Somebody before"


def _unchanged(turn: Round) -> list[str]:
    """The titles of the questions whose text was the same in the two submissions before."""
    framework = parts().framework(turn.return_.framework)
    return [c.title for c in asked(framework, turn.return_) if c.id in turn.return_.unchanged]
