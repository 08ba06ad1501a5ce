"""Some made-up governing bodies and boards looked at their return before it was approved."""

from chalicelib.bootstrap import Wiring
from chalicelib.domain.meetings import Told
from chalicelib.domain.returns import EDITABLE
from chalicelib.domain.times import london_day
from chalicelib.services.meetings import record_meeting

AGREED = (
    "The chair visits once a term and looks at three records. The lead reports in March what has changed.",
    "We asked what children say about the bus queue. The lead tells us at the next meeting.",
    "",
)


def meet(parts: Wiring, ref: str, token: str, number: int) -> None:
    """Every third of them met on the day on which approval was asked for."""
    return_ = parts.returns.get(ref)
    if number % 3 or return_ is None or return_.status not in EDITABLE:
        return
    told = Told(
        held_on=london_day(parts.now()),
        body="Full governing body" if number < 20 else "The board",
        agreed=AGREED[number // 3 % len(AGREED)],
    )
    record_meeting(parts, ref, token, told, mark="none")
