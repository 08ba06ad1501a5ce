"""Every kind of task and who does it. PDFs are made by a function of their own, with its own memory."""

import json
from collections.abc import Mapping

from chalicelib.domain.tasks import Queue, Task
from chalicelib.services.circulars import run_circular
from chalicelib.services.cycles import run_opening
from chalicelib.services.export_jobs import run_export
from chalicelib.services.feedback_automatic import run_automatic_feedback
from chalicelib.services.feedback_previews import make_feedback_draft
from chalicelib.services.feedback_sending import make_feedback_pdf
from chalicelib.services.holding import run_letting_go
from chalicelib.services.importing import run_import
from chalicelib.services.letters import make_letter
from chalicelib.services.mailing import MAILS
from chalicelib.services.paper_pdfs import make_draft, make_pack, make_questions
from chalicelib.services.ports import Parts
from chalicelib.services.queue import Work
from chalicelib.services.reporting import build_report
from chalicelib.services.schools import read_schools
from chalicelib.services.visit_reading import make_visit_pdf


def make_copy(parts: Parts, task: Task) -> None:
    """The PDF of a submitted copy. Made twice, it is the same."""
    copy = json.loads(parts.files.get(task.payload["key"]))
    before = json.loads(parts.files.get(task.payload["before"])) if "before" in task.payload else None
    pdf = parts.renderer.return_copy(copy, task.payload["sha256"], before)
    parts.files.put(task.payload["pdf_key"], pdf, "application/pdf")


def make_report(parts: Parts, task: Task) -> None:
    """A cycle's learning report, as it stands now."""
    build_report(parts, task.payload["cycle"])


WORK: Mapping[Queue, Mapping[str, Work]] = {
    Queue.WORK: {
        **MAILS,
        "job.open_cycle": run_opening,
        "job.let_go": run_letting_go,
        "job.import": run_import,
        "job.circular": run_circular,
        "job.export": run_export,
        "job.read_schools": read_schools,
        "job.automatic_feedback": run_automatic_feedback,
    },
    Queue.RENDER: {
        "render.copy": make_copy,
        "render.feedback": make_feedback_pdf,
        "render.feedback_draft": make_feedback_draft,
        "render.visit": make_visit_pdf,
        "render.learning_report": make_report,
        "render.letter": make_letter,
        "render.return.pdf": make_draft,
        "render.pack.pdf": make_pack,
        "render.questions.pdf": make_questions,
    },
}
