"""`compact-audit`: the operator's command line, through the same services as the pages.

Exit codes: 0 done · 1 something unexpected · 2 wrong usage · 3 not found · 4 refused, with the reason ·
5 differences found (`repair`) · 75 busy, try again.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from chalicelib.bootstrap import Wiring
from chalicelib.domain.cycles import Cycle, ReminderDays
from chalicelib.domain.errors import Busy, NotFound, Refused
from chalicelib.domain.exports import to_csv
from chalicelib.domain.organisations import Partnership, StaffMember, StaffRole
from chalicelib.domain.register import ImportPlan
from chalicelib.domain.returns import Part
from chalicelib.domain.times import LONDON
from chalicelib.services.cycles import CyclePlan, set_up_cycle
from chalicelib.services.exporting import export_cycle
from chalicelib.services.importing import carry_out, plan_for, sectors
from chalicelib.services.links import link_url, mint
from chalicelib.services.repairing import repair_cycle
from chalicelib.services.reporting import report_files
from chalicelib.services.sample_drawing import draw_sample, sample_files
from chalicelib.services.ticking import tick
from chalicelib.settings import settings

NOT_FOUND, REFUSED, DIFFERENT, BUSY = 3, 4, 5, 75
LOCAL_ENVIRONMENT = Path(".local/environment.json")
T = TypeVar("T")
DAY = click.DateTime(formats=["%Y-%m-%d"])
FOLDER = click.Path(file_okay=False, path_type=Path)


@contextmanager
def exit_codes() -> Iterator[None]:
    """Every error of ours becomes a sentence and an exit code that a script can use."""
    try:
        yield
    except NotFound:
        _stop("There is nothing with that id.", NOT_FOUND)
    except Refused as refusal:
        _stop(refusal.words, REFUSED)
    except Busy:
        _stop("The system is busy. Try again in a minute.", BUSY)


@click.group()
@click.option("--local", is_flag=True, help="Work on the local run that `make run` started.")
@click.pass_context
def main(context: click.Context, local: bool) -> None:
    """Run Compact Audit from the command line. Without --local it works on AWS, by the environment."""
    if local:
        _use_local_run()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    context.with_resource(exit_codes())
    context.obj = Wiring(settings())


@main.group()
def partnership() -> None:
    """Partnerships."""


@partnership.command("add")
@click.argument("partnership_id")
@click.option("--name", required=True)
@click.option("--help-name", required=True, help="Whom organisations ask for help.")
@click.option("--help-phone", required=True)
@click.option("--help-email", required=True)
@click.option("--child-at-risk-phone", required=True, help="The number for worries about a child.")
@click.option("--sender-email", required=True, help="A verified address that mail comes from.")
@click.pass_obj
def add_partnership(parts: Wiring, /, partnership_id: str, **facts: str) -> None:
    """Add a partnership, or change one."""
    parts.commit(parts.organisations.partnership_saved(Partnership(id=partnership_id, **facts)))
    click.echo(f"Saved {partnership_id}.")


@main.group()
def staff() -> None:
    """People who sign in."""


@staff.command("add")
@click.argument("partnership_id")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--role", type=click.Choice(list(StaffRole)), default=StaffRole.COORDINATOR.value)
@click.pass_obj
def add_staff(parts: Wiring, partnership_id: str, name: str, email: str, role: str) -> None:
    """Add a member of staff, or change the one with this address."""
    _partnership(parts, partnership_id)
    same = [m for m in parts.organisations.staff_at(email) if m.partnership_id == partnership_id]
    staff_id = same[0].id if same else parts.new_id()
    member = StaffMember(
        id=staff_id, partnership_id=partnership_id, name=name, email=email, role=StaffRole(role)
    )
    parts.commit(parts.organisations.staff_saved(member))
    click.echo(f"Saved {staff_id}.")


@main.group()
def organisations() -> None:
    """The register."""


@organisations.command("import")
@click.argument("partnership_id")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.pass_obj
def import_organisations(parts: Wiring, partnership_id: str, file: Path, dry_run: bool) -> None:
    """Import organisations and contacts from our CSV template."""
    _partnership(parts, partnership_id)
    plan = plan_for(parts, partnership_id, file.read_bytes(), parts.new_id())
    _tell(plan)
    if not plan.may_go_ahead:
        _stop("Nothing was imported. Put these lines right and try again.", REFUSED)
    if not dry_run:
        carry_out(parts, partnership_id, plan, "operator")
        click.echo("Imported.")


@main.group()
def cycle() -> None:
    """Cycles."""


@cycle.command("open")
@click.argument("partnership_id")
@click.option("--name", required=True)
@click.option("--framework", help="Like section-11@2026.1; the newest if left out.")
@click.option("--sector", "chosen", multiple=True, help="Repeat for each; every sector if left out.")
@click.option("--opens", type=DAY, required=True, help="YYYY-MM-DD, in London.")
@click.option("--due", type=DAY, required=True)
@click.option("--closes", type=DAY, required=True)
@click.pass_obj
def open_cycle(
    parts: Wiring,
    partnership_id: str,
    name: str,
    framework: str | None,
    chosen: tuple[str, ...],
    opens: datetime,
    due: datetime,
    closes: datetime,
) -> None:
    """Set up a cycle. It opens by itself at 10:00 in London on its day; invitations follow."""
    _partnership(parts, partnership_id)
    known = [sector.id for sector in sectors(parts)]
    if unknown := set(chosen) - set(known):
        raise click.BadParameter(f"{', '.join(unknown)}: the sectors are {', '.join(known)}")
    plan = CyclePlan(
        name=name,
        framework=framework or parts.frameworks()[-1],
        sectors=chosen or tuple(known),
        opens_on=opens.date(),
        due_on=due.date(),
        closes_on=closes.date(),
        reminder_days=ReminderDays(),
    )
    click.echo(set_up_cycle(parts, partnership_id, plan, "operator").id)


@main.group()
def links() -> None:
    """Links of organisations."""


@links.command("export")
@click.argument("cycle_id")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Standard output if left out.")
@click.pass_obj
def export_links(parts: Wiring, cycle_id: str, out: Path | None) -> None:
    """Make a new link for each lead of a cycle, as CSV. Keep the file as you would keep passwords."""
    _cycle(parts, cycle_id)
    rows = []
    for header in _with_progress(list(parts.returns.headers(cycle_id)), "Making links"):
        return_ = parts.returns.get(header.ref)
        lead = return_.person(Part.LEAD) if return_ else None
        if lead is not None:
            token, writes = mint(parts, header.ref, lead.id, "operator")
            parts.commit(writes)
            rows.append([header.organisation_name, header.ref, lead.name, lead.email, link_url(parts, token)])
    text = to_csv(["organisation", "reference", "name", "email", "link"], rows)
    if out is None:
        click.echo(text, nl=False)
    else:
        _private(out, text)


@main.group()
def report() -> None:
    """Sector learning reports."""


@report.command("build")
@click.argument("cycle_id")
@click.option("--out", type=FOLDER, required=True)
@click.pass_obj
def build_report(parts: Wiring, cycle_id: str, out: Path) -> None:
    """Build a cycle's sector learning report: PDF, HTML and its figures as JSON."""
    _write(out, dict(report_files(parts, _cycle(parts, cycle_id))))


