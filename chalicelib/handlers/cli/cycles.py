"""Cycles and the links of those who are in them."""

import sys
from datetime import datetime
from pathlib import Path

import click

from chalicelib.bootstrap import Wiring
from chalicelib.domain.cycles import Header, ReminderDays, Sharing
from chalicelib.domain.exports import to_csv
from chalicelib.domain.returns import Part
from chalicelib.handlers.cli.shared import FILE, cycle_of, partnership_of, write_private
from chalicelib.services.cycles import CyclePlan, set_up_cycle
from chalicelib.services.links import link_url, mint
from chalicelib.services.question_sets import refuse_framework
from chalicelib.services.sectors import asking, sectors

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def cycle() -> None:
    """Cycles."""


@cycle.command("open")
@click.argument("partnership_id")
@click.option("--name", required=True)
@click.option("--framework", help="Like section-11@2026.2; the newest that asks these sectors if left out.")
@click.option("--sector", "chosen", multiple=True, help="Repeat for each; every sector if left out.")
@click.option("--opens", type=DAY, required=True, help="YYYY-MM-DD, in London.")
@click.option("--due", type=DAY, required=True)
@click.option("--closes", type=DAY, required=True)
@click.option(
    "--sharing",
    type=click.Choice([sharing.value for sharing in Sharing]),
    default=Sharing.EVERYTHING.value,
    show_default=True,
    help="What the partnership sees: everything, or ratings, actions and the shared questions.",
)
@click.option("--shared-question", "shared", multiple=True, help="Repeat for each; like S01-01.")
@click.option("--code-at-entry", is_flag=True, help="A link opens nothing without a code by email.")
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
    sharing: str,
    shared: tuple[str, ...],
    code_at_entry: bool,
) -> None:
    """Set up a cycle. It opens by itself at 10:00 in London on its day; invitations follow."""
    partnership_of(parts, partnership_id)
    known = [sector.id for sector in sectors(parts)]
    if unknown := set(chosen) - set(known):
        raise click.BadParameter(f"{', '.join(unknown)}: the sectors are {', '.join(known)}")
    if shared and sharing == Sharing.EVERYTHING.value:
        raise click.BadParameter("goes with --sharing ratings", param_hint="--shared-question")
    key = framework or asking(parts, chosen)
    asked = refuse_framework(parts, partnership_id, key)
    plan = CyclePlan(
        name=name,
        framework=key,
        sectors=chosen or tuple(sector.id for sector in asked.sectors),
        opens_on=opens.date(),
        due_on=due.date(),
        closes_on=closes.date(),
        reminder_days=ReminderDays(),
        sharing=Sharing(sharing),
        shared_criteria=frozenset(shared),
        code_at_entry=code_at_entry,
    )
    click.echo(set_up_cycle(parts, partnership_id, plan, "operator").id)


@click.group()
def links() -> None:
    """Links of organisations."""


@links.command("export")
@click.argument("cycle_id")
@click.option("--out", type=FILE, help="Standard output if left out.")
@click.pass_obj
def export_links(parts: Wiring, cycle_id: str, out: Path | None) -> None:
    """Make a new link for each lead of a cycle, as CSV. Keep the file as you would keep passwords."""
    cycle_of(parts, cycle_id)
    headers = list(parts.returns.headers(cycle_id))
    with click.progressbar(headers, label="Making links", file=sys.stderr) as bar:
        rows = [row for header in bar if (row := _row(parts, header))]
    text = to_csv(["organisation", "reference", "name", "email", "link"], rows)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_private(out, text)


def _row(parts: Wiring, header: Header) -> list[str]:
    """Empty when an organisation has no lead to give a link to."""
    return_ = parts.returns.get(header.ref)
    lead = return_.person(Part.LEAD) if return_ else None
    if lead is None:
        return []
    token, writes = mint(parts, header.ref, lead.id, "operator")
    parts.commit(writes)
    return [header.organisation_name, header.ref, lead.name, lead.email, link_url(parts, token)]
