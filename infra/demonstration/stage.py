"""Where the demonstration is played: in memory, and on a clock of its own."""

from datetime import datetime, timedelta
from functools import cached_property

from chalicelib.bootstrap import Wiring
from chalicelib.domain.tasks import Queue
from chalicelib.settings import Settings
from chalicelib.storage.memory import MemoryTable
from chalicelib.storage.table import Table

STILL_DUE = timedelta(days=16)


class Rehearsal(Wiring):
    """The real parts but for the table, which is in memory, and the clock, which the story moves."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        super().__init__(settings, lambda: self.moment)
        self.started = now
        self.moment = now

    @cached_property
    def table(self) -> Table:
        return MemoryTable()

    def poke(self, queue: Queue) -> None:
        """Nobody works in a rehearsal: what is left to do is done when it is over."""
