"""Bringing organisations and contacts in from a file: look first, then a job that can be interrupted.

Whoever presses “Import” has seen a plan. What it said is kept beside the file, and the job does nothing that
was not in it: a file or a register that has changed meanwhile is looked at again.
"""

import hashlib
import json
from collections.abc import Callable, Iterator

from chalicelib.domain import objects
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.register import ImportPlan, plan_import
from chalicelib.domain.register_changes import lines_of
from chalicelib.domain.register_file import ARCHIVE_START, FileRefused, read_file, refuse_archive
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts, UploadForm, Writes
from chalicelib.services.queue import Outcome
from chalicelib.services.register_trail import of_contact, of_organisation, told
from chalicelib.services.sectors import sectors

FILE_LIMIT = 5_000_000  # bytes
UPLOAD_LIMIT = 100_000_000  # an extract of all schools of England has 60 MB


def start_upload(parts: Parts, partnership_id: str, address: str) -> tuple[str, UploadForm]:
    """A new import's id, and the form that takes its file to the bucket. `address` is our pages' own."""
    import_id = parts.new_id()
    return_to = f"{address}/staff/organisations/import/{import_id}"
    form = parts.files.upload_form(
        objects.register_file(partnership_id, import_id), return_to=return_to, limit=UPLOAD_LIMIT
    )
    return import_id, form


def dry_run(parts: Parts, partnership_id: str, import_id: str) -> ImportPlan:
    """What the uploaded file would do; changes nothing. Raises NotFound or FileRefused."""
    key = objects.chosen_schools(partnership_id, import_id)
    if parts.files.head(key) is None:
        key = objects.register_file(partnership_id, import_id)
    found = parts.files.head(key)
    if found is None:
        raise NotFound
    if found.size > FILE_LIMIT:
        with parts.files.stream(key) as body:
            refuse_archive(body.read(ARCHIVE_START))
        raise FileRefused("The file must be smaller than 5MB")
    official = key == objects.chosen_schools(partnership_id, import_id)
    return plan_for(parts, partnership_id, parts.files.get(key), import_id, official=official)


def digest_of(plan: ImportPlan) -> str:
    """Names what a plan would do, so that a form can say which one was read."""
    return hashlib.sha256("\n".join(lines_of(plan)).encode()).hexdigest()


def plan_for(
    parts: Parts, partnership_id: str, content: bytes, import_id: str, *, official: bool = False
) -> ImportPlan:
    """What this content would do. Raises FileRefused."""
    rows = read_file(content)
    identifiers = {pair for row in rows for pair in row.identifiers.items()}
    return plan_import(
        rows,
        parts.organisations.members(partnership_id, retired=True),
        parts.organisations.contacts(partnership_id),
        sectors={sector.id: sector.name for sector in sectors(parts)},
        owners=parts.organisations.owners_of(identifiers),
        import_id=import_id,
        official=official,
    )


def ask_for_import(parts: Parts, partnership_id: str, import_id: str, staff_id: str, seen: str) -> None:
    """Queues the import of the plan that was `seen` (its digest). Asking twice is fine. Raises Refused when
    it is another plan by now.
    """
    plan = dry_run(parts, partnership_id, import_id)
    if not plan.may_go_ahead or digest_of(plan) != seen:
        raise Refused("import_changed")
    task = Task(
        partnership_id=partnership_id,
        subject=f"IMPORT#{import_id}",
        intent="job#import",
        kind="job.import",
        payload={"import": import_id, "staff": staff_id},
        due=parts.now(),
    )
    _keep(parts, objects.seen_plan(partnership_id, import_id), lines_of(plan))
    try:
        parts.commit(parts.tasks.added(task))
    except Conflict:
        return
    parts.poke(Queue.WORK)


def import_task(parts: Parts, partnership_id: str, import_id: str) -> Task | None:
    """How far an import is; None when nobody has asked for it."""
    return parts.tasks.get(partnership_id, f"IMPORT#{import_id}", "job#import")


def run_import(parts: Parts, task: Task) -> Outcome:
    """The job. Run again after a crash, it finds what is done already in the register."""
    partnership_id, import_id = task.partnership_id, task.payload["import"]
    plan = dry_run(parts, partnership_id, import_id)
    if not plan.may_go_ahead:
        return Outcome(failed=True, note="problems")  # the register has changed since somebody looked
    seen = set(_kept(parts, objects.seen_plan(partnership_id, import_id)))
    unseen = [line for line in lines_of(plan) if line not in seen]
    if unseen:
        _keep(parts, objects.unseen_changes(partnership_id, import_id), unseen)
        return Outcome(failed=True, note="changed")
    carry_out(parts, partnership_id, plan, task.payload["staff"])
    return Outcome()


def unseen_changes(parts: Parts, partnership_id: str, import_id: str) -> list[str]:
    """What an import would have done that nobody had seen when it was asked for."""
    return _kept(parts, objects.unseen_changes(partnership_id, import_id))


def _keep(parts: Parts, key: str, lines: object) -> None:
    parts.files.put(key, json.dumps(lines, ensure_ascii=False).encode(), "application/json")


def _kept(parts: Parts, key: str) -> list[str]:
    lines: list[str] = json.loads(parts.files.get(key)) if parts.files.head(key) else []
    return lines


def carry_out(
    parts: Parts,
    partnership_id: str,
    plan: ImportPlan,
    actor: str,
    written: Callable[[], None] = lambda: None,
) -> None:
    """Writes everything that a plan without problems says. `written` is called after each write."""
    for writes in _writes(parts, partnership_id, plan, actor):
        parts.commit(*writes)
        written()
    counts = {
        "organisations_added": str(len(plan.added)),
        "organisations_changed": str(len(plan.changed)),
        "contacts_added": str(len(plan.contacts_added)),
        "contacts_changed": str(len(plan.contacts_changed)),
    }
    event = Event(
        subject=f"PARTNERSHIP#{partnership_id}",
        at=parts.now(),
        actor=actor,
        what="register.imported",
        details=counts,
    )
    parts.commit(parts.trail.recorded(event))


def _writes(parts: Parts, partnership_id: str, plan: ImportPlan, actor: str) -> Iterator[list[Writes]]:
    """One transaction each, with its line of history."""
    store = parts.organisations

    def line(organisation_id: str, what: str, details: dict[str, str]) -> list[Writes]:
        return told(parts, partnership_id, organisation_id, actor, what, details, aloud=False)

    for new in plan.added:
        happened = line(new.id, "organisation.imported", of_organisation(None, new))
        yield [store.organisation_saved(partnership_id, new), *happened]
    for before, after in plan.changed:
        happened = line(after.id, "organisation.import_changed", of_organisation(before, after))
        yield [store.organisation_saved(partnership_id, after, before), *happened]
    for person in plan.contacts_added:
        happened = line(person.organisation_id, "contact.imported", of_contact(None, person))
        yield [store.contact_saved(partnership_id, person), *happened]
    for was, now in plan.contacts_changed:
        happened = line(now.organisation_id, "contact.import_changed", of_contact(was, now))
        yield [store.contact_saved(partnership_id, now), *happened]
