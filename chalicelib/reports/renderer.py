"""The renderer that services are given where WeasyPrint is at hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.feedback import Feedback
from chalicelib.domain.learning import LearningReport
from chalicelib.domain.pack import Pack
from chalicelib.domain.visit_records import VisitRecord
from chalicelib.reports.blank import blank_pdf
from chalicelib.reports.feedback import feedback_pdf
from chalicelib.reports.learning import learning_html
from chalicelib.reports.letters import letter_pdf
from chalicelib.reports.packs import pack_pdf
from chalicelib.reports.pdf import render_pdf
from chalicelib.reports.returns import draft_pdf, return_pdf
from chalicelib.reports.visits import visit_pdf


class WeasyRenderer:
    """Keeps to `services.ports.Renderer`."""

    def return_copy(
        self, copy: Mapping[str, Any], sha256: str, before: Mapping[str, Any] | None = None
    ) -> bytes:
        return return_pdf(copy, sha256, before)

    def draft(self, copy: Mapping[str, Any], made_at: datetime) -> bytes:
        return draft_pdf(copy, made_at)

    def pack(self, copy: Mapping[str, Any], pack: Pack, made_at: datetime) -> bytes:
        return pack_pdf(copy, pack, made_at)

    def letter(self, facts: Mapping[str, Any]) -> bytes:
        return letter_pdf(facts)

    def blank(self, form: Mapping[str, Any]) -> bytes:
        return blank_pdf(form)

    def feedback(self, feedback: Feedback) -> bytes:
        return feedback_pdf(feedback)

    def visit(self, record: VisitRecord) -> bytes:
        return visit_pdf(record)

    def learning_report(self, report: LearningReport) -> tuple[bytes, str]:
        html = learning_html(report)
        return render_pdf(html), html
