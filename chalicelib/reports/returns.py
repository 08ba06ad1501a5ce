"""An organisation's own copy of its return, as HTML and, from the same HTML, as PDF.

The input is the canonical snapshot that docs/schemas/return-1.json describes, so that the copy shows exactly
what the hash in its footer was made of, and for what changed the snapshot whose hash it names.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain import sharing
from chalicelib.domain.differences import differences
from chalicelib.domain.differences_shown import shown, summary
from chalicelib.domain.standing import standing
from chalicelib.reports.pdf import render_pdf
from chalicelib.reports.templates import render


def return_html(copy: Mapping[str, Any], sha256: str, before: Mapping[str, Any] | None = None) -> str:
    """A whole page that stands on its own. `before` is the copy that this one takes the place of."""
    number = f" · version {copy['version']}" if "version" in copy else ""
    foot = f"{copy['reference']}{number} · SHA-256 {sha256}"
    sent = {"sha256": sha256, "foot": foot, **_changes(copy, before)}
    return render("return/report.html", {**context_of(copy), **sent})


def return_pdf(copy: Mapping[str, Any], sha256: str, before: Mapping[str, Any] | None = None) -> bytes:
    """Reference, version and hash stand at the foot of every page."""
    return render_pdf(return_html(copy, sha256, before))


def draft_html(copy: Mapping[str, Any], made_at: datetime) -> str:
    """The same before it is submitted."""
    stands = standing(copy, made_at)
    draft = {"sha256": "", "foot": stands.foot, "notice": stands.notice, **_changes(copy, None)}
    return render("return/report.html", {**context_of(copy), **draft})


def draft_pdf(copy: Mapping[str, Any], made_at: datetime) -> bytes:
    """Every page says that it is a draft, and of when."""
    return render_pdf(draft_html(copy, made_at))


def _changes(copy: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    if before is None:
        return {"changes": None, "changes_in_short": ""}
    found = differences(before, copy)
    return {"changes": shown(found, before, copy), "changes_in_short": summary(found)}


def context_of(copy: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates of a return's parts need."""
    criteria = [criterion for standard in copy["standards"] for criterion in standard["criteria"]]
    rated = sum(1 for c in criteria if c["rating"])
    not_applicable = sum(1 for c in criteria if not c["rating"] and c["not_applicable_reason"])
    name = copy["organisation"]["name"]
    return {
        "copy": copy,
        "shared": sharing.in_words(copy),
        "marked": [c["id"] for c in criteria if sharing.is_marked(copy, c["id"])],
        "title": f"{name}: {copy['framework']['title']}" + ("" if copy["submitted_at"] else " (draft)"),
        "counts": {
            "rated": rated,
            "not_applicable": not_applicable,
            "open": len(criteria) - rated - not_applicable,
        },
        "criterion_titles": {c["id"]: c["title"] for c in criteria},
        "evidence_numbers": {item["id"]: number for number, item in enumerate(copy["evidence"], 1)},
        "evidence_titles": {item["id"]: item["title"] for item in copy["evidence"]},
        "actions": [line for line in copy["plan"] if line["kind"] == "action"],
        "barriers": [line for line in copy["plan"] if line["kind"] == "barrier"],
    }
