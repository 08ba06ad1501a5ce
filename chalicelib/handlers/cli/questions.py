"""Questions of a partnership's own: checked, and published for good."""

from pathlib import Path

import click

from chalicelib.bootstrap import Wiring
from chalicelib.domain.own_questions import CheckedQuestions, QuestionsRefused
from chalicelib.domain.previews import reach
from chalicelib.handlers.cli.shared import REFUSED, partnership_of, stop
from chalicelib.services.own_questions import publish

READ = click.Path(exists=True, dir_okay=False, path_type=Path)
NOBODY = "your-partnership"


@click.group()
def questions() -> None:
    """Questions of a partnership's own (docs/own-questions.md)."""


@questions.command("check")
@click.argument("file", type=READ)
@click.option(
    "--partnership", "partnership_id", default=NOBODY, help="Whose it is, if it follows a set of theirs."
)
@click.pass_obj
def check_file(parts: Wiring, file: Path, partnership_id: str) -> None:
    """Read a file (YAML or .xlsx) and list everything wrong with it. Nothing is kept."""
    checked = _checked(parts, file, partnership_id)
    click.echo(f"{checked.framework.key}: no problem found")
    for found in reach(checked.framework, checked.base):
        now, before = found.now, found.before
        line = f"{found.sector.name}: {now.questions} questions, about {now.minutes} minutes"
        click.echo(f"{line}; without yours {before.questions}, {before.minutes} minutes" if before else line)


@questions.command("publish")
@click.argument("partnership_id")
@click.argument("file", type=READ)
@click.pass_obj
def publish_file(parts: Wiring, partnership_id: str, file: Path) -> None:
    """Check a file and publish it. What is published never changes: a correction is a new version."""
    partnership_of(parts, partnership_id)
    key = publish(parts, partnership_id, _checked(parts, file, partnership_id), "operator")
    click.echo(f"Published {key}.")


def _checked(parts: Wiring, file: Path, partnership_id: str) -> CheckedQuestions:
    try:
        return parts.question_files.check(file.read_bytes(), partnership_id)
    except QuestionsRefused as refused:
        for fault in refused.faults:
            click.echo(fault.words, err=True)
        stop(f"{file.name} cannot be used yet. Put these right and try again.", REFUSED)
