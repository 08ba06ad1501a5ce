"""The record of a visit as PDF: what the organisation's page says."""

from chalicelib.domain.visit_records import VisitRecord
from chalicelib.reports.pdf import render_pdf
from chalicelib.reports.templates import render


def visit_html(record: VisitRecord) -> str:
    """A whole page that stands on its own."""
    visit = record.visit
    return render(
        "visit/report.html",
        {
            "record": record,
            "visit": visit,
            "title": f"{visit.organisation_name}: visit for {record.cycle}",
            "foot": f"{visit.ref} · visit · {record.partnership}",
        },
    )


def visit_pdf(record: VisitRecord) -> bytes:
    return render_pdf(visit_html(record))
