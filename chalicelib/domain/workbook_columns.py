"""What stands in the spreadsheet of a return: a table of columns for each sheet.

A new field of an answer or of the plan is one more column here, and one more field in workbook_reading.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.domain.evidence import Evidence
from chalicelib.domain.framework import (
    DOES_NOT_APPLY,
    NOT_APPLICABLE,
    Criterion,
    Framework,
    Standard,
    Wording,
)
from chalicelib.domain.returns import Answer, Plan, PlanKind, Return, asked
from chalicelib.domain.sheets import Column

YES_NO = {True: "Yes", False: "No"}
KINDS = {PlanKind.ACTION: "Action", PlanKind.BARRIER: "Outside our control"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One question with what is said so far. `levels` is what each rating means, `rating` a label."""

    criterion: Criterion
    section: Standard
    wording: Wording
    levels: str
    rating: str
    answer: Answer
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One line of the plan. `criteria` maps the questions that it serves, where they are asked, to titles."""

    plan: Plan
    criteria: Mapping[str, str]


ANSWER_COLUMNS: tuple[Column[AnswerLine], ...] = (
    Column("id", "Question number (do not change)", 14, lambda line: line.criterion.id),
    Column("section", "Where it belongs (do not change)", 24, lambda line: line.section.short_title),
    Column("question", "Question (do not change)", 44, lambda line: line.wording.question),
    Column("levels", "What each rating means (do not change)", 60, lambda line: line.levels),
    Column("rating", "Rating: choose from the list", 24, lambda line: line.rating, open=True),
    Column(
        "narrative",
        "What do you do, and where would someone find it?",
        90,
        lambda line: line.answer.narrative,
        open=True,
    ),
    Column("reason", "Why it does not apply, if it does not", 32, lambda line: line.answer.reason, open=True),
    Column("evidence", "Evidence (do not change)", 32, lambda line: line.evidence),
)

PLAN_COLUMNS: tuple[Column[PlanLine], ...] = (
    Column("id", "Number (do not change; leave it empty in a new row)", 18, lambda line: line.plan.id),
    Column("kind", "Action, or outside our control?", 22, lambda line: KINDS[line.plan.kind], open=True),
    Column("what", "What will you do, or what is in the way?", 60, lambda line: line.plan.what, open=True),
    Column("who", "Who will do it?", 26, lambda line: line.plan.who, open=True),
    Column("by_when", "By when?", 14, lambda line: line.plan.by_when, open=True, day=True),
    Column("how_known", "How will you know that it worked?", 40, lambda line: line.plan.how_known, open=True),
    Column(
        "criteria",
        "Numbers of the questions that it helps with, like S01-01, S02-03",
        30,
        lambda line: ", ".join(line.criteria),
        open=True,
    ),
    Column(
        "titles",
        "Those questions in short (do not change)",
        40,
        lambda line: "\n".join(line.criteria.values()),
    ),
)


def answer_columns(framework: Framework) -> tuple[Column[AnswerLine], ...]:
    """The columns of the answers; some question sets have a box of their own."""
    if not framework.help_wanted:
        return ANSWER_COLUMNS
    asks_for_help: Column[AnswerLine] = Column(
        "help", framework.help_wanted, 20, lambda line: YES_NO[line.answer.help_wanted], open=True
    )
    return (*ANSWER_COLUMNS, asks_for_help)


def answer_lines(
    framework: Framework, return_: Return, answers: Iterable[Answer], evidence: Iterable[Evidence]
) -> list[AnswerLine]:
    """A line for each question that is asked, section by section."""
    said = {answer.criterion: answer for answer in answers}
    titles = {item.id: item.title for item in evidence}
    variant = framework.variant_for(return_.sector, return_.profile)
    labels = labels_of(framework)
    found = []
    for section in framework.sections:
        for criterion in asked(framework, return_):
            if criterion.section == section.number:
                answer = said.get(criterion.id) or Answer(criterion=criterion.id)
                wording = criterion.wording(variant)
                found.append(
                    AnswerLine(
                        criterion=criterion,
                        section=section,
                        wording=wording,
                        levels="\n".join(f"{labels[id]}: {words}" for id, words in wording.levels.items()),
                        rating=labels.get(answer.rating, ""),
                        answer=answer,
                        evidence="\n".join(sorted(titles[e] for e in answer.evidence if e in titles)),
                    )
                )
    return found


def plan_lines(framework: Framework, return_: Return, plans: Iterable[Plan]) -> list[PlanLine]:
    """Actions before barriers, each soonest first."""
    titles = {criterion.id: criterion.title for criterion in asked(framework, return_)}
    ordered = sorted(plans, key=lambda p: (p.kind.value, p.by_when is None, str(p.by_when or ""), p.id))
    return [
        PlanLine(plan=plan, criteria={c: titles[c] for c in plan.criteria if c in titles}) for plan in ordered
    ]


def labels_of(framework: Framework) -> dict[str, str]:
    """What may be chosen as a rating: id → label."""
    return {level.id: level.label for level in framework.scale.levels} | {NOT_APPLICABLE: DOES_NOT_APPLY}


def labels_for(framework: Framework, criterion: Criterion) -> tuple[str, ...]:
    """The labels of one question: what is core applies to everybody."""
    return tuple(
        label for id, label in labels_of(framework).items() if not (criterion.core and id == NOT_APPLICABLE)
    )
