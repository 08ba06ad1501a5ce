"""The parts of a started local run: server, background work, inbox, demonstration.

Imports the application, so it must be imported after the environment is set.
"""

import threading
from typing import Any

from app import app
from chalicelib import bootstrap
from chalicelib.domain.tasks import Queue
from chalicelib.services.queue import work_off
from chalicelib.services.ticking import tick
from chalicelib.services.work import WORK
from chalicelib.settings import settings
from chalicelib.storage.table import Key
from infra import demonstration
from infra.emulator.mail import allow_senders
from infra.emulator.process import Emulator
from infra.local.background import Background, LocalWiring
from infra.local.folder import Folder
from infra.local.inbox import Inbox
from infra.local.server import make_server

# In the table itself, so that no snapshot holds one without the other.
LOADED = Key("LOCAL#demonstration", "META")


class Running:
    """Serves from `start` to `stop`."""

    def __init__(self, folder: Folder, emulator: Emulator, base_url: str) -> None:
        self._folder = folder
        self._base_url = base_url
        self._parts = LocalWiring(settings())
        bootstrap.use(self._parts)
        self._inbox = Inbox(f"{emulator.url}/_ministack/ses/messages", folder.mail)
        self._background = Background(lambda: tick(self._parts), self._work, self._inbox.refresh)
        self._parts.on_poke = self._background.poke
        port = int(base_url.rsplit(":", 1)[1].split("/", 1)[0])
        self._server = make_server(app, port, self._inbox)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)

    def start(self) -> None:
        allow_senders(self._parts.clients.get("sesv2"))
        if self._parts.table.get(LOADED) is None:
            demonstration.load(self._parts)
            self._parts.table.put(LOADED._asdict())
        self._background.start()
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._background.stop()
        self._inbox.refresh()

    def _work(self) -> None:
        """Somebody waits for what they asked for: mail first, then what takes longer."""
        for queue in (Queue.WORK, Queue.RENDER):
            work_off(self._parts, queue, WORK[queue])

    def links(self) -> dict[str, Any]:
        """What .local/links.json says: addresses that work as they are."""
        origin = self._base_url.removesuffix("/api")
        return {
            "base_url": self._base_url,
            "inbox": f"{origin}/inbox",
            **demonstration.links(self._parts),
        }
