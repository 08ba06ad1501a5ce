"""Pairs of organisations that may be one: proposed to staff, never joined without them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from chalicelib.domain.organisations import Organisation

# Words that two records of one organisation may differ in.
_GENERAL = frozenset(
    re.findall(
        r"\w+",
        """the of and at for in academy school schools primary church cofe ce rc catholic nursery preschool
        pre playgroup surgery practice medical centre center health ltd limited cic charity group club trust
        nhs council county borough""",
    )
)
_SHORT = {"st": "saint", "rd": "road", "dr": "doctor", "&": "and"}
_MOST_ALIKE = 20  # a name that so many share tells nobody apart


@dataclass(frozen=True, slots=True)
class Pair:
    """`why` is what they share, in words."""

    one: Organisation
    other: Organisation
    why: tuple[str, ...]


def pairs(organisations: Iterable[Organisation]) -> list[Pair]:
    """Of those that are asked, without those that staff have said are two. Grows with their number, not its
    square.
    """
    active = [o for o in organisations if not o.retired]
    found: dict[tuple[str, str], list[str]] = {}
    for words, key in _ALIKE.items():
        for one, other in _sharing(active, key):
            found.setdefault((one.id, other.id), []).append(words)
    by_id = {o.id: o for o in active}
    made = [Pair(by_id[one], by_id[other], tuple(why)) for (one, other), why in found.items()]
    wanted = [
        p for p in made if p.other.id not in p.one.not_the_same and p.one.id not in p.other.not_the_same
    ]
    return sorted(wanted, key=lambda p: (-len(p.why), p.one.name.casefold(), p.other.name.casefold()))


def _sharing(
    organisations: Iterable[Organisation], key: Callable[[Organisation], str]
) -> Iterator[tuple[Organisation, Organisation]]:
    groups: dict[str, list[Organisation]] = {}
    for organisation in organisations:
        if found := key(organisation):
            groups.setdefault(found, []).append(organisation)
    for group in groups.values():
        if len(group) <= _MOST_ALIKE:
            ordered = sorted(group, key=lambda o: o.id)
            yield from ((ordered[0], other) for other in ordered[1:])


def _name(organisation: Organisation) -> str:
    """The words that make the name, in any order: "Avocet Primary School" and "The Avocet Academy"."""
    plain = (
        organisation.name.casefold()
        .replace("’", "")
        .replace("'", "")
        .replace(".", "")
        .replace("c of e", "cofe")
    )
    words = {_SHORT.get(word, word) for word in re.findall(r"[\w&]+", plain)} - _GENERAL
    return f"{organisation.sector} {' '.join(sorted(words))}" if words else ""


def _phone(organisation: Organisation) -> str:
    digits = re.sub(r"\D", "", organisation.phone).removeprefix("44").removeprefix("0")
    return digits if len(digits) >= 9 else ""


def _address(organisation: Organisation) -> str:
    address = "".join(re.findall(r"\w", organisation.address.casefold()))
    return f"{organisation.sector} {address}" if len(address) > 10 else ""


_ALIKE: Mapping[str, Callable[[Organisation], str]] = {
    "nearly the same name": _name,
    "the same telephone number": _phone,
    "the same address": _address,
}
