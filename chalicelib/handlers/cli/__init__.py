"""`compact-audit`: the operator's command line, through the same services as the pages.

Exit codes: 0 done · 1 something unexpected · 2 wrong usage · 3 not found · 4 refused, with the reason ·
5 differences found (`repair`) · 75 busy, try again.
"""

import json
import logging
import os
import sys
from pathlib import Path

import click

from chalicelib.bootstrap import Wiring
from chalicelib.handlers.cli.cycles import cycle, links
from chalicelib.handlers.cli.outputs import export, report, sample
from chalicelib.handlers.cli.questions import questions
from chalicelib.handlers.cli.register import organisations, partnership, staff
from chalicelib.handlers.cli.shared import NOT_FOUND, exit_codes, stop
from chalicelib.handlers.cli.upkeep import repair, tick_once
from chalicelib.settings import settings

LOCAL_ENVIRONMENT = Path(".local/environment.json")


@click.group()
@click.option("--local", is_flag=True, help="Work on the local run that `make run` started.")
@click.pass_context
def main(context: click.Context, local: bool) -> None:
    """Run Compact Audit from the command line. Without --local it works on AWS, by the environment."""
    if local:
        _use_local_run()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    context.with_resource(exit_codes())
    context.obj = context.obj or Wiring(settings())


def _use_local_run() -> None:
    if not LOCAL_ENVIRONMENT.exists():
        stop("There is no local run here. Start one with `make run`.", NOT_FOUND)
    os.environ.update(json.loads(LOCAL_ENVIRONMENT.read_text()))


COMMANDS = (
    *(partnership, staff, organisations, questions, cycle, links),
    *(report, sample, export, repair, tick_once),
)
for command in COMMANDS:
    main.add_command(command)
