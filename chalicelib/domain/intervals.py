"""How sure an estimate from a few visited organisations is. Organisations are drawn, not ratings, so each
organisation counts as one piece of evidence, however many of its ratings were checked.
"""

from collections.abc import Callable, Sequence
from math import sqrt
from typing import TypeVar

# The 97.5% quantile of Student's t by degrees of freedom: for intervals that hold 95 times in 100.
_T = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
_T_BEYOND = ((121, 1.980), (61, 2.000), (41, 2.021), (31, 2.042))

T = TypeVar("T")


def t_quantile(freedom: int) -> float:
    """From the table; between its rows the one with fewer degrees of freedom, which is the wider."""
    if freedom <= len(_T):
        return _T[max(freedom, 1) - 1]
    return next(value for least, value in _T_BEYOND if freedom >= least)


def jackknife(
    things: Sequence[T], chances: Sequence[float], estimate: Callable[[Sequence[T]], float]
) -> float:
    """The standard error of an estimate, from what it becomes without each thing in turn.

    What was certain to be drawn would be drawn again: by its chance, each difference counts less (the
    finite-population correction).
    """
    if len(things) < 2:
        return 0.0
    whole = estimate(things)
    squares = (
        (1 - chance) * (estimate([*things[:n], *things[n + 1 :]]) - whole) ** 2
        for n, chance in enumerate(chances)
    )
    return sqrt((len(things) - 1) / len(things) * sum(squares))


def wilson(share: float, error: float, organisations: int) -> tuple[float, float]:
    """The interval of a share, 95%: Wilson's on the number of independent pieces of evidence that would have
    this standard error, or of organisations where there is none, with a t quantile.
    """
    variance = share * (1 - share)
    n = variance / error**2 if error and variance else organisations
    t = t_quantile(organisations - 1)
    middle = (share + t * t / (2 * n)) / (1 + t * t / n)
    half = t / (1 + t * t / n) * sqrt(variance / n + t * t / (4 * n * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def around(value: float, error: float, organisations: int) -> tuple[float, float]:
    """The interval of a coefficient between -1 and 1."""
    half = t_quantile(organisations - 1) * error
    return max(value - half, -1.0), min(value + half, 1.0)
