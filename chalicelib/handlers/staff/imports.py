"""Bringing organisations in from a file: upload, look at what it would do, import."""

from collections.abc import Sequence
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import NotFound
from chalicelib.domain.organisations import Contact, Organisation
from chalicelib.domain.register_file import FileRefused, template
from chalicelib.handlers.staff.frame import partnership_id, seat, sector_names
from chalicelib.handlers.web import NO_STORE, Request, page, public_url, redirect
from chalicelib.services.importing import ask_for_import, dry_run, import_task, start_upload

FACTS = {
    "name": "Name",
    "sector": "Sector",
    "identifiers": "Identifiers",
    "size": "Size",
    "parent": "Parent",
    "email": "Email",
    "role": "Role",
    "phone": "Phone",
}


def start(request: Request) -> Response:
    _, form = start_upload(parts(), partnership_id(request), public_url(request))
    return page(
        request,
        "pages/staff/import.html",
        upload_to=form.url,
        upload=form,
        sectors=sector_names(),
    )


def empty_template(request: Request) -> Response:
    headers: dict[str, Any] = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="organisations.csv"',
        "Cache-Control": NO_STORE,
    }
    return Response(template(), headers)


def look(request: Request, import_id: str) -> Response:
    """What the file would do, or how far its import is."""
    whose = partnership_id(request)
    _refuse_odd(import_id)
    task = import_task(parts(), whose, import_id)
    if task is not None:
        return page(request, "pages/staff/importing.html", task=task)
    try:
        plan = dry_run(parts(), whose, import_id)
    except FileRefused as refusal:
        return page(request, "pages/staff/import_refused.html", status=400, words=refusal.words)
    return page(
        request,
        "pages/staff/import_plan.html",
        plan=plan,
        import_id=import_id,
        names=sector_names(),
        changes=[(after.name, _differences(before, after)) for before, after in plan.changed],
        contact_changes=[
            (after.name, _differences(before, after)) for before, after in plan.contacts_changed
        ],
    )


def carry_out(request: Request, import_id: str) -> Response:
    """Queues the import; a file with problems leads back to them."""
    whose = partnership_id(request)
    _refuse_odd(import_id)
    if dry_run(parts(), whose, import_id).may_go_ahead:
        ask_for_import(parts(), whose, import_id, seat(request).member.id)
    return redirect(f"/staff/organisations/import/{import_id}")


def _refuse_odd(import_id: str) -> None:
    """Ids of ours are letters and digits; anything else would name another place in the bucket."""
    if not (import_id.isascii() and import_id.isalnum()):
        raise NotFound


def _differences(
    before: Organisation | Contact, after: Organisation | Contact
) -> Sequence[tuple[str, str, str]]:
    """What changes: which fact, from, to."""
    pairs = [(words, getattr(before, fact, ""), getattr(after, fact, "")) for fact, words in FACTS.items()]
    return [(words, _text(old), _text(new)) for words, old, new in pairs if old != new]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{scheme} {number}" for scheme, number in value.items()) or "none"
    return str(value) or "none"
