"""Bringing organisations and contacts in from a file: look first, then a job that can be interrupted."""

from collections.abc import Callable, Iterator

from chalicelib.domain import objects
from chalicelib.domain.errors import NotFound
from chalicelib.domain.register import ImportPlan, plan_import
from chalicelib.domain.register_file import FileRefused, read_file
from chalicelib.domain.tasks import Queue, Task
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts, UploadForm, Writes
from chalicelib.services.queue import Outcome
from chalicelib.services.sectors import sectors

FILE_LIMIT = 5_000_000  # bytes


def start_upload(parts: Parts, partnership_id: str, address: str) -> tuple[str, UploadForm]:
    """A new import's id, and the form that takes its file to the bucket. `address` is our pages' own."""
    import_id = parts.new_id()
    return_to = f"{address}/staff/organisations/import/{import_id}"
    form = parts.files.upload_form(
        objects.register_file(partnership_id, import_id), return_to=return_to, limit=FILE_LIMIT
    )
    return import_id, form


def dry_run(parts: Parts, partnership_id: str, import_id: str) -> ImportPlan:
    """What the uploaded file would do; changes nothing. Raises NotFound or FileRefused."""
    key = objects.register_file(partnership_id, import_id)
    found = parts.files.head(key)
    if found is None:
        raise NotFound
    if found.size > FILE_LIMIT:
        raise FileRefused("The file must be smaller than 5MB")
    return plan_for(parts, partnership_id, parts.files.get(key), import_id)


def plan_for(parts: Parts, partnership_id: str, content: bytes, import_id: str) -> ImportPlan:
    """What this content would do. Raises FileRefused."""
    rows = read_file(content)
    identifiers = {pair for row in rows for pair in row.identifiers.items()}
    return plan_import(
        rows,
        parts.organisations.members(partnership_id),
        parts.organisations.contacts(partnership_id),
        sectors={sector.id: sector.name for sector in sectors(parts)},
        owners=parts.organisations.owners_of(identifiers),
        import_id=import_id,
    )


def ask_for_import(parts: Parts, partnership_id: str, import_id: str, staff_id: str) -> None:
    """Queues the import. Asking twice is fine."""
    task = Task(
        partnership_id=partnership_id,
        subject=f"IMPORT#{import_id}",
        intent="job#import",
        kind="job.import",
        payload={"import": import_id, "staff": staff_id},
        due=parts.now(),
    )
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
    plan = dry_run(parts, task.partnership_id, task.payload["import"])
    if not plan.may_go_ahead:
        return Outcome(failed=True, note="problems")  # the register has changed since somebody looked
    carry_out(parts, task.partnership_id, plan, task.payload["staff"])
    return Outcome()


def carry_out(
    parts: Parts,
    partnership_id: str,
    plan: ImportPlan,
    actor: str,
    written: Callable[[], None] = lambda: None,
) -> None:
    """Writes everything that a plan without problems says. `written` is called after each write."""
    for writes in _writes(parts, partnership_id, plan):
        parts.commit(writes)
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


def _writes(parts: Parts, partnership_id: str, plan: ImportPlan) -> Iterator[Writes]:
    for organisation in plan.added:
        yield parts.organisations.organisation_saved(partnership_id, organisation)
    for before, after in plan.changed:
        yield parts.organisations.organisation_saved(partnership_id, after, before)
    for contact in (*plan.contacts_added, *(after for _, after in plan.contacts_changed)):
        yield parts.organisations.contact_saved(partnership_id, contact)
