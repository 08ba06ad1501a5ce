"""The figures that feedback may show beside an organisation's own: taken once, when its cycle has closed."""

from chalicelib.domain.cycles import Cycle, CycleStatus
from chalicelib.domain.sector_figures import FrozenFigures, frozen
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.reporting import figures


def take_figures(parts: Parts, cycle: Cycle) -> FrozenFigures | None:
    """Those that stand, or those of this moment if there are none; None while returns may still arrive."""
    found = parts.feedback.figures(cycle.id)
    if found is not None or cycle.status not in (CycleStatus.CLOSED, CycleStatus.ARCHIVED):
        return found
    taken = frozen(figures(parts, cycle), cycle.id)
    try:
        parts.commit(parts.feedback.figures_taken(taken))
    except Conflict:
        return parts.feedback.figures(cycle.id)  # somebody else was a moment earlier
    return taken
