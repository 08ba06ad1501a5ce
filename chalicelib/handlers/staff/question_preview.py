"""A question set as an organisation will see it, before anybody answers it: chosen by sector and profile."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import NotFound
from chalicelib.domain.framework import Framework
from chalicelib.domain.previews import Preview, preview, reach
from chalicelib.handlers.forms import Form
from chalicelib.handlers.web import Request, page
from chalicelib.services.question_sets import base_of


def seen_as(framework: Framework, query: Form) -> Preview:
    """As the sector and the answers in the address ask for; else as the first sector, who is asked most."""
    sectors = [sector.id for sector in framework.sectors]
    sector = query.get("sector") if query.get("sector") in sectors else sectors[0]
    return preview(framework, base_of(parts(), framework), sector, query.first())


def context_of(framework: Framework, query: Form, here: str) -> dict[str, Any]:
    """What the part of a page needs that shows a whole set. `here` is the address of the page."""
    seen = seen_as(framework, query)
    return {
        "framework": framework,
        "base": base_of(parts(), framework),
        "reach": reach(framework, base_of(parts(), framework)),
        "left_out": [framework.criterion(name) for name in framework.left_out],
        "seen": seen,
        "sector_options": {sector.id: sector.name for sector in framework.sectors},
        "here": here,
        "as_seen": urlencode({"sector": seen.sector.id, **seen.profile}),
        "added": {criterion.id for criterion in framework.added},
    }


def question_page(request: Request, framework: Framework, criterion_id: str, here: str) -> Response:
    """One question as the page of an organisation shows it, with nothing to fill in. Raises NotFound."""
    seen = seen_as(framework, request.query)
    ids = [criterion.id for criterion in seen.criteria]
    if criterion_id not in ids:
        raise NotFound
    found = seen.criteria[ids.index(criterion_id)]
    section, siblings = next((s, cs) for s, cs in seen.sections if found in cs)
    following = ids[ids.index(criterion_id) + 1 :]
    return page(
        request,
        "pages/staff/questions/question.html",
        criterion=found,
        wording=found.wording(seen.variant),
        levels=framework.scale.levels,
        help_wanted=framework.help_wanted,
        added_by_partnership=framework.is_added(found),
        position=siblings.index(found) + 1,
        siblings=siblings,
        part=section,
        section_word=framework.section_word,
        values=_NOTHING,
        answer=_NOTHING,
        only_to_read=True,
        here=here,
        seen=seen,
        following=following[0] if following else "",
        as_seen=urlencode({"sector": seen.sector.id, **seen.profile}),
    )


_NOTHING: Mapping[str, str] = {}
