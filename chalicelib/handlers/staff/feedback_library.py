"""The partnership's library of paragraphs, and its list of training."""

from dataclasses import replace
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Outdated, Refused
from chalicelib.domain.feedback_words import PARAGRAPH_LIMIT, Paragraph, Situation, Training
from chalicelib.domain.framework import newest
from chalicelib.handlers.organisation.frame import whole_number
from chalicelib.handlers.staff.feedback_fields import SITUATIONS
from chalicelib.handlers.staff.frame import partnership_id, seat
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import feedback_library

LIBRARY = "/staff/library"


def library(request: Request) -> Response:
    words = feedback_library.words_of(parts(), partnership_id(request))
    titles = _standards()
    by_standard: dict[int, list[Paragraph]] = {}
    for paragraph in words.paragraphs:
        by_standard.setdefault(paragraph.standard, []).append(paragraph)
    return page(
        request,
        "pages/staff/feedback/library.html",
        by_standard=by_standard,
        training=words.training,
        titles=titles,
        situations=SITUATIONS,
        done=request.query.get("done") == "saved",
    )


def paragraph(request: Request, paragraph: str) -> Response:
    found = feedback_library.paragraph_of(parts(), partnership_id(request), paragraph)
    values = {
        "title": found.title,
        "text": found.text,
        "situation": found.situation.value,
        "standard": str(found.standard),
        "_version": str(found.version),
    }
    return _paragraph(request, found, values)


def save_paragraph(request: Request, paragraph: str) -> Response:
    typed = request.form
    found = feedback_library.paragraph_of(parts(), partnership_id(request), paragraph)
    wanted = typed.get("situation")
    changed = replace(
        found,
        title=typed.get("title"),
        text=typed.get("text"),
        situation=Situation(wanted) if wanted in set(Situation) else found.situation,
        standard=_standard(typed.get("standard")),
        removed=typed.get("_do") == "remove",
    )
    values = typed.first()
    try:
        feedback_library.save_paragraph(
            parts(), seat(request).member, changed, version=whole_number(typed.get("_version"))
        )
    except Invalid as invalid:
        return _paragraph(request, found, values, status=400, errors=invalid.messages())
    except Refused as refused:
        return _paragraph(request, found, values, status=409, errors={"text": refused.words})
    except Outdated as outdated:
        values["_version"] = str(outdated.current.version)
        return _paragraph(request, found, values, status=409, theirs=outdated.current)
    return redirect(f"{LIBRARY}?done=saved")


def training(request: Request, training: str) -> Response:
    found = feedback_library.training_of(parts(), partnership_id(request), training)
    values = {
        "title": found.title,
        "details": found.details,
        "link": found.link,
        "_version": str(found.version),
    }
    return _training(request, found, values, chosen=[str(n) for n in found.standards])


def save_training(request: Request, training: str) -> Response:
    typed = request.form
    found = feedback_library.training_of(parts(), partnership_id(request), training)
    chosen = [n for text in typed.getlist("standards") if (n := _standard(text))]
    changed = replace(
        found,
        title=typed.get("title"),
        details=typed.get("details"),
        link=typed.get("link"),
        standards=tuple(sorted(set(chosen))),
        removed=typed.get("_do") == "remove",
    )
    values, marked = typed.first(), [str(n) for n in chosen]
    try:
        feedback_library.save_training(
            parts(), seat(request).member, changed, version=whole_number(typed.get("_version"))
        )
    except Invalid as invalid:
        return _training(request, found, values, chosen=marked, status=400, errors=invalid.messages())
    except Refused as refused:
        return _training(request, found, values, chosen=marked, status=409, errors={"title": refused.words})
    except Outdated as outdated:
        values["_version"] = str(outdated.current.version)
        return _training(request, found, values, chosen=marked, status=409, theirs=outdated.current)
    return redirect(f"{LIBRARY}?done=saved")


def _standards() -> dict[int, str]:
    """Every set of ours has the same standards: number → short title."""
    frameworks = [parts().framework(key) for key in newest(parts().frameworks())]
    return {s.number: s.short_title for s in frameworks[0].standards} if frameworks else {}


def _standard(text: str) -> int:
    """One that there is; 0 for any."""
    number = whole_number(text)
    return number if number in _standards() else 0


def _paragraph(request: Request, found: Paragraph, values: dict[str, str], **more: Any) -> Response:
    context = {
        "paragraph": found,
        "values": values,
        "situations": {s.value: words.capitalize() for s, words in SITUATIONS.items()},
        "standards": {"0": "Any", **{str(n): f"{n}. {title}" for n, title in _standards().items()}},
        "limit": PARAGRAPH_LIMIT,
        "theirs": None,
    }
    return page(request, "pages/staff/feedback/paragraph.html", **{**context, **more})


def _training(request: Request, found: Training, values: dict[str, str], **more: Any) -> Response:
    context = {
        "training": found,
        "values": values,
        "standards": {str(n): f"{n}. {title}" for n, title in _standards().items()},
        "theirs": None,
    }
    return page(request, "pages/staff/feedback/training.html", **{**context, **more})
