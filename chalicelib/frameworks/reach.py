"""Rules on who is asked what: nobody too much, and nobody spared a duty that binds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.framework import Framework, minutes, visible_criteria
from chalicelib.frameworks.problems import Problem

Data = Mapping[str, Any]


def check_caps(data: Data, framework: Framework) -> Iterator[Problem]:
    """Every cap, at its worst profile.

    An unanswered question removes nothing and every answer can only remove more, so the most that
    anyone sees under a cap is what they see with nothing answered but what the cap names.
    """
    every = [sector.id for sector in framework.sectors]
    for n, cap in enumerate(data["caps"]):
        for sector in cap["sectors"] or every:
            seen = len(visible_criteria(framework, sector, cap["profile"]))
            if seen > cap["at_most"]:
                who = ", ".join([sector, *(f"{q}={a}" for q, a in cap["profile"].items())])
                yield Problem(("caps", n), f"{who} sees {seen} criteria, at most {cap['at_most']}")


def check_duties(framework: Framework) -> Iterator[Problem]:
    """Every duty is asked of every sector that it binds, before the profile removes anything."""
    asked = {
        sector.id: {duty for c in visible_criteria(framework, sector.id, {}) for duty in c.duties}
        for sector in framework.sectors
    }
    for n, duty in enumerate(framework.duties):
        spared = [s for s, duties in asked.items() if duty.applies_to(s) and duty.key not in duties]
        if spared:
            yield Problem(("duties", n), f"nothing asks {', '.join(spared)} about {duty.key}")


def summary(framework: Framework) -> Iterator[str]:
    """One line a sector: how much its organisations are asked at most."""
    for sector in framework.sectors:
        seen = visible_criteria(framework, sector.id, {})
        yield f"{sector.id:20} {len(seen):3} criteria {minutes(seen):4} minutes"
    every = framework.criteria
    yield f"{'the whole bank':20} {len(every):3} criteria {minutes(every):4} minutes"
