"""The pack for a meeting of a governing body or board: a page to begin with, the answers, a form to fill."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.pack import Pack
from chalicelib.domain.standing import standing
from chalicelib.reports.pdf import render_pdf
from chalicelib.reports.returns import context_of
from chalicelib.reports.templates import render


def pack_html(copy: Mapping[str, Any], pack: Pack, made_at: datetime) -> str:
    """A whole page that stands on its own."""
    stands = standing(copy, made_at)
    title = f"{copy['organisation']['name']}: {copy['framework']['title']} (for the meeting)"
    more = {"pack": pack, "sha256": "", "foot": stands.foot, "notice": stands.notice, "title": title}
    return render("pack/report.html", {**context_of(copy), **more})


def pack_pdf(copy: Mapping[str, Any], pack: Pack, made_at: datetime) -> bytes:
    """The first page holds the summary, whatever was written."""
    return render_pdf(pack_html(copy, pack, made_at))
