"""The figures of a learning report: what may be printed about a cycle, and nothing else.

Definitions, also printed in the report:

- An organisation counts when its return is submitted. What is printed is out of all submitted returns
  of a group.
- In a standard an organisation is in one of three places, by its lowest rating there: below the
  standard in something, at the standard in something and below it in nothing, or at the highest level
  in everything. One to which the whole standard does not apply is counted in the middle. The levels
  below the standard are never told apart.
- A criterion counts the organisations below the standard in it; those to which it does not apply are
  not among them. A group in which no sector is asked a criterion has no figure for it.
- A standard's actions (barriers) count organisations with at least one that serves a criterion of it.
- Questions that a partnership added to ours count in no standard and no list, so that areas can be compared;
  each has a figure of its own, apart.

The domain hands on `Printed` figures only; counts that may not be printed end in this module.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from chalicelib.domain.cycles import Cycle, CycleStatus, Header
from chalicelib.domain.disclosure import Group, Printed, groups, printed, total
from chalicelib.domain.framework import Criterion, Framework, Standard

MOST_OFTEN = 10
"""How many criteria are named as most often below the standard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One figure for each group that is asked, under its name and in the report's order, and their total."""

    by_group: tuple[tuple[str, Printed], ...]
    total: Printed


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionFigures:
    """How many are below the standard in one criterion."""

    id: str
    title: str
    standard: int
    below: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardFigures:
    """One standard. `below`, `middle` and `top` divide the returns; a scale of two has no middle."""

    number: int
    title: str
    below: Count
    middle: Count | None
    top: Count
    actions: Count
    barriers: Count
    criteria: tuple[CriterionFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The labels of the levels that make up each place, from the framework's own scale."""

    below: tuple[str, ...]
    middle: tuple[str, ...]
    top: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningReport:
    """Everything that the report says. Without groups there are too few returns for any figure.

    `final` is false while returns may still arrive: such a report is for the partnership's staff only.
    `added` are the partnership's own questions beside ours, `left_out` the titles of those of ours that it
    does not ask everybody.
    """

    partnership: str
    cycle: str
    framework: str
    framework_title: str
    made_on: datetime
    final: bool
    places: Places
    groups: tuple[Group, ...]
    standards: tuple[StandardFigures, ...]
    most_often_below: tuple[CriterionFigures, ...]
    added: tuple[CriterionFigures, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def returned(self) -> int:
        return sum(group.returned for group in self.groups)

    @property
    def invited(self) -> int:
        return sum(group.invited for group in self.groups)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A group and its submitted returns."""

    group: Group
    headers: Sequence[Header]


def learning_report(
    framework: Framework, cycle: Cycle, headers: Iterable[Header], partnership_name: str, made_on: datetime
) -> LearningReport:
    """The figures of a cycle from its read model, one header a return. `made_on` is an aware time."""
    cells = _cells(framework, headers)
    figures = [_standard(framework, standard, cells) for standard in framework.standards]
    standards = tuple(figure for figure in figures if figure)
    return LearningReport(
        partnership=partnership_name,
        cycle=cycle.name,
        framework=framework.key,
        framework_title=framework.title,
        made_on=made_on,
        final=cycle.status in (CycleStatus.CLOSED, CycleStatus.ARCHIVED),
        places=_places(framework),
        groups=tuple(cell.group for cell in cells),
        standards=standards,
        most_often_below=most_often_below(c for standard in standards for c in standard.criteria),
        added=tuple(_criteria(framework, framework.added, cells)),
        left_out=tuple(framework.criterion(name).title for name in framework.left_out),
    )


def most_often_below(criteria: Iterable[CriterionFigures]) -> tuple[CriterionFigures, ...]:
    """Those most often below the standard, as far as print tells; ties stay in the framework's order."""
    telling = [c for c in criteria if c.below.total.low > 0]
    return tuple(sorted(telling, key=lambda c: -c.below.total.share)[:MOST_OFTEN])


def _cells(framework: Framework, headers: Iterable[Header]) -> list[_Cell]:
    known = list(headers)
    returned = [h for h in known if h.is_in]
    names = {sector.id: sector.name for sector in framework.sectors}
    names |= {sector: sector for sector in sorted({h.sector for h in known} - names.keys())}
    divided = groups(Counter(h.sector for h in returned), Counter(h.sector for h in known), names)
    return [_Cell(group, [h for h in returned if h.sector in group.sectors]) for group in divided]


def _places(framework: Framework) -> Places:
    levels = framework.scale.levels
    return Places(
        below=tuple(level.label for level in levels if not level.meets_standard),
        middle=tuple(level.label for level in levels[:-1] if level.meets_standard),
        top=levels[-1].label,
    )


def _standard(framework: Framework, standard: Standard, cells: Sequence[_Cell]) -> StandardFigures | None:
    """None when no group is asked anything in this standard."""
    criteria = [c for c in framework.criteria_of(standard.number) if not framework.is_added(c)]
    asked = [cell for cell in cells if any(_asks(cell, c) for c in criteria)]
    if not asked:
        return None
    ids = {c.id for c in criteria}
    below, middle, top = _divided(framework, ids, asked)
    return StandardFigures(
        number=standard.number,
        title=standard.title,
        below=below,
        middle=middle if _places(framework).middle else None,
        top=top,
        actions=_count(asked, lambda header: _has_plan(header, "a", ids)),
        barriers=_count(asked, lambda header: _has_plan(header, "b", ids)),
        criteria=tuple(_criteria(framework, criteria, asked)),
    )


def _divided(framework: Framework, ids: set[str], cells: Sequence[_Cell]) -> tuple[Count, Count, Count]:
    """How many are below, in the middle and at the top: the top as a part of those that are not below."""
    low = _orders_below(framework)
    highest = framework.scale.levels[-1].order
    has_middle = bool(_places(framework).middle)

    def is_top(header: Header) -> bool:
        return {order for c, order in header.ratings.items() if c in ids and order > 0} == {highest}

    below, middle, top = [], [], []
    for cell in cells:
        is_below = sum(1 for h in cell.headers if any(h.ratings.get(c) in low for c in ids))
        below.append(printed(is_below, cell.group.returned))
        rest = below[-1].rest()
        top.append(printed(sum(map(is_top, cell.headers)), rest) if has_middle else rest)
        middle.append(rest.less(top[-1]))
    return _named(cells, below), _named(cells, middle), _named(cells, top)


def _criteria(
    framework: Framework, criteria: Iterable[Criterion], cells: Sequence[_Cell]
) -> Iterable[CriterionFigures]:
    low = _orders_below(framework)
    for criterion in criteria:
        is_below = partial(_is_in, criterion.id, low)
        asked = [cell for cell in cells if _asks(cell, criterion)]
        if asked:
            yield CriterionFigures(
                id=criterion.id,
                title=criterion.title,
                standard=criterion.standard,
                below=_count(asked, is_below),
            )


def _is_in(criterion: str, orders: set[int], header: Header) -> bool:
    return header.ratings.get(criterion) in orders


def _count(cells: Sequence[_Cell], counts: Callable[[Header], bool]) -> Count:
    return _named(cells, [printed(sum(map(counts, c.headers)), c.group.returned) for c in cells])


def _named(cells: Sequence[_Cell], figures: Sequence[Printed]) -> Count:
    names = (cell.group.name for cell in cells)
    return Count(by_group=tuple(zip(names, figures, strict=True)), total=total(figures))


def _asks(cell: _Cell, criterion: Criterion) -> bool:
    """Whether the framework asks any sector of the group; what profiles remove is not looked at."""
    return any(criterion.removed_because(sector, {}) is None for sector in cell.group.sectors)


def _orders_below(framework: Framework) -> set[int]:
    return {level.order for level in framework.scale.levels if not level.meets_standard}


def _has_plan(header: Header, letter: str, ids: set[str]) -> bool:
    """Whether a plan serves any of these criteria; ids of actions start with "a", of barriers with "b"."""
    return any(plan.startswith(letter) and not ids.isdisjoint(c) for plan, c in header.plans.items())
