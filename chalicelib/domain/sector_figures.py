"""The figures of a sector that may stand beside an organisation's own, and why there are none.

They are taken from the learning report's printed figures (domain/disclosure.py), once a cycle, when it has
closed: figures of two days would differ by the one return that came between.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.disclosure import Printed
from chalicelib.domain.learning import Count, LearningReport

TOO_FEW, NOT_YET, OTHER_QUESTIONS = "too_few", "not_yet", "other_questions"
"""Why an organisation is shown none: too few returned, the round is still open, or it was asked other
questions than the rest of the round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorRow:
    """One standard in one group: how many organisations are below it in nothing, from `low` to `high`."""

    number: int
    title: str
    low: int
    high: int

    def printed(self, of: int) -> Printed:
        return Printed(self.low, self.high, of)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorGroup:
    """Organisations that are counted together. `sector_names` says whose they are."""

    name: str
    sectors: tuple[str, ...]
    sector_names: tuple[str, ...]
    returned: int
    rows: tuple[SectorRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenFigures:
    """What every feedback of a cycle may show, as it was when taken. No groups: too few returned."""

    cycle_id: str
    framework: str
    taken_at: datetime
    groups: tuple[SectorGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """One standard as one organisation reads it. `meets` is its own: below the standard in nothing."""

    number: int
    title: str
    meets: bool
    words: str
    percent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideOthers:
    """An organisation's standards beside its group's; `missing` says why there are no rows."""

    missing: str = ""
    group: str = ""
    sector_names: tuple[str, ...] = ()
    returned: int = 0
    rows: tuple[OwnRow, ...] = ()


def frozen(report: LearningReport, cycle_id: str) -> FrozenFigures:
    """Taken from a report that is final."""
    return FrozenFigures(
        cycle_id=cycle_id,
        framework=report.framework,
        taken_at=report.made_on,
        groups=tuple(
            SectorGroup(
                name=group.name,
                sectors=group.sectors,
                sector_names=group.sector_names,
                returned=group.returned,
                rows=tuple(
                    SectorRow(number=s.number, title=s.title, low=figure.low, high=figure.high)
                    for s in report.standards
                    if (figure := _met(s.below, group.name)) is not None
                ),
            )
            for group in report.groups
        ),
    )


def beside_others(
    figures: FrozenFigures | None,
    sector: str,
    framework: str,
    meets: Mapping[int, bool],
    titles: Mapping[int, str],
) -> BesideOthers:
    """`meets` are an organisation's own standards: those of which it was asked something. `titles` are what
    they are called in short.
    """
    if figures is None:
        return BesideOthers(missing=NOT_YET)
    if framework != figures.framework:
        return BesideOthers(missing=OTHER_QUESTIONS)
    group = next((group for group in figures.groups if sector in group.sectors), None)
    if group is None:
        return BesideOthers(missing=TOO_FEW)
    return BesideOthers(
        group=group.name,
        sector_names=group.sector_names,
        returned=group.returned,
        rows=tuple(
            _own(row, group, meets[row.number], titles.get(row.number) or row.title)
            for row in group.rows
            if row.number in meets
        ),
    )


def _met(below: Count, group: str) -> Printed | None:
    """Those below in nothing are what is left of the printed figure: it says no more than that does."""
    return next((figure.rest() for name, figure in below.by_group if name == group), None)


def _own(row: SectorRow, group: SectorGroup, meets: bool, title: str) -> OwnRow:
    figure = row.printed(group.returned)
    return OwnRow(number=row.number, title=title, meets=meets, words=figure.words, percent=figure.percent)
