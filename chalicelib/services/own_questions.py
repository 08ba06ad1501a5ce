"""Questions of a partnership's own: begin a draft, look at its file, publish it for good."""

import hashlib
import re
from dataclasses import dataclass

from chalicelib.domain import objects
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.framework import name_of
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.own_questions import FILE_LIMIT, CheckedQuestions, Draft, OwnSet, QuestionsRefused
from chalicelib.domain.returns import LINE_LIMIT, too_long
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts, UploadForm
from chalicelib.services.question_sets import set_of

WHOLE = "whole"
"""What is chosen in place of a base for a set that stands alone."""
ADDRESSABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")  # the key of a set is part of addresses
BUCKET_LIMIT = 3 * FILE_LIMIT  # the bucket answers in XML, so what is somewhat too large is refused by us
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A draft's file as it stands: nothing yet, refused, or checked. `seen` is the hash of what was read,
    `name` what its owner calls it.
    """

    seen: str = ""
    name: str = ""
    refused: QuestionsRefused | None = None
    checked: CheckedQuestions | None = None


def begin(parts: Parts, partnership: Partnership, name: str, base: str, actor: str) -> Draft:
    """A draft, with the empty spreadsheet for it. Raises Invalid."""
    problems = {} if base == WHOLE or base in parts.frameworks() else {"base": "base_needed"}
    if not name.strip():
        problems["name"] = "questions_name_needed"
    problems |= too_long(name=name)
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)
    draft = Draft(
        id=parts.new_id(),
        partnership_id=partnership.id,
        name=name.strip(),
        base="" if base == WHOLE else base,
        created_at=parts.now(),
        created_by=actor,
    )
    if draft.base:
        book = parts.question_files.empty_book(draft.base, partnership.name)
        parts.files.put(objects.questions_book(partnership.id, draft.id), book, XLSX)
    event = Event(
        subject=f"PARTNERSHIP#{partnership.id}", at=parts.now(), actor=actor, what="questions.begun"
    )
    parts.commit(parts.own_sets.begun(draft), parts.trail.recorded(event))
    return draft


def draft_of(parts: Parts, partnership_id: str, draft_id: str) -> Draft:
    """Raises NotFound, also for another partnership's."""
    draft = parts.own_sets.draft(partnership_id, draft_id)
    if draft is None:
        raise NotFound
    return draft


def upload_form(parts: Parts, draft: Draft, address: str) -> UploadForm:
    """What takes its file to the bucket; a second upload replaces the first. `address` is our pages' own."""
    return parts.files.upload_form(
        objects.questions_upload(draft.partnership_id, draft.id),
        return_to=f"{address}/staff/questions/drafts/{draft.id}",
        limit=BUCKET_LIMIT,
    )


def look(parts: Parts, draft: Draft) -> Looked:
    """What its file says now; changes nothing."""
    key = objects.questions_upload(draft.partnership_id, draft.id)
    found = parts.files.head(key)
    if found is None:
        return Looked()
    content = parts.files.get(key) if found.size <= FILE_LIMIT else b"x" * (FILE_LIMIT + 1)
    seen = hashlib.sha256(content).hexdigest()
    try:
        checked = parts.question_files.check(content, draft.partnership_id)
    except QuestionsRefused as refused:
        return Looked(seen=seen, name=found.name, refused=refused)
    return Looked(seen=seen, name=found.name, checked=checked)


def publish_draft(parts: Parts, draft: Draft, seen: str, typed: str, actor: str) -> str:
    """Publishes what was looked at, and nothing else; its key. A second press finds what the first did.

    Raises Invalid unless its version was typed, Refused when the file has changed since it was looked at.
    """
    if draft.published:
        return draft.published
    looked = look(parts, draft)
    if looked.checked is None or looked.seen != seen:
        raise Refused("questions_changed")
    version = looked.checked.framework.version
    if typed.strip() != version:
        raise Invalid({"version": "version_needed"}, version=version)
    return publish(parts, draft.partnership_id, looked.checked, actor, draft)


def publish(
    parts: Parts, partnership_id: str, checked: CheckedQuestions, actor: str, draft: Draft | None = None
) -> str:
    """Keeps a checked file for good; its key. Publishing the same again changes nothing.

    Raises Refused when that version is published with other content.
    """
    if not ADDRESSABLE.fullmatch(partnership_id):
        raise Refused("partnership_not_addressable")
    own_set = OwnSet(
        key=checked.framework.key,
        partnership_id=partnership_id,
        title=checked.framework.title,
        base=checked.framework.base,
        sha256=checked.sha256,
        published_at=parts.now(),
        published_by=actor,
    )
    # The content first: what is published never points at something that is not there.
    parts.files.put(
        objects.own_questions(partnership_id, checked.sha256), checked.content, "application/json"
    )
    if checked.framework.base:
        book = parts.question_files.book(checked)
        parts.files.put(objects.questions_book(partnership_id, checked.sha256), book, XLSX)
    event = Event(
        subject=f"PARTNERSHIP#{partnership_id}",
        at=parts.now(),
        actor=actor,
        what="questions.published",
        details={"key": own_set.key, "sha256": own_set.sha256},
    )
    done = [parts.own_sets.finished(draft, own_set.key)] if draft else []
    try:
        parts.commit(parts.own_sets.published(own_set), *done, parts.trail.recorded(event))
    except Conflict as conflict:
        _refuse_other(parts, own_set, conflict)
    return own_set.key


def _refuse_other(parts: Parts, own_set: OwnSet, conflict: Conflict) -> None:
    """Nothing where the very same is published already."""
    there = parts.own_sets.get(own_set.partnership_id, own_set.key)
    if there is None:  # the draft was dropped meanwhile
        raise NotFound from conflict
    if there.sha256 != own_set.sha256:
        raise Refused("version_published", key=name_of(own_set.key)) from conflict


def drop(parts: Parts, draft: Draft, actor: str) -> None:
    """Forgets a draft. One that is published, or gone already, stays as it is."""
    event = Event(
        subject=f"PARTNERSHIP#{draft.partnership_id}", at=parts.now(), actor=actor, what="questions.dropped"
    )
    try:
        parts.commit(parts.own_sets.dropped(draft), parts.trail.recorded(event))
    except Conflict:
        return


def empty_book_url(parts: Parts, draft: Draft) -> str:
    """A short-lived link to the spreadsheet to begin with. Raises NotFound for a whole set: that is YAML."""
    if not draft.base:
        raise NotFound
    key = objects.questions_book(draft.partnership_id, draft.id)
    return parts.files.download_url(key, f"{draft.base.replace('@', '-')}-own-questions.xlsx", XLSX)


def book_url(parts: Parts, partnership_id: str, key: str) -> str:
    """The same of a published set, filled in. Raises NotFound for one that has none."""
    own_set = parts.own_sets.get(partnership_id, key)
    if own_set is None or not own_set.base:
        raise NotFound
    name = f"{name_of(key).replace('@', '-')}.xlsx"
    return parts.files.download_url(objects.questions_book(partnership_id, own_set.sha256), name, XLSX)


def yaml_of(parts: Parts, partnership_id: str, key: str) -> str:
    """A set that this partnership may see, as text. Raises NotFound."""
    return parts.question_files.as_yaml(set_of(parts, partnership_id, key).key)
