"""Files: from the browser straight to the bucket, looked at there, then added; and back again."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Doubtful, Invalid, Refused
from chalicelib.domain.evidence import EvidenceKind
from chalicelib.domain.file_checks import ENDINGS, SIZE_LIMIT
from chalicelib.domain.rights import Right
from chalicelib.handlers.organisation.evidence import (
    after_adding,
    asked_for,
    path_of,
    sit_for,
    sit_to_change,
)
from chalicelib.handlers.organisation.evidence_doubts import decided, show_doubts, turned_back
from chalicelib.handlers.organisation.evidence_forms import said_in
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, leave_for, public_url, redirect
from chalicelib.services import evidence, evidence_files, evidence_keeping
from chalicelib.services.desk import look_around, sit_down


def file_title_form(request: Request, ref: str) -> Response:
    return _title_form(request, ref)


def expect_file(request: Request, ref: str) -> Response:
    """The title first: the page after this holds nothing but the file."""
    form = request.form
    criterion = form.get("_for")
    try:
        item = evidence_keeping.add(
            parts(),
            ref,
            request.token,
            form.get("_id"),
            kind=EvidenceKind.FILE,
            said=said_in(form),
            criterion=criterion,
        )
    except Invalid as invalid:
        return _title_form(request, ref, status=400, errors=invalid.messages())
    return redirect(path_of(ref, item.id, "upload", criterion))


def upload_page(request: Request, ref: str, id: str) -> Response:
    return _upload_page(request, ref, id)


def uploaded(request: Request, ref: str, id: str) -> Response:
    """Where the bucket sends the browser. Looks, and changes nothing."""
    seat, item = sit_to_change(request, ref, id)
    arrived = evidence_files.look_at_upload(parts(), item)
    if arrived is None:
        return _upload_page(request, ref, id, Refused("file_not_there"))
    if arrived.refused:
        return _upload_page(request, ref, id, arrived.refused)
    criterion = asked_for(request, seat)
    if arrived.noticed:
        return show_doubts(
            request,
            seat,
            arrived.noticed,
            action=path_of(ref, id, "uploaded", ""),
            shown={"Title": item.title, "File": arrived.name},
            typed={"_for": criterion.id if criterion else ""},
            files=True,
        )
    around = look_around(parts(), seat)
    return show(
        request, "evidence/uploaded.html", seat, around, item=item, arrived=arrived, criterion=criterion
    )


def add_file(request: Request, ref: str, id: str) -> Response:
    """What was noticed is judged again: the file in the bucket may have become another one."""
    criterion = request.form.get("_for")
    chosen = turned_back(request, ref, id)
    if chosen == "another_title":
        return redirect(path_of(ref, id, "change", criterion, then="uploaded"))
    if chosen:
        return redirect(path_of(ref, id, "upload", criterion))
    try:
        evidence_files.accept(parts(), ref, request.token, id, criterion=criterion, decided=decided(request))
    except Refused as refused:
        if not refused.code.startswith("file_"):
            raise
        return _upload_page(request, ref, id, refused)
    except Doubtful:
        return uploaded(request, ref, id)
    return after_adding(ref, criterion)


def download_file(request: Request, ref: str, id: str) -> Response:
    """For whoever works on the return: the lead, and the approver who reads it."""
    seat = sit_down(parts(), ref, request.token, Right.ENTER)
    item = evidence.one(parts(), seat, id)
    try:
        return leave_for(evidence_files.download(parts(), item))
    except Refused as refused:
        around = look_around(parts(), seat)
        unsafe = refused.code == "file_unsafe"
        return show(request, "evidence/not_now.html", seat, around, status=409, item=item, unsafe=unsafe)


def _title_form(request: Request, ref: str, **more: Any) -> Response:
    seat, criterion = sit_for(request, ref)
    return show(
        request,
        "evidence/file_title.html",
        seat,
        look_around(parts(), seat),
        criterion=criterion,
        new_id=request.form.get("_id") or parts().new_id(),
        values=request.form.first(),
        **more,
    )


def _upload_page(request: Request, ref: str, id: str, refused: Refused | None = None) -> Response:
    """A form that posts to the bucket, with the mistake of the last try."""
    seat, item = sit_to_change(request, ref, id)
    criterion = asked_for(request, seat)
    next_path = path_of(ref, item.id, "uploaded", criterion.id if criterion else "")
    form = evidence_files.upload_form(parts(), item, return_to=public_url(request) + next_path)
    return show(
        request,
        "evidence/upload.html",
        seat,
        look_around(parts(), seat),
        status=400 if refused else 200,
        upload_to=form.url,
        item=item,
        criterion=criterion,
        form=form,
        script_fields=dict(evidence_files.upload_form(parts(), item).fields),
        next_path=next_path,
        endings=ENDINGS,
        limit=SIZE_LIMIT,
        there=not refused and evidence_files.has_arrived(parts(), item),
        errors={"file": refused.words} if refused else None,
    )
