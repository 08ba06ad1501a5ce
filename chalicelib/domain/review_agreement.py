"""How far two reviewers agree who read the same returns without seeing each other's ratings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Counts of answers that both rated. `one_said_not_applicable` is a difference without a size."""

    same: int = 0
    by_one: int = 0
    by_two_or_more: int = 0
    one_said_not_applicable: int = 0

    @property
    def answers(self) -> int:
        """How many answers both rated."""
        return self.same + self.by_one + self.by_two_or_more + self.one_said_not_applicable

    @property
    def differing(self) -> int:
        return self.answers - self.same

    @property
    def share_same(self) -> int | None:
        """In whole per cent; None where nothing was read twice."""
        return round(100 * self.same / self.answers) if self.answers else None

    def __add__(self, other: "Agreement") -> "Agreement":
        return Agreement(
            same=self.same + other.same,
            by_one=self.by_one + other.by_one,
            by_two_or_more=self.by_two_or_more + other.by_two_or_more,
            one_said_not_applicable=self.one_said_not_applicable + other.one_said_not_applicable,
        )


def compare(first: Mapping[str, int], second: Mapping[str, int]) -> Agreement:
    """Of the ratings that both gave; orders of levels, 0 for does not apply, less for not rated."""
    pairs = [(first[c], second[c]) for c in first if c in second and first[c] >= 0 and second[c] >= 0]
    apart = [None if 0 in pair and pair[0] != pair[1] else abs(pair[0] - pair[1]) for pair in pairs]
    return Agreement(
        same=apart.count(0),
        by_one=apart.count(1),
        by_two_or_more=sum(1 for step in apart if step is not None and step > 1),
        one_said_not_applicable=apart.count(None),
    )


def differing(first: Mapping[str, int], second: Mapping[str, int]) -> tuple[str, ...]:
    """The criteria that the two rated otherwise, in the first one's order."""
    return tuple(c for c in first if c in second and first[c] != second[c])


def together(agreements: Iterable[Agreement]) -> Agreement:
    return sum(agreements, Agreement())
