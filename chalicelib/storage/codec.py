"""Domain objects to stored items and back, by their type hints.

Every item carries `schema`. An item's attributes are the object's fields; None and empty string sets
are left out. A stored shape that must differ from the domain's gets its own function, not an option here.
"""

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

from chalicelib.storage.table import Item, Key

SCHEMA = 1
T = TypeVar("T")


def encode(thing: Any, key: Key, **extra: Any) -> Item:
    """A dataclass as an item under a key, with any attributes that only storage needs."""
    attributes = {name: plain(value) for name, value in _filled(thing)}
    return {"pk": key.pk, "sk": key.sk, "schema": SCHEMA, **attributes, **extra}


def plain(value: Any) -> Any:
    """A domain value as the table keeps it."""
    match value:
        case StrEnum():
            return value.value
        case str() | bool() | int() | None:
            return value
        case datetime() | date():
            return value.isoformat()
        case frozenset():
            return frozenset(value)
        case list() | tuple():
            return [plain(member) for member in value]
        case Mapping():
            return {name: plain(member) for name, member in value.items()}
    if is_dataclass(value):
        return {name: plain(member) for name, member in _filled(value)}
    raise TypeError(f"cannot be stored: {type(value).__name__}")


def decode(kind: type[T], item: Item) -> T:
    """The domain object of an item; attributes that it does not know are ignored."""
    return kind(**{name: read(item[name]) for name, read in _readers(cast("Any", kind)) if name in item})


def _filled(thing: Any) -> list[tuple[str, Any]]:
    values = [(field.name, getattr(thing, field.name)) for field in fields(thing)]
    return [(name, value) for name, value in values if value is not None and value != frozenset()]


@cache
def _readers(kind: type[Any]) -> list[tuple[str, typing.Callable[[Any], Any]]]:
    hints = typing.get_type_hints(kind)
    return [(field.name, _reader(hints[field.name])) for field in fields(kind)]


def _reader(hint: Any) -> typing.Callable[[Any], Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _optional(_reader(next(a for a in arguments if a is not type(None))))
    if origin is tuple:
        inner = _reader(arguments[0])
        return lambda value: tuple(inner(member) for member in value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        inner = _reader(arguments[1])
        return lambda value: {name: inner(member) for name, member in value.items()}
    if is_dataclass(hint):
        return lambda value: decode(cast("type[Any]", hint), value)
    if hint is datetime or hint is date:
        return cast("typing.Callable[[Any], Any]", hint.fromisoformat)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return _same


def _optional(read: typing.Callable[[Any], Any]) -> typing.Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _same(value: Any) -> Any:
    return value
