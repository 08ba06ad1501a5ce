"""Keeping the system right: repair, and doing what is due."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime

import click

from chalicelib.bootstrap import Wiring
from chalicelib.domain.times import LONDON
from chalicelib.handlers.cli.shared import DIFFERENT, cycle_of
from chalicelib.services.repairing import repair_cycle
from chalicelib.services.ticking import tick
from chalicelib.settings import settings


@click.command()
@click.argument("cycle_id")
@click.option("--fix", is_flag=True, help="Write the headers that differ.")
@click.pass_obj
def repair(parts: Wiring, cycle_id: str, fix: bool) -> None:
    """Compare a cycle's headers with the returns themselves."""
    cycle_of(parts, cycle_id)
    differences = list(repair_cycle(parts, cycle_id, fix=fix))
    for difference in differences:
        click.echo(f"{difference.ref}: {', '.join(difference.fields)}")
    click.echo(f"{len(differences)} of the cycle's headers differ{'ed' if fix else ''}.")
    if differences and not fix:
        sys.exit(DIFFERENT)


@click.command("tick")
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
