"""What happens together when feedback is sent: it is kept, marked, told by mail, and made a PDF."""

from datetime import datetime

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.feedback import Content, Feedback
from chalicelib.domain.feedback_marks import Depth, newest
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import Return
from chalicelib.domain.submissions import Submission
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.trail import Event
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Parts, Writes
from chalicelib.services.submitting import informed


def made(
    parts: Parts,
    return_: Return,
    partnership: Partnership,
    cycle: Cycle,
    submission: Submission,
    *,
    depth: Depth,
    content: Content,
    sent_by: str,
    correction: str = "",
) -> Feedback:
    """The next feedback of this partnership on this return."""
    before = newest(return_.feedback, partnership.id)
    return Feedback(
        ref=return_.ref,
        partnership_id=partnership.id,
        number=before.number + 1 if before else 1,
        depth=depth,
        about=submission.number,
        submitted_at=submission.submitted_at,
        organisation_name=return_.organisation_name,
        partnership_name=partnership.name,
        cycle_name=cycle.name,
        help_name=partnership.help_name,
        help_phone=partnership.help_phone,
        content=content,
        sent_at=parts.now(),
        sent_by=sent_by,
        correction=correction,
    )


def sending(parts: Parts, return_: Return, feedback: Feedback, mail_due: datetime) -> list[Writes]:
    """Every write, for one transaction: nobody is told of what is not there, nor twice."""
    event = Event(
        subject=return_subject(return_.ref),
        at=feedback.sent_at,
        actor=feedback.sent_by,
        what="feedback.sent",
        details={"number": str(feedback.number), "depth": feedback.depth.value},
    )
    mails = [_mail(parts, feedback, person.id, mail_due) for person in informed(return_)]
    return [
        parts.feedback.was_sent(return_, feedback),
        *mails,
        parts.tasks.added(pdf_task(feedback)),
        parts.trail.recorded(event),
    ]


def pdf_task(feedback: Feedback) -> Task:
    return Task(
        partnership_id=feedback.partnership_id,
        subject=return_subject(feedback.ref),
        intent=f"pdf#feedback#{feedback.number:02}",
        kind="render.feedback",
        payload={"ref": feedback.ref, "number": str(feedback.number)},
        queue=Queue.RENDER,
        due=feedback.sent_at,
    )


def make_feedback_pdf(parts: Parts, task: Task) -> None:
    """The job. Made twice, it is the same."""
    found = parts.feedback.sent(task.payload["ref"], task.partnership_id, int(task.payload["number"]))
    if found is not None:
        parts.files.put(found.pdf_key, parts.renderer.feedback(found), "application/pdf")


def _mail(parts: Parts, feedback: Feedback, person_id: str, due: datetime) -> Writes:
    task = Task(
        partnership_id=feedback.partnership_id,
        subject=return_subject(feedback.ref),
        intent=f"mail#feedback#{person_id}#{feedback.number:02}",
        kind="mail.feedback",
        payload={"ref": feedback.ref, "person": person_id, "number": str(feedback.number)},
        due=due,
    )
    return parts.tasks.added(task)
