"""The PDF of feedback that is still a draft: made by a job when somebody asks to see it, and not for long."""

from dataclasses import dataclass

from chalicelib.domain import objects
from chalicelib.domain.errors import NotFound
from chalicelib.domain.organisations import StaffMember
from chalicelib.domain.tasks import Queue, Task, TaskState
from chalicelib.services.feedback_writing import Writing, as_sent, open_writing
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.queue import Outcome


@dataclass(frozen=True, slots=True)
class PreviewPdf:
    """`current`: nothing has been saved since it was made."""

    coming: bool = False
    ready: bool = False
    current: bool = False


def state(parts: Parts, writing: Writing) -> PreviewPdf:
    """How it is; it lies in the bucket for some days."""
    task = _task(parts, writing.partnership.id, writing.draft.ref)
    if task is None:
        return PreviewPdf()
    key = objects.feedback_draft(writing.draft.ref, writing.partnership.id)
    made = task.state is TaskState.DONE and parts.files.head(key) is not None
    return PreviewPdf(
        coming=task.state in (TaskState.READY, TaskState.CLAIMED),
        ready=made,
        current=made and task.note == _mark(writing.draft.version),
    )


def ask_for(parts: Parts, member: StaffMember, ref: str) -> None:
    """Queues it. Asking again while it is coming is fine."""
    writing = open_writing(parts, member, ref)
    before = _task(parts, member.partnership_id, ref)
    wanted = Task(
        partnership_id=member.partnership_id,
        subject=return_subject(ref),
        intent="pdf#feedback-draft",
        kind="render.feedback_draft",
        payload={"ref": ref, "staff": member.id, "version": str(writing.draft.version)},
        queue=Queue.RENDER,
        due=parts.now(),
        attempts=before.attempts if before else 0,
    )
    if before is None or before.state not in (TaskState.READY, TaskState.CLAIMED):
        try:
            parts.commit(parts.tasks.moved(before, wanted) if before else parts.tasks.added(wanted))
        except Conflict:
            return  # somebody else has just asked
    parts.poke(Queue.RENDER)


def url(parts: Parts, member: StaffMember, ref: str) -> str:
    """A short-lived link. Raises NotFound until it is there, NotAllowed."""
    open_writing(parts, member, ref)
    key = objects.feedback_draft(ref, member.partnership_id)
    if parts.files.head(key) is None:
        raise NotFound
    return parts.files.download_url(key, f"feedback-{ref}-draft.pdf", "application/pdf")


def make_feedback_draft(parts: Parts, task: Task) -> Outcome:
    """The job: what would be sent if it were sent now."""
    ref = task.payload["ref"]
    member = parts.organisations.staff_member(task.partnership_id, task.payload["staff"])
    if member is None:
        return Outcome(failed=True, note="person gone")
    writing = open_writing(parts, member, ref)
    pdf = parts.renderer.feedback(as_sent(parts, member, writing))
    parts.files.put(objects.feedback_draft(ref, task.partnership_id), pdf, "application/pdf")
    return Outcome(note=_mark(writing.draft.version))


def _task(parts: Parts, partnership_id: str, ref: str) -> Task | None:
    return parts.tasks.get(partnership_id, return_subject(ref), "pdf#feedback-draft")


def _mark(version: int) -> str:
    return f"version {version}"
