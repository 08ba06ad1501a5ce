"""Plain Python to DynamoDB's wire format, and our conditions and updates to its expressions."""

from collections.abc import Mapping
from typing import Any, assert_never

from chalicelib.storage.table import AllOf, AnyOf, Before, Condition, Equals, Item, Missing, Not, Update

Wire = dict[str, Any]


class Names:
    """The placeholders of one request: every attribute name and value goes through one."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, Any] = {}

    def of(self, path: str) -> str:
        return ".".join(self._names.setdefault(name, f"#n{len(self._names)}") for name in path.split("."))

    def value(self, value: Any) -> str:
        placeholder = f":v{len(self._values)}"
        self._values[placeholder] = wire(value)
        return placeholder

    def arguments(self) -> dict[str, Any]:
        arguments: dict[str, Any] = {}
        if self._names:
            arguments["ExpressionAttributeNames"] = {v: k for k, v in self._names.items()}
        if self._values:
            arguments["ExpressionAttributeValues"] = self._values
        return arguments


def wire(value: Any) -> Wire:
    """One value in DynamoDB's format. Floats are refused: none of our figures is one."""
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case None:
            return {"NULL": True}
        case frozenset():
            return {"SS": sorted(value)}
        case list() | tuple():
            return {"L": [wire(member) for member in value]}
        case Mapping():
            return {"M": {name: wire(member) for name, member in value.items()}}
    raise TypeError(f"cannot be stored: {type(value).__name__}")


def to_wire(item: Mapping[str, Any]) -> Wire:
    """A whole item in DynamoDB's format."""
    return {name: wire(value) for name, value in item.items()}


def from_wire(item: Wire) -> Item:
    """A whole item from DynamoDB's format."""
    return {name: _plain(value) for name, value in item.items()}


def _plain(value: Wire) -> Any:
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return int(content)
        case "NULL":
            return None
        case "SS":
            return frozenset(content)
        case "L":
            return [_plain(member) for member in content]
        case "M":
            return from_wire(content)
    return content


def condition_arguments(condition: Condition, names: Names) -> dict[str, Any]:
    return {"ConditionExpression": _condition(condition, names)}


def _condition(condition: Condition, names: Names) -> str:
    match condition:
        case Missing(path):
            return f"attribute_not_exists({names.of(path)})"
        case Equals(path, value):
            return f"{names.of(path)} = {names.value(value)}"
        case Before(path, value):
            return f"{names.of(path)} < {names.value(value)}"
        case Not(inner):
            return f"NOT ({_condition(inner, names)})"
        case AllOf((only,)) | AnyOf((only,)):  # DynamoDB refuses parentheses around parentheses
            return _condition(only, names)
        case AllOf(conditions):
            return "(" + " AND ".join(_condition(c, names) for c in conditions) + ")"
        case AnyOf(conditions):
            return "(" + " OR ".join(_condition(c, names) for c in conditions) + ")"
    assert_never(condition)


def update_arguments(update: Update, names: Names) -> dict[str, Any]:
    """The UpdateExpression; empty for an update that changes nothing but checks its condition."""
    clauses = {
        "SET": [f"{names.of(path)} = {names.value(value)}" for path, value in update.set.items()],
        "REMOVE": [names.of(path) for path in update.remove],
        "ADD": [
            f"{names.of(path)} {names.value(value)}"
            for path, value in {**update.add, **update.include}.items()
        ],
        "DELETE": [f"{names.of(path)} {names.value(members)}" for path, members in update.exclude.items()],
    }
    text = " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts)
    return {"UpdateExpression": text} if text else {}
