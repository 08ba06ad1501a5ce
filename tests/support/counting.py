"""A table that counts: a page may ask twice, and a save may too."""

from collections.abc import Callable

from tests.support.tables import WrappedTable


class CountingTable(WrappedTable):
    """How often it was read and written since the last `reset`."""

    reads = writes = 0

    def reset(self) -> None:
        self.reads = self.writes = 0

    def reading(self, verb: str) -> None:
        self.reads += 1

    def writing(self, verb: str, write: Callable[[], None]) -> None:
        self.writes += 1
        write()
