"""What an answer and a line of the plan may say, in one place for every way in which they are saved."""

import re

from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.framework import Criterion
from chalicelib.domain.returns import NARRATIVE_LIMIT, REASON_LIMIT, Plan, PlanKind

PLAN_TEXT_LIMIT = 2_000
PLAN_ID = re.compile(r"[ab][0-9A-Z]{3}-[0-9A-Z]{3}")


def refuse_narrative(narrative: str) -> None:
    """Raises Invalid for a text that is too long."""
    if len(narrative) > NARRATIVE_LIMIT:
        raise Invalid({"narrative": "text_too_long"}, limit=f"{NARRATIVE_LIMIT:,}")


def refuse_reason(criterion: Criterion, reason: str) -> None:
    """Raises Refused where a question applies to everybody, Invalid without a reason that can be kept."""
    if criterion.core:
        raise Refused("core_applies")
    if not reason.strip():
        raise Invalid({"reason": "reason_needed"})
    if len(reason) > REASON_LIMIT:
        raise Invalid({"reason": "reason_too_long"}, limit=f"{REASON_LIMIT:,}")


def refuse_plan(plan: Plan) -> None:
    """Raises Invalid with everything to put right, in the order of the fields on the page."""
    problems: dict[str, str] = {}
    if not plan.what:
        problems["what"] = "what_needed" if plan.kind is PlanKind.ACTION else "barrier_needed"
    if plan.kind is PlanKind.ACTION and not plan.who:
        problems["who"] = "who_needed"
    if plan.kind is PlanKind.ACTION and plan.by_when is None:
        problems["by_when"] = "when_needed"
    for name in ("what", "who", "how_known"):
        if len(getattr(plan, name)) > PLAN_TEXT_LIMIT:
            problems[name] = "text_too_long"
    if not plan.criteria:
        problems["criteria"] = "questions_needed"
    if problems:
        raise Invalid(problems, limit=f"{PLAN_TEXT_LIMIT:,}")
