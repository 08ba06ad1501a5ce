"""How far self-ratings can be trusted: what visitors found, beside what organisations had said.

A pair is a criterion that both rated. Organisations are weighted by one over their chance of being drawn,
so that those with more tickets do not count for more. A visit that nobody drew has no such chance and is
left out. How few visits allow what: below FEW nothing, below ENOUGH counts, from there on estimates.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.domain.agreement import gwet_ac2, weighted_kappa
from chalicelib.domain.intervals import around, jackknife, wilson

FEW, ENOUGH, ENOUGH_FOR_COEFFICIENTS = 5, 10, 20
"""Organisations visited."""
NOT_APPLICABLE = 0


class Found(StrEnum):
    """What a visit found of one rating."""

    CONFIRMED = "confirmed"
    LOWER = "lower"
    HIGHER = "higher"
    MUCH_LOWER = "much_lower"  # two levels or more, and among those that are lower


@dataclass(frozen=True, slots=True)
class Pair:
    """One criterion as the organisation and as the visitors rated it: orders on the scale, 0 for "does not
    apply".
    """

    criterion: str
    standard: int
    own: int
    visitors: int

    @property
    def is_rated(self) -> bool:
        return self.own > NOT_APPLICABLE and self.visitors > NOT_APPLICABLE

    def is_found(self, found: Found) -> bool:
        difference = self.visitors - self.own
        return {
            Found.CONFIRMED: difference == 0,
            Found.LOWER: difference < 0,
            Found.HIGHER: difference > 0,
            Found.MUCH_LOWER: difference <= -2,
        }[found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """One organisation that was drawn and visited, and the chance that it had of being drawn."""

    organisation: str
    sector: str
    chance: float
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class _Tally:
    """One visited organisation's rated pairs, counted. `found` counts by what was found and own level."""

    chance: float
    of: Mapping[int, int]
    found: Mapping[tuple[Found, int], int]
    cells: Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A count out of the ratings checked; with enough organisations what it says of all, and how surely."""

    count: int
    of: int
    estimate: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found, overall or in one standard or sector. Without `shares` there were not enough visits."""

    organisations: int
    shares: Mapping[Found, Share]
    own_not_applicable: int
    visitors_not_applicable: int

    @property
    def has_estimates(self) -> bool:
        return self.organisations >= ENOUGH


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """None where it is not estimable."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """All that is known. `everywhere` says what visitors would find in every return; `kappa` and `ac2` are
    None before there are enough visits. `table`: how often each own rating met each of the visitors'.
    """

    visited: int
    whole: Checked
    standards: Mapping[int, Checked]
    sectors: Mapping[str, Checked]
    everywhere: Mapping[Found, Share]
    table: tuple[tuple[int, ...], ...]
    kappa: Coefficient | None
    ac2: Coefficient | None


def trust(visits: Sequence[Visited], levels: int, rated: Mapping[int, int]) -> Trust:
    """`levels` is how many the scale has; `rated`: order of a level → how many ratings of it there are in all
    returns.
    """
    visits = [visit for visit in visits if visit.pairs]
    standards = sorted({pair.standard for visit in visits for pair in visit.pairs})
    in_sectors = {s: [v for v in visits if v.sector == s] for s in sorted({v.sector for v in visits})}
    tallies = _tallies(visits)
    enough = len(tallies) >= ENOUGH_FOR_COEFFICIENTS
    return Trust(
        visited=len(visits),
        whole=checked(visits),
        standards={s: checked(_of_standard(visits, s)) for s in standards},
        sectors={s: checked(found) for s, found in in_sectors.items() if len(found) >= ENOUGH},
        everywhere=everywhere(visits, rated),
        table=tuple(tuple(map(int, row)) for row in _table(tallies, levels, weighted=False)),
        kappa=_coefficient(tallies, levels, weighted_kappa) if enough else None,
        ac2=_coefficient(tallies, levels, gwet_ac2) if enough else None,
    )


def checked(visits: Sequence[Visited]) -> Checked:
    """What was found in these."""
    tallies, pairs = _tallies(visits), [pair for visit in visits for pair in visit.pairs]
    return Checked(
        organisations=len(tallies),
        shares={found: _share(tallies, found) for found in Found} if len(tallies) >= FEW else {},
        own_not_applicable=sum(1 for p in pairs if p.own == NOT_APPLICABLE < p.visitors),
        visitors_not_applicable=sum(1 for p in pairs if p.visitors == NOT_APPLICABLE < p.own),
    )


def everywhere(visits: Sequence[Visited], rated: Mapping[int, int]) -> dict[Found, Share]:
    """What visitors would find if they went everywhere: the share found at each own level, applied to every
    return's ratings. Nothing before there are enough visits.
    """
    tallies, whole = _tallies(visits), sum(rated.values())
    if len(tallies) < ENOUGH or not whole:
        return {}
    seen = {
        level: sum(1 for t in tallies if t.of.get(level)) for level in {*rated, *_levels(tallies)} if level
    }
    weights = {group: sum(rated.get(level, 0) for level in group) / whole for group in level_groups(seen)}
    return {found: _projected(tallies, found, weights) for found in Found}


def level_groups(seen: Mapping[int, int]) -> tuple[frozenset[int], ...]:
    """Own levels that are looked at together: one that was met in under FEW visited organisations joins the
    neighbour that was met in fewer. `seen`: order of a level → in how many it was met.
    """
    groups = [(frozenset({level}), count) for level, count in sorted(seen.items())]
    while len(groups) > 1:
        place = min(range(len(groups)), key=lambda n: groups[n][1])
        if groups[place][1] >= FEW:
            break
        beside = [n for n in (place - 1, place + 1) if 0 <= n < len(groups)]
        first, second = sorted((place, min(beside, key=lambda n: groups[n][1])))
        (low, fewer), (high, more) = groups[first], groups[second]
        groups[first : second + 1] = [(low | high, max(fewer, more))]
    return tuple(group for group, _ in groups)


def _tallies(visits: Iterable[Visited]) -> list[_Tally]:
    """Of those with at least one pair that both sides rated."""
    counted = [_tally(visit) for visit in visits]
    return [tally for tally in counted if tally.of]


def _tally(visit: Visited) -> _Tally:
    pairs = [pair for pair in visit.pairs if pair.is_rated]
    return _Tally(
        chance=visit.chance,
        of=Counter(pair.own for pair in pairs),
        found=Counter((found, pair.own) for pair in pairs for found in Found if pair.is_found(found)),
        cells=Counter((pair.own, pair.visitors) for pair in pairs),
    )


def _levels(tallies: Iterable[_Tally]) -> frozenset[int]:
    return frozenset(level for tally in tallies for level in tally.of)


def _share(tallies: Sequence[_Tally], found: Found) -> Share:
    if len(tallies) < ENOUGH:
        return Share(count=_count(tallies, found), of=_of(tallies))
    levels = _levels(tallies)
    return _estimated(tallies, found, lambda some: _weighted(some, found, levels))


def _projected(tallies: Sequence[_Tally], found: Found, weights: Mapping[frozenset[int], float]) -> Share:
    return _estimated(
        tallies,
        found,
        lambda some: sum(weight * _weighted(some, found, group) for group, weight in weights.items()),
    )


def _estimated(
    tallies: Sequence[_Tally], found: Found, estimate: Callable[[Sequence[_Tally]], float]
) -> Share:
    share = min(max(estimate(tallies), 0.0), 1.0)
    error = jackknife(tallies, [tally.chance for tally in tallies], estimate)
    low, high = wilson(share, error, len(tallies))
    return Share(count=_count(tallies, found), of=_of(tallies), estimate=share, low=low, high=high)


def _weighted(tallies: Iterable[_Tally], found: Found, levels: frozenset[int]) -> float:
    """The weighted share of the pairs at these own levels of which this was found."""
    top = bottom = 0.0
    for tally in tallies:
        for level in levels:
            bottom += tally.of.get(level, 0) / tally.chance
            top += tally.found.get((found, level), 0) / tally.chance
    return top / bottom if bottom else 0.0


def _count(tallies: Iterable[_Tally], found: Found) -> int:
    return sum(count for tally in tallies for (what, _), count in tally.found.items() if what is found)


def _of(tallies: Iterable[_Tally]) -> int:
    return sum(sum(tally.of.values()) for tally in tallies)


def _of_standard(visits: Iterable[Visited], standard: int) -> list[Visited]:
    return [replace(v, pairs=tuple(p for p in v.pairs if p.standard == standard)) for v in visits]


def _table(tallies: Iterable[_Tally], levels: int, *, weighted: bool) -> list[list[float]]:
    table = [[0.0] * levels for _ in range(levels)]
    for tally in tallies:
        for (own, visitors), count in tally.cells.items():
            table[own - 1][visitors - 1] += count / tally.chance if weighted else count
    return table


def _coefficient(
    tallies: Sequence[_Tally], levels: int, of: Callable[[Sequence[Sequence[float]]], float | None]
) -> Coefficient:
    """Not estimable either where it is so only thanks to one organisation."""

    def estimate(some: Sequence[_Tally]) -> float | None:
        return of(_table(some, levels, weighted=True))

    value = estimate(tallies)
    without = [estimate([*tallies[:n], *tallies[n + 1 :]]) for n in range(len(tallies))]
    if value is None or None in without:
        return Coefficient(value=None)
    error = jackknife(tallies, [t.chance for t in tallies], lambda some: estimate(some) or 0.0)
    low, high = around(value, error, len(tallies))
    return Coefficient(value=value, low=low, high=high)
