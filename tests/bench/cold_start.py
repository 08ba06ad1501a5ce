"""The web function's start beside importing Chalice and making a DynamoDB client, in fresh processes.

Processor time, in turns, so that a busy machine matters to both alike. Ours starts from the packaged
archive, with the bytecode and the compiled templates that Lambda gets, and ends when the first page is made.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra import package

ROUNDS = 7
CLIENT = "boto3.client('dynamodb', region_name='eu-west-2')"
PROGRAMS = {
    "bare Python": "",
    "Chalice and a DynamoDB client": f"import chalice.app, boto3; {CLIENT}",
    "web function, ready": "import app; from chalicelib.bootstrap import parts; parts().table",
    "web function, first page": (
        "import app; from chalicelib.bootstrap import parts; parts().table; "
        "from chalicelib.handlers.templating import render; render('pages/errors/not_found.html', typed=[])"
    ),
}


@dataclass(frozen=True)
class Start:
    """`milliseconds` of processor time, the median; `ratio` to Chalice and a client."""

    name: str
    milliseconds: float
    ratio: float


def starts() -> list[Start]:
    """One for each program."""
    with unpacked() as folder:
        times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
        for _ in range(ROUNDS):
            for name, program in PROGRAMS.items():
                times[name].append(processor_time(program, folder))
    medians = {name: statistics.median(values) for name, values in times.items()}
    floor = medians["Chalice and a DynamoDB client"]
    return [Start(name, value, value / floor) for name, value in medians.items()]


@contextmanager
def unpacked() -> Iterator[Path]:
    """The archive as Lambda unpacks it; made first when there is none."""
    if not package.ARCHIVE.exists():
        package.package()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(package.ARCHIVE) as archive:
        archive.extractall(folder)
        yield Path(folder)


def processor_time(program: str, folder: Path) -> float:
    """Milliseconds of a fresh process. Raises CalledProcessError."""
    environment = {**os.environ, "AWS_REGION": "eu-west-2", "PYTHONDONTWRITEBYTECODE": "1"}
    environment |= {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
    before = os.times()
    subprocess.run([sys.executable, "-c", program], cwd=folder, env=environment, check=True)
    after = os.times()
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    return spent * 1000
