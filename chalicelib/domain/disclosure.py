"""Which figures may be printed: none from which somebody could learn what one organisation answered.

A figure counts organisations in a group, or in a part of a group that is printed itself. Groups are
disjoint, have at least ten returns, and depend only on who returned, never on what was said. A count
within three of none or of all prints as "3 or fewer" or "all but 3 or fewer". Whatever else is shown
(totals, rests, percentages, order, lengths of bars) is worked out from `Printed` values, so that it
cannot say more than they do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

GROUP_MINIMUM = 10
EDGE = 3
OTHERS = "Other organisations"
EVERYBODY = "All organisations"


class Kind(StrEnum):
    """How much a printed figure says."""

    EXACT = "exact"
    AT_MOST = "at_most"
    ALL_BUT_AT_MOST = "all_but_at_most"
    BETWEEN = "between"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a reader is told of a count: it lies from `low` to `high`, out of `of` organisations.

    Counts below the edge and near all are the same value whatever the true count is; the true count
    is not kept.
    """

    low: int
    high: int
    of: int

    @property
    def kind(self) -> Kind:
        if self.low == self.high:
            return Kind.EXACT
        if (self.low, self.high) == (0, self.of):
            return Kind.NOT_SHOWN
        if self.low == 0:
            return Kind.AT_MOST
        return Kind.ALL_BUT_AT_MOST if self.high == self.of else Kind.BETWEEN

    @property
    def words(self) -> str:
        """As in "7", "3 or fewer", "all but 3 or fewer", "9 to 12", "not shown"."""
        return {
            Kind.EXACT: f"{self.low}",
            Kind.AT_MOST: f"{self.high} or fewer",
            Kind.ALL_BUT_AT_MOST: f"all but {self.of - self.low} or fewer",
            Kind.BETWEEN: f"{self.low} to {self.high}",
            Kind.NOT_SHOWN: "not shown",
        }[self.kind]

    @property
    def percent(self) -> str:
        """The same in whole per cents, as in "23%", "up to 10%", "at least 90%", "29% to 39%".

        Whole numbers, so that every machine rounds alike: half up, and the ends of a range outwards.
        """
        low, high = 100 * self.low // self.of, -(-100 * self.high // self.of)
        return {
            Kind.EXACT: f"{(200 * self.low + self.of) // (2 * self.of)}%",
            Kind.AT_MOST: f"up to {high}%",
            Kind.ALL_BUT_AT_MOST: f"at least {low}%",
            Kind.BETWEEN: f"{low}% to {high}%",
            Kind.NOT_SHOWN: "not shown",
        }[self.kind]

    @property
    def share(self) -> float:
        """For drawing and for order: the middle of what is printed, from 0 to 1."""
        return (self.low + self.high) / (2 * self.of)

    def rest(self) -> "Printed":
        """The others of the same whole."""
        return Printed(self.of - self.high, self.of - self.low, self.of)

    def less(self, part: "Printed") -> "Printed":
        """What is left of this figure without a part of it."""
        return Printed(max(self.low - part.high, 0), self.high - part.low, self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Organisations whose figures are printed together. Both counts are printed as they are."""

    name: str
    sectors: tuple[str, ...]
    sector_names: tuple[str, ...]
    returned: int
    invited: int


def printed(count: int, whole: int | Printed) -> Printed:
    """How a count of organisations out of a whole is printed.

    `whole` is the group's number of returns, or a printed part of it. Where the whole is itself blunt
    the upper edge starts three below the least that it can be, so that what is left is never told to
    be three or fewer. Where the edges leave no number between them, nothing is shown.
    """
    outer = Printed(whole, whole, whole) if isinstance(whole, int) else whole
    edge = outer.low - EDGE
    if edge - EDGE < 2:
        return Printed(0, outer.high, outer.of)
    if count <= EDGE:
        return Printed(0, EDGE, outer.of)
    if count >= edge:
        return Printed(edge, outer.high, outer.of)
    return Printed(count, count, outer.of)


def total(parts: Iterable[Printed]) -> Printed:
    """The sum over disjoint groups, as sharp as the printed parts allow."""
    figures = list(parts)
    return Printed(sum(p.low for p in figures), sum(p.high for p in figures), sum(p.of for p in figures))


def groups(
    returned: Mapping[str, int], invited: Mapping[str, int], names: Mapping[str, str]
) -> tuple[Group, ...]:
    """Divide sectors into groups of at least ten returns; nothing at all if there are fewer than ten.

    `returned` and `invited` count organisations by sector; `names` gives the sectors' names in the
    order in which groups are shown. Sectors with fewer than ten form one group, which takes in the
    next smallest sector while it is still too small itself.
    """
    count = {sector: returned.get(sector, 0) for sector in names if invited.get(sector, 0)}
    if sum(count.values()) < GROUP_MINIMUM:
        return ()
    alone = [sector for sector in count if count[sector] >= GROUP_MINIMUM]
    merged = [sector for sector in count if count[sector] < GROUP_MINIMUM]
    while merged and sum(count[sector] for sector in merged) < GROUP_MINIMUM:
        smallest = min(alone, key=lambda sector: count[sector])
        alone.remove(smallest)
        merged.append(smallest)
    parts = [(names[sector], [sector]) for sector in alone]
    if merged:
        parts.append((OTHERS if alone else EVERYBODY, [sector for sector in count if sector in merged]))
    return tuple(
        Group(
            name=name,
            sectors=tuple(sectors),
            sector_names=tuple(names[sector] for sector in sectors),
            returned=sum(count[sector] for sector in sectors),
            invited=sum(invited[sector] for sector in sectors),
        )
        for name, sectors in parts
    )
