"""Starting and stopping the emulator from another process."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 30  # seconds; it usually takes half a second
STOPPED_WITHIN = 10
REGION = "eu-west-2"
ACCOUNT = "000000000000"
# What AWS's clients need to talk to the emulator and to nothing else, whatever this machine is set up for.
CLIENT_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": ACCOUNT,
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_SESSION_TOKEN": "",
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


class EmulatorFailed(Exception):
    """It did not start; the message says why."""


@dataclass
class Emulator:
    """A running emulator. `directory` holds its state; None keeps nothing."""

    port: int
    directory: Path | None
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def stop(self) -> None:
        """In order, so that the last snapshot is written; by force when that takes too long."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(directory: Path | None = None, port: int = 0, *, enforce_policies: bool = False) -> Emulator:
    """Starts the emulator, and returns when it answers. Raises EmulatorFailed.

    With `enforce_policies` a function may do only what its role's policy allows, as on AWS.
    """
    for chosen in (port or free_port(), free_port()):
        emulator = _started(directory, chosen, enforce_policies)
        if emulator is not None:
            return emulator
    raise EmulatorFailed(f"the AWS emulator stopped at once; {_where_it_says_why(directory)}")


def _started(directory: Path | None, port: int, enforce_policies: bool) -> Emulator | None:
    """None when it ended at once, as when somebody was quicker to take the port."""
    name = secrets.token_hex(8)
    environment = _environment(directory, port)
    environment |= {"AUTH": str(enforce_policies).lower(), "EMULATOR_NAME": name}
    log = directory / "emulator.log" if directory else Path(os.devnull)
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.emulator"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    emulator = Emulator(port, directory, process)
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            emulator.stop()
            return None
        if _answers(f"{emulator.url}/_ours/{name}"):
            return emulator
        time.sleep(0.05)
    emulator.stop()
    raise EmulatorFailed(f"the AWS emulator did not answer within {READY_WITHIN} seconds")


def _where_it_says_why(directory: Path | None) -> str:
    return f"see {directory / 'emulator.log'}" if directory else "start it with a folder to see why"


def free_port(preferred: int = 0) -> int:
    """The preferred port when it is free, else any."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise EmulatorFailed("no port is free")


def _environment(directory: Path | None, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "COV_"))}
    environment = {
        **kept,
        **CLIENT_ENVIRONMENT,
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "ERROR",
        "DOCKER_HOST": f"unix://{os.devnull}.none",  # it looks for Docker otherwise
        "PYTHONUNBUFFERED": "1",
    }
    if directory is not None:
        directory.mkdir(parents=True, exist_ok=True)
        environment |= {
            "PERSIST_STATE": "1",
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(directory / "objects"),
            "STATE_DIR": str(directory / "services"),
            "SNAPSHOT": str(directory / "state.zip"),
        }
    return environment


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 204)
    except (URLError, OSError):
        return False
