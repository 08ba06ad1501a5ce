"""Who reviews what: fair shares that anybody can work out again, and an overlap that two read.

Nothing here is left to chance: the same returns, reviewers and loads in the same order give the same shares.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

READ_IN_AN_HOUR = 340  # answers: 45 in 8 minutes
ROUNDS = 1_000  # of evening out, at most: each moves one return


class By(StrEnum):
    """What is shared out evenly: the number of returns, or the minutes that they take to read."""

    RETURNS = "returns"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToShare:
    """One return. `barred` are the reviewers who may not have it."""

    ref: str
    minutes: int = 1
    barred: frozenset[str] = frozenset()

    def weight(self, by: By) -> int:
        return self.minutes if by is By.MINUTES else 1


def minutes_to_read(answers: int) -> int:
    """An estimate, at least two: eight for 45 answers."""
    return max(2, round(60 * answers / READ_IN_AN_HOUR))


def fair_shares(
    returns: Sequence[ToShare], reviewers: Sequence[str], loads: Mapping[str, int], by: By = By.RETURNS
) -> dict[str, str]:
    """Reference → reviewer. What nobody may have is left out. `loads` is what each holds already.

    The return that fewest may have goes first, then the longest, then in the order given; each to whoever
    holds least of those who may have it, the first of them where several do. Then single returns move from
    whoever holds most while that brings any two closer.
    """
    held = {reviewer: loads.get(reviewer, 0) for reviewer in reviewers}
    given: dict[str, str] = {}
    allowed = {r.ref: [who for who in reviewers if who not in r.barred] for r in returns}
    for each in sorted(returns, key=lambda r: (len(allowed[r.ref]), -r.weight(by))):
        if allowed[each.ref]:
            least = min(allowed[each.ref], key=lambda who: held[who])
            given[each.ref] = least
            held[least] += each.weight(by)
    _even_out(returns, allowed, given, held, by)
    return given


def _even_out(
    returns: Sequence[ToShare],
    allowed: Mapping[str, Sequence[str]],
    given: dict[str, str],
    held: dict[str, int],
    by: By,
) -> None:
    for _ in range(ROUNDS):
        moved = False
        for each in returns:
            if each.ref not in given:
                continue
            now, weight = given[each.ref], each.weight(by)
            least = min(allowed[each.ref], key=lambda who: held[who])
            if held[now] - held[least] > weight:
                given[each.ref], moved = least, True
                held[now] -= weight
                held[least] += weight
        if not moved:
            return


def overlap(refs: Sequence[str], wanted: int) -> tuple[str, ...]:
    """So many of these, evenly spaced in the order given; all where there are not more."""
    if wanted >= len(refs):
        return tuple(refs)
    return tuple(refs[(2 * place + 1) * len(refs) // (2 * wanted)] for place in range(wanted))
