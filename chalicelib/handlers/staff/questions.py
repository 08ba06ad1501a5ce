"""Question sets, and what a partnership adds of its own: begin a draft, upload its file, look, publish."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.framework import newest
from chalicelib.domain.own_questions import FILE_WORDS, Draft
from chalicelib.handlers.staff.frame import partnership_id, seat
from chalicelib.handlers.staff.question_preview import context_of, question_page
from chalicelib.handlers.staff.question_sets import yaml_file
from chalicelib.handlers.web import Request, leave_for, page, public_url, redirect
from chalicelib.services import own_questions
from chalicelib.services.question_sets import question_sets

MOST_FAULTS = 100  # more than anybody puts right before looking again


def every_set(request: Request) -> Response:
    return page(
        request, "pages/staff/questions/list.html", sets=question_sets(parts(), partnership_id(request))
    )


def new(request: Request) -> Response:
    return _new(request, {})


def begin_draft(request: Request) -> Response:
    try:
        draft = own_questions.begin(
            parts(),
            seat(request).partnership,
            request.form.get("name"),
            request.form.get("base"),
            seat(request).member.id,
        )
    except Invalid as invalid:
        return _new(request, request.form.first(), status=400, errors=invalid.messages())
    return redirect(address_of(draft))


def one_draft(request: Request, draft: str) -> Response:
    """What its file says now; one that is published leads to what it became."""
    found = own_questions.draft_of(parts(), partnership_id(request), draft)
    if found.published:
        return redirect(f"/staff/questions/sets/{found.published}")
    return _draft(request, found)


def publish(request: Request, draft: str) -> Response:
    """Pressing twice publishes once."""
    found = own_questions.draft_of(parts(), partnership_id(request), draft)
    typed, seen, actor = request.form.get("version"), request.form.get("_seen"), seat(request).member.id
    try:
        key = own_questions.publish_draft(parts(), found, seen, typed, actor)
    except Invalid as invalid:
        return _draft(request, found, status=400, errors=invalid.messages())
    except Refused as refused:
        return _draft(request, found, status=409, errors={"file": refused.words})
    return redirect(f"/staff/questions/sets/{key}")


def remove(request: Request, draft: str) -> Response:
    found = own_questions.draft_of(parts(), partnership_id(request), draft)
    own_questions.drop(parts(), found, seat(request).member.id)
    return redirect("/staff/questions")


def question(request: Request, draft: str, criterion: str) -> Response:
    found = own_questions.draft_of(parts(), partnership_id(request), draft)
    looked = own_questions.look(parts(), found)
    if looked.checked is None:
        raise NotFound
    return question_page(request, looked.checked.framework, criterion, address_of(found))


def empty_yaml(request: Request, draft: str) -> Response:
    found = own_questions.draft_of(parts(), partnership_id(request), draft)
    if not found.base:
        raise NotFound
    text = parts().question_files.empty_yaml(found.base, seat(request).partnership.name)
    return yaml_file(text, f"{found.base}-own-questions")


def empty_book(request: Request, draft: str) -> Response:
    found = own_questions.draft_of(parts(), partnership_id(request), draft)
    return leave_for(own_questions.empty_book_url(parts(), found))


def address_of(draft: Draft) -> str:
    return f"/staff/questions/drafts/{draft.id}"


def _new(request: Request, values: Mapping[str, str], *, status: int = 200, **more: Any) -> Response:
    found = [parts().framework(key) for key in newest(parts().frameworks())]
    bases = {framework.key: f"{framework.title}, version {framework.version}" for framework in found}
    return page(
        request,
        "pages/staff/questions/add.html",
        status=status,
        values=values,
        bases={**bases, own_questions.WHOLE: "Nothing: a whole question set of our own"},
        hints={own_questions.WHOLE: "It comes as YAML, in the shape of ours"},
        **more,
    )


def _draft(request: Request, draft: Draft, *, status: int = 200, **more: Any) -> Response:
    looked = own_questions.look(parts(), draft)
    upload = own_questions.upload_form(parts(), draft, public_url(request))
    faults = looked.refused.faults if looked.refused else ()
    checked = looked.checked
    shown = context_of(checked.framework, request.query, address_of(draft)) if checked else {}
    return page(
        request,
        "pages/staff/questions/draft.html",
        status=status,
        upload_to=upload.url,
        upload=upload,
        draft=draft,
        base_title=parts().framework(draft.base).title if draft.base else "",
        file_limit=FILE_WORDS,
        looked=looked,
        faults=faults[:MOST_FAULTS],
        more_faults=max(0, len(faults) - MOST_FAULTS),
        **{"here": address_of(draft), **shown, **more},
    )
