"""What a return says now, as its copy would say it: what is read, approved and exported is one thing."""

from typing import Any

from chalicelib.domain.framework import Framework
from chalicelib.domain.snapshots import snapshot
from chalicelib.services.looking_back import unchanged
from chalicelib.services.ports import Around, Parts, Whole


def draft(parts: Parts, framework: Framework, whole: Whole) -> tuple[Around, dict[str, Any]]:
    """Who asks, with the evidence that is used, and the copy. One read, and one for each earlier return."""
    used = sorted({e for answer in whole.answers for e in answer.evidence})
    around = parts.returns.around(whole.return_, used)
    copy = snapshot(
        framework,
        whole.return_,
        whole.answers,
        whole.plans,
        around.evidence,
        around.partnership,
        around.cycle,
        unchanged=unchanged(parts, framework, whole.return_, whole.answers),
    )
    return around, copy
