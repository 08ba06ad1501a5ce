"""What EventBridge and Lambda do when deployed: schedules every minute, and the queues at once when poked."""

import logging
import threading
import time
from collections.abc import Callable

from chalicelib.bootstrap import Wiring
from chalicelib.domain.tasks import Queue
from chalicelib.settings import Settings

EVERY = 60.0  # seconds

log = logging.getLogger(__name__)


class Background:
    """`tick` does all that schedules do, `work` what waits in the queues; `keep` runs every second."""

    def __init__(
        self, tick: Callable[[], object], work: Callable[[], object], keep: Callable[[], object]
    ) -> None:
        self._tick = tick
        self._work = work
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
        next_tick = time.monotonic()
        while not self._ended.is_set():
            self._poked.clear()
            if time.monotonic() >= next_tick:
                _try(self._tick)
                next_tick = time.monotonic() + EVERY
            else:
                _try(self._work)
            self._poked.wait(max(0.0, next_tick - time.monotonic()))

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
