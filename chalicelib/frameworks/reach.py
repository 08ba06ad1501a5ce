"""Rules on who is asked what: nobody too much, and nobody spared a duty that binds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.framework import Criterion, Framework, Profile, minutes, visible_criteria
from chalicelib.domain.previews import every_profile
from chalicelib.frameworks.problems import Problem

Data = Mapping[str, Any]


def check_caps(data: Data, framework: Framework) -> Iterator[Problem]:
    """Every cap, for every sector and every way of answering the whole profile."""
    every = [sector.id for sector in framework.sectors]
    for n, cap in enumerate(data["caps"]):
        for sector in cap["sectors"] or every:
            seen = len(most_asked(framework, sector, cap["profile"]))
            if seen > cap["at_most"]:
                who = ", ".join([sector, *(f"{q}={a}" for q, a in cap["profile"].items())])
                yield Problem(("caps", n), f"{who} sees {seen} criteria, at most {cap['at_most']}")


def check_duties(framework: Framework) -> Iterator[Problem]:
    """Every duty is asked of every sector that it binds, before the profile removes anything."""
    for n, spared in unasked(framework):
        yield Problem(("duties", n), f"nothing asks {', '.join(spared)} about {framework.duties[n].key}")


def unasked(framework: Framework) -> Iterator[tuple[int, list[str]]]:
    """The position of each duty that is not asked of a sector that it binds, and those sectors."""
    asked = {
        sector.id: {duty for c in visible_criteria(framework, sector.id, {}) for duty in c.duties}
        for sector in framework.sectors
    }
    for n, duty in enumerate(framework.duties):
        spared = [s for s, duties in asked.items() if duty.applies_to(s) and duty.key not in duties]
        if spared:
            yield n, spared


def most_asked(framework: Framework, sector: str, fixed: Profile) -> tuple[Criterion, ...]:
    """The longest set that a sector can see, whatever is answered besides what is fixed."""
    seen = (visible_criteria(framework, sector, profile) for profile in every_profile(framework, fixed))
    return max(seen, key=len)


def summary(framework: Framework) -> Iterator[str]:
    """One line a sector: the most that its organisations can be asked."""
    for sector in framework.sectors:
        most = most_asked(framework, sector.id, {})
        yield f"{sector.id:20} {len(most):3} criteria {minutes(most):4} minutes"
    every = framework.criteria
    yield f"{'the whole bank':20} {len(every):3} criteria {minutes(every):4} minutes"
    refs = {(ref.doc, ref.part): ref.checked for criterion in every for ref in criterion.refs}
    unchecked = sum(not checked for checked in refs.values())
    yield f"{unchecked} of {len(refs)} references have not been checked against their source yet"
