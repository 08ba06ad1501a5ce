"""Bringing organisations in from a file: upload, look at what it would do, import."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, NotFound, Refused
from chalicelib.domain.organisations import Contact, Organisation
from chalicelib.domain.register import ImportPlan
from chalicelib.domain.register_changes import differences
from chalicelib.domain.register_file import FileRefused, contacts_template, template
from chalicelib.domain.tasks import TaskState
from chalicelib.domain.taxonomy import KINDS
from chalicelib.handlers.staff.frame import partnership_id, seat, sector_names
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.web import NO_STORE, Request, page, public_url, redirect
from chalicelib.services import importing, schools

HERE = "/staff/organisations/import/"
FEW = 20  # rows of each part of a plan, until somebody asks for that part
Row = tuple[str, ...]


def start(request: Request) -> Response:
    names = sector_names()
    _, form = importing.start_upload(parts(), partnership_id(request), public_url(request))
    return page(
        request,
        "pages/staff/import.html",
        upload_to=form.url,
        upload=form,
        sectors=names,
        kinds=[(names[sector], [k for k in KINDS if k.sector == sector]) for sector in names],
    )


def empty_template(request: Request) -> Response:
    return _csv("organisations.csv", template())


def contacts_file(request: Request) -> Response:
    return _csv("contacts.csv", contacts_template())


def _csv(name: str, content: str) -> Response:
    headers: dict[str, Any] = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": NO_STORE,
    }
    return Response(content, headers)


def look(request: Request, import_id: str) -> Response:
    """What the file would do, or how far its import is."""
    whose = partnership_id(request)
    _refuse_odd(import_id)
    task = importing.import_task(parts(), whose, import_id)
    if task is not None:
        lines = importing.unseen_changes(parts(), whose, import_id) if task.note == "changed" else []
        return page(request, "pages/staff/importing.html", task=task, unseen=lines[:FEW], more=len(lines))
    try:
        if _is_extract(whose, import_id) and (
            request.query.get("again") or not schools.chosen(parts(), whose, import_id)
        ):
            return _choice(request, import_id)
        return _plan(request, import_id)
    except FileRefused as refusal:
        return _refused(request, refusal.words)


def choose_schools(request: Request, import_id: str) -> Response:
    """Has an extract of schools read, or keeps what was chosen from it."""
    whose = partnership_id(request)
    _refuse_odd(import_id)
    if not _is_extract(whose, import_id):
        raise NotFound
    task = schools.ask_to_read(parts(), whose, import_id)
    if task.state is TaskState.DONE:
        try:
            schools.choose(parts(), whose, import_id, request.form.getlist("authority"))
        except Invalid as invalid:
            return _choice(request, import_id, errors=invalid.messages())
    return redirect(HERE + import_id)


def carry_out(request: Request, import_id: str) -> Response:
    """Queues the import of what was read; a file with problems leads back to them."""
    whose = partnership_id(request)
    _refuse_odd(import_id)
    try:
        importing.ask_for_import(
            parts(), whose, import_id, seat(request).member.id, request.form.get("_seen")
        )
    except FileRefused as refusal:
        return _refused(request, refusal.words)
    except Refused as refusal:
        if importing.import_task(parts(), whose, import_id) is None:  # else: pressed twice
            return _plan(request, import_id, refusal.words)
    return redirect(HERE + import_id)


def _is_extract(whose: str, import_id: str) -> bool:
    return schools.is_school_extract(parts(), whose, import_id)


def _refused(request: Request, words: str) -> Response:
    return page(request, "pages/staff/import_refused.html", status=400, words=words)


def _choice(request: Request, import_id: str, errors: Mapping[str, str] | None = None) -> Response:
    """Which authorities' schools; before that, how far the reading is."""
    whose = partnership_id(request)
    task = schools.reading(parts(), whose, import_id)
    if task is not None and task.state is TaskState.FAILED:
        return _refused(request, task.note)
    read = task is not None and task.state is TaskState.DONE
    return page(
        request,
        "pages/staff/import_schools.html",
        status=400 if errors else 200,
        import_id=import_id,
        task=task,
        authorities=schools.authorities_in(parts(), whose, import_id) if read else [],
        errors=errors,
    )


def _plan(request: Request, import_id: str, changed: str = "") -> Response:
    whose, names = partnership_id(request), sector_names()
    plan = importing.dry_run(parts(), whose, import_id)
    shut = schools.closed(parts(), whose, import_id)
    tables = _tables(plan, shut, names)
    part = wanted if (wanted := request.query.get("part")) in tables else ""
    whole = paged(request, tables[part] if part else [], HERE + import_id, {"part": part})
    return page(
        request,
        "pages/staff/import_plan.html",
        status=409 if changed else 200,
        changed=changed,
        plan=plan,
        seen=importing.digest_of(plan),
        import_id=import_id,
        tables=tables,
        few=FEW,
        part=part,
        whole=whole,
        from_extract=schools.chosen(parts(), whose, import_id),
    )


def _tables(plan: ImportPlan, shut: frozenset[str], names: Mapping[str, str]) -> dict[str, Sequence[Row]]:
    """Each part of a plan as rows of a table; links are the ids of organisations."""

    def listed(organisations: Sequence[Organisation]) -> list[Row]:
        return [(o.id, o.name, names.get(o.sector, o.sector)) for o in organisations]

    closed = [o for o in plan.gone if o.identifiers.get("urn") in shut]
    return {
        "problems": [(str(problem.line), problem.why) for problem in plan.problems],
        "changed": _changes(plan.changed),
        "contacts_changed": _changes(plan.contacts_changed),
        "closed": listed(closed),
        "retired": listed(plan.retired),
        "shared": [(email, "; ".join(organisations)) for email, organisations in plan.shared],
        "added": listed(plan.added),
        "contacts_added": [(c.name, c.email) for c in plan.contacts_added],
        "without_contact": listed(plan.without_contact),
        "gone": listed([o for o in plan.gone if o not in closed]),
    }


def _changes(
    pairs: Sequence[tuple[Organisation, Organisation]] | Sequence[tuple[Contact, Contact]],
) -> list[Row]:
    return [(after.name, *one) for before, after in pairs for one in differences(before, after)]


def _refuse_odd(import_id: str) -> None:
    """Ids of ours are letters and digits; anything else would name another place in the bucket."""
    if not (import_id.isascii() and import_id.isalnum()):
        raise NotFound
