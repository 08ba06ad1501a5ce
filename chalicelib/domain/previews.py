"""What a question set asks of whom, before anybody answers it, and what a partnership's own changes."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from chalicelib.domain.framework import (
    Criterion,
    Framework,
    Instead,
    Profile,
    Sector,
    Standard,
    minutes,
    removed_criteria,
    visible_criteria,
)

Seen = tuple[tuple[Profile, tuple[Criterion, ...]], ...]
"""Every way of answering the whole profile, each with what is asked then."""


@dataclass(frozen=True, slots=True, order=True)
class Burden:
    """What answering costs."""

    questions: int
    minutes: int

    @classmethod
    def of(cls, criteria: tuple[Criterion, ...]) -> "Burden":
        return cls(len(criteria), minutes(criteria))


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorReach:
    """The most that a sector is asked; `before` is what the base alone asks, None where there is none."""

    sector: Sector
    before: Burden | None
    now: Burden
    added: Burden


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What one organisation would see. `instead` is the set that it would get in place of this one."""

    sector: Sector
    profile: Profile
    variant: str
    before: Burden | None
    now: Burden
    sections: tuple[tuple[Standard, tuple[Criterion, ...]], ...]
    spared: tuple[tuple[Criterion, str], ...]
    instead: Instead | None

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """In the order of the pages."""
        return tuple(c for _, criteria in self.sections for c in criteria)


def every_profile(framework: Framework, fixed: Profile | None = None) -> Iterator[Profile]:
    """Every complete profile that has the fixed answers."""
    fixed = fixed or {}
    answers = [[fixed[q.id]] if q.id in fixed else list(q.answers) for q in framework.profile_questions]
    for chosen in itertools.product(*answers):
        yield {q.id: answer for q, answer in zip(framework.profile_questions, chosen, strict=True)}


def seen_by(framework: Framework, sector: str) -> Seen:
    """Without the cache of visible_criteria: there are hundreds, and none is asked for twice."""
    return tuple(
        (profile, tuple(c for c in framework.criteria if c.removed_because(sector, profile) is None))
        for profile in every_profile(framework)
    )


@lru_cache(maxsize=32)  # half a second for our largest set, and asked for at each look at the same one
def reach(framework: Framework, base: Framework | None) -> tuple[SectorReach, ...]:
    """Sector by sector, whatever its organisations say about themselves."""
    return tuple(_sector_reach(framework, base, sector) for sector in framework.sectors)


def _sector_reach(framework: Framework, base: Framework | None, sector: Sector) -> SectorReach:
    seen = [criteria for _, criteria in seen_by(framework, sector.id)]
    before = [criteria for _, criteria in seen_by(base, sector.id)] if base else []
    return SectorReach(
        sector=sector,
        before=max(map(Burden.of, before)) if before else None,
        now=max(map(Burden.of, seen)),
        added=max(Burden.of(tuple(filter(framework.is_added, criteria))) for criteria in seen),
    )


def busiest(framework: Framework, sector: str) -> Profile:
    """The answers with which an organisation is asked the most, of those that keep to this framework."""
    seen = [(p, criteria) for p, criteria in seen_by(framework, sector) if not framework.instead_for(p)]
    return max(seen, key=lambda pair: len(pair[1]))[0] if seen else next(every_profile(framework))


def preview(framework: Framework, base: Framework | None, sector: str, answers: Mapping[str, str]) -> Preview:
    """For a sector of the framework (raises KeyError for another), and answers; what is not a whole profile
    becomes that of whoever is asked most.
    """
    whole = all(answers.get(q.id) in q.answers for q in framework.profile_questions)
    profile = (
        {q.id: answers[q.id] for q in framework.profile_questions} if whole else busiest(framework, sector)
    )
    asked = visible_criteria(framework, sector, profile)
    return Preview(
        sector=framework.sector(sector),
        profile=profile,
        variant=framework.variant_for(sector, profile),
        before=Burden.of(visible_criteria(base, sector, profile)) if base else None,
        now=Burden.of(asked),
        sections=tuple((s, tuple(c for c in asked if c.section == s.number)) for s in framework.sections),
        spared=removed_criteria(framework, sector, profile),
        instead=framework.instead_for(profile),
    )
