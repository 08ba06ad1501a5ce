"""Which addresses we take down."""

import pytest

from chalicelib.domain.organisations import looks_like_an_address


@pytest.mark.parametrize(
    "email", ["ada@school.example.org", " ada@school.example.org ", "siân.o'neil+dsl@ysgol.example.org"]
)
def test_an_address_that_could_work_is_taken(email: str) -> None:
    assert looks_like_an_address(email)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "@example.org",
        "ada@example",
        "ada@.org",
        "ada@school..org",
        "ada@example.org.",
        "ada bell@example.org",
        "Ada <ada@example.org>",
        "ada@example.org, bo@example.org",
        "ada\u202e@example.org",
        "ada@example.org\nBcc: bo@example.org",
    ],
)
def test_a_slip_or_a_trick_is_not(email: str) -> None:
    assert not looks_like_an_address(email)
