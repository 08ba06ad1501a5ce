"""Whatever a browser, or somebody else, sends as a form or a cookie."""

from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.handlers import cookies, forms

PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]))


@given(PRINTABLE)
def test_every_printable_text_arrives_as_it_was_typed(text):
    form = forms.parse(urlencode({"story": text}).encode())
    assert form.get("story") == text.strip()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_is_left_can_be_written_as_xml(text):
    cleaned = forms.parse(urlencode({"story": text}).encode()).get("story")
    element = ET.Element("p")
    element.text = cleaned
    assert (ET.fromstring(ET.tostring(element)).text or "") == cleaned


@given(st.binary())
def test_no_body_breaks_the_parser(body):
    forms.parse(body).typed()


@given(st.text())
def test_no_cookie_header_breaks_the_reader_and_what_it_reads_could_be_ours(header):
    for name, value in cookies.read(header).items():
        assert cookies.cookie(name, value, 1)


def test_more_fields_than_any_form_of_ours_has_are_refused():
    with pytest.raises(ValueError, match="fields"):
        forms.parse(b"a=1&" * (forms.MAX_FIELDS + 1))


def test_what_was_typed_is_shown_in_order_without_what_is_ours():
    form = forms.parse(b"form_token=x&_version=3&what=Train+everybody&by_when-day=3&empty=")
    assert form.typed() == "What:\nTrain everybody\n\nBy when day:\n3"
