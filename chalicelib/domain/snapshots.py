"""What a submitted copy says: docs/schemas/return-1.json is its documentation."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.domain import sharing
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.framework import NOT_APPLICABLE, Criterion, Framework
from chalicelib.domain.last_time import UNCHANGED
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.questions import Question
from chalicelib.domain.returns import Answer, Meeting, Plan, Return, asked
from chalicelib.domain.submissions import Submission
from chalicelib.domain.telling import as_copied

SCHEMA = "compact-audit/return/1"
NONE: Mapping[str, int] = {}


def snapshot(
    framework: Framework,
    return_: Return,
    answers: Sequence[Answer],
    plans: Sequence[Plan],
    evidence: Sequence[Evidence],
    partnership: Partnership,
    cycle: Cycle,
    approval: Mapping[str, Any] | None = None,
    *,
    unchanged: Mapping[str, int] = NONE,
) -> dict[str, Any]:
    """Plain JSON of everything that a return says. Without `approval` it is a draft.

    `unchanged`: criterion → how many submissions in a row said the same before.
    """
    by_criterion = {answer.criterion: answer for answer in answers}
    shown = {criterion.id for criterion in asked(framework, return_)}
    used = {e for answer in answers if answer.criterion in shown for e in answer.evidence}
    return {
        "schema": SCHEMA,
        "reference": return_.ref,
        "organisation": {
            "id": return_.organisation_id,
            "name": return_.organisation_name,
            "sector": framework.sector(return_.sector).name,
        },
        "partnership": {"id": partnership.id, "name": partnership.name},
        "cycle": {"id": cycle.id, "name": cycle.name},
        "framework": {
            "key": framework.key,
            "title": framework.title,
            **({"base": framework.base} if framework.base else {}),
        },
        "profile": _profile(framework, return_),
        **({"entered_for": return_.entered_for.as_copied()} if return_.entered_for else {}),
        "approved": dict(approval) if approval else None,
        "submitted_at": approval["at"] if approval else None,
        "sharing": sharing.as_copied(sharing.sight_of(cycle, return_)),
        "meeting": _meeting(return_.meeting),
        "grouped_by": framework.section_word,
        "standards": _standards(framework, return_, by_criterion, unchanged),
        "plan": [_plan(plan) for plan in sorted(plans, key=lambda p: p.id)],
        "anything_else": as_copied(return_.anything_else),
        "evidence": [_evidence(item) for item in sorted(evidence, key=lambda e: e.id) if item.id in used],
        **_questions(framework, return_),
    }


def submitted(
    draft: Mapping[str, Any], approval: Mapping[str, Any], before: Submission | None
) -> dict[str, Any]:
    """The copy to keep of a draft that was approved; `before` is the one that it takes the place of."""
    copy = {**draft, "approved": dict(approval), "submitted_at": approval["at"], "version": 1}
    if before is None:
        return copy
    replaced = {
        "version": before.number,
        "sha256": before.sha256,
        "submitted_at": before.submitted_at.isoformat(timespec="seconds"),
    }
    return {**copy, "version": before.number + 1, "replaces": replaced}


def long_unchanged(copy: Mapping[str, Any]) -> tuple[str, ...]:
    """The criteria of a copy whose words have been the same for so long that both sides are told."""
    criteria = (c for standard in copy["standards"] for c in standard["criteria"])
    return tuple(c["id"] for c in criteria if c.get("unchanged_cycles", 0) >= UNCHANGED)


def _meeting(meeting: Meeting | None) -> dict[str, str] | None:
    if meeting is None:
        return None
    return {"held_on": meeting.held_on.isoformat(), "body": meeting.body, "agreed": meeting.agreed}


def _profile(framework: Framework, return_: Return) -> list[dict[str, str]]:
    return [
        {"question": q.question, "answer": q.answers[return_.profile[q.id]]}
        for q in framework.profile_questions
        if q.id in return_.profile
    ]


def _standards(
    framework: Framework, return_: Return, by_criterion: Mapping[str, Answer], unchanged: Mapping[str, int]
) -> list[dict[str, Any]]:
    criteria = asked(framework, return_)
    variant = framework.variant_for(return_.sector, return_.profile)
    return [
        {
            "number": section.number,
            "title": section.title,
            "criteria": [
                _criterion(framework, c, variant, by_criterion.get(c.id) or Answer(criterion=c.id), return_)
                | ({"unchanged_cycles": unchanged[c.id]} if unchanged.get(c.id) else {})
                for c in criteria
                if c.section == section.number
            ],
        }
        for section in framework.sections
    ]


def _criterion(
    framework: Framework, criterion: Criterion, variant: str, answer: Answer, return_: Return
) -> dict[str, Any]:
    wording = criterion.wording(variant)
    rating = None
    if answer.rating and answer.rating != NOT_APPLICABLE:
        level = framework.scale.level(answer.rating)
        rating = {"id": level.id, "label": level.label, "sentence": wording.levels[level.id]}
    person = return_.people.get(answer.saved_by)
    return {
        "id": criterion.id,
        "standard": criterion.standard,
        "title": criterion.title,
        "question": wording.question,
        "rating": rating,
        "not_applicable_reason": answer.reason if answer.rating == NOT_APPLICABLE else None,
        "narrative": answer.narrative,
        "help_wanted": answer.help_wanted,
        "evidence": sorted(answer.evidence),
        "answered_by": answer.saved_as or (person.name if person else ""),
        **_confirmed(answer, return_),
        **({"own_of": criterion.own_of} if criterion.own_of else {}),
    }


def _confirmed(answer: Answer, return_: Return) -> dict[str, Any]:
    """Which earlier answer was read and said to be still true. Nothing where none was."""
    for previous in return_.previous:
        if previous.ref == answer.confirmed_from:
            day = previous.submitted_on.isoformat()
            facts = {"reference": previous.ref, "cycle": previous.cycle_name, "submitted_on": day}
            return {"confirmed_from": facts}
    return {}


def _questions(framework: Framework, return_: Return) -> dict[str, Any]:
    """What a reviewer asked since the last submission, in the order of the answers. Nothing where none."""
    shown = {criterion.id: place for place, criterion in enumerate(asked(framework, return_))}
    found = sorted(
        (question for question in return_.questions.values() if question.criterion in shown),
        key=lambda question: (shown[question.criterion], question.asked_at, question.id),
    )
    return {"questions": [_question(question) for question in found]} if found else {}


def _question(question: Question) -> dict[str, Any]:
    return {
        "criterion": question.criterion,
        "text": question.text,
        "partnership": question.partnership_id,
        "asked_by": question.asked_by,
        "asked_at": question.asked_at.isoformat(timespec="seconds"),
        "due": question.due.isoformat(),
        "reply": question.reply,
        "replied_by": question.replied_by,
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "kind": plan.kind.value,
        "criteria": list(plan.criteria),
        "what": plan.what,
        "who": plan.who,
        "by_when": _day(plan.by_when),
        "how_known": plan.how_known,
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    file = item.file
    return {
        "id": item.id,
        "kind": item.kind.value,
        "title": item.title,
        "where": item.where,
        "file_name": file.name if file else None,
        "sha256": file.sha256 if file else None,
        "version_id": file.version_id if file else None,
        "size": file.size if file else None,
        "owner": item.owner,
        "approved_on": _day(item.approved_on),
        "review_by": _day(item.review_by),
        "given_to": item.given_to,
        "given_on": _day(item.given_on),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
