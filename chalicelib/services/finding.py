"""Finding an organisation while it is on the line, by whatever it says of itself."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from chalicelib.domain.errors import NotFound
from chalicelib.domain.organisations import Contact, ContactState, Organisation
from chalicelib.services.ports import Parts
from chalicelib.services.telephone import organisation_of
from chalicelib.services.way_back import as_reference

MOST = 50
LONGEST = 200
SHORTEST_CODE, SHORTEST_PHONE = 3, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """`by` is what was found when it was not the name: an identifier, a postcode or a contact."""

    organisation: Organisation
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The likeliest first, at most MOST of `total`."""

    hits: tuple[Hit, ...]
    total: int


def find(parts: Parts, partnership_id: str, typed: str) -> Hits:
    """By part of the name, a reference, an identifier like a URN, a postcode, or a contact's name, address or
    telephone number. Two queries, whatever is looked for.
    """
    wanted = " ".join(typed[:LONGEST].split())
    if not wanted:
        return Hits(hits=(), total=0)
    with suppress(NotFound):
        one = parts.organisations.organisation(
            partnership_id, organisation_of(parts, partnership_id, as_reference(wanted))
        )
        if one is not None:
            return Hits(hits=(Hit(organisation=one, by=as_reference(wanted)),), total=1)
    members = {o.id: o for o in parts.organisations.members(partnership_id)}
    found = {o.id: hit for o in members.values() if (hit := _by_its_own(o, wanted))}
    for contact in parts.organisations.contacts(partnership_id):
        if contact.organisation_id in members and contact.organisation_id not in found:
            by = _by_contact(contact, wanted)
            if by:
                organisation = members[contact.organisation_id]
                found[organisation.id] = (2, Hit(organisation=organisation, by=by))
    ordered = sorted(found.values(), key=lambda f: (f[0], f[1].organisation.name.casefold()))
    return Hits(hits=tuple(hit for _, hit in ordered[:MOST]), total=len(ordered))


def _by_its_own(organisation: Organisation, wanted: str) -> tuple[int, Hit] | None:
    name = organisation.name.casefold()
    if _all_in(wanted, name):
        return (0 if name.startswith(wanted.casefold()) else 1), Hit(organisation=organisation)
    code = _joined(wanted)
    if len(code) < SHORTEST_CODE:
        return None
    same = (f"{scheme.upper().replace('_', ' ')} {value}" for scheme, value in _same(organisation, code))
    by = next(same, "") or (organisation.address if code in _joined(organisation.address) else "")
    by = by or _phone(organisation.phone, wanted)
    return (1, Hit(organisation=organisation, by=by)) if by else None


def _same(organisation: Organisation, code: str) -> Iterable[tuple[str, str]]:
    return ((s, v) for s, v in organisation.identifiers.items() if _joined(v) == code)


def _by_contact(contact: Contact, wanted: str) -> str:
    said = f"{contact.name}, {contact.email}"
    if contact.state is ContactState.LEFT:
        said += " (no longer there)"
    if _all_in(wanted, contact.name.casefold()) or wanted.casefold() in contact.email.casefold():
        return said
    return f"{contact.name}, {contact.phone}" if _phone(contact.phone, wanted) else ""


def _phone(phone: str, wanted: str) -> str:
    """Its number if what was typed is part of it."""
    digits = re.sub(r"[^0-9]", "", wanted)
    if len(digits) < SHORTEST_PHONE or re.search(r"[A-Za-z]", wanted):
        return ""
    return phone if digits in re.sub(r"[^0-9]", "", phone) else ""


def _all_in(wanted: str, text: str) -> bool:
    return all(word in text for word in wanted.casefold().split())


def _joined(text: str) -> str:
    """Letters and digits alone: nobody says where the space of a postcode is."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
