"""`python -m infra.local [--port N] [--fresh]`: starts everything, says where, and stops in order."""

import argparse
import os
import threading
import time
from pathlib import Path
from typing import Any

from infra.emulator import process
from infra.emulator.process import Emulator, EmulatorFailed
from infra.local.console import CannotStart, say_why, show, told_to_stop
from infra.local.folder import Folder, Taken, environment_of
from infra.stack import StackFailed, ensure_stores

PORT = 8000
EMULATOR_PORT = 4566
STATE = process.ROOT / ".local"
KEPT = "What you did is kept for the next start; --fresh begins anew."


def main() -> int:
    arguments = _arguments()
    folder = Folder(arguments.state)
    stop = told_to_stop()
    try:
        with folder.held():
            _require_free(arguments.port)
            run(folder, arguments.port, arguments.fresh, stop)
    except Taken:
        return say_why("It is already running from this folder. Stop that run first (Ctrl-C in its window).")
    except (CannotStart, EmulatorFailed, StackFailed) as reason:
        return say_why(str(reason))
    return 0


def run(folder: Folder, port: int, fresh: bool, stop: threading.Event) -> None:
    """Until `stop` is set or the emulator ends."""
    started = time.monotonic()
    folder.withdraw()  # a killed run leaves them
    if fresh:
        folder.clear()
    base_url = f"http://{process.HOST}:{port}/api"
    emulator = process.start(folder.emulator, process.free_port(EMULATOR_PORT))
    try:
        _serve(folder, emulator, base_url, stop, started)
    finally:
        folder.withdraw()
        emulator.stop()


def _serve(folder: Folder, emulator: Emulator, base_url: str, stop: threading.Event, started: float) -> None:
    os.environ.update(process.CLIENT_ENVIRONMENT)
    stores = ensure_stores(_client("cloudformation", emulator.url), "compact-audit", base_url)
    environment = environment_of(stores, emulator.url, base_url)
    os.environ.update(environment)  # before the application is imported: it reads it once
    from infra.local.running import Running

    running = Running(folder, emulator, base_url)
    running.start()
    try:
        folder.publish(folder.environment, environment)
        links = running.links()
        folder.publish(folder.links, links)
        show(links, time.monotonic() - started, KEPT)
        while not stop.wait(0.5):
            if emulator.process.poll() is not None:
                raise CannotStart("The AWS emulator has stopped; so does the local run. Start it again.")
    finally:
        running.stop()


def _client(service: str, url: str) -> Any:
    import boto3

    return boto3.client(service, endpoint_url=url)


def _require_free(port: int) -> None:
    if process.free_port(port) != port:
        raise CannotStart(
            f"Port {port} is in use. Stop what uses it, or choose another: make run PORT={port + 1}"
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make run", description="Compact Audit on this computer.")
    parser.add_argument("--port", type=int, default=PORT, help=f"where pages are served, {PORT} if left out")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs kept")
    parser.add_argument("--state", type=Path, default=STATE, help="the folder to keep everything in")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
