"""The emulator as a child process: it is ours that answers, and it ends with whoever started it."""

import http.server
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from infra.emulator import process, snapshot

ROOT = Path(__file__).parents[2]


def test_another_on_its_port_is_never_taken_for_ours():
    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    try:
        emulator = process.start(port=other.server_port)
        try:
            assert emulator.port != other.server_port
        finally:
            emulator.stop()
    finally:
        other.shutdown()
        other.server_close()


def test_it_ends_when_its_parent_is_killed():
    program = (
        "from infra.emulator import process; import time; e = process.start(); "
        "print(e.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate(timeout=10)
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and _runs(child):
        time.sleep(0.1)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return state.stdout.strip() not in ("", "Z")


def test_a_kill_in_the_middle_of_a_snapshot_leaves_the_one_before(tmp_path):
    archive = tmp_path / "state.zip"
    snapshot.write(archive, b"before")
    archive.with_suffix(".new").write_bytes(b"half of the one af")
    assert archive.read_bytes() == b"before"
    snapshot.write(archive, b"after")
    assert archive.read_bytes() == b"after"
    assert [path.name for path in tmp_path.iterdir()] == ["state.zip"]


@pytest.mark.parametrize(
    ("method", "target", "reads"),
    [
        ("GET", "", True),
        ("HEAD", "", True),
        ("PUT", "", False),
        ("POST", "", False),
        ("POST", "DynamoDB_20120810.GetItem", True),
        ("POST", "DynamoDB_20120810.Query", True),
        ("POST", "DynamoDB_20120810.TransactWriteItems", False),
        ("POST", "DynamoDB_20120810.BatchWriteItem", False),
    ],
)
def test_only_what_may_have_changed_something_is_saved(method, target, reads):
    assert snapshot.changes_nothing(method, target) is reads
