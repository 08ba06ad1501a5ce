"""A framework small enough to read whole, as text, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.domain.framework import Framework
from chalicelib.frameworks.build import build
from chalicelib.frameworks.loader import read
from chalicelib.frameworks.problems import FrameworkRefused

TINY = """\
id: tiny
version: 2026.1
title: A tiny framework
follows: tiny@2025.1
retired: [{id: S01-09, why: Nobody bleeds on Sundays}]
variants: [{variant: alone, when: {size: [one]}}]
scale:
- {id: absent, label: Absent, meets_standard: false, needs_action: true}
- {id: present, label: Present, meets_standard: true, needs_action: false}
- {id: tested, label: Tested, meets_standard: true, needs_action: false}
profile_questions:
- id: buys
  question: Do you buy services?
  hint: Any
  answers: {yes: "Yes", no: "No"}
- id: size
  question: How many are you?
  hint: Count everyone
  answers: {one: One, many: Many}
sectors:
- {id: school, name: School, variant: school}
- {id: charity, name: Charity, variant: general}
caps:
- {at_most: 2}
- {at_most: 1, sectors: [charity], profile: {buys: no}}
duties:
- {key: first-aid, text: Plasters are at hand}
- {key: buying-well, text: What is bought is safe, binds: [school]}
standards:
- {number: 1, title: Plasters, short_title: Plasters}
- {number: 2, title: Buying, short_title: Buying}
criteria:
- id: S01-01
  standard: 1
  title: Plasters at hand
  minutes: 2
  core: true
  voice_of_child: false
  duties: [first-aid]
  refs: [{doc: The handbook, part: page 3, checked: 2026-11-22}]
  wordings:
    general:
      question: Where are the plasters?
      why: Knees bleed
      think_about: [Kitchen, Garden]
      try_this: Look for one now
      where_to_look: [The drawer, The van]
      do_not_attach: Used plasters
      levels:
        absent: We have none
        present: We have some in every room
        tested: As Present, and in the last 12 months we counted them and bought more
      first_step: Buy a box
      changed: We count plasters now
    school:
      question: Where does a pupil find a plaster?
      why: Knees bleed at playtime
      think_about: [Playground, Hall]
      try_this: Ask a pupil
      where_to_look: [The office, The hall]
      do_not_attach: Used plasters
      levels:
        absent: There are none
        present: Every pupil knows where they are
        tested: As Present, and in the last 12 months pupils showed us and we moved them
      first_step: Show one class
    alone:
      question: Where do you keep your plasters?
- id: S02-01
  standard: 2
  title: Buying plasters
  minutes: 3
  core: false
  voice_of_child: false
  duties: [buying-well]
  refs: [{doc: The handbook, part: page 9, checked: 2026-11-22}]
  not_asked:
  - when: {buys: [no]}
    because: You told us that you buy nothing
  - sectors: [charity]
    when: {size: [one]}
    because: You told us that you are alone
  wordings:
    general:
      question: Whom do you buy from?
      why: Some plasters do not stick
      think_about: [Price, Glue]
      try_this: Stick one on
      where_to_look: [The invoice, The box]
      do_not_attach: Card numbers
      levels:
        absent: We do not know
        present: We buy from a shop that we have checked
        tested: As Present, and in the last 12 months we tried a box and changed shops
      first_step: Ask for the invoice
"""


def spoiled(old: str, new: str) -> str:
    """TINY with the first `old` replaced. Fails where there is nothing to replace."""
    assert old in TINY, f"nothing to spoil: {old!r}"
    return TINY.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    """The line on which `part` first stands, counted from 1."""
    return text[: text.index(part)].count("\n") + 1


def tiny(tmp_path: Path, text: str = TINY) -> Framework:
    return build(read(_written(tmp_path, text)))


def refusal(tmp_path: Path, text: str) -> tuple[str, ...]:
    """Every "file:line: reason" for which the text is refused."""
    with pytest.raises(FrameworkRefused) as refused:
        read(_written(tmp_path, text), file="tiny.yaml")
    return refused.value.problems


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(text, encoding="utf-8")
    return path
