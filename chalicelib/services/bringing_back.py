"""Bringing a spreadsheet back: the file, looked at, and what it would change here."""

import re
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain import objects
from chalicelib.domain.errors import NotAllowed, NotFound, Refused
from chalicelib.domain.file_checks import BUCKET_LIMIT
from chalicelib.domain.returns import refuse_unless_editable
from chalicelib.domain.rights import Right
from chalicelib.domain.workbook_differences import Differences, differences
from chalicelib.domain.workbook_reading import SHEETS, Brought, bring
from chalicelib.services.desk import Seat, sit_down
from chalicelib.services.ports import Parts, UploadForm, Whole

SIZE_LIMIT = 5 * 1024 * 1024  # bytes
SIZE_WORDS = "5MB"
UPLOAD_ID = re.compile(r"[0-9A-Z]{26}")


@dataclass(frozen=True, slots=True)
class Review:
    """A file that arrived, and where it differs from what is here `now`. `file_version` is the bucket's."""

    seat: Seat
    whole: Whole
    brought: Brought
    found: Differences
    file_version: str
    now: datetime


def sit_to_bring(parts: Parts, ref: str, token: str) -> Seat:
    """For somebody who may read and change all of it. Raises NotAllowed, and Refused while nobody may."""
    seat = sit_down(parts, ref, token, Right.ANSWER)
    if not seat.may(Right.READ):
        raise NotAllowed
    refuse_unless_editable(seat.return_)
    return seat


def upload_form(parts: Parts, seat: Seat, upload_id: str, *, return_to: str = "") -> UploadForm:
    """The bucket takes more than we do: what is too large is refused by our page, in our words."""
    return parts.files.upload_form(_key(seat, upload_id), return_to=return_to, limit=BUCKET_LIMIT)


def look(parts: Parts, seat: Seat, upload_id: str) -> Review:
    """What the file would change. Changes nothing. Raises Refused with what is wrong with it."""
    key = _key(seat, upload_id)
    stored = parts.files.head(key)
    if stored is None:
        raise Refused("file_not_there")
    if stored.size > SIZE_LIMIT:
        raise Refused("file_too_large", limit=SIZE_WORDS)
    book = parts.documents.read_spreadsheet(parts.files.get(key, stored.version_id), SHEETS)
    whole = parts.returns.whole(seat.return_.ref)
    if whole is None:
        raise NotFound
    brought = bring(book, seat.framework, whole.return_, {plan.id for plan in whole.plans})
    found = differences(brought, seat.framework, whole.return_, whole.answers, whole.plans)
    return Review(seat, whole, brought, found, stored.version_id, parts.now())


def _key(seat: Seat, upload_id: str) -> str:
    """Raises NotFound for an id that is none of ours: it becomes part of a place in the bucket."""
    if not UPLOAD_ID.fullmatch(upload_id):
        raise NotFound
    return objects.brought(seat.return_.ref, upload_id)
