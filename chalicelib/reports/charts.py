"""Bars as SVG, small enough for a data: address. The words beside a chart say the same.

Three greys of one colour that photocopy apart; where print is blunt, the stretch in doubt is hatched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

WIDTH = 480
LABEL = 150
BAR = 11
STEP = 19
DARK, MIDDLE, LIGHT, INK = "#12454f", "#7fb2b8", "#d9e8ea", "#1d2a2d"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a bar from 0 to 1: a colour, or "" for hatching between its neighbours."""

    start: float
    end: float
    colour: str


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    stretches: tuple[Stretch, ...]


def three_places(low: tuple[float, float], top: tuple[float, float]) -> tuple[Stretch, ...]:
    """Below in front, top behind, the rest between; each from its least to its greatest share."""
    middle_end = max(low[1], 1 - top[1])
    top_start = max(middle_end, 1 - top[0])
    return (
        Stretch(0, low[0], DARK),
        Stretch(low[0], low[1], ""),
        Stretch(low[1], middle_end, MIDDLE),
        Stretch(middle_end, top_start, ""),
        Stretch(top_start, 1, LIGHT),
    )


def one_share(low: float, high: float) -> tuple[Stretch, ...]:
    """One share from its least to its greatest, on a light ground."""
    return (Stretch(0, low, DARK), Stretch(low, high, ""), Stretch(high, 1, LIGHT))


def data_uri(rows: Sequence[Row], label: int = LABEL) -> str:
    """The chart as the address of an image. `label` is the room for the names, of the whole WIDTH."""
    height = STEP * len(rows)
    parts = [_row(row, STEP * number, label) for number, row in enumerate(rows)]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}">{"".join(parts)}</svg>'
    )
    return "data:image/svg+xml," + quote(svg, safe=" ='/:,.;()-")


def _row(row: Row, top: int, label: int) -> str:
    name = (
        f'<text x="{label - 8}" y="{top + STEP / 2 + 3:g}" text-anchor="end" font-size="8.5" fill="{INK}" '
        f'font-family="DejaVu Sans Condensed, Arial, sans-serif">{escape(_short(row.label, label))}</text>'
    )
    drawn = [s for s in row.stretches if s.end > s.start]
    return name + "".join(_stretch(s, label, top + (STEP - BAR) / 2) for s in drawn)


def _stretch(stretch: Stretch, label: int, top: float) -> str:
    left, right = (label + share * (WIDTH - label) for share in (stretch.start, stretch.end))
    box = f"M{left:.1f} {top:g}H{right:.1f}V{top + BAR:g}H{left:.1f}Z"
    if stretch.colour:
        return f'<path d="{box}" fill="{stretch.colour}"/>'
    lines = _hatching(left, right, top)
    return f'<path d="{box}" fill="#fff"/><path d="{lines}" stroke="{DARK}" stroke-width=".8" fill="none"/>'


def _hatching(left: float, right: float, top: float) -> str:
    """Slanted lines, each cut where it would leave the box."""
    lines = []
    start = left - BAR
    while start < right:
        begin, end = max(start, left), min(start + BAR, right)
        if end > begin:
            lines.append(
                f"M{begin:.1f} {top + BAR - (begin - start):.1f}L{end:.1f} {top + BAR - (end - start):.1f}"
            )
        start += 3.5
    return "".join(lines)


def _short(name: str, room: int) -> str:
    """What fits beside a bar; the list below has the whole name."""
    letters = room * 2 // 9
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"
