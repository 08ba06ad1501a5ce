"""One cycle for each of the newer question sets, just opened: nobody has answered anything yet.

Among those asked: a small club, two people who work alone, and three schools with one lead between them,
whose notes and evidence stay their own.
"""

from datetime import timedelta

from chalicelib.bootstrap import Wiring
from chalicelib.domain.cycles import Cycle, CycleStatus, Sharing
from chalicelib.domain.framework import newest
from chalicelib.domain.organisations import Contact, Organisation, Role
from chalicelib.domain.times import london_day
from chalicelib.services.cycles import invite
from infra.demonstration.register import PARTNERSHIP

OPEN_FOR = timedelta(days=56)

# Set → what its round is called, and who is asked: sector, name, lead, the lead's address.
ROUNDS = {
    "voluntary": (
        "Checklist for small groups",
        (
            ("voluntary", "Pebble Bank Youth Club", "Tansy Rockpool", "club@pebble-bank.example.org"),
            ("voluntary", "Tansy Lane Tutoring", "Reed Sandbar", "reed@tansy-lane.example.org"),
        ),
    ),
    "early-years": (
        "Early years self-assessment",
        (
            ("early_years", "Limpet House Nursery", "Wren Estuary", "manager@limpet-house.example.org"),
            ("early_years", "Sandpiper Childminding", "Fern Causeway", "fern@sandpiper.example.org"),
        ),
    ),
    "education": (
        "Education self-assessment",
        (
            ("school", "Campion Infant School", "Merle Tideway", "merle@three-schools.example.org"),
            ("school", "Samphire Primary School", "Merle Tideway", "merle@three-schools.example.org"),
            ("school", "Thrift Junior School", "Merle Tideway", "merle@three-schools.example.org"),
        ),
    ),
    "section-11": (
        "Section 11 self-assessment",
        (
            ("housing", "Marram Homes", "Jay Groyne", "jay@marram-homes.example.org"),
            ("other", "Sea Lavender Counselling", "Robin Shoal", "robin@sea-lavender.example.org"),
            ("district_council", "West Shingle District", "Kestrel Ness", "kestrel@west-shingle.example.org"),
        ),
    ),
}

# Where notes and evidence stay with the organisations: the questions whose text is shared all the same.
SHARED = {"education": frozenset({"S01-01", "S04-01"})}


def cycle_id(framework_id: str) -> str:
    return f"demonstration-{framework_id}"


# One of each set that replaces what it was asked a year ago.
ASKED_BEFORE = (("education", 0), ("section-11", 0), ("voluntary", 0))


def register_newly_asked(parts: Wiring) -> None:
    """Everybody whom these rounds ask, with a lead each."""
    for framework_id, (_, asked) in ROUNDS.items():
        for number, (_, _, lead, email) in enumerate(asked):
            organisation = _organisation(framework_id, number)
            contact = Contact(
                id=f"{organisation.id}-lead",
                organisation_id=organisation.id,
                name=lead,
                email=email,
                role=Role.LEAD,
                phone=f"01632 9608{number:02}",
            )
            parts.commit(
                parts.organisations.organisation_saved(PARTNERSHIP.id, organisation),
                parts.organisations.contact_saved(PARTNERSHIP.id, contact),
            )


def asked_before() -> list[Organisation]:
    """Those whose earlier answers stand beside the questions of a newer set."""
    return [_organisation(framework_id, number) for framework_id, number in ASKED_BEFORE]


def open_rounds(parts: Wiring) -> None:
    """Opens every round at the moment that the parts' clock shows."""
    keys = {key.partition("@")[0]: key for key in newest(parts.frameworks())}
    for framework_id, (name, asked) in ROUNDS.items():
        _open_round(parts, framework_id, keys[framework_id], name, asked)


def _open_round(
    parts: Wiring, framework_id: str, key: str, name: str, asked: tuple[tuple[str, str, str, str], ...]
) -> None:
    today = london_day(parts.now())
    cycle = Cycle(
        id=cycle_id(framework_id),
        partnership_id=PARTNERSHIP.id,
        name=f"{name} {today + OPEN_FOR:%Y}",
        framework=key,
        sectors=tuple(dict.fromkeys(sector for sector, *_ in asked)),
        opens_on=today,
        due_on=today + OPEN_FOR,
        closes_on=today + OPEN_FOR + timedelta(days=14),
        status=CycleStatus.OPEN,
        sharing=Sharing.RATINGS if framework_id in SHARED else Sharing.EVERYTHING,
        shared_criteria=SHARED.get(framework_id, frozenset()),
    )
    parts.commit(parts.cycles.saved(cycle))
    invite(parts, cycle, [_organisation(framework_id, number) for number in range(len(asked))])


def _organisation(framework_id: str, number: int) -> Organisation:
    sector, name, *_ = ROUNDS[framework_id][1][number]
    return Organisation(id=f"{cycle_id(framework_id)}-{number}", name=name, sector=sector)
