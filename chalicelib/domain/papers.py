"""The files that people get of a return while they work on it, as data."""

from dataclasses import dataclass

from chalicelib.domain.errors import NotFound
from chalicelib.domain.file_checks import CONTENT_TYPES

CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Paper:
    """`name` is what it is called in addresses and in the bucket, `called` what it is saved as.

    `by_job`: it takes too long for a page, so that a function of its own makes it.
    """

    name: str
    called: str
    by_job: bool = False

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def content_type(self) -> str:
        return CALENDAR if self.extension == "ics" else CONTENT_TYPES[self.extension]

    def file_name(self, ref: str) -> str:
        """As in "self-assessment-K7P-2QX-draft.pdf"."""
        return f"self-assessment-{ref}-{self.called}.{self.extension}"


RETURN_PDF = Paper("return.pdf", "draft", by_job=True)
RETURN_WORD = Paper("return.docx", "answers")
ANSWERS_SHEET = Paper("answers.xlsx", "answers")
PLAN_WORD = Paper("plan.docx", "action-plan")
PLAN_SHEET = Paper("plan.xlsx", "action-plan")
PLAN_CALENDAR = Paper("plan.ics", "action-plan")
PACK_PDF = Paper("pack.pdf", "for-the-meeting", by_job=True)
QUESTIONS_PDF = Paper("questions.pdf", "questions", by_job=True)
QUESTIONS_WORD = Paper("questions.docx", "questions")
PAPERS = {
    paper.name: paper
    for paper in (
        RETURN_PDF,
        RETURN_WORD,
        ANSWERS_SHEET,
        PLAN_WORD,
        PLAN_SHEET,
        PLAN_CALENDAR,
        PACK_PDF,
        QUESTIONS_PDF,
        QUESTIONS_WORD,
    )
}


def paper_called(name: str) -> Paper:
    """Raises NotFound for a name that is none of these."""
    if name not in PAPERS:
        raise NotFound
    return PAPERS[name]
