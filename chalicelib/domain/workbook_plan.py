"""The action plan of a spreadsheet that came back."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.domain.errors import Refused
from chalicelib.domain.framework import Framework
from chalicelib.domain.limits import PLAN_ID, refuse_plan
from chalicelib.domain.returns import Plan, PlanKind, Return, asked
from chalicelib.domain.sheets import Found, FoundLine, lines_of
from chalicelib.domain.workbook import PLAN
from chalicelib.domain.workbook_answers import unknown
from chalicelib.domain.workbook_cells import SHOWN, Trouble, chosen, day, number, text, told
from chalicelib.domain.workbook_columns import KINDS, PLAN_COLUMNS
from chalicelib.domain.workbook_marks import plan_mark

LINES_LIMIT = 300  # as many as can be chosen about on one page
EMPTY = Plan(id="", kind=PlanKind.ACTION, criteria=(), what="")
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class BroughtPlan:
    """The lines of the plan, each with version 0. `new` had no number: theirs are made of what they say, so
    that bringing the same file twice adds nothing twice. `present` stand in the file, usable or not.
    """

    plans: dict[str, Plan] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    present: set[str] = field(default_factory=set)
    troubles: list[Trouble] = field(default_factory=list)


def bring_plan(
    rows: Sequence[Sequence[Found]],
    framework: Framework,
    return_: Return,
    known: Collection[str],
    marks: Mapping[str, str],
) -> BroughtPlan:
    """`known` are the numbers of the plan's lines here, `marks` what the file says that it was made with.

    Raises Refused when a column is missing.
    """
    brought = BroughtPlan()
    exported = {name.removeprefix("plan ") for name in marks if name.startswith("plan ")}
    lines = list(lines_of(PLAN, PLAN_COLUMNS, rows))
    if len(lines) > LINES_LIMIT:
        raise Refused("sheet_unfolds")
    often = Counter(_id(line) for line in lines)
    for line in lines:
        with told(brought.troubles, f"{PLAN}, row {line.number}"):
            id = number(line)
            if id:
                brought.present.add(id)
            _refuse_number(id, often[id], id in known or id in exported)
            plan = _plan(line, id, framework, return_)
            if not id and replace(plan, kind=PlanKind.ACTION) == EMPTY:
                continue  # a spare row in which only the kind was chosen
            if not id or marks.get(f"plan {id}") != plan_mark(plan, plan.criteria):
                refuse_plan(plan)
            plan = plan if id else _numbered(plan, return_.ref)
            brought.plans[plan.id] = plan
            if not id:
                brought.new.add(plan.id)
    return brought


def _refuse_number(id: str, often: int, is_known: bool) -> None:
    if id and often > 1:
        raise Refused("cell_id_twice", id=id)
    if id and not (is_known and PLAN_ID.fullmatch(id)):
        raise Refused("cell_plan_unknown", id=id)


def _id(line: FoundLine) -> str:
    """Capitals tell an action from a barrier, so they are kept."""
    try:
        return number(line)
    except Refused:  # a formula
        return ""


def _plan(line: FoundLine, id: str, framework: Framework, return_: Return) -> Plan:
    return Plan(
        id=id,
        kind=_kind(line, id),
        criteria=_criteria(line, framework, return_),
        what=text(line, "what"),
        who=text(line, "who"),
        by_when=day(line, "by_when"),
        how_known=text(line, "how_known"),
    )


def _kind(line: FoundLine, id: str) -> PlanKind:
    """An empty cell means what the line was, or an action."""
    kind = chosen(line, "kind", KINDS, "cell_kind_unknown")
    before = PlanKind.BARRIER if id.startswith("b") else PlanKind.ACTION
    if id and kind not in (None, before):
        raise Refused("cell_kind_changed")
    return kind or before


def _criteria(line: FoundLine, framework: Framework, return_: Return) -> tuple[str, ...]:
    """Those that are asked, in the order in which they are asked."""
    wanted = {id.upper()[:SHOWN] for id in re.split(r"[,;\s]+", text(line, "criteria")) if id}
    ids = [criterion.id for criterion in asked(framework, return_)]
    odd = sorted(wanted - set(ids))
    if odd:
        raise unknown(framework, odd[0])
    return tuple(id for id in ids if id in wanted)


def _numbered(plan: Plan, ref: str) -> Plan:
    when = plan.by_when.isoformat() if plan.by_when else ""
    content = json.dumps([ref, plan.what, plan.who, when, plan.how_known, plan.criteria])
    number = int.from_bytes(hashlib.sha256(content.encode()).digest()[:8])
    letters = "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(6))
    return replace(plan, id=f"{plan.kind.value[0]}{letters[:3]}-{letters[3:]}")
