"""A spreadsheet that was worked on elsewhere: uploaded, compared, and taken over choice by choice."""

import re
from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Refused
from chalicelib.handlers.organisation.difference_words import choices_needed, groups, notes
from chalicelib.handlers.organisation.frame import show, whole_number
from chalicelib.handlers.web import Request, public_url, redirect
from chalicelib.services import bringing_back
from chalicelib.services.bringing_back import Review, look, sit_to_bring
from chalicelib.services.desk import Seat, look_around
from chalicelib.services.taking_over import take

HERE, FILE = "here", "file"
SEEN = re.compile(r"([\w-]{1,40}):(\d{1,9})")
MISTAKES = ("file_", "sheet_")


def upload_page(request: Request, ref: str) -> Response:
    return _upload_page(request, sit_to_bring(parts(), ref, request.token))


def review(request: Request, ref: str, upload: str) -> Response:
    """Where the bucket sends the browser. Looks, and changes nothing."""
    seat = sit_to_bring(parts(), ref, request.token)
    found = _looked_at(seat, upload)
    if isinstance(found, Refused):
        return _upload_page(request, seat, found)
    return _review(request, found, upload, taken=whole_number(request.query.get("taken")))


def choose(request: Request, ref: str, upload: str) -> Response:
    """Carries out the choices; what was not chosen yet, or was overtaken, is shown again."""
    seat = sit_to_bring(parts(), ref, request.token)
    found = _looked_at(seat, upload)
    if isinstance(found, Refused):
        return _upload_page(request, seat, found)
    if request.form.get("_file") != found.file_version:
        return _review(request, found, upload, status=409, replaced=True)
    seen = {key: int(version) for key, version in SEEN.findall(request.form.get("_seen"))}
    choices = _choices(request, found, seen)
    left = [difference.key for difference in found.found.every if difference.key not in choices]
    if set(left) & set(seen) and not request.form.get("_all"):
        missing = {key: words for key, words in choices_needed(found).items() if key in left and key in seen}
        return _review(request, found, upload, status=400, choices=choices, missing=missing)
    taken = take(
        parts(), ref, request.token, found, {key for key, side in choices.items() if side == FILE}, seen
    )
    if taken.outdated:
        again = _looked_at(seat, upload)
        shown = found if isinstance(again, Refused) else again
        return _review(
            request, shown, upload, status=409, taken=len(taken.keys), outdated=len(taken.outdated)
        )
    if left:
        return redirect(f"/r/{ref}/copies/upload/{upload}?taken={len(taken.keys)}")
    kept = sum(1 for side in choices.values() if side == HERE)
    return redirect(f"/r/{ref}/copies/upload/{upload}/done?taken={len(taken.keys)}&kept={kept}")


def done(request: Request, ref: str, upload: str) -> Response:
    seat = sit_to_bring(parts(), ref, request.token)
    numbers = {name: whole_number(request.query.get(name)) for name in ("taken", "kept")}
    return show(request, "paper/done.html", seat, look_around(parts(), seat), upload=upload, **numbers)


def _looked_at(seat: Seat, upload: str) -> Review | Refused:
    """The file, or what is wrong with it as a file."""
    try:
        return look(parts(), seat, upload)
    except Refused as refused:
        if not refused.code.startswith(MISTAKES):
            raise
        return refused


def _choices(request: Request, found: Review, seen: Mapping[str, int]) -> dict[str, str]:
    """Key → side, for what was on the page and still differs. A button for all decides what has no choice of
    its own; taking all leaves out whatever would take something away here.
    """
    every = request.form.get("_all")
    choices = {}
    for difference in found.found.every:
        side = request.form.get(difference.key)
        if side not in (HERE, FILE):
            side = "" if every == FILE and difference.has_to_be_chosen else every
        if difference.key in seen and side in (HERE, FILE):
            choices[difference.key] = side
    return choices


def _upload_page(request: Request, seat: Seat, refused: Refused | None = None) -> Response:
    """A form that posts to the bucket, with the mistake of the last try."""
    ref, upload = seat.return_.ref, parts().new_id()
    next_path = f"/r/{ref}/copies/upload/{upload}"
    form = bringing_back.upload_form(parts(), seat, upload, return_to=public_url(request) + next_path)
    return show(
        request,
        "paper/upload.html",
        seat,
        look_around(parts(), seat),
        status=400 if refused else 200,
        upload_to=form.url,
        form=form,
        script_fields=dict(bringing_back.upload_form(parts(), seat, upload).fields),
        next_path=next_path,
        limit=bringing_back.SIZE_LIMIT,
        limit_words=bringing_back.SIZE_WORDS,
        errors={"file": refused.words} if refused else None,
    )


def _review(
    request: Request,
    found: Review,
    upload: str,
    *,
    status: int = 200,
    choices: Mapping[str, str] | None = None,
    missing: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    seat, every = found.seat, found.found.every
    return show(
        request,
        "paper/review.html",
        seat,
        look_around(parts(), seat),
        status=status,
        upload=upload,
        file_version=found.file_version,
        sections=groups(found),
        total=len(every),
        takeable=sum(1 for difference in every if not difference.has_to_be_chosen),
        seen=" ".join(f"{difference.key}:{difference.version}" for difference in every),
        choices=choices or {},
        errors=missing or None,
        notes=notes(found),
        troubles=found.brought.troubles,
        **{"taken": 0, "outdated": 0, "replaced": False, **more},
    )
