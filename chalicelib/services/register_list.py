"""The register as staff search, filter and sort it. One query for contacts, whatever is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.domain.organisations import Contact, ContactState, Organisation, Role
from chalicelib.domain.parents import parent_id
from chalicelib.services.ports import Parts

NO_CONTACT, BAD_CONTACT, RETIRED = "no-contact", "bad-contact", "retired"
SORTS = ("name", "sector", "lead", "parent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asked for, "" for anything. `state` is one of those above; "" means whoever is asked."""

    q: str = ""
    sector: str = ""
    kind: str = ""
    state: str = ""
    parent: str = ""
    sort: str = "name"
    downwards: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """`leads` are those who have not left; `troubled`: a contact of theirs waits for staff."""

    organisation: Organisation
    leads: tuple[Contact, ...]
    troubled: bool

    @property
    def reached(self) -> bool:
        return any(lead.state is ContactState.OK for lead in self.leads)


def listed(
    parts: Parts,
    partnership_id: str,
    members: Iterable[Organisation],
    wanted: Wanted,
    sector_names: Mapping[str, str],
) -> list[Listed]:
    """`members` are those of the partnership, retired ones too where those may be wanted."""
    people: dict[str, list[Contact]] = {}
    for contact in parts.organisations.contacts(partnership_id):
        people.setdefault(contact.organisation_id, []).append(contact)
    every = [
        (organisation, people.get(organisation.id, []))
        for organisation in members
        if _fits(organisation, wanted)
    ]
    found = [_listed(*each) for each in _said(every, wanted.q)]
    found = [each for each in found if _in_state(each, wanted.state)]
    return sorted(found, key=lambda each: _by(each, wanted.sort, sector_names), reverse=wanted.downwards)


def _listed(organisation: Organisation, people: Iterable[Contact]) -> Listed:
    leads = [c for c in people if c.role is Role.LEAD and c.state is not ContactState.LEFT]
    troubled = any(c.needs_staff for c in people)
    return Listed(organisation=organisation, leads=tuple(leads), troubled=troubled)


def _fits(organisation: Organisation, wanted: Wanted) -> bool:
    if wanted.sector not in ("", organisation.sector) or wanted.kind not in ("", organisation.kind):
        return False
    return wanted.parent in ("", parent_id(organisation.parent))


def _said(
    every: list[tuple[Organisation, list[Contact]]], q: str
) -> list[tuple[Organisation, list[Contact]]]:
    """Those that have it as it was typed; where none has, those that have every word of it."""
    words = q.casefold().split()
    if not words:
        return every
    texts = [(each, _text(*each)) for each in every]
    return [each for each, text in texts if " ".join(words) in text] or [
        each for each, text in texts if all(word in text for word in words)
    ]


def _text(organisation: Organisation, people: Iterable[Contact]) -> str:
    """Everything that somebody may have in hand when they look for it."""
    facts = [organisation.name, organisation.parent, organisation.address, organisation.phone]
    facts += organisation.identifiers.values()
    facts += [fact for person in people for fact in (person.name, person.email, person.phone)]
    return "\n".join(facts).casefold()


def _in_state(each: Listed, state: str) -> bool:
    if each.organisation.retired or state == RETIRED:
        return each.organisation.retired and state == RETIRED
    return {NO_CONTACT: not each.reached, BAD_CONTACT: each.troubled}.get(state, True)


def _by(each: Listed, sort: str, sector_names: Mapping[str, str]) -> tuple[str, str]:
    organisation = each.organisation
    first = {
        "sector": sector_names.get(organisation.sector, organisation.sector),
        "lead": each.leads[0].name if each.leads else "",
        "parent": organisation.parent,
    }.get(sort, "")
    return first.casefold(), organisation.name.casefold()
