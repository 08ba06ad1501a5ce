"""Saltmarsh: a made-up partnership and its sixty made-up organisations."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.organisations import (
    Contact,
    Organisation,
    Partnership,
    Role,
    StaffMember,
    StaffRole,
)

PARTNERSHIP = Partnership(
    id="saltmarsh",
    name="Saltmarsh Safeguarding Children Partnership",
    help_name="Corin Samphire",
    help_phone="01632 960101",
    help_email="audit@saltmarsh.example.org",
    child_at_risk_phone="01632 960999",
    sender_email="audit@saltmarsh.example.org",
    legal_basis="Section 16H of the Children Act 2004, under which safeguarding partners can ask for"
    " information that helps them do their work.",
    legal_basis_checked_on=date(2026, 9, 1),
)

STAFF = tuple(
    StaffMember(id=f"s-{role}", partnership_id=PARTNERSHIP.id, name=name, email=email, role=role)
    for role, name, email in (
        (StaffRole.COORDINATOR, "Corin Samphire", "corin@saltmarsh.example.org"),
        (StaffRole.REVIEWER, "Rowan Glasswort", "rowan@saltmarsh.example.org"),
        (StaffRole.SCRUTINEER, "Sorrel Eelgrass", "sorrel@saltmarsh.example.org"),
    )
)

_NAMES = {
    "school": (
        "Avocet Primary School",
        "Bittern Infant School",
        "Curlew Junior School",
        "Dunlin Church School",
        "Egret Academy",
        "Fulmar High School",
        "Gannet Community School",
        "Heron Special School",
        "Ibis Primary School",
        "Jackdaw Lane School",
        "Kittiwake College",
        "Lapwing Primary School",
        "Merlin School",
        "Nightjar Sixth Form",
        "Oystercatcher School",
        "Plover Primary School",
        "Quail Street Infants",
        "Redshank School",
        "Sanderling Academy",
        "Tern Point School",
    ),
    "early_years": (
        "Acorn Hollow Nursery",
        "Bluebell Barn Pre-school",
        "Clover Corner",
        "Dandelion Day Nursery",
        "Elderflower Childminding",
        "Foxglove Playgroup",
        "Gorse Lane Nursery",
        "Hazel House",
        "Ivy Steps Pre-school",
        "Juniper Nursery",
        "Kingcup Playgroup",
        "Larkspur Nursery",
    ),
    "primary_care": (
        "Anchor Surgery",
        "Beacon Medical Centre",
        "Capstan Practice",
        "Driftwood Surgery",
        "Estuary Health Centre",
        "Fairway Practice",
        "Groyne Road Surgery",
        "Harbour Medical Centre",
        "Inlet Surgery",
        "Jetty Practice",
        "Keel Street Surgery",
    ),
    "voluntary": (
        "Aspen Young Carers",
        "Bramble Youth Club",
        "Cobnut Family Project",
        "Damson Swimming Club",
        "Elm Tree Choir",
        "Fern Street Boxing",
        "Greengage Refuge",
        "Hawthorn Toddlers",
        "Larch Football",
        "Maple Mentors",
        "Nettle Theatre",
        "Osier Scouts",
    ),
    "local_authority": ("Saltmarsh Council", "North Shingle District", "South Shingle District"),
    "police": ("Saltmarsh Constabulary", "Shingle Harbour Police"),
}

_TRUST = "Samphire Learning Trust"
_SHARED = "The Pavilion, Marsh Lane, Saltmarsh"  # two groups under one roof: are they one?
_KINDS = {
    "primary_care": "gp",
    "early_years": "day_nursery",
    "voluntary": "charity",
    "police": "police_force",
}

_FIRST = (
    "Ash",
    "Briar",
    "Cedar",
    "Drew",
    "Ember",
    "Flint",
    "Gale",
    "Haven",
    "Indigo",
    "Jules",
    "Kit",
    "Lark",
)
_LAST = ("Fenland", "Gullwing", "Harbourne", "Inkwell", "Jasperson", "Kelp", "Limpet", "Mudlark", "Nutmeg")


@dataclass(frozen=True, slots=True)
class Listed:
    """An organisation with the people we know there."""

    organisation: Organisation
    contacts: tuple[Contact, ...]


def listed() -> tuple[Listed, ...]:
    """All sixty, in the same order each time."""
    pairs = [(sector, name) for sector, names in _NAMES.items() for name in names]
    return tuple(_listed(number, sector, name) for number, (sector, name) in enumerate(pairs))


def _listed(number: int, sector: str, name: str) -> Listed:
    organisation = Organisation(
        id=f"demo{number:03}",
        name=name,
        sector=sector,
        identifiers={"urn": f"9{number:05}"} if sector == "school" else {},
        kind=_kind(sector, name),
        parent=_TRUST if sector == "school" and number % 4 == 0 else "",
        address=_SHARED if name in ("Damson Swimming Club", "Osier Scouts") else "",
    )
    return Listed(
        organisation,
        (_contact(number, organisation, Role.LEAD), _contact(number, organisation, Role.APPROVER)),
    )


def _kind(sector: str, name: str) -> str:
    """What its name says; some partnerships do not know."""
    words = {"Primary": "primary_school", "High": "secondary_school", "Special": "special_school"}
    if sector == "school":
        return next((kind for word, kind in words.items() if word in name), "")
    return _KINDS.get(sector, "")


def _contact(number: int, organisation: Organisation, role: Role) -> Contact:
    shift = number + (5 if role is Role.APPROVER else 0)
    first, last = _FIRST[shift % len(_FIRST)], _LAST[(shift * 2 + number // 12) % len(_LAST)]
    domain = organisation.name.lower().replace(" ", "-").replace("'", "")
    return Contact(
        id=f"{organisation.id}{role[0]}",
        organisation_id=organisation.id,
        name=f"{first} {last}",
        email=f"{role}@{domain}.example.org",
        role=role,
        phone=f"01632 960{100 + number:03}",
    )
