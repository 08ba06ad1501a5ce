"""What a confirmed visit says, as its page and its PDF show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.framework import DOES_NOT_APPLY, NOT_APPLICABLE, Framework
from chalicelib.domain.returns import NOT_RATED, RATED_NOT_APPLICABLE
from chalicelib.domain.visits import Rated, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One criterion: both ratings in words, what was seen, and what has to be said of how it was rated."""

    criterion: str
    title: str
    own: str
    visitors: str
    agrees: bool
    seen: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord:
    visit: Visit
    partnership: str
    cycle: str
    standards: Sequence[tuple[str, Sequence[Line]]]

    @property
    def criteria(self) -> int:
        return sum(len(lines) for _, lines in self.standards)

    @property
    def agreeing(self) -> int:
        return sum(1 for _, lines in self.standards for line in lines if line.agrees)


def record_of(visit: Visit, framework: Framework, partnership: str, cycle: str) -> VisitRecord:
    """In the framework's order."""
    found = []
    for standard in framework.standards:
        criteria = [c for c in framework.criteria_of(standard.number) if c.id in visit.record]
        if criteria:
            lines = [_line(visit, framework, c.id, c.title) for c in criteria]
            found.append((f"{standard.number}. {standard.title}", lines))
    return VisitRecord(visit=visit, partnership=partnership, cycle=cycle, standards=found)


def words_of(framework: Framework, order: int) -> str:
    """An order of `Return.ratings` in words."""
    if order == RATED_NOT_APPLICABLE:
        return DOES_NOT_APPLY
    return next((level.label for level in framework.scale.levels if level.order == order), "No rating")


def rating_words(framework: Framework, rating: str) -> str:
    return DOES_NOT_APPLY if rating == NOT_APPLICABLE else framework.scale.level(rating).label


def remark_of(one: Rated) -> str:
    """What the record says of a rating that did not come first."""
    if not one.blind:
        return "The visitors knew the organisation’s own rating when they gave theirs."
    if one.changed:
        return "The visitors changed their rating after they had seen the organisation’s own."
    return ""


def _line(visit: Visit, framework: Framework, criterion: str, title: str) -> Line:
    one = visit.record[criterion]
    own = visit.own.get(criterion, NOT_RATED)
    return Line(
        criterion=criterion,
        title=title,
        own=words_of(framework, own),
        visitors=rating_words(framework, one.rating),
        agrees=own == visit.ratings.get(criterion),
        seen=one.seen,
        remark=remark_of(one),
    )