@main.group()
def sample() -> None:
    """Samples of returns to verify by a visit."""


@sample.command("draw")
@click.argument("cycle_id")
@click.option("--size", type=click.IntRange(min=1), required=True)
@click.option("--seed", default="", help="The same seed and returns give the same sample on any machine.")
@click.option("--out", type=FOLDER, required=True)
@click.pass_obj
def draw(parts: Wiring, cycle_id: str, size: int, seed: str, out: Path) -> None:
    """Draw a sample from the returns that are in, as CSV and JSON."""
    found = _cycle(parts, cycle_id)
    drawn, _ = draw_sample(parts, found, size=size, seed=seed)
    files = sample_files(parts, found, drawn)
    _write(out, {f"sample.{kind}": text.encode() for kind, text in files.items()})


@main.command()
@click.argument("cycle_id")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.pass_obj
def export(parts: Wiring, cycle_id: str, out: Path) -> None:
    """Export every return of a cycle as JSON (docs/schemas)."""
    found = _cycle(parts, cycle_id)
    count = sum(1 for _ in parts.returns.headers(cycle_id, ("ref",)))
    with click.progressbar(length=count, label="Reading returns", file=sys.stderr) as bar:
        exported = export_cycle(parts, found, seen=lambda _: bar.update(1))
    _private(out, json.dumps(exported, indent=1, ensure_ascii=False))


@main.command()
@click.argument("cycle_id")
@click.option("--fix", is_flag=True, help="Write the headers that differ.")
@click.pass_obj
def repair(parts: Wiring, cycle_id: str, fix: bool) -> None:
    """Compare a cycle's headers with the returns themselves."""
    _cycle(parts, cycle_id)
    differences = list(repair_cycle(parts, cycle_id, fix=fix))
    for difference in differences:
        click.echo(f"{difference.ref}: {', '.join(difference.fields)}")
    click.echo(f"{len(differences)} of the cycle's headers differ{'ed' if fix else ''}.")
    if differences and not fix:
        sys.exit(DIFFERENT)


@main.command("tick")
@click.option("--at", help="Act as if it were this time (ISO 8601); only on the local run.")
@click.pass_obj
def tick_once(parts: Wiring, at: str | None) -> None:
    """Do whatever is due now: opening, mail, reminders, PDFs, reports."""
    if at is not None:
        parts = Wiring(settings(), clock=_standing(at))
    click.echo(tick(parts))


def _standing(at: str) -> Callable[[], datetime]:
    if not settings().aws_endpoint_url:
        raise click.UsageError("--at works only on the local run (compact-audit --local tick --at …)")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise click.BadParameter(f"{at} is not a time like 2027-03-20T10:00") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
    return lambda: moment.astimezone(UTC)


def _use_local_run() -> None:
    if not LOCAL_ENVIRONMENT.exists():
        _stop("There is no local run here. Start one with `make run`.", NOT_FOUND)
    os.environ.update(json.loads(LOCAL_ENVIRONMENT.read_text()))


def _partnership(parts: Wiring, partnership_id: str) -> Partnership:
    found = parts.organisations.partnership(partnership_id)
    if found is None:
        raise NotFound
    return found


def _cycle(parts: Wiring, cycle_id: str) -> Cycle:
    found = parts.cycles.get(cycle_id)
    if found is None:
        raise NotFound
    return found


def _tell(plan: ImportPlan) -> None:
    for problem in plan.problems:
        click.echo(f"line {problem.line}: {problem.why}", err=True)
    click.echo(
        f"{len(plan.added)} organisations to add, {len(plan.changed)} to change, {plan.left_alone} left alone;"
        f" {len(plan.contacts_added)} contacts to add, {len(plan.contacts_changed)} to change."
    )
    for organisation in plan.without_contact:
        click.echo(f"no lead contact: {organisation.name}")


def _with_progress(things: list[T], label: str) -> Iterable[T]:
    with click.progressbar(things, label=label, file=sys.stderr) as bar:
        yield from bar


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        click.echo(folder / name)


def _private(path: Path, text: str) -> None:
    """A file that only its owner can read: it holds links or answers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    click.echo(path)


def _stop(words: str, code: int) -> Any:
    click.echo(words, err=True)
    sys.exit(code)
