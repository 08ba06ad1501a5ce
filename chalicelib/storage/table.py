"""The one table as the rest of the storage code sees it: six verbs, and conditions that have names.

Two implementations keep this Protocol: `memory.MemoryTable` and `dynamodb.DynamoTable`; one contract
suite runs against both. A path is dotted ("ratings.S01-01"); attribute names never hold a dot.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

Item = dict[str, Any]
"""Attributes as plain Python: str, int, bool, None, list, dict and frozenset of str (a string set)."""


class Key(NamedTuple):
    """The table's partition and sort key."""

    pk: str
    sk: str


# Bytes that DynamoDB allows; asked for a longer key, it answers with an error.
LONGEST_PK = 2048
LONGEST_SK = 1024


def may_exist(key: Key) -> bool:
    """False for a key that is too long to be there: it was made from what somebody typed."""
    return len(key.pk.encode()) <= LONGEST_PK and len(key.sk.encode()) <= LONGEST_SK


@dataclass(frozen=True, slots=True)
class Missing:
    """Holds when the attribute is not there. `Missing("pk")` means that the item does not exist."""

    path: str


@dataclass(frozen=True, slots=True)
class Equals:
    path: str
    value: str | int | bool


@dataclass(frozen=True, slots=True)
class Before:
    """Holds when the attribute is there and sorts before the value."""

    path: str
    value: str | int


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    condition: "Condition"


Condition = Missing | Equals | Before | AllOf | AnyOf | Not

ABSENT = Missing("pk")
PRESENT = Not(ABSENT)


def one_of(path: str, values: Sequence[str]) -> Condition:
    """The attribute is one of these."""
    return AnyOf(tuple(Equals(path, value) for value in values))


def at_version(version: int) -> Condition:
    """Nobody has saved since this version was read; 0 means that it did not exist."""
    return AnyOf((ABSENT, Missing("version"))) if version == 0 else Equals("version", version)


@dataclass(frozen=True, slots=True)
class Put:
    """Replace the whole item."""

    item: Item
    condition: Condition | None = None

    @property
    def key(self) -> Key:
        return Key(self.item["pk"], self.item["sk"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Change some attributes of one item, creating it if the condition allows.

    `include` and `exclude` add to and take from string sets. A nested path needs its parent map.
    """

    key: Key
    set: Mapping[str, Any] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    include: Mapping[str, frozenset[str]] = field(default_factory=dict)
    exclude: Mapping[str, frozenset[str]] = field(default_factory=dict)
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    key: Key
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Change nothing, but let the transaction pass only if this holds."""

    key: Key
    condition: Condition


Write = Put | Update | Delete | Check


class ConditionFailed(Exception):
    """A condition did not hold. `write` is the one refused; `current` the item as it stands, or None."""

    def __init__(self, write: Write, current: Item | None) -> None:
        super().__init__(write.key)
        self.write = write
        self.current = current


class Table(Protocol):
    """Every read is consistent, except `due`, which only suggests: claim on the base item."""

    def get(self, key: Key) -> Item | None: ...

    def batch_get(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Those that exist. Any number of keys; the same key twice is fine."""
        ...

    def put(self, item: Item, condition: Condition | None = None) -> None:
        """Raises ConditionFailed."""
        ...

    def update(self, update: Update) -> None:
        """Raises ConditionFailed."""
        ...

    def query(self, pk: str, prefix: str = "", only: tuple[str, ...] = ()) -> Iterator[Item]:
        """Every item of a partition whose sort key starts with `prefix`, in order, to the last page.

        `only` names the top-level attributes to bring back (keys always come).
        """
        ...

    def due(self, queue: str, until: str, limit: int) -> list[Key]:
        """Keys from the sparse index: items of a queue with `due` at or before `until`, oldest first."""
        ...

    def transact(self, writes: Sequence[Write]) -> None:
        """All or nothing, at most 100 writes. Raises ConditionFailed, or Busy after the retries."""
        ...
