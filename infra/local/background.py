"""What EventBridge and Lambda do when deployed: whatever is due, every minute, and at once when poked."""

import logging
import threading
from collections.abc import Callable

from chalicelib.bootstrap import Wiring
from chalicelib.domain.tasks import Queue
from chalicelib.settings import Settings

EVERY = 60.0  # seconds

log = logging.getLogger(__name__)


class Background:
    """One thread. `tick` does whatever is due now; `keep` runs every second."""

    def __init__(self, tick: Callable[[], object], keep: Callable[[], object]) -> None:
        self._tick = tick
        self._keep = keep
        self._poked = threading.Event()
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._ticking, self._keeping)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def poke(self) -> None:
        self._poked.set()

    def stop(self) -> None:
        """Waits for what is being done now, but not for ever."""
        self._ended.set()
        self._poked.set()
        for thread in self._threads:
            thread.join(timeout=10)

    def _ticking(self) -> None:
        while not self._ended.is_set():
            self._poked.clear()
            _try(self._tick)
            self._poked.wait(EVERY)

    def _keeping(self) -> None:
        while not self._ended.wait(1):
            _try(self._keep)


class LocalWiring(Wiring):
    """The real parts, except that a poke reaches the thread beside us instead of another function."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.on_poke: Callable[[], None] = lambda: None

    def poke(self, queue: Queue) -> None:
        self.on_poke()


def _try(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        log.exception("the local run's background work went wrong; it goes on")
