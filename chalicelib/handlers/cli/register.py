"""Partnerships, their staff, and the register of organisations."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from chalicelib.bootstrap import Wiring
from chalicelib.domain.organisations import Partnership, StaffMember, StaffRole
from chalicelib.domain.register import ImportPlan
from chalicelib.handlers.cli.shared import REFUSED, partnership_of, stop
from chalicelib.services.branding import set_brand
from chalicelib.services.importing import carry_out, plan_for


@click.group()
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
def addpartnership_of(parts: Wiring, /, partnership_id: str, **facts: Any) -> None:
    """Add a partnership, or change one."""
    before = parts.organisations.partnership(partnership_id)
    saved = replace(before, **facts) if before else Partnership(id=partnership_id, **facts)
    parts.commit(parts.organisations.partnership_saved(saved))
    click.echo(f"Saved {partnership_id}.")


@partnership.command("brand")
@click.argument("partnership_id")
@click.option("--colour", help="Like #0b4f5c, dark enough for white text; empty for ours.")
@click.option(
    "--logo",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A PNG of at most 8,000 bytes; it is shown 50 pixels high, on white.",
)
@click.option("--logo-alt", default="", help="What the logo says, if not the partnership's name.")
@click.option("--no-logo", is_flag=True, help="Show no logo.")
@click.pass_obj
def brand(
    parts: Wiring, partnership_id: str, colour: str | None, logo: Path | None, logo_alt: str, no_logo: bool
) -> None:
    """Give a partnership's pages and mails its colour, and its pages its logo."""
    content = b"" if no_logo else logo.read_bytes() if logo else None
    saved = set_brand(parts, partnership_id, colour=colour, logo=content, alt=logo_alt)
    click.echo(f"Colour: {saved.colour or 'ours'}. Logo: {'its own' if saved.logo else 'none'}.")


@click.group()
def staff() -> None:
    """People who sign in."""


@staff.command("add")
@click.argument("partnership_id")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option(
    "--role", type=click.Choice([role.value for role in StaffRole]), default=StaffRole.COORDINATOR.value
)
@click.pass_obj
def add_staff(parts: Wiring, partnership_id: str, name: str, email: str, role: str) -> None:
    """Add a member of staff, or change the one with this address."""
    partnership_of(parts, partnership_id)
    same = [m for m in parts.organisations.staff_at(email) if m.partnership_id == partnership_id]
    staff_id = same[0].id if same else parts.new_id()
    member = StaffMember(
        id=staff_id, partnership_id=partnership_id, name=name, email=email, role=StaffRole(role)
    )
    parts.commit(parts.organisations.staff_saved(member))
    click.echo(f"Saved {staff_id}.")


@click.group()
def organisations() -> None:
    """The register."""


@organisations.command("import")
@click.argument("partnership_id")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.pass_obj
def import_organisations(parts: Wiring, partnership_id: str, file: Path, dry_run: bool) -> None:
    """Import organisations and contacts from our CSV template."""
    partnership_of(parts, partnership_id)
    plan = plan_for(parts, partnership_id, file.read_bytes(), parts.new_id())
    _tell(plan)
    if not plan.may_go_ahead:
        stop("Nothing was imported. Put these lines right and try again.", REFUSED)
    if not dry_run:
        with click.progressbar(length=plan.changes, label="Importing", file=sys.stderr) as bar:
            carry_out(parts, partnership_id, plan, "operator", written=lambda: bar.update(1))
        click.echo("Imported.")


def _tell(plan: ImportPlan) -> None:
    for problem in plan.problems:
        click.echo(f"line {problem.line}: {problem.why}", err=True)
    click.echo(
        f"Organisations: {len(plan.added)} to add, {len(plan.changed)} to change,"
        f" {plan.left_alone} left alone."
    )
    click.echo(f"Contacts: {len(plan.contacts_added)} to add, {len(plan.contacts_changed)} to change.")
    for organisation in plan.without_contact:
        click.echo(f"no lead contact: {organisation.name}")
