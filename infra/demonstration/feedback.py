"""What the partnership has answered: last year's round by itself, and one organisation in full."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from chalicelib.domain.feedback import Said
from chalicelib.domain.feedback_marks import Depth
from chalicelib.domain.feedback_words import Training
from chalicelib.domain.returns import Part, PlanKind, Return, ReturnStatus
from chalicelib.domain.reviews import Assignment, CriterionReview, ReturnReview
from chalicelib.domain.tasks import Task
from chalicelib.domain.times import LONDON
from chalicelib.services import feedback_library, feedback_writing, following_up
from chalicelib.services.copies import newest_content
from chalicelib.services.feedback_automatic import run_automatic_feedback
from chalicelib.services.review_seats import own_ratings
from infra.demonstration.register import PARTNERSHIP, STAFF
from infra.demonstration.stage import Rehearsal

LAST_YEAR = "demonstration-1-before"
REVIEWER = STAFF[1]
TRAINING = (
    ("Safeguarding for leaders and governors", "Two hours online, each term, free", (1, 3)),
    ("Designated lead: refresher", "Half a day at the Tide Centre, free", (2, 8, 9)),
    ("Hearing children’s voices", "Online, when it suits you, 40 minutes", (4, 11)),
    ("Safer recruitment", "One day, £20, with a certificate", (6,)),
    ("Allegations: what to do first", "90 minutes online with the designated officer", (7,)),
    ("Safeguarding basics for everybody", "Online, in 12 languages, free", ()),
)
OPENING = (
    "Thank you for the care that you took. I read every answer with pleasure: you say what you do, where it "
    "can be found, and what is not there yet."
)
STRENGTHS = (
    Said(
        title="You ask, and then you change something",
        text="Your pupils told you that they did not feel safe on the way to the bus. You changed who stands "
        "at the gate, and told them so. That is what listening looks like.",
    ),
    Said(
        title="Your leaders keep at it",
        text="Safeguarding is at the beginning of every governors’ meeting, and the minutes show what was "
        "asked and what came of it.",
    ),
)
STEPS = (
    Said(
        title="Try it out once",
        text="You have what is needed in writing. Take a made-up case to a staff meeting this term and see "
        "whether everybody would do what it says. Half an hour is enough.",
    ),
)
WHY = "What you describe is in force, but I did not find that anybody has tried it out in the last 12 months."


def keep_a_list_of_training(parts: Rehearsal) -> None:
    for title, details, standards in TRAINING:
        training = Training(id="", title=title, details=details, standards=standards)
        feedback_library.save_training(parts, STAFF[0], training, version=0)


def answer_last_year(parts: Rehearsal) -> None:
    """The night after it closed, the schedule answered everybody."""
    cycle = parts.cycles.get(LAST_YEAR)
    if cycle is None:
        raise LookupError(LAST_YEAR)
    night = datetime.combine(cycle.closes_on + timedelta(days=1), time(2), LONDON)
    parts.moment = night.astimezone(parts.started.tzinfo)
    task = Task(
        partnership_id=PARTNERSHIP.id,
        subject=f"CYCLE#{cycle.id}",
        intent="job#automatic_feedback#demonstration",
        kind="job.automatic_feedback",
        payload={"cycle": cycle.id},
        due=parts.moment,
    )
    run_automatic_feedback(parts, task)


def answer_one_in_full(parts: Rehearsal, cycle_id: str) -> None:
    """The first that is in, whose link is printed; where it names a barrier, with a reply."""
    chosen = _first_in(parts, cycle_id)
    _review(parts, chosen, cycle_id)
    barrier = next((p for p in chosen.plans if p.startswith(PlanKind.BARRIER.value[0])), "")
    if barrier:
        reply = (
            "You are not alone: others told us the same. We have taken it to those who can change it, and "
            "write to you again before the end of term."
        )
        following_up.reply(parts, REVIEWER, chosen.ref, barrier, text=reply, at_once=False, version=0)
    writing = feedback_writing.open_writing(parts, REVIEWER, chosen.ref, Depth.FULL)
    content = replace(
        writing.draft.content,
        read_by=f"{REVIEWER.name}, reviewer",
        opening=OPENING,
        strengths=STRENGTHS,
        steps=STEPS,
        next_on=(parts.started + timedelta(days=120)).date(),
        next_what="We ask how your actions go. It takes two minutes",
    )
    chosen_training = tuple(t.id for t in writing.words.training[:3])
    typed = replace(writing.draft, content=content, chosen=chosen_training)
    draft = feedback_writing.save(parts, REVIEWER, writing, typed, version=0)
    feedback_writing.send(parts, REVIEWER, chosen.ref, version=draft.version)


def _first_in(parts: Rehearsal, cycle_id: str) -> Return:
    for header in parts.returns.headers(cycle_id):
        return_ = parts.returns.get(header.ref) if header.status is ReturnStatus.SUBMITTED else None
        if return_ is not None and return_.person(Part.LEAD) is not None:
            return return_
    raise LookupError("nothing is submitted")


def _review(parts: Rehearsal, return_: Return, cycle_id: str) -> None:
    """In the reviewer's hands, with one rating that they read otherwise; whatever is there already stays."""
    if parts.reviews.get(PARTNERSHIP.id, cycle_id, return_.ref) is not None:
        return
    framework, content = parts.framework(return_.framework), newest_content(parts, return_)
    own = own_ratings(framework, content or {"standards": []})
    highest = framework.scale.levels[-1].order
    other = next((criterion for criterion, order in own.items() if order == highest), "")
    facts: dict[str, Any] = {"assigned_at": parts.moment, "finished_at": parts.moment}
    hand = Assignment(
        reviewer=REVIEWER.id,
        rest_agreed=return_.submissions,
        submission=return_.submissions,
        **facts,
    )
    review = ReturnReview(
        ref=return_.ref,
        partnership_id=PARTNERSHIP.id,
        cycle_id=cycle_id,
        organisation_id=return_.organisation_id,
        organisation_name=return_.organisation_name,
        sector=return_.sector,
        first=hand,
        version=1,
    )
    said = CriterionReview(
        criterion=other,
        reviewer=REVIEWER.id,
        rating=highest - 1,
        own=highest,
        submission=return_.submissions,
        reason=WHY,
        saved_as=REVIEWER.name,
        saved_at=parts.moment,
        version=1,
    )
    written = [parts.reviews.criterion_saved(PARTNERSHIP.id, return_.ref, said)] if other else []
    parts.commit(parts.reviews.saved(review), *written)
