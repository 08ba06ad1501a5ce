"""What is exported as a table: its columns, and the same as JSON (docs/schemas/table-1.json).

A row is plain data in the order of the columns: text, whole numbers, true and false, days and moments as
ISO 8601, and None for what is not there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SCHEMA = "compact-audit/table/1"

Value = str | int | bool | None
Row = Sequence[Value]


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """`key` is its name in JSON, `heading` what people read."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT


def as_json(
    title: str, columns: Sequence[TableColumn], rows: Iterable[Row], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """`facts` say of whom, when and of which cycle."""
    keys = [column.key for column in columns]
    return {
        "schema": SCHEMA,
        "title": title,
        **facts,
        "columns": [{"key": c.key, "heading": c.heading, "kind": c.kind.value} for c in columns],
        "rows": [dict(zip(keys, row, strict=True)) for row in rows],
    }
