"""The copies of a return: the submitted one as data, and its PDF, which is made a moment later."""

from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.domain.errors import NotFound
from chalicelib.domain.submissions import Submission
from chalicelib.domain.tasks import Queue, Task, TaskState
from chalicelib.services.desk import Seat
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.submitting import pdf_task


class PdfState(StrEnum):
    """`stuck` means that nothing is going to make it unless somebody asks again."""

    READY = "ready"
    COMING = "coming"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Copy:
    """One submission and how its PDF is."""

    submission: Submission
    pdf: PdfState


def of_return(parts: Parts, seat: Seat) -> list[Copy]:
    """Newest first."""
    return [Copy(s, _pdf_state(parts, seat, s)) for s in reversed(_submissions(parts, seat))]


def pdf_url(parts: Parts, seat: Seat, number: int) -> str:
    """A short-lived link; number 0 means the newest. Raises NotFound until the PDF is there."""
    submission = _submission(parts, seat, number)
    if parts.files.head(submission.pdf_key) is None:
        raise NotFound
    name = f"self-assessment-{seat.return_.ref}-{submission.number}.pdf"
    return parts.files.download_url(submission.pdf_key, name, "application/pdf")


def data_url(parts: Parts, seat: Seat, number: int) -> str:
    """A short-lived link to the canonical copy; number 0 means the newest. Raises NotFound."""
    submission = _submission(parts, seat, number)
    name = f"self-assessment-{seat.return_.ref}-{submission.number}.json"
    return parts.files.download_url(submission.key, name, "application/json")


def make_pdf(parts: Parts, seat: Seat, number: int) -> None:
    """Asks for the PDF again if nothing is making it. Asking twice is fine."""
    submission = _submission(parts, seat, number)
    if _pdf_state(parts, seat, submission) is not PdfState.STUCK:
        return
    wanted, before = pdf_task(parts, seat.return_, submission), _task(parts, seat, submission)
    again = replace(before, state=TaskState.READY, due=parts.now(), failures=0) if before else wanted
    try:
        parts.commit(parts.tasks.moved(before, again) if before else parts.tasks.added(wanted))
    except Conflict:
        return  # somebody else has just asked
    parts.poke(Queue.RENDER)


def _pdf_state(parts: Parts, seat: Seat, submission: Submission) -> PdfState:
    if parts.files.head(submission.pdf_key) is not None:
        return PdfState.READY
    task = _task(parts, seat, submission)
    waiting = task is not None and task.state in (TaskState.READY, TaskState.CLAIMED)
    return PdfState.COMING if waiting else PdfState.STUCK


def _task(parts: Parts, seat: Seat, submission: Submission) -> Task | None:
    wanted = pdf_task(parts, seat.return_, submission)
    return parts.tasks.get(wanted.partnership_id, wanted.subject, wanted.intent)


def _submission(parts: Parts, seat: Seat, number: int) -> Submission:
    found = [s for s in _submissions(parts, seat) if number in (0, s.number)]
    if not found:
        raise NotFound
    return found[-1]


def _submissions(parts: Parts, seat: Seat) -> tuple[Submission, ...]:
    whole = parts.returns.whole(seat.return_.ref)
    return whole.submissions if whole else ()
