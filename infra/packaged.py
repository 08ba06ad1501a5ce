"""`make run-packaged`: the packaged functions, deployed into the local emulator, instead of our own code.

Every start is a fresh one. Policies are enforced, and EventBridge's schedules fire, as on AWS.
"""

import argparse
import os
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from infra import deployed, package
from infra.demonstration.register import PARTNERSHIP
from infra.emulator import process
from infra.emulator.process import Emulator, EmulatorFailed
from infra.local.console import CannotStart, say_why, show, told_to_stop
from infra.local.folder import Folder, Taken, environment_of
from infra.local.inbox import Inbox
from infra.stack import StackFailed

AFTERWARDS = "Nothing is kept: the next start is a fresh one."


def main() -> int:
    port = _port()
    stop = told_to_stop()
    folder = Folder(process.ROOT / ".local" / "packaged")
    try:
        with folder.held():
            if process.free_port(port) != port:
                raise CannotStart(f"Port {port} is in use: make run-packaged PORT={port + 1}")
            package.package()
            run(folder, port, stop)
    except Taken:
        return say_why("It is already running from this folder. Stop that run first (Ctrl-C in its window).")
    except (CannotStart, EmulatorFailed, StackFailed, package.CannotPackage) as reason:
        return say_why(str(reason))
    return 0


def run(folder: Folder, port: int, stop: threading.Event) -> None:
    """Until `stop` is set or the emulator ends."""
    started = time.monotonic()
    folder.clear()
    emulator = process.start(None, process.free_port(4566), enforce_policies=True)
    try:
        found = deployed.deploy(emulator, package.TEMPLATE, package.ARCHIVE, PARTNERSHIP.sender_email)
        inbox = _serve_inbox(emulator, folder, port)
        environment = environment_of(found.stores, emulator.url, found.base_url)
        links = {**_demonstration(environment), "base_url": found.base_url, "inbox": inbox}
        folder.publish(folder.environment, environment)
        folder.publish(folder.links, links)
        show(links, time.monotonic() - started, AFTERWARDS)
        while not stop.wait(0.5):
            if emulator.process.poll() is not None:
                raise CannotStart("The AWS emulator has stopped; so does the local run. Start it again.")
    finally:
        folder.withdraw()
        emulator.stop()


def _demonstration(environment: dict[str, str]) -> dict[str, object]:
    os.environ.update(environment)
    from chalicelib.bootstrap import Wiring
    from chalicelib.settings import settings
    from infra import demonstration

    parts = Wiring(settings())
    demonstration.load(parts)
    return demonstration.links(parts)


def _serve_inbox(emulator: Emulator, folder: Folder, port: int) -> str:
    """The inbox alone; the pages are the emulator's."""
    inbox = Inbox(f"{emulator.url}/_ministack/ses/messages", folder.mail)
    server = ThreadingHTTPServer((process.HOST, port), partial(_InboxHandler, inbox))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://{process.HOST}:{port}/inbox"


class _InboxHandler(BaseHTTPRequestHandler):
    def __init__(self, inbox: Inbox, *arguments: object) -> None:
        self._inbox = inbox
        super().__init__(*arguments)  # type: ignore[arg-type]  # the server hands them over as they are

    def do_GET(self) -> None:
        kind, body = self._inbox.page(self.path)
        content = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def _port() -> int:
    parser = argparse.ArgumentParser(prog="make run-packaged", description="The packaged functions here.")
    parser.add_argument("--port", type=int, default=8000, help="where the inbox is served")
    return int(parser.parse_args().port)


if __name__ == "__main__":
    raise SystemExit(main())
