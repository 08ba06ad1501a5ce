"""How a spreadsheet that comes back shows which of its cells were touched.

The file carries a mark of what each answer and each line of the plan said when it was made. A cell that still
has its mark was not touched; what is here and no longer has it was changed here since.
"""

import hashlib
import json
from collections.abc import Iterable

from chalicelib.domain.returns import Answer, Plan
from chalicelib.domain.texts import clean
from chalicelib.domain.workbook_columns import PlanLine


def said(text: str) -> str:
    """A text as our forms would have kept it."""
    return clean(text).strip()


def mark(*values: str) -> str:
    """Differs whenever these differ: how a file that comes back shows which of its cells were touched."""
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:12]


def rating_mark(rating: str, reason: str) -> str:
    return mark(rating, said(reason))


def answer_marks(answers: Iterable[Answer]) -> dict[str, str]:
    """What each answer said when the file was made."""
    found = {}
    for answer in answers:
        found[f"rating {answer.criterion}"] = rating_mark(answer.rating, answer.reason)
        found[f"help {answer.criterion}"] = mark(str(answer.help_wanted))
        found[f"narrative {answer.criterion}"] = mark(said(answer.narrative))
    return found


def plan_mark(plan: Plan, shown: Iterable[str]) -> str:
    """Of what a line of the plan says, and of the questions on it that are asked."""
    when = plan.by_when.isoformat() if plan.by_when else ""
    return mark(said(plan.what), said(plan.who), when, said(plan.how_known), *sorted(shown))


def plan_marks(lines: Iterable[PlanLine]) -> dict[str, str]:
    """What each line of the plan said when the file was made."""
    return {f"plan {line.plan.id}": plan_mark(line.plan, line.criteria) for line in lines}
