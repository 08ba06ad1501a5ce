"""The child process: MiniStack, and a snapshot each second in which something changed.

It is configured by its environment (infra/emulator/process.py sets it) and stops when its standard input
ends, which also happens when the parent is killed.
"""

import asyncio
import os
import signal
import threading
from pathlib import Path
from typing import Any

from infra.emulator import snapshot

EVERY = 1.0  # seconds
STDIN = 0  # the descriptor: Python's own file object may not be held while the process ends


class Watched:
    """MiniStack's application; remembers whether anything was written since the last snapshot.

    At /_ours/NAME it says that it is the one which was given this name: another may have taken its port.
    """

    def __init__(self, app: Any, name: str) -> None:
        self._app = app
        self._greeting = f"/_ours/{name}"
        self.changed = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path") == self._greeting:
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        headers = dict(scope.get("headers", ()))
        target = headers.get(b"x-amz-target", b"").decode()
        await self._app(scope, receive, send)
        if scope["type"] == "http" and not snapshot.changes_nothing(scope["method"], target):
            self.changed = True


async def keep_saving(watched: Watched, archive: Path) -> None:
    """Until cancelled. What is written while a snapshot goes to disk waits for the next one."""
    while True:
        await asyncio.sleep(EVERY)
        if watched.changed:
            watched.changed = False
            await asyncio.to_thread(snapshot.write, archive, snapshot.encode())


async def serve(host: str, port: int, archive: Path | None) -> None:
    """Raises OSError when the port is taken."""
    from hypercorn.asyncio import serve as hypercorn_serve
    from hypercorn.config import Config
    from ministack.app import app

    config = Config()
    config.bind = [f"{host}:{port}"]
    config.loglevel = "ERROR"
    config.graceful_timeout = 1
    config.keep_alive_timeout = 75
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_wait_for_the_end, args=(loop, stop), daemon=True).start()
    watched = Watched(app, os.environ["EMULATOR_NAME"])
    saving = asyncio.create_task(keep_saving(watched, archive)) if archive else None
    await hypercorn_serve(watched, config, shutdown_trigger=stop.wait)
    if saving is not None and archive is not None:
        saving.cancel()
        snapshot.write(archive, snapshot.encode())


def _wait_for_the_end(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    while os.read(STDIN, 1024):
        pass
    loop.call_soon_threadsafe(stop.set)


def main() -> None:
    # Ctrl-C reaches every process of the terminal; the parent decides when this one stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    archive = Path(os.environ["SNAPSHOT"]) if os.environ.get("SNAPSHOT") else None
    if archive is not None:
        snapshot.restore(archive, Path(os.environ["STATE_DIR"]))
    asyncio.run(serve(os.environ["BIND_HOST"], int(os.environ["GATEWAY_PORT"]), archive))
    # Threads of MiniStack that only sleep must not hold the process.
    os._exit(0)


if __name__ == "__main__":
    main()
