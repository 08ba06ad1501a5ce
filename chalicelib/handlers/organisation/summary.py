"""What the lead checks and the approver reads first: ratings at a glance, the plan, what does not apply."""

from typing import Any

from chalicelib.bootstrap import parts
from chalicelib.domain.differences import differences
from chalicelib.domain.differences_shown import shown, summary
from chalicelib.domain.returns import Plan, PlanKind
from chalicelib.services.copies import newest_content
from chalicelib.services.reading import Reading, Tally, tally


def at_a_glance(reading: Reading) -> dict[str, Any]:
    """What templates/components/at_a_glance.html needs."""
    seat, return_ = reading.seat, reading.whole.return_
    standards = [
        (standard, in_words(tally(seat, return_, standard["number"])))
        for standard in reading.copy["standards"]
        if standard["criteria"]
    ]
    criteria = [c for standard, _ in standards for c in standard["criteria"]]
    return {
        "tally": tally(seat, return_),
        "standards": standards,
        "titles": {c["id"]: c["title"] for c in criteria},
        "not_applicable": [c for c in criteria if c["not_applicable_reason"] is not None],
        "actions": _of_kind(reading.whole.plans, PlanKind.ACTION),
        "barriers": _of_kind(reading.whole.plans, PlanKind.BARRIER),
    }


def what_changed(reading: Reading) -> dict[str, Any]:
    """What templates/components/what_changed.html needs. Two reads more where there is a copy to compare."""
    before = newest_content(parts(), reading.whole.return_)
    if before is None:
        return {"changed": None}
    found = differences(before, reading.copy)
    return {
        "changed": shown(found, before, reading.copy),
        "changed_in_short": summary(found),
        "before": before,
        "asked_and_said": reading.copy.get("questions", []),
    }


def in_words(found: Tally) -> str:
    """Like "2 not in place, 3 in place, 1 does not apply"."""
    words = [f"{number} {level.label.lower()}" for level, number in found.levels if number]
    if found.not_applicable:
        words.append(f"{found.not_applicable} {'does' if found.not_applicable == 1 else 'do'} not apply")
    return ", ".join(words) or "nothing answered yet"


def _of_kind(plans: tuple[Plan, ...], kind: PlanKind) -> list[Plan]:
    """Soonest first."""
    found = [plan for plan in plans if plan.kind is kind]
    return sorted(found, key=lambda p: (p.by_when is None, p.by_when and p.by_when.isoformat(), p.id))
