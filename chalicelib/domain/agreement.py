"""How far two raters agree beyond chance, from a table: rows are the one's levels, columns the other's.

Both weigh a difference by its square. Kappa is the usual one and falls when nearly everybody gets the same
rating; Gwet's AC2 does not (K. L. Gwet, Handbook of Inter-Rater Reliability, 4th edition, chapter 4).
"""

from collections.abc import Sequence

Table = Sequence[Sequence[float]]


def weighted_kappa(table: Table) -> float | None:
    """Cohen's with quadratic weights. None where either side uses one level only: not estimable."""
    if not is_estimable(table):
        return None
    size, whole = len(table), _whole(table)
    rows, columns = _margins(table)
    apart = [[(r - c) ** 2 for c in range(size)] for r in range(size)]
    seen = sum(apart[r][c] * table[r][c] for r in range(size) for c in range(size)) / whole
    by_chance = sum(apart[r][c] * rows[r] * columns[c] for r in range(size) for c in range(size))
    return 1 - seen / by_chance


def gwet_ac2(table: Table) -> float | None:
    """Gwet's with quadratic weights. None where either side uses one level only: not estimable."""
    if not is_estimable(table):
        return None
    size, whole = len(table), _whole(table)
    rows, columns = _margins(table)
    near = [[1 - ((r - c) / (size - 1)) ** 2 for c in range(size)] for r in range(size)]
    seen = sum(near[r][c] * table[r][c] for r in range(size) for c in range(size)) / whole
    used = [(row + column) / 2 for row, column in zip(rows, columns, strict=True)]
    weight = sum(map(sum, near)) / (size * (size - 1))
    by_chance = weight * sum(share * (1 - share) for share in used)
    return (seen - by_chance) / (1 - by_chance)


def is_estimable(table: Table) -> bool:
    """Whether both sides use at least two levels."""
    if _whole(table) <= 0:
        return False
    return all(sum(1 for share in margin if share > 0) > 1 for margin in _margins(table))


def _whole(table: Table) -> float:
    return sum(map(sum, table))


def _margins(table: Table) -> tuple[list[float], list[float]]:
    """How often each level is used by the one and by the other, as shares."""
    whole = _whole(table)
    return [sum(row) / whole for row in table], [sum(column) / whole for column in zip(*table, strict=True)]
