"""What the staff pages share: who may do what, and how things are named."""

from collections.abc import Mapping
from datetime import date

from chalicelib.bootstrap import parts
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import SignedOut
from chalicelib.domain.organisations import StaffRole
from chalicelib.handlers.guards import staff
from chalicelib.handlers.web import Request
from chalicelib.services import cycles
from chalicelib.services.sectors import sectors
from chalicelib.services.staff_entry import StaffSeat

ANY_STAFF = staff()
COORDINATOR = staff(StaffRole.COORDINATOR)


def seat(request: Request) -> StaffSeat:
    """Who is signed in: the guard has seen to it."""
    if request.staff is None:
        raise SignedOut
    return request.staff


def partnership_id(request: Request) -> str:
    return seat(request).partnership.id


def cycle_of(request: Request, cycle: str) -> Cycle:
    """Raises NotFound, also for another partnership's cycle."""
    return cycles.cycle_of(parts(), partnership_id(request), cycle)


def sector_names() -> dict[str, str]:
    """Sector → its name."""
    return {sector.id: sector.name for sector in sectors(parts())}


def whole_number(text: str) -> int | None:
    """What somebody typed as a number; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def read_date(values: Mapping[str, str], name: str) -> date | None:
    """The date of a date input; None when it was left out or is not real."""
    day, month, year = (whole_number(values.get(f"{name}-{part}", "")) for part in ("day", "month", "year"))
    if day is None or month is None or year is None or year < 2000:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
