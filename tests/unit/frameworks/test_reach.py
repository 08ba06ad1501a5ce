"""Nobody is asked too much, and nobody is spared a duty that binds them."""

from __future__ import annotations

from pathlib import Path

from tests.unit.frameworks.builders import TINY, line_of, refusal, spoiled, tiny


def test_a_cap_holds_for_every_sector(tmp_path: Path) -> None:
    text = spoiled("{at_most: 2}", "{at_most: 1}")
    line = line_of(text, "{at_most: 1}")
    assert refusal(tmp_path, text) == (
        f"tiny.yaml:{line}: charity sees 2 criteria, at most 1",
        f"tiny.yaml:{line}: school sees 2 criteria, at most 1",
    )


def test_a_cap_holds_for_one_sector_and_profile(tmp_path: Path) -> None:
    text = spoiled("sectors: [charity], profile: {buys: no}", "sectors: [charity], profile: {buys: yes}")
    line = line_of(text, "profile: {buys: yes}")
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line}: charity, buys=yes sees 2 criteria, at most 1",)


def test_a_duty_that_nothing_asks_about_is_refused(tmp_path: Path) -> None:
    text = spoiled("duties: [buying-well]", "duties: [first-aid]")
    line = line_of(text, "key: buying-well")
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line}: nothing asks school about buying-well",)


def test_a_duty_must_be_asked_of_the_sector_that_it_binds(tmp_path: Path) -> None:
    text = TINY.replace("  - sectors: [charity]\n    when: {size: [one]}", "  - sectors: [school]")
    line = line_of(text, "key: buying-well")
    assert refusal(tmp_path, text) == (f"tiny.yaml:{line}: nothing asks school about buying-well",)


def test_a_duty_does_not_have_to_be_asked_of_others(tmp_path: Path) -> None:
    text = spoiled("  - sectors: [charity]\n    when: {size: [one]}", "  - sectors: [charity]")
    assert tiny(tmp_path, text)
