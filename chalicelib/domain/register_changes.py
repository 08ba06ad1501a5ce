"""What differs between two states of an organisation or a contact, fact by fact and in words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.domain.identifiers import scheme_name
from chalicelib.domain.organisations import Contact, Organisation
from chalicelib.domain.taxonomy import kind_name

if TYPE_CHECKING:
    from chalicelib.domain.register import ImportPlan

FACTS: Mapping[str, str] = {
    "name": "Name",
    "sector": "Sector",
    "kind": "Kind",
    "identifiers": "Identifiers",
    "size": "Size",
    "parent": "Trust, federation or group",
    "address": "Address",
    "email": "Email",
    "role": "Role",
    "phone": "Phone",
}
OF_ORGANISATION = ("name", "sector", "kind", "identifiers", "size", "parent", "address", "phone")
Difference = tuple[str, str, str]
"""Which fact, before, after."""


def differences(before: Organisation | Contact, after: Organisation | Contact) -> Sequence[Difference]:
    """Only what people gave: not when it was, or who has to act on it."""
    pairs = [
        (fact, words, getattr(before, fact, ""), getattr(after, fact, "")) for fact, words in FACTS.items()
    ]
    return [(words, said(fact, old), said(fact, new)) for fact, words, old, new in pairs if old != new]


def said(fact: str, value: Any) -> str:
    """A fact as people read it."""
    if fact == "identifiers":
        return ", ".join(f"{scheme_name(scheme)} {number}" for scheme, number in value.items()) or "none"
    return (kind_name(value) if fact == "kind" else str(value)) or "none"


def lines_of(plan: "ImportPlan") -> tuple[str, ...]:
    """Every change of a plan as one line. Two plans with the same lines do the same."""
    lines = [f"{o.name}: new, {_all_of(o)}" for o in plan.added]
    lines += [f"{c.name}, {c.email}: new contact, {_all_of(c)}" for c in plan.contacts_added]
    pairs: list[tuple[Organisation | Contact, Organisation | Contact]]
    pairs = [*plan.changed, *plan.contacts_changed]
    for before, after in pairs:
        lines += [
            f"{after.name} ({after.id}): {what}, from {old} to {new}"
            for what, old, new in differences(before, after)
        ]
    return tuple(lines)


def _all_of(new: Organisation | Contact) -> str:
    return "; ".join(said(fact, value) for fact in FACTS if (value := getattr(new, fact, "")))
