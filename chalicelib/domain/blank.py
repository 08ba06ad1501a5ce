"""The questions alone, as this organisation reads them: for printing, with space to write."""

from typing import Any

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.framework import DOES_NOT_APPLY, Criterion, Framework
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import Return, asked
from chalicelib.domain.times import duration


def blank_form(
    framework: Framework, return_: Return, partnership: Partnership, cycle: Cycle
) -> dict[str, Any]:
    """Plain data, section by section; only what is asked."""
    criteria = asked(framework, return_)
    variant = framework.variant_for(return_.sector, return_.profile)
    sections = [
        {
            "number": section.number,
            "title": section.title,
            "criteria": [_question(framework, c, variant) for c in criteria if c.section == section.number],
        }
        for section in framework.sections
    ]
    return {
        "reference": return_.ref,
        "organisation": return_.organisation_name,
        "partnership": partnership.name,
        "cycle": cycle.name,
        "due_on": cycle.due_on.isoformat(),
        "framework": {"key": framework.key, "title": framework.title},
        "section_word": framework.section_word,
        "how_many": len(criteria),
        "how_long": duration(sum(c.minutes for c in criteria)),
        "does_not_apply": DOES_NOT_APPLY,
        "help_wanted": framework.help_wanted,
        "sections": [section for section in sections if section["criteria"]],
    }


def _question(framework: Framework, criterion: Criterion, variant: str) -> dict[str, Any]:
    wording = criterion.wording(variant)
    return {
        "id": criterion.id,
        "title": criterion.title,
        "core": criterion.core,
        "question": wording.question,
        "why": _sentence(wording.why),
        "think_about": list(wording.think_about),
        "try_this": _sentence(wording.try_this),
        "where_to_look": list(wording.where_to_look),
        "levels": [
            {"label": level.label, "sentence": wording.levels[level.id]} for level in framework.scale.levels
        ],
    }


def _sentence(text: str) -> str:
    return f"{text}." if text and not text.endswith((".", "?", "!")) else text
