"""What leaves the system: learning reports, samples and exports."""

import json
import sys
from pathlib import Path

import click

from chalicelib.bootstrap import Wiring
from chalicelib.domain import objects
from chalicelib.domain.sampling import Terms
from chalicelib.handlers.cli.shared import FILE, FOLDER, cycle_of, write_files, write_private
from chalicelib.services.exporting import export_cycle
from chalicelib.services.reporting import report_files
from chalicelib.services.sample_drawing import Wishes, keep_sample


@click.group()
def report() -> None:
    """Sector learning reports."""


@report.command("build")
@click.argument("cycle_id")
@click.option("--out", type=FOLDER, required=True)
@click.pass_obj
def build_report(parts: Wiring, cycle_id: str, out: Path) -> None:
    """Build a cycle's sector learning report: PDF, HTML and its figures as JSON."""
    write_files(out, dict(report_files(parts, cycle_of(parts, cycle_id))))


@click.group()
def sample() -> None:
    """Samples of returns to verify by a visit."""


@sample.command("draw")
@click.argument("cycle_id")
@click.option("--size", type=click.IntRange(min=1), required=True)
@click.option("--seed", default="", help="The same seed and returns give the same sample on any machine.")
@click.option("--out", type=FOLDER, required=True)
@click.pass_obj
def draw(parts: Wiring, cycle_id: str, size: int, seed: str, out: Path) -> None:
    """Draw a sample from the returns that are in, and keep it with the others."""
    found = cycle_of(parts, cycle_id)
    drawn = keep_sample(parts, found, Wishes(terms=Terms(visits=size), seed=seed), actor="operator")
    kinds = ("csv", "json", "xlsx", "frame")
    files = {kind: parts.files.get(objects.sample(found.id, drawn.id, kind)) for kind in kinds}
    write_files(out, {f"sample.{kind}": content for kind, content in files.items()})


@click.command()
@click.argument("cycle_id")
@click.option("--out", type=FILE, required=True)
@click.pass_obj
def export(parts: Wiring, cycle_id: str, out: Path) -> None:
    """Export every return of a cycle as JSON (docs/schemas)."""
    found = cycle_of(parts, cycle_id)
    count = sum(1 for _ in parts.returns.headers(cycle_id, ("ref",)))
    with click.progressbar(length=count, label="Reading returns", file=sys.stderr) as bar:
        exported = export_cycle(parts, found, seen=lambda _: bar.update(1))
    write_private(out, json.dumps(exported, indent=1, ensure_ascii=False))
