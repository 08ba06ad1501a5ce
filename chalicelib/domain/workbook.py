"""The spreadsheet of a return: whose it is, its answers and its plan."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.framework import Framework
from chalicelib.domain.returns import Answer, Plan, Return
from chalicelib.domain.sheets import Book, Column, Line, Sheet, line_of
from chalicelib.domain.times import clock_time, long_date
from chalicelib.domain.workbook_columns import (
    KINDS,
    PLAN_COLUMNS,
    YES_NO,
    AnswerLine,
    PlanLine,
    answer_columns,
    answer_lines,
    labels_for,
    plan_lines,
)
from chalicelib.domain.workbook_marks import answer_marks, plan_marks

SCHEMA = "compact-audit/workbook/1"
READ_ME, ANSWERS, PLAN = "Read me first", "Answers", "Action plan"
SPARE_PLANS = 40
REFERENCE, QUESTION_SET = "Reference", "Question set"

ABOUT_COLUMNS: tuple[Column[tuple[str, str]], ...] = (
    Column("what", "About this file", 24, lambda pair: pair[0]),
    Column("words", "What it says", 90, lambda pair: pair[1]),
)


def answers_book(
    framework: Framework,
    return_: Return,
    answers: Iterable[Answer],
    plans: Iterable[Plan],
    evidence: Iterable[Evidence],
    cycle: Cycle,
    now: datetime,
) -> Book:
    """Everything that can be worked on without a connection."""
    lines = answer_lines(framework, return_, answers, evidence)
    plan = plan_lines(framework, return_, plans)
    return Book(
        title=f"{return_.organisation_name}: {framework.title}",
        author=return_.organisation_name,
        made_at=now,
        sheets=(
            _about(framework, return_, cycle, now),
            Sheet(ANSWERS, answer_columns(framework), [_answer(framework, line) for line in lines]),
            _plan_sheet(plan),
        ),
        facts={
            **_facts(framework, return_, cycle, now),
            **answer_marks(line.answer for line in lines),
            **plan_marks(plan),
        },
    )


def plan_book(
    framework: Framework, return_: Return, plans: Iterable[Plan], cycle: Cycle, now: datetime
) -> Book:
    """The action plan alone. It can be brought back like the whole."""
    plan = plan_lines(framework, return_, plans)
    return Book(
        title=f"{return_.organisation_name}: action plan",
        author=return_.organisation_name,
        made_at=now,
        sheets=(_about(framework, return_, cycle, now), _plan_sheet(plan)),
        facts={**_facts(framework, return_, cycle, now), **plan_marks(plan)},
    )


def _answer(framework: Framework, line: AnswerLine) -> Line:
    choices = {"rating": labels_for(framework, line.criterion), "help": tuple(YES_NO.values())}
    return Line(line_of(answer_columns(framework), line), choices)


def _plan_sheet(plan: Sequence[PlanLine]) -> Sheet:
    lines = [Line(line_of(PLAN_COLUMNS, line)) for line in plan]
    return Sheet(PLAN, PLAN_COLUMNS, lines, SPARE_PLANS, {"kind": tuple(KINDS.values())})


def _facts(framework: Framework, return_: Return, cycle: Cycle, now: datetime) -> dict[str, str]:
    return {
        "schema": SCHEMA,
        "reference": return_.ref,
        "organisation": return_.organisation_id,
        "organisation name": return_.organisation_name,
        "cycle": cycle.id,
        "cycle name": cycle.name,
        "framework": framework.key,
        "made at": now.isoformat(timespec="seconds"),
    }


def _about(framework: Framework, return_: Return, cycle: Cycle, now: datetime) -> Sheet:
    pairs = (
        ("Organisation", return_.organisation_name),
        ("Round", cycle.name),
        (REFERENCE, return_.ref),
        (QUESTION_SET, framework.key),
        ("Made", f"{clock_time(now)} on {long_date(now)}"),
        (
            "How to use it",
            "Change the white cells: ratings, texts and actions. Leave the grey ones as they are. Then go to "
            "“Your copies” on the website and upload the file. You see every difference there, and choose "
            "one by one what to keep. Nothing changes before that.",
        ),
        (
            "New actions",
            f"Write each one in an empty row of the sheet “{PLAN}”, and leave its number empty.",
        ),
        (
            "Please",
            "Name no child, use no formulas, and put no password on the file. Keep it as .xlsx.",
        ),
    )
    return Sheet(READ_ME, ABOUT_COLUMNS, [Line(line_of(ABOUT_COLUMNS, pair)) for pair in pairs])
