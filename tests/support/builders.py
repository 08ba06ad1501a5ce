"""The objects of the domain with sensible values: a test names only what it is about."""

from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.domain.cycles import Cycle, CycleStatus, Group
from chalicelib.domain.framework import Framework
from chalicelib.domain.organisations import (
    Contact,
    Organisation,
    Partnership,
    Role,
    StaffMember,
    StaffRole,
)
from chalicelib.domain.returns import Audience, Part, Person, Return, asked
from chalicelib.frameworks.registry import load_framework
from tests.support.fakes import MONDAY, FakeParts

FRAMEWORK = "section-11@2026.1"
LEAD = Person(id="p-lead", part=Part.LEAD, name="Lena Lead", email="lead@school.example.org", job="DSL")
APPROVER = Person(
    id="p-head", part=Part.APPROVER, name="Harriet Head", email="head@school.example.org", job="Head teacher"
)
# A profile that asks as much as any can of the sectors used here.
PROFILE = {
    "people": "fifty_or_more",
    "commissions": "yes",
    "commissioned": "yes",
    "contact": "direct",
    "ages": "all_ages",
    "other_partnerships": "no",
}


def framework() -> Framework:
    return load_framework(FRAMEWORK)


def partnership(**changes: Any) -> Partnership:
    values: dict[str, Any] = {
        "id": "saltmarsh",
        "name": "Saltmarsh Safeguarding Children Partnership",
        "help_name": "Corin Coordinator",
        "help_phone": "01632 960001",
        "help_email": "audit@saltmarsh.example.org",
        "child_at_risk_phone": "01632 960999",
        "sender_email": "audit@saltmarsh.example.org",
    }
    return Partnership(**{**values, **changes})


def organisation(number: int = 1, sector: str = "school", **changes: Any) -> Organisation:
    values: dict[str, Any] = {
        "id": f"org{number:03}",
        "name": f"Organisation {number}",
        "sector": sector,
        "identifiers": {"urn": f"{900000 + number}"} if sector == "school" else {},
    }
    return Organisation(**{**values, **changes})


def contact(number: int = 1, role: Role = Role.LEAD, **changes: Any) -> Contact:
    values: dict[str, Any] = {
        "id": f"c{number:03}{role.value[:1]}",
        "organisation_id": f"org{number:03}",
        "name": f"Contact {number}",
        "email": f"contact{number}@example.org",
        "role": role,
    }
    return Contact(**{**values, **changes})


def staff(role: StaffRole = StaffRole.COORDINATOR, **changes: Any) -> StaffMember:
    values: dict[str, Any] = {
        "id": f"s-{role.value}",
        "partnership_id": "saltmarsh",
        "name": f"Sam {role.value.title()}",
        "email": f"{role.value}@saltmarsh.example.org",
        "role": role,
    }
    return StaffMember(**{**values, **changes})


# Two groups of the cycle below, with dates of their own.
SCHOOLS = Group(
    id="1",
    name="Schools",
    sectors=("school",),
    opens_on=date(2027, 1, 12),
    due_on=date(2027, 3, 19),
    closes_on=date(2027, 4, 2),
)
PRACTICES = replace(
    SCHOOLS,
    id="2",
    name="Practices",
    sectors=("primary_care",),
    opens_on=date(2027, 3, 2),
    due_on=date(2027, 5, 7),
    closes_on=date(2027, 5, 21),
)


def cycle(**changes: Any) -> Cycle:
    values: dict[str, Any] = {
        "id": "cycle2027",
        "partnership_id": "saltmarsh",
        "name": "Safeguarding self-assessment 2027",
        "framework": FRAMEWORK,
        "sectors": ("school", "police", "primary_care"),
        "opens_on": date(2027, 1, 12),
        "due_on": date(2027, 3, 19),
        "closes_on": date(2027, 4, 2),
        "status": CycleStatus.OPEN,
    }
    return Cycle(**{**values, **changes})


def return_(number: int = 1, **changes: Any) -> Return:
    values: dict[str, Any] = {
        "ref": f"K7P-{number + 222}",
        "organisation_id": f"org{number:03}",
        "organisation_name": f"Organisation {number}",
        "sector": "school",
        "framework": FRAMEWORK,
        "audiences": (Audience(partnership_id="saltmarsh", cycle_id="cycle2027"),),
        "people": {LEAD.id: LEAD},
        "invited_at": MONDAY,
    }
    return Return(**{**values, **changes})


def stored_return(parts: FakeParts, number: int = 1, **changes: Any) -> Return:
    """A partnership, its open cycle and one return in it, all in the table."""
    made = return_(number, **changes)
    parts.commit(parts.organisations.partnership_saved(partnership()), parts.cycles.saved(cycle()))
    parts.commit(parts.organisations.organisation_saved("saltmarsh", organisation(number, made.sector)))
    parts.commit(parts.returns.created(made, total=len(asked(parts.framework(made.framework), made))))
    return made


def session(parts: FakeParts, made: Return, person: Person = LEAD) -> str:
    """The token of a live session of this person for this return."""
    from chalicelib.services.entering import enter
    from chalicelib.services.links import mint

    token, writes = mint(parts, made.ref, person.id)
    parts.commit(writes)
    return enter(parts, token).token
