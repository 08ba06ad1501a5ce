"""The PDFs of a return that is not submitted, and of its questions: made by a job, a moment later."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain import objects
from chalicelib.domain.blank import blank_form
from chalicelib.domain.errors import NotFound
from chalicelib.domain.framework import Framework
from chalicelib.domain.pack import pack_of
from chalicelib.domain.papers import PACK_PDF, QUESTIONS_PDF, RETURN_PDF, Paper
from chalicelib.domain.returns import Return, ReturnStatus
from chalicelib.domain.submissions import canonical
from chalicelib.domain.tasks import Queue, Task, TaskState
from chalicelib.services.desk import Seat, Surroundings
from chalicelib.services.drafting import draft
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.queue import Outcome

KEPT = timedelta(days=6)  # a day less than the bucket keeps them


class PaperState(StrEnum):
    """`stuck` means that it was tried and did not work."""

    NONE = "none"
    COMING = "coming"
    READY = "ready"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class PdfPaper:
    """`at` is when it was made, or asked for while it is coming. `current`: nothing has changed since."""

    state: PaperState
    at: datetime | None = None
    current: bool = False


def of_return(parts: Parts, seat: Seat, around: Surroundings) -> Mapping[str, PdfPaper]:
    """How each is, by its name. One read."""
    tasks = parts.tasks.of_subject(*_subject(seat))
    form = blank_form(seat.framework, seat.return_, around.partnership, around.cycle)
    said = _mark_of_return(seat.return_.seq)
    marks = {RETURN_PDF: said, PACK_PDF: said, QUESTIONS_PDF: _mark_of_form(form)}
    return {paper.name: _found(parts, tasks, paper, mark) for paper, mark in marks.items()}


def ask_for(parts: Parts, seat: Seat, paper: Paper) -> None:
    """Queues it. Asking again while it is coming is fine. Raises NotFound for what no job makes."""
    _refuse_others(seat.return_, paper)
    partnership_id, subject = _subject(seat)
    before = parts.tasks.get(partnership_id, subject, _intent(paper))
    if before and before.state in (TaskState.READY, TaskState.CLAIMED):
        parts.poke(Queue.RENDER)
        return
    wanted = Task(
        partnership_id=partnership_id,
        subject=subject,
        intent=_intent(paper),
        kind=f"render.{paper.name}",
        payload={"ref": seat.return_.ref},
        queue=Queue.RENDER,
        due=parts.now(),
        attempts=before.attempts if before else 0,
    )
    try:
        parts.commit(parts.tasks.moved(before, wanted) if before else parts.tasks.added(wanted))
    except Conflict:
        return  # somebody else has just asked
    parts.poke(Queue.RENDER)


def pdf_url(parts: Parts, seat: Seat, paper: Paper) -> str:
    """A short-lived link. Raises NotFound until it is there."""
    _refuse_others(seat.return_, paper)
    key = objects.working(seat.return_.ref, paper.name)
    if parts.files.head(key) is None:
        raise NotFound
    return parts.files.download_url(key, paper.file_name(seat.return_.ref), paper.content_type)


def make_draft(parts: Parts, task: Task) -> Outcome:
    """The job: the return as it stands. Made twice, the later one is newer."""
    return _made(parts, task, RETURN_PDF, lambda _, copy: parts.renderer.draft(copy, parts.now()))


def make_pack(parts: Parts, task: Task) -> Outcome:
    """The job: what a governing body or board looks at before it is approved."""

    def rendered(framework: Framework, copy: Mapping[str, Any]) -> bytes:
        return parts.renderer.pack(copy, pack_of(framework, copy), parts.now())

    return _made(parts, task, PACK_PDF, rendered)


def _made(
    parts: Parts, task: Task, paper: Paper, rendered: Callable[[Framework, Mapping[str, Any]], bytes]
) -> Outcome:
    whole = parts.returns.whole(task.payload["ref"])
    if whole is None or whole.return_.status is ReturnStatus.SUBMITTED:
        return Outcome(failed=True, note="no draft")
    framework = parts.framework(whole.return_.framework)
    pdf = rendered(framework, draft(parts, framework, whole)[1])
    parts.files.put(objects.working(whole.return_.ref, paper.name), pdf, paper.content_type)
    return Outcome(note=_mark_of_return(whole.return_.seq))


def make_questions(parts: Parts, task: Task) -> Outcome:
    """The job: the questions that this organisation is asked, to print."""
    return_ = parts.returns.get(task.payload["ref"])
    if return_ is None:
        return Outcome(failed=True, note="no return")
    around = parts.returns.around(return_)
    framework = parts.framework(return_.framework)
    form = blank_form(framework, return_, around.partnership, around.cycle)
    key = objects.working(return_.ref, QUESTIONS_PDF.name)
    parts.files.put(key, parts.renderer.blank(form), QUESTIONS_PDF.content_type)
    return Outcome(note=_mark_of_form(form))


def _refuse_others(return_: Return, paper: Paper) -> None:
    """Once it is submitted there is no draft: the submitted copy is what it says."""
    of_draft = paper in (RETURN_PDF, PACK_PDF)
    if not paper.by_job or (of_draft and return_.status is ReturnStatus.SUBMITTED):
        raise NotFound


def _found(parts: Parts, tasks: Sequence[Task], paper: Paper, mark: str) -> PdfPaper:
    task = next((task for task in tasks if task.intent == _intent(paper)), None)
    if task is None:
        return PdfPaper(PaperState.NONE)
    if task.state in (TaskState.READY, TaskState.CLAIMED):
        return PdfPaper(PaperState.COMING, task.due)
    if task.state is not TaskState.DONE:
        return PdfPaper(PaperState.STUCK)
    if task.settled_at is None or task.settled_at < parts.now() - KEPT:
        return PdfPaper(PaperState.NONE)
    return PdfPaper(PaperState.READY, task.settled_at, task.note == mark)


def _subject(seat: Seat) -> tuple[str, str]:
    return seat.return_.audience.partnership_id, return_subject(seat.return_.ref)


def _intent(paper: Paper) -> str:
    return f"paper#{paper.name}"


def _mark_of_return(seq: int) -> str:
    """Of what the return said when the PDF was made; it is kept as the task's note."""
    return f"seq {seq}"


def _mark_of_form(form: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(form)).hexdigest()[:16]
