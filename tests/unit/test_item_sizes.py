"""What is read and written most must stay small: a header within 2 KB, a return's own item near that."""

from dataclasses import replace
from datetime import date

from chalicelib.domain.cycles import header_of
from chalicelib.domain.returns import PreviousReturn, ReturnStatus, asked
from chalicelib.storage import keys
from chalicelib.storage.codec import encode
from tests.bench.sizes import item_size
from tests.support import builders
from tests.support.fakes import MONDAY

MOST = 45
WITH_HELP = 24  # the longest framework whose levels have a box for help
HEADER_LIMIT = 2_048


def full_return():
    """As many questions as anybody is asked, each with everything that a header shows of it."""
    found = builders.framework().criteria
    criteria = [c.id for c in asked(builders.framework(), builders.return_(profile=builders.PROFILE))]
    criteria = [*criteria, *(c.id for c in found if c.id not in criteria)][:MOST]
    assert len(criteria) == MOST
    return builders.return_(
        organisation_id="01JD0000000000000000000000",
        organisation_name="The Saltmarsh and Shingle Harbour Church of England Primary School",
        status=ReturnStatus.SUBMITTED,
        ratings=dict.fromkeys(criteria, 2),
        plans={f"aB{n:02}-FGH": (criterion,) for n, criterion in enumerate(criteria)},
        help_wanted=dict.fromkeys(criteria[:WITH_HELP], True),
        unchanged=tuple(criteria),
        opened_at=MONDAY,
        sent_for_approval_at=MONDAY,
        submitted_at=MONDAY,
        profile=builders.PROFILE,
    )


def test_a_header_with_everything_keeps_within_two_kilobytes():
    header = header_of(full_return(), "cycle2027", MOST, "bounced")

    assert item_size(encode(header, keys.header("cycle2027", header.organisation_id, 1))) <= HEADER_LIMIT


def test_what_a_return_knows_of_earlier_ones_is_less_than_a_write_unit():
    previous = PreviousReturn(
        ref="K7P-2QX",
        cycle_name="Safeguarding self-assessment for the year 2024 to 2025",
        submitted_on=date(2025, 3, 20),
        framework="section-11@2026.1",
        sector="local_authority",
        profile=builders.PROFILE,
    )
    plain = full_return()

    def size(made):
        return item_size(encode(made, keys.return_(made.ref)))

    assert size(replace(plain, previous=(previous, previous))) - size(plain) < 1_024
