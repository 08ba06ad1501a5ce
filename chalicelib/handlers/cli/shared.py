"""What every command shares: exit codes, looking things up, and writing files."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from chalicelib.bootstrap import Wiring
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import Busy, NotFound, Refused
from chalicelib.domain.organisations import Partnership

NOT_FOUND, REFUSED, DIFFERENT, BUSY = 3, 4, 5, 75
FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@contextmanager
def exit_codes() -> Iterator[None]:
    """Every error of ours becomes a sentence and an exit code that a script can use."""
    try:
        yield
    except NotFound:
        stop("There is nothing with that id.", NOT_FOUND)
    except Refused as refusal:
        stop(refusal.words, REFUSED)
    except Busy:
        stop("The system is busy. Try again in a minute.", BUSY)


def partnership_of(parts: Wiring, partnership_id: str) -> Partnership:
    found = parts.organisations.partnership(partnership_id)
    if found is None:
        raise NotFound
    return found


def cycle_of(parts: Wiring, cycle_id: str) -> Cycle:
    found = parts.cycles.get(cycle_id)
    if found is None:
        raise NotFound
    return found


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        click.echo(folder / name)


def write_private(path: Path, text: str) -> None:
    """A file that only its owner can read: it holds links or answers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    click.echo(path)


def stop(words: str, code: int) -> NoReturn:
    """Says why on standard error, and ends with a code that a script can use."""
    click.echo(words, err=True)
    sys.exit(code)
