"""What an overlay may not do, beyond what no question set may: each rule names the line that breaks it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.framework import Framework, visible_criteria
from chalicelib.frameworks.problems import Problem, Spot
from chalicelib.frameworks.reach import unasked

Data = Mapping[str, Any]

MOST_LETTERS = 400
MOST_IN_A_NAME = 60
NAMES = ("id", "version", "base", "follows")
_TURNED_AROUND = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def check_texts(data: Any, spot: Spot = ()) -> Iterator[Problem]:
    """Every text of a file, whatever it is: what could break a page or a spreadsheet, and what goes on."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if len(key) > MOST_IN_A_NAME:
                yield Problem(spot, f"a name has {len(key)} letters, at most {MOST_IN_A_NAME}")
            yield from check_texts(value, (*spot, key))
    elif isinstance(data, list):
        for n, value in enumerate(data):
            yield from check_texts(value, (*spot, n))
    elif isinstance(data, str):
        yield from _text(data, spot)


def _text(text: str, spot: Spot) -> Iterator[Problem]:
    most = MOST_IN_A_NAME if spot and spot[-1] in NAMES else MOST_LETTERS
    if len(text) > most:
        yield Problem(spot, f"{len(text):,} letters, at most {most}")
    if "\n" in text or "\r" in text:
        yield Problem(spot, "write it as one line")
    elif any(unicodedata.category(c) in ("Cc", "Cs", "Cn") or c in _TURNED_AROUND for c in text):
        yield Problem(spot, "there is a letter in it that cannot be seen or printed")


def check_left_out(overlay: Data, base: Data) -> Iterator[Problem]:
    """Only what may be spared, once, and no more than is added."""
    criteria = {criterion["id"]: criterion for criterion in base["criteria"]}
    sectors = {sector["id"] for sector in base["sectors"]}
    seen: set[str] = set()
    for n, part in enumerate(overlay["leave_out"]):
        name, spot = part["id"], ("leave_out", n, "id")
        if name not in criteria:
            yield Problem(spot, f"there is no question {name!r} in {base['id']}@{base['version']}")
        elif criteria[name]["core"]:
            yield Problem(spot, f"{name} is asked of everybody, so it cannot be left out")
        if name in seen:
            yield Problem(spot, f"{name} is left out already")
        seen.add(name)
        for i, sector in enumerate(part["sectors"]):
            if sector not in sectors:
                yield Problem(("leave_out", n, "sectors", i), f"there is no sector {sector!r}")
    more = len(overlay["leave_out"]) - len(overlay["criteria"])
    if more > 0:
        words = "at most as many as you add, so that areas can still be compared"
        yield Problem(("leave_out",), f"you leave out {len(overlay['leave_out'])}: {words}")


def check_sectors(overlay: Data, base: Data) -> Iterator[Problem]:
    """Whom each own question is for."""
    known = {sector["id"] for sector in base["sectors"]}
    for n, criterion in enumerate(overlay["criteria"]):
        for i, sector in enumerate(criterion["sectors"]):
            if sector not in known:
                words = f"there is no sector {sector!r}: {', '.join(sorted(known))}"
                yield Problem(("criteria", n, "sectors", i), words)


def check_duties_kept(overlay: Data, base: Data, framework: Framework) -> Iterator[Problem]:
    """Nothing may be left out that alone asks a sector about a duty."""
    duties_of = {criterion["id"]: criterion["duties"] for criterion in base["criteria"]}
    names = {sector.id: sector.name for sector in framework.sectors}
    for number, spared in unasked(framework):
        duty = framework.duties[number]
        whom = ", ".join(names[sector] for sector in spared)
        for n, part in enumerate(overlay["leave_out"]):
            if duty.key in duties_of.get(part["id"], ()):
                words = f"without {part['id']} nothing asks {whom} about a duty: {duty.text}"
                yield Problem(("leave_out", n, "id"), words)


def may_be_left_out(framework: Framework) -> set[str]:
    """The questions without any one of which every duty is still asked of everybody whom it binds."""
    needed = {criterion.id for criterion in framework.criteria if criterion.core}
    for sector in framework.sectors:
        asked = visible_criteria(framework, sector.id, {})
        for duty in framework.duties:
            asking = [c.id for c in asked if duty.key in c.duties]
            if duty.applies_to(sector.id) and len(asking) == 1:
                needed.update(asking)
    return {criterion.id for criterion in framework.criteria} - needed


def check_past(overlay: Data, before: Framework | None) -> Iterator[Problem]:
    """Nothing of the set before is lost without a word; nothing comes from where nothing is."""
    known = {c.id for c in before.added} if before else set()
    for n, criterion in enumerate(overlay["criteria"]):
        for i, was in enumerate(criterion["was"]):
            if was not in known:
                yield Problem(("criteria", n, "was", i), _unknown(was, before))
    for n, part in enumerate(overlay["retired"]):
        if part["id"] not in known:
            yield Problem(("retired", n, "id"), _unknown(part["id"], before))
    still = {name for c in overlay["criteria"] for name in (c["was"] or [c["id"]])}
    gone = sorted(known - still - {part["id"] for part in overlay["retired"]})
    for name in gone:
        yield Problem(("follows",), f"{name} is asked no more: say why under “retired”")


def _unknown(name: str, before: Framework | None) -> str:
    if before is None:
        return f"there is no set before this one that {name} could be in: name it as “follows”"
    return f"there is no question {name!r} of yours in the set before"
