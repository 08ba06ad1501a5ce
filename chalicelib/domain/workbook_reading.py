"""A spreadsheet that came back: whose it is, and what it says."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from chalicelib.domain.errors import Refused
from chalicelib.domain.framework import Framework
from chalicelib.domain.returns import Return
from chalicelib.domain.sheets import Found, FoundBook
from chalicelib.domain.workbook import ANSWERS, PLAN, QUESTION_SET, READ_ME, REFERENCE
from chalicelib.domain.workbook_answers import BroughtAnswers, bring_answers
from chalicelib.domain.workbook_cells import Trouble
from chalicelib.domain.workbook_plan import BroughtPlan, bring_plan

SHEETS = (READ_ME, ANSWERS, PLAN)


@dataclass(frozen=True, slots=True)
class Brought:
    """None for a sheet that is not there. `marks`: workbook_marks.py."""

    book: FoundBook
    answers: BroughtAnswers | None
    plan: BroughtPlan | None

    @property
    def troubles(self) -> list[Trouble]:
        """Everything that could not be used, in the order of the file."""
        return [trouble for part in (self.answers, self.plan) if part for trouble in part.troubles]


def bring(book: FoundBook, framework: Framework, return_: Return, known: Collection[str]) -> Brought:
    """`known` are the numbers of the plan's lines here. Raises Refused for another return's file."""
    refuse_other_file(book, return_)
    answers, plan = book.sheets.get(ANSWERS), book.sheets.get(PLAN)
    return Brought(
        book=book,
        answers=None if answers is None else bring_answers(answers, framework, return_),
        plan=None if plan is None else bring_plan(plan, framework, return_, known, book.facts),
    )


def refuse_other_file(book: FoundBook, return_: Return) -> None:
    """Each mistake has its own words."""
    facts = book.facts or _visible_facts(book.sheets.get(READ_ME, ()))
    if "reference" not in facts or not {ANSWERS, PLAN} & set(book.sheets):
        raise Refused("sheet_not_ours")
    if facts.get("organisation", return_.organisation_id) != return_.organisation_id:
        raise Refused("sheet_other_organisation", theirs=facts.get("organisation name", ""))
    cycles = {audience.cycle_id for audience in return_.audiences}
    if facts.get("cycle", return_.audience.cycle_id) not in cycles:
        raise Refused("sheet_other_cycle", theirs=facts.get("cycle name", ""))
    if facts["reference"] != return_.ref:
        raise Refused("sheet_other_return", theirs=facts["reference"], ours=return_.ref)
    if facts.get("framework") != return_.framework:
        raise Refused("sheet_other_framework")


def _visible_facts(rows: Sequence[Sequence[Found]]) -> dict[str, str]:
    """Some programs lose hidden sheets; the sheet to read first says enough."""
    names = {REFERENCE: "reference", QUESTION_SET: "framework"}
    pairs = ((row[0], row[1]) for row in rows if len(row) > 1)
    return {names[name]: str(value) for name, value in pairs if isinstance(name, str) and name in names}
