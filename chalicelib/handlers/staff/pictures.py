"""Where the lines and bars of a picture go. Templates draw them as SVG; nothing here is text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.funnel import Funnel, Stage
from chalicelib.domain.trend import Trend

WIDTH, HEIGHT = 600, 200
BAR = 160


@dataclass(frozen=True, slots=True)
class Lines:
    """Points of two lines in a field of WIDTH by HEIGHT, and where the day of today is."""

    this: str
    last: str
    today: float
    this_y: float
    then_y: float


def lines(trend: Trend) -> Lines:
    """One point a day."""
    days = max(len(trend.last) - 1, 1)
    this, last = _points(trend.this, days), _points(trend.last, days)
    return Lines(
        this=_text(this),
        last=_text(last),
        today=this[-1][0],
        this_y=this[-1][1],
        then_y=last[min(trend.day, len(last) - 1)][1],
    )


def bar(funnel: Funnel) -> list[tuple[str, float, float]]:
    """(stage, start, width) of each part of a bar of BAR units."""
    parts, start = [], 0.0
    for stage in Stage:
        width = round(_share(funnel.counts, stage, funnel.total) * BAR, 1)
        if width:
            parts.append((stage.value, round(start, 1), width))
            start += width
    return parts


def _share(counts: Mapping[Stage, int], stage: Stage, total: int) -> float:
    return counts.get(stage, 0) / total if total else 0.0


def _points(shares: Sequence[int], days: int) -> list[tuple[float, float]]:
    return [
        (round(day * WIDTH / days, 1), round(HEIGHT - share * HEIGHT / 100, 1))
        for day, share in enumerate(shares)
    ]


def _text(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
