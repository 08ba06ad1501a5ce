"""Trusts, federations and groups: known by their names, as the members' records give them."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.domain.organisations import Organisation


@dataclass(frozen=True, slots=True)
class Parent:
    """`name` as most of its members write it. `itself` is its own record, where the register has one."""

    id: str
    name: str
    members: tuple[Organisation, ...]
    itself: Organisation | None = None


def parent_id(name: str) -> str:
    """The same however it is written, "" for no name."""
    plain = _plain(name)
    return hashlib.sha256(plain.encode()).hexdigest()[:16] if plain else ""


def parents(organisations: Iterable[Organisation]) -> list[Parent]:
    """By name. Members that are retired do not count."""
    groups: dict[str, list[Organisation]] = {}
    by_name = {}
    for organisation in organisations:
        if not organisation.retired:
            by_name[_plain(organisation.name)] = organisation
            if organisation.parent:
                groups.setdefault(_plain(organisation.parent), []).append(organisation)
    found = [
        Parent(
            parent_id(plain),
            Counter(o.parent for o in members).most_common(1)[0][0],
            tuple(sorted(members, key=lambda o: o.name.casefold())),
            by_name.get(plain),
        )
        for plain, members in groups.items()
    ]
    return sorted(found, key=lambda p: p.name.casefold())


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
