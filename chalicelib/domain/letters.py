"""The formal letter: when staff may make one, and whether what it rests on was checked lately."""

from datetime import date, timedelta

from chalicelib.domain.cycles import Cycle, Header, due_of
from chalicelib.domain.errors import Refused
from chalicelib.domain.ladder import VOLUNTARY, Step, ladder_of
from chalicelib.domain.organisations import Partnership

CHECKED_EVERY = timedelta(days=365)
ADDRESS_LIMIT = 400
BASIS_LIMIT = 2_000


def is_stale(partnership: Partnership, today: date) -> bool:
    """Whether nobody has checked the legal basis for a year, or ever."""
    checked = partnership.legal_basis_checked_on
    return checked is None or today - checked > CHECKED_EVERY


def refuse_letter(partnership: Partnership, cycle: Cycle, header: Header, today: date) -> None:
    """Raises Refused, with why."""
    if header.sector in VOLUNTARY:
        raise Refused("letter_not_for_groups")
    if Step.LETTER not in ladder_of(cycle, header.sector):
        raise Refused("letter_off")
    if header.is_in:
        raise Refused("letter_is_in")
    if today <= due_of(cycle, header):
        raise Refused("letter_too_early")
    if not partnership.legal_basis.strip():
        raise Refused("letter_without_basis")
