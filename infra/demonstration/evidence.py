"""What each made-up organisation has in its register of evidence."""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.bootstrap import Wiring
from chalicelib.domain.evidence import Evidence, EvidenceKind
from chalicelib.domain.returns import Return


@dataclass(frozen=True, slots=True)
class Kept:
    """One item of evidence. `is_earlier` says that it comes from the cycle before."""

    title: str
    where: str
    owner: str = ""
    approved: int | None = None
    review: int | None = None
    given_to: str = ""
    given: int | None = None
    is_earlier: bool = False


# Days count from today: approved, to be reviewed.
EVIDENCE = (
    Kept("Safeguarding policy", "https://policies.example.org/safeguarding", "The deputy", -340, 8),
    Kept("Training record", "Shared drive, Staff, Training, tab “Safeguarding”", "The office manager"),
    Kept("Minutes of the last board meeting", "Board folder, item 6, held by the clerk", "The clerk", -60),
    Kept(
        "Code of conduct for staff and volunteers", "Staff handbook, page 4", "", -700, -30, is_earlier=True
    ),
    Kept("Our answers about recruitment", "Shared drive, Inspection, page 6", given_to="Ofsted", given=-150),
)


def kept_by(parts: Wiring, return_: Return, today: date) -> list[Evidence]:
    """One of each for this organisation."""
    return [_item(parts, return_, kept, today) for kept in EVIDENCE]


def _item(parts: Wiring, return_: Return, kept: Kept, today: date) -> Evidence:
    def day(number: int | None) -> date | None:
        return None if number is None else today + timedelta(days=number)

    return Evidence(
        id=parts.new_id(),
        organisation_id=return_.organisation_id,
        partnership_id=return_.audience.partnership_id,
        kind=_kind_of(kept),
        title=kept.title,
        where=kept.where,
        owner=kept.owner,
        approved_on=day(kept.approved),
        review_by=day(kept.review),
        given_to=kept.given_to,
        given_on=day(kept.given),
        added_at=parts.now() - timedelta(days=365 * kept.is_earlier),
        added_by=next((person.name for person in return_.people.values()), ""),
        cycle_id="earlier" if kept.is_earlier else return_.audience.cycle_id,
        cycle_name=f"Safeguarding self-assessment {today.year - 1}" if kept.is_earlier else "",
    )


def _kind_of(kept: Kept) -> EvidenceKind:
    if kept.given_to:
        return EvidenceKind.GIVEN
    return EvidenceKind.LINK if kept.where.startswith("https://") else EvidenceKind.LOCATION
