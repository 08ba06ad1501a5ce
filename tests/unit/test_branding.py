"""A colour on which white text can be read, a logo that is small and what it says it is."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.branding import (
    LEAST_CONTRAST,
    LOGO_LIMIT,
    WHITE,
    contrast,
    darker,
    fitting_colour,
    pale,
    size_of_logo,
)
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.services.branding import logo_file, set_brand
from tests.support.builders import partnership
from tests.support.fakes import FakeParts
from tests.support.uploads import png


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", WHITE, 21.0), (WHITE, WHITE, 1.0), ("#767676", WHITE, 4.54), ("#0b4f5c", WHITE, 9.2)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.05)


def test_a_colour_is_kept_in_one_form() -> None:
    assert fitting_colour(" #0B4F5C ") == "#0b4f5c"


@pytest.mark.parametrize(
    "text", ["teal", "#0b4f5", "0b4f5c", "#0b4f5c;}", "rgb(1,2,3)", "#0b4f5g", "#0b4f5c99"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="colour_not_real"):
        fitting_colour(text)


@pytest.mark.parametrize(("colour", "ratio"), [("#ffdd00", "1.3"), ("#777777", "4.4"), ("#ffffff", "1.0")])
def test_a_colour_that_is_too_pale_is_refused_with_the_reason(colour: str, ratio: str) -> None:
    with pytest.raises(Refused) as refused:
        fitting_colour(colour)
    assert f"contrast of {ratio} to 1" in refused.value.words


@given(st.integers(0, 0xFFFFFF))
def test_whatever_is_taken_can_be_read_in_every_shade(number: int) -> None:
    colour = f"#{number:06x}"
    if contrast(colour, WHITE) >= LEAST_CONTRAST:
        assert contrast(darker(colour), WHITE) >= contrast(colour, WHITE) - 0.1
        assert contrast(darker(colour), pale(colour)) >= LEAST_CONTRAST


def test_the_size_of_a_png() -> None:
    assert size_of_logo(png(160, 48)) == (160, 48)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "logo_not_png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "logo_not_png"),
        (b"\xff\xd8\xff\xe0", "logo_not_png"),
        (png(10, 10)[:-4], "logo_not_png"),
        (png(10, 10) + b"<script>", "logo_not_png"),
        (png(0, 10), "logo_not_png"),
        (png(2_001, 10), "logo_not_png"),
        (png(10, 10) + b"x" * LOGO_LIMIT, "logo_too_large"),
    ],
    ids=["empty", "svg", "jpeg", "cut", "more after it", "no width", "too wide", "too large"],
)
def test_what_is_no_small_png_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        size_of_logo(content)


@pytest.fixture
def parts() -> FakeParts:
    made = FakeParts()
    made.commit(made.organisations.partnership_saved(partnership()))
    return made


def test_colour_and_logo_are_set_one_by_one_and_taken_back(parts: FakeParts) -> None:
    content = png(160, 48)
    set_brand(parts, "saltmarsh", colour="#4C2C69")
    saved = set_brand(parts, "saltmarsh", logo=content, alt=" Saltmarsh ")
    assert saved == parts.organisations.partnership("saltmarsh")
    assert saved.colour == "#4c2c69"
    assert saved.logo is not None
    assert (saved.logo.width, saved.logo.height, saved.logo.alt) == (160, 48, "Saltmarsh")
    assert logo_file(parts, "saltmarsh", sha256(content).hexdigest()) == content
    plain = set_brand(parts, "saltmarsh", colour="", logo=b"")
    assert (plain.colour, plain.logo) == ("", None)


def test_what_is_refused_changes_nothing(parts: FakeParts) -> None:
    set_brand(parts, "saltmarsh", colour="#4c2c69")
    with pytest.raises(Refused):
        set_brand(parts, "saltmarsh", colour="#ffdd00", logo=png(10, 10))
    saved = parts.organisations.partnership("saltmarsh")
    assert saved is not None
    assert (saved.colour, saved.logo) == ("#4c2c69", None)


def test_nobody_elses_logo_is_found(parts: FakeParts) -> None:
    content = png(10, 10)
    set_brand(parts, "saltmarsh", logo=content)
    with pytest.raises(NotFound):
        logo_file(parts, "marram", sha256(content).hexdigest())
    with pytest.raises(NotFound):
        set_brand(parts, "nobody", colour="#4c2c69")
