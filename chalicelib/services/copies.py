"""The copies of a return: each as data, its PDF, which is made a moment later, and what changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from chalicelib.domain.differences import Differences, differences
from chalicelib.domain.errors import NotFound
from chalicelib.domain.returns import Return
from chalicelib.domain.submissions import Submission
from chalicelib.domain.tasks import Queue, Task, TaskState
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One submitted copy, read: `content` is its JSON. The rest is about the copy that it took the place of,
    and None or empty for the first.
    """

    submission: Submission
    content: Mapping[str, Any]
    before: Submission | None
    content_before: Mapping[str, Any]
    changes: Differences | None


def of_return(parts: Parts, return_: Return) -> list[Copy]:
    """Newest first. Reads no content."""
    every = parts.returns.submissions(return_.ref)
    return [Copy(s, _pdf_state(parts, return_, s)) for s in reversed(every)]


def version(parts: Parts, return_: Return, number: int) -> Version:
    """Number 0 means the newest. Raises NotFound."""
    submission, before = _submission(parts, return_, number)
    content = _content(parts, submission)
    earlier = _content(parts, before) if before else {}
    return Version(
        submission=submission,
        content=content,
        before=before,
        content_before=earlier,
        changes=differences(earlier, content) if earlier else None,
    )


def newest_content(parts: Parts, return_: Return) -> dict[str, Any] | None:
    """The JSON of the newest copy; None before there is one."""
    return _content(parts, _submission(parts, return_, 0)[0]) if return_.submissions else None


def pdf_url(parts: Parts, return_: Return, number: int) -> str:
    """A short-lived link; number 0 means the newest. Raises NotFound until the PDF is there."""
    submission, _ = _submission(parts, return_, number)
    if parts.files.head(submission.pdf_key) is None:
        raise NotFound
    name = f"self-assessment-{return_.ref}-{submission.number}.pdf"
    return parts.files.download_url(submission.pdf_key, name, "application/pdf")


def data_url(parts: Parts, return_: Return, number: int) -> str:
    """A short-lived link to the canonical copy; number 0 means the newest. Raises NotFound."""
    submission, _ = _submission(parts, return_, number)
    name = f"self-assessment-{return_.ref}-{submission.number}.json"
    return parts.files.download_url(submission.key, name, "application/json")


def make_pdf(parts: Parts, return_: Return, number: int) -> None:
    """Asks for the PDF again if nothing is making it. Asking twice is fine."""
    submission, replaced = _submission(parts, return_, number)
    if _pdf_state(parts, return_, submission) is not PdfState.STUCK:
        return
    wanted, before = pdf_task(parts, return_, submission, replaced), _task(parts, return_, submission)
    again = replace(before, state=TaskState.READY, due=parts.now(), failures=0) if before else wanted
    try:
        parts.commit(parts.tasks.moved(before, again) if before else parts.tasks.added(wanted))
    except Conflict:
        return  # somebody else has just asked
    parts.poke(Queue.RENDER)


def _pdf_state(parts: Parts, return_: Return, submission: Submission) -> PdfState:
    if parts.files.head(submission.pdf_key) is not None:
        return PdfState.READY
    task = _task(parts, return_, submission)
    waiting = task is not None and task.state in (TaskState.READY, TaskState.CLAIMED)
    return PdfState.COMING if waiting else PdfState.STUCK


def _task(parts: Parts, return_: Return, submission: Submission) -> Task | None:
    wanted = pdf_task(parts, return_, submission, None)
    return parts.tasks.get(wanted.partnership_id, wanted.subject, wanted.intent)


def _submission(parts: Parts, return_: Return, number: int) -> tuple[Submission, Submission | None]:
    """One submission, and the one that it took the place of."""
    every = parts.returns.submissions(return_.ref)
    places = [place for place, s in enumerate(every) if number in (0, s.number)]
    if not places:
        raise NotFound
    return every[places[-1]], every[places[-1] - 1] if places[-1] else None


def _content(parts: Parts, submission: Submission) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(parts.files.get(submission.key))
    return content
