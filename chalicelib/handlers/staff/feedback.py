"""Writing feedback on one return: compose, look at it as the organisation will, send."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, NotFound, Outdated, Refused
from chalicelib.domain.feedback import MOST_STEPS, MOST_STRENGTHS, TEXT_LIMIT, Content, Draft, Said
from chalicelib.domain.feedback_marks import Depth
from chalicelib.domain.feedback_words import Paragraph, Situation
from chalicelib.handlers.organisation.frame import whole_number
from chalicelib.handlers.staff.feedback_fields import SITUATIONS, draft_of, values_of
from chalicelib.handlers.staff.frame import seat
from chalicelib.handlers.web import Request, leave_for, page, redirect
from chalicelib.services import feedback_previews, feedback_writing, following_up
from chalicelib.services.feedback_writing import Writing

SPARE_STEPS = 1


def compose(request: Request, ref: str) -> Response:
    """What is saved, else a proposal: from the library, or an empty page when that is asked for."""
    depth = Depth.FULL if request.query.get("begin") == Depth.FULL.value else Depth.LIGHT
    writing = feedback_writing.open_writing(parts(), seat(request).member, ref, depth)
    return _compose(request, writing, values_of(writing.draft), saved=request.query.get("done") == "saved")


def save(request: Request, ref: str) -> Response:
    """Keeps it, and goes where the button said: on, to the preview, or back with a paragraph more."""
    typed, member = request.form, seat(request).member
    writing = feedback_writing.open_writing(parts(), member, ref)
    values = typed.first() | {"courses": " ".join(typed.getlist("course"))}
    try:
        draft = draft_of(writing, typed)
        if typed.get("_do") == "add":
            draft = _with_paragraph(writing, draft, typed.get("paragraph"))
        feedback_writing.save(parts(), member, writing, draft, version=whole_number(typed.get("_version")))
    except Invalid as invalid:
        return _compose(request, writing, values, status=400, errors=invalid.messages())
    except Outdated as outdated:
        fresh = feedback_writing.open_writing(parts(), member, ref)
        values["_version"] = str(outdated.current.version if outdated.current else 0)
        return _compose(request, fresh, values, status=409, theirs=outdated.current)
    here = f"/staff/reviews/{ref}/feedback"
    if typed.get("_do") == "preview":
        return redirect(f"{here}/preview")
    return redirect(f"{here}?done=saved#{'steps' if typed.get('_do') == 'add' else 'saved'}")


def drop(request: Request, ref: str) -> Response:
    """Begins again, from the library or an empty page."""
    version = whole_number(request.form.get("_version"))
    feedback_writing.drop(parts(), seat(request).member, ref, version=version)
    begin = Depth.FULL if request.form.get("begin") == Depth.FULL.value else Depth.LIGHT
    return redirect(f"/staff/reviews/{ref}/feedback?begin={begin}")


def preview(request: Request, ref: str) -> Response:
    """As its organisation will read it; with a number, what was sent, as it reads it."""
    writing = feedback_writing.open_writing(parts(), seat(request).member, ref)
    return _preview(request, writing, whole_number(request.query.get("number")))


def send(request: Request, ref: str) -> Response:
    """For good. Pressing twice sends once."""
    member = seat(request).member
    try:
        sent = feedback_writing.send(parts(), member, ref, version=whole_number(request.form.get("_version")))
    except Invalid as invalid:
        writing = feedback_writing.open_writing(parts(), member, ref)
        return _compose(request, writing, values_of(writing.draft), status=400, errors=invalid.messages())
    except Refused as refused:
        writing = feedback_writing.open_writing(parts(), member, ref)
        return _preview(request, writing, 0, status=409, refused=refused.words)
    return redirect(f"/staff/reviews/{ref}/feedback/preview?number={sent.number}&done=sent")


def make_pdf(request: Request, ref: str) -> Response:
    feedback_previews.ask_for(parts(), seat(request).member, ref)
    return redirect(f"/staff/reviews/{ref}/feedback/preview#pdf")


def pdf(request: Request, ref: str) -> Response:
    return leave_for(feedback_previews.url(parts(), seat(request).member, ref))


def _with_paragraph(writing: Writing, draft: Draft, paragraph_id: str) -> Draft:
    """The paragraph goes where there is room for it: among the strengths, at the beginning, or among the
    steps.
    """
    found = writing.words.paragraph(paragraph_id)
    if found is None:
        raise Invalid({"paragraph": "choice_needed"})
    content, said = draft.content, Said(title=_heading(writing, found), text=found.text)
    if found.situation is Situation.OPENING:
        opening = f"{content.opening}\n\n{found.text}".strip()
        return replace(draft, content=replace(content, opening=opening))
    kept = tuple(s for s in content.strengths if s.text)
    if found.situation in (Situation.STRONG, Situation.MEETS) and len(kept) < MOST_STRENGTHS:
        return replace(draft, content=replace(content, strengths=(*kept, said)))
    steps = tuple(s for s in content.steps if s.text)
    if len(steps) >= MOST_STEPS:
        raise Invalid({"paragraph": "library_full"}, most=MOST_STEPS)
    return replace(draft, content=replace(content, steps=(*steps, said)))


def _heading(writing: Writing, paragraph: Paragraph) -> str:
    titles = {a.standard: a.standard_title for a in writing.answers}
    return titles.get(paragraph.standard, "") or paragraph.title


def _compose(request: Request, writing: Writing, values: Mapping[str, Any], **more: Any) -> Response:
    content: Content = writing.draft.content
    context = {
        "writing": writing,
        "values": values,
        "steps": min(MOST_STEPS, _used(values, "step", MOST_STEPS) + SPARE_STEPS),
        "strengths": MOST_STRENGTHS,
        "changed": content.changed,
        "limit": TEXT_LIMIT,
        "paragraphs": _to_add(writing),
        "training": {t.id: t.title for t in writing.words.training},
        "chosen": str(values.get("courses", "")).split(),
        "items": following_up.of_return(parts(), writing.partnership.id, writing.seen),
        "theirs": None,
        "saved": False,
        "full": writing.draft.depth is Depth.FULL,
    }
    return page(request, "pages/staff/feedback/compose.html", **{**context, **more})


def _used(values: Mapping[str, Any], name: str, most: int) -> int:
    used = [n for n in range(1, most + 1) if values.get(f"{name}-{n}") or values.get(f"{name}-title-{n}")]
    return max(used, default=0)


def _to_add(writing: Writing) -> dict[str, str]:
    """The library as a list to choose from: by standard, each with when it fits."""
    every = {
        p.id: f"{f'{p.standard}. ' if p.standard else ''}{p.title} ({SITUATIONS[p.situation]})"
        for p in writing.words.paragraphs
    }
    return {"": "Choose one", **every}


def _preview(request: Request, writing: Writing, number: int, **more: Any) -> Response:
    sent = next((f for f in writing.desk.sent if f.number == number), None)
    if number and sent is None:
        raise NotFound
    feedback = sent or feedback_writing.as_sent(parts(), seat(request).member, writing)
    return page(
        request,
        "pages/staff/feedback/preview.html",
        writing=writing,
        feedback=feedback,
        sent=sent,
        pdf=feedback_previews.state(parts(), writing),
        just_sent=request.query.get("done") == "sent",
        **{"refused": "", **more},
    )
