"""Capacity from item sizes, as DynamoDB counts them; emulators report figures that mean nothing.

Sizes: docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html. Units: a
consistent read is 1 for each 4 KB begun, a write 1 for each 1 KB begun; in a transaction both double.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

READ_UNIT = 4096
WRITE_UNIT = 1024


def item_size(item: Mapping[str, Any]) -> int:
    """Bytes of a whole item."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: Any) -> int:
    """Bytes of one value. Lists and maps cost 3 and one for each member."""
    match value:
        case bool() | None:
            return 1
        case str():
            return len(value.encode())
        case int():
            return math.ceil(len(str(abs(value))) / 2) + 1 + (value < 0)
        case frozenset():
            return sum(len(member.encode()) for member in value)
        case list() | tuple():
            return 3 + sum(1 + value_size(member) for member in value)
        case Mapping():
            return 3 + sum(1 + len(name.encode()) + value_size(inner) for name, inner in value.items())
    raise TypeError(f"not a stored value: {type(value).__name__}")


def read_units(sizes: Iterable[int]) -> int:
    """Items read one by one, as by get and batch-get; one that does not exist still costs 1."""
    return sum(max(1, math.ceil(size / READ_UNIT)) for size in sizes)


def query_units(sizes: Iterable[int]) -> int:
    """Items of one query are added up before they are rounded."""
    return max(1, math.ceil(sum(sizes) / READ_UNIT))


def write_units(sizes: Iterable[int], *, together: bool) -> int:
    """Items written; `together` in one transaction. An update costs by the larger of before and after."""
    return sum(max(1, math.ceil(size / WRITE_UNIT)) for size in sizes) * (2 if together else 1)
