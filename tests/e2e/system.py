"""The local run as `make run` starts it, and what a test may know about it from outside."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from click.testing import CliRunner

from chalicelib.bootstrap import Wiring
from chalicelib.handlers.cli import main
from chalicelib.settings import Settings
from infra.emulator.process import free_port

ROOT = Path(__file__).parents[2]
READY_WITHIN = 120  # seconds, on a busy machine; the demonstration is loaded first
MAIL_WITHIN = 60  # seconds: mail waits while the one background thread is at longer work
LINK = re.compile(r"https?://\S+/(?:i|staff/enter)/[\w-]+")
COMMAND = "from chalicelib.handlers.cli import main; main()"


@dataclass
class System:
    """One `python -m infra.local` in a process group of its own. `folder` is where it was started."""

    folder: Path
    process: subprocess.Popen[bytes]
    links: dict[str, Any] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        return str(self.links["base_url"])

    def command(self, *arguments: str) -> str:
        """Runs `compact-audit --local`; its standard output. Fails on any exit code but 0."""
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "--local", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def operate(self, *arguments: str) -> str:
        """The same commands in this process: quicker, for what sets the stage."""
        parts = self.parts()
        done = CliRunner().invoke(main, arguments, obj=parts, env=self._environment)
        assert done.exit_code == 0, done.output
        return done.output.strip()

    def parts(self) -> Wiring:
        """The stores of the running system, for what would take too long through its pages."""
        return Wiring(Settings.from_environment(self._environment))

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to reach them."""
        return self._environment

    def mails(self, to: str = "", subject: str = "") -> list[dict[str, Any]]:
        """What this address was sent, newest first, if the subject holds these words; all without one."""
        with urllib.request.urlopen(self.links["inbox"] + ".json", timeout=10) as answer:
            mails: list[dict[str, Any]] = json.load(answer)
        return [m for m in mails if to in ["", *m["To"], *m["CC"]] and subject in m["Subject"]]

    def gets_mail(self, to: str, subject: str, *, more_than: int, within: float) -> bool:
        """Whether there are more than so many such mails before so many seconds are over."""
        deadline = time.monotonic() + within
        while len(self.mails(to, subject)) <= more_than:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
        return True

    def wait_for_mail(self, to: str, subject: str = "", more_than: int = 0) -> dict[str, Any]:
        """The newest such mail, as soon as there are more than so many."""
        arrived = self.gets_mail(to, subject, more_than=more_than, within=MAIL_WITHIN)
        assert arrived, f"no mail to {to} about {subject!r}"
        return self.mails(to, subject)[0]

    def link_for(self, to: str, subject: str = "") -> str:
        """The link in the newest such mail."""
        return link_in(self.wait_for_mail(to, subject))

    def items(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The whole table: (pk, sk) → item."""
        table = self._table
        pages = table.meta.client.get_paginator("scan").paginate(TableName=table.name)
        return {(item["pk"], item["sk"]): item for page in pages for item in page["Items"]}

    def items_at_rest(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The whole table once the background work has nothing to do."""
        before = self.items()
        while True:
            time.sleep(1)
            after = self.items()
            if after == before:
                return after
            before = after

    def change(self, pk: str, sk: str, **values: str) -> None:
        """Sets attributes behind the system's back: what time or an administrator would do."""
        self._table.update_item(
            Key={"pk": pk, "sk": sk},
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
            ExpressionAttributeNames={f"#{name}": name for name in values},
            ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
            ConditionExpression="attribute_exists(pk)",
        )

    @cached_property
    def _environment(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.folder / ".local" / "environment.json").read_text())
        return found

    @cached_property
    def _table(self) -> Any:
        environment = self._environment
        dynamodb = boto3.resource(
            "dynamodb",
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            region_name=environment["AWS_REGION"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        )
        return dynamodb.Table(environment["TABLE_NAME"])


def link_in(mail: dict[str, Any]) -> str:
    """The one link that a mail shows."""
    found = set(LINK.findall(mail["BodyText"]))
    assert len(found) == 1, mail["BodyText"]
    return str(found.pop())


def start(folder: Path) -> System:
    """Starts it, and returns when its links are there."""
    state = folder / ".local"
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local", "--state", str(state), "--port", str(free_port())],
            cwd=ROOT,
            start_new_session=True,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    system = System(folder, process)
    deadline = time.monotonic() + READY_WITHIN
    while not (state / "links.json").exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"it did not start:\n{stop(system)}")
        time.sleep(0.1)
    system.links = json.loads((state / "links.json").read_text())
    return system


def stop(system: System) -> str:
    """Stops it as Ctrl-C does; what it printed. By force when that takes too long."""
    if system.process.poll() is None:
        system.process.send_signal(signal.SIGINT)
    try:
        system.process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(system.process.pid, signal.SIGKILL)
        system.process.wait(timeout=10)
    return (system.folder / "output").read_text()


def left_behind(system: System) -> list[str]:
    """Processes of its group that are still there."""
    listed = subprocess.run(["ps", "-eo", "pgid,args"], capture_output=True, text=True, check=True).stdout
    group = str(system.process.pid)
    return [line for line in listed.splitlines() if line.split()[:1] == [group] and "<defunct>" not in line]
