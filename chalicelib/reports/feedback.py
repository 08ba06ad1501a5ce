"""Feedback as PDF, for a meeting or a file. It says what the organisation's page says."""

from chalicelib.domain.feedback import Feedback
from chalicelib.reports.pdf import render_pdf
from chalicelib.reports.templates import render


def feedback_html(feedback: Feedback) -> str:
    """A whole page that stands on its own."""
    return render(
        "feedback/report.html",
        {
            "feedback": feedback,
            "content": feedback.content,
            "title": f"{feedback.organisation_name}: feedback on {feedback.cycle_name}",
            "foot": f"{feedback.ref} · feedback {feedback.number} · {feedback.partnership_name}",
        },
    )


def feedback_pdf(feedback: Feedback) -> bytes:
    """Reference and number stand at the foot of every page."""
    return render_pdf(feedback_html(feedback))
