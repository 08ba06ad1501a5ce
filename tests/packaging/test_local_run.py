"""The local run as a person starts it: its addresses, its end, and what a kill may cost."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.emulator.process import free_port
from tests.support.http import Visitor, a_question, enter

ROOT = Path(__file__).parents[2]
READY_WITHIN = 90  # seconds, on a busy machine; the first start loads the demonstration
SAVED_FOR = 4
MAY_COST = 2


class LocalRun:
    """One `python -m infra.local` in a process group of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self._links = folder / "links.json"
        self._started = time.time()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "infra.local", "--state", str(folder), "--port", str(port)],
            cwd=ROOT,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def links(self):
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                pytest.fail(f"it ended: {self.process.stdout.read()}")
            if self._links.exists() and self._links.stat().st_mtime > self._started:
                return json.loads(self._links.read_text())
            time.sleep(0.1)
        pytest.fail("it was not ready in time")

    def kill(self) -> None:
        """Every process at once, as when the power of a machine goes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=10)

    def stop(self) -> str:
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.communicate(timeout=20)[0]


@contextmanager
def running(folder: Path, port: int):
    run = LocalRun(folder, port)
    try:
        yield run
    finally:
        if run.process.poll() is None:
            run.stop()


def processes_of_group(group: int) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "pgid,args"], capture_output=True, text=True, check=True).stdout
    return [
        line
        for line in listed.splitlines()
        if line.split()[:1] == [str(group)] and "<defunct>" not in line  # ended; only its parent forgot it
    ]


def test_a_kill_while_saving_costs_at_most_two_seconds(tmp_path):
    port = free_port()
    with running(tmp_path, port) as run:
        links = run.links()
        ref, question, acknowledged, killed_at = save_until_killed(run, links)
        assert len(acknowledged) > 3
        assert processes_of_group(run.process.pid) == []
    with running(tmp_path, port) as run:
        visitor = Visitor(run.links()["base_url"], ref)
        kept = visitor.get(question).typed("narrative")
        expected = max(number for number, at in acknowledged if at < killed_at - MAY_COST)
        assert kept.startswith("save ")
        assert int(kept.removeprefix("save ")) >= expected
        output = run.stop()
    assert run.process.returncode == 0
    assert "Traceback" not in output
    assert processes_of_group(run.process.pid) == []
    assert not (tmp_path / "links.json").exists()


def save_until_killed(run, links):
    """Saves one answer again and again; (cookies, page, [(number, when acknowledged)], when killed)."""
    visitor, path = somebody_who_may_edit(links)
    question = a_question(visitor, path)
    fields = visitor.get(question).fields(question)
    acknowledged, killed = [], []

    def kill() -> None:
        killed.append(time.monotonic())
        run.kill()

    threading.Timer(SAVED_FOR, kill).start()
    version, number = int(fields["_version"]), 0
    try:
        while not killed:
            number += 1
            typed = {**fields, "narrative": f"save {number}", "rating": "", "_version": str(version)}
            answer = visitor.post(question, typed)
            assert answer.status == 303, answer.body
            acknowledged.append((number, time.monotonic()))
            version += 1
    except OSError:
        pass  # killed in the middle
    run.process.wait(10)
    return visitor.cookies, question, acknowledged, killed[0]


def somebody_who_may_edit(links):
    for link in links["organisation_links"]:
        visitor = Visitor(links["base_url"])
        path = enter(visitor, link)
        page = visitor.get(path)
        if page.status == 200 and "/standards/" in page.body:
            question = a_question(visitor, path)
            if "_version" in visitor.get(question).body:
                return visitor, path
    pytest.fail("none of the links leads to a return that can still be changed")


def test_a_busy_port_says_what_to_do(tmp_path):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        run = LocalRun(tmp_path, port)
        output, _ = run.process.communicate(timeout=30)
    assert run.process.returncode == 1
    assert f"Port {port} is in use" in output
    assert f"PORT={port + 1}" in output
    assert "Traceback" not in output
