"""A learning report's figures as JSON; docs/schemas/learning-report-1.json says what each field means."""

import json
from collections.abc import Iterable
from typing import Any

from chalicelib.domain.disclosure import Group, Printed
from chalicelib.domain.learning import Count, CriterionFigures, LearningReport, StandardFigures


def as_json(report: LearningReport) -> dict[str, Any]:
    """All that the report prints, and no more."""
    return {
        "schema": "compact-audit/learning-report/1",
        "partnership": report.partnership,
        "cycle": report.cycle,
        "framework": {"key": report.framework, "title": report.framework_title},
        "made_on": report.made_on.isoformat(),
        "final": report.final,
        "places": {
            "below": list(report.places.below),
            "middle": list(report.places.middle),
            "top": [report.places.top],
        },
        "groups": [_group(group) for group in report.groups],
        "standards": [_standard(standard) for standard in report.standards],
        "most_often_below": [criterion.id for criterion in report.most_often_below],
        "added": _criteria(report.added),
        "left_out": list(report.left_out),
    }


def learning_text(report: LearningReport) -> str:
    """The JSON file, indented, the same bytes for the same figures."""
    return json.dumps(as_json(report), indent=2, ensure_ascii=False) + "\n"


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "sectors": list(group.sectors),
        "sector_names": list(group.sector_names),
        "returned": group.returned,
        "invited": group.invited,
    }


def _standard(standard: StandardFigures) -> dict[str, Any]:
    return {
        "number": standard.number,
        "title": standard.title,
        "below": _count(standard.below),
        "middle": _count(standard.middle) if standard.middle else None,
        "top": _count(standard.top),
        "actions": _count(standard.actions),
        "barriers": _count(standard.barriers),
        "criteria": _criteria(standard.criteria),
    }


def _criteria(criteria: Iterable[CriterionFigures]) -> list[dict[str, Any]]:
    return [{"id": c.id, "title": c.title, "below": _count(c.below)} for c in criteria]


def _count(count: Count) -> dict[str, Any]:
    return {
        "groups": [{"name": name, **_printed(figure)} for name, figure in count.by_group],
        "total": _printed(count.total),
    }


def _printed(figure: Printed) -> dict[str, Any]:
    return {"low": figure.low, "high": figure.high, "of": figure.of, "words": figure.words}
