"""The one-minute guides and the worked examples: there for anybody, in the words of their own set."""

import pytest

from chalicelib.domain.framework import newest
from chalicelib.frameworks import available

IDS = [key.partition("@")[0] for key in newest(available())]


def test_every_set_has_its_guide(browser):
    page = browser.get("/guides")
    assert page.h1 == "One-minute guides"
    for framework_id in IDS:
        assert f"/guides/{framework_id}" in page.links.values()


@pytest.mark.parametrize("framework_id", IDS)
def test_a_guide_leads_to_a_worked_example(browser, framework_id):
    guide = browser.get(f"/guides/{framework_id}")
    assert guide.h1 == "One-minute guide"
    assert f"/guides/{framework_id}/example" in guide.links.values()
    example = browser.get(f"/guides/{framework_id}/example")
    assert example.h1.startswith("A worked example: ")
    assert "Why this is a good answer." in example.text
    assert "made up" in example.text


@pytest.mark.parametrize("framework_id", ["nothing", "..", "section-11@2026.2", "a" * 5_000])
def test_no_other_name_opens_anything(browser, framework_id):
    assert browser.get(f"/guides/{framework_id}").status == 404
    assert browser.get(f"/guides/{framework_id}/example").status == 404
