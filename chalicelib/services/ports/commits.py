"""Writes, and what carries them out in one transaction."""

from collections.abc import Sequence
from typing import Any

Write = object
Writes = Sequence[Write]


class Conflict(Exception):
    """A condition of a commit did not hold. `kind` is the stored kind that refused, like "ANSWER" or
    "RETURN"; `current` is the object as it stands now, or None.
    """

    def __init__(self, kind: str, current: Any) -> None:
        super().__init__(kind)
        self.kind = kind
        self.current = current
