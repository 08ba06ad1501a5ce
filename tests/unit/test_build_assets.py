"""What browsers load holds nothing that is reserved for GOV.UK, and changes its name with its content."""

import pytest

from scripts.build_assets import hashed_name, without_reserved_parts, without_unused_parts

FACE = "@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"


def test_type_is_set_in_arial_and_no_font_is_loaded() -> None:
    css = without_reserved_parts(FACE + "p{font-family:GDS Transport,arial,sans-serif}")
    assert css == "p{font-family:Arial,Helvetica,sans-serif}"


def test_the_crest_goes() -> None:
    css = without_reserved_parts("a{background-image:url(/assets/images/govuk-crest.svg);color:red}")
    assert css == "a{background-image:none;color:red}"


@pytest.mark.parametrize("new", ["a{background:url(new.png)}", "p{font-family:'GDS Transport'}"])
def test_a_release_that_brings_something_new_is_refused(new: str) -> None:
    with pytest.raises(ValueError, match=r"GOV\.UK Frontend"):
        without_reserved_parts(new)


def test_what_no_page_has_goes_and_what_is_for_others_too_stays() -> None:
    css = without_unused_parts(
        ".govuk-accordion__section,.govuk-details{a:b}.govuk-header:not(.x){c:d}"
        "@media print{.govuk-tabs__item--selected{e:f}}@media screen{.govuk-table__header{g:h}}"
    )
    assert css == ".govuk-details{a:b}@media screen{.govuk-table__header{g:h}}"


def test_another_content_has_another_name() -> None:
    first, second = hashed_name("page.css", b"a{}"), hashed_name("page.css", b"b{}")
    assert first != second
    assert (first[:5], first[-4:]) == ("page.", ".css")
